//! NetworkPolicies: the box's walls and the doors in them.
//!
//! Input: edges, exposures, externals and what the cluster says of its network. Output: one policy an item, two of the box.
//! Gained: what no policy names can't be reached. An opening without peers or without ports is never written, for
//! Kubernetes would read it as an opening to everybody or for every port.
//! Not here: whether an edge is right.

use std::collections::BTreeMap;

use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicyPort,
    NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::instantiate::{Item, Pod};
use crate::source::Origin;

use super::containers::some;
use super::scope::Scope;
use super::{Body, Trace, doors, selector, serves};

/// A rule of a policy.
#[derive(Debug)]
pub(super) struct Opening {
    peers: Vec<NetworkPolicyPeer>,
    ports: Vec<OpenPort>,
    /// Who asked for it.
    origin: Origin,
}

/// A port that is opened; numbers are those that pods listen on.
#[derive(Debug)]
pub(super) struct OpenPort {
    /// Every port when `None`.
    pub number: Option<u16>,
    pub protocol: &'static str,
    pub origin: Origin,
}

impl Opening {
    pub fn new(peers: Vec<NetworkPolicyPeer>, ports: Vec<OpenPort>, origin: Origin) -> Option<Self> {
        (!peers.is_empty() && !ports.is_empty()).then_some(Opening { peers, ports, origin })
    }
}

/// The policy of an item: what its edges, its exposures and its own members open.
pub(super) fn policy<T: Trace>(scope: &mut Scope<'_, T>, index: usize, item: &Item, pod: &Pod) {
    let rule = "what no need, exposure or membership opens stays closed";
    let metadata = scope.begin(&item.name.value, item.name.span.into(), rule);
    let ingress = doors::ingress(scope.instance, scope.graph, index, item);
    let egress = doors::egress(scope.instance, scope.graph, index, item, pod);
    // What others open to this name is theirs, too, and nothing else of it.
    let pods = match scope.graph.is_joined(index) {
        true => selector(scope.instance, &item.name.value),
        false => serves(&item.name.value),
    };
    let spec = spec(scope, Some(pods), ingress, egress, &["Ingress", "Egress"]);
    scope.push(NetworkPolicy { metadata, spec: Some(spec) }, Body::NetworkPolicy);
}

/// The walls of the box, and the way of all its pods to DNS. Items have no dots in their names, these have.
pub(super) fn walls<T: Trace>(scope: &mut Scope<'_, T>) {
    let origin = scope.instance.span.into();
    let metadata = scope.begin("box.default-deny", origin, "all traffic is denied unless something opens it");
    let all = spec(scope, None, Vec::new(), Vec::new(), &["Ingress", "Egress"]);
    scope.push(NetworkPolicy { metadata, spec: Some(all) }, Body::NetworkPolicy);

    neighbours(scope);

    let metadata = scope.begin("box.dns", origin, "every pod may ask the cluster's DNS");
    let dns = doors::dns(&scope.instance.cluster).into_iter().collect();
    let dns = spec(scope, None, Vec::new(), dns, &["Egress"]);
    scope.push(NetworkPolicy { metadata, spec: Some(dns) }, Body::NetworkPolicy);
}

/// What the box and others both allow.
fn neighbours<T: Trace>(scope: &mut Scope<'_, T>) {
    let instance = scope.instance;
    let (from, to) = (doors::neighbours(&instance.allow_from), doors::neighbours(&instance.allow_to));
    let types = [("Ingress", !from.is_empty()), ("Egress", !to.is_empty())];
    let types: Vec<&str> = types.into_iter().filter(|(_, any)| *any).map(|(name, _)| name).collect();
    if !types.is_empty() {
        let metadata = scope.begin("box.allow", instance.span.into(), "two boxes allow all traffic between them");
        let allowed = spec(scope, None, from, to, &types);
        scope.push(NetworkPolicy { metadata, spec: Some(allowed) }, Body::NetworkPolicy);
    }
}

fn spec<T: Trace>(
    scope: &mut Scope<'_, T>,
    pods: Option<BTreeMap<String, String>>,
    ingress: Vec<Opening>,
    egress: Vec<Opening>,
    types: &[&str],
) -> NetworkPolicySpec {
    trace(scope, "ingress", &ingress);
    trace(scope, "egress", &egress);
    let ingress = ingress.into_iter().map(|opening| NetworkPolicyIngressRule {
        from: Some(opening.peers),
        ports: Some(opening.ports.iter().map(lower_port).collect()),
    });
    let egress = egress.into_iter().map(|opening| NetworkPolicyEgressRule {
        to: Some(opening.peers),
        ports: Some(opening.ports.iter().map(lower_port).collect()),
    });
    NetworkPolicySpec {
        pod_selector: Some(LabelSelector { match_labels: pods, match_expressions: None }),
        ingress: some(ingress.collect()),
        egress: some(egress.collect()),
        policy_types: Some(types.iter().map(|t| (*t).to_owned()).collect()),
    }
}

fn trace<T: Trace>(scope: &mut Scope<'_, T>, direction: &str, openings: &[Opening]) {
    for (at, opening) in openings.iter().enumerate() {
        scope.set(format_args!("/spec/{direction}/{at}"), opening.origin);
        for (port, open) in opening.ports.iter().enumerate() {
            scope.set(format_args!("/spec/{direction}/{at}/ports/{port}"), open.origin);
        }
    }
}

fn lower_port(port: &OpenPort) -> NetworkPolicyPort {
    NetworkPolicyPort {
        port: port.number.map(|number| IntOrString::Int(number.into())),
        protocol: Some(port.protocol.to_owned()),
        end_port: None,
    }
}

/// Pods of this box that answer under a name.
pub(super) fn pods_of(item: &str) -> NetworkPolicyPeer {
    let selector = LabelSelector { match_labels: Some(serves(item)), match_expressions: None };
    NetworkPolicyPeer { pod_selector: Some(selector), ..NetworkPolicyPeer::default() }
}

/// Pods of other namespaces with these labels; all of their pods when there are none.
pub(super) fn pods_in(namespaces: &[String], labels: BTreeMap<String, String>) -> NetworkPolicyPeer {
    const NAME: &str = "kubernetes.io/metadata.name";
    let namespaces = match namespaces {
        [only] => LabelSelector {
            match_labels: Some(BTreeMap::from([(NAME.to_owned(), only.clone())])),
            match_expressions: None,
        },
        several => LabelSelector {
            match_labels: None,
            match_expressions: Some(vec![LabelSelectorRequirement {
                key: NAME.to_owned(),
                operator: "In".to_owned(),
                values: Some(several.to_vec()),
            }]),
        },
    };
    let pods = (!labels.is_empty()).then_some(LabelSelector { match_labels: Some(labels), match_expressions: None });
    NetworkPolicyPeer { namespace_selector: Some(namespaces), pod_selector: pods, ip_block: None }
}

pub(super) fn range(cidr: String, except: Vec<String>) -> NetworkPolicyPeer {
    NetworkPolicyPeer { ip_block: Some(IPBlock { cidr, except: some(except) }), ..NetworkPolicyPeer::default() }
}
