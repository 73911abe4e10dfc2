//! Who waits for whom.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::ast::Until;

use super::model::{Edge, ItemId};

/// The gated needs of a menu: an arrow from each provider to its consumers. Nodes are items in the author's order;
/// an arrow's weight is the need's position among the menu's.
#[derive(Debug, Clone)]
pub struct Graph {
    gated: DiGraph<ItemId, usize>,
    /// Providers before consumers; ties in the author's order. What is in a cycle comes last.
    order: Vec<ItemId>,
    waves: Vec<u32>,
}

impl Graph {
    /// `external[i]` tells whether item `i` is outside of the box; edges come with their positions among the menu's.
    pub(super) fn new<'e>(external: &[bool], edges: impl Iterator<Item = (usize, &'e Edge)>) -> Self {
        let edges: Vec<(usize, &Edge)> = edges.collect();
        let mut gated = DiGraph::new();
        for at in 0..external.len() {
            gated.add_node(ItemId(at));
        }
        for (at, edge) in edges.iter().filter(|(_, edge)| edge.gates()) {
            gated.add_edge(NodeIndex::new(edge.provider.0), NodeIndex::new(edge.consumer.0), *at);
        }
        let order = order(&gated);
        let waves = waves(external, &order, &edges);
        Graph { gated, order, waves }
    }

    pub fn order(&self) -> &[ItemId] {
        &self.order
    }

    /// 0 for externals, 1 for what waits for nothing, else one more than the last thing it waits for.
    pub fn wave(&self, item: ItemId) -> u32 {
        self.waves.get(item.0).copied().unwrap_or(1)
    }

    /// For every knot of items that wait for each other, a shortest cycle in it, as positions of needs: the consumer of
    /// each is the provider of the one before.
    pub fn cycles(&self) -> Vec<Vec<usize>> {
        let mut cycles: Vec<Vec<usize>> = tarjan_scc(&self.gated)
            .into_iter()
            .map(|knot| knot.into_iter().collect::<BTreeSet<_>>())
            .filter_map(|knot| self.shortest_cycle(&knot))
            .collect();
        cycles.sort();
        cycles
    }

    fn shortest_cycle(&self, knot: &BTreeSet<NodeIndex>) -> Option<Vec<usize>> {
        let cycles = knot.iter().filter_map(|start| self.cycle_from(*start, knot));
        // The first of the shortest, so that the message stays the same from run to run.
        cycles.min_by_key(Vec::len)
    }

    /// Breadth first from `start` to itself, inside of one knot.
    fn cycle_from(&self, start: NodeIndex, knot: &BTreeSet<NodeIndex>) -> Option<Vec<usize>> {
        let mut seen = BTreeSet::new();
        let mut paths = std::collections::VecDeque::from([(start, Vec::new())]);
        while let Some((node, path)) = paths.pop_front() {
            // A node's need points at what it waits for, against the arrow.
            let mut arrows: Vec<_> =
                self.gated.edges_directed(node, Direction::Incoming).map(|e| (*e.weight(), e)).collect();
            arrows.sort_by_key(|(need, _)| *need);
            for (need, arrow) in arrows {
                let provider = petgraph::visit::EdgeRef::source(&arrow);
                let longer: Vec<usize> = path.iter().copied().chain([need]).collect();
                if provider == start {
                    return Some(longer);
                }
                if knot.contains(&provider) && seen.insert(provider) {
                    paths.push_back((provider, longer));
                }
            }
        }
        None
    }
}

/// Kahn's order; of what could come next, the author's first comes first.
fn order(gated: &DiGraph<ItemId, usize>) -> Vec<ItemId> {
    let waits = |node| gated.neighbors_directed(node, Direction::Incoming);
    let mut done = BTreeSet::new();
    let mut left: BTreeSet<NodeIndex> = gated.node_indices().collect();
    let mut order = Vec::with_capacity(left.len());
    while let Some(next) = left.iter().copied().find(|node| waits(*node).all(|provider| done.contains(&provider))) {
        left.remove(&next);
        done.insert(next);
        order.push(next);
    }
    order.extend(left);
    order.into_iter().filter_map(|node| gated.node_weight(node).copied()).collect()
}

fn waves(external: &[bool], order: &[ItemId], edges: &[(usize, &Edge)]) -> Vec<u32> {
    let mut waves: Vec<u32> = external.iter().map(|external| u32::from(!external)).collect();
    for item in order {
        let own = edges.iter().map(|(_, edge)| edge).filter(|edge| edge.consumer == *item);
        let counted = own.filter(|edge| edge.unready || matches!(edge.until, Until::Ready | Until::Completed));
        let last = counted.filter_map(|edge| waves.get(edge.provider.0)).max().copied().unwrap_or(0);
        if let Some(wave) = waves.get_mut(item.0).filter(|wave| **wave > 0) {
            *wave = last.saturating_add(1);
        }
    }
    waves
}
