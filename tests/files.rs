//! Files from beside menus.

use boxc::source::{Disk, Memory};

use crate::support::{Outcome, compile, project};

const MENU: &str = "menu: shop\nversion: 1.0.0\nparams: {name: {type: string, default: shop}}\nservices:\n  web:\n    \
                    image: nginx:1.27.2\n    env: {A: {field: pod-ip}}\n    files:\n      ";

fn shop(file: &str) -> Memory {
    project(&[format!("{MENU}{file}\n"), "box: alice\nmenu: shop\n".to_owned()])
}

fn config(outcome: &Outcome) -> String {
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    let text = String::from_utf8(outcome.bundles[0].files["web.yaml"].clone()).unwrap();
    let documents: Vec<&str> = text.split("---\n").filter(|document| document.contains("kind: ConfigMap")).collect();
    documents.concat()
}

#[test]
fn only_what_is_asked_for_is_built() {
    let text = "${{ params.name }} ${HOME}\n";
    let plain = compile(&shop("/a: {from: files/a}").with("menus/files/a", text), None);
    assert!(config(&plain).contains("${{ params.name }} ${HOME}"), "{}", config(&plain));
    let built = compile(&shop("/a: {from: files/a, expand: [build]}").with("menus/files/a", text), None);
    assert!(config(&built).contains("shop ${HOME}"), "{}", config(&built));
    let wrong =
        compile(&shop("/a: {from: files/a, expand: [build]}").with("menus/files/a", "x\n  ${{ params.nam }}"), None);
    assert_eq!(wrong.codes(), ["unknown-name"]);
    assert!(wrong.text().contains("menus/files/a:2:14"), "{}", wrong.text());
}

#[test]
fn an_included_menus_files_mean_what_they_mean_there() {
    let outer = "menu: mall\nversion: 1.0.0\ninclude: {shop: {menu: shop, with: {name: books}}}\n".to_owned();
    let inner = format!("{MENU}/a: {{from: files/a, expand: [build]}}\n");
    let world = project(&[inner, outer, "box: alice\nmenu: mall\n".to_owned()]);
    let outcome = compile(&world.with("menus/files/a", "${{ params.name }}\n"), None);
    assert!(config(&outcome).contains("books"), "{}", config(&outcome));
}

#[test]
fn a_folder_holds_what_is_below_it() {
    let world = shop("/a/: {from: files/a/}").with("menus/files/a/x.yaml", "x: 1\n").with("menus/files/a/b/y", "y");
    let config = config(&compile(&world.with("menus/files/ab", "z"), None));
    assert!(config.contains("a.b.y: \"y\"") && config.contains("a.x.yaml:") && !config.contains(": z"), "{config}");
}

#[test]
fn what_is_not_beside_the_menu_is_missing() {
    let codes = |file: &str| compile(&shop(file).with("menus/b", "b").with("secret", "s"), None).codes();
    assert_eq!(codes("/a: {from: files/none}"), ["missing-file"]);
    assert_eq!(codes("/a/: {from: b/}"), ["missing-file"]);
    assert_eq!(codes("/a: {from: ../secret}"), ["wrong-value"]);
    assert_eq!(codes("/a: {from: /etc/passwd}"), ["wrong-value"]);
    assert_eq!(codes("/a: {from: b}"), [""; 0]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| std::fs::write(dir.path().join(path), text).unwrap();
    std::fs::create_dir_all(dir.path().join("menus")).unwrap();
    std::fs::create_dir(dir.path().join("boxes")).unwrap();
    std::fs::create_dir(dir.path().join("outside")).unwrap();
    write("outside/a", "secret");
    write("fleet.yaml", crate::support::FLEET);
    write("boxes/alice.yaml", "box: alice\nmenu: shop\n");
    std::os::unix::fs::symlink("../outside", dir.path().join("menus/linked")).unwrap();
    std::os::unix::fs::symlink("../outside/a", dir.path().join("menus/one")).unwrap();
    for from in ["linked/a", "one"] {
        write("menus/shop.yaml", &format!("{MENU}/a: {{from: {from}}}\n"));
        assert_eq!(compile(&Disk::new(dir.path()), None).codes(), ["missing-file"], "{from}");
    }
}

#[test]
fn keys_of_a_file_fit_each_other() {
    let codes = |file: &str| compile(&shop(file), None).codes();
    assert_eq!(codes("/a: {content: x, from: b}"), ["conflicting-keys"]);
    assert_eq!(codes("/a: {content: x, key: b}"), ["conflicting-keys"]);
    assert_eq!(codes("/a: {content: x, expand: [build]}"), ["conflicting-keys"]);
    assert_eq!(codes("/a: {mode: '0644'}"), ["missing-field"]);
    assert_eq!(codes("/a/: {content: x}"), ["file-or-folder"]);
    assert_eq!(codes("/a: {content: '${A} ${B}', expand: [start]}"), ["unset-variable"]);
    assert_eq!(codes("/a: {content: '${A:-x}', expand: [start]}"), ["unset-variable"]);
    assert_eq!(codes("/a: {content: '${A} $${B} $C', expand: [start]}"), [""; 0]);
}
