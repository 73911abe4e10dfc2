//! Expressions without quotes: what YAML makes of `{{ … }}`, recognised so that the message can say it.

use crate::source::Span;

use super::errors::UnquotedBraces;
use super::gaps;
use super::tree::Tree;

/// What the line where the parser stopped says of braces.
pub(super) enum Braces {
    New(Span),
    /// A finding was given for this line.
    Told,
    None,
}

impl Tree<'_> {
    /// A plain scalar whose `}}` fell to a comment.
    pub fn cut_braces(&mut self, text: &str, start: usize, end: usize) {
        let open = text.rfind("{{").is_some_and(|at| !text.get(at..).unwrap_or_default().contains("}}"));
        if !open {
            return;
        }
        let rest = gaps::line(self.text(), end);
        if let Some(close) = rest.find("}}").filter(|_| rest.trim_start().starts_with('#')) {
            let span = self.span(start, end + close + 2);
            self.report(UnquotedBraces { span });
        }
    }

    /// Whether a mapping that begins here is the outer one of `{{`.
    pub fn opens_braces(&mut self, start: usize) -> bool {
        let rest = self.text().get(start..).unwrap_or_default();
        if !rest.starts_with("{{") || self.in_braces() {
            return false;
        }
        let line = gaps::line(self.text(), start);
        let end = line.find("}}").map_or(line.trim_end().len(), |at| at + 2);
        let span = self.span(start, start + end);
        self.report(UnquotedBraces { span });
        true
    }

    /// Braces outside of quotes on the line where the parser stopped.
    pub fn broken_braces(&self, at: usize) -> Braces {
        let text = self.text();
        let begin = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let line = text.get(begin..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        // Braces behind the place are not its cause.
        let Some(open) = line.find("{{").filter(|open| begin + open <= at) else { return Braces::None };
        let before = line.get(..open).unwrap_or_default();
        if before.contains(['"', '\'', '#']) {
            return Braces::None;
        }
        if self.told_on(begin, begin + line.len()) {
            return Braces::Told;
        }
        let open = if before.ends_with('$') { open - 1 } else { open };
        let end = line.rfind("}}").map_or(line.trim_end().len(), |close| close + 2);
        Braces::New(self.span(begin + open, begin + end.max(open)))
    }
}
