//! Probes, and the ports that they ask.

use crate::ast::types::Name;
use crate::ast::{self, Transport};
use crate::hir;
use crate::source::{Origin, Spanned};

use super::model::{Located, Probe, ProbeAction};
use super::pod::{located, seconds};
use super::resolve::Resolver;

impl<'p> Resolver<'_, 'p> {
    pub(super) fn probe(&mut self, item: hir::Item<'p>, probe: Option<&ast::Probe>) -> Option<Option<Probe>> {
        let Some(probe) = probe else { return Some(None) };
        Some(Some(Probe {
            action: self.action(item, &probe.action)?,
            every: seconds(probe.every, ast::EVERY, "a probe is tried every ten seconds"),
            timeout: seconds(probe.timeout, 5, "a probe may take five seconds"),
            failures: match probe.failures {
                Some(failures) => Located { value: failures.value, origin: Origin::Source(failures.span) },
                None => Located { value: 3, origin: Origin::Rule("three failures in a row count") },
            },
            span: probe.span,
        }))
    }

    fn action(&mut self, item: hir::Item<'p>, action: &ast::ProbeAction) -> Option<ProbeAction> {
        let target = |port: &Spanned<Name>| item.port(port.value.as_str()).map(ast::Port::target);
        match action {
            ast::ProbeAction::Http { path, port, scheme, headers } => {
                let at = tcp_port(item, port.as_ref())?;
                let headers = self.all(headers.entries.iter(), |this, (name, value)| {
                    let value = this.field(item, value)?;
                    Some((name.value.clone(), located(value, |text| text.0)))
                })?;
                let path = Spanned::new(path.value.0.clone(), path.span);
                let target = item.ports().get(at).map(|(_, port)| port.target())?;
                Some(ProbeAction::Http { path, target, scheme: *scheme, headers })
            }
            ast::ProbeAction::Tcp { port } => Some(ProbeAction::Tcp { target: target(port)? }),
            ast::ProbeAction::Grpc { port } => Some(ProbeAction::Grpc { target: target(port)? }),
            ast::ProbeAction::Run { command } => {
                Some(ProbeAction::Run { command: self.arguments(item, Some(command))? })
            }
        }
    }
}

/// The position of a named port, or of the only one that takes TCP.
pub(super) fn tcp_port(item: hir::Item<'_>, port: Option<&Spanned<Name>>) -> Option<usize> {
    item.ports().iter().position(|(name, own)| match port {
        Some(port) => name.value == port.value,
        None => own.transport() != Transport::Udp,
    })
}
