//! The ready-made menus, and the commands around projects.

use std::collections::BTreeSet;

use boxc::diagnostic::Diagnostics;
use boxc::shelf::Shelved;
use boxc::source::{Memory, SourceMap, World};
use boxc::syntax;

use crate::support::{boxc, compile, files, project, root, stderr, stdout};

const FLEET: &str = "\
fleet: two
defaults: {init-image: \"registry.example/boxc/box-init:0.1.0\"}
clusters:
  gate:
    kubernetes: \"1.33\"
    domain: gate.example
    exposure: {gateway: {name: edge, namespace: infra}, from: [{namespace: infra}]}
    storage: {default: ssd, classes: {ssd: {}, nfs: {share: many}}, alias: {shared: nfs}}
    registries: {docker.io: mirror.example/hub}
    network: {api: [\"10.0.0.1/32:6443\"]}
  door:
    kubernetes: \"1.31\"
    domain: door.example
    exposure: {ingress: {class: nginx}, from: [10.0.0.0/16], tls: false}
    storage: {classes: {shared: {share: many}}}
    network: {api: [\"10.0.0.1/32:6443\"]}
";

fn ready_made() -> Vec<String> {
    let entries = std::fs::read_dir(root().join("menus")).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A file of a ready-made menu.
fn text(menu: &str, file: &str) -> String {
    std::fs::read_to_string(root().join("menus").join(menu).join(file)).unwrap()
}

#[test]
fn every_ready_made_menu_renders_its_example_on_unlike_clusters() {
    for name in ready_made() {
        let order = format!("{}place: {{cluster: gate}}\n", text(&name, "box.yaml"));
        let world = Memory::default().with("fleet.yaml", FLEET).with("boxes/b.yaml", order);
        for cluster in ["gate", "door"] {
            let outcome = compile(&world, Some(cluster));
            assert!(outcome.findings.is_empty(), "{name} on {cluster}: {}", outcome.text());
            assert_eq!(outcome.bundles.len(), 1);
        }
    }
}

/// What a menu defines: names of all sections, and whether one of its ports says what it speaks.
fn definitions(menu: &str) -> (BTreeSet<String>, bool) {
    let mut sources = SourceMap::default();
    let file = sources.add("menu.yaml", &text(menu, "menu.yaml"));
    let root = syntax::parse(file, &sources, &mut Diagnostics::default()).unwrap().root;
    let (mut names, mut speaks) = (BTreeSet::new(), false);
    for section in ["services", "servers", "jobs", "externals", "secrets", "volumes"] {
        let Some(entry) = root.get(section) else { continue };
        for item in entry.value.entries().unwrap() {
            names.insert(item.key.value.clone());
            let ports = item.value.get("ports").map(|ports| ports.value.entries().unwrap()).unwrap_or_default();
            speaks |= ports.iter().any(|port| port.value.get("interface").is_some());
        }
    }
    (names, speaks)
}

#[test]
fn every_ready_made_menu_is_taken_in_twice() {
    for name in ready_made() {
        let (names, speaks) = definitions(&name);
        assert!(speaks, "{name}: others need it by an interface");
        if !text(&name, "README.md").contains("\n## In another menu\n") {
            continue;
        }
        let rename: Vec<String> = names.iter().map(|name| format!("{name}: {name}-two")).collect();
        // A box has one host for its front.
        let with = if name == "nginx" { "with: {exposed: false}, " } else { "" };
        let menu = format!(
            "menu: shop\nversion: 1.0.0\ninclude:\n  one: {{menu: {name}@^1}}\n  \
             two: {{menu: {name}@^1, {with}rename: {{{}}}}}\n",
            rename.join(", ")
        );
        let outcome = compile(&project(&[menu, "box: alice\nmenu: shop\n".to_owned()]), None);
        assert!(outcome.findings.is_empty(), "{name}: {}", outcome.text());
        assert!(outcome.bundles[0].files.keys().any(|file| file.ends_with("-two.yaml")), "{name}");
    }
}

#[test]
fn ready_made_menus_say_what_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let json = stdout(&boxc(dir.path(), &["menus", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    for menu in json.as_array().unwrap() {
        let name = menu["menu"].as_str().unwrap();
        let summary = menu["summary"].as_str().unwrap();
        assert!(!summary.is_empty() && !summary.ends_with('.'), "{name}: {summary}");
        let readme = text(name, "README.md");
        assert!(readme.starts_with(&format!("# {name}\n")));
        let rows = menu["parameters"].as_array().unwrap().iter().map(|param| {
            let [name, kind, help] = ["name", "type", "help"].map(|key| param[key].as_str().unwrap_or_default());
            assert!(!help.is_empty(), "{menu}: {name} has no help");
            let kind = param["of"].as_str().map_or(kind.to_owned(), |of| format!("{kind} of {of}"));
            let default = match param["default"].as_str() {
                None | Some("") => String::new(),
                Some(default) => format!("`{default}`"),
            };
            format!("| `{name}` | {kind} | {default} | {help} |")
        });
        let rows: Vec<String> = rows.collect();
        let table = format!("| parameter | type | default | meaning |\n|---|---|---|---|\n{}\n", rows.join("\n"));
        assert!(readme.contains(&table), "menus/{name}/README.md has to have this table:\n\n{table}");
        let Some((_, rest)) = readme.split_once("\n## In another menu\n\n```yaml\n") else { continue };
        let example = rest.split("```").next().unwrap();
        let shown = example.lines().next().unwrap().trim_start_matches("menu: ").to_owned();
        let outcome = compile(&project(&[example.to_owned(), format!("box: alice\nmenu: {shown}\n")]), None);
        assert!(outcome.findings.is_empty(), "the example of menus/{name}/README.md: {}", outcome.text());
    }
}

#[test]
fn every_ready_made_menu_is_built_in() {
    let dir = tempfile::tempdir().unwrap();
    let listed = stdout(&boxc(dir.path(), &["menus"]));
    assert!(listed.lines().all(|line| line.chars().count() <= 80), "{listed}");
    let names: Vec<&str> = listed.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
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
fn built_in_menus_stand_in_folders_of_their_own() {
    let own = Memory::default().with("menus/redis/menu.yaml", "its own");
    let world = Shelved(&own);
    assert_eq!(world.list("boxc:redis"), Ok(vec!["boxc:redis/menu.yaml".to_owned()]));
    assert_eq!(world.read("boxc:redis/menu.yaml"), Ok(text("redis", "menu.yaml").into_bytes()));
    assert!(world.read("boxc:redis/README.md").is_err());
    assert_eq!(world.read("menus/redis/menu.yaml"), Ok(b"its own".to_vec()));
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
