//! Pods and their containers.

use serde_json::{Value, json};

use crate::instantiate::{Because, BoxInstance, FileContent, Mount, Piece};

use super::super::sample::{located, shop, spanned};
use super::{Objects, SPEC, pod_of};

#[test]
fn every_container_is_restricted() {
    let objects = Objects::of(&shop());
    let workloads = objects.0.iter().filter(|(_, body)| !body.pointer(SPEC).unwrap_or(&Value::Null).is_null());
    let mut seen = 0;
    for (name, body) in workloads {
        let spec = &body["spec"]["template"]["spec"];
        assert_eq!(spec["automountServiceAccountToken"], false, "{name}");
        assert_eq!(spec["enableServiceLinks"], false, "{name}");
        assert_eq!(spec["securityContext"]["runAsNonRoot"], true, "{name}");
        assert_eq!(spec["securityContext"]["seccompProfile"]["type"], "RuntimeDefault", "{name}");
        let lists = [&spec["containers"], &spec["initContainers"]];
        for container in lists.into_iter().filter_map(Value::as_array).flatten() {
            let expected = json!({
                "allowPrivilegeEscalation": false,
                "capabilities": {"drop": ["ALL"]},
                "readOnlyRootFilesystem": true,
            });
            assert_eq!(container["securityContext"], expected, "{name}");
            assert!(container["resources"]["limits"]["memory"].is_string(), "{name}");
            assert!(container["resources"]["limits"]["cpu"].is_null(), "{name}");
            seen += 1;
        }
    }
    assert_eq!(seen, 4 + 3, "four workloads, three of which wait");
}

#[test]
fn the_container_sees_the_authors_dollars() {
    let objects = Objects::of(&shop());
    let job = objects.names().into_iter().find(|name| name.starts_with("Job/")).unwrap().to_owned();
    assert_eq!(objects.get(&job, &format!("{SPEC}/containers/0/args/2")), "$$(date) $$$$ $HOME");
    let main = format!("{SPEC}/containers/0");
    let drain = objects.get("Deployment/web", &format!("{main}/lifecycle/preStop/exec/command/1"));
    assert_eq!(drain, "$$", "hooks are not expanded");
    let env = objects.get("Deployment/web", &format!("{main}/env"));
    let secret = json!({"secretKeyRef": {"name": "db", "key": "password"}});
    let expected = json!([
        {"name": "BOX_SECRET_DB_PASSWORD", "valueFrom": secret},
        {"name": "URL", "value": "postgres://shop:$$$(BOX_SECRET_DB_PASSWORD)@db:5432/$$(x)"},
        {"name": "AGAIN", "value": "$(BOX_SECRET_DB_PASSWORD)!"},
        {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
    ]);
    assert_eq!(env, &expected);
}

#[test]
fn a_change_of_files_makes_new_pods() {
    let config = |instance: &BoxInstance| {
        let place = "/spec/template/metadata/annotations/boxc.dev~1config";
        Objects::of(instance).get("Deployment/web", place).as_str().unwrap().to_owned()
    };
    let mut changed = shop();
    pod_of(&mut changed, 5).files[0].content = FileContent::Text(located("other".to_owned()));
    assert_eq!(config(&shop()).len(), 64);
    assert_ne!(config(&shop()), config(&changed));
}

#[test]
fn low_ports_host_names_and_volumes_of_the_same_name() {
    let objects = Objects::of(&shop());
    let sysctls = objects.get("Deployment/web", &format!("{SPEC}/securityContext/sysctls"));
    assert_eq!(sysctls, &json!([{"name": "net.ipv4.ip_unprivileged_port_start", "value": "81"}]));
    assert_eq!(objects.get("Deployment/web", &format!("{SPEC}/hostname")), "web");
    assert_eq!(objects.get("StatefulSet/db", &format!("{SPEC}/hostname")), &Value::Null);
    let volumes = objects.get("StatefulSet/db", &format!("{SPEC}/volumes"));
    assert_eq!(volumes, &json!([{"name": "tmp-2", "emptyDir": {"sizeLimit": "64Mi"}}]), "the storage is called tmp");
}

#[test]
fn probes_follow_health_or_the_first_tcp_port() {
    let objects = Objects::of(&shop());
    let probe = |name: &str, probe: &str| objects.get(name, &format!("{SPEC}/containers/0/{probe}")).clone();
    assert_eq!(probe("Deployment/web", "startupProbe")["failureThreshold"], 43, "300 / 7, rounded up");
    assert_eq!(probe("Deployment/web", "readinessProbe")["failureThreshold"], 3);
    assert_eq!(probe("Deployment/web", "livenessProbe"), Value::Null);
    assert_eq!(probe("StatefulSet/db", "readinessProbe")["tcpSocket"]["port"], 5432);
    assert_eq!(probe("Deployment/worker", "readinessProbe"), Value::Null);
}

#[test]
fn a_jobs_name_follows_its_pods_and_not_its_copy() {
    let name = |instance: &BoxInstance| {
        let objects = Objects::of(instance);
        objects.names().into_iter().find(|name| name.starts_with("Job/")).unwrap().to_owned()
    };
    let first = name(&shop());
    assert_eq!(first.len(), "Job/migrate-".len() + 13);
    let mut copy = shop();
    copy.identity.name = "bob".to_owned();
    copy.identity.namespace = "box-bob".to_owned();
    copy.menu.version = "9.0.0".to_owned();
    assert_eq!(name(&copy), first);
    let mut changed = shop();
    pod_of(&mut changed, 1).args.pop();
    assert_ne!(name(&changed), first);
}

#[test]
fn hidden_variables_have_names_of_their_own() {
    let mut instance = shop();
    let pod = pod_of(&mut instance, 5);
    let piece = |secret: &str, key: &str| Piece::Secret { secret: secret.to_owned(), key: key.to_owned() };
    let text = vec![piece("a-b", "c"), Piece::Text(":".to_owned()), piece("a", "b-c")];
    let taken = located(Vec::new());
    pod.env = vec![(spanned("URL".to_owned()), located(text)), (spanned("BOX_SECRET_A_B_C".to_owned()), taken)];
    let objects = Objects::of(&instance);
    let value = |at: usize| objects.get("Deployment/web", &format!("{SPEC}/containers/0/env/{at}/value")).clone();
    assert_eq!(value(2), "$(BOX_SECRET_A_B_C_2):$(BOX_SECRET_A_B_C_3)");
    assert_eq!(value(3), "");
}

#[test]
fn a_long_start_is_no_failed_rollout() {
    let mut instance = shop();
    let deadline = "/spec/progressDeadlineSeconds";
    assert_eq!(Objects::of(&instance).get("Deployment/web", deadline), &Value::Null);
    pod_of(&mut instance, 5).starts_within.value = 1800;
    assert_eq!(Objects::of(&instance).get("Deployment/web", deadline), 1860);
}

#[test]
fn two_pods_never_wait_for_a_volume_of_one() {
    let mut instance = shop();
    let mount = |path: &str, single| Mount {
        path: spanned(path.to_owned()),
        volume: "media".to_owned(),
        read_only: path == "/read",
        single,
    };
    pod_of(&mut instance, 4).mounts = vec![mount("/read", false), mount("/write", false)];
    let shared = Objects::of(&instance);
    assert_eq!(shared.get("Deployment/worker", "/spec/strategy/type"), "RollingUpdate");
    let volumes = shared.get("Deployment/worker", &format!("{SPEC}/volumes/1"));
    assert_eq!(volumes, &json!({"name": "volume-0", "persistentVolumeClaim": {"claimName": "media"}}));
    let mounts = shared.get("Deployment/worker", &format!("{SPEC}/containers/0/volumeMounts"));
    let expected = json!([
        {"name": "tmp", "mountPath": "/tmp"},
        {"name": "volume-0", "mountPath": "/read", "readOnly": true},
        {"name": "volume-0", "mountPath": "/write"},
    ]);
    assert_eq!(mounts, &expected);
    pod_of(&mut instance, 4).mounts = vec![mount("/write", true)];
    let single = Objects::of(&instance);
    assert_eq!(single.get("Deployment/worker", "/spec/strategy"), &json!({"type": "Recreate"}));
    let pods = |objects: &Objects| objects.get("ResourceQuota/box", "/spec/hard/pods").as_str().map(str::to_owned);
    assert_eq!((pods(&shared).as_deref(), pods(&single).as_deref()), (Some("7"), Some("6")), "no room to roll");
}

#[test]
fn what_only_the_pod_knows_reaches_arguments_by_variables() {
    let mut instance = shop();
    let pod = pod_of(&mut instance, 5);
    let secret = Piece::Secret { secret: "db".to_owned(), key: "password".to_owned() };
    let text = |text: &str| Piece::Text(text.to_owned());
    pod.env.clear();
    pod.args = vec![located(vec![text("--url=a$"), secret, text("@b")]), located(vec![text("$(A)")])];
    let objects = Objects::of(&instance);
    let main = |place: &str| objects.get("Deployment/web", &format!("{SPEC}/containers/0/{place}")).clone();
    assert_eq!(main("args"), json!(["--url=a$$$(BOX_SECRET_DB_PASSWORD)@b", "$$(A)"]));
    assert_eq!(main("env/0/valueFrom/secretKeyRef/key"), "password");
}

#[test]
fn reasons_stand_beside_the_pods() {
    let mut instance = shop();
    let because = |what: &str| Because { what: what.to_owned(), reason: spanned("it has to".to_owned()) };
    let long = format!("env.{}", "A".repeat(80));
    pod_of(&mut instance, 5).reasons = vec![because("env.A_"), because("env.A"), because(&long)];
    let objects = Objects::of(&instance);
    let annotations = objects.get("Deployment/web", "/metadata/annotations").as_object().unwrap();
    let names: Vec<_> = annotations.keys().filter_map(|key| key.strip_prefix("boxc.dev/because.")).collect();
    assert!(names.contains(&"env.A") && names.contains(&"env.A-2"), "{names:?}");
    assert!(names.len() == 3 && names.iter().all(|name| "because.".len() + name.len() <= 63), "{names:?}");
    let before = Objects::of(&shop());
    assert_eq!(objects.get("Deployment/web", "/spec"), before.get("Deployment/web", "/spec"), "no pod restarts");
}
