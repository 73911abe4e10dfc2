//! What a change of some files can break, and what has to be sound for that to be checked.
//!
//! Input: the nodes of all documents, those with errors, too, and paths. Output: which documents the paths reach. Gained:
//! whatever may have become wrong by the change is among them. Not here: whether it has.

use std::collections::BTreeSet;

use crate::ast::YamlFiles;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceMap, parent};
use crate::syntax::{Kind, Node};

/// What a document defines, and what of its project it names.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    path: String,
    /// The key that it begins with, and the name behind it.
    defines: Option<(String, String)>,
    menus: BTreeSet<String>,
    boxes: BTreeSet<String>,
    /// Files beside it: paths, folders and patterns.
    files: BTreeSet<String>,
}

impl Mentions {
    /// Those of a file; without a node nothing can be known but that it is there.
    pub fn of(path: &str, root: Option<&Node>) -> Self {
        let mut mentions = Mentions { path: path.to_owned(), ..Mentions::default() };
        let entries = root.and_then(Node::entries).unwrap_or_default();
        let mut rest = entries.iter();
        if let Some((first, Kind::Scalar(name))) = rest.next().map(|entry| (entry, &entry.value.kind)) {
            mentions.defines = Some((first.key.value.clone(), name.text.clone()));
        }
        rest.for_each(|entry| mentions.take(&entry.key.value, &entry.value));
        mentions
    }

    /// Keys that name something do so wherever they stand; a name too many only lets more be checked.
    fn take(&mut self, key: &str, node: &Node) {
        match (&node.kind, key) {
            (Kind::Scalar(name), "menu") => {
                self.menus.extend(name.text.split('@').next().map(str::to_owned));
            }
            (Kind::Scalar(name), "box" | "near" | "spread-from") => drop(self.boxes.insert(name.text.clone())),
            (Kind::Scalar(name), "from" | "schemas") => drop(self.files.insert(name.text.clone())),
            (Kind::Scalar(_) | Kind::Null, _) => {}
            (Kind::List(items), _) => items.iter().for_each(|item| self.take(key, item)),
            (Kind::Map(entries), _) => entries.iter().for_each(|entry| self.take(&entry.key.value, &entry.value)),
        }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// The kind and the name of the document.
    pub fn defined(&self) -> Option<(&str, &str)> {
        self.defines.as_ref().map(|(kind, name)| (kind.as_str(), name.as_str()))
    }

    /// Whether it is this file, stands in this folder, or takes the file in.
    pub fn reads(&self, path: &str) -> bool {
        self.is_of(path) || self.takes(path)
    }

    fn is_of(&self, path: &str) -> bool {
        path.is_empty() || starts(&self.path, path)
    }

    fn is(&self, kind: &str) -> bool {
        self.defines.as_ref().is_some_and(|(own, _)| own == kind)
    }

    fn defines(&self, kind: &str, name: &str) -> bool {
        let is_copy = |own: &str| {
            let number = name.strip_prefix(own).and_then(|rest| rest.strip_prefix('-'));
            kind == "box" && number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        };
        self.defines.as_ref().is_some_and(|(own_kind, own)| own_kind == kind && (own == name || is_copy(own)))
    }

    fn names(&self, other: &Mentions) -> bool {
        let any = |kind, names: &BTreeSet<String>| names.iter().any(|name| other.defines(kind, name));
        any("menu", &self.menus) || any("box", &self.boxes)
    }

    /// Whether it names something that no document defines.
    fn lacks(&self, documents: &[Mentions]) -> bool {
        let any = |kind, names: &BTreeSet<String>| {
            names.iter().any(|name| !documents.iter().any(|other| other.defines(kind, name)))
        };
        any("menu", &self.menus) || any("box", &self.boxes)
    }

    /// Whether it takes a file in, or one of a folder.
    fn takes(&self, path: &str) -> bool {
        let home = parent(&self.path);
        let Some(inner) = path.strip_prefix(home) else { return false };
        let inner = inner.trim_start_matches('/');
        self.files.iter().any(|file| {
            let file = file.trim_end_matches('/');
            starts(inner, file) || starts(file, inner) || YamlFiles(file.to_owned()).matches(inner)
        })
    }
}

/// Whether a path is another, or stands below it.
fn starts(path: &str, with: &str) -> bool {
    path.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The documents that are to be checked.
#[derive(Debug)]
pub struct Reach<'p> {
    documents: &'p [Mentions],
    /// Those that a change reaches; `None` when that is all of them.
    reached: Option<BTreeSet<&'p str>>,
    /// Those, and what they stand on: an error there keeps them from being checked.
    ground: BTreeSet<&'p str>,
}

impl<'p> Reach<'p> {
    /// Everything.
    pub(super) fn all(documents: &'p [Mentions]) -> Self {
        Reach { documents, reached: None, ground: BTreeSet::new() }
    }

    /// What changes of these files reach.
    pub(super) fn of(documents: &'p [Mentions], changed: &[&str]) -> Self {
        let mut reached: Vec<&Mentions> = Vec::new();
        let is_changed = |one: &&Mentions| changed.iter().any(|path| one.reads(path));
        reached.extend(documents.iter().filter(is_changed));
        if reached.iter().any(|one| changed.iter().any(|path| one.is_of(path))) {
            // They may name what a document was called before.
            reached.extend(documents.iter().filter(|one| one.lacks(documents)));
        }
        widen(&mut reached, documents, |one, other| other.is("menu") && one.names(other));
        let neighbours = documents.iter().filter(|one| reached.iter().any(|other| other.is("box") && one.names(other)));
        let neighbours: Vec<&Mentions> = neighbours.collect();
        reached.extend(neighbours);
        if reached.iter().any(|one| one.is("fleet") || one.is("placement")) {
            return Reach::all(documents);
        }
        let mut ground = reached.clone();
        ground.extend(documents.iter().filter(|one| one.is("fleet") || one.is("placement")));
        widen(&mut ground, documents, |one, other| other.names(one));
        let paths = |list: Vec<&'p Mentions>| list.into_iter().map(|one| one.path.as_str()).collect();
        Reach { documents, reached: Some(paths(reached)), ground: paths(ground) }
    }

    /// Whether a file is to be checked.
    pub fn has(&self, path: &str) -> bool {
        self.reached.as_ref().is_none_or(|reached| self.among(path, reached))
    }

    /// Whether a finding is of what is to be checked, or keeps it from being so.
    pub fn tells(&self, finding: &Diagnostic, sources: &SourceMap) -> bool {
        let Some(reached) = &self.reached else { return true };
        let mut files = finding.labels.iter().filter_map(|label| Some(sources.file(label.span.file)?.path()));
        let in_the_way = || {
            let mut files = finding.labels.iter().filter_map(|label| Some(sources.file(label.span.file)?.path()));
            finding.severity == Severity::Error && files.all(|path| self.among(path, &self.ground))
        };
        files.any(|path| self.among(path, reached)) || in_the_way()
    }

    fn among(&self, path: &str, paths: &BTreeSet<&str>) -> bool {
        paths.contains(path) || self.documents.iter().any(|one| paths.contains(one.path.as_str()) && one.takes(path))
    }
}

/// Adds documents until none is left that `leads` to one of the list.
fn widen<'p>(list: &mut Vec<&'p Mentions>, documents: &'p [Mentions], leads: impl Fn(&Mentions, &Mentions) -> bool) {
    let mut next = 0;
    while let Some(other) = list.get(next).copied() {
        let has = |one: &Mentions, list: &[&Mentions]| list.iter().any(|own| std::ptr::eq(*own, one));
        let more: Vec<&Mentions> = documents.iter().filter(|one| leads(one, other) && !has(one, list)).collect();
        list.extend(more);
        next += 1;
    }
}
