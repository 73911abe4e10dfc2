//! One finding, and all findings of a run.

use crate::source::{SourceMap, Span};

/// How much a finding weighs. Only errors stop a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// A place and what it has to do with the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    /// A lowercase phrase; may be empty when the message says it all.
    pub text: String,
}

/// One finding. Messages are lowercase phrases without a full stop, the user's text in backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A kebab-case name that reads well after "allow"; `boxc explain` has a page for it.
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    /// The first is the place itself, the others show related places, perhaps in other files.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic { code, severity: Severity::Error, message: message.into(), labels: Vec::new(), help: None }
    }

    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds help only where there is some.
    #[must_use]
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        self.help = text.or(self.help);
        self
    }
}

/// The findings of a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    pub fn push(&mut self, finding: impl Into<Diagnostic>) {
        self.list.push(finding.into());
    }

    pub fn extend(&mut self, other: Diagnostics) {
        self.list.extend(other.list);
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// In order of place: by path, then offset; findings without a place come first. Equal findings are kept once.
    #[must_use]
    pub fn sorted(mut self, sources: &SourceMap) -> Self {
        let place = |d: &Diagnostic| {
            let first = d.labels.first().map(|l| l.span);
            first.map(|span| (sources.file(span.file).map_or("", |f| f.path()).to_owned(), span.start, span.end))
        };
        self.list.sort_by_cached_key(|d| (place(d), d.code, d.message.clone()));
        self.list.dedup();
        self
    }
}
