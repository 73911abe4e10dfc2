//! What is needed is there, for every combination of arguments.

use crate::ast::{When, Workload};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu, Need, Presence, find, sentence};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        for (name, _) in item.written_needs() {
            let called = menu.renamed(name.value.as_str(), name.span.file);
            provider(menu, &item.needs_of(called).collect::<Vec<_>>(), diagnostics);
        }
        secrets(menu, item, diagnostics);
        volumes(menu, item, diagnostics);
    }
}

/// A need is met by one of its providers, unless it may be absent.
fn provider(menu: &Menu, needs: &[Need<'_>], diagnostics: &mut Diagnostics) {
    let Some(first) = needs.first().filter(|need| !need.is_optional()) else { return };
    let asked = first.presence();
    let offered: Vec<Presence<'_>> = needs.iter().map(|need| need.provider().presence()).collect();
    let parts: Vec<&Presence<'_>> = offered.iter().chain([&asked]).collect();
    let unmet = find(&menu.ast, &parts, |arguments| {
        asked.holds(arguments) && !offered.iter().any(|provider| provider.holds(arguments))
    });
    if let Some(arguments) = unmet {
        diagnostics.push(SwitchedOff {
            name: first.name().value.to_string(),
            at: first.name().span,
            definition: first.provider().span(),
            when: sentence(&arguments),
            what: "the need",
        });
    }
}

/// A secret is there when what uses it is.
fn secrets(menu: &Menu, item: Item<'_>, diagnostics: &mut Diagnostics) {
    for (name, at, condition) in item.workload().into_iter().flat_map(used) {
        let asked = item.presence().and(&Presence::of(menu, [condition]));
        let Some((key, secret)) = menu.ast.secrets.entry(menu.renamed(name, at.file)) else { continue };
        let offered = menu.presence_of_secret(key, secret);
        let test = |arguments: &_| asked.holds(arguments) && !offered.holds(arguments);
        if let Some(arguments) = find(&menu.ast, &[&asked, &offered], test) {
            let (name, definition, when) = (name.to_owned(), key.span, sentence(&arguments));
            diagnostics.push(SwitchedOff { name, at, definition, when, what: "what uses it" });
        }
    }
}

/// A mount's volume is there when the mount is.
fn volumes(menu: &Menu, item: Item<'_>, diagnostics: &mut Diagnostics) {
    for (_, mount) in item.workload().into_iter().flat_map(|workload| workload.mounts.iter()) {
        let name = mount.volume.as_ref().map(ToString::to_string);
        let Some((key, volume)) = menu.ast.volumes.entry(menu.renamed(&name.value, name.span.file)) else { continue };
        let asked = item.presence().and(&Presence::of(menu, [mount.when.as_ref()]));
        let offered = menu.presence_of_volume(key, volume);
        let test = |arguments: &_| asked.holds(arguments) && !offered.holds(arguments);
        if let Some(arguments) = find(&menu.ast, &[&asked, &offered], test) {
            let (definition, when) = (key.span, sentence(&arguments));
            diagnostics.push(SwitchedOff { name: name.value, at: name.span, definition, when, what: "the mount" });
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
    /// What could have the same condition.
    what: &'static str,
}

impl From<SwitchedOff> for Diagnostic {
    fn from(error: SwitchedOff) -> Self {
        let SwitchedOff { name, at, definition, when, what } = error;
        let message = format!("`{name}` is switched off {when}, but used all the same");
        let help = match what {
            "the need" => {
                "add `optional: true` to the need if it can do without, or give it the same `when`".to_owned()
            }
            other => format!("give {other} the same `when`"),
        };
        Diagnostic::error("switched-off", message).at(at, "used here").at(definition, "switched off here").help(help)
    }
}
