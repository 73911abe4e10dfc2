//! The tree of one text.

use crate::source::{SourceMap, Span, Spanned};

/// A text that was read whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub root: Node,
}

/// A value and its bytes. A scalar's span includes its quotes; a block scalar's begins at its `|` or `>` and ends
/// after its last line of content; a mapping's or list's runs from its first to its last child (brackets included);
/// a value that was left out has an empty span behind its key's colon or its dash.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub span: Span,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A scalar's text. Its type is what the field wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    pub text: String,
    pub style: Style,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// A key and its value; keys of a mapping are unique.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: Spanned<String>,
    pub value: Node,
}

impl Node {
    /// What this is, in a user's words.
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "a single value",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }

    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            Kind::Null | Kind::Scalar(_) | Kind::List(_) => None,
        }
    }

    /// The value under `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries()?.iter().find(|entry| entry.key.value == key)
    }
}

impl Scalar {
    /// The bytes in the source that the bytes `start..end` of `text` were written as; all of `span` where that can't be told.
    ///
    /// `span` is the scalar's own. What is looked for is usually an expression, so it is found again by its own text.
    pub fn locate(&self, span: Span, start: usize, end: usize, sources: &SourceMap) -> Span {
        let raw = sources.text(span);
        let Some(part) = self.text.get(start..end).filter(|part| !part.is_empty()) else { return span };
        let Some(before) = self.text.get(..start) else { return span };
        // The n-th time it stands in the text is the n-th time it stands in the source, if no escape changed their number.
        if raw.matches(part).count() != self.text.matches(part).count() {
            return span;
        }
        let nth = before.matches(part).count();
        match raw.match_indices(part).nth(nth) {
            Some((at, _)) => Span::new(span.file, span.start() + at, span.start() + at + part.len()),
            None => span,
        }
    }
}
