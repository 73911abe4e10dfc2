//! How what is written later changes what was written before: `extends`, and what a box sets.
//!
//! Input: two nodes of one field. Output: one node, whose parts keep the places where they were written.
//! Mappings merge, single values and lists replace, `null` removes. Short forms are written out first, and what is one of
//! several alternatives is replaced whole by another. Not here: decoding.

use crate::syntax::{Entry, Kind, Node};

/// Merges two mappings entry by entry; where one of the two is no mapping, the later one stands.
pub(super) fn maps(base: &Node, over: &Node, field: &dyn Fn(&str, &Node, &Node) -> Node) -> Node {
    let (Kind::Map(old), Kind::Map(new)) = (&base.kind, &over.kind) else { return over.clone() };
    let mut entries: Vec<Entry> = Vec::with_capacity(old.len() + new.len());
    for entry in old {
        match over.get(&entry.key.value) {
            None => entries.push(entry.clone()),
            Some(later) if is_null(&later.value) => {}
            Some(later) => {
                let value = field(&entry.key.value, &entry.value, &later.value);
                // The key stays where it was first written: what is defined is defined there.
                entries.push(Entry { key: entry.key.clone(), value });
            }
        }
    }
    let added = new.iter().filter(|entry| base.get(&entry.key.value).is_none() && !is_null(&entry.value));
    entries.extend(added.cloned());
    Node { span: over.span, kind: Kind::Map(entries) }
}

/// A merged record with the keys that `over` removes and the record does not have, so that they are told.
pub(super) fn with_unknown(mut merged: Node, over: &Node, is_known: &dyn Fn(&str, &Node) -> bool) -> Node {
    if let (Kind::Map(entries), Kind::Map(new)) = (&mut merged.kind, &over.kind) {
        let removed = new.iter().filter(|entry| is_null(&entry.value));
        entries.extend(removed.filter(|entry| !is_known(&entry.key.value, &entry.value)).cloned());
    }
    merged
}

/// As [`maps`] at every depth, for trees in which `null` says something.
pub(super) fn deep(base: &Node, over: &Node) -> Node {
    let (Kind::Map(old), Kind::Map(new)) = (&base.kind, &over.kind) else { return over.clone() };
    let merged = old.iter().map(|entry| match over.get(&entry.key.value) {
        None => entry.clone(),
        Some(later) => Entry { key: later.key.clone(), value: deep(&entry.value, &later.value) },
    });
    let added = new.iter().filter(|entry| base.get(&entry.key.value).is_none()).cloned();
    Node { span: over.span, kind: Kind::Map(merged.chain(added).collect()) }
}

fn is_null(node: &Node) -> bool {
    matches!(node.kind, Kind::Null)
}

/// The mapping that a short form stands for: one key with that value.
pub(super) fn written_out(node: &Node, key: &str) -> Node {
    match &node.kind {
        Kind::Scalar(_) | Kind::List(_) => {
            let key = crate::source::Spanned::new(key.to_owned(), node.span);
            Node { span: node.span, kind: Kind::Map(vec![Entry { key, value: node.clone() }]) }
        }
        Kind::Map(_) | Kind::Null => node.clone(),
    }
}

/// Whether two mappings are different ones of some alternatives, each told by its key.
pub(super) fn differ(base: &Node, over: &Node, alternatives: &[&str]) -> bool {
    let which = |node: &Node| alternatives.iter().copied().find(|key| node.get(key).is_some());
    match (which(base), which(over)) {
        (Some(old), Some(new)) => old != new,
        (None, _) | (_, None) => false,
    }
}
