//! Probes and exposures name ports that their item has.

use crate::ast::types::Name;
use crate::ast::{Health, Probe, ProbeAction};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{DanglingPort, Item, Menu};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let health = item.workload().and_then(|workload| workload.health.as_ref());
        for probe in health.into_iter().flat_map(Health::probes) {
            let (port, what) = wanted(probe);
            if let Some(what) = what {
                one(item, port, probe.span, what, diagnostics);
            }
        }
        if let Some(metrics) = item.workload().and_then(|workload| workload.metrics.as_ref()) {
            one(item, metrics.port.as_ref(), item.span(), "asking for metrics", diagnostics);
        }
        for (name, expose) in item.service().into_iter().flat_map(|service| service.expose.iter()) {
            match expose.way {
                Some(_) => any(item, expose.port.as_ref(), name.span, diagnostics),
                None => one(item, expose.port.as_ref(), name.span, "this exposure", diagnostics),
            }
        }
    }
}

/// The port that a probe names, and how to call it where it needs one.
fn wanted(probe: &Probe) -> (Option<&Spanned<Name>>, Option<&'static str>) {
    match &probe.action {
        ProbeAction::Http { port, .. } => (port.as_ref(), Some("this probe")),
        ProbeAction::Tcp { port } | ProbeAction::Grpc { port } => (Some(port), Some("this probe")),
        ProbeAction::Run { .. } => (None, None),
    }
}

/// The named port is there and takes TCP; without a name there is exactly one.
fn one(item: Item<'_>, port: Option<&Spanned<Name>>, at: Span, what: &'static str, diagnostics: &mut Diagnostics) {
    let tcp = item.ports().iter().filter(|(_, port)| port.takes_tcp());
    match port {
        Some(port) if item.port(port.value.as_str()).is_none() => diagnostics.push(DanglingPort::of(item, port)),
        Some(port) if item.port(port.value.as_str()).is_some_and(|found| !found.takes_tcp()) => {
            diagnostics.push(UnnamedPort {
                at: port.span,
                what,
                item: item.name().to_owned(),
                tcp: tcp.count(),
                udp: true,
            });
        }
        None if tcp.clone().count() != 1 => {
            diagnostics.push(UnnamedPort { at, what, item: item.name().to_owned(), tcp: tcp.count(), udp: false });
        }
        Some(_) | None => {}
    }
}

/// The named port is there; without a name there is exactly one. Load balancers take every transport.
fn any(item: Item<'_>, port: Option<&Spanned<Name>>, at: Span, diagnostics: &mut Diagnostics) {
    match port {
        Some(port) if item.port(port.value.as_str()).is_none() => diagnostics.push(DanglingPort::of(item, port)),
        None if item.ports().len() != 1 => {
            diagnostics.push(AnyPort { at, item: item.name().to_owned(), ports: item.ports().len() });
        }
        Some(_) | None => {}
    }
}

/// A load balancer without a port that it could mean.
struct AnyPort {
    at: Span,
    item: String,
    ports: usize,
}

impl From<AnyPort> for Diagnostic {
    fn from(error: AnyPort) -> Self {
        let AnyPort { at, item, ports } = error;
        let (message, help) = match ports {
            0 => {
                (format!("this load balancer needs a port, and `{item}` has none"), "add `ports: {NAME: NUMBER}` to it")
            }
            _ => (format!("this load balancer could mean {ports} ports of `{item}`"), "name one of them: `port: NAME`"),
        };
        Diagnostic::error("unnamed-port", message).at(at, "which port?").help(help)
    }
}

/// A probe or an exposure without a port that it could mean.
struct UnnamedPort {
    at: Span,
    what: &'static str,
    item: String,
    tcp: usize,
    /// It names a port of UDP.
    udp: bool,
}

impl From<UnnamedPort> for Diagnostic {
    fn from(error: UnnamedPort) -> Self {
        let UnnamedPort { at, what, item, tcp, udp } = error;
        let message = match tcp {
            _ if udp => format!("{what} needs a port of TCP"),
            0 => format!("{what} needs a port, and `{item}` has none that takes TCP"),
            _ => format!("{what} could mean {tcp} ports of `{item}`"),
        };
        let help = if tcp == 0 { "add `ports: {NAME: NUMBER}` to it" } else { "name one of them: `port: NAME`" };
        Diagnostic::error("unnamed-port", message).at(at, "which port?").help(help)
    }
}
