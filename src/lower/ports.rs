//! Ports as Services, containers and policies list them.
//!
//! Input: an item's ports. Output: one entry a transport. Gained: names are unique, entries are not repeated.
//! Not here: who may reach them.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{ContainerPort, ServicePort};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::instantiate::Port;

/// One port over one transport.
#[derive(Debug)]
pub(super) struct Wire<'a> {
    /// Unique among the item's wires; a DNS label.
    pub name: String,
    /// `TCP` or `UDP`.
    pub protocol: &'static str,
    pub port: &'a Port,
}

/// The item's ports in its order; a port over both transports becomes `NAME-tcp` and `NAME-udp`.
pub(super) fn wires(ports: &[Port]) -> Vec<Wire<'_>> {
    let mut taken: BTreeSet<String> =
        ports.iter().filter(|p| protocols(p).len() == 1).map(|p| p.name.clone()).collect();
    let mut wires = Vec::new();
    for port in ports {
        let protocols = protocols(port);
        for protocol in protocols {
            let name = if protocols.len() == 1 { port.name.clone() } else { suffixed(&port.name, protocol, &taken) };
            taken.insert(name.clone());
            wires.push(Wire { name, protocol, port });
        }
    }
    wires
}

pub(super) fn protocols(port: &Port) -> &'static [&'static str] {
    port.transport.protocols()
}

/// `NAME-tcp`, with a number where another port has that name; at most 63 characters.
fn suffixed(name: &str, protocol: &str, taken: &BTreeSet<String>) -> String {
    let start: String = name.chars().take(52).collect();
    let wanted = format!("{}-{}", start.trim_end_matches('-'), protocol.to_ascii_lowercase());
    free(wanted, '-', |name| taken.contains(name))
}

/// The wanted name, or with `joint` and the first number that makes it free.
pub(super) fn free(wanted: String, joint: char, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&wanted) {
        return wanted;
    }
    let mut numbered = (2u32..).map(|number| format!("{wanted}{joint}{number}"));
    numbered.find(|name| !is_taken(name)).unwrap_or(wanted)
}

/// The ports of a Service. Target ports are numbers: names are limited to 15 characters.
pub(super) fn service_ports(wires: &[Wire<'_>]) -> Vec<ServicePort> {
    let ports = wires.iter().map(|wire| ServicePort {
        name: Some(wire.name.clone()),
        port: wire.port.port.into(),
        target_port: Some(IntOrString::Int(wire.port.target.into())),
        protocol: Some(wire.protocol.to_owned()),
        ..ServicePort::default()
    });
    ports.collect()
}

/// The ports of a container with the wires they come from. Two ports with one target are one port there.
pub(super) fn container_ports(ports: &[Port]) -> Vec<(ContainerPort, &Port)> {
    let mut seen = BTreeSet::new();
    let wires = wires(ports).into_iter();
    let first = wires.filter(|wire| seen.insert((wire.port.target, wire.protocol)));
    let listed = first.map(|wire| {
        let name = is_port_name(&wire.name).then_some(wire.name);
        let container_port = wire.port.target.into();
        let protocol = Some(wire.protocol.to_owned());
        (ContainerPort { name, container_port, protocol, ..ContainerPort::default() }, wire.port)
    });
    listed.collect()
}

/// Whether Kubernetes takes it as the name of a container's port.
fn is_port_name(name: &str) -> bool {
    name.len() <= 15 && name.bytes().any(|b| b.is_ascii_lowercase()) && !name.contains("--")
}

#[cfg(test)]
mod tests {
    use crate::ast::Transport;

    use super::super::sample::port;
    use super::*;

    fn names(ports: &[Port]) -> Vec<String> {
        wires(ports).into_iter().map(|wire| wire.name).collect()
    }

    #[test]
    fn names_of_both_transports_are_unique() {
        let both = Port { transport: Transport::Both, ..port("turn", 3478, 3478) };
        assert_eq!(names(&[both.clone(), port("turn-udp", 1, 1)]), ["turn-tcp", "turn-udp-2", "turn-udp"]);
        let long = Port { name: "a".repeat(63), ..both };
        assert!(names(&[long]).iter().all(|name| name.len() <= 63));
    }

    #[test]
    fn a_container_lists_a_target_once_and_only_short_names() {
        let ports = [port("http", 80, 8080), port("alias", 81, 8080), port("a-name-longer-than-15", 90, 90)];
        let listed = container_ports(&ports);
        let listed: Vec<_> = listed.iter().map(|(p, _)| (p.container_port, p.name.as_deref())).collect();
        assert_eq!(listed, [(8080, Some("http")), (90, None)]);
    }
}
