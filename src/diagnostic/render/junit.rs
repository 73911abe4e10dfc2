//! Findings as JUnit's XML, which most CI systems show beside the results of tests.
//!
//! A suite is a file, a case a finding. Errors are failures; what fails no run is a case that was skipped, with its words,
//! so that it is seen. A run without findings is one case that passed.

use std::fmt::Write;

use crate::diagnostic::Diagnostics;
use crate::source::SourceMap;

use super::shown::{Place, Shown, shown};

/// The suite of what has no place, and of a run without findings.
const WHOLE: &str = "boxc check";

pub fn junit(findings: &Diagnostics, sources: &SourceMap) -> String {
    let found = shown(findings, sources);
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    // Writing to a string does not fail.
    let _ = writeln!(out, "<testsuites name=\"{WHOLE}\" {}>", counts(&found));
    if found.is_empty() {
        let _ = writeln!(out, "  <testsuite name=\"{WHOLE}\" {}>", counts(&found));
        let _ = writeln!(out, "    <testcase name=\"no findings\" classname=\"{WHOLE}\"/>\n  </testsuite>");
    }
    // They are in order of place, so that a file's stand together.
    for suite in found.chunk_by(|one, other| file(one) == file(other)) {
        let name = suite.first().map_or(WHOLE, file);
        let _ = writeln!(out, "  <testsuite name=\"{}\" {}>", xml(name), counts(suite));
        suite.iter().for_each(|finding| case(&mut out, name, finding));
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

fn file(finding: &Shown) -> &str {
    finding.place.as_ref().map_or(WHOLE, |place| &place.path)
}

fn is_failure(finding: &Shown) -> bool {
    finding.severity == "error"
}

fn counts(found: &[Shown]) -> String {
    let failures = found.iter().filter(|finding| is_failure(finding)).count();
    let skipped = found.len() - failures;
    format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"", found.len().max(1))
}

fn case(out: &mut String, class: &str, finding: &Shown) {
    let (mut name, mut at) = (finding.code.to_owned(), String::new());
    if let Some(Place { start, path, .. }) = &finding.place {
        name = format!("{name} at line {}, column {}", start.line, start.column);
        at = format!(" file=\"{}\" line=\"{}\"", xml(path), start.line);
    }
    let _ = writeln!(out, "    <testcase name=\"{}\" classname=\"{}\"{at}>", xml(&name), xml(class));
    let (message, code) = (xml(&finding.message), finding.code);
    let _ = if is_failure(finding) {
        writeln!(out, "      <failure message=\"{message}\" type=\"{code}\">{}</failure>", xml(&body(finding)))
    } else {
        writeln!(out, "      <skipped message=\"{}: {message}\">{}</skipped>", finding.severity, xml(&body(finding)))
    };
    out.push_str("    </testcase>\n");
}

/// All that a reader of the case needs.
fn body(finding: &Shown) -> String {
    let place = |place: &Place, severity: &str, text: &str| format!("{}: {severity}: {text}\n", place.start());
    let first = finding.place.iter().map(|first| place(first, finding.severity, &finding.message));
    let others = finding.related.iter().map(|other| place(other, "note", &other.text));
    let help = finding.help.iter().map(|help| format!("help: {help}\n"));
    let more = std::iter::once(format!("`boxc explain {}` tells more.", finding.code));
    first.chain(others).chain(help).chain(more).collect()
}

/// Text that can stand in an element or an attribute. Findings hold no control characters, but their paths may.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}
