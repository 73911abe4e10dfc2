//! A program that uses its own in-box name may not find itself there.

use crate::check::hosts::{Host, hosts, lines};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items().filter(|item| is_behind_a_service(*item)) {
        for text in item.workload().map(|workload| workload.texts()).unwrap_or_default() {
            if lines(&text).flat_map(hosts).any(|host| is_own(item, host)) {
                diagnostics.push(OwnName { item: item.name().to_owned(), at: text.span, definition: item.span() });
            }
        }
    }
}

/// Whether its name leads to it by way of its Service alone. A quorum's lists its members, and the pods of a service whose
/// ports are their targets have their own address beside it.
fn is_behind_a_service(item: Item<'_>) -> bool {
    item.service().is_some_and(|service| {
        let beside = item.ports().iter().any(|(_, port)| port.port.value.0 == port.target());
        let taken = item.aliases().iter().any(|alias| alias.value.host.is_some());
        service.identity.is_none() && (service.has_members() || !beside || taken)
    })
}

fn is_own(item: Item<'_>, host: Host<'_>) -> bool {
    let reached = host.url || item.ports().iter().any(|(_, port)| Some(port.port.value.0) == host.port);
    host.name == item.name() && reached
}

/// A name under which a program can't listen, and reaches itself only once it is ready.
struct OwnName {
    item: String,
    at: Span,
    definition: Span,
}

impl From<OwnName> for Diagnostic {
    fn from(error: OwnName) -> Self {
        let OwnName { item, at, definition } = error;
        Diagnostic::warning("own-name", format!("`{item}` uses its own name, which leads to its Service"))
            .at(at, "can't be listened on, nor reached before the program is ready")
            .at(definition, format!("`{item}` is defined here"))
            .help(
                "let port and target be one number, or give it `identity: stable` and write `${{ self.member-host }}`",
            )
    }
}
