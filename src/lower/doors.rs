//! Who may reach whom: the openings of an item's policy.
//!
//! Input: edges, exposures, externals. Output: [`Opening`]s, on the ports that pods listen on, in item order.
//! Not here: the policies' form.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use k8s_openapi::api::networking::v1::NetworkPolicyPeer;

use crate::ast::types::Cidr;
use crate::instantiate::{BoxInstance, ClusterFacts, Item, ItemKind, Peer, Pod, Port, Service, Target};
use crate::source::Origin;

use super::gates;
use super::graph::{Edge, Graph, joins};
use super::network::{OpenPort, Opening, pods_in, pods_of, range};
use super::ports::protocols;

/// Where machines of clouds find their own credentials: no host of anybody's.
const METADATA: &str = "169.254.169.254/32";

pub(super) fn ingress(instance: &BoxInstance, graph: &Graph, index: usize, item: &Item) -> Vec<Opening> {
    let joined = joins(item).and_then(|at| Some((at.value, instance.items.get(at.value)?)));
    let answered = joined
        .into_iter()
        .flat_map(|(at, joined)| consumers(instance, graph, at, joined).into_iter().chain(exposures(instance, joined)));
    let own = consumers(instance, graph, index, item).into_iter();
    own.chain(members(item)).chain(exposures(instance, item)).chain(answered).collect()
}

fn consumers(instance: &BoxInstance, graph: &Graph, index: usize, item: &Item) -> Vec<Opening> {
    let consumers = graph.consumers(index).filter_map(|(consumer, edge)| {
        let peers = vec![pods_of(&instance.items.get(consumer)?.name.value)];
        Opening::new(peers, of_edge(item, edge), edge.span.into())
    });
    consumers.collect()
}

pub(super) fn egress(instance: &BoxInstance, graph: &Graph, index: usize, item: &Item, pod: &Pod) -> Vec<Opening> {
    let providers = graph.providers(index).filter_map(|(provider, edge)| {
        let provider = instance.items.get(provider)?;
        let peers = match &provider.kind {
            ItemKind::Service(_) | ItemKind::Job(_) => vec![pods_of(&provider.name.value)],
            ItemKind::External(target) => outside(&instance.cluster, target),
        };
        Opening::new(peers, of_edge(provider, edge), edge.span.into())
    });
    let api = gates::reaches_api(instance, pod).then(|| api(&instance.cluster)).into_iter().flatten();
    providers.chain(members(item)).chain(api).collect()
}

/// The cluster's DNS, over both transports.
pub(super) fn dns(cluster: &ClusterFacts) -> Option<Opening> {
    let pods = std::iter::once(pods_in(&cluster.dns_namespace, &cluster.dns_labels));
    let addresses = cluster.dns_addresses.iter().map(|cidr| range(cidr.to_string(), Vec::new()));
    let origin = Origin::Rule("every pod may ask the cluster's DNS");
    let ports = ["UDP", "TCP"].map(|protocol| OpenPort { number: cluster.dns_port, protocol, origin });
    Opening::new(pods.chain(addresses).collect(), ports.into(), origin)
}

fn of_edge(provider: &Item, edge: &Edge) -> Vec<OpenPort> {
    open(edge.ports.iter().filter_map(|port| provider.ports.get(*port)))
}

/// Ports by their targets, each once.
fn open<'a>(ports: impl Iterator<Item = &'a Port>) -> Vec<OpenPort> {
    let mut seen = BTreeSet::new();
    let wires = ports.flat_map(|port| protocols(port).iter().map(move |protocol| (port, *protocol)));
    let first = wires.filter(|(port, protocol)| seen.insert((port.target, *protocol)));
    first.map(|(port, protocol)| OpenPort { number: port.target, protocol, origin: port.span.into() }).collect()
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

/// What the cluster's gateway or ingress controller may reach: each exposed port once, over TCP.
fn exposures(instance: &BoxInstance, item: &Item) -> Vec<Opening> {
    let (Some(service), Some(exposure)) = (service(item), &instance.cluster.exposure) else { return Vec::new() };
    let by_target: BTreeMap<u16, Origin> = service
        .expose
        .iter()
        .rev()
        .filter_map(|expose| item.ports.get(expose.port).map(|port| (port.target, expose.name.span.into())))
        .collect();
    let peer = |peer: &Peer| match peer {
        Peer::Pods { namespace, labels } => pods_in(namespace, labels),
        Peer::Range(cidr) => range(cidr.to_string(), Vec::new()),
    };
    let openings = by_target.into_iter().filter_map(|(number, origin)| {
        let port = OpenPort { number, protocol: "TCP", origin };
        Opening::new(exposure.from.iter().map(peer).collect(), vec![port], origin)
    });
    openings.collect()
}

/// Addresses as they are; a host may be anywhere but in the cluster, for policies know no names.
fn outside(cluster: &ClusterFacts, target: &Target) -> Vec<NetworkPolicyPeer> {
    match target {
        Target::Addresses(addresses) => {
            let one = |address: IpAddr| Cidr { address, bits: if address.is_ipv4() { 32 } else { 128 } };
            addresses.iter().map(|address| range(one(address.value).to_string(), Vec::new())).collect()
        }
        Target::Host(_) => {
            let v4 =
                anywhere_but("0.0.0.0/0", cluster.own_ranges.iter().filter(|cidr| cidr.address.is_ipv4()), &[METADATA]);
            let v6 = anywhere_but("::/0", cluster.own_ranges.iter().filter(|cidr| !cidr.address.is_ipv4()), &[]);
            v4.into_iter().chain(v6).collect()
        }
    }
}

/// Nothing when the cluster holds all addresses of the family: an exception must be smaller than its range.
fn anywhere_but<'a>(
    all: &str,
    own: impl Iterator<Item = &'a Cidr> + Clone,
    more: &[&str],
) -> Option<NetworkPolicyPeer> {
    if own.clone().any(|cidr| cidr.bits == 0) {
        return None;
    }
    let except: BTreeSet<String> = own.map(Cidr::to_string).chain(more.iter().map(|cidr| (*cidr).to_owned())).collect();
    Some(range(all.to_owned(), except.into_iter().collect()))
}

fn api(cluster: &ClusterFacts) -> Vec<Opening> {
    let origin = Origin::Rule("waiting for a job, or writing a secret, means to ask the API");
    let openings = cluster.api.iter().filter_map(|(cidr, number)| {
        let port = OpenPort { number: *number, protocol: "TCP", origin };
        Opening::new(vec![range(cidr.to_string(), Vec::new())], vec![port], origin)
    });
    openings.collect()
}
