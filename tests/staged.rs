//! `boxc check FILE…`: what a change of some files reaches.

use std::path::Path;

use serde_json::Value;

use crate::support::{FLEET, boxc, stderr, stdout};

/// A project in which every box has an error of its own.
fn project(dir: &Path) {
    let base = "menu: base\nversion: 1.0.0\nservices:\n  web:\n    image: shop/web:1.0.0\n    \
                ports: {http: {port: 8080}}\n    files: {/etc/web.conf: {from: files/web.conf}}\n\
                manifests: [{from: extra/*.yaml}]\n";
    let service =
        |name: &str| format!("services: {{{name}: {{image: 'shop/{name}:1.0.0', ports: {{http: {{port: 8080}}}}}}}}\n");
    let order = |name: &str, menu: &str| format!("box: {name}\nmenu: {menu}\nwith: {{nope: 1}}\n");
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n";
    let user = order("user", "user") + "bind: {api: {box: base, service: web}}\n";
    let contract = "externals: {api: {ports: {http: {port: 8080}}}}\n";
    let documents = [
        ("fleet.yaml", FLEET.to_owned() + "schemas: [crds/*.yaml]\n"),
        ("crds/mock.yaml", MOCK.to_owned()),
        ("menus/base.yaml", base.to_owned()),
        ("menus/files/web.conf", "port 8080\n".to_owned()),
        ("menus/extra/config.yaml", config.to_owned()),
        ("menus/top.yaml", "menu: top\nversion: 1.0.0\ninclude: {b: {menu: base}}\n".to_owned() + &service("top")),
        ("menus/other.yaml", "menu: other\nversion: 1.0.0\n".to_owned() + &service("other")),
        ("menus/user.yaml", "menu: user\nversion: 1.0.0\n".to_owned() + &service("user") + contract),
        ("boxes/base.yaml", order("base", "base@^1") + "offers: {web: [user]}\n"),
        ("boxes/top.yaml", order("top", "top")),
        ("boxes/other.yaml", order("other", "other")),
        ("boxes/user.yaml", user),
        ("README.md", "# Boxes\n".to_owned()),
    ];
    for (path, text) in documents {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

const MOCK: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: mocks.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {kind: Mock, plural: mocks}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
";

/// The files with findings, their ending left out.
fn found(dir: &Path, files: &[&str]) -> Vec<String> {
    let output = boxc(dir, &[&["check", "--format", "json"], files].concat());
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(output.status.code(), Some(i32::from(!findings.is_empty())), "{}", stderr(&output));
    let path = |finding: &Value| finding["place"]["path"].as_str().unwrap().trim_end_matches(".yaml").to_owned();
    let mut paths: Vec<String> = findings.iter().map(path).collect();
    paths.dedup();
    paths
}

#[test]
fn files_reach_what_they_may_break() {
    let dir = tempfile::tempdir().unwrap();
    project(dir.path());
    let all = ["boxes/base", "boxes/other", "boxes/top", "boxes/user"];
    let of_base = ["boxes/base", "boxes/top", "boxes/user"];
    assert_eq!(found(dir.path(), &[]), all);
    for whole in ["fleet.yaml", "crds/mock.yaml", "boxes/gone.yaml"] {
        assert_eq!(found(dir.path(), &[whole]), all, "{whole}");
    }
    for part in [
        "menus/base.yaml",
        "menus/files/web.conf",
        "menus/extra/config.yaml",
        "./boxes/../menus/base.yaml",
        "menus/files",
    ] {
        assert_eq!(found(dir.path(), &[part]), of_base, "{part}");
    }
    for folder in [".", "menus", "boxes/"] {
        assert_eq!(found(dir.path(), &[folder]), all, "{folder}");
    }
    assert_eq!(found(&dir.path().join("boxes"), &["."]), all);
    assert_eq!(found(dir.path(), &["menus/top.yaml"]), ["boxes/top"]);
    assert_eq!(found(dir.path(), &["boxes/other.yaml"]), ["boxes/other"]);
    assert_eq!(found(dir.path(), &["boxes/base.yaml"]), ["boxes/base", "boxes/user"]);
    assert_eq!(found(dir.path(), &["boxes/other.yaml", "menus/top.yaml"]), ["boxes/other", "boxes/top"]);
    // A new name is missed where the old one stands.
    let menu = dir.path().join("menus/other.yaml");
    std::fs::write(&menu, std::fs::read_to_string(&menu).unwrap().replace("menu: other", "menu: others")).unwrap();
    assert_eq!(found(dir.path(), &["menus/other.yaml"]), ["boxes/other"]);
}

#[test]
fn what_a_box_stands_on_has_to_be_sound() {
    let dir = tempfile::tempdir().unwrap();
    project(dir.path());
    let menu = dir.path().join("menus/other.yaml");
    std::fs::write(&menu, std::fs::read_to_string(&menu).unwrap().replace("image:", "imag:")).unwrap();
    assert_eq!(found(dir.path(), &["boxes/top.yaml"]), ["boxes/top"]);
    assert_eq!(found(dir.path(), &["boxes/other.yaml"]), ["menus/other"]);
    assert_eq!(found(dir.path(), &["menus/other.yaml"]), ["menus/other"]);
    let fleet = dir.path().join("fleet.yaml");
    std::fs::write(&fleet, std::fs::read_to_string(&fleet).unwrap().replace("domain:", "domian:")).unwrap();
    assert_eq!(found(dir.path(), &["boxes/top.yaml"]), ["fleet", "menus/other"], "nothing can be told apart");
}

#[test]
fn each_file_is_of_the_project_above_it() {
    let dir = tempfile::tempdir().unwrap();
    project(&dir.path().join("envs/a"));
    project(&dir.path().join("envs/b"));
    std::fs::create_dir(dir.path().join(".git")).unwrap();
    let files = ["envs/b/boxes/other.yaml", "envs/a/boxes/top.yaml"];
    assert_eq!(found(dir.path(), &files), ["envs/a/boxes/top", "envs/b/boxes/other"]);
    let output = boxc(dir.path(), &[&["check"], &files[..]].concat());
    let text = stderr(&output);
    assert!(text.starts_with("envs/a/boxes/top.yaml:3:8: error[unknown-parameter]: "), "{text}");
    assert!(text.contains("\nenvs/b/boxes/other.yaml:3:8: error[unknown-parameter]: "), "{text}");
    assert!(text.ends_with("\n2 errors\n"), "{text}");
    let output = boxc(dir.path(), &["check", "-C", "envs", "a/boxes/top.yaml"]);
    assert!(stderr(&output).starts_with("envs/a/boxes/top.yaml:"), "{}", stderr(&output));
}

#[test]
fn a_folder_may_be_shared_by_projects() {
    let dir = tempfile::tempdir().unwrap();
    for env in ["a", "b", "c"] {
        project(&dir.path().join(env));
    }
    for env in ["a", "b"] {
        let fleet = dir.path().join(env).join("fleet.yaml");
        std::fs::write(&fleet, std::fs::read_to_string(&fleet).unwrap() + "menus: [../shared]\n").unwrap();
    }
    std::fs::create_dir(dir.path().join("shared")).unwrap();
    let menu = "menu: shared\nversion: 1.0.0\nservices: {web: {image: 'shop/web:1.0.0'}}\n";
    std::fs::write(dir.path().join("shared/menu.yaml"), menu).unwrap();
    std::fs::write(dir.path().join("a/boxes/it.yaml"), "box: it\nmenu: shared\nwith: {nope: 1}\n").unwrap();
    let output = boxc(dir.path(), &["check", "shared/menu.yaml"]);
    assert!(stderr(&output).starts_with("a/boxes/it.yaml:3:8: error[unknown-parameter]: "), "{}", stderr(&output));
    assert!(stderr(&output).ends_with("\n1 error\n"), "{}", stderr(&output));
}

#[test]
fn what_no_project_reads_is_no_error() {
    let dir = tempfile::tempdir().unwrap();
    project(&dir.path().join("a"));
    std::fs::write(dir.path().join("notes.txt"), "").unwrap();
    let output = boxc(dir.path(), &["check", "notes.txt"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "note: not looked at, since no project reads it: `notes.txt`\n");
    assert_eq!(stdout(&output), "0 boxes and 0 menus: no errors\n");
    let output = boxc(dir.path(), &["check", "notes.txt", "a/README.md", "gone.yaml", "a/gone.md"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("`notes.txt` and 3 more\n"), "{}", stderr(&output));
}

#[test]
fn what_is_sound_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    project(dir.path());
    for name in ["base", "top", "other", "user"] {
        let path = dir.path().join(format!("boxes/{name}.yaml"));
        std::fs::write(&path, std::fs::read_to_string(&path).unwrap().replace("with: {nope: 1}\n", "")).unwrap();
    }
    let said = |files: &[&str]| {
        let output = boxc(dir.path(), &[&["check"], files].concat());
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
        stdout(&output)
    };
    assert_eq!(said(&[]), "4 boxes and 4 menus: no errors\n");
    assert_eq!(said(&["menus/base.yaml"]), "3 boxes and 2 menus: no errors\n");
    assert_eq!(said(&["boxes/top.yaml"]), "1 box and 0 menus: no errors\n");
}
