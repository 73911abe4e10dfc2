//! Orders, their menus, their copies and their homes.

use std::collections::BTreeMap;

use crate::ast::{self, BoxOrder, Fleet, Placement};
use crate::check::Checked;
use crate::diagnostic::Diagnostics;
use crate::expr::Value;
use crate::hir::Menu;
use crate::source::{Span, Spanned};

use super::arguments::arguments;
use super::errors::{
    DuplicateBox, DuplicateMenu, DuplicateNamespace, LongBoxName, NoVersion, RefusedNamespace, UnknownCluster,
    UnknownMenu, UnplacedBox,
};
use super::fleet::reserved_namespaces;
use super::identity::{Copy, Identity};

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

/// Surveys all orders of a project; those with problems are reported and left out.
pub fn survey<'p>(orders: &'p [BoxOrder], ground: Ground<'p>, diagnostics: &mut Diagnostics) -> Vec<Surveyed<'p>> {
    duplicate_menus(ground.menus, diagnostics);
    let mut taken = Taken::default();
    let mut all = Vec::new();
    for order in orders {
        let menu = menu(order, ground, diagnostics);
        let arguments = menu.and_then(|menu| arguments(menu, order, diagnostics));
        let copies = copies(order, ground, &mut taken, diagnostics);
        if let (Some(menu), Some(arguments), Some(copies)) = (menu, arguments, copies) {
            all.push(Surveyed { order, menu, arguments, copies });
        }
    }
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

/// The highest version of the ordered menu that the order's range allows.
fn menu<'p>(order: &BoxOrder, ground: Ground<'p>, diagnostics: &mut Diagnostics) -> Option<&'p Checked<Menu>> {
    let wanted = &order.menu.value;
    if ground.broken.contains(&wanted.name) {
        return None;
    }
    let named: Vec<_> = ground.menus.iter().filter(|menu| menu.ast.menu.value.as_str() == wanted.name).collect();
    let fits =
        |menu: &&&Checked<Menu>| wanted.range.as_ref().is_none_or(|range| range.matches(&menu.ast.version.value.0));
    let found = named.iter().filter(fits).max_by_key(|menu| &menu.ast.version.value).copied();
    if found.is_none() && named.is_empty() {
        if ground.unreadable {
            return None;
        }
        diagnostics.push(UnknownMenu::new(order, ground.menus));
    } else if found.is_none() {
        diagnostics.push(NoVersion::new(order, &named));
    }
    found
}

/// Names and namespaces that boxes have already.
#[derive(Default)]
struct Taken {
    names: BTreeMap<String, Span>,
    namespaces: BTreeMap<String, (String, Span)>,
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

/// Where a copy runs: where its order says, or on the only member cluster, or where the placement decided.
fn home(order: &BoxOrder, name: &str, ground: Ground<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let clusters = &ground.fleet.clusters;
    let placed = ground.placement.and_then(|placement| placement.boxes.entry(name));
    let asked = match (&order.place, placed) {
        (Some(place), _) => Some((place.cluster.value.as_str(), place.cluster.span)),
        (None, Some((_, cluster))) => Some((cluster.value.as_str(), cluster.span)),
        (None, None) => None,
    };
    match asked {
        Some((cluster, _)) if clusters.get(cluster).is_some() => Some(cluster.to_owned()),
        Some((cluster, span)) => {
            diagnostics.push(UnknownCluster::new(cluster, span, ground.fleet));
            None
        }
        None => match clusters.entries.as_slice() {
            [(only, _)] => Some(only.value.to_string()),
            _ => {
                diagnostics.push(UnplacedBox { name: name.to_owned(), span: order.name.span });
                None
            }
        },
    }
}
