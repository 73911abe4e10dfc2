//! One line of a source as it is shown: escaped, and cut around what matters in it.

use std::ops::Range;

use crate::source::{SourceFile, Span};

use super::escape::{cells, cells_of, escape};

/// A part of one line; offsets are bytes of its file.
#[derive(Debug)]
pub(super) struct ShownLine {
    /// Its number, from 1.
    pub number: usize,
    pub text: String,
    /// What of the file is shown, between the dots that stand for the rest.
    shown: Range<usize>,
    /// The bytes of `text` before that part.
    lead: usize,
    /// That part as it is written: escaped up to a place, it tells where the place is in `text`.
    part: String,
}

impl ShownLine {
    /// Line `index` (from 0) of `file`, at most `width` columns of it, `focus` among them if it can be.
    pub fn new(file: &SourceFile, index: usize, focus: &Range<usize>, width: usize) -> Self {
        let whole = bounds(file, index);
        let content = file.text().get(whole.clone()).unwrap_or("");
        let local = |at: usize| floor(content, at.saturating_sub(whole.start).min(content.len()));
        let cut = window(content, local(focus.start)..local(focus.end), width);
        let part = content.get(cut.clone()).unwrap_or("");
        let lead = if cut.start > 0 { "…" } else { "" };
        let tail = if cut.end < content.len() { "…" } else { "" };
        ShownLine {
            number: index + 1,
            text: format!("{lead}{}{tail}", escape(part)),
            shown: whole.start + cut.start..whole.start + cut.end,
            lead: lead.len(),
            part: part.to_owned(),
        }
    }

    /// Where in `text` the file's byte `offset` is shown; the nearest shown place where it was cut off.
    pub fn at(&self, offset: usize) -> usize {
        let inside = offset.clamp(self.shown.start, self.shown.end) - self.shown.start;
        let before = self.part.get(..floor(&self.part, inside)).unwrap_or("");
        self.lead + escape(before).len()
    }
}

/// The bytes of a line without its line break.
fn bounds(file: &SourceFile, index: usize) -> Range<usize> {
    let start_of = |index: usize| file.line_starts().get(index).map(|at| *at as usize);
    let start = start_of(index).unwrap_or(file.text().len());
    let end = start_of(index + 1).unwrap_or(file.text().len());
    let line = file.text().get(start..end).unwrap_or("");
    let content = line.strip_suffix('\n').unwrap_or(line);
    start..start + content.strip_suffix('\r').unwrap_or(content).len()
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The part of a line that is shown. Only what is near `focus` is looked at: lines may be a mebibyte long.
fn window(content: &str, focus: Range<usize>, width: usize) -> Range<usize> {
    let length = |from: usize, room: usize| fitting(content.get(from..).unwrap_or("").chars(), room);
    let back = |from: usize, room: usize| fitting(content.get(..from).unwrap_or("").chars().rev(), room);
    if length(0, width) == content.len() {
        return 0..content.len();
    }
    // Two columns are for the dots.
    let room = width.saturating_sub(2);
    if length(0, room) >= focus.end {
        return 0..length(0, room);
    }
    let mut start = focus.start - back(focus.start, room / 4);
    let end = start + length(start, room);
    if end == content.len() {
        start = end - back(end, room);
    }
    start..end
}

/// The bytes of the characters that fit into `room` columns.
fn fitting(chars: impl Iterator<Item = char>, room: usize) -> usize {
    let mut used = 0;
    let mut bytes = 0;
    for c in chars {
        used += if c.is_ascii_graphic() { 1 } else { cells(c.encode_utf8(&mut [0; 4])) };
        if used > room {
            break;
        }
        bytes += c.len_utf8();
    }
    bytes
}

/// A span as it is drawn: inside of the text, without line breaks at its end, on lines `first..=last` (from 0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawn {
    pub range: Range<usize>,
    pub first: usize,
    pub last: usize,
}

impl Drawn {
    pub fn new(file: &SourceFile, span: Span) -> Self {
        let text = file.text();
        let start = floor(text, span.start());
        let end = floor(text, span.end()).max(start);
        let trimmed = text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r', ' ']);
        // Nothing but blanks: what was meant is there all the same, up to the end of its line.
        let kept = if trimmed.is_empty() { end.min(line_end(file, start)).max(start) } else { start + trimmed.len() };
        Drawn { range: start..kept, first: line_of(file, start), last: line_of(file, kept) }
    }

    /// The part on the first line.
    pub fn on_first_line(&self, file: &SourceFile) -> Range<usize> {
        let end = bounds(file, self.first).end;
        self.range.start.min(end)..self.range.end.min(end)
    }
}

fn line_end(file: &SourceFile, offset: usize) -> usize {
    bounds(file, line_of(file, offset)).end
}

fn line_of(file: &SourceFile, offset: usize) -> usize {
    file.line_starts().partition_point(|start| *start as usize <= offset).saturating_sub(1)
}

/// The columns of an underline, and those before it.
pub(super) fn columns(line: &ShownLine, range: &Range<usize>) -> (usize, usize) {
    let width = |part: Option<&str>| part.unwrap_or("").chars().map(cells_of).sum();
    let (start, end) = (line.at(range.start), line.at(range.end));
    (width(line.text.get(..start)), width(line.text.get(start..end)))
}
