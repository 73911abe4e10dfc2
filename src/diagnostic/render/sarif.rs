//! Findings as SARIF 2.1.0, which code scanning services and editors read.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostics, Page};
use crate::source::SourceMap;

use super::shown::{Place, Shown, shown};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One log with one run, whose rules are those of `pages` that something was found of.
pub fn sarif(findings: &Diagnostics, sources: &SourceMap, pages: &[Page]) -> String {
    let found = shown(findings, sources);
    let codes: BTreeSet<&str> = found.iter().map(|finding| finding.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code, pages)).collect();
    let results: Vec<Value> = found.iter().map(|finding| result(finding, &codes)).collect();
    let driver = json!({"name": "boxc", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules});
    // What a column is: our places count characters.
    let run = json!({"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results});
    format!("{:#}\n", json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}))
}

fn rule(code: &str, pages: &[Page]) -> Value {
    let Some(page) = pages.iter().find(|page| page.code == code) else { return json!({"id": code}) };
    json!({
        "id": code,
        "shortDescription": {"text": page.summary()},
        "help": {"text": page.text, "markdown": page.text},
    })
}

fn result(finding: &Shown, codes: &BTreeSet<&str>) -> Value {
    let related: Vec<Value> = finding.related.iter().map(location).collect();
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": codes.iter().position(|code| *code == finding.code),
        "level": finding.severity,
        "message": {"text": finding.words()},
        "locations": finding.place.iter().map(location).collect::<Vec<_>>(),
    });
    if let Some(result) = result.as_object_mut().filter(|_| !related.is_empty()) {
        result.insert("relatedLocations".to_owned(), related.into());
    }
    result
}

fn location(place: &Place) -> Value {
    let Place { path, start, end, text } = place;
    let region = json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    });
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(path)}, "region": region}});
    if let Some(location) = location.as_object_mut().filter(|_| !text.is_empty()) {
        location.insert("message".to_owned(), json!({"text": text}));
    }
    location
}

/// A path as a relative reference: RFC 3986.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            // Writing to a string does not fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}
