//! What boxes are to each other: facts of all boxes, so that each can still be compiled by itself.
//!
//! Input: the surveyed orders. Output: every box by its name, and who calls which of its services from another box.
//! Not here: whether a binding is right, which is said where the box that binds is compiled.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{Binding, BoxOrder, Fleet};
use crate::hir::Item;
use crate::source::Span;

use super::identity::Copy;
use super::order::Surveyed;

/// A box of the project, on the member cluster that is meant.
#[derive(Debug, Clone, Copy)]
pub struct Peer<'p> {
    pub surveyed: &'p Surveyed<'p>,
    pub copy: &'p Copy,
    pub cluster: &'p str,
}

/// An item of other boxes that calls a service of this one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Guest<'p> {
    pub service: &'p str,
    /// The item that calls, by its name there.
    pub item: &'p str,
    /// Positions among the service's ports.
    pub ports: Vec<usize>,
    /// Where the service is offered.
    pub offered: Span,
}

/// All boxes.
#[derive(Debug, Default)]
pub struct Peers<'p> {
    boxes: BTreeMap<&'p str, Peer<'p>>,
    /// By the box that is called: who calls, and from which namespaces.
    guests: BTreeMap<&'p str, BTreeMap<Guest<'p>, BTreeSet<&'p str>>>,
}

/// Where an external is bound for a box on a cluster: its own word, then the cluster's, then the fleet's.
pub fn binding<'p>(order: &'p BoxOrder, fleet: &'p Fleet, cluster: &str, external: &str) -> Option<&'p Binding> {
    let of_cluster = || fleet.clusters.get(cluster).and_then(|cluster| cluster.externals.get(external));
    order.bind.get(external).or_else(of_cluster).or_else(|| fleet.externals.get(external))
}

/// The port of a service that each port of an external means: of the same name, or the only one of both.
pub fn matched(external: Item<'_>, service: Item<'_>) -> Vec<Option<usize>> {
    let only = external.ports().len() == 1 && service.ports().len() == 1;
    let of = |name: &str| service.ports().iter().position(|(own, _)| own.value.as_str() == name);
    external.ports().iter().map(|(name, _)| of(name.value.as_str()).or(only.then_some(0))).collect()
}

impl<'p> Peer<'p> {
    /// The item that a name means in this box.
    pub fn item(self, name: &str) -> Option<Item<'p>> {
        let (menu, arguments) = (self.surveyed.menu, &self.surveyed.arguments);
        menu.all_named(name).find(|item| item.presence().holds(arguments))
    }

    /// Where this box offers a service to another, if it does.
    pub fn offers(self, service: &str, to: Peer<'_>) -> Option<Span> {
        let (_, offered) = self.surveyed.order.offers.iter().find(|(name, _)| name.value.as_str() == service)?;
        let named = |name: &str| to.is(name) || to.copy.identity.owner.as_deref() == Some(name);
        offered.iter().find(|name| named(name.value.as_str())).map(|name| name.span)
    }

    /// Whether a name means this box: its own, or that of the order that it is a copy of.
    pub fn is(self, name: &str) -> bool {
        self.copy.identity.name == name || self.surveyed.order.name.value.as_str() == name
    }
}

impl<'p> Peers<'p> {
    /// Every box at home, or all of them on one member cluster.
    pub fn new(surveyed: &'p [Surveyed<'p>], fleet: &'p Fleet, on: Option<&'p str>) -> Self {
        let all = surveyed.iter().flat_map(|surveyed| surveyed.copies.iter().map(move |copy| (surveyed, copy)));
        let peers = all.map(|(surveyed, copy)| Peer { surveyed, copy, cluster: on.unwrap_or(copy.home.as_str()) });
        let boxes = peers.map(|peer| (peer.copy.identity.name.as_str(), peer)).collect();
        let mut peers = Peers { boxes, guests: BTreeMap::new() };
        for peer in peers.boxes.clone().into_values() {
            peers.add_guest(peer, fleet);
        }
        peers
    }

    pub fn get(&self, name: &str) -> Option<Peer<'p>> {
        self.boxes.get(name).copied()
    }

    /// The boxes that a name means: one, or all copies of an order.
    pub fn named<'s>(&'s self, name: &'s str) -> impl Iterator<Item = Peer<'p>> + 's {
        let same = self.boxes.range(name..).take_while(move |(own, _)| own.starts_with(name));
        same.map(|(_, peer)| *peer).filter(move |peer| peer.is(name))
    }

    /// Who calls the services of a box, and from which namespaces.
    pub fn guests(&self, name: &str) -> impl Iterator<Item = (&Guest<'p>, &BTreeSet<&'p str>)> {
        self.guests.get(name).into_iter().flatten()
    }

    /// Notes what a box calls of others.
    fn add_guest(&mut self, guest: Peer<'p>, fleet: &'p Fleet) {
        let surveyed = guest.surveyed;
        for need in surveyed.menu.needs().filter(|need| need.is_there(&surveyed.arguments)) {
            let external = need.provider();
            let bound =
                binding(surveyed.order, fleet, guest.cluster, external.name()).filter(|_| external.is_external());
            let Some((name, service)) = bound.and_then(|b| Some((b.box_name.as_ref()?, b.service.as_ref()?))) else {
                continue;
            };
            let peer = self.get(name.value.as_str()).filter(|peer| peer.cluster == guest.cluster);
            let Some((peer, item)) = peer.and_then(|peer| Some((peer, peer.item(service.value.as_str())?))) else {
                continue;
            };
            let Some(offered) = peer.offers(service.value.as_str(), guest) else { continue };
            let matched = matched(external, item);
            let ports = need.port_positions().iter().filter_map(|at| *matched.get(*at)?).collect();
            let key = Guest { service: item.name(), item: need.consumer().name(), ports, offered };
            let namespaces = self.guests.entry(peer.copy.identity.name.as_str()).or_default().entry(key).or_default();
            namespaces.insert(guest.copy.identity.namespace.as_str());
        }
    }
}
