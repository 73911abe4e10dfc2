//! A text that names an item of the box as a host is a need.

use crate::check::errors::UndeclaredNeed;
use crate::check::hosts::{Host, hosts, lines};
use crate::check::scope::ItemScope;
use crate::diagnostic::Diagnostics;
use crate::hir::{Item, Menu};
use crate::source::Spanned;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let scope = ItemScope { menu, item };
        for text in item.workload().map(|workload| workload.texts()).unwrap_or_default() {
            let named = lines(&text).flat_map(hosts).filter(|host| is_used(menu, item, *host));
            for host in named.filter(|host| !scope.is_dangling(host.name)) {
                let name = Spanned::new(host.name.to_owned(), text.span);
                diagnostics.push(UndeclaredNeed::new(scope, name));
            }
        }
    }
}

/// Whether a host is another item that is not needed. Outside of a URL it takes one of the item's ports to tell.
fn is_used(menu: &Menu, item: Item<'_>, host: Host<'_>) -> bool {
    let Some(named) = menu.named(host.name).filter(|named| named.id() != item.id()) else { return false };
    let reached = host.url || named.ports().iter().any(|(_, port)| Some(port.port.value.0) == host.port);
    let needed = item.written_needs().iter().any(|(name, _)| name.value.as_str() == host.name);
    reached && !needed
}
