//! A menu's text as a tree: its items and templates, what they say, and how to misspell it.

use std::ops::Range;

use boxc::source::Span;
use boxc::syntax::{Entry, Kind, Node};

use super::{Mistake, Random, System, Then};

/// The sections whose entries are items.
const ITEMS: [&str; 2] = ["services", "jobs"];

/// An item or a template.
#[derive(Clone, Copy)]
pub struct Part<'s> {
    pub section: &'s str,
    pub entry: &'s Entry,
}

impl<'s> Part<'s> {
    pub fn name(self) -> &'s str {
        &self.entry.key.value
    }

    pub fn get(self, key: &str) -> Option<&'s Entry> {
        self.entry.value.get(key)
    }

    /// The entries of a mapping of it.
    pub fn of(self, key: &str) -> &'s [Entry] {
        self.get(key).and_then(|entry| entry.value.entries()).unwrap_or_default()
    }
}

impl System {
    /// The entries of a section.
    pub fn section(&self, section: &str) -> &[Entry] {
        self.root.get(section).and_then(|entry| entry.value.entries()).unwrap_or_default()
    }

    pub fn items(&self) -> Vec<Part<'_>> {
        ITEMS.iter().flat_map(|section| self.section(section).iter().map(|entry| Part { section, entry })).collect()
    }

    pub fn parts(&self) -> Vec<Part<'_>> {
        let templates = self.section("templates").iter().map(|entry| Part { section: "templates", entry });
        self.items().into_iter().chain(templates).collect()
    }

    /// A part and the templates below it, nearest first.
    pub fn chain<'s>(&'s self, part: Part<'s>) -> Vec<Part<'s>> {
        let mut chain = vec![part];
        while let Some(name) = chain.last().and_then(|part| part.get("extends")).and_then(|e| text(&e.value)) {
            let entry = self.section("templates").iter().find(|entry| entry.key.value == name).unwrap();
            chain.push(Part { section: "templates", entry });
        }
        chain
    }

    /// The items that a part is, or that extend it.
    pub fn users<'s>(&'s self, part: Part<'s>) -> Vec<Part<'s>> {
        let uses = |item: &Part<'s>| self.chain(*item).iter().any(|of| of.entry.key.span == part.entry.key.span);
        self.items().into_iter().filter(uses).collect()
    }

    /// What counts of a mapping of an item, with the part that says it: the nearest of each key, unless it is removed.
    pub fn merged<'s>(&'s self, item: Part<'s>, key: &str) -> Vec<(&'s Entry, Part<'s>)> {
        let mut found: Vec<(&Entry, Part<'_>)> = Vec::new();
        for part in self.chain(item) {
            for entry in part.of(key) {
                if !found.iter().any(|(other, _)| other.key.value == entry.key.value) {
                    found.push((entry, part));
                }
            }
        }
        found.retain(|(entry, _)| !matches!(entry.value.kind, Kind::Null));
        found
    }

    pub fn source(&self, span: Span) -> &str {
        &self.text[span.start()..span.end()]
    }

    /// Whether a value stands on one line, so that it can be written anew.
    pub fn is_one_line(&self, node: &Node) -> bool {
        !self.source(node.span).contains('\n') && !node.span.is_empty()
    }

    /// Every occurrence of a path such as `needs.db` in an expression, as the bytes of its last name.
    pub fn uses(&self, path: &str) -> Vec<Range<usize>> {
        let name = path.rsplit('.').next().unwrap();
        let goes_on = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let whole =
            |at: usize| !self.text[..at].ends_with(goes_on) && !self.text[at + path.len()..].starts_with(goes_on);
        let starts = self.text.match_indices(path).map(|(at, _)| at).filter(|at| whole(*at));
        starts.map(|at| at + path.len() - name.len()..at + path.len()).collect()
    }

    /// Where what counts of an item reads a need.
    pub fn read(&self, item: Part<'_>, need: &str) -> Vec<Range<usize>> {
        let mut counts: Vec<Range<usize>> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for part in self.chain(item) {
            for entry in part.entry.value.entries().unwrap_or_default() {
                match entry.value.entries() {
                    Some(_) => {
                        counts.extend(self.merged(item, &entry.key.value).iter().map(|(e, _)| range(e.value.span)))
                    }
                    None if seen.contains(&entry.key.value.as_str()) => {}
                    None => counts.push(range(entry.value.span)),
                }
                seen.push(&entry.key.value);
            }
        }
        let counted = |at: &Range<usize>| counts.iter().any(|of| of.contains(&at.start));
        self.uses(&format!("needs.{need}")).into_iter().filter(counted).collect()
    }

    /// A word in another spelling: the finding is that spelling's.
    pub fn misspelt(&self, span: Range<usize>, code: &'static str, random: &mut Random) -> Mistake {
        let word = &self.text[span.clone()];
        let new = typo(word, random);
        let place = span.start..span.start + new.len();
        let what = format!("{}: {word} → {new}", self.line(span.start));
        Mistake { what, at: span, new, then: Then::Finding { code, places: vec![place], help: format!("`{word}`") } }
    }

    /// Another text in the place of a value.
    pub fn replaced(&self, node: &Node, new: &str, code: &'static str) -> Mistake {
        let at = range(node.span);
        let what = format!("{}: {} → {new}", self.line(at.start), self.source(node.span));
        let place = at.start..at.start + new.len();
        Mistake {
            what,
            at,
            new: new.to_owned(),
            then: Then::Finding { code, places: vec![place], help: String::new() },
        }
    }

    /// An entry more, as the first of a mapping; where it begins in the text, and what is written there.
    pub fn inserted(&self, map: &Node, entry: &str) -> (usize, String) {
        let start = map.span.start();
        if self.text[start..].starts_with('{') {
            let comma = if map.entries().unwrap_or_default().is_empty() { "" } else { ", " };
            return (start + 1, format!("{entry}{comma}"));
        }
        let column = start - self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        (start, format!("{entry}\n{}", " ".repeat(column)))
    }

    /// The bytes of an entry and what parts it from others.
    pub fn whole_entry(&self, map: &Node, entry: &Entry) -> Range<usize> {
        let (start, end) = (entry.key.span.start(), entry.value.span.end().max(entry.key.span.end() + 1));
        if !self.text[map.span.start()..].starts_with('{') {
            let end = self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1);
            return self.text[..start].rfind('\n').map_or(0, |at| at + 1)..end;
        }
        let rest = &self.text[end..];
        match rest.strip_prefix(", ") {
            Some(_) => start..end + 2,
            None => self.text[..start].strip_suffix(", ").map_or(start, str::len)..end,
        }
    }

    pub fn line(&self, at: usize) -> String {
        format!("line {}", self.text[..at].matches('\n').count() + 1)
    }
}

pub fn range(span: Span) -> Range<usize> {
    span.start()..span.end()
}

pub fn text(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Scalar(scalar) => Some(&scalar.text),
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
    }
}

/// A letter more, or two that changed places.
pub fn typo(word: &str, random: &mut Random) -> String {
    let letters: Vec<char> = word.chars().collect();
    let swaps = |at: &usize| {
        let pair = (letters[*at], letters[*at + 1]);
        pair.0 != pair.1 && pair.0.is_ascii_lowercase() && pair.1.is_ascii_lowercase()
    };
    let swaps: Vec<usize> = (0..letters.len() - 1).filter(swaps).collect();
    let mut new = letters.clone();
    if word.len() > 3 && !swaps.is_empty() && random.below(2) == 0 {
        let at = swaps[random.below(swaps.len())];
        new.swap(at, at + 1);
    } else {
        let doubles: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].is_ascii_alphabetic()).collect();
        let at = doubles[random.below(doubles.len())];
        new.insert(at, letters[at]);
    }
    new.into_iter().collect()
}
