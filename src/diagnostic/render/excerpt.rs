//! The lines around a finding's labels, from all files that they are in, as one text.
//!
//! Whoever draws it may take it for a single source; [`Excerpt::read`] tells which file and line a part of it is from.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceFile, SourceMap};

use super::escape::{cells, escape, wrap};
use super::line::{Drawn, ShownLine, columns};

/// Lines that are shown before and after those of a label.
pub(super) const CONTEXT: usize = 1;

/// A place with more lines than this is shown by its first one.
const MOST_LINES: usize = 6;

/// Columns that are taken by what is drawn around a line or a label, line numbers aside.
const FRAME: usize = 9;

/// The shown lines of a finding, and what is underlined in them.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    /// Every line ends in a line break, so that every place is before one.
    text: String,
    lines: Vec<Line>,
    /// The place itself first, as in the finding.
    marks: Vec<Mark>,
}

#[derive(Debug)]
struct Line {
    file: FileId,
    path: String,
    /// Where it begins in the excerpt's text.
    base: usize,
    shown: ShownLine,
}

/// A label. Its range is bytes of the excerpt's text, its column (from 0) that of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub range: Range<usize>,
    pub text: String,
    column: usize,
    one_line: bool,
}

/// A part of the text and where it is from; line and column from 0.
pub(super) struct Part<'a> {
    pub path: &'a str,
    pub range: Range<usize>,
    pub text: &'a str,
    pub line: usize,
    pub column: usize,
    pub lines: usize,
}

/// A label with what is drawn of its place.
struct Placed<'a> {
    id: FileId,
    file: &'a SourceFile,
    drawn: Drawn,
    text: String,
}

impl Excerpt {
    /// What to show of a finding in `width` columns.
    pub fn new(finding: &Diagnostic, sources: &SourceMap, width: usize) -> Self {
        let labels = placed(finding, sources);
        let mut excerpt = Excerpt::default();
        let mut done = BTreeSet::new();
        for label in &labels {
            if done.insert(label.id) {
                excerpt.add_file(label, &labels, width);
            }
        }
        excerpt.marks = labels.iter().filter_map(|label| excerpt.mark(label, width)).collect();
        disentangle(&mut excerpt.marks);
        excerpt
    }

    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The lines of a range and `context` more on both sides; nothing when its lines do not follow each other.
    pub fn read(&self, range: Range<usize>, context: usize) -> Option<Part<'_>> {
        let at = |offset: usize| self.lines.partition_point(|line| line.base <= offset).checked_sub(1);
        let (first, last) = (at(range.start)?, at(range.end)?);
        if !(first..last).all(|i| self.follows(i)) {
            return None;
        }
        let from = (0..context).fold(first, |i, _| if i > 0 && self.follows(i - 1) { i - 1 } else { i });
        let to = (0..context).fold(last, |i, _| if self.follows(i) { i + 1 } else { i });
        let line = self.lines.get(from)?;
        let end = self.lines.get(to + 1).map_or(self.text.len(), |next| next.base);
        let mark = self.marks.iter().find(|mark| mark.range.start == range.start);
        Some(Part {
            path: &line.path,
            range: line.base..end,
            text: self.text.get(line.base..end)?,
            line: line.shown.number - 1,
            column: mark.map_or(0, |mark| mark.column),
            lines: to + 1 - from,
        })
    }

    /// Whether the line after line `i` of the excerpt is the next one of its file.
    fn follows(&self, i: usize) -> bool {
        let pair = self.lines.get(i).zip(self.lines.get(i + 1));
        pair.is_some_and(|(a, b)| a.file == b.file && a.shown.number + 1 == b.shown.number)
    }

    fn add_file(&mut self, of: &Placed<'_>, all: &[Placed<'_>], width: usize) {
        let here: Vec<&Placed<'_>> = all.iter().filter(|label| label.id == of.id).collect();
        // What is behind the last line break is a line only where something is said about it.
        let phantom = usize::from(of.file.text().ends_with('\n'));
        let last = of.file.line_starts().len().saturating_sub(1 + phantom);
        let around = |d: &Drawn| d.first.saturating_sub(CONTEXT)..=(d.last + CONTEXT).min(last.max(d.last));
        let wanted: BTreeSet<usize> = here.iter().flat_map(|label| around(&label.drawn)).collect();
        let room = width.saturating_sub(FRAME + digits(wanted.last().map_or(1, |last| last + 1))).max(20);
        for index in home_first(&wanted, of.drawn.first) {
            let shown = ShownLine::new(of.file, index, &focus(index, &here, room), room);
            let base = self.text.len();
            self.text.push_str(&shown.text);
            self.text.push('\n');
            self.lines.push(Line { file: of.id, path: escape(of.file.path()).into_owned(), base, shown });
        }
    }

    fn line(&self, id: FileId, index: usize) -> Option<&Line> {
        self.lines.iter().find(|line| line.file == id && line.shown.number == index + 1)
    }

    fn mark(&self, label: &Placed<'_>, width: usize) -> Option<Mark> {
        let drawn = &label.drawn;
        let (first, last) = (self.line(label.id, drawn.first)?, self.line(label.id, drawn.last)?);
        let start = first.base + first.shown.at(drawn.range.start);
        let end = last.base + last.shown.at(drawn.range.end);
        let one_line = drawn.first == drawn.last;
        let indent = if one_line { indent(&first.shown, drawn) } else { 0 };
        let room = width.saturating_sub(FRAME + digits(last.shown.number) + indent).max(24);
        let column = label.file.position(drawn.range.start).1.saturating_sub(1);
        Some(Mark { range: start..end.max(start), text: wrap(&escape(&label.text), 0, room), column, one_line })
    }
}

/// The lines that follow each other around `home` before all others: what is found is shown before what has to do
/// with it.
fn home_first(wanted: &BTreeSet<usize>, home: usize) -> Vec<usize> {
    let before = (0..home).rev().take_while(|index| wanted.contains(index)).count();
    let after = (home..).take_while(|index| wanted.contains(index)).count();
    let near = home - before..home + after;
    let far = wanted.iter().copied().filter(|index| !near.contains(index));
    near.clone().chain(far).collect()
}

fn digits(number: usize) -> usize {
    number.to_string().len()
}

/// The columns before a label's text, which hangs at the middle of its underline.
fn indent(line: &ShownLine, drawn: &Drawn) -> usize {
    let (before, under) = columns(line, &drawn.range);
    before + under / 2
}

fn placed<'a>(finding: &Diagnostic, sources: &'a SourceMap) -> Vec<Placed<'a>> {
    let mut list: Vec<Placed<'a>> = Vec::new();
    for label in &finding.labels {
        let Some(file) = sources.file(label.span.file) else { continue };
        let mut drawn = Drawn::new(file, label.span);
        let mut text = label.text.clone();
        if drawn.last - drawn.first >= MOST_LINES {
            let to = format!("(to line {})", drawn.last + 1);
            text = if text.is_empty() { to } else { format!("{text} {to}") };
            drawn = Drawn { range: drawn.on_first_line(file), first: drawn.first, last: drawn.first };
        }
        list.push(Placed { id: label.span.file, file, drawn, text });
    }
    list
}

/// What has to be seen of a line: its first label, and those that are near it.
fn focus(index: usize, labels: &[&Placed<'_>], room: usize) -> Range<usize> {
    let touching =
        labels.iter().map(|label| (label.file, &label.drawn)).filter(|(_, d)| d.first <= index && index <= d.last);
    let mut ranges =
        touching.map(|(file, drawn)| (file, if drawn.first == index { drawn.on_first_line(file) } else { 0..0 }));
    let Some((file, first)) = ranges.next() else { return 0..0 };
    ranges.fold(first, |so_far, (_, range)| {
        let both = so_far.start.min(range.start)..so_far.end.max(range.end);
        let fits = both.len() <= room * 4 && cells(file.text().get(both.clone()).unwrap_or("")) <= room / 2;
        if fits { both } else { so_far }
    })
}

/// Labels of one line are drawn beside each other, so what lies under two of them is left to the later one; two
/// labels of one place become one.
fn disentangle(marks: &mut Vec<Mark>) {
    let mut kept: Vec<Mark> = Vec::new();
    for mark in std::mem::take(marks) {
        match kept.iter_mut().find(|other| other.range == mark.range) {
            Some(same) if same.text.is_empty() => same.text = mark.text,
            Some(same) if mark.text.is_empty() || same.text == mark.text => {}
            Some(same) => same.text = format!("{}; {}", same.text, mark.text),
            None => kept.push(mark),
        }
    }
    let others = kept.clone();
    for mark in kept.iter_mut().filter(|mark| mark.one_line) {
        for other in others.iter().filter(|other| other.one_line) {
            give_way(&mut mark.range, &other.range);
        }
    }
    *marks = kept;
}

/// Cuts `range` where `other` begins later inside of it, or, when both begin together, to what is behind a shorter one.
fn give_way(range: &mut Range<usize>, other: &Range<usize>) {
    if range.start < other.start && other.start < range.end {
        range.end = other.start;
    } else if range.start == other.start && other.end < range.end {
        range.start = other.end;
    }
}
