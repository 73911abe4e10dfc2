//! Services: the names by which the pods of a box find each other.
//!
//! Input: an item that has pods. Output: a Service for its name and each alias, and the headless ones that members and
//! gates are found by. Gained: the in-box name is the Service's name. Not here: externals.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Service, ServiceSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::instantiate::Item;
use crate::source::{Origin, Spanned};

use super::containers::some;
use super::graph::GateService;
use super::ports::{Wire, service_ports, wires};
use super::scope::Scope;
use super::{Body, Trace, monitoring, serves};

/// The Services of a service.
pub(super) fn of_service<T: Trace>(
    scope: &mut Scope<'_, T>,
    index: usize,
    item: &Item,
    service: &crate::instantiate::Service,
) {
    if service.stable {
        quorum(scope, item);
    } else {
        named(scope, item);
    }
    if let Some(alias) = &service.host {
        let rule = "a host name below a Service lists its pods";
        let metadata = scope.begin(&alias.value.name, alias.span.into(), rule);
        let spec = spec(scope, item, &wires(&item.ports), true);
        scope.push(Service { metadata, spec: Some(spec), status: None }, Body::Service);
    }
    // Members of storage are found by a Service of their own; those of a quorum by the item's.
    let members = service.has_members() && !service.stable;
    let mut headless: BTreeSet<GateService> = scope.graph.gates(index).collect();
    headless.extend(members.then_some(GateService::Members));
    for gate_service in headless {
        let ports = if members && gate_service == GateService::Members { wires(&item.ports) } else { Vec::new() };
        gate(scope, item, gate_service, &ports);
    }
}

/// A quorum's names: every member before it is ready, and one Service for whoever wants a ready one.
fn quorum<T: Trace>(scope: &mut Scope<'_, T>, item: &Item) {
    let wires = wires(&item.ports);
    for name in std::iter::once(&item.name).chain(&item.aliases) {
        let rule = "members of a quorum resolve before they are ready";
        let metadata = begin(scope, item, name, rule);
        let mut spec = spec(scope, item, &wires, true);
        spec.publish_not_ready_addresses = Some(true);
        scope.push(Service { metadata, spec: Some(spec), status: None }, Body::Service);
    }
    if !wires.is_empty() {
        let rule = "gates ask the members that are ready";
        let metadata = scope.begin(&ready_name(&item.name.value), item.name.span.into(), rule);
        let spec = spec(scope, item, &wires, false);
        scope.push(Service { metadata, spec: Some(spec), status: None }, Body::Service);
    }
}

/// The Service of a quorum's ready members.
pub(super) fn ready_name(item: &str) -> String {
    format!("{item}-ready")
}

/// The Services of a job: it has a name only where it has ports.
pub(super) fn of_job<T: Trace>(scope: &mut Scope<'_, T>, index: usize, item: &Item) {
    if !item.ports.is_empty() {
        named(scope, item);
    }
    for service in scope.graph.gates(index) {
        gate(scope, item, service, &[]);
    }
}

/// The item's name and aliases. Without ports they are headless, and list the pods that are ready.
fn named<T: Trace>(scope: &mut Scope<'_, T>, item: &Item) {
    let wires = wires(&item.ports);
    for name in std::iter::once(&item.name).chain(&item.aliases) {
        let rule = "an in-box name is a Service of that name";
        let metadata = begin(scope, item, name, rule);
        let spec = spec(scope, item, &wires, wires.is_empty());
        scope.push(Service { metadata, spec: Some(spec), status: None }, Body::Service);
    }
}

/// Begins the Service of one of the item's names.
fn begin<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, name: &Spanned<String>, rule: &'static str) -> ObjectMeta {
    let mut metadata = scope.begin(&name.value, name.span.into(), rule);
    let mark = monitoring::mark(scope.instance, item).filter(|_| *name == item.name);
    metadata.labels.get_or_insert_default().extend(mark);
    metadata
}

fn gate<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, service: GateService, wires: &[Wire<'_>]) {
    let rule = match service {
        GateService::Members => "members have names before they are ready",
        GateService::Ready => "waits without a TCP port count the ready pods in DNS",
    };
    let name = service.name(&item.name.value);
    let metadata = scope.begin(&name, item.name.span.into(), rule);
    let mut spec = spec(scope, item, wires, true);
    spec.publish_not_ready_addresses = (service == GateService::Members).then_some(true);
    scope.push(Service { metadata, spec: Some(spec), status: None }, Body::Service);
}

fn spec<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, wires: &[Wire<'_>], headless: bool) -> ServiceSpec {
    trace_ports(scope, wires);
    ServiceSpec {
        selector: Some(serves(&item.name.value)),
        cluster_ip: headless.then(|| "None".to_owned()),
        ports: some(service_ports(wires)),
        ..ServiceSpec::default()
    }
}

pub(super) fn trace_ports<T: Trace>(scope: &mut Scope<'_, T>, wires: &[Wire<'_>]) {
    for (at, wire) in wires.iter().enumerate() {
        scope.set(format_args!("/spec/ports/{at}"), Origin::from(wire.port.span));
    }
}
