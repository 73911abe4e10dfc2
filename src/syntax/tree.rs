//! The parser's events -> nodes. Open collections are on a stack of our own, so depth costs no call stack.

use std::collections::BTreeSet;

use granit_parser::{Event, ScalarStyle, Span as Marks};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Span, Spanned};

use super::errors::{DuplicateKey, Feature, KeyIsNoText, TooDeep, TooManyNodes, YamlFeature};
use super::gaps;
use super::keys::Keys;
use super::{Entry, Kind, MAX_DEPTH, MAX_FINDINGS, MAX_NODES, Node, Scalar, Style};

/// Whether the rest of the text is still worth reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Continue,
    Stop,
}

/// A collection that has not ended yet.
#[derive(Debug)]
struct Frame {
    /// From the first bracket's start, if it has brackets.
    bracket: Option<usize>,
    /// Where the event was, for collections that turn out to hold nothing.
    start: usize,
    open: Open,
}

#[derive(Debug)]
enum Open {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        key: Option<Spanned<String>>,
        keys: Keys,
    },
    /// Inside of `{{ … }}` without quotes: one finding was given, what is in there is not looked at.
    Braces,
}

/// Nodes under construction.
pub(super) struct Tree<'a> {
    file: FileId,
    text: &'a str,
    diagnostics: &'a mut Diagnostics,
    frames: Vec<Frame>,
    root: Option<Node>,
    nodes: usize,
    /// The end of the last thing that has bytes of its own.
    cursor: usize,
    features: BTreeSet<Feature>,
}

impl<'a> Tree<'a> {
    pub fn new(file: FileId, text: &'a str, diagnostics: &'a mut Diagnostics) -> Self {
        let features = BTreeSet::new();
        Tree { file, text, diagnostics, frames: Vec::new(), root: None, nodes: 0, cursor: 0, features }
    }

    pub fn cursor(&self) -> usize {
        self.cursor
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    pub fn report(&mut self, finding: impl Into<Diagnostic>) {
        self.diagnostics.push(finding);
    }

    /// Whether a finding lies in these bytes.
    pub fn told_on(&self, start: usize, end: usize) -> bool {
        let first = |finding: &Diagnostic| finding.labels.first().map(|label| label.span);
        self.diagnostics.iter().filter_map(first).any(|span| span.start() >= start && span.end() <= end)
    }

    /// The character at an offset, nothing at the text's end or at a line's.
    pub fn character(&self, at: usize) -> Span {
        let next = self.text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| !matches!(c, '\n' | '\r'));
        self.span(at, at + next.map_or(0, char::len_utf8))
    }

    /// Whether a finding lies in the line of an offset.
    pub fn told_on_line(&self, at: usize) -> bool {
        let (before, after) = (self.text.get(..at).unwrap_or(""), self.text.get(at..).unwrap_or(""));
        let end = at + after.find('\n').unwrap_or(after.len());
        self.told_on(before.rfind('\n').map_or(0, |line| line + 1), end)
    }

    /// The first of the tabs that an offset follows at a line's begin, which the parser has read already.
    pub fn tab_before(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or("");
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let indent = before.get(line..).unwrap_or("");
        if indent.trim().is_empty() { indent.find('\t').map_or(at, |tab| line + tab) } else { at }
    }

    /// The last bracket that was opened and not closed.
    pub fn open_bracket(&self) -> Option<Span> {
        self.frames.iter().rev().find_map(|frame| frame.bracket).map(|at| self.character(at))
    }

    /// Whether what is read now stands inside of braces that a finding was given for.
    pub fn in_braces(&self) -> bool {
        self.frames.iter().any(|frame| matches!(frame.open, Open::Braces))
    }

    pub fn into_root(self) -> Option<Node> {
        self.root
    }

    /// Takes one event in.
    pub fn take(&mut self, event: Event<'_>, marks: Marks) -> Step {
        let step = self.build(event, marks);
        if self.diagnostics.len() < MAX_FINDINGS { step } else { Step::Stop }
    }

    fn build(&mut self, event: Event<'_>, marks: Marks) -> Step {
        let (start, end) = self.offsets(&marks);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(anchor, tag.is_some(), start);
                let node = self.scalar(&text, style, (start, end), marks.indent);
                self.counted(node.span, |tree| tree.put(node))
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.properties(anchor, tag.is_some(), start);
                self.open(start, end, Open::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                self.properties(anchor, tag.is_some(), start);
                let map = Open::Map { entries: Vec::new(), key: None, keys: Keys::default() };
                let open = if self.opens_braces(start) { Open::Braces } else { map };
                self.open(start, end, open)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.close(end);
                Step::Continue
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                if !self.features.contains(&Feature::Anchor) {
                    self.feature(Feature::Alias, start, end);
                }
                let span = self.span(start, end);
                self.cursor = end;
                self.counted(span, |tree| tree.put(Node { span, kind: Kind::Scalar(alias(tree.text, span)) }))
            }
            // What stands around a document; comments are not asked for.
            _ => Step::Continue,
        }
    }

    fn offsets(&self, marks: &Marks) -> (usize, usize) {
        let start = marks.start.byte_offset().unwrap_or(self.cursor);
        (start, marks.end.byte_offset().unwrap_or(start).max(start))
    }

    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn counted(&mut self, span: Span, then: impl FnOnce(&mut Self)) -> Step {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.diagnostics.push(TooManyNodes { span });
            return Step::Stop;
        }
        then(self);
        Step::Continue
    }

    fn feature(&mut self, feature: Feature, start: usize, end: usize) {
        if !self.in_braces() && self.features.insert(feature) {
            let span = self.span(start, end);
            self.diagnostics.push(YamlFeature { feature, span });
        }
    }

    /// Tags and anchors stand before their node; their own bytes are looked for between it and what came before.
    fn properties(&mut self, anchor: usize, tagged: bool, node: usize) {
        for (there, mark, feature) in [(anchor != 0, '&', Feature::Anchor), (tagged, '!', Feature::Tag)] {
            if there {
                let (start, end) = gaps::property(self.text, self.cursor, node, mark);
                self.feature(feature, start, end);
            }
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, at: (usize, usize), indent: Option<usize>) -> Node {
        let style = own_style(style);
        let (start, end) = match style {
            Style::Plain if at.0 == at.1 => self.nothing(at.0),
            Style::Literal | Style::Folded => {
                let start = gaps::header(self.text, self.cursor, at.0);
                (start, gaps::block_end(self.text, start, at.1, indent))
            }
            Style::Plain | Style::Single | Style::Double => at,
        };
        let absent = style == Style::Plain && start == end;
        self.cursor = self.cursor.max(end);
        let null = absent || (style == Style::Plain && matches!(text, "~" | "null"));
        if style == Style::Plain {
            self.cut_braces(text, start, end);
        }
        let kind = if null { Kind::Null } else { Kind::Scalar(Scalar { text: text.to_owned(), style }) };
        Node { span: self.span(start, end), kind }
    }

    /// Where a value that was left out would stand.
    fn nothing(&self, at: usize) -> (usize, usize) {
        let found = match self.frames.last().map(|frame| &frame.open) {
            Some(Open::Map { key: Some(key), .. }) => gaps::behind_colon(self.text, key.span.end()),
            Some(Open::List(_)) => gaps::behind_dash(self.text, self.cursor, at),
            Some(Open::Map { key: None, .. } | Open::Braces) | None => at,
        };
        (found, found)
    }

    fn open(&mut self, start: usize, end: usize, open: Open) -> Step {
        let span = self.span(start, end);
        if self.frames.len() >= MAX_DEPTH {
            self.diagnostics.push(TooDeep { span });
            return Step::Stop;
        }
        let bracket = (start < end).then_some(start);
        if bracket.is_some() {
            self.cursor = end;
        }
        self.counted(span, |tree| tree.frames.push(Frame { bracket, start, open }))
    }

    fn close(&mut self, end: usize) {
        let Some(frame) = self.frames.pop() else { return };
        let (children, kind) = match frame.open {
            Open::List(items) => (ends(&items, |node| node.span, |node| node.span), Kind::List(items)),
            Open::Map { entries, .. } => {
                (ends(&entries, |entry| entry.key.span, |entry| entry.value.span), Kind::Map(entries))
            }
            Open::Braces => (None, Kind::Map(Vec::new())),
        };
        let span = match (frame.bracket, children) {
            (Some(start), _) => self.span(start, end),
            (None, Some(span)) => span,
            (None, None) => self.span(frame.start, frame.start),
        };
        if frame.bracket.is_some() {
            self.cursor = end;
        }
        self.put(Node { span, kind });
    }

    /// Gives a finished node to the collection it stands in.
    fn put(&mut self, node: Node) {
        let inside = self.in_braces();
        match self.frames.last_mut().map(|frame| &mut frame.open) {
            None => self.root = Some(node),
            Some(Open::Braces) => {}
            Some(Open::List(items)) => items.push(node),
            Some(Open::Map { entries, key: key @ Some(_), keys }) => {
                let Some(key) = key.take() else { return };
                match keys.find(&key.value, entries) {
                    Some(_) if inside || key.value.is_empty() => {}
                    Some(first) => self.diagnostics.push(DuplicateKey { key, first }),
                    None => entries.push(Entry { key, value: node }),
                }
            }
            Some(Open::Map { key, .. }) => match node.kind {
                Kind::Scalar(scalar) if !scalar.text.is_empty() => {
                    let merges = scalar.text == "<<" && scalar.style == Style::Plain;
                    *key = Some(Spanned::new(scalar.text, node.span));
                    if merges {
                        self.feature(Feature::Merge, node.span.start(), node.span.end());
                    }
                }
                kind => {
                    *key = Some(Spanned::new(String::new(), node.span));
                    if !inside && !self.text.get(node.span.start()..).is_some_and(|rest| rest.starts_with("{{")) {
                        let found = Node { span: node.span, kind };
                        self.diagnostics.push(KeyIsNoText { found: found.describe(), span: found.span });
                    }
                }
            },
        }
    }
}

/// From the first's start to the last's end.
fn ends<T>(children: &[T], first: impl Fn(&T) -> Span, last: impl Fn(&T) -> Span) -> Option<Span> {
    Some(first(children.first()?).to(last(children.last()?)))
}

/// Stands in for what an alias meant, so that one key of it is no second finding.
fn alias(text: &str, span: Span) -> Scalar {
    Scalar { text: text.get(span.start()..span.end()).unwrap_or_default().to_owned(), style: Style::Plain }
}

fn own_style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}
