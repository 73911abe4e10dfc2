//! Printers of diagnostics.
//!
//! Input: [`Diagnostics`] and the texts that they point into. Output: text for a terminal ([`terminal`]), for a log
//! ([`plain`]) or for programs ([`json`], [`sarif`], [`junit`], [`github`]). Gained: nothing that a source holds can act on
//! the reader's terminal or move an underline, and no secret is shown.
//! Not here: where the text goes, and whether a terminal is there. Only `terminal` knows miette.

mod escape;
mod excerpt;
mod github;
mod json;
mod junit;
mod line;
mod mask;
mod plain;
#[cfg(test)]
mod report_tests;
mod sarif;
mod shown;
mod terminal;
#[cfg(test)]
mod tests;

pub use escape::{escape, wrap};
pub use github::github;
pub use json::{json, report_schema};
pub use junit::junit;
pub use plain::plain;
pub use sarif::sarif;
pub use terminal::terminal;

use super::{Diagnostics, Severity};

/// What the reader's terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub colour: bool,
    /// Whether lines are drawn with more than ASCII.
    pub unicode: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// How many findings there are, such as `2 errors, 1 warning`; empty when there are none.
pub fn summary(findings: &Diagnostics) -> String {
    let count = |severity: Severity| match findings.count(severity) {
        0 => None,
        1 => Some(format!("1 {}", severity.word())),
        many => Some(format!("{many} {}s", severity.word())),
    };
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(count);
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
