//! What `boxc menus diff` says.

use serde_json::{Value, json};

use crate::contract::{Change, Level};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{SourceMap, Span};

use super::super::print::Printer;
use super::diff::Compared;

pub(super) fn all(compared: &[Compared], printer: &mut Printer, sources: &SourceMap) {
    for (at, one) in compared.iter().enumerate() {
        if at > 0 {
            printer.blank();
        }
        text(one, printer, sources);
    }
}

fn text(compared: &Compared, printer: &mut Printer, sources: &SourceMap) {
    let version =
        |version: &Option<crate::ast::Version>| version.as_ref().map_or("gone".to_owned(), |v| v.0.to_string());
    let name = &compared.name;
    match (&compared.old, &compared.new) {
        (Some(old), None) => return printer.line(&format!("{name} {} is gone", old.0)),
        (None, Some(new)) => return printer.line(&format!("{name} {} is new", new.0)),
        (Some(_), Some(_)) | (None, None) => {}
    }
    let (old, new) = (version(&compared.old), version(&compared.new));
    printer.line(&format!("{name} {old} -> {new}"));
    for (level, heading) in [
        (Level::Breaking, "breaks who orders, includes or binds it"),
        (Level::New, "is new"),
        (Level::Inside, "is different inside"),
    ] {
        let mut findings = Diagnostics::default();
        let of_level = compared.changes.iter().filter(|change| change.level == level);
        of_level.for_each(|change| findings.push(Diagnostic::from(change)));
        if !findings.is_empty() {
            printer.blank();
            printer.line(&format!("{heading}:"));
            printer.blank();
            printer.answer(&findings, sources);
        }
    }
    if compared.changes.is_empty() {
        printer.line("nothing differs");
    }
    printer.blank();
    users(compared, (&old, &new), printer, sources);
    printer.line(&verdict(compared, &new));
}

/// Whom of the project it concerns.
fn users(compared: &Compared, (old, new): (&str, &str), printer: &mut Printer, sources: &SourceMap) {
    let stays = |kind: &str, name: &str| {
        let found = compared.stays.iter().find(|(of, user, _)| *of == kind && user == name);
        found.map(|(_, _, range)| format!("stays at {old}, since `{range}` does not take {new}"))
    };
    for broken in &compared.broken {
        let what = match stays(&broken.kind, &broken.name) {
            Some(stays) => format!("{stays}, and would break with it:"),
            None if broken.findings.is_empty() => format!("breaks with {new}, since its menu does"),
            None => format!("breaks with {new}:"),
        };
        printer.line(&format!("{} `{}` ({}) {what}", broken.kind, broken.name, broken.path));
        if !broken.findings.is_empty() {
            printer.blank();
            printer.answer(&broken.findings.clone().sorted(sources), sources);
        }
        printer.blank();
    }
    let breaks =
        |kind: &str, name: &str| compared.broken.iter().any(|broken| broken.kind == kind && broken.name == name);
    let content: Vec<_> = compared.stays.iter().filter(|(kind, name, _)| !breaks(kind, name)).collect();
    for (kind, name, _) in &content {
        printer.line(&format!("{kind} `{name}` {}", stays(kind, name).unwrap_or_default()));
    }
    if !content.is_empty() {
        printer.blank();
    }
}

fn verdict(compared: &Compared, new: &str) -> String {
    let smallest = compared.smallest().map_or(String::new(), |version| version.0.to_string());
    match compared.is_honest() {
        true if smallest == new => format!("{new} is the smallest honest version"),
        true => format!("{new} is honest; the smallest honest version is {smallest}"),
        false => format!("{new} promises too much; the smallest honest version is {smallest}"),
    }
}

pub(super) fn json(compared: &[Compared], sources: &SourceMap) -> String {
    let version = |version: &Option<crate::ast::Version>| version.as_ref().map(|version| version.0.to_string());
    let one = |compared: &Compared| {
        json!({
            "menu": compared.name,
            "old": version(&compared.old),
            "new": version(&compared.new),
            "smallest": version(&compared.smallest()),
            "honest": compared.is_honest(),
            "changes": compared.changes.iter().map(|change| change_of(change, sources)).collect::<Vec<_>>(),
            "broken": compared.broken.iter().map(|broken| json!({
                "kind": broken.kind,
                "name": broken.name,
                "file": broken.path,
                "findings": broken.findings.iter().map(|finding| json!({
                    "code": finding.code,
                    "message": finding.message,
                    "place": place(finding.labels.first().map(|label| label.span), sources),
                })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "stays": compared.stays.iter().map(|(kind, name, range)| json!({
                "kind": kind,
                "name": name,
                "range": range,
            })).collect::<Vec<_>>(),
        })
    };
    let all: Vec<Value> = compared.iter().map(one).collect();
    format!("{:#}\n", json!({"version": 1, "menus": all}))
}

fn change_of(change: &Change, sources: &SourceMap) -> Value {
    json!({
        "level": change.level.word(),
        "message": change.what,
        "old": place(change.old, sources),
        "new": place(change.new, sources),
    })
}

fn place(at: Option<Span>, sources: &SourceMap) -> Value {
    let found = at.and_then(|at| Some((sources.file(at.file)?, at)));
    found.map_or(Value::Null, |(file, at)| {
        let (line, column) = file.position(at.start());
        json!({"file": file.path(), "line": line, "column": column})
    })
}
