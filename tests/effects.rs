//! Every key of the language stands in a golden source, where a change of its value shows (see `mutation.rs`).

use std::collections::BTreeSet;

use boxc::diagnostic::Diagnostics;
use boxc::source::SourceMap;
use boxc::syntax::{self, Kind, Node};
use serde_json::Value;

use crate::support::{cases, files, root};

/// Keys that no golden case has: the definition in the schemas, the key, and why.
const ABSENT: &[(&str, &str, &str)] = &[
    ("Engine", "*", "deliveries other than plain are not compiled yet"),
    ("Argo", "*", "likewise"),
    ("Flux", "*", "likewise"),
    ("FluxSource", "*", "likewise"),
];

struct Walk<'s> {
    schema: &'s Value,
    seen: BTreeSet<(String, String)>,
}

impl Walk<'_> {
    fn value(&mut self, node: &Node, schema: &Value, name: &str) {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let (schema, name) = (self.schema, reference.trim_start_matches("#/$defs/"));
            return self.value(node, &schema["$defs"][name], name);
        }
        for branch in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            if fits(node, branch, self.schema) {
                self.value(node, branch, name);
            }
        }
        // An item that extends a template has its keys, none of them required.
        if let Some(branch) = schema.get("else") {
            self.value(node, branch, name);
        }
        match &node.kind {
            Kind::Map(entries) => {
                for entry in entries {
                    let key = &entry.key.value;
                    if let Some(property) = schema.get("properties").and_then(|properties| properties.get(key)) {
                        self.seen.insert((record(name), key.clone()));
                        self.value(&entry.value, property, name);
                    } else if let Some(value) = schema.get("additionalProperties").filter(|value| value.is_object()) {
                        self.value(&entry.value, value, name);
                    }
                }
            }
            Kind::List(items) => {
                if let Some(schema) = schema.get("items") {
                    items.iter().for_each(|item| self.value(item, schema, name));
                }
            }
            Kind::Scalar(_) | Kind::Null => {}
        }
    }
}

/// Whether a mapping has no key that an alternative does not know.
fn fits(node: &Node, branch: &Value, root: &Value) -> bool {
    let reference = branch.get("$ref").and_then(Value::as_str).unwrap_or_default();
    let branch = root["$defs"].get(reference.trim_start_matches("#/$defs/")).unwrap_or(branch);
    let Some(properties) = branch.get("properties").and_then(Value::as_object) else { return true };
    node.entries().unwrap_or_default().iter().all(|entry| properties.contains_key(&entry.key.value))
}

#[test]
fn every_key_stands_in_a_golden_case() {
    let (mut seen, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for kind in ["menu", "box", "fleet"] {
        let text = std::fs::read_to_string(root().join(format!("schema/{kind}.json"))).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        for (name, definition) in schema["$defs"].as_object().unwrap().iter().filter(|(name, _)| !is_copy(name)) {
            let properties = definition.get("properties").and_then(Value::as_object);
            keys.extend(properties.into_iter().flatten().map(|(key, _)| (record(name), key.clone())));
        }
        let mut walk = Walk { schema: &schema, seen };
        for root in sources().iter().filter(|root| root.entries().is_some_and(|all| all[0].key.value == kind)) {
            walk.value(root, &schema, kind);
        }
        seen = walk.seen;
    }
    let excused = |(of, key): &(String, String)| {
        ABSENT.iter().any(|(other, absent, _)| other == of && (*absent == "*" || absent == key))
    };
    let missing: Vec<_> = keys.difference(&seen).filter(|key| !excused(key)).collect();
    assert!(missing.is_empty(), "no golden case has {missing:#?}");
    let idle: Vec<_> = seen.iter().filter(|key| excused(key)).collect();
    assert!(idle.is_empty(), "golden cases have {idle:#?} by now");
}

/// The documents of all golden cases.
fn sources() -> Vec<Node> {
    let files = cases().into_iter().flat_map(|case| files(&case));
    let sources = files.filter(|(path, _)| path.ends_with(".yaml") && !path.starts_with("rendered"));
    let parsed = sources.filter_map(|(path, bytes)| {
        let mut sources = SourceMap::default();
        let file = sources.add(&path, std::str::from_utf8(&bytes).ok()?);
        syntax::parse(file, &sources, &mut Diagnostics::default()).map(|document| document.root)
    });
    parsed.collect()
}

/// Items of three kinds have most of their keys from one record.
fn record(name: &str) -> String {
    if ["Job", "ServerKeys"].contains(&name) { "Service".to_owned() } else { name.to_owned() }
}

/// Definitions whose keys are those of others: changes, and fragments of items.
fn is_copy(name: &str) -> bool {
    name.starts_with("Set") || name == "Fragment"
}
