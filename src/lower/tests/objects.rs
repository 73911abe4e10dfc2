//! Which objects there are, and what an applier is told of them.

use serde_json::{Value, json};

use crate::ast::Until;
use crate::instantiate::{ItemKind, Scale};

use super::super::sample::{item, located, need, pod, quantity, service, shop};
use super::super::{DataClass, NoTrace, lower, serves};
use super::Objects;

#[test]
fn names_of_a_box_are_services() {
    let objects = Objects::of(&shop());
    let selects = |name: &str| objects.get(name, "/spec/selector").clone();
    assert_eq!(selects("Service/web"), json!({"boxc.dev/serves.web": "true"}));
    assert_eq!(selects("Service/shop"), selects("Service/web"));
    assert_eq!(objects.get("Service/web", "/spec/ports/0/targetPort"), 8080);
    assert_eq!(objects.get("Service/worker", "/spec/clusterIP"), "None");
    assert_eq!(objects.get("Service/pay", "/spec/externalName"), "pay.corp.example");
    assert_eq!(selects("Service/geo"), Value::Null);
    assert_eq!(objects.get("EndpointSlice/geo-ipv4", "/endpoints/0/addresses/0"), "10.1.2.3");
    assert_eq!(objects.get("EndpointSlice/geo-ipv6", "/addressType"), "IPv6");
    assert!(!objects.has("Service/migrate"));
    assert_eq!(objects.get("StatefulSet/db", "/spec/serviceName"), "db-members");
}

#[test]
fn the_quota_is_the_most_that_can_run_at_once() {
    let objects = Objects::of(&shop());
    let hard = objects.get("ResourceQuota/box", "/spec/hard");
    let expected = json!({
        "requests.cpu": "700m",
        "requests.memory": "896Mi",
        "limits.memory": "896Mi",
        "pods": "7",
        "persistentvolumeclaims": "1",
        "requests.storage": "10Gi",
    });
    assert_eq!(hard, &expected, "db, migrate, worker and web, whose two copies and worker's one may be one more");
}

#[test]
fn a_quota_beyond_all_bounds_stays_a_number() {
    let mut instance = shop();
    let mut large = pod(Vec::new());
    large.memory.value = quantity("8Ei");
    instance.items = vec![item("huge", 1, Vec::new(), service(u32::MAX, large))];
    let objects = Objects::of(&instance);
    let memory = objects.get("ResourceQuota/box", "/spec/hard/requests.memory").as_str().unwrap().to_owned();
    assert_eq!(memory, "34359738368Ei");
    assert_eq!(objects.get("Deployment/huge", "/spec/replicas"), i32::MAX);
}

#[test]
fn waves_order_and_what_may_be_removed() {
    let lowered = lower(&shop(), &mut NoTrace);
    let names: Vec<_> = lowered.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names, ["_box", "db", "migrate", "pay", "geo", "worker", "web"]);
    let web = lowered.units.last().unwrap();
    let kinds: Vec<_> = web.objects.iter().map(|object| object.kind.as_ref()).collect();
    let expected = ["NetworkPolicy", "ServiceAccount", "Role", "RoleBinding", "ConfigMap", "Service", "Service"];
    assert_eq!(kinds[..7], expected);
    assert_eq!(kinds[7..], ["Deployment", "HTTPRoute", "PodDisruptionBudget"]);
    let waves: Vec<_> = web.objects.iter().map(|object| object.wave).collect();
    assert_eq!(waves, [3, 3, 3, 3, 3, 3, 3, 3, 4, 3]);
    for object in lowered.units.iter().flat_map(|unit| &unit.objects) {
        let body = super::json(&object.body);
        assert_eq!(body["metadata"]["annotations"]["boxc.dev/wave"], object.wave.to_string());
        assert_eq!(body["apiVersion"], *object.api_version);
        assert_eq!(body["kind"], *object.kind);
        assert_eq!(body["metadata"]["namespace"].as_str(), object.namespace.as_deref());
        let holds = matches!(object.kind.as_ref(), "Namespace" | "StatefulSet");
        assert_eq!(object.data == DataClass::Holds, holds, "{}", object.kind);
        assert_eq!(object.prune, !holds, "the sample's storage is kept");
    }
}

#[test]
fn the_namespace_is_pinned_to_restricted() {
    let objects = Objects::of(&shop());
    let label = |name: &str| objects.get("Namespace/box-alice", &format!("/metadata/labels/{name}")).clone();
    assert_eq!(label("pod-security.kubernetes.io~1enforce"), "restricted");
    assert_eq!(label("pod-security.kubernetes.io~1warn-version"), "v1.33");
    assert_eq!(label("app.kubernetes.io~1version"), "1.4.0_a");
}

#[test]
fn long_names_still_fit_into_labels() {
    let (long, other) = ("a".repeat(63), format!("{}b", "a".repeat(62)));
    let key = |item: &str| serves(item).into_keys().next().unwrap();
    let name = key(&long).strip_prefix("boxc.dev/").unwrap().to_owned();
    assert_eq!(name.len(), 63);
    assert_ne!(key(&long), key(&other));
    assert_eq!(key("web"), "boxc.dev/serves.web");
}

#[test]
fn what_refers_to_nothing_is_left_out() {
    let mut instance = shop();
    let ItemKind::Service(web) = &mut instance.items[5].kind else { panic!("web is a service") };
    web.expose[0].port = 99;
    web.pod.needs = vec![need("ghost", 99, &[7], Until::Ready), need("db", 0, &[99], Until::None)];
    let objects = Objects::of(&instance);
    assert!(!objects.has("HTTPRoute/web.public"));
    let spec = objects.get("Deployment/web", "/spec/template/spec");
    assert_eq!(spec["initContainers"], Value::Null);
}

#[test]
fn a_range_of_replicas_is_left_to_the_load() {
    let mut instance = shop();
    let ItemKind::Service(service) = &mut instance.items[5].kind else { panic!("web is a service") };
    service.replicas = located(10);
    service.scale = Some(Scale { min: located(2), cpu: located(70) });
    let objects = Objects::of(&instance);
    assert_eq!(objects.get("Deployment/web", "/spec/replicas"), &Value::Null);
    let target = json!({"type": "Utilization", "averageUtilization": 70});
    let expected = json!({
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        "minReplicas": 2,
        "maxReplicas": 10,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
    });
    assert_eq!(objects.get("HorizontalPodAutoscaler/web", "/spec"), &expected);
    assert!(objects.has("PodDisruptionBudget/web"));
    assert_eq!(objects.get("ResourceQuota/box", "/spec/hard/pods"), "15", "ten, one to roll, and four others");
}
