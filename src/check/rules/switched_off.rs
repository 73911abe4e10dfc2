//! What is needed is there, for every combination of arguments.

use crate::ast::{When, Workload};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu, Presence, sentence};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        needs(menu, item, diagnostics);
        secrets(menu, item, diagnostics);
        volumes(menu, item, diagnostics);
        joins(menu, item, diagnostics);
    }
}

/// A need is met by one of its providers, unless it may be absent.
fn needs(menu: &Menu, item: Item<'_>, diagnostics: &mut Diagnostics) {
    let help = "add `optional: true` to the need if it can do without, or give it the same `when`";
    for (name, need) in item.written_needs().iter().filter(|(_, need)| !need.is_optional()) {
        let called = menu.renamed(name.value.as_str(), name.span.file);
        let asked = item.presence().and(&Presence::of(menu, [need.when.as_ref()]));
        let offered: Vec<_> =
            menu.all_claiming(called).map(|provider| (provider.span(), provider.presence())).collect();
        Used { name: called, at: name.span, asked, help }.check(menu, &offered, diagnostics);
    }
}

/// A secret is there when what uses it is.
fn secrets(menu: &Menu, item: Item<'_>, diagnostics: &mut Diagnostics) {
    for (name, at, condition) in item.workload().into_iter().flat_map(used) {
        let asked = item.presence().and(&Presence::of(menu, [condition]));
        let Some((key, secret)) = menu.ast.secrets.entry(menu.renamed(name, at.file)) else { continue };
        let offered = (key.span, menu.presence_of_secret(key, secret));
        Used { name, at, asked, help: "give what uses it the same `when`" }.check(menu, &[offered], diagnostics);
    }
}

/// A mount's volume is there when the mount is.
fn volumes(menu: &Menu, item: Item<'_>, diagnostics: &mut Diagnostics) {
    for (_, mount) in item.workload().into_iter().flat_map(|workload| workload.mounts.iter()) {
        let (name, at) = (mount.volume.value.as_str(), mount.volume.span);
        let Some((key, volume)) = menu.ast.volumes.entry(menu.renamed(name, at.file)) else { continue };
        let asked = item.presence().and(&Presence::of(menu, [mount.when.as_ref()]));
        let offered = (key.span, menu.presence_of_volume(key, volume));
        Used { name, at, asked, help: "give the mount the same `when`" }.check(menu, &[offered], diagnostics);
    }
}

/// A service that is joined is there when what joins it is.
fn joins(menu: &Menu, item: Item<'_>, diagnostics: &mut Diagnostics) {
    let Some(joins) = item.service().and_then(|service| service.joins.as_ref()) else { return };
    let (name, at) = (joins.value.as_str(), joins.span);
    let joined = menu.all_claiming(menu.renamed(name, at.file)).filter(|other| other.service().is_some());
    let offered: Vec<_> = joined.map(|other| (other.span(), other.presence())).collect();
    let help = "give the service that joins it the same `when`";
    Used { name, at, asked: item.presence(), help }.check(menu, &offered, diagnostics);
}

/// A use of something, and when it is used.
struct Used<'m> {
    name: &'m str,
    at: Span,
    asked: Presence<'m>,
    help: &'static str,
}

impl Used<'_> {
    /// Reports arguments under which it is used, and none of what is offered is there; what is not defined at all is
    /// another rule's.
    fn check(self, menu: &Menu, offered: &[(Span, Presence<'_>)], diagnostics: &mut Diagnostics) {
        let Some((definition, _)) = offered.first().filter(|_| self.asked.is_readable()) else { return };
        let all: Vec<Presence<'_>> = offered.iter().map(|(_, presence)| presence.clone()).collect();
        if let Some(arguments) = menu.lacking(&self.asked, &all, self.at, diagnostics) {
            let (name, when) = (self.name.to_owned(), sentence(&arguments));
            diagnostics.push(SwitchedOff { name, at: self.at, definition: *definition, when, help: self.help });
        }
    }
}

/// The secrets that a workload names, where, and under which condition.
fn used(workload: &Workload) -> Vec<(&str, Span, Option<&When>)> {
    let secret = |path: &'_ crate::expr::Path| path.first().is_some_and(|root| root.value == "secrets");
    let composed = workload.composed().into_iter().flat_map(|(template, when)| {
        let names = template.paths().filter(move |path| secret(path)).filter_map(|path| path.get(1));
        names.map(move |name| (name.value.as_str(), name.span, when))
    });
    let named = workload.secrets().into_iter().map(|used| (used.secret.value.as_str(), used.secret.span, used.when));
    named.chain(composed).collect()
}

/// Something that is used under arguments that switch it off.
struct SwitchedOff {
    name: String,
    at: Span,
    definition: Span,
    when: String,
    help: &'static str,
}

impl From<SwitchedOff> for Diagnostic {
    fn from(error: SwitchedOff) -> Self {
        let SwitchedOff { name, at, definition, when, help } = error;
        let message = format!("`{name}` is switched off {when}, but used all the same");
        Diagnostic::error("switched-off", message)
            .at(at, "used here")
            .at(definition, "switched off here")
            .help(help)
            .mended_at(definition)
    }
}
