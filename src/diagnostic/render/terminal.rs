//! Findings for people at a terminal, drawn by miette.
//!
//! miette draws the labels of one finding in one source only; it is given an [`Excerpt`] of all files as that source.
//! It breaks lines inside of words and wraps no labels, so both are wrapped before.

use std::collections::BTreeSet;
use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::SourceMap;

use super::Look;
use super::escape::{cells, escape, wrap};
use super::excerpt::{CONTEXT, Excerpt};
use super::mask::masked;
use super::plain;

/// The columns before the second line of a message, and before help.
const BAR: usize = 4;
const HELP: usize = 8;

/// All findings with the lines they are about, a blank line between two, then notes, a line each, and where to read more.
pub fn terminal(findings: &Diagnostics, sources: &SourceMap, look: Look) -> String {
    let (findings, sources) = &masked(findings, sources);
    let mut out = String::new();
    for finding in findings.iter().filter(|finding| !finding.is_aside()) {
        out.push_str(&one(finding, sources, look));
        out.push('\n');
    }
    let before = out.len();
    for finding in findings.iter().filter(|finding| finding.is_aside()) {
        // Writing to a string does not fail.
        let _ = plain::one(&mut out, finding, sources);
    }
    if out.len() > before {
        out.push('\n');
    }
    out.push_str(&more(findings));
    out
}

/// One finding as miette wants it.
#[derive(Debug)]
struct Report {
    message: String,
    help: Option<String>,
    severity: Severity,
    excerpt: Excerpt,
}

fn one(finding: &Diagnostic, sources: &SourceMap, look: Look) -> String {
    let icon = format!("{}:", finding.headline());
    let report = Report {
        // Its first line begins behind the icon, the others behind a bar.
        message: wrap(&escape(&finding.message), cells(&icon).saturating_sub(BAR), look.width.saturating_sub(BAR + 1)),
        help: finding.help.as_ref().map(|help| wrap(help, 0, look.width.saturating_sub(HELP).max(24))),
        severity: finding.severity,
        excerpt: Excerpt::new(finding, sources, look.width),
    };
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = handler(look, &icon).render_report(&mut out, &report);
    out.trim_start().lines().fold(String::new(), |so_far, line| so_far + line.trim_end() + "\n")
}

fn handler(look: Look, icon: &str) -> GraphicalReportHandler {
    let base = if look.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let icons = [icon.to_owned(), icon.to_owned(), icon.to_owned()];
    let [error, warning, advice] = icons;
    let theme = GraphicalTheme {
        characters: ThemeCharacters { error, warning, advice, ..base },
        styles: if look.colour { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_context_lines(CONTEXT)
        .with_links(false)
        .with_wrap_lines(false)
        .without_syntax_highlighting()
}

/// Which pages there are on what was found.
fn more(findings: &Diagnostics) -> String {
    let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.code).filter(|code| !code.is_empty()).collect();
    let listed = codes.iter().copied().collect::<Vec<_>>().join(", ");
    match codes.len() {
        0 => String::new(),
        1 => format!("`boxc explain {listed}` tells more.\n"),
        _ => format!("`boxc explain CODE` tells more about {listed}.\n"),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = |(at, mark): (usize, &super::excerpt::Mark)| {
            let text = Some(mark.text.clone()).filter(|text| !text.is_empty());
            let span = SourceSpan::from(mark.range.clone());
            if at == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        };
        Some(Box::new(self.excerpt.marks().iter().enumerate().map(label)))
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        let part = self.read(range, before).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            part.path.to_owned(),
            part.text.as_bytes(),
            SourceSpan::from(part.range),
            part.line,
            part.column,
            part.lines,
        )))
    }
}
