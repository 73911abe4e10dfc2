//! What else differs: the trees, key by key, as far as no other change told it.

use crate::ast::TextPlace;
use crate::diagnostic::listed;
use crate::hir::{Item, Menu};
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

use super::change::Changes;
use super::names::{Pair, paired};

/// Sections of named things; of the others a change is told of the whole.
const NAMED: [&str; 8] = ["params", "services", "servers", "jobs", "externals", "secrets", "volumes", "include"];

/// What says nothing of a box, or is told where it is worked in.
const PASSED_OVER: [&str; 3] = ["menu", "version", "templates"];

pub(super) fn compare(old: (&Menu, &Node), new: (&Menu, &Node), changes: &mut Changes) {
    for Pair { name, old, new } in paired(sections(old.1), sections(new.1)) {
        if PASSED_OVER.contains(&name.as_str()) {
            continue;
        }
        match (old, new) {
            (Some(old), Some(new)) if NAMED.contains(&name.as_str()) => named(&name, old, new, changes),
            (old, new) => whole(&format!("`{name}`"), old, new, changes),
        }
    }
    for was in old.0.items() {
        if let Some(is) = new.0.items().find(|item| item.name() == was.name()) {
            files(was, is, changes);
        }
    }
}

fn sections(node: &Node) -> impl Iterator<Item = (String, &Entry)> {
    node.entries().unwrap_or_default().iter().map(|entry| (entry.key.value.clone(), entry))
}

/// The things of a section, each with the keys that differ.
fn named(section: &str, old: &Entry, new: &Entry, changes: &mut Changes) {
    for Pair { name, old, new } in paired(sections(&old.value), sections(&new.value)) {
        let (Some(old), Some(new)) = (old, new) else {
            whole(&format!("`{name}` of `{section}`"), old, new, changes);
            continue;
        };
        let (was, is) = (&old.value, &new.value);
        if !matches!((&was.kind, &is.kind), (Kind::Map(_), Kind::Map(_))) {
            whole(&format!("`{name}` of `{section}`"), Some(old), Some(new), changes);
            continue;
        }
        let keys = paired(sections(was), sections(is)).into_iter();
        // What else a parameter says is compared by what it means.
        let keys = keys.filter(|key| section != "params" || key.name == "help");
        let differing: Vec<_> = keys.filter(|key| differs(key.old, key.new, changes)).collect();
        let at = |entry: fn(&Pair<&Entry>) -> Option<Span>| differing.iter().find_map(entry);
        let places = (at(|key| key.old.map(|entry| entry.key.span)), at(|key| key.new.map(|entry| entry.key.span)));
        if !differing.is_empty() {
            let keys = listed(differing.iter().map(|key| &key.name));
            let places = (places.0.or(Some(old.key.span)), places.1.or(Some(new.key.span)));
            changes.differs(format!("`{name}` has other {keys}"), places.0, places.1);
        }
    }
}

fn whole(what: &str, old: Option<&Entry>, new: Option<&Entry>, changes: &mut Changes) {
    if differs(old, new, changes) {
        let at = |entry: Option<&Entry>| entry.map(|entry| entry.key.span);
        changes.differs(format!("{what} is another"), at(old), at(new));
    }
}

/// Whether two entries differ in a way that was not told yet.
fn differs(old: Option<&Entry>, new: Option<&Entry>, changes: &Changes) -> bool {
    let within = |entry: Option<&Entry>| {
        let at = entry?;
        let (key, value) = (at.key.span, at.value.span);
        Some(if key.file == value.file { key.to(value) } else { value })
    };
    !same(old.map(|entry| &entry.value), new.map(|entry| &entry.value)) && !changes.covers(within(old), within(new))
}

/// Files that are taken as they are stand in no tree.
fn files(was: Item<'_>, is: Item<'_>, changes: &mut Changes) {
    let taken = |item: Item<'_>| -> Vec<(String, Span)> {
        let texts = item.workload().map(|workload| workload.texts()).unwrap_or_default();
        let raw = texts.into_iter().filter(|text| matches!(text.place, TextPlace::Raw | TextPlace::File));
        raw.map(|text| (text.text, text.span)).collect()
    };
    let (old, new) = (taken(was), taken(is));
    let differing = old.iter().zip(&new).find(|((was, _), (is, _))| was != is);
    if let Some(((_, old), (_, new))) = differing
        && !changes.covers(Some(was.span()), Some(is.span()))
    {
        changes.differs(format!("a file of `{}` says something else", was.name()), Some(*old), Some(*new));
    }
}

/// Whether two trees say the same, wherever they stand.
pub(super) fn same(one: Option<&Node>, other: Option<&Node>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one.is_none() && other.is_none() };
    match (&one.kind, &other.kind) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Scalar(one), Kind::Scalar(other)) => one.text == other.text,
        (Kind::List(one), Kind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(Some(one), Some(other)))
        }
        (Kind::Map(one), Kind::Map(other)) => {
            one.len() == other.len()
                && one.iter().all(|entry| {
                    let twin = other.iter().find(|twin| twin.key.value == entry.key.value);
                    twin.is_some_and(|twin| same(Some(&entry.value), Some(&twin.value)))
                })
        }
        _ => false,
    }
}

/// What stands below some keys of an item, whichever section it is in.
pub(super) fn entries<'n>(menu: &'n Node, [item, keys @ ..]: &[&str; 3]) -> Option<&'n Node> {
    let section = ["services", "servers"].into_iter().find_map(|section| menu.get(section)?.value.get(item));
    keys.iter().try_fold(&section?.value, |node, key| node.get(key).map(|entry| &entry.value))
}
