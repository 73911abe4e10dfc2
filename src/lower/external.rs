//! An external: a stable in-box name for something outside.
//!
//! Input: an external and where it is on this cluster. Output: an alias of its host, or a Service with its addresses.
//! Not here: who may reach it.

use std::net::IpAddr;

use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::api::discovery::v1::{Endpoint, EndpointConditions, EndpointPort, EndpointSlice};

use crate::instantiate::{BoxTarget, Item, Located, Target};
use crate::source::Spanned;

use super::containers::some;
use super::ports::{Wire, service_ports, wires};
use super::scope::Scope;
use super::services::trace_ports;
use super::{Body, LABEL_PREFIX, Trace};

/// Which addresses a slice holds; one slice holds one family.
#[derive(Clone, Copy)]
enum Family {
    V4,
    V6,
}

/// All Services come before all slices, as in every unit.
pub(super) fn lower<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, target: &Target) {
    let names: Vec<&Spanned<String>> = std::iter::once(&item.name).chain(&item.aliases).collect();
    for name in &names {
        match target {
            Target::Host(host) | Target::Box(BoxTarget { host, .. }) => alias(scope, item, name, host),
            Target::Addresses(_) => service(scope, item, name),
        }
    }
    match target {
        Target::Host(_) | Target::Box(_) => {}
        Target::Addresses(addresses) => {
            for name in &names {
                slice(scope, item, name, addresses, Family::V4);
                slice(scope, item, name, addresses, Family::V6);
            }
        }
    }
}

/// An alias maps no ports, so the ones listed are the host's own.
fn alias<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, name: &Spanned<String>, host: &Located<String>) {
    let metadata = scope.begin(&name.value, name.span.into(), "an external's name is an alias of its host");
    scope.set(format_args!("/spec/externalName"), host.origin);
    let wires = wires(&item.ports);
    trace_ports(scope, &wires);
    let ports = wires.iter().map(|wire| ServicePort {
        name: Some(wire.name.clone()),
        port: wire.port.target.into(),
        protocol: Some(wire.protocol.to_owned()),
        ..ServicePort::default()
    });
    let spec = ServiceSpec {
        type_: Some("ExternalName".to_owned()),
        external_name: Some(host.value.clone()),
        ports: some(ports.collect()),
        ..ServiceSpec::default()
    };
    scope.push(Service { metadata, spec: Some(spec), status: None }, Body::Service);
}

/// Without a selector: its addresses come from the slices.
fn service<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, name: &Spanned<String>) {
    let metadata = scope.begin(&name.value, name.span.into(), "an external's name is a Service of its addresses");
    let wires = wires(&item.ports);
    trace_ports(scope, &wires);
    let spec = ServiceSpec {
        cluster_ip: wires.is_empty().then(|| "None".to_owned()),
        ports: some(service_ports(&wires)),
        ..ServiceSpec::default()
    };
    scope.push(Service { metadata, spec: Some(spec), status: None }, Body::Service);
}

fn slice<T: Trace>(
    scope: &mut Scope<'_, T>,
    item: &Item,
    name: &Spanned<String>,
    addresses: &[Located<IpAddr>],
    family: Family,
) {
    let (suffix, address_type) = match family {
        Family::V4 => ("ipv4", "IPv4"),
        Family::V6 => ("ipv6", "IPv6"),
    };
    let of_family: Vec<_> = addresses.iter().filter(|address| is_of(family, address.value)).collect();
    if of_family.is_empty() {
        return;
    }
    let slice_name = format!("{}-{suffix}", name.value);
    let rule = "an external's name is a Service of its addresses";
    let mut metadata = scope.begin(&slice_name, name.span.into(), rule);
    let ours =
        [("kubernetes.io/service-name", name.value.as_str()), ("endpointslice.kubernetes.io/managed-by", LABEL_PREFIX)];
    let ours = ours.map(|(key, value)| (key.to_owned(), value.to_owned()));
    metadata.labels.get_or_insert_default().extend(ours);
    for (at, address) in of_family.iter().enumerate() {
        scope.set(format_args!("/endpoints/{at}/addresses/0"), address.origin);
    }
    let wires = wires(&item.ports);
    for (at, wire) in wires.iter().enumerate() {
        scope.set(format_args!("/ports/{at}"), wire.port.span);
    }
    let slice = EndpointSlice {
        metadata,
        address_type: address_type.to_owned(),
        endpoints: of_family.iter().map(|address| endpoint(address.value)).collect(),
        ports: some(wires.iter().map(endpoint_port).collect()),
    };
    scope.push(slice, Body::EndpointSlice);
}

fn is_of(family: Family, address: IpAddr) -> bool {
    match family {
        Family::V4 => address.is_ipv4(),
        Family::V6 => address.is_ipv6(),
    }
}

fn endpoint(address: IpAddr) -> Endpoint {
    let conditions = EndpointConditions { ready: Some(true), ..EndpointConditions::default() };
    Endpoint { addresses: vec![address.to_string()], conditions: Some(conditions), ..Endpoint::default() }
}

fn endpoint_port(wire: &Wire<'_>) -> EndpointPort {
    EndpointPort {
        name: Some(wire.name.clone()),
        port: Some(wire.port.target.into()),
        protocol: Some(wire.protocol.to_owned()),
        app_protocol: None,
    }
}
