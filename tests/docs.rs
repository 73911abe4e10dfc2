//! Every example of the documentation.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use boxc::expr::{FILTERS, Function, TESTS};
use serde_json::Value;

use crate::support::{boxc, compile, files, project, root, stderr, stdout};

/// A fenced block, and what the comment before it says.
struct Block {
    language: String,
    mark: String,
    text: String,
    place: String,
}

fn blocks(name: &str) -> Vec<Block> {
    let text = std::fs::read_to_string(root().join(name)).unwrap();
    let (mut found, mut mark, mut open): (Vec<Block>, String, Option<Block>) = (Vec::new(), String::new(), None);
    for (at, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                let (language, mark) = (language.to_owned(), std::mem::take(&mut mark));
                open = Some(Block { language, mark, text: String::new(), place: format!("{name}:{}", at + 1) });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => writeln!(block.text, "{line}").unwrap(),
            (None, None) if line.starts_with("<!--") && !line.starts_with("<!-- keys:") => {
                mark = line.trim_start_matches("<!--").trim_end_matches("-->").trim().to_owned();
            }
            (None, None) => {}
        }
    }
    found
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| format!("{:by$}{line}\n", "")).collect()
}

const FLEET: &str = "\
fleet: eleme
defaults: {init-image: \"registry.example/boxc/box-init:0.1.0\"}
secrets: {store: vault, path: \"boxes/${{ box.name }}/${{ secret.name }}\"}
clusters:
  one:
    kubernetes: \"1.33\"
    labels: {tier: dev}
    has: [external-secrets]
    domain: one.boxes.example
    exposure: {ingress: {class: nginx}, from: [10.0.0.0/16], load-balancer: {address: own}}
    storage: {classes: {ssd: {}, nfs: {share: many}}, alias: {fast: ssd, shared: nfs}}
    network: {api: [\"10.0.0.1/32:6443\"]}
    nodes: {open-files: 1048576, locked-memory: unlimited, sysctl: {vm.max_map_count: 262144}}
    externals: {mail: {host: smtp.corp.example}, payments: {host: pay.corp.example, outputs: {merchant: m}}}
";

/// What a service of an example may need.
const AROUND: &str = "  db: {image: \"postgres:16.4\", ports: {postgres: {port: 5432, interface: postgres@16.4}}}
jobs:
  prepare: {image: \"shop/prepare:1.0.0\"}
externals:
  mail: {ports: {smtp: {port: 25, interface: smtp}}}
secrets:
  db: {from: generate, keys: {password: {}}}
";

/// A menu that an example may take in.
const KAFKA: &str = "\
menu: kafka
version: 3.1.0
params: {brokers: {type: int, default: 1, max: 5}}
services:
  kafka:
    image: apache/kafka:3.9.0
    replicas: ${{ params.brokers }}
    ports: {kafka: 9092}
";

/// The project that an example is a part of.
fn documents(block: &Block) -> Vec<String> {
    let text = block.text.clone();
    let menu = |sections: &str| format!("menu: example\nversion: 1.0.0\n{sections}");
    let order = "box: example\nmenu: example\n".to_owned();
    let shop = "menu: shop\nversion: 1.4.0\nparams: {replicas: {type: int, default: 2}}\nservices:\n  \
                web: {image: \"shop/web:1.0.0\", replicas: \"${{ params.replicas }}\", ports: {http: 8080}}\n";
    let first = text.lines().find(|line| !line.starts_with('#')).unwrap().split(':').next().unwrap().to_owned();
    match (block.mark.as_str(), first.as_str()) {
        ("in: menu", _) => vec![FLEET.to_owned(), KAFKA.to_owned(), menu(&text), order],
        ("in: services.web", _) => {
            let web = format!("services:\n  web:\n    image: shop/web:1.0.0\n{}{AROUND}", indented(&text, 4));
            vec![FLEET.to_owned(), menu(&web), order]
        }
        ("in: fleet", _) => vec![format!("fleet: eleme\nclusters:\n  one: {{kubernetes: \"1.33\"}}\n{text}")],
        ("project", _) => text.split("---\n").map(str::to_owned).collect(),
        ("", "menu" | "fleet") => vec![text],
        ("", "placement") => {
            let order = "box: alice\nmenu: shop\ncopies: 2\n".to_owned();
            vec![FLEET.replace("  one:", "  bj-a:"), shop.to_owned(), text, order]
        }
        ("", "box") if text.contains("avoid:") => {
            let second = "  two:\n    kubernetes: \"1.33\"\n".to_owned();
            let placement = "placement: eleme\nboxes: {bob: one}\n".to_owned();
            vec![FLEET.to_owned() + &second, shop.to_owned(), placement, text]
        }
        ("", "box") if text.contains("bind:") => {
            let shop = shop.to_owned() + "externals: {bank: {ports: {http: 8080}}}\n";
            let pay = "menu: pay\nversion: 1.0.0\nservices: {api: {image: 'pay:1', ports: {http: 8080}}}\n".to_owned();
            let other = "box: shared-pay\nmenu: pay\noffers: {api: [team-trade]}\n\
                         allow: {from: [{box: alice}], to: [{box: alice}]}\n";
            vec![FLEET.to_owned(), shop, pay, other.to_owned(), text]
        }
        ("", "box") => vec![FLEET.to_owned(), shop.to_owned(), text],
        (mark, first) => panic!("{}: nothing is known of `{mark}` and `{first}`", block.place),
    }
}

const PAGES: [&str; 6] =
    ["README.md", "docs/ci.md", "docs/graph.md", "docs/language.md", "docs/output.md", "docs/tutorial.md"];

/// The examples, each with its place and the project that it is a part of.
pub fn examples() -> Vec<(String, Vec<String>)> {
    let blocks = PAGES.iter().flat_map(|name| blocks(name)).filter(|block| block.language == "yaml");
    let own = blocks.filter(|block| !block.mark.starts_with("from:") && !block.mark.starts_with("file:"));
    own.map(|block| (block.place.clone(), documents(&block))).collect()
}

#[test]
fn examples_compile() {
    let examples = examples();
    assert!(examples.len() > 15, "{}", examples.len());
    for (place, documents) in examples {
        let outcome = compile(&project(&documents), None);
        assert!(outcome.findings.is_empty(), "{place}:\n{}", outcome.text());
    }
}

#[test]
fn excerpts_are_of_the_golden_tree() {
    let mut found = 0;
    for block in PAGES.iter().flat_map(|name| blocks(name)) {
        if let Some(file) = block.mark.strip_prefix("from: ") {
            let rendered = std::fs::read_to_string(root().join("golden/voting/rendered").join(file)).unwrap();
            assert!(rendered.contains(&block.text), "{} is not in {file}:\n{}", block.place, block.text);
            found += 1;
        }
    }
    assert!(found > 1);
}

/// The tutorial's files in an empty folder, and its commands.
#[test]
fn the_tutorial_works() {
    let dir = tempfile::tempdir().unwrap();
    let blocks = blocks("docs/tutorial.md");
    for block in &blocks {
        if let Some(file) = block.mark.strip_prefix("file: ") {
            let path = dir.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &block.text).unwrap();
        }
    }
    let mut ran = 0;
    for block in blocks.iter().filter(|block| block.language == "console") {
        for session in block.text.split("$ boxc ").skip(1) {
            let (command, shown) = session.split_once('\n').unwrap();
            let output = boxc(dir.path(), &command.split(' ').collect::<Vec<_>>());
            assert_eq!(stdout(&output), shown, "boxc {command}: {}", stderr(&output));
            ran += 1;
        }
    }
    assert_eq!(ran, 3);
    assert!(!files(&dir.path().join("rendered")).is_empty());
}

fn table(functions: &[Function]) -> String {
    let mut text = "| written | gives | example | result |\n|---|---|---|---|\n".to_owned();
    for function in functions {
        let cell = |text: &str| text.replace('|', "\\|");
        let (signature, summary) = (cell(function.signature), cell(function.summary));
        writeln!(text, "| `{signature}` | {summary} | `{}` | `{}` |", cell(function.example), cell(function.result))
            .unwrap();
    }
    text
}

/// The tables of filters and tests are those of the program, whose examples its own tests run.
#[test]
fn filters_and_tests_are_listed() {
    let text = std::fs::read_to_string(root().join("docs/language.md")).unwrap();
    for functions in [FILTERS, TESTS] {
        let table = table(functions);
        assert!(text.contains(&table), "put this into docs/language.md:\n{table}");
    }
}

/// The keys of every record of the language, by the record's name.
fn records() -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for kind in ["menu", "box", "fleet", "placement"] {
        let schema: Value = serde_json::from_str(&boxc::ast::schema_text(kind).unwrap()).unwrap();
        // Those that begin with `Set` are the same once more, for changes.
        for (name, record) in schema["$defs"].as_object().unwrap().iter().filter(|(name, _)| !name.starts_with("Set")) {
            found.insert(name.clone(), record["properties"].as_object().unwrap().keys().cloned().collect());
        }
    }
    found
}

/// The tables of keys: what a mark before each says it has, and the keys in its first column.
fn tables_of_keys() -> Vec<(String, BTreeSet<String>)> {
    let text = std::fs::read_to_string(root().join("docs/language.md")).unwrap();
    let in_backticks = regex::Regex::new("`([^`]+)`").unwrap();
    let table = |part: &str| {
        let (mark, rest) = part.split_once(" -->\n").unwrap();
        let rows = rest.lines().skip(2).take_while(|line| line.starts_with('|'));
        let first = |row: &str| row.split('|').nth(1).unwrap().to_owned();
        let keys = rows
            .map(first)
            .flat_map(|cell| in_backticks.captures_iter(&cell).map(|found| found[1].to_owned()).collect::<Vec<_>>());
        (mark.to_owned(), keys.collect())
    };
    text.split("<!-- keys: ").skip(1).map(table).collect()
}

#[test]
fn every_key_has_its_row() {
    let records = records();
    let (tables, mut wrong, mut told) = (tables_of_keys(), Vec::new(), BTreeSet::new());
    for (mark, keys) in tables {
        let (of, but) = mark.split_once(" - ").unwrap_or((&mark, ""));
        let union = |names: &str| -> BTreeSet<String> {
            names
                .split_whitespace()
                .flat_map(|name| records.get(name).unwrap_or_else(|| panic!("no record {name}")))
                .cloned()
                .collect()
        };
        told.extend(mark.replace('-', " ").split_whitespace().map(str::to_owned));
        let expected: BTreeSet<String> = union(of).difference(&union(but)).cloned().collect();
        wrong.extend(expected.difference(&keys).map(|key| format!("the table of {mark} lacks `{key}`")));
        wrong.extend(keys.difference(&expected).map(|key| format!("the table of {mark} has `{key}`, which is no key")));
    }
    let lacking = records.keys().filter(|name| !told.contains(*name) && *name != "Placement");
    wrong.extend(
        lacking.map(|name| format!("no table is marked `<!-- keys: {name} -->`; its keys: {:?}", records[name])),
    );
    assert!(wrong.is_empty(), "docs/language.md:\n{}", wrong.join("\n"));
}

/// Notes the keys that a value uses, by the records that its schema says they are of.
fn used(root: &Value, schema: &Value, value: &Value, found: &mut BTreeSet<(String, String)>) {
    if schema.is_null() {
        return;
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|to| to.strip_prefix("#/$defs/")) {
        let record = &root["$defs"][name];
        let keys = record["properties"].as_object().unwrap();
        if value.as_object().is_some_and(|map| map.keys().all(|key| keys.contains_key(key))) {
            let name = name.strip_prefix("Set").unwrap_or(name);
            found.extend(value.as_object().unwrap().keys().map(|key| (name.to_owned(), key.clone())));
            used(root, record, value, found);
        }
    }
    for forms in ["anyOf", "allOf", "oneOf"] {
        schema[forms].as_array().into_iter().flatten().for_each(|form| used(root, form, value, found));
    }
    for form in ["then", "else"] {
        used(root, &schema[form], value, found);
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        let own = &schema["properties"][key];
        used(root, if own.is_null() { &schema["additionalProperties"] } else { own }, value, found);
    }
    value.as_array().into_iter().flatten().for_each(|item| used(root, &schema["items"], item, found));
}

/// Keys that no example can show by itself: they take a folder beside the document, or are not compiled yet.
const NOT_SHOWN: &[&str] = &["FileKeys.from", "BoxOrder.manifests", "Fleet.menus", "Engine.", "Argo.", "Flux"];

#[test]
fn every_key_stands_in_an_example() {
    let mut found = BTreeSet::new();
    for document in examples().into_iter().flat_map(|(_, documents)| documents) {
        let value: Value = yaml_serde::from_str(&document).unwrap();
        let kinds = ["box", "fleet", "placement", "menu"];
        let Some(kind) = kinds.into_iter().find(|kind| value.get(kind).is_some()) else { continue };
        let schema: Value = serde_json::from_str(&boxc::ast::schema_text(kind).unwrap()).unwrap();
        used(&schema, &schema, &value, &mut found);
    }
    let all = records().into_iter().flat_map(|(name, keys)| keys.into_iter().map(move |key| (name.clone(), key)));
    // The same key of records that share their keys.
    let family = |(record, key): &(String, String)| {
        let family = match record.as_str() {
            _ if key == "when" => "condition",
            "Service" | "Job" | "ServerKeys" => "item",
            "ProbeKeys" | "HealthKeys" => "probe",
            "Menu" | "BoxOrder" if key != "menu" => "sections",
            other => other,
        };
        (family.to_owned(), key.clone())
    };
    let shown: BTreeSet<(String, String)> = found.iter().map(family).collect();
    let lacking = all.filter(|key| !shown.contains(&family(key))).map(|(name, key)| format!("{name}.{key}"));
    let lacking: Vec<String> = lacking.filter(|key| !NOT_SHOWN.iter().any(|part| key.starts_with(part))).collect();
    assert!(lacking.is_empty(), "no example of docs/language.md shows {}", lacking.join(", "));
}
