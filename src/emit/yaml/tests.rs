use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::diagnostic::Diagnostics;
use crate::source::{SourceMap, Span};
use crate::syntax::{self, Kind, Node, Style};

use super::{Error, write};

const AWKWARD: &[&str] = &[
    "",
    " ",
    "y",
    "Y",
    "n",
    "no",
    "No",
    "NO",
    "on",
    "ON",
    "off",
    "yes",
    "true",
    "True",
    "null",
    "Null",
    "NULL",
    "~",
    "=",
    "<<",
    "-",
    "?",
    ":",
    "- a",
    "? b",
    ": c",
    "# d",
    "a # d",
    "a: b",
    "a:",
    "a :b",
    "---",
    "...",
    "--- a",
    "--x",
    "1",
    "-1",
    "+1",
    "1_000",
    "1_",
    "0x1F",
    "0X1f",
    "0b11",
    "012",
    "0o14",
    "08",
    "12:30:45",
    "1:20",
    "1e3",
    "e3",
    "E3",
    "e",
    "e+5",
    "1.5",
    ".5",
    "5.",
    "1.0_0",
    ".inf",
    "-.INF",
    ".nan",
    "inf",
    "nan",
    "2001-01-01",
    "2001-12-14t21:59:43.10-05:00",
    " lead",
    "trail ",
    "\ttab",
    "tab\t",
    "a\tb",
    "\n",
    "\n\n",
    "a\n",
    "a\nb",
    "a\n\nb\n",
    "a\n\n\n",
    " a\nb",
    "a\n b\n",
    "a\n\tb",
    "a\n \nb",
    "a \nb",
    "\na",
    "a\r\nb",
    "a\rb",
    "\u{85}",
    "a\u{85}b",
    "\u{FEFF}",
    "\u{FEFF}a",
    "\u{2028}",
    "a\u{2029}b",
    "\u{A0}",
    "\u{AD}",
    "\u{200B}x",
    "\u{202E}x",
    "\u{0}",
    "\u{7F}",
    "\u{1B}[0m",
    "\u{FFFE}",
    "\u{1FFFF}",
    "é",
    "日本",
    "😀",
    "👩‍👩‍👧",
    "{{",
    "{{ a }}",
    "${{ a }}",
    "{",
    "}",
    "[",
    "]",
    "[]",
    "{}",
    ",",
    "%",
    "%YAML 1.2",
    "@",
    "`",
    "!",
    "!!str",
    "&a",
    "*a",
    "|",
    ">",
    "|\n a",
    "\"",
    "'",
    "''",
    "\"a\"",
    "it's",
    "\\",
    "a\\n",
    "100m",
    "256Mi",
    "1Gi",
    "10",
    "nginx:1.27",
    "http://a:80/b?c#d",
    "10.0.0.1",
    "/data",
    "a,b",
    "a b",
    "#",
    "a#b",
    "a\n# b\n",
    "---\na",
    "a\n---\nb\n",
    "a\n...\n",
    "-a",
    "-- ",
    "--flag=x",
    "if [ -f x ]; then\n  echo \"$y\"\nfi\n",
    "e",
    "1E400",
    "0.0",
    "-0",
    "0x",
    "0o8",
    "1__0",
    "NaN",
    "Infinity",
    "none",
];

fn written(value: &Value) -> String {
    let mut out = Vec::new();
    write(value, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Text as key, as value, below lists and mappings.
fn everywhere(text: &str) -> Value {
    json!({ text: text, "list": [text, [text], { text: [text] }, { "a": { text: text } }], "text": text })
}

/// The same value as this compiler's own reader sees it: scalars by their text.
fn same(node: &Node, value: &Value) -> bool {
    match (&node.kind, value) {
        (Kind::Null, Value::Null) => true,
        (Kind::Scalar(scalar), Value::String(text)) => scalar.text == *text,
        (Kind::Scalar(scalar), Value::Bool(truth)) => {
            scalar.style == Style::Plain && scalar.text == if *truth { "true" } else { "false" }
        }
        (Kind::Scalar(scalar), Value::Number(number)) => {
            scalar.style == Style::Plain && scalar.text.parse::<f64>().ok() == number.as_f64()
        }
        (Kind::List(items), Value::Array(values)) => {
            items.len() == values.len() && items.iter().zip(values).all(|(item, value)| same(item, value))
        }
        (Kind::Map(entries), Value::Object(map)) => {
            let holds = |key: &str, node| map.get(key).is_some_and(|value| same(node, value));
            entries.len() == map.len() && entries.iter().all(|entry| holds(&entry.key.value, &entry.value))
        }
        _ => false,
    }
}

fn check_spans(node: &Node, sources: &SourceMap, outer: Span) {
    assert!(outer.start <= node.span.start && node.span.end <= outer.end, "spans nest");
    let text = sources.file(node.span.file).unwrap().text();
    assert!(text.is_char_boundary(node.span.start()) && text.is_char_boundary(node.span.end()));
    match &node.kind {
        Kind::Null => {}
        Kind::Scalar(scalar) => assert_eq!(reread(sources.text(node.span)), Some(scalar.text.clone())),
        Kind::List(items) => items.iter().for_each(|item| check_spans(item, sources, node.span)),
        Kind::Map(entries) => {
            for entry in entries {
                assert!(entry.key.span.end <= entry.value.span.start);
                assert_eq!(reread(sources.text(entry.key.span)), Some(entry.key.value.clone()));
                check_spans(&entry.value, sources, node.span);
            }
        }
    }
}

/// A scalar's source by itself.
fn reread(source: &str) -> Option<String> {
    let mut sources = SourceMap::default();
    let file = sources.add("scalar.yaml", source);
    match syntax::parse(file, &sources, &mut Diagnostics::default())?.root.kind {
        Kind::Scalar(scalar) => Some(scalar.text),
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
    }
}

fn own_reader_agrees(value: &Value, text: &str) {
    let mut sources = SourceMap::default();
    let file = sources.add("written.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let document = syntax::parse(file, &sources, &mut diagnostics);
    let document = document.unwrap_or_else(|| panic!("{text}\n{diagnostics:?}"));
    assert!(same(&document.root, value), "{text}\n{:?}", document.root);
    check_spans(&document.root, &sources, Span::new(file, 0, text.len()));
}

fn all_readers_agree(value: &Value) {
    let text = written(value);
    assert!(text.ends_with('\n'));
    let lines_tidy = text.lines().all(|line| !line.ends_with([' ', '\t']));
    assert!(lines_tidy, "blanks at the end of a line:\n{text}");
    assert_eq!(&yaml_serde::from_str::<Value>(&text).unwrap(), value, "{text}");
    assert_eq!(&serde_saphyr::from_str::<Value>(&text).unwrap(), value, "{text}");
    if readable(value) {
        own_reader_agrees(value, &text);
    }
}

/// Our own reader refuses empty keys; the others are asked about those too.
fn readable(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.iter().all(|(key, value)| !key.is_empty() && readable(value)),
        Value::Array(items) => items.iter().all(readable),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

#[test]
fn awkward_texts_are_read_back_everywhere() {
    for text in AWKWARD {
        all_readers_agree(&everywhere(text));
        all_readers_agree(&Value::String((*text).to_owned()));
    }
}

#[test]
fn python_reads_awkward_texts_back() {
    if !Command::new("python3").args(["-c", "import yaml"]).stderr(Stdio::null()).status().is_ok_and(|s| s.success()) {
        println!("skipped: python3 has no module yaml");
        return;
    }
    let mut all: Vec<Value> = AWKWARD.iter().map(|text| everywhere(text)).collect();
    let mut runner = TestRunner::deterministic();
    all.extend((0..500).map(|_| value().new_tree(&mut runner).unwrap().current()));
    let value = Value::Array(all);
    let script =
        "import sys, json, yaml\nwant, text = json.load(sys.stdin)\nsys.exit(0 if yaml.safe_load(text) == want else 1)";
    let mut child = Command::new("python3").args(["-c", script]).stdin(Stdio::piped()).spawn().unwrap();
    let input = json!([value, written(&value)]).to_string();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_head_comes_first_and_lists_stand_under_their_key() {
    let value = json!({
        "a": 1, "apiVersion": "v1", "data": {"x": "on", "y": "a\nb\n"}, "kind": "ConfigMap", "list": [{"a": 1, "b": [[]]}, {}],
        "metadata": {"kind": "x", "apiVersion": null}, "z": [[1, "2"], 1e21, 0.5, true],
    });
    let expected = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  apiVersion: null\n  kind: x\na: 1\ndata:\n  x: \"on\"\n  \
                    \"y\": |\n    a\n    b\nlist:\n- a: 1\n  b:\n  - []\n- {}\nz:\n- - 1\n  - \"2\"\n- 1.0e+21\n- 0.5\n- true\n";
    assert_eq!(written(&value), expected);
}

#[test]
fn typed_objects_are_written() {
    use k8s_openapi::ByteString;
    use k8s_openapi::api::core::v1::{Secret, ServicePort};
    use k8s_openapi::apimachinery::pkg::{apis::meta::v1::ObjectMeta, util::intstr::IntOrString};
    let secret = Secret {
        metadata: ObjectMeta { name: Some("s".to_owned()), ..ObjectMeta::default() },
        data: Some(BTreeMap::from([("k".to_owned(), ByteString(b"hi".to_vec()))])),
        ..Secret::default()
    };
    let mut out = Vec::new();
    write(&secret, &mut out).unwrap();
    let expected = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  k: aGk=\n";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    let mut out = Vec::new();
    let port = ServicePort { port: 80, target_port: Some(IntOrString::Int(8080)), ..ServicePort::default() };
    write(&port, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "port: 80\ntargetPort: 8080\n");
}

#[test]
fn what_has_no_form_is_refused() {
    let mut out = Vec::new();
    assert_eq!(write(&f64::NAN, &mut out), Err(Error::NotFinite));
    assert_eq!(write(&BTreeMap::from([(true, 1)]), &mut out), Err(Error::KeyIsNoText));
    assert_eq!(write(&BTreeMap::from([(7, 1)]), &mut Vec::new()), Ok(()));
}

#[test]
fn long_keys_are_read_back() {
    for length in [1000, 1023, 1024, 1025, 5000] {
        all_readers_agree(&json!({ "x".repeat(length): 1, "a": {"é ".repeat(length): {"b": "c\nd"}} }));
    }
}

fn awkward() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(AWKWARD).prop_map(str::to_owned),
        1 => ".{0,12}",
        1 => any::<String>(),
        2 => prop::collection::vec(prop::sample::select(AWKWARD), 1..4).prop_map(|parts| parts.concat()),
        2 => "[-a-z0-9:#\n\t '\"\\\\{}\\[\\]?&*!|>%@=,.~é]{0,10}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => awkward().prop_map(Value::String),
        1 => any::<i64>().prop_map(Value::from),
        1 => (-1e9..1e9f64).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map(awkward(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_is_read_back(value in value()) {
        all_readers_agree(&value);
    }
}
