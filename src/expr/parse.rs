//! A scalar's text -> its plain parts and its expressions.
//!
//! Input: a scalar. Output: [`Part`]s; no two texts stand side by side. Every problem is reported at its own bytes.

use minijinja::machinery;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{SourceMap, Span};
use crate::syntax::Scalar;

use super::convert::{Converter, bad};
use super::errors::Problem;
use super::paths::{rewrite, string_length};
use super::place::Places;
use super::template::Part;
use super::tree::Node;

const OPEN: &str = "${{";
const CLOSE: &str = "}}";

/// The parser recurses, and dropping its tree does too. These keep both from running out of stack.
const MAX_BYTES: usize = 8 << 10;
const MAX_TOKENS: usize = 500;

/// The parts of a scalar; `None` when one of its expressions cannot be read.
pub(super) fn parts(scalar: &Scalar, span: Span, sources: &SourceMap, d: &mut Diagnostics) -> Option<Vec<Part>> {
    let text = scalar.text.as_str();
    if !text.contains(OPEN) {
        return Some(vec![Part::Text(text.to_owned())]);
    }
    let places = Places::new(scalar, span, sources);
    let mut parser = Parser { text, places, parts: Vec::new(), sound: true };
    parser.run(d);
    parser.sound.then_some(parser.parts)
}

struct Parser<'a> {
    text: &'a str,
    places: Places,
    parts: Vec<Part>,
    sound: bool,
}

impl Parser<'_> {
    fn run(&mut self, d: &mut Diagnostics) {
        let mut at = 0;
        while let Some(rest) = self.text.get(at..) {
            let Some(open) = rest.find(OPEN) else {
                self.push(rest);
                return;
            };
            // The `$` before makes it plain.
            let before = rest.get(..open).unwrap_or("");
            if let Some(before) = before.strip_suffix('$') {
                self.push(before);
                self.push(OPEN);
                at += open + OPEN.len();
                continue;
            }
            self.push(before);
            let start = at + open;
            match self.expression(start) {
                Ok((node, end)) => {
                    self.parts.extend(node.map(Part::Expression));
                    at = end;
                }
                Err((finding, end)) => {
                    d.push(*finding);
                    self.sound = false;
                    at = end;
                }
            }
        }
    }

    fn push(&mut self, text: &str) {
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(last)) => last.push_str(text),
            Some(Part::Expression(_)) | None => self.parts.push(Part::Text(text.to_owned())),
        }
    }

    /// Reads the expression whose `${{` is at `start`; with it, or with what is wrong, where the text goes on.
    fn expression(&self, start: usize) -> Result<(Option<Node>, usize), (Box<Diagnostic>, usize)> {
        let from = start + OPEN.len();
        let length = match self.length(from) {
            Ok(length) => length,
            // Without an end nothing can be said of what comes behind.
            Err((problem, start, end)) => return Err((bad(problem, self.places.span(start, end)), self.text.len())),
        };
        let end = from + length + CLOSE.len();
        let source = self.text.get(from..from + length).unwrap_or("");
        match read(source, from, self.places.span(start, end), &self.places) {
            Ok(node) => Ok((Some(node), end)),
            Err(finding) => Err((finding, end)),
        }
    }

    /// The length of the expression that begins at `from`, or what keeps it from having an end, with its bytes.
    fn length(&self, from: usize) -> Result<usize, (Problem, usize, usize)> {
        let unclosed = (Problem::Unclosed, from - OPEN.len(), from);
        let mut at = from;
        while let Some(rest) = self.text.get(at..) {
            match rest.chars().next() {
                Some('}') if rest.starts_with(CLOSE) => return Ok(at - from),
                Some('$') if rest.starts_with(OPEN) => return Err(unclosed),
                Some(quote @ ('"' | '\'')) => match string_length(rest, quote) {
                    Some(length) => at += length,
                    None if rest.contains(CLOSE) => return Err((Problem::UnclosedText, at, at + 1)),
                    None => return Err(unclosed),
                },
                Some(c) => at += c.len_utf8(),
                None => return Err(unclosed),
            }
        }
        Err(unclosed)
    }
}

/// Reads an expression's text, which begins at `offset` of the scalar's; `whole` is its place with the braces.
fn read(source: &str, offset: usize, whole: Span, places: &Places) -> Result<Node, Box<Diagnostic>> {
    if source.trim().is_empty() {
        return Err(bad(Problem::Empty, whole));
    }
    if source.len() > MAX_BYTES {
        return Err(bad(Problem::TooLong, whole));
    }
    let rewritten = rewrite(source);
    if rewritten.tokens > MAX_TOKENS {
        return Err(bad(Problem::TooLong, whole));
    }
    let converter = Converter { source, offset, rewritten: &rewritten, places };
    match machinery::parse_expr(&rewritten.text) {
        Ok(expr) => converter.tree(&expr),
        Err(error) => {
            let detail = error.detail().unwrap_or("it cannot be read").to_owned();
            let range = error.range().filter(|range| range.end <= source.len());
            let found = range.clone().and_then(|range| source.get(range)).unwrap_or("").to_owned();
            let span = range.map_or(whole, |range| converter.place(range.start, range.end));
            Err(bad(Problem::Syntax(detail, found), span))
        }
    }
}
