//! Findings for programs of all kinds: our own JSON, which `schema/report.json` describes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::diagnostic::Diagnostics;
use crate::source::SourceMap;

use super::shown::{Shown, counts, shown};

/// Goes up when a reader of an older version could be wrong about a newer report; a new key alone is no reason.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report {
    version: u32,
    boxc: &'static str,
    counts: BTreeMap<String, usize>,
    findings: Vec<Shown>,
}

/// One object; `schema` says what stands in it.
pub fn json(findings: &Diagnostics, sources: &SourceMap) -> String {
    let report = Report {
        version: VERSION,
        boxc: env!("CARGO_PKG_VERSION"),
        counts: counts(findings),
        findings: shown(findings, sources),
    };
    // Texts and numbers can always be written.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

/// The JSON schema of a report, as the text of its published file.
pub fn report_schema() -> String {
    let number =
        |least: u32, description: &str| json!({"type": "integer", "minimum": least, "description": description});
    let text = |description: &str| json!({"type": "string", "description": description});
    let record = |description: &str, properties: Value, optional: &[&str]| {
        let keys = properties.as_object().into_iter().flatten().map(|(key, _)| key.as_str());
        let required: Vec<&str> = keys.filter(|key| !optional.contains(key)).collect();
        json!({"type": "object", "description": description, "required": required, "properties": properties})
    };
    let position = record(
        "A place between two characters.",
        json!({"line": number(1, "From 1."), "column": number(1, "From 1; counts characters (Unicode code points).")}),
        &[],
    );
    let place = record(
        "A part of a file.",
        json!({
            "path": text("From the repository's root; without a repository from the project's folder."),
            "start": {"$ref": "#/$defs/position", "description": "Before its first character."},
            "end": {"$ref": "#/$defs/position", "description": "Behind its last character."},
            "text": text("What it has to do with the finding."),
        }),
        &["text"],
    );
    let finding = record(
        "Something that was found.",
        json!({
            "code": text("Its stable name; `boxc explain CODE` tells more."),
            "severity": {"enum": ["error", "warning", "note"], "description": "Only errors fail a run."},
            "message": text("What is wrong."),
            "help": text("What to write instead; may have several lines."),
            "place": {"$ref": "#/$defs/place", "description": "Where it is wrong."},
            "related": {
                "type": "array",
                "items": {"$ref": "#/$defs/place"},
                "description": "Other places that have to do with it.",
            },
        }),
        &["help", "place"],
    );
    let mut schema = record(
        "What `boxc check --format json` prints. A later boxc of the same version may add keys.",
        json!({
            "version": {"const": VERSION, "description": "The version of this form."},
            "boxc": text("The version of boxc."),
            "counts": record(
                "How many findings there are.",
                json!({"errors": number(0, "Errors."), "warnings": number(0, "Warnings."), "notes": number(0, "Notes.")}),
                &[],
            ),
            "findings": {
                "type": "array",
                "items": {"$ref": "#/$defs/finding"},
                "description": "All findings, in order of place.",
            },
        }),
        &[],
    );
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        schema.insert("title".to_owned(), json!("boxc report"));
        schema.insert("$defs".to_owned(), json!({"position": position, "place": place, "finding": finding}));
    }
    format!("{schema:#}\n")
}
