//! The box's edges as seen from their providers, found once.
//!
//! Input: the needs of every item. Output: [`Graph`]. Not here: whether the edges are right.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{Transport, Until};
use crate::instantiate::{BoxInstance, Item, ItemKind, Need, Pod, Port};
use crate::source::{Span, Spanned};

/// What providers have to know of their consumers. Items are meant by their index in the box.
#[derive(Debug, Default)]
pub(super) struct Graph {
    consumers: Vec<BTreeMap<usize, Edge>>,
    gates: Vec<BTreeSet<GateService>>,
    /// Items under whose names others answer, too.
    joined: BTreeSet<usize>,
    pub last_wave: u32,
}

/// All that one item opens of another.
#[derive(Debug)]
pub(super) struct Edge {
    /// Where the consumer says so.
    pub span: Span,
    /// Indices in the provider's ports.
    pub ports: BTreeSet<usize>,
}

/// A headless Service that exists for gates alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum GateService {
    /// Publishes every pod: `NAME-members`.
    Members,
    /// Publishes ready pods: `NAME-gate`.
    Ready,
}

impl GateService {
    pub fn name(self, item: &str) -> String {
        match self {
            GateService::Members => format!("{item}-members"),
            GateService::Ready => format!("{item}-gate"),
        }
    }
}

impl Graph {
    pub fn new(instance: &BoxInstance) -> Self {
        let mut graph = Graph {
            consumers: instance.items.iter().map(|_| BTreeMap::new()).collect(),
            gates: instance.items.iter().map(|_| BTreeSet::new()).collect(),
            joined: instance.items.iter().filter_map(joins).map(|joins| joins.value).collect(),
            last_wave: instance.items.iter().map(|item| item.wave).max().unwrap_or(0),
        };
        for (consumer, item) in instance.items.iter().enumerate() {
            for need in pod(item).map_or(&[][..], |pod| &pod.needs) {
                graph.add(instance, consumer, need);
            }
        }
        graph
    }

    fn add(&mut self, instance: &BoxInstance, consumer: usize, need: &Need) {
        if let Some(edges) = self.consumers.get_mut(need.provider).filter(|_| need.inside) {
            let span = need.name.span;
            let edge = edges.entry(consumer).or_insert_with(|| Edge { span, ports: BTreeSet::new() });
            edge.ports.extend(&need.ports);
        }
        let provider = instance.items.get(need.provider);
        let wanted = [need.clone(), watched(need)].into_iter().filter_map(|need| gate_service(&need, provider?));
        if let Some(gates) = self.gates.get_mut(need.provider) {
            gates.extend(wanted);
        }
    }

    /// Consumers of a provider and what they open, in item order.
    pub fn consumers(&self, provider: usize) -> impl Iterator<Item = (usize, &Edge)> {
        self.consumers.get(provider).into_iter().flatten().map(|(consumer, edge)| (*consumer, edge))
    }

    /// What one item opens of others, in item order.
    pub fn providers(&self, consumer: usize) -> impl Iterator<Item = (usize, &Edge)> {
        let edges = self.consumers.iter().enumerate();
        edges.filter_map(move |(provider, consumers)| consumers.get(&consumer).map(|edge| (provider, edge)))
    }

    /// Whether pods of others answer under this item's name.
    pub fn is_joined(&self, item: usize) -> bool {
        self.joined.contains(&item)
    }

    pub fn gates(&self, provider: usize) -> impl Iterator<Item = GateService> {
        self.gates.get(provider).into_iter().flatten().copied()
    }
}

/// The Service that a gate asks DNS for, where the provider's own Service can't tell.
pub(super) fn gate_service(need: &Need, provider: &Item) -> Option<GateService> {
    pod(provider)?;
    let stable = is_stable(provider);
    // Who comes from outside can connect to no pod, and DNS tells everybody.
    let no_connection = !need.inside || tcp_port(need, provider).is_none();
    let counts = (need.at_least.is_some() || no_connection) && (!provider.ports.is_empty() || stable);
    match need.until {
        // A quorum's own name lists all of its members.
        Until::Started if stable => None,
        Until::Started => Some(GateService::Members),
        Until::Ready if counts => Some(GateService::Ready),
        Until::Ready | Until::Completed | Until::Reachable | Until::None => None,
    }
}

/// The item that a service joins.
pub(super) fn joins(item: &Item) -> Option<Spanned<usize>> {
    match &item.kind {
        ItemKind::Service(service) => service.joins,
        ItemKind::Job(_) | ItemKind::External(_) => None,
    }
}

/// The need as it is watched: while something can't be called, it is down, whatever its consumer's start waits for.
pub(super) fn watched(need: &Need) -> Need {
    match need.when_down {
        Some(_) => Need { until: Until::Ready, within: None, ..need.clone() },
        None => need.clone(),
    }
}

/// Whether an item is a quorum.
pub(super) fn is_stable(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Service(service) => service.stable,
        ItemKind::Job(_) | ItemKind::External(_) => false,
    }
}

/// The first port of an edge that takes TCP connections. A port that the edge does not open can't be asked:
/// the policies let nothing through.
pub(super) fn tcp_port<'a>(need: &Need, provider: &'a Item) -> Option<&'a Port> {
    let mut ports = need.ports.iter().filter_map(|port| provider.ports.get(*port));
    ports.find(|port| takes_tcp(port))
}

pub(super) fn takes_tcp(port: &Port) -> bool {
    match port.transport {
        Transport::Tcp | Transport::Both => true,
        Transport::Udp => false,
    }
}

/// The pod of an item that has one.
pub(super) fn pod(item: &Item) -> Option<&Pod> {
    match &item.kind {
        ItemKind::Service(service) => Some(&service.pod),
        ItemKind::Job(job) => Some(&job.pod),
        ItemKind::External(_) => None,
    }
}
