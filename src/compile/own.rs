//! Menus that are one box's alone: what it orders, changed by what it sets and holds itself.

use crate::ast::{BoxOrder, Decoder};
use crate::check::{Checked, check};
use crate::diagnostic::Diagnostics;
use crate::hir::{Menu, link};
use crate::source::SourceMap;
use crate::survey::{Ordered, find};
use crate::syntax::Node;

/// Decodes, links and checks what an order makes of its menu.
pub(super) fn ordered(
    (path, order): &(String, BoxOrder),
    menus: &[Checked<Menu>],
    nodes: &[Node],
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> Ordered {
    let found = match &order.menu {
        Some(wanted) => match find(&wanted.value, menus) {
            Some(at) => Some(at),
            // The survey says that it is not there.
            None => return Ordered::Shared(None),
        },
        None => None,
    };
    let node = found.and_then(|at| nodes.get(at));
    let path = found.and_then(|at| menus.get(at)).map_or(path.as_str(), |menu| menu.path.as_str());
    let mut own = Diagnostics::default();
    let menu = order.own_menu(node, &mut Decoder::new(sources, &mut own));
    let ordered = match menu {
        Some(None) => Ordered::Shared(found),
        Some(Some(menu)) => {
            let linked = link(menu, path, &mut own);
            check(linked, &mut own)
                .filter(|_| !own.has_errors())
                .map_or(Ordered::Broken, |menu| Ordered::Own(Box::new(menu)))
        }
        None => Ordered::Broken,
    };
    diagnostics.extend(own);
    ordered
}
