//! Findings for logs and for programs that read lines: no colours, nothing drawn, the same for every reader.

use std::fmt::{self, Write};

use crate::diagnostic::{Diagnostic, Diagnostics, Label};
use crate::source::{SourceFile, SourceMap};

use super::escape::escape;
use super::line::{Drawn, ShownLine, columns};
use super::mask::masked;

/// A log has no width; more than this of a source's line is not read by anyone.
const WIDTH: usize = 120;

/// All findings: `PATH:LINE:COLUMN: SEVERITY[CODE]: MESSAGE`, the line with an underline, further places as notes of
/// the same form, and help; of a note the first line alone. A blank line stands between two findings that are no notes, a
/// line break at the end of the last.
pub fn plain(findings: &Diagnostics, sources: &SourceMap) -> String {
    let (findings, sources) = &masked(findings, sources);
    let mut out = String::new();
    let mut last: Option<&Diagnostic> = None;
    for finding in findings.iter() {
        if last.is_some_and(|last| !(last.is_aside() && finding.is_aside())) {
            out.push('\n');
        }
        // Writing to a string does not fail.
        let _ = one(&mut out, finding, sources);
        last = Some(finding);
    }
    out
}

pub(super) fn one(out: &mut String, finding: &Diagnostic, sources: &SourceMap) -> fmt::Result {
    let mut labels = finding.labels.iter().filter_map(|label| Some((label, sources.file(label.span.file)?)));
    let first = labels.next();
    if let Some((label, file)) = first {
        place(out, label, file)?;
    }
    writeln!(out, "{}: {}", finding.headline(), escape(&finding.message))?;
    if finding.is_aside() {
        return Ok(());
    }
    if let Some((label, file)) = first {
        excerpt(out, label, file, &label.text)?;
    }
    for (label, file) in labels {
        place(out, label, file)?;
        let text = if label.text.is_empty() { "also here" } else { &label.text };
        writeln!(out, "note: {}", escape(text))?;
        excerpt(out, label, file, "")?;
    }
    for (at, line) in finding.help.iter().flat_map(|help| help.lines()).enumerate() {
        writeln!(out, "  {} {}", if at == 0 { "help:" } else { "     " }, escape(line))?;
    }
    Ok(())
}

fn place(out: &mut String, label: &Label, file: &SourceFile) -> fmt::Result {
    let (line, column) = file.position(label.span.start());
    write!(out, "{}:{line}:{column}: ", escape(file.path()))
}

/// The line of a label's start, underlined; of a longer place, its first line.
fn excerpt(out: &mut String, label: &Label, file: &SourceFile, text: &str) -> fmt::Result {
    let drawn = Drawn::new(file, label.span);
    let range = drawn.on_first_line(file);
    let line = ShownLine::new(file, drawn.first, &range, WIDTH);
    let (before, under) = columns(&line, &range);
    let digits = line.number.to_string().len();
    let to = if drawn.last > drawn.first { format!(" (to line {})", drawn.last + 1) } else { String::new() };
    let carets = "^".repeat(under.max(1));
    writeln!(out, "{}", format!("  {} | {}", line.number, line.text).trim_end())?;
    let said = format!("{} {}{to}", " ".repeat(before) + &carets, escape(text));
    writeln!(out, "  {:digits$} | {}", "", said.trim_end())
}
