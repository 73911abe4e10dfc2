//! What is needed is there, for every combination of arguments.

use crate::ast::EnvValue;
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

/// A variable's secret is there when the variable is.
fn secrets(menu: &Menu, item: Item<'_>, diagnostics: &mut Diagnostics) {
    for (_, value) in item.workload().into_iter().flat_map(|workload| workload.env.iter()) {
        let (value, condition) = value.parts();
        let asked = item.presence().and(&Presence::of(menu, [condition]));
        for (name, at) in used(value) {
            let Some((key, secret)) = menu.ast.secrets.entry(menu.renamed(&name, at.file)) else { continue };
            let offered = menu.presence_of_secret(key, secret);
            let test = |arguments: &_| asked.holds(arguments) && !offered.holds(arguments);
            if let Some(arguments) = find(&menu.ast, &[&asked, &offered], test) {
                let (definition, when) = (key.span, sentence(&arguments));
                diagnostics.push(SwitchedOff { name, at, definition, when, what: "the variable" });
            }
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

/// The secrets that a value names, and where.
fn used(value: &EnvValue) -> Vec<(String, Span)> {
    match value {
        EnvValue::Secret { secret, .. } => vec![(secret.value.to_string(), secret.span)],
        EnvValue::Field(_) => Vec::new(),
        EnvValue::When(value, _) => used(value),
        EnvValue::Text(text) => {
            let paths = text.template().into_iter().flat_map(|template| template.paths());
            let secret = |path: &crate::expr::Path| match path {
                [root, name, ..] if root.value == "secrets" => Some((name.value.clone(), name.span)),
                _ => None,
            };
            paths.filter_map(secret).collect()
        }
    }
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
