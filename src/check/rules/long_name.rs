//! Names leave room for what Kubernetes and boxc add to them.

use crate::ast::{Transport, Until};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu, Need};
use crate::source::Span;

/// A StatefulSet's pods carry `-0` and a label with a digest of ten characters.
const STATEFUL: usize = 52;
/// `NAME-members` is a name of at most 63 characters.
const WITH_MEMBERS: usize = 55;
/// `NAME-gate` as well.
const WITH_GATE: usize = 58;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        if let Some((most, why)) = limit(menu, item).filter(|(most, _)| item.name().len() > *most) {
            let name = item.name().to_owned();
            diagnostics.push(LongName { name, most, why, span: item.span() });
        }
    }
}

fn limit(menu: &Menu, item: Item<'_>) -> Option<(usize, &'static str)> {
    if item.service().is_some_and(|service| service.has_members()) {
        return Some((STATEFUL, "its members are numbered"));
    }
    if item.is_scheduled() {
        return Some((STATEFUL, "its runs carry the time in their names"));
    }
    let needs = || menu.needs().filter(|need| need.provider().id() == item.id());
    if needs().any(|need| need.until() == Until::Started) {
        return Some((WITH_MEMBERS, "something waits until it has started, by `NAME-members`"));
    }
    needs().any(counts).then_some((WITH_GATE, "something counts its ready members, by `NAME-gate`"))
}

fn counts(need: Need<'_>) -> bool {
    let written = need.written();
    let no_tcp = need.ports().all(|(_, port)| port.transport() == Transport::Udp);
    let no_connection = no_tcp || !written.is_inside();
    written.at_least.is_some() || written.members.is_some() || no_connection && !need.provider().ports().is_empty()
}

/// A name that leaves too little room.
pub(super) struct LongName {
    pub name: String,
    pub most: usize,
    pub why: &'static str,
    pub span: Span,
}

impl From<LongName> for Diagnostic {
    fn from(error: LongName) -> Self {
        let LongName { name, most, why, span } = error;
        Diagnostic::error("long-name", format!("`{name}` has {} characters, more than {most}", name.len()))
            .at(span, why)
            .help(format!("use at most {most} characters"))
    }
}
