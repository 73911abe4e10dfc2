//! Who may reach whom: the openings of an item's policy.
//!
//! Input: edges, exposures, externals. Output: [`Opening`]s, on the ports that pods listen on, in item order.
//! Not here: the policies' form.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use k8s_openapi::api::networking::v1::NetworkPolicyPeer;

use crate::ast::types::Cidr;
use crate::instantiate::{
    BoxInstance, BoxTarget, ClusterFacts, ExposureFacts, Item, ItemKind, Need, Neighbour, Peer, Pod, Port, Reach,
    Service, Target, Way,
};
use crate::source::Origin;

use super::graph::{Edge, Graph, joins};
use super::network::{OpenPort, Opening, pods_in, pods_of, range};
use super::ports::protocols;
use super::{gates, monitoring, serves};

/// Where machines of clouds find their own credentials: no host of anybody's.
const METADATA: &str = "169.254.169.254/32";

pub(super) fn ingress(instance: &BoxInstance, graph: &Graph, index: usize, item: &Item) -> Vec<Opening> {
    let joined = joins(item).and_then(|at| Some((at.value, instance.items.get(at.value)?)));
    let from_outside = |item| exposures(instance, item).into_iter().chain(monitoring::opening(instance, item));
    let answered = joined
        .into_iter()
        .flat_map(|(at, joined)| consumers(instance, graph, at, joined).into_iter().chain(from_outside(joined)));
    let own = consumers(instance, graph, index, item).into_iter();
    own.chain(members(item)).chain(from_outside(item)).chain(answered).collect()
}

fn consumers(instance: &BoxInstance, graph: &Graph, index: usize, item: &Item) -> Vec<Opening> {
    let consumers = graph.consumers(index).filter_map(|(consumer, edge)| {
        let peers = vec![pods_of(&instance.items.get(consumer)?.name.value)];
        Opening::new(peers, of_edge(item, edge), edge.span.into())
    });
    consumers.chain(guests(instance, item)).collect()
}

pub(super) fn egress(instance: &BoxInstance, graph: &Graph, index: usize, item: &Item, pod: &Pod) -> Vec<Opening> {
    let providers = graph.providers(index).filter_map(|(provider, edge)| {
        let provider = instance.items.get(provider)?;
        let peers = match &provider.kind {
            ItemKind::Service(_) | ItemKind::Job(_) => vec![pods_of(&provider.name.value)],
            ItemKind::External(Target::Box(bound)) => return in_box(bound, provider, edge),
            ItemKind::External(target) => outside(&instance.cluster, target),
        };
        Opening::new(peers, of_edge(provider, edge), edge.span.into())
    });
    let api = gates::reaches_api(instance, pod).then(|| api(&instance.cluster)).into_iter().flatten();
    let exposed = pod.needs.iter().flat_map(|need| through_exposures(instance, need));
    providers.chain(exposed).chain(members(item)).chain(api).chain(relaxed(instance, pod)).collect()
}

/// What a program calls beside its needs, for a reason.
fn relaxed(instance: &BoxInstance, pod: &Pod) -> Option<Opening> {
    let network = pod.relaxed.network.as_ref()?;
    let peers = match &network.value.to {
        Reach::Internet => outsiders(&instance.cluster, |_| true),
        Reach::Ranges(ranges) => ranges.iter().map(|cidr| range(cidr.to_string(), Vec::new())).collect(),
    };
    let ports = network.value.ports.iter().flat_map(|port| {
        let (number, transport) = port.value;
        let open = move |protocol: &&'static str| OpenPort { number: Some(number), protocol, origin: port.span.into() };
        transport.protocols().iter().map(open)
    });
    Opening::new(peers, ports.collect(), network.span.into())
}

/// The cluster's DNS, over both transports.
pub(super) fn dns(cluster: &ClusterFacts) -> Option<Opening> {
    let pods = std::iter::once(pods_in(
        std::slice::from_ref(&cluster.dns_namespace),
        cluster.dns_labels.iter().cloned().collect(),
    ));
    let addresses = cluster.dns_addresses.iter().map(|cidr| range(cidr.to_string(), Vec::new()));
    let origin = Origin::Rule("every pod may ask the cluster's DNS");
    let ports = ["UDP", "TCP"].map(|protocol| OpenPort { number: Some(cluster.dns_port), protocol, origin });
    Opening::new(pods.chain(addresses).collect(), ports.into(), origin)
}

fn of_edge(provider: &Item, edge: &Edge) -> Vec<OpenPort> {
    open(edge.ports.iter().filter_map(|port| provider.ports.get(*port)))
}

/// A service of another box, on the ports that its pods listen on.
fn in_box(bound: &BoxTarget, external: &Item, edge: &Edge) -> Option<Opening> {
    let port = |at: &usize| Some(Port { target: *bound.targets.get(*at)?, ..external.ports.get(*at)?.clone() });
    let ports: Vec<Port> = edge.ports.iter().filter_map(port).collect();
    let peer = pods_in(std::slice::from_ref(&bound.namespace), serves(&bound.service));
    Opening::new(vec![peer], open(ports.iter()), edge.span.into())
}

/// Items of other boxes that call this one.
fn guests(instance: &BoxInstance, item: &Item) -> Vec<Opening> {
    let own = instance.guests.iter().filter(|guest| guest.service == item.name.value);
    let openings = own.filter_map(|guest| {
        let ports = open(guest.ports.iter().filter_map(|at| item.ports.get(*at)));
        Opening::new(vec![pods_in(&guest.namespaces, serves(&guest.item))], ports, guest.span.into())
    });
    openings.collect()
}

/// All pods of other boxes, over every port.
pub(super) fn neighbours(neighbours: &[Neighbour]) -> Vec<Opening> {
    let opening = |neighbour: &Neighbour| {
        let origin = Origin::from(neighbour.span);
        let ports = ["TCP", "UDP"].map(|protocol| OpenPort { number: None, protocol, origin });
        let peer = pods_in(std::slice::from_ref(&neighbour.namespace), BTreeMap::new());
        Opening::new(vec![peer], ports.into(), origin)
    };
    neighbours.iter().filter_map(opening).collect()
}

/// Ports by their targets, each once.
fn open<'a>(ports: impl Iterator<Item = &'a Port>) -> Vec<OpenPort> {
    let mut seen = BTreeSet::new();
    let wires = ports.flat_map(|port| protocols(port).iter().map(move |protocol| (port, *protocol)));
    let first = wires.filter(|(port, protocol)| seen.insert((port.target, *protocol)));
    first.map(|(port, protocol)| OpenPort { number: Some(port.target), protocol, origin: port.span.into() }).collect()
}

/// Members of one service may talk to each other on its ports.
fn members(item: &Item) -> Option<Opening> {
    let several = |service: &&Service| service.replicas.value > 1 || service.has_members();
    let service = service(item).filter(several)?;
    Opening::new(vec![pods_of(&item.name.value)], open(item.ports.iter()), service.replicas.origin)
}

fn service(item: &Item) -> Option<&Service> {
    match &item.kind {
        ItemKind::Service(service) => Some(service),
        ItemKind::Job(_) | ItemKind::External(_) => None,
    }
}

/// What the outside may reach: each exposed port once, from the cluster's gateway over TCP, and from where load balancers
/// lead to it.
fn exposures(instance: &BoxInstance, item: &Item) -> Vec<Opening> {
    let (Some(service), Some(exposure)) = (service(item), &instance.cluster.exposure) else { return Vec::new() };
    let mut by_target: BTreeMap<(bool, u16), (Origin, BTreeSet<&str>)> = BTreeMap::new();
    for expose in &service.expose {
        let Some(port) = item.ports.get(expose.port) else { continue };
        let (balanced, protocols) = match expose.way {
            Way::Route { .. } => (false, &["TCP"][..]),
            Way::LoadBalancer { .. } => (true, protocols(port)),
        };
        let opened = by_target.entry((balanced, port.target));
        opened.or_insert_with(|| (expose.name.span.into(), BTreeSet::new())).1.extend(protocols);
    }
    let openings = by_target.into_iter().filter_map(|((balanced, number), (origin, protocols))| {
        let peers = if balanced { clients(&instance.cluster, exposure) } else { gateway(exposure) };
        let ports = protocols.into_iter().map(|protocol| OpenPort { number: Some(number), protocol, origin });
        Opening::new(peers, ports.collect(), origin)
    });
    openings.collect()
}

/// The ways to a provider through the exposures of what is needed of it: the gateway's web ports, and the numbers of load
/// balancers.
fn through_exposures(instance: &BoxInstance, need: &Need) -> Vec<Opening> {
    let (Some(span), Some(provider)) = (need.outside, instance.items.get(need.provider)) else { return Vec::new() };
    let (Some(service), Some(exposure)) = (service(provider), &instance.cluster.exposure) else { return Vec::new() };
    let (mut routed, mut balanced) = (BTreeSet::new(), BTreeSet::new());
    for expose in service.expose.iter().filter(|expose| need.ports.contains(&expose.port)) {
        let Some(port) = provider.ports.get(expose.port) else { continue };
        match &expose.way {
            Way::Route { .. } => routed.extend([(80, "TCP"), (443, "TCP")]),
            Way::LoadBalancer { external } => {
                balanced.extend(protocols(port).iter().map(|protocol| (external.value, *protocol)));
            }
        }
    }
    let ways = [(gateway(exposure), routed), (clients(&instance.cluster, exposure), balanced)];
    let opening = |(peers, ports): (_, BTreeSet<(u16, &'static str)>)| {
        let open = |(number, protocol)| OpenPort { number: Some(number), protocol, origin: span.into() };
        Opening::new(peers, ports.into_iter().map(open).collect(), span.into())
    };
    ways.into_iter().filter_map(opening).collect()
}

/// The cluster's gateway or ingress controller.
fn gateway(exposure: &ExposureFacts) -> Vec<NetworkPolicyPeer> {
    let peer = |peer: &Peer| match peer {
        Peer::Pods { namespace, labels } => pods_in(std::slice::from_ref(namespace), labels.iter().cloned().collect()),
        Peer::Range(cidr) => range(cidr.to_string(), Vec::new()),
    };
    exposure.from.iter().map(peer).collect()
}

/// The clients of load balancers: the ranges that the fleet names, else everybody outside of the cluster. Behind an
/// address for many they have a node's.
fn clients(cluster: &ClusterFacts, exposure: &ExposureFacts) -> Vec<NetworkPolicyPeer> {
    let ranges = exposure.from.iter().filter_map(|peer| match peer {
        Peer::Range(cidr) => Some(range(cidr.to_string(), Vec::new())),
        Peer::Pods { .. } => None,
    });
    let ranges: Vec<NetworkPolicyPeer> = ranges.collect();
    let shared = exposure.load_balancer.as_ref().is_some_and(|all| all.shared);
    match ranges.is_empty() {
        true => outsiders(cluster, |range| !shared || !cluster.nodes.contains(range)),
        false => ranges,
    }
}

/// Addresses as they are; a host may be anywhere but in the cluster, for policies know no names.
fn outside(cluster: &ClusterFacts, target: &Target) -> Vec<NetworkPolicyPeer> {
    match target {
        Target::Addresses(addresses) => {
            let one = |address: IpAddr| Cidr { address, bits: if address.is_ipv4() { 32 } else { 128 } };
            addresses.iter().map(|address| range(one(address.value).to_string(), Vec::new())).collect()
        }
        // Its pods are known, and nothing else of its box is let in.
        Target::Box(_) => Vec::new(),
        Target::Host(_) => outsiders(cluster, |_| true),
    }
}

/// All addresses but these of the cluster's.
fn outsiders(cluster: &ClusterFacts, but: impl Fn(&Cidr) -> bool) -> Vec<NetworkPolicyPeer> {
    let own = |v4: bool| {
        let own = cluster.own_ranges.iter().filter(|range| but(range));
        own.filter(move |range| range.address.is_ipv4() == v4).collect::<Vec<_>>()
    };
    let v4 = anywhere_but("0.0.0.0/0", &own(true), &[METADATA]);
    let v6 = anywhere_but("::/0", &own(false), &[]);
    v4.into_iter().chain(v6).collect()
}

/// Nothing when the cluster holds all addresses of the family: an exception must be smaller than its range.
fn anywhere_but(all: &str, own: &[&Cidr], more: &[&str]) -> Option<NetworkPolicyPeer> {
    if own.iter().any(|cidr| cidr.bits == 0) {
        return None;
    }
    let except: BTreeSet<String> =
        own.iter().map(|range| range.to_string()).chain(more.iter().map(|cidr| (*cidr).to_owned())).collect();
    Some(range(all.to_owned(), except.into_iter().collect()))
}

fn api(cluster: &ClusterFacts) -> Vec<Opening> {
    let origin = Origin::Rule("waiting for a job, or writing a secret, means to ask the API");
    let openings = cluster.api.iter().filter_map(|(cidr, number)| {
        let port = OpenPort { number: Some(*number), protocol: "TCP", origin };
        Opening::new(vec![range(cidr.to_string(), Vec::new())], vec![port], origin)
    });
    openings.collect()
}
