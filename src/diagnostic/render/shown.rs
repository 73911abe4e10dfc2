//! What programs are told of a finding: words that may be shown, and places as lines and columns.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Diagnostics, Label, Severity};
use crate::source::{SourceFile, SourceMap};

use super::escape::escape;
use super::line::Drawn;
use super::mask::masked;

/// A finding without anything that no reader may see.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    pub code: &'static str,
    pub severity: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    pub related: Vec<Place>,
}

/// A part of a file and what it has to do with the finding.
#[derive(Debug, Serialize)]
pub(super) struct Place {
    pub path: String,
    pub start: Position,
    /// Behind the last character.
    pub end: Position,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// Both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Position {
    pub line: usize,
    pub column: usize,
}

impl Shown {
    /// The message, and below it what to write instead.
    pub fn words(&self) -> String {
        let help = self.help.iter().map(|help| format!("\nhelp: {help}"));
        std::iter::once(self.message.clone()).chain(help).collect()
    }
}

impl Place {
    /// `PATH:LINE:COLUMN`
    pub fn start(&self) -> String {
        format!("{}:{}:{}", self.path, self.start.line, self.start.column)
    }
}

/// How many findings there are of each weight.
pub(super) fn counts(findings: &Diagnostics) -> BTreeMap<String, usize> {
    let weights = [Severity::Error, Severity::Warning, Severity::Note];
    weights.map(|weight| (format!("{}s", weight.word()), findings.count(weight))).into()
}

/// All findings as they may be shown, in their order.
pub(super) fn shown(findings: &Diagnostics, sources: &SourceMap) -> Vec<Shown> {
    // Places are those of the texts as they are: a mask has as many bytes, not as many characters.
    let (findings, _) = &masked(findings, sources);
    findings.iter().map(|finding| one(finding, sources)).collect()
}

fn one(finding: &Diagnostic, sources: &SourceMap) -> Shown {
    let mut places = finding.labels.iter().filter_map(|label| Some(place(label, sources.file(label.span.file)?)));
    Shown {
        code: finding.code,
        severity: finding.severity.word(),
        message: escape(&finding.message).into_owned(),
        help: finding.help.as_ref().map(|help| help.lines().map(escape).collect::<Vec<_>>().join("\n")),
        place: places.next(),
        related: places.map(also).collect(),
    }
}

/// Another place of a finding, which has words at any rate.
fn also(mut place: Place) -> Place {
    if place.text.is_empty() {
        place.text.push_str("also here");
    }
    place
}

fn place(label: &Label, file: &SourceFile) -> Place {
    let range = Drawn::new(file, label.span).range;
    let position = |offset| {
        let (line, column) = file.position(offset);
        Position { line, column }
    };
    Place {
        path: file.path().to_owned(),
        start: position(range.start),
        end: position(range.end),
        text: escape(&label.text).into_owned(),
    }
}
