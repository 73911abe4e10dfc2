//! box-init in a pod.

use serde_json::{Value, json};

use crate::instantiate::{Dir, ItemKind};

use super::super::sample::{located, shop, span, spanned, words};
use super::{Objects, SPEC, pod_of};

#[test]
fn a_program_under_the_helper_finds_its_copy() {
    let mut instance = shop();
    let pod = pod_of(&mut instance, 5);
    pod.sequence = Some(span());
    pod.open_files = Some(spanned(262_144));
    pod.command = words(&["/app/web", "$(x)"]);
    pod.args = words(&["serve"]);
    let objects = Objects::of(&instance);
    let get = |place: &str| objects.get("Deployment/web", &format!("{SPEC}/{place}")).clone();
    let expected = json!([
        "/run/box-init/box-init",
        "run",
        "sequence",
        "open-files 262144",
        "wait db: tcp db:5432, within 600s",
        "wait pay: tcp pay:8443",
        "wait worker: dns worker at-least 1",
        "--",
        "/app/web",
        "$$(x)",
    ]);
    assert_eq!(get("containers/0/command"), expected, "jobs are seen in the API alone, for which it has no token");
    assert_eq!(get("containers/0/args"), json!(["serve"]));
    assert_eq!(get("initContainers/0/args"), json!(["copy", "/run/box-init"]));
    assert_eq!(get("initContainers/1/args/0"), "wait");
    let mount = json!({"name": "helper", "mountPath": "/run/box-init"});
    assert_eq!(get("initContainers/0/volumeMounts/0"), mount);
    let mounts = get("containers/0/volumeMounts");
    let read_only = json!({"name": "helper", "mountPath": "/run/box-init", "readOnly": true});
    assert_eq!(mounts.as_array().unwrap().last(), Some(&read_only));
    let volumes = get("volumes");
    let helper = volumes.as_array().unwrap().iter().find(|volume| volume["name"] == "helper");
    assert_eq!(helper.unwrap()["emptyDir"]["sizeLimit"], "16Mi");
}

#[test]
fn nothing_of_the_helper_is_in_a_pod_that_needs_none() {
    let mut instance = shop();
    pod_of(&mut instance, 5).open_files = Some(spanned(262_144));
    let objects = Objects::of(&instance);
    let spec = objects.get("StatefulSet/db", SPEC);
    assert_eq!(spec["initContainers"], Value::Null);
    assert!(!objects.get("Deployment/web", SPEC).to_string().contains("/run/box-init"));
}

#[test]
fn a_seed_is_copied_by_the_image_that_has_it() {
    let mut instance = shop();
    let ItemKind::Service(db) = &mut instance.items[0].kind else { panic!("a service") };
    db.storage[0].seed = Some(span());
    pod_of(&mut instance, 5).scratch[0].seed = Some(span());
    let objects = Objects::of(&instance);
    let seed = objects.get("StatefulSet/db", &format!("{SPEC}/initContainers/1"));
    assert_eq!(seed["command"], json!(["/run/box-init/box-init", "seed", "/var/lib/db", "/run/seed"]));
    let main = objects.get("StatefulSet/db", &format!("{SPEC}/containers/0"));
    assert_eq!(seed["image"], main["image"]);
    let mounts = json!([
        {"name": "helper", "mountPath": "/run/box-init", "readOnly": true},
        {"name": "tmp", "mountPath": "/run/seed"},
    ]);
    assert_eq!(seed["volumeMounts"], mounts, "the storage is called tmp");
    let names: Vec<_> = objects.get("Deployment/web", &format!("{SPEC}/initContainers")).as_array().unwrap().to_vec();
    let names: Vec<_> = names.iter().map(|container| container["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["copy-helper", "wait-for-needs", "seed-0"]);
}

#[test]
fn folders_are_made_in_the_volumes_that_hold_them() {
    let mut instance = shop();
    pod_of(&mut instance, 5).dirs = vec![Dir { path: spanned("/run/web/cache".to_owned()), mode: located(0o750) }];
    let objects = Objects::of(&instance);
    let making = objects.get("Deployment/web", &format!("{SPEC}/initContainers/1"));
    assert_eq!(making["args"], json!(["dirs", "0750 /run/web/cache"]));
    assert_eq!(making["volumeMounts"], json!([{"name": "scratch-0", "mountPath": "/run/web"}]));
}

#[test]
fn what_is_made_for_a_program_is_made_as_its_user() {
    let mut instance = shop();
    let pod = pod_of(&mut instance, 5);
    pod.user = located(0);
    pod.scratch[0].seed = Some(span());
    pod.dirs = vec![Dir { path: spanned("/run/web/cache".to_owned()), mode: located(0o700) }];
    pod.files[0].filled = Some((span(), vec!["IP".to_owned()]));
    let objects = Objects::of(&instance);
    let containers = objects.get("Deployment/web", &format!("{SPEC}/initContainers")).as_array().unwrap().clone();
    let users: Vec<_> =
        containers.iter().map(|c| (c["name"].as_str().unwrap(), c["securityContext"]["runAsUser"].as_u64())).collect();
    let expected = ["copy-helper", "wait-for-needs", "seed-0", "make-folders", "fill-files"].map(|name| (name, None));
    assert_eq!(users, expected, "root without capabilities can't write to what another user has made");
}
