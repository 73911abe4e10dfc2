//! The ready-made menus, and the commands around projects.

use boxc::source::Memory;

use crate::support::{boxc, compile, files, project, root, stderr, stdout};

const FLEET: &str = "\
fleet: two
defaults: {init-image: \"registry.example/boxc/box-init:0.1.0\"}
clusters:
  gate:
    kubernetes: \"1.33\"
    domain: gate.example
    exposure: {gateway: {name: edge, namespace: infra}, from: [{namespace: infra}]}
    storage: {default: ssd}
    registries: {docker.io: mirror.example/hub}
  door:
    kubernetes: \"1.31\"
    domain: door.example
    exposure: {ingress: {class: nginx}, from: [10.0.0.0/16], tls: false}
";

fn ready_made() -> Vec<String> {
    let entries = std::fs::read_dir(root().join("menus")).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_ready_made_menu_renders_its_example_on_unlike_clusters() {
    for name in ready_made() {
        let text = |file: &str| std::fs::read_to_string(root().join("menus").join(&name).join(file)).unwrap();
        assert!(text("README.md").starts_with(&format!("# {name}\n")));
        let order = format!("{}place: {{cluster: gate}}\n", text("box.yaml"));
        let world = Memory::default().with("fleet.yaml", FLEET).with("menus/m.yaml", text("menu.yaml"));
        let world = world.with("boxes/b.yaml", order);
        for cluster in ["gate", "door"] {
            let outcome = compile(&world, Some(cluster));
            assert!(outcome.findings.is_empty(), "{name} on {cluster}: {}", outcome.text());
            assert_eq!(outcome.bundles.len(), 1);
        }
    }
}

#[test]
fn every_ready_made_menu_is_built_in() {
    let dir = tempfile::tempdir().unwrap();
    let listed = stdout(&boxc(dir.path(), &["menus"]));
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ready_made());
}

#[test]
fn from_nothing_to_a_rendered_box() {
    let dir = tempfile::tempdir().unwrap();
    let run = |folder: &str, args: &[&str]| boxc(&dir.path().join(folder), args);
    assert_eq!(run("", &["new", "shop"]).status.code(), Some(0));
    assert_eq!(run("", &["new", "shop"]).status.code(), Some(2), "never over what is there");
    assert_eq!(run("", &["new", "Shop!"]).status.code(), Some(2));
    assert_eq!(run("shop", &["check"]).status.code(), Some(0));
    assert_eq!(run("shop", &["menus", "add", "postgres"]).status.code(), Some(0));
    assert_eq!(run("shop", &["menus", "add", "postgres"]).status.code(), Some(2), "never over what is there");
    let order =
        run("shop", &["order", "postgres", "pg", "--set", "database=orders", "--lifetime", "8h", "--copies", "2"]);
    assert_eq!(order.status.code(), Some(0), "{}", stderr(&order));
    assert_eq!(run("shop", &["order", "redis", "cache"]).status.code(), Some(0), "without a copy of its menu");
    assert_eq!(run("shop", &["build"]).status.code(), Some(0));
    assert!(files(&dir.path().join("shop/rendered")).contains_key("local/pg-2/postgres.yaml"));
    for file in ["fleet", "menus/shop", "menus/postgres", "boxes/dev", "boxes/pg", "boxes/cache"] {
        let path = dir.path().join("shop").join(format!("{file}.yaml"));
        let text = std::fs::read_to_string(&path).unwrap();
        let schema = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
        assert!(path.parent().unwrap().join(schema).is_file(), "{file}: editors find {schema}");
    }
}

#[test]
fn orders_with_errors_are_not_written() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(boxc(dir.path(), &["new", "shop"]).status.code(), Some(0));
    let shop = dir.path().join("shop");
    let wrong = boxc(&shop, &["order", "shop", "big", "--set", "replicas=11"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr(&wrong).contains("boxes/big.yaml:4:13: error[wrong-value]"), "{}", stderr(&wrong));
    assert_eq!(boxc(&shop, &["order", "shop", "dev"]).status.code(), Some(2), "never over what is there");
    assert_eq!(boxc(&shop, &["order", "shpo", "x"]).status.code(), Some(2));
    assert_eq!(boxc(&shop, &["order", "shop", "x", "--set", "replicas"]).status.code(), Some(2));
    assert!(!shop.join("boxes/big.yaml").exists());
}

#[test]
fn parameters_are_listed_for_people_and_programs() {
    let dir = tempfile::tempdir().unwrap();
    insta::assert_snapshot!("menus_postgres", stdout(&boxc(dir.path(), &["menus", "postgres"])));
    let json = stdout(&boxc(dir.path(), &["menus", "redis", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["parameters"][1]["enum"][0], "noeviction");
    let unknown = boxc(dir.path(), &["menus", "postgras"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `postgres`?"));
}

#[test]
fn shells_and_manuals() {
    let dir = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&boxc(dir.path(), &["completions", shell])).contains("boxc"));
    }
    assert_eq!(boxc(dir.path(), &["man", "pages"]).status.code(), Some(0));
    assert!(files(&dir.path().join("pages")).contains_key("boxc-build.1"));
}

#[test]
fn built_in_menus_are_there_for_whoever_asks() {
    let menu = "menu: shop\nversion: 1.0.0\ninclude: {cache: {menu: redis@^1, rename: {redis: cache}}}\n";
    let order = "box: a\nmenu: postgres@^1\ninclude: {shop: {menu: shop}}\n";
    let outcome = compile(&project(&[menu.to_owned(), order.to_owned()]), None);
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    assert!(outcome.file("postgres.yaml").starts_with("# postgres · postgres · boxc:postgres/menu.yaml\n"));
    assert!(outcome.file("cache.yaml").contains("image: redis:"));
}

#[test]
fn menus_of_the_project_come_before_built_in_ones() {
    let own = "menu: redis\nversion: 7.0.0\nservices: {own: {image: \"registry.example/own:1.0.0\"}}\n";
    let order = |range: &str| format!("box: a\nmenu: {range}\n");
    let outcome = compile(&project(&[own.to_owned(), order("redis")]), None);
    assert!(outcome.file("own.yaml").contains("registry.example/own"));
    let outcome = compile(&project(&[own.to_owned(), order("redis@^1")]), None);
    assert_eq!(outcome.codes(), ["no-version"], "{}", outcome.text());
    let broken = own.replace("image", "imgae");
    let outcome = compile(&project(&[broken, order("redis@^1")]), None);
    assert!(!outcome.findings.is_empty() && outcome.bundles.is_empty(), "{}", outcome.text());
}

#[test]
fn a_built_in_menu_that_is_nearly_named_is_told() {
    for document in ["box: a\nmenu: rediss@^1\n", "menu: shop\nversion: 1.0.0\ninclude: {cache: {menu: rediss@^1}}\n"] {
        let outcome = compile(&project(&[document.to_owned()]), None);
        assert_eq!(outcome.codes(), ["unknown-menu"], "{}", outcome.text());
        assert!(outcome.text().contains("write `redis`, which is built into boxc"), "{}", outcome.text());
    }
}
