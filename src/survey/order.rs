//! Orders, their menus, their copies and their homes.

use std::collections::BTreeMap;

use crate::ast::{self, BoxOrder, Fleet, MenuRange, Placement};
use crate::check::Checked;
use crate::diagnostic::Diagnostics;
use crate::expr::Value;
use crate::hir::Menu;
use crate::source::{Span, Spanned};

use super::arguments::arguments;
use super::bind;
use super::errors::{
    DuplicateBox, DuplicateMenu, DuplicateNamespace, LongBoxName, NoVersion, RefusedNamespace, UnknownMenu,
};
use super::fleet::reserved_namespaces;
use super::identity::{Copy, Identity};
use super::inside;
use super::lifetime;
use super::place::{self, home};

/// An order with everything that it refers to.
#[derive(Debug)]
pub struct Surveyed<'p> {
    pub order: &'p BoxOrder,
    pub menu: &'p Checked<Menu>,
    pub arguments: BTreeMap<String, Value>,
    pub copies: Vec<Copy>,
}

/// What orders are surveyed against.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'p> {
    pub fleet: &'p Fleet,
    pub placement: Option<&'p Placement>,
    pub menus: &'p [Checked<Menu>],
    /// Names of menus that have errors of their own; what orders them is not reported again.
    pub broken: &'p [String],
    /// A file could not be read, so a menu that is not there may be its.
    pub unreadable: bool,
}

/// The menu that an order means.
#[derive(Debug)]
pub enum Ordered {
    /// One of the project's, by position; `None` when there is none that will do.
    Shared(Option<usize>),
    /// One that the order's own changes made.
    Own(Box<Checked<Menu>>),
    /// It has errors, which were reported.
    Broken,
}

/// Surveys all orders of a project; those with problems are reported and left out.
pub fn survey<'p>(
    orders: &'p [(BoxOrder, Ordered)],
    ground: Ground<'p>,
    diagnostics: &mut Diagnostics,
) -> Vec<Surveyed<'p>> {
    duplicate_menus(ground.menus, diagnostics);
    let all_orders: Vec<&BoxOrder> = orders.iter().map(|(order, _)| order).collect();
    for order in &all_orders {
        if let Some(place) = &order.place {
            place::names(order, place, ground, &all_orders, diagnostics);
        }
        bind::bindings(&order.bind, diagnostics);
        bind::boxes(&order.bind, &all_orders, diagnostics);
        let allowed = order.allow.iter().flat_map(|allow| allow.from.iter().chain(&allow.to));
        bind::names(allowed.map(|neighbour| &neighbour.name), &all_orders, diagnostics);
    }
    let of_clusters = ground.fleet.clusters.iter().map(|(_, cluster)| &cluster.externals);
    for externals in std::iter::once(&ground.fleet.externals).chain(of_clusters) {
        bind::boxes(externals, &all_orders, diagnostics);
    }
    let mut taken = Taken::default();
    let mut all = Vec::new();
    for (order, ordered) in orders {
        let menu = match ordered {
            Ordered::Shared(Some(at)) => ground.menus.get(*at),
            Ordered::Shared(None) => {
                missing(order, ground, diagnostics);
                None
            }
            Ordered::Own(menu) => Some(menu.as_ref()),
            Ordered::Broken => None,
        };
        if let Some(menu) = menu {
            bind::against_menu(order, menu, diagnostics);
        }
        let arguments = menu.and_then(|menu| arguments(menu, order, diagnostics));
        let copies = copies(order, ground, &mut taken, diagnostics);
        if let (Some(menu), Some(arguments), Some(copies)) = (menu, arguments, copies) {
            lifetime::check(order, menu, &arguments, diagnostics);
            all.push(Surveyed { order, menu, arguments, copies });
        }
    }
    inside::bindings(ground.fleet, &all_orders, &taken.namespaces, diagnostics);
    all
}

/// A name and a version mean one menu.
fn duplicate_menus(menus: &[Checked<Menu>], diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<(&str, &ast::Version), Span> = BTreeMap::new();
    for menu in menus {
        let (name, version) = (&menu.ast.menu, &menu.ast.version);
        if let Some(first) = seen.insert((name.value.as_str(), &version.value), name.span) {
            let (name, version) = (Spanned::new(name.value.to_string(), name.span), version.value.0.to_string());
            diagnostics.push(DuplicateMenu { name, version, first });
        }
    }
}

/// The position of the highest version of a menu that a range allows.
pub fn find(wanted: &MenuRange, menus: &[Checked<Menu>]) -> Option<usize> {
    let fits = |menu: &Checked<Menu>| {
        let version = &menu.ast.version.value.0;
        menu.ast.menu.value.as_str() == wanted.name && wanted.range.as_ref().is_none_or(|range| range.matches(version))
    };
    let fitting = menus.iter().enumerate().filter(|(_, menu)| fits(menu));
    fitting.max_by_key(|(_, menu)| &menu.ast.version.value).map(|(at, _)| at)
}

/// Why there is no menu that will do, unless that was reported already.
fn missing(order: &BoxOrder, ground: Ground<'_>, diagnostics: &mut Diagnostics) {
    let Some(wanted) = &order.menu else { return };
    if ground.broken.contains(&wanted.value.name) {
        return;
    }
    let named = ground.menus.iter().filter(|menu| menu.ast.menu.value.as_str() == wanted.value.name);
    let named: Vec<&Checked<Menu>> = named.collect();
    if !named.is_empty() {
        let versions = named.iter().map(|menu| &menu.ast.version);
        let versions = versions.map(|version| Spanned::new(version.value.0.to_string(), version.span));
        diagnostics.push(NoVersion::new(wanted, versions.collect()));
    } else if !ground.unreadable {
        let known = ground.menus.iter().map(|menu| menu.ast.menu.value.to_string());
        diagnostics.push(UnknownMenu::new(wanted, known));
    }
}

/// Names and namespaces that boxes have already.
#[derive(Default)]
struct Taken {
    names: BTreeMap<String, Span>,
    namespaces: inside::Namespaces,
}

fn copies(order: &BoxOrder, ground: Ground<'_>, taken: &mut Taken, diagnostics: &mut Diagnostics) -> Option<Vec<Copy>> {
    let name = order.name.value.as_str();
    let names: Vec<String> = match order.copies {
        Some(copies) => (1..=copies.value.0).map(|at| format!("{name}-{at}")).collect(),
        None => vec![name.to_owned()],
    };
    if let Some(long) = names.iter().find(|name| name.len() > 63) {
        diagnostics.push(LongBoxName { name: long.clone(), span: order.name.span });
        return None;
    }
    let decided: Vec<Option<Copy>> =
        names.into_iter().map(|name| copy(order, name, ground, taken, diagnostics)).collect();
    decided.into_iter().collect()
}

fn copy(
    order: &BoxOrder,
    name: String,
    ground: Ground<'_>,
    taken: &mut Taken,
    diagnostics: &mut Diagnostics,
) -> Option<Copy> {
    let span = order.name.span;
    if let Some(first) = taken.names.insert(name.clone(), span) {
        diagnostics.push(DuplicateBox { name, span, first });
        return None;
    }
    let home = home(order, &name, ground, diagnostics);
    let owner = order.owner.as_ref().map(|owner| owner.value.to_string());
    let identity = Identity::new(name, owner, ground.fleet, diagnostics)?;
    let namespace = identity.namespace.clone();
    if let Some(why) = reserved_namespaces(ground.fleet, &namespace) {
        diagnostics.push(RefusedNamespace { namespace, name: identity.name, span, why });
        return None;
    }
    let entry = (identity.name.clone(), span);
    if let Some((other, first)) = taken.namespaces.insert(namespace.clone(), entry) {
        diagnostics.push(DuplicateNamespace { namespace, name: identity.name, other, span, first });
        return None;
    }
    Some(Copy { identity, home: home? })
}
