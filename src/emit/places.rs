//! From a line of an emitted file back to the value that stands there.
//!
//! Input: a file of ours. Output: a [`Place`]. Not here: where the value came from (`lower`'s trace knows).

use crate::diagnostic::Diagnostics;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{self, Kind, Node};

/// A value in one of a file's objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The object's number in its file.
    pub object: usize,
    /// Where in the object: RFC 6901.
    pub pointer: String,
    /// Its bytes in the file.
    pub span: Span,
}

/// The innermost value that begins on a line (from 1), or a text of several lines that holds it.
pub fn at_line(file: FileId, line: usize, sources: &SourceMap) -> Option<Place> {
    let source = sources.file(file)?;
    let (object, text) = alone(source.text(), line)?;
    // The document keeps its place in the text, so its spans are those of the whole file.
    let mut own = SourceMap::default();
    let id = own.add(source.path(), &text);
    let document = syntax::parse(id, &own, &mut Diagnostics::default())?;
    let lines = |span: Span| (source.position(span.start()).0, source.position(last_byte(span)).0);
    let mut found = None;
    walk(&document.root, "", &mut |pointer, span, ends| {
        let (first, _) = lines(span);
        if first <= line && line <= lines(ends).1 {
            found = Some(Place { object, pointer: pointer.to_owned(), span: Span { file, ..span } });
        }
    });
    found
}

fn last_byte(span: Span) -> usize {
    span.end().saturating_sub(1).max(span.start())
}

/// The document around a line, with all other lines blanked, and its number in the file.
fn alone(text: &str, line: usize) -> Option<(usize, String)> {
    let numbered: Vec<(usize, &str)> = text
        .split('\n')
        .scan(0, |document, content| {
            *document += usize::from(content == "---");
            Some((*document, content))
        })
        .collect();
    let (wanted, _) = *numbered.get(line.checked_sub(1)?)?;
    let blanked = numbered.into_iter().map(|(document, content)| {
        let keep = document == wanted && content != "---" && !content.starts_with('#');
        if keep { content.to_owned() } else { " ".repeat(content.len()) }
    });
    Some((wanted, blanked.collect::<Vec<_>>().join("\n")))
}

/// Every value with its pointer, its bytes from its key on, and the bytes that it ends with where it is a scalar.
fn walk(node: &Node, pointer: &str, visit: &mut dyn FnMut(&str, Span, Span)) {
    match &node.kind {
        Kind::Null | Kind::Scalar(_) => {}
        Kind::List(items) => {
            for (at, item) in items.iter().enumerate() {
                let pointer = format!("{pointer}/{at}");
                visit(&pointer, item.span, end_of(item, item.span));
                walk(item, &pointer, visit);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                let key = entry.key.value.replace('~', "~0").replace('/', "~1");
                let pointer = format!("{pointer}/{key}");
                let span = entry.key.span.to(end_of(&entry.value, entry.key.span));
                visit(&pointer, span, end_of(&entry.value, entry.key.span));
                walk(&entry.value, &pointer, visit);
            }
        }
    }
}

/// A scalar ends where it ends; what holds others is only asked for on its first line.
fn end_of(node: &Node, first: Span) -> Span {
    match &node.kind {
        Kind::Null | Kind::Scalar(_) => node.span,
        Kind::List(_) | Kind::Map(_) => Span { end: first.start + 1, ..first },
    }
}
