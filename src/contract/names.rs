//! Names on both sides, and when they are there.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::When;
use crate::expr::Value;
use crate::hir::{Arguments, Menu, Presence, sentence};
use crate::source::{Span, Spanned};

use super::change::Changes;

/// What two versions say of one name.
pub(super) struct Pair<T> {
    pub name: String,
    pub old: Option<T>,
    pub new: Option<T>,
}

/// The parts of both versions by name: in the order of the old one, what is new last.
pub(super) fn paired<T>(
    old: impl Iterator<Item = (String, T)>,
    new: impl Iterator<Item = (String, T)>,
) -> Vec<Pair<T>> {
    let mut left: Vec<(String, Option<T>)> = new.map(|(name, part)| (name, Some(part))).collect();
    let mut pairs = Vec::new();
    for (name, part) in old {
        let same = left.iter_mut().find(|(other, part)| *other == name && part.is_some());
        let new = same.and_then(|(_, part)| part.take());
        pairs.push(Pair { name, old: Some(part), new });
    }
    pairs
        .extend(left.into_iter().filter_map(|(name, part)| part.map(|part| Pair { name, old: None, new: Some(part) })));
    pairs
}

/// Under which arguments, of those that both versions take, the one is there and the other is not. An order that says nothing
/// of a new parameter gets its default. `None` where that never is so, or can't be told.
pub(super) fn apart(old: &Menu, (here, there): (&[Presence<'_>], &[Presence<'_>]), new: &Menu) -> Option<String> {
    let read: BTreeSet<String> = here.iter().chain(there).flat_map(Presence::parameters).collect();
    let added = defaults(old, new);
    let all = old.combinations(&read)?;
    let holds = |side: &[Presence<'_>], arguments: &Arguments| side.iter().any(|presence| presence.holds(arguments));
    let differs = |chosen: &Arguments| {
        let arguments: Arguments =
            added.iter().chain(chosen).map(|(name, value)| (name.clone(), value.clone())).collect();
        holds(here, &arguments) && !holds(there, &arguments)
    };
    all.into_iter().find(differs).map(|arguments| sentence(&arguments))
}

/// The defaults of what only the new version takes.
fn defaults(old: &Menu, new: &Menu) -> BTreeMap<String, Value> {
    let added = new.ast.params.iter().filter(|(name, _)| old.ast.params.get(name.value.as_str()).is_none());
    let values = added.filter_map(|(name, param)| param.values(name.value.as_str(), param.default.as_ref()?).ok());
    values.flatten().collect()
}

/// A part of one of the menus: when it is there, and where that is said.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    menu: &'a Menu,
    presence: &'a Presence<'a>,
    at: Span,
}

impl<'a> Part<'a> {
    /// A part with this condition, or none, and this name.
    pub fn of(menu: &'a Menu, presence: &'a Presence<'a>, when: Option<&When>, name: Span) -> Self {
        Part { menu, presence, at: when.map_or(name, When::span) }
    }
}

/// Tells when a part is there that was not, or is not there that was; `what` is the part in words.
pub(super) fn presence(what: &str, old: Part<'_>, new: Part<'_>, changes: &mut Changes) {
    let (was, is) = (std::slice::from_ref(old.presence), std::slice::from_ref(new.presence));
    if let Some(when) = apart(old.menu, (was, is), new.menu) {
        let when = if when.is_empty() { "any more" } else { &when };
        changes.breaks(format!("{what} is not there {when}"), Some(old.at), Some(new.at));
    } else if let Some(when) = apart(old.menu, (is, was), new.menu) {
        changes.adds(format!("{what} is there {when}"), Some(old.at), Some(new.at));
    }
}

/// What items build on, and boxes may set.
pub(super) fn templates(old: &Menu, new: &Menu, changes: &mut Changes) {
    let named = |menu: &Menu| -> Vec<(String, Span)> {
        menu.ast.templates.iter().map(|(name, _)| (name.value.to_string(), name.span)).collect()
    };
    for Pair { name, old, new } in paired(named(old).into_iter(), named(new).into_iter()) {
        match (old, new) {
            (Some(old), None) => changes.breaks(format!("the template `{name}` is gone"), Some(old), None),
            (None, new) => changes.adds(format!("the template `{name}` is new"), None, new),
            (Some(_), Some(_)) => {}
        }
    }
}

/// A name as text, with its place.
pub(super) fn text<T: ToString>(name: &Spanned<T>) -> (String, Span) {
    (name.value.to_string(), name.span)
}
