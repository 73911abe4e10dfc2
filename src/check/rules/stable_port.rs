//! Members of a quorum are called under the number that they listen on.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let Some(identity) = item.service().and_then(|service| service.identity) else { continue };
        for (_, port) in item.ports() {
            if let Some(target) = port.target.filter(|target| target.value != port.port.value) {
                diagnostics.push(StablePort { port: port.port.value.0, at: target.span, identity: identity.span });
            }
        }
    }
}

/// A quorum's port that would be another outside than inside.
struct StablePort {
    port: u16,
    at: Span,
    identity: Span,
}

impl From<StablePort> for Diagnostic {
    fn from(error: StablePort) -> Self {
        let StablePort { port, at, identity } = error;
        Diagnostic::error("stable-port", "a quorum's port and its target are one number")
            .at(at, format!("others would call {port}"))
            .at(identity, "its members are called directly, where no Service maps ports")
            .help("let the program listen on the number that others call, and leave `target` out")
    }
}
