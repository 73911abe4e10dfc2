//! The wait for needs.

use serde_json::{Value, json};

use crate::ast::Until;
use crate::instantiate::Need;

use super::super::sample::{located, need, port, shop};
use super::{Objects, SPEC, pod_of};

#[test]
fn gates_say_how_each_need_is_seen() {
    let objects = Objects::of(&shop());
    let args = |name: &str| objects.get(name, &format!("{SPEC}/initContainers/0/args")).clone();
    let expected = json!([
        "wait",
        "db: tcp db:5432, within 600s",
        "migrate: job migrate",
        "pay: tcp pay:8443",
        "worker: dns worker at-least 1",
    ]);
    assert_eq!(args("Deployment/web"), expected);
    assert_eq!(args("Deployment/worker"), json!(["wait", "db: dns db-members at-least 1"]));
    assert_eq!(args("StatefulSet/db"), Value::Null);
    let image = objects.get("Deployment/web", &format!("{SPEC}/initContainers/0/image"));
    assert_eq!(image, "mirror.example/box-init:1.0.0");
    assert_eq!(
        objects.get("Deployment/web", &format!("{SPEC}/containers/0/image")),
        "mirror.example/hub/shop/web:1.8.2"
    );
}

#[test]
fn a_job_needed_ready_counts_when_it_has_completed() {
    let mut instance = shop();
    instance.items[1].ports = vec![port("http", 80, 8080)];
    pod_of(&mut instance, 5).needs[1] = need("migrate", 1, &[0], Until::Ready);
    let objects = Objects::of(&instance);
    let gate = objects.get("Deployment/web", &format!("{SPEC}/initContainers/0/args/2"));
    assert_eq!(gate, "migrate: tcp migrate:80 | job migrate");
    assert!(objects.has("Service/migrate"));
}

#[test]
fn members_are_counted_in_dns() {
    let mut instance = shop();
    let counted = |until| Need { at_least: Some(located(2)), ..need("db", 0, &[0], until) };
    pod_of(&mut instance, 5).needs[0] = counted(Until::Ready);
    pod_of(&mut instance, 4).needs[0] = counted(Until::Started);
    let objects = Objects::of(&instance);
    let gate = |name: &str| objects.get(name, &format!("{SPEC}/initContainers/0/args/1"));
    assert_eq!(gate("Deployment/web"), "db: dns db-gate at-least 2");
    assert_eq!(gate("Deployment/worker"), "db: dns db-members at-least 2");
    assert_eq!(objects.get("Service/db-gate", "/spec/publishNotReadyAddresses"), &Value::Null);
}

#[test]
fn a_gate_on_udp_counts_ready_pods_by_a_service_of_its_own() {
    let mut instance = shop();
    instance.items[0].ports[0].transport = crate::ast::Transport::Udp;
    let objects = Objects::of(&instance);
    let gate = objects.get("Deployment/web", &format!("{SPEC}/initContainers/0/args/1"));
    assert_eq!(gate, "db: dns db-gate at-least 1, within 600s");
    assert_eq!(objects.get("Service/db-gate", "/spec/clusterIP"), "None");
    assert_eq!(objects.get("Service/db-gate", "/spec/publishNotReadyAddresses"), &Value::Null);
    assert_eq!(objects.get("Service/db-members", "/spec/publishNotReadyAddresses"), true);
}
