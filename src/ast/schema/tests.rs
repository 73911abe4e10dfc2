#![allow(clippy::disallowed_methods, reason = "the published files are beside the sources, and are written on request")]

use serde_json::{Value, json};

use super::schema_text;
use crate::ast::{File, PAGES, decode};
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, SourceMap, Span, Spanned};
use crate::syntax::{Document, Entry, Kind, Node, Scalar, Style};

const PUBLISHED: [&str; 3] = ["menu", "box", "fleet"];

fn schema(kind: &str) -> Value {
    serde_json::from_str(&schema_text(kind).unwrap()).unwrap()
}

fn accepts(kind: &str, document: &Value) -> bool {
    jsonschema::validator_for(&schema(kind)).unwrap().is_valid(document)
}

#[test]
fn the_published_files_are_of_this_version() {
    for kind in PUBLISHED {
        let path = format!("{}/schema/{kind}.json", env!("CARGO_MANIFEST_DIR"));
        let text = schema_text(kind).unwrap();
        if std::env::var("BOXC_UPDATE_SCHEMA").is_ok() {
            std::fs::write(&path, &text).unwrap();
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        let stale = format!(
            "schema/{kind}.json is stale: run the tests once with BOXC_UPDATE_SCHEMA=1, then look at the change"
        );
        assert!(published == text, "{stale}");
    }
    assert_eq!(schema_text("approve"), None);
}

/// All objects in a schema that are schemas themselves or hold some.
fn objects<'a>(value: &'a Value, found: &mut Vec<&'a serde_json::Map<String, Value>>) {
    match value {
        Value::Object(object) => {
            found.push(object);
            object.values().for_each(|value| objects(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| objects(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn an_editor_can_show_all_of_it() {
    for kind in PUBLISHED.into_iter().chain(["placement"]) {
        let schema = schema(kind);
        let mut plain = schema.clone();
        // Only what a box sets may be nothing, which removes.
        plain["$defs"].as_object_mut().unwrap().retain(|name, _| !name.starts_with("Set"));
        assert!(!plain.to_string().contains("null"), "{kind}: null is no value of the language");
        let mut all = Vec::new();
        objects(&schema, &mut all);
        for object in all {
            assert_ne!(object.get("required"), Some(&json!([])), "{kind}");
            let reference = object.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|to| to.strip_prefix("#/$defs/")) {
                assert!(schema["$defs"][name].is_object(), "{kind}: {name}");
            }
            let described = |key: &str, field: &Value| {
                let text = field["description"].as_str().unwrap_or("");
                assert!(text.len() > 3 && !text.contains("  "), "{kind}: `{key}` says `{text}`");
            };
            if object.get("type") == Some(&json!("object")) && object.contains_key("properties") {
                object["properties"].as_object().unwrap().iter().for_each(|(key, field)| described(key, field));
            }
        }
    }
}

fn menu_with(service: Value) -> Value {
    let mut web = json!({"image": "shop/web:1.8.2"});
    web.as_object_mut().unwrap().extend(service.as_object().unwrap().clone());
    json!({"menu": "shop", "version": "1.4.0", "services": {"web": web}})
}

#[test]
fn menus_are_judged() {
    let good = [
        json!({}),
        json!({"image": "${{ params.image }}", "replicas": "${{ params.replicas }}"}),
        json!({"needs": {"db": "ready", "cache": {"interface": "redis@7", "until": "none"}}}),
        json!({"ports": {"http": 80, "dns": {"port": 53, "transport": "udp"}}}),
        json!({"env": {"A": 1, "B": true, "C": {"secret": "db", "key": "password"}, "D": {"field": "pod-ip"}}}),
        json!({"args": ["-p", 5432, "${{ needs.db.host }}"], "scratch": ["/tmp", {"mount": "/run", "size": "1Mi"}]}),
        json!({"health": {"http": "/healthz", "alive": "same"}, "resources": {"cpu": 1, "memory": "256Mi"}}),
        json!({"expose": {"public": {"host": "${{ box.name }}.${{ cluster.domain }}"}}}),
    ];
    for service in good {
        assert!(accepts("menu", &menu_with(service.clone())), "{service}");
    }
    let bad = [
        json!({"replicas": "2"}),
        json!({"replicas": null}),
        json!({"replicas": -1}),
        json!({"replica": 2}),
        json!({"needs": ["db"]}),
        json!({"needs": {"db": "soon"}}),
        json!({"needs": {"DB": "ready"}}),
        json!({"ports": {"http": 70000}}),
        json!({"env": {"A": ["x"]}}),
        json!({"health": "same"}),
        json!({"mounts": {"/srv": {"volume": "media", "mode": "0644"}}}),
    ];
    for service in bad {
        assert!(!accepts("menu", &menu_with(service.clone())), "{service}");
    }
    assert!(!accepts("menu", &json!({"menu": "shop"})), "no version");
}

#[test]
fn boxes_and_fleets_are_judged() {
    assert!(accepts("box", &json!({"box": "alice", "menu": "shop@^1.4", "with": {"replicas": 1}, "copies": 20})));
    assert!(!accepts("box", &json!({"box": "alice", "menu": "shop", "copies": 0})));
    assert!(!accepts("box", &json!({"box": "alice"})));
    assert!(accepts(
        "box",
        &json!({"box": "alice", "menu": "shop", "set": {"services": {"web": {"env": {"A": null}}}}})
    ));
    assert!(accepts("box", &json!({"box": "alice", "menu": "shop", "set": {"services": {"web": null}}})));
    assert!(!accepts("box", &json!({"box": "alice", "menu": "shop", "set": {"services": {"web": {"replica": 2}}}})));
    assert!(!accepts("box", &json!({"box": "alice", "services": {"web": null}})));
    let fleet = |cluster: Value| json!({"fleet": "eleme", "clusters": {"bj-a": cluster}});
    assert!(accepts("fleet", &fleet(json!({"kubernetes": "1.33", "network": {"api": ["10.0.0.1/32:6443"]}}))));
    assert!(!accepts("fleet", &fleet(json!({}))), "a cluster has a version");
    assert!(!accepts("fleet", &fleet(json!({"kubernetes": "2.0"}))));
}

/// A tree without places. Which scalars were quoted is known well enough: strings that would else be something different.
fn node(value: &yaml_serde::Value, at: Span) -> Node {
    let scalar = |text: String, style| Kind::Scalar(Scalar { text, style });
    let kind = match value {
        yaml_serde::Value::Null => Kind::Null,
        yaml_serde::Value::Bool(bool) => scalar(bool.to_string(), Style::Plain),
        yaml_serde::Value::Number(number) => scalar(number.to_string(), Style::Plain),
        yaml_serde::Value::String(text) => {
            let quoted = !matches!(yaml_serde::from_str(text), Ok(yaml_serde::Value::String(_)));
            scalar(text.clone(), if quoted { Style::Double } else { Style::Plain })
        }
        yaml_serde::Value::Sequence(items) => Kind::List(items.iter().map(|item| node(item, at)).collect()),
        yaml_serde::Value::Mapping(entries) => {
            Kind::Map(entries.iter().map(|(key, value)| entry(key, value, at)).collect())
        }
        yaml_serde::Value::Tagged(_) => panic!("no page has a tag"),
    };
    Node { span: at, kind }
}

fn entry(key: &yaml_serde::Value, value: &yaml_serde::Value, at: Span) -> Entry {
    Entry { key: Spanned::new(key.as_str().unwrap().to_owned(), at), value: node(value, at) }
}

/// The document that a text decodes to, and the codes of what is wrong with it.
fn decoded(text: &str) -> (Option<File>, Vec<&'static str>) {
    let mut sources = SourceMap::default();
    let file: FileId = sources.add("page.yaml", text);
    let root = node(&yaml_serde::from_str(text).unwrap(), Span::new(file, 0, 1));
    let mut found = Diagnostics::default();
    let document = decode(&Document { root }, &sources, &mut found);
    (document, found.iter().map(|finding| finding.code).collect())
}

#[test]
fn the_pages_examples_fail_and_are_mended() {
    // A box that sets what its menu lacks is sound by itself.
    for page in PAGES.iter().filter(|page| page.code != "dangling-set") {
        let (failing, mended) = (page.failing().documents, page.mended().documents);
        assert!(page.text.starts_with(&format!("# {}\n", page.code)) && !failing.is_empty() && !mended.is_empty());
        let codes: Vec<&str> = failing.iter().flat_map(|text| decoded(text).1).collect();
        // A box is sound by itself, whatever its menu lacks.
        assert!(
            page.code == "dangling-set" || !codes.is_empty() && codes.iter().all(|code| *code == page.code),
            "{}: {codes:?}",
            page.code
        );
        for text in mended {
            let (document, codes) = decoded(&text);
            assert!(document.is_some() && codes.is_empty(), "{}: {codes:?}", page.code);
            let value: Value = yaml_serde::from_str(&text).unwrap();
            let kind =
                value.as_object().and_then(|object| PUBLISHED.into_iter().find(|kind| object.contains_key(*kind)));
            assert!(accepts(kind.unwrap(), &value), "{}: the schema refuses what is mended", page.code);
        }
    }
}
