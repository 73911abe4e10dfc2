//! Files and folders of containers.

use serde_json::{Value, json};

use crate::instantiate::{BoxInstance, File, FileContent, Folder};

use super::super::sample::{file, located, shop, span, spanned};
use super::{Objects, SPEC, pod_of};

fn secret(path: &str) -> File {
    let content = FileContent::Secret { secret: "db".to_owned(), key: "password".to_owned(), origin: span().into() };
    File { content, ..file(path) }
}

/// The web service with these files; its container and volumes by name.
fn with(files: Vec<File>, folders: Vec<Folder>) -> BoxInstance {
    let mut instance = shop();
    let pod = pod_of(&mut instance, 5);
    (pod.files, pod.folders) = (files, folders);
    instance
}

fn volume(objects: &Objects, name: &str) -> Value {
    let volumes = objects.get("Deployment/web", &format!("{SPEC}/volumes")).as_array().unwrap();
    volumes.iter().find(|volume| volume["name"] == name).cloned().unwrap_or_default()
}

#[test]
fn files_that_are_no_text_are_kept_as_bytes() {
    let bytes = FileContent::Binary(located(vec![0, 159, 146].into()));
    let objects = Objects::of(&with(vec![File { content: bytes, ..file("/logo.png") }], Vec::new()));
    assert_eq!(objects.get("ConfigMap/web", "/binaryData"), &json!({"logo.png": "AJ+S"}));
    assert_eq!(objects.get("ConfigMap/web", "/data"), &Value::Null);
    let digest = "/spec/template/metadata/annotations/boxc.dev~1config";
    assert!(objects.get("Deployment/web", digest).is_string());
}

#[test]
fn a_key_of_a_secret_is_one_file_and_in_no_config_map() {
    let objects = Objects::of(&with(vec![secret("/etc/key")], Vec::new()));
    let items = json!([{"key": "password", "path": "etc.key"}]);
    let sources = json!([{"secret": {"name": "db", "items": items}}]);
    assert_eq!(volume(&objects, "secret-files")["projected"]["sources"], sources);
    assert!(!objects.names().contains(&"ConfigMap/web"));
}

#[test]
fn what_is_named_on_its_own_comes_last_in_its_folder() {
    let inside = |file: File| File { folder: Some(0), ..file };
    let folder = Folder {
        path: spanned("/etc/tls".to_owned()),
        mode: Some(spanned(0o440)),
        secret: Some(spanned("db".to_owned())),
    };
    let files = vec![inside(secret("/etc/tls/a/key")), inside(file("/etc/tls/note"))];
    let objects = Objects::of(&with(files, vec![folder]));
    let expected = json!({
        "defaultMode": 0o440,
        "sources": [
            {"secret": {"name": "db"}},
            {"secret": {"name": "db", "items": [{"key": "password", "path": "a/key"}]}},
            {"configMap": {"name": "web", "items": [{"key": "etc.tls.note", "path": "note"}]}},
        ],
    });
    assert_eq!(volume(&objects, "folder-0")["projected"], expected);
    let mounts = objects.get("Deployment/web", &format!("{SPEC}/containers/0/volumeMounts"));
    let mount = json!({"name": "folder-0", "mountPath": "/etc/tls", "readOnly": true});
    assert_eq!(mounts.as_array().unwrap().last(), Some(&mount), "one volume, one mount");
}

#[test]
fn what_is_filled_in_sees_the_variables_in_it_alone() {
    let filled = Some((span(), vec!["IP".to_owned(), "URL".to_owned()]));
    let objects = Objects::of(&with(vec![File { filled, ..file("/etc/web.xml") }], Vec::new()));
    let init = objects.get("Deployment/web", &format!("{SPEC}/initContainers/1"));
    let args = json!(["render", "/run/templates", "/run/files", "etc.web.xml: xml, mode 0644, variables IP URL"]);
    assert_eq!((&init["name"], &init["args"]), (&json!("fill-files"), &args));
    let names: Vec<_> = init["env"].as_array().unwrap().iter().map(|variable| &variable["name"]).collect();
    assert_eq!(names, ["BOX_SECRET_DB_PASSWORD", "URL", "IP"], "in the author's order, with what they are made of");
    assert_eq!(volume(&objects, "filled")["emptyDir"]["medium"], "Memory");
    let mount = json!({"name": "filled", "mountPath": "/etc/web.xml", "subPath": "etc.web.xml", "readOnly": true});
    let mounts = objects.get("Deployment/web", &format!("{SPEC}/containers/0/volumeMounts")).as_array().unwrap();
    assert!(mounts.contains(&mount), "{mounts:?}");
}
