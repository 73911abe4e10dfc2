//! One finding, and all findings of a run.

use std::collections::BTreeMap;

use crate::source::{SourceMap, Span};

/// How much a finding weighs. Only errors stop a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    /// Its name, as printed before a finding.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A place and what it has to do with the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    /// A lowercase phrase; may be empty when the message says it all.
    pub text: String,
    /// The word that is meant within the place, where that is all that is known of where it stands.
    pub word: Option<Box<str>>,
}

impl Label {
    /// Narrows the place to the word that is meant, where it is written there as it is.
    fn narrow(&mut self, sources: &SourceMap) {
        let Some(word) = self.word.take() else { return };
        let text = sources.text(self.span);
        let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let whole = |at: usize| {
            let (before, after) =
                (text.get(..at).unwrap_or(""), text.get(at.saturating_add(word.len())..).unwrap_or(""));
            !before.ends_with(joins) && !after.starts_with(joins) && !after.starts_with("://")
        };
        if let Some(at) = text.match_indices(&*word).map(|(at, _)| at).find(|at| whole(*at)) {
            let start = self.span.start().saturating_add(at);
            self.span = Span::new(self.span.file, start, start.saturating_add(word.len()));
        }
    }
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
    /// The one line that mends it wherever it shows. Of several findings that one line mends, the first is kept.
    pub mend: Option<Box<str>>,
    /// What no reader may see, wherever it stands.
    pub hidden: Option<Box<Hidden>>,
}

/// A text that is not shown, and the place whose text it is a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    pub span: Option<Span>,
    pub text: String,
}

impl Diagnostic {
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Diagnostic {
            code,
            severity: Severity::Error,
            message,
            labels: Vec::new(),
            help: None,
            mend: None,
            hidden: None,
        }
    }

    /// What is no error by nature. Fleets choose what it weighs.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// What nobody has looked at, and only a cluster will show. A note, unless a fleet says otherwise.
    pub fn unchecked(message: impl Into<String>) -> Self {
        Diagnostic::warning("not-checked", message)
    }

    /// What is shown and has no code: an answer, not a finding.
    pub fn note(message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error("", message) }
    }

    /// Whether a line is enough for it: there is nothing to mend in the author's text.
    pub(super) fn is_aside(&self) -> bool {
        self.severity == Severity::Note && !self.code.is_empty()
    }

    /// `error[dangling-need]`, or `note`.
    pub fn headline(&self) -> String {
        match self.code {
            "" => self.severity.word().to_owned(),
            code => format!("{}[{code}]", self.severity.word()),
        }
    }

    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), word: None });
        self
    }

    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Names the one line that mends this and its like.
    #[must_use]
    pub fn mended_by(mut self, line: impl Into<String>) -> Self {
        self.mend = Some(line.into().into_boxed_str());
        self
    }

    /// Says that another word in this place mends this and its like.
    #[must_use]
    pub fn mended_at(self, place: Span) -> Self {
        self.mended_by(format!("{place:?}"))
    }

    /// Says which word of the first place is meant.
    #[must_use]
    pub fn on_word(mut self, word: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.word = Some(word.into().into_boxed_str());
        }
        self
    }

    /// Keeps a text, and whatever else stands at `span`, from being shown in this or any other finding.
    #[must_use]
    pub fn hiding(mut self, span: Option<Span>, text: impl Into<String>) -> Self {
        self.hidden = Some(Box::new(Hidden { span, text: text.into() }));
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

    /// Takes findings in that hold under some condition, which their messages then end with.
    pub fn extend_when(&mut self, other: Diagnostics, condition: &str) {
        let told = |mut finding: Diagnostic| {
            finding.message = format!("{} {condition}", finding.message).trim_end().to_owned();
            finding
        };
        self.list.extend(other.list.into_iter().map(told));
    }

    /// Gives what is no error by nature its weight by its code; what has none is gone.
    pub fn weigh(&mut self, weight: impl Fn(&'static str) -> Option<Severity>) {
        self.list.retain_mut(|finding| match finding.severity {
            Severity::Error | Severity::Note => true,
            Severity::Warning => weight(finding.code).inspect(|severity| finding.severity = *severity).is_some(),
        });
    }

    /// Drops what is not to be told.
    pub fn retain(&mut self, told: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(told);
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

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.list.iter_mut()
    }

    /// In order of place: by path, then offset; findings without a place come first. Equal findings are kept once, and of
    /// those that one line mends the first.
    /// Neither their weight nor the order in which they were found or files were read plays a part.
    #[must_use]
    pub fn sorted(mut self, sources: &SourceMap) -> Self {
        self.list.iter_mut().flat_map(|finding| &mut finding.labels).for_each(|label| label.narrow(sources));
        let place = |label: &Label| {
            let path = sources.file(label.span.file).map_or("", |file| file.path());
            (path.to_owned(), label.span.start, label.span.end, label.text.clone())
        };
        // Whatever can tell two findings of one place apart is part of the key, so that equal ones end up side by side.
        // A text that was read twice has one path.
        let key = |d: &Diagnostic| {
            let mut labels = d.labels.iter().map(place);
            let first = labels.next();
            let at = first.clone().map(|(path, start, end, _)| (path, start, end));
            (at, d.code, d.message.clone(), labels.collect::<Vec<_>>(), d.help.clone(), first, d.severity)
        };
        self.list.sort_by_cached_key(key);
        self.list.dedup_by(|one, other| key(one) == key(other));
        self.mended_once();
        self
    }

    /// Keeps the first of those that one line mends, which shows where the others are.
    fn mended_once(&mut self) {
        let mut mended: BTreeMap<(&str, Box<str>), usize> = BTreeMap::new();
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(self.list.len());
        for finding in std::mem::take(&mut self.list) {
            let mend = finding.mend.as_ref().map(|mend| (finding.code, mend.clone()));
            let first = mend.as_ref().and_then(|mend| kept.get_mut(*mended.get(mend)?));
            match (first, finding.labels.first()) {
                (Some(first), Some(place)) => {
                    if first.labels.iter().all(|label| label.span != place.span) {
                        first.labels.push(place.clone());
                    }
                }
                (Some(_), None) => {}
                (None, _) => {
                    mended.extend(mend.map(|mend| (mend, kept.len())));
                    kept.push(finding);
                }
            }
        }
        self.list = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sources() -> (SourceMap, [crate::source::FileId; 2]) {
        let mut sources = SourceMap::default();
        // Read in the other order than their paths have.
        let files = [sources.add("b.yaml", "b: 1\nc: 2\n"), sources.add("a.yaml", "a: 1\n")];
        (sources, files)
    }

    #[test]
    fn the_order_is_that_of_places() {
        let (sources, [b, a]) = sources();
        let at = |severity: Diagnostic, file, start| severity.at(Span::new(file, start, start + 1), "");
        let mut found = Diagnostics::default();
        found.push(at(Diagnostic::error("late", "x"), b, 5));
        found.push(at(Diagnostic::error("early", "x"), b, 0));
        found.push(at(Diagnostic::warning("first-file", "x"), a, 3));
        found.push(at(Diagnostic::error("early", "x"), b, 0));
        found.push(Diagnostic::warning("nowhere", "x"));
        let codes = found.sorted(&sources).iter().map(|d| d.code).collect::<Vec<_>>();
        assert_eq!(codes, ["nowhere", "first-file", "early", "late"]);
    }

    proptest! {
        #[test]
        fn the_order_of_finding_plays_no_part(
            picks in prop::collection::vec((0..3_usize, 0..2_usize, 0..4_usize, 0..2_usize, any::<bool>()), 0..12),
        ) {
            let (sources, files) = sources();
            let finding = |&(code, file, start, labels, help): &(usize, usize, usize, usize, bool)| {
                let place = Span::new(files[file], start, start + 1);
                let severity = [Severity::Warning, Severity::Error, Severity::Note][code];
                let base = Diagnostic { severity, ..Diagnostic::error(["x", "y", "z"][code], "m") };
                let labelled = (0..labels).fold(base, |d, n| d.at(place, "").at(Span::new(files[n], 0, 1), "t"));
                labelled.maybe_help(help.then(|| "h".to_owned()))
            };
            let list: Vec<Diagnostic> = picks.iter().map(finding).collect();
            let sorted = |list: Vec<Diagnostic>| Diagnostics { list }.sorted(&sources).list;
            let once = sorted(list.clone());
            prop_assert_eq!(&once, &sorted(list.iter().rev().cloned().collect()));
            prop_assert!(list.iter().all(|d| once.iter().filter(|other| *other == d).count() == 1));
        }
    }
}
