//! The wait for needs.

use serde_json::{Value, json};

use crate::ast::{Signal, Until};
use crate::instantiate::{Need, Reaction};

use super::super::sample::{located, need, port, shop, texts};
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

/// The shop whose web has this reaction to the database's being down.
fn reacting(reaction: Reaction) -> Objects {
    let mut instance = shop();
    let web = pod_of(&mut instance, 5);
    web.needs[0].when_down = Some(located(reaction));
    web.needs[0].until = Until::None;
    Objects::of(&instance)
}

#[test]
fn readiness_waits_for_what_is_needed_by_a_container_of_its_own() {
    let objects = reacting(Reaction::Unready);
    let sidecar = |pointer: &str| objects.get("Deployment/web", &format!("{SPEC}/initContainers/1{pointer}"));
    assert_eq!((sidecar("/name"), sidecar("/args")), (&json!("watch-needs"), &json!(["pause"])));
    assert_eq!(sidecar("/restartPolicy"), "Always");
    assert_eq!(sidecar("/readinessProbe/exec/command"), &json!(["/box-init", "check", "db: tcp db:5432"]));
    assert_eq!(objects.get("Deployment/web", &format!("{SPEC}/containers/0/command")), &json!(["/app/web"]));
    let cpu = objects.get("ResourceQuota/box", "/spec/hard/requests.cpu");
    assert_eq!(cpu, "730m", "10m more for each of three pods of web");
}

#[test]
fn what_is_done_to_the_program_is_done_by_the_helper() {
    let command = |reaction| {
        let objects = reacting(reaction);
        let words = objects.get("Deployment/web", &format!("{SPEC}/containers/0/command")).as_array().unwrap().clone();
        words.into_iter().filter(|word| !word.as_str().unwrap().starts_with("wait ")).collect::<Vec<_>>()
    };
    let expected = |words: &[&str]| {
        let around = ["/run/box-init/box-init", "run"].iter().chain(words).chain(&["--", "/app/web"]);
        around.map(|word| json!(word)).collect::<Vec<_>>()
    };
    assert_eq!(command(Reaction::Restart), expected(&["watch db: tcp db:5432, restart"]));
    assert_eq!(command(Reaction::Signal(Signal::Hup)), expected(&["watch db: tcp db:5432, signal HUP"]));
    let run = Reaction::Run(texts(&["/app/tell", "$(x)"]));
    assert_eq!(command(run), expected(&["watch db: tcp db:5432, run 2 words", "/app/tell", "$$(x)"]));
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
