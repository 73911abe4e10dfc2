//! Where the bytes of a scalar's text stand in the source.
//!
//! Input: a scalar and its bytes. Output: [`Places`]. Quotes, escapes and folded lines make the two differ; they are
//! walked side by side. Where they part ways, the answer is the whole scalar, never a wrong place.

use crate::source::{SourceMap, Span};
use crate::syntax::{Scalar, Style};

/// For each character of the text: its first byte there, and its bytes in the source.
pub(super) struct Places {
    span: Span,
    characters: Vec<(usize, usize, usize)>,
}

impl Places {
    pub fn new(scalar: &Scalar, span: Span, sources: &SourceMap) -> Places {
        let mut walk = Walk { raw: sources.text(span), at: 0, style: scalar.style };
        walk.enter();
        let found = scalar.text.char_indices().map(|(at, c)| {
            let (start, end) = walk.take(c)?;
            Some((at, span.start() + start, span.start() + end))
        });
        let characters = found.collect::<Option<Vec<_>>>().unwrap_or_default();
        Places { span, characters }
    }

    /// The source of the bytes `start..end` of the text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let from = self.characters.partition_point(|(at, ..)| *at < start);
        let to = self.characters.partition_point(|(at, ..)| *at < end);
        let first = self.characters.get(from);
        let last = if to > from { self.characters.get(to - 1) } else { first };
        match (first, last) {
            (Some((_, from, _)), Some((_, _, to))) if end > start => Span::new(self.span.file, *from, *to),
            (Some((_, from, _)), _) => Span::new(self.span.file, *from, *from),
            _ => self.span,
        }
    }
}

struct Walk<'a> {
    raw: &'a str,
    at: usize,
    style: Style,
}

impl Walk<'_> {
    /// Steps over the opening quote, or the line with a block's `|` or `>`.
    fn enter(&mut self) {
        self.at = match self.style {
            Style::Plain => 0,
            Style::Single | Style::Double => 1,
            Style::Literal | Style::Folded => self.raw.find('\n').map_or(self.raw.len(), |at| at + 1),
        };
    }

    /// The bytes that `c` was written as; `None` when something else stands there.
    fn take(&mut self, c: char) -> Option<(usize, usize)> {
        self.skip_joined_lines();
        if c.is_whitespace() {
            return Some(self.take_space());
        }
        self.at += self.rest().len() - self.rest().trim_start().len();
        self.skip_joined_lines();
        let start = self.at;
        self.at += match (self.style, self.rest().chars().next()?) {
            (Style::Double, '\\') => escape_length(self.rest())?,
            (Style::Single, '\'') if c == '\'' => 2,
            (_, written) if written == c => c.len_utf8(),
            _ => return None,
        };
        Some((start, self.at))
    }

    /// Folding turns line breaks and indentation into fewer characters; what is left over is skipped later.
    fn take_space(&mut self) -> (usize, usize) {
        let start = self.at;
        match (self.style, self.rest().chars().next()) {
            (Style::Double, Some('\\')) => self.at += escape_length(self.rest()).unwrap_or(0),
            (_, Some(written)) if written.is_whitespace() => self.at += written.len_utf8(),
            _ => {}
        }
        (start, self.at)
    }

    /// In double quotes a `\` at the end of a line joins it with the next.
    fn skip_joined_lines(&mut self) {
        if self.style != Style::Double {
            return;
        }
        while let Some(rest) = self.rest().strip_prefix("\\\n").or_else(|| self.rest().strip_prefix("\\\r\n")) {
            self.at = self.raw.len() - rest.trim_start_matches([' ', '\t']).len();
        }
    }

    fn rest(&self) -> &str {
        self.raw.get(self.at..).unwrap_or("")
    }
}

/// How long the escape is that `text` begins with.
fn escape_length(text: &str) -> Option<usize> {
    let kind = text.chars().nth(1)?;
    Some(match kind {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        _ => 1 + kind.len_utf8(),
    })
}
