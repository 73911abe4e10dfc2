//! Ports and what they speak.

use crate::ast::types::Interface;
use crate::ast::{Port, Transport};
use crate::hir::Item;
use crate::source::Span;

use super::change::Changes;
use super::names::{Pair, paired};

/// A port of an item, and where its name stands.
type Side<'m> = (Item<'m>, Span, &'m Port);

pub(super) fn compare(was: Item<'_>, is: Item<'_>, changes: &mut Changes) {
    fn named(item: Item<'_>) -> impl Iterator<Item = (String, Side<'_>)> {
        item.ports().iter().map(move |(name, port)| (name.value.to_string(), (item, name.span, port)))
    }
    let item = was.name();
    for Pair { name, old, new } in paired(named(was), named(is)) {
        match (old, new) {
            (Some((_, old, _)), None) => {
                changes.breaks(format!("`{item}` has no port `{name}` any more"), Some(old), None)
            }
            (None, Some(new)) => added(&name, was, new, changes),
            (Some(old), Some(new)) => one(&format!("`{name}` of `{item}`"), old, new, changes),
            (None, None) => {}
        }
    }
}

/// A port more may leave a need, or a binding, in doubt.
fn added(name: &str, was: Item<'_>, (is, at, port): Side<'_>, changes: &mut Changes) {
    let item = is.name();
    let speaks = is.interface(port);
    let of = |other: &Port| was.interface(other).name == speaks.name;
    if is.is_external() {
        changes.breaks(format!("whoever binds `{item}` owes the port `{name}`"), None, Some(at));
    } else if was.ports().len() == 1 {
        let what = format!("`{item}` has a second port, `{name}`: a need that names none can't tell which it means");
        changes.breaks(what, was.ports().first().map(|(name, _)| name.span), Some(at));
    } else if let Some((first, _)) = was.ports().iter().find(|(_, other)| of(other)) {
        let what = format!(
            "`{item}` has another port of `{}`, `{name}`: a need by that can't tell which it means",
            speaks.name
        );
        changes.breaks(what, Some(first.span), Some(at));
    } else {
        changes.adds(format!("`{item}` has a port `{name}`"), None, Some(at));
    }
}

fn one(what: &str, (old, old_at, was): Side<'_>, (new, new_at, is): Side<'_>, changes: &mut Changes) {
    if was.port.value != is.port.value {
        let told = format!("{what} is {}, no longer {}", is.port.value.0, was.port.value.0);
        changes.breaks(told, Some(was.port.span), Some(is.port.span));
    }
    let joined = old.service().is_some_and(|service| service.identity.is_none());
    if joined && was.target() != is.target() && (was.target.is_some() || is.target.is_some()) {
        let told =
            format!("{what} is served on {}, no longer on {}, and so is what joins it", is.target(), was.target());
        changes.breaks(told, Some(old_at), Some(new_at));
    }
    match (was.transport(), is.transport()) {
        (was, is) if was == is => {}
        (was, Transport::Both) => {
            changes.adds(format!("{what} is both, no longer {} alone", was.word()), Some(old_at), Some(new_at))
        }
        (was, is) => {
            changes.breaks(format!("{what} is {}, no longer {}", is.word(), was.word()), Some(old_at), Some(new_at))
        }
    }
    let (said, says) = (old.interface(was), new.interface(is));
    if said != says {
        let told = format!("{what} speaks `{says}`, no longer `{said}`");
        let places = (Some(place(was, old_at)), Some(place(is, new_at)));
        // Who binds an external and who needs it read its interface from both sides.
        if !old.is_external() && keeps(&said, &says) {
            changes.adds(told, places.0, places.1);
        } else {
            changes.breaks(told, places.0, places.1);
        }
    }
}

fn place(port: &Port, name: Span) -> Span {
    port.interface.as_ref().map_or(name, |interface| interface.span)
}

/// Whether what was content with an interface is with another: a newer one with the same first number.
fn keeps(said: &Interface, says: &Interface) -> bool {
    if said.name == "tcp" && said.version.is_none() {
        return says.name != "udp";
    }
    let newer = match (&said.version, &says.version) {
        (Some(said), Some(says)) => says.major == said.major && says >= said,
        (None, _) => true,
        (Some(_), None) => false,
    };
    said.name == says.name && newer
}
