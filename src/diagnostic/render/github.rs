//! Findings as GitHub's workflow commands, which become annotations of a run and of a pull request's files.

use crate::diagnostic::Diagnostics;
use crate::source::SourceMap;

use super::shown::{Place, Shown, shown};

/// A line for each finding.
pub fn github(findings: &Diagnostics, sources: &SourceMap) -> String {
    shown(findings, sources).iter().map(command).collect()
}

fn command(finding: &Shown) -> String {
    let name = if finding.severity == "note" { "notice" } else { finding.severity };
    let at = finding.place.as_ref().map(at).unwrap_or_default();
    let related = finding.related.iter().map(|place| format!("\n{}: {}", place.start(), place.text));
    let message: String = std::iter::once(finding.words()).chain(related).collect();
    format!("::{name} {at}title={}::{}\n", property(finding.code), data(&message))
}

/// Columns are only taken where the place is on one line.
fn at(place: &Place) -> String {
    let Place { path, start, end, .. } = place;
    let columns = match start.line == end.line {
        true => format!("col={},endColumn={},", start.column, end.column),
        false => String::new(),
    };
    format!("file={},line={},endLine={},{columns}", property(path), start.line, end.line)
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
