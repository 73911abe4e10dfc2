//! Names, labels and annotations.

use serde_json::{Map, Value};

use super::Report;

/// What all annotations of an object hold at most, in bytes.
const ANNOTATION_BYTES: usize = 256 << 10;

pub(super) fn check(value: &Value, report: &mut Report<'_>) {
    if let Some(name) = value.pointer("/metadata/name").and_then(Value::as_str) {
        name_of(name, report);
    }
    for holder in ["/metadata", "/spec/template/metadata"] {
        for (key, text) in map(value, &format!("{holder}/labels")) {
            label(&format!("{holder}/labels"), key, text, report);
        }
    }
    let annotations = map(value, "/metadata/annotations");
    let bytes: usize = annotations.map(|(key, text)| key.len() + text.as_str().map_or(0, str::len)).sum();
    if bytes > ANNOTATION_BYTES {
        report.add("/metadata/annotations", format!("has {bytes} bytes of annotations, more than {ANNOTATION_BYTES}"));
    }
}

fn map<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// Most names are DNS subdomains; those that become host names or labels are single labels.
fn name_of(name: &str, report: &mut Report<'_>) {
    let most = match report.object.kind.as_ref() {
        "StatefulSet" | "CronJob" => 52,
        "Namespace" | "Service" | "Job" => 63,
        _ => 253,
    };
    if name.len() > most {
        report.add("/metadata/name", format!("has a name of {} characters, more than {most}", name.len()));
    }
    if !name.split('.').all(is_label) {
        report.add("/metadata/name", "has a name that is no DNS name".to_owned());
    }
}

fn is_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

fn label(at: &str, key: &str, value: &Value, report: &mut Report<'_>) {
    let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    let (prefix, name) = key.split_once('/').unwrap_or(("", key));
    if name.len() > 63 || prefix.len() > 253 || !is_label_text(name) || name.is_empty() {
        report.add(&pointer, format!("has the label `{key}`, whose name is too long or has other characters"));
    }
    let text = value.as_str().unwrap_or("");
    if text.len() > 63 || !is_label_text(text) {
        report.add(&pointer, format!("has the label value `{text}`, which is too long or has other characters"));
    }
}

/// Letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; or nothing.
fn is_label_text(text: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    let inner = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    text.is_empty() || (text.starts_with(edge) && text.ends_with(edge) && text.bytes().all(inner))
}
