//! The tree of one text.

use crate::source::{Span, Spanned};

/// A text that was read whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub root: Node,
}

/// A value and its bytes. A scalar's span includes its quotes; a block scalar's begins at its `|` or `>` and ends
/// after its last line of content (blank lines that it keeps included); a mapping's or list's runs from its first to its last child (brackets included);
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
    /// A plain scalar that stands for something written at this place.
    pub fn text(text: &str, span: Span) -> Self {
        Node { span, kind: Kind::Scalar(Scalar { text: text.to_owned(), style: Style::Plain }) }
    }

    /// A mapping that stands for something written at this place.
    pub fn map(entries: Vec<(&str, Node)>, span: Span) -> Self {
        let entry = |(key, value): (&str, Node)| Entry { key: Spanned::new(key.to_owned(), span), value };
        Node { span, kind: Kind::Map(entries.into_iter().map(entry).collect()) }
    }

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
