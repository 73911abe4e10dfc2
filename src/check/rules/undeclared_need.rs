//! A text that names an item of the box as a host is a need.

use crate::check::errors::UndeclaredNeed;
use crate::check::hosts::{Host, hosts, item_name, lines};
use crate::check::scope::ItemScope;
use crate::diagnostic::Diagnostics;
use crate::hir::{Item, Menu};
use crate::source::Spanned;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let scope = ItemScope { menu, item };
        for text in item.workload().map(|workload| workload.texts()).unwrap_or_default() {
            for host in lines(&text).flat_map(hosts).filter(|host| is_used(menu, item, *host)) {
                let name = item_name(host.name);
                if !scope.is_dangling(name) {
                    let name = Spanned::new(name.to_owned(), text.span);
                    diagnostics.push(UndeclaredNeed::new(scope, name).in_text(host));
                }
            }
        }
    }
}

/// Whether a host is another item that is not needed.
fn is_used(menu: &Menu, item: Item<'_>, host: Host<'_>) -> bool {
    let name = item_name(host.name);
    let mut named = menu.all_named(name).filter(|named| named.id() != item.id());
    let needed = item.written_needs().iter().any(|(own, _)| own.value.as_str() == name);
    named.any(|named| host.reaches(named)) && !needed
}
