//! Two ports of an item differ in their numbers, outside and inside.

use crate::ast::{Port, Transport};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let ports = item.ports();
        for (at, (name, port)) in ports.iter().enumerate() {
            let earlier = ports.iter().take(at).filter(|(_, other)| share_transport(port, other));
            for (other_name, other) in earlier {
                if port.port.value == other.port.value {
                    diagnostics.push(DuplicatePort { port: port.port.value.0, at: name.span, first: other_name.span });
                } else if port.target() == other.target() && !item.is_external() {
                    diagnostics.push(DuplicatePort { port: port.target(), at: name.span, first: other_name.span });
                }
            }
        }
    }
}

fn share_transport(one: &Port, other: &Port) -> bool {
    let (one, other) = (one.transport(), other.transport());
    one == other || one == Transport::Both || other == Transport::Both
}

/// Two ports with one number.
struct DuplicatePort {
    port: u16,
    at: Span,
    first: Span,
}

impl From<DuplicatePort> for Diagnostic {
    fn from(error: DuplicatePort) -> Self {
        Diagnostic::error("duplicate-port", format!("the number {} is taken by another port of this item", error.port))
            .at(error.at, "the same number again")
            .at(error.first, "first used here")
            .help("give it another number, or keep one of the two")
    }
}
