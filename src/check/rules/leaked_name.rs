//! A box names nothing of the cluster that it happens to run on.

use crate::check::hosts::{hosts, is_inner, lines};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for workload in menu.items().filter_map(|item| item.workload()) {
        for text in workload.texts() {
            for host in lines(&text).flat_map(hosts).filter(|host| is_inner(host.name)) {
                diagnostics.push(LeakedName {
                    host: host.name.to_owned(),
                    written: host.written(),
                    what: "a name inside a cluster",
                    at: text.span,
                });
            }
        }
    }
}

/// A name that means something else, or nothing, in another box or on another cluster.
pub struct LeakedName {
    pub host: String,
    /// As it stands in the text.
    pub written: String,
    pub what: &'static str,
    pub at: Span,
}

impl From<LeakedName> for Diagnostic {
    fn from(error: LeakedName) -> Self {
        let LeakedName { host, written, what, at } = error;
        Diagnostic::error("leaked-name", format!("`{host}` is {what}"))
            .at(at, "means something else for another box, or on another cluster")
            .help("call items by their in-box names; declare what is outside of the box under `externals`, and need it")
            .on_word(written)
    }
}
