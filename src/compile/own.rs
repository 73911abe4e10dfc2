//! Menus that are one box's alone: what it orders, changed by what it sets and holds itself.

use crate::ast::{self, BoxOrder, Decoder};
use crate::check::{Checked, check};
use crate::diagnostic::Diagnostics;
use crate::hir::{Menu, link};
use crate::source::SourceMap;
use crate::survey::{Ordered, find};

use super::files::Reader;
use super::include::{Expanded, Expander, Shelf};

/// Decodes, links and checks what an order makes of its menu.
pub(super) fn ordered(
    (path, order): &(String, BoxOrder),
    (menus, nodes): (&[Checked<Menu>], &[Expanded]),
    shelf: Shelf<'_>,
    reader: &mut Reader<'_>,
    sources: &mut SourceMap,
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
    let base = found.and_then(|at| nodes.get(at));
    let path = found.and_then(|at| menus.get(at)).map_or(path.as_str(), |menu| menu.path.as_str());
    let mut own = Diagnostics::default();
    let taken = match order.include.is_empty() {
        true => None,
        false => {
            let node = base.map_or_else(|| order.bare_menu(), |base| base.node.clone());
            let trail = [order.name.value.to_string()];
            let mut expander = Expander { shelf, sources, diagnostics: &mut own };
            match expander.expand(&node, &order.include, &trail) {
                Some(taken) => Some(taken),
                None => {
                    diagnostics.extend(own);
                    return Ordered::Broken;
                }
            }
        }
    };
    let base_node = taken.as_ref().or(base).map(|base| &base.node);
    let menu = order.own_menu(base_node, &mut Decoder::new(sources, &mut own));
    let ordered = match menu {
        Some(None) => Ordered::Shared(found),
        Some(Some(mut menu)) => {
            let mut inclusions = base.map(|base| base.inclusions.clone()).unwrap_or_default();
            inclusions.extend(taken.map(|taken| taken.inclusions).unwrap_or_default());
            reader.fill(&mut menu, &mut inclusions, sources, &mut own);
            let linked = link(menu, inclusions, path, &mut own);
            check(linked, &mut own)
                .filter(|_| !own.has_errors())
                .map_or(Ordered::Broken, |menu| Ordered::Own(Box::new(menu)))
        }
        None => Ordered::Broken,
    };
    diagnostics.extend(own);
    ordered
}

/// The menu of an expanded node; as it was read when nothing was taken in.
pub(super) fn decoded(
    read: &ast::Menu,
    expanded: &Expanded,
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<ast::Menu> {
    if expanded.inclusions.is_empty() {
        return Some(read.clone());
    }
    let cx = &mut Decoder::new(sources, diagnostics);
    let extended = ast::extended_menu(&expanded.node, cx)?;
    <ast::Menu as ast::Decode>::decode(&extended, cx)
}
