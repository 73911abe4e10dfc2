//! The JSON schemas, by which editors judge, and the decoder agree on what a document may look like.

use std::collections::BTreeSet;

use boxc::ast;
use boxc::compile;
use boxc::diagnostic::{Diagnostic, Diagnostics, Severity};
use boxc::source::{Memory, SourceMap};
use boxc::syntax;
use serde_json::{Map, Value, json};

use crate::docs;
use crate::support::{cases, files, root};

/// What only the decoder can tell.
const BEYOND_A_SCHEMA: &[&str] = &[
    // Whether names lead somewhere.
    "dangling-set",
    "template-cycle",
    "unknown-template",
    // What stands between `${{` and `}}`.
    "bad-expression",
    "unknown-filter",
    "unknown-root",
];

/// What only the decoder can tell of a part: whether the whole has what a part leaves out or removes.
const OF_THE_WHOLE: &[&str] = &["conflicting-keys", "missing-field"];

/// By the first key; a box has a `menu` as well.
const KINDS: [&str; 4] = ["box", "fleet", "placement", "menu"];

struct Sample {
    place: String,
    value: Value,
    kind: &'static str,
    /// The rest of its project, with which parts are put together.
    project: Memory,
}

/// The documents of a project, each with the others around it; boxes are around none.
fn of_project(place: &str, documents: &[(String, String)]) -> Vec<Sample> {
    let sample = |(path, text): &(String, String)| {
        let value: Value = yaml_serde::from_str(text).ok()?;
        let kind = KINDS.into_iter().find(|kind| value.get(kind).is_some())?;
        let others = documents.iter().filter(|(other, _)| other != path && !other.starts_with("boxes/"));
        let project = others.fold(Memory::default(), |world, (path, text)| world.with(path, text.clone()));
        Some(Sample { place: format!("{place}/{path}"), value, kind, project })
    };
    documents.iter().filter_map(sample).collect()
}

/// The documents of the golden cases, the ready-made menus, the references and the pages.
fn samples() -> Vec<Sample> {
    let mut found = Vec::new();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    for case in cases() {
        let own =
            files(&case).into_iter().filter(|(path, _)| path.ends_with(".yaml") && !path.starts_with("rendered/"));
        let documents: Vec<(String, String)> = own.map(|(path, bytes)| (path, text(bytes))).collect();
        found.extend(of_project(case.file_name().unwrap().to_str().unwrap(), &documents));
    }
    for (path, bytes) in files(&root().join("menus")).into_iter().filter(|(path, _)| path.ends_with("menu.yaml")) {
        let fleet = ("fleet.yaml".to_owned(), crate::support::FLEET.to_owned());
        found.extend(of_project("menus", &[fleet, (path, text(bytes))]));
    }
    for (place, documents) in docs::examples() {
        found.extend(of_project(&place, &crate::support::placed(&documents)));
    }
    for page in compile::pages() {
        for (which, example) in [("fails", page.failing()), ("mended", page.mended())] {
            let place = format!("{} {which}", page.code);
            found.extend(of_project(&place, &crate::support::placed(&example.documents)));
        }
    }
    found
}

/// The document as YAML (of which JSON is a part), its first key first.
fn written(kind: &str, value: &Value) -> String {
    let map = value.as_object().unwrap();
    let first = map.iter().filter(|(key, _)| *key == kind);
    let entries = first.chain(map.iter().filter(|(key, _)| *key != kind));
    let entries: Vec<String> = entries.map(|(key, value)| format!("{}: {value}", json!(key))).collect();
    format!("{{{}}}", entries.join(", "))
}

/// What the decoder finds wrong with a document.
fn decoded(sample: &Sample, change: &Change) -> BTreeSet<&'static str> {
    let text = &written(sample.kind, &change.value);
    let (mut sources, mut found) = (SourceMap::default(), Diagnostics::default());
    let path = match sample.kind {
        "box" => "boxes/sample.yaml",
        "menu" => "menus/sample.yaml",
        "fleet" => "fleet.yaml",
        _ => "placement.yaml",
    };
    let first = change.path.first().map(String::as_str);
    let alone = ["with", "place", "owner", "lifetime", "copies"];
    if first == Some("include") || (sample.kind == "box" && !first.is_some_and(|first| alone.contains(&first))) {
        // What it changes is read together with what it changes.
        compile::open(&sample.project.clone().with(path, text.as_str()), &mut sources, &mut found);
    } else {
        let file = sources.add(path, text);
        let document = syntax::parse(file, &sources, &mut found);
        document.and_then(|document| ast::decode(&document, &sources, &mut found));
    }
    let known: Vec<&str> =
        syntax::PAGES.iter().chain(ast::PAGES).map(|page| page.code).chain(BEYOND_A_SCHEMA.iter().copied()).collect();
    let own = |finding: &&Diagnostic| {
        let file = finding.labels.first().and_then(|label| sources.file(label.span.file));
        finding.severity == Severity::Error && file.is_some_and(|file| file.path() == path)
    };
    found.iter().filter(own).map(|finding| finding.code).filter(|code| known.contains(code)).collect()
}

/// A value with one place changed.
fn changed(value: &Value, path: &[String], change: &dyn Fn(&mut Value)) -> Value {
    let mut value = value.clone();
    let at = path.iter().fold(&mut value, |at, step| match at {
        Value::Object(map) => map.get_mut(step).unwrap(),
        Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
        _ => unreachable!(),
    });
    change(at);
    value
}

/// All places of a value, but the first key, which says what the document is.
fn places(value: &Value, path: &mut Vec<String>, visit: &mut dyn FnMut(&[String], &Value)) {
    visit(path, value);
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (step, child) in children {
        if path.is_empty() && KINDS.contains(&step.as_str()) {
            continue;
        }
        path.push(step);
        places(child, path, visit);
        path.pop();
    }
}

/// A place and what stands there; those that look alike are tried once. Names that an author chose are alike.
fn look(kind: &str, keys: &BTreeSet<String>, path: &[String], value: &Value) -> String {
    // What an item has is the same for all kinds of items.
    let items = ["jobs", "servers"];
    let step = |(at, step): (usize, &String)| match step.as_str() {
        step if at == 0 && path.len() > 3 && items.contains(&step) => "services".to_owned(),
        step if keys.contains(step) => step.to_owned(),
        _ => "*".to_owned(),
    };
    let steps: Vec<String> = path.iter().enumerate().map(step).collect();
    let shape = match value {
        Value::Object(map) => map.keys().filter(|key| keys.contains(*key)).cloned().collect::<Vec<_>>().join(","),
        Value::Array(_) => "list".to_owned(),
        Value::String(text) if text.contains("${{") => "expression".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) => "bare".to_owned(),
    };
    format!("{kind} {} {shape}", steps.join("."))
}

/// The keys of all records of a schema.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        found.extend(properties.keys().cloned());
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| keys(value, found)),
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

/// One change of a sample.
struct Change {
    path: Vec<String>,
    /// What stands there now; nothing where a key was added or taken away.
    now: Option<Value>,
    what: String,
    value: Value,
}

fn mutations(sample: &Sample, keys: &BTreeSet<String>, tried: &mut BTreeSet<String>) -> Vec<Change> {
    let mut found = Vec::new();
    places(&sample.value, &mut Vec::new(), &mut |path, at| {
        if path.is_empty() {
            return;
        }
        if !tried.insert(look(sample.kind, keys, path, at)) {
            return;
        }
        let mut add = |now: Option<&Value>, what: String, value| {
            found.push(Change { path: path.to_vec(), now: now.cloned(), what, value });
        };
        for other in others(at) {
            let value = changed(&sample.value, path, &|at| *at = other.clone());
            add(Some(&other), format!("{}: {other}", path.join(".")), value);
        }
        if let Value::Object(map) = at {
            let more = changed(&sample.value, path, &|at| at["oddkey"] = json!("odd"));
            add(None, format!("{} +oddkey", path.join(".")), more);
            for key in map.keys() {
                let less = changed(&sample.value, path, &|at| {
                    at.as_object_mut().map(|map: &mut Map<String, Value>| map.remove(key));
                });
                add(None, format!("{} -{key}", path.join(".")), less);
            }
        }
    });
    found
}

fn pointer(path: &[String]) -> String {
    path.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
}

/// What may stand instead of a value.
fn others(at: &Value) -> Vec<Value> {
    let mut others = vec![Value::Null, json!([]), json!({}), json!({"odd": 1}), json!(true), json!("odd")];
    if !at.is_object() && !at.is_array() {
        others.extend(["", "Odd text!", "${{ params.odd }}", "a.b"].map(|text| json!(text)));
        others.extend([json!(1.5), json!(7)]);
    }
    if at.is_number() {
        others.push(json!(-1));
    }
    others
}

/// A change of an item of a sound menu without the items beside it, which say nothing more.
fn alone(mut change: Change) -> Change {
    let [section, item, _, ..] = change.path.as_slice() else { return change };
    let plain = change.value[section][item].get("extends").is_none() && change.value.get("box").is_none();
    if plain && ["services", "jobs", "servers"].contains(&section.as_str()) {
        let only = change.value[section][item].clone();
        let mut menu = json!({"menu": "shop", "version": "1.0.0"});
        menu[section] = json!({ item: only });
        change.value = menu;
    }
    change
}

/// Whether a place is in something that is merged with something else before it is read.
fn is_part(sample: &Sample, path: &[String]) -> bool {
    let extends = |at: usize| sample.value.pointer(&pointer(&path[..at])).is_some_and(|at| at.get("extends").is_some());
    path.iter().any(|step| step == "templates" || step == "set") || (1..=path.len()).any(extends)
}

/// Whether decoder and schema may differ about a change, and why.
fn may_differ(sample: &Sample, change: &Change, codes: &BTreeSet<&str>) -> bool {
    let part = is_part(sample, &change.path);
    let removes = change.now.as_ref().is_none_or(|now| now.is_null() || *now == json!({}));
    let argument = change.path.iter().any(|step| step == "with");
    if codes.is_empty() {
        // The decoder reads a name or a host that is bare: `true`, `7`. An editor asks for quotes.
        let bare = matches!(change.now, Some(Value::Bool(_) | Value::Number(_)));
        // What a template says and every item replaces is never read.
        bare || change.path.iter().any(|step| step == "templates")
    } else {
        codes.iter().any(|code| BEYOND_A_SCHEMA.contains(code))
            // The type of an argument is its parameter's.
            || (argument && codes.iter().all(|code| ["wrong-shape", "wrong-value", "bad-image"].contains(code)))
            || (part && codes.iter().all(|code| OF_THE_WHOLE.contains(code) || (removes && *code == "wrong-shape")))
            // To a reader of numbers, `1.5` is the version `"1.50"`.
            || (change.path.ends_with(&["kubernetes".to_owned()]) && change.now == Some(json!(1.5)))
    }
}

#[test]
fn schemas_and_decoder_agree() {
    let mut known = BTreeSet::new();
    let validator = |kind: &&str| {
        let schema: Value = serde_json::from_str(&ast::schema_text(kind).unwrap()).unwrap();
        keys(&schema, &mut known);
        jsonschema::validator_for(&schema).unwrap()
    };
    let validators: Vec<_> = KINDS.iter().map(validator).collect();
    let (mut tried, mut wrong, mut judged) = (BTreeSet::new(), Vec::new(), 0);
    for sample in samples() {
        let validator = &validators[KINDS.iter().position(|kind| *kind == sample.kind).unwrap()];
        let as_it_is = Change { path: Vec::new(), now: None, what: "as it is".to_owned(), value: sample.value.clone() };
        let sound = validator.is_valid(&sample.value);
        for change in std::iter::once(as_it_is).chain(mutations(&sample, &known, &mut tried)) {
            let change = if sound { alone(change) } else { change };
            let codes = decoded(&sample, &change);
            let accepted = validator.is_valid(&change.value);
            judged += 1;
            if codes.is_empty() != accepted && !may_differ(&sample, &change, &codes) {
                let error = validator.iter_errors(&change.value).next().map(|error| error.to_string());
                wrong.push(format!("{}: {}: decoder {codes:?}, schema {error:?}", sample.place, change.what));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {judged}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(judged > 8_000, "{judged}");
}
