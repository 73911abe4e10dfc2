//! The tables of a linked menu.

use std::collections::BTreeMap;

use crate::ast::{self, Until};
use crate::source::Span;

use super::graph::Graph;
use super::walk::{Item, Need};

/// An item of a menu, by its place in the author's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemId(pub(super) usize);

/// A linked menu.
#[derive(Debug)]
pub struct Menu {
    pub ast: ast::Menu,
    /// The menu's file, as a path from the project's folder.
    pub path: String,
    pub(super) items: Vec<Place>,
    pub(super) names: BTreeMap<String, Definition>,
    pub(super) edges: Vec<Edge>,
    pub(super) graph: Graph,
}

/// Where an item stands in the tree: its section, and its position there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Service(usize),
    Job(usize),
    External(usize),
}

/// What an in-box name means, and where it says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Definition {
    pub item: ItemId,
    pub span: Span,
}

/// A need whose provider is known.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub consumer: ItemId,
    pub provider: ItemId,
    /// Position among the consumer's needs.
    pub need: usize,
    /// Positions among the provider's ports.
    pub ports: Vec<usize>,
    pub until: Until,
}

impl Menu {
    /// The item with this id; `None` for an id of another menu.
    pub fn item(&self, id: ItemId) -> Option<Item<'_>> {
        Item::of(self, id)
    }

    /// All items, in the author's order.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        (0..self.items.len()).filter_map(|at| self.item(ItemId(at)))
    }

    /// All items, providers before those that wait for them.
    pub fn in_order(&self) -> impl Iterator<Item = Item<'_>> {
        self.graph.order().iter().filter_map(|id| self.item(*id))
    }

    /// The item that an in-box name or alias means.
    pub fn named(&self, name: &str) -> Option<Item<'_>> {
        self.names.get(name).and_then(|definition| self.item(definition.item))
    }

    /// All in-box names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// All linked needs, in the author's order.
    pub fn needs(&self) -> impl Iterator<Item = Need<'_>> {
        self.edges.iter().filter_map(|edge| Need::of(self, edge))
    }

    /// The linked need at this position.
    pub fn need(&self, at: usize) -> Option<Need<'_>> {
        self.edges.get(at).and_then(|edge| Need::of(self, edge))
    }

    /// Who waits for whom.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }
}
