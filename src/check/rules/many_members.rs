//! Members are listed by their names, so there is an end to them.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

/// More members than this are no quorum, and no list of them is made.
pub const MOST_MEMBERS: u32 = 1000;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for service in menu.items().filter_map(|item| item.service()).filter(|service| service.has_members()) {
        let Some(replicas) = &service.replicas else { continue };
        if let Some(count) = replicas.most().literal().filter(|count| **count > MOST_MEMBERS) {
            diagnostics.push(ManyMembers { count: *count, at: replicas.span() });
        }
    }
}

/// More members than anything lists.
#[derive(Debug)]
pub struct ManyMembers {
    pub count: u32,
    pub at: Span,
}

impl From<ManyMembers> for Diagnostic {
    fn from(error: ManyMembers) -> Self {
        let message = format!("{} members are more than the {MOST_MEMBERS} that can be called by name", error.count);
        Diagnostic::error("many-members", message)
            .at(error.at, "asked for here")
            .help(format!("ask for {MOST_MEMBERS} or fewer; a service without `storage` or `identity` may have more"))
    }
}
