//! An alias of two labels is a pod's own host name below a headless Service.

use crate::ast::types::Alias;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let aliases: Vec<_> = item.aliases().iter().filter(|alias| alias.value.host.is_some()).collect();
        let Some((first, more)) = aliases.split_first() else { continue };
        if let Some(second) = more.first() {
            diagnostics.push(HostAlias::new(second, "a pod has one host name", first.span));
        }
        if let Some((why, at)) = impossible(item) {
            diagnostics.push(HostAlias::new(first, why, at));
        }
    }
}

/// Why an item can't have such an alias, and where it shows.
fn impossible(item: Item<'_>) -> Option<(&'static str, Span)> {
    if item.service().is_none_or(|service| service.has_members()) {
        return Some(("only a service whose pods have no names of their own can have one", item.span()));
    }
    let moved =
        item.ports().iter().filter_map(|(_, port)| port.target.filter(|target| target.value != port.port.value));
    moved.map(|target| ("nothing maps ports there, so that port and target are one number", target.span)).next()
}

/// An alias of two labels where there can be none.
struct HostAlias {
    alias: Span,
    why: &'static str,
    at: Span,
}

impl HostAlias {
    fn new(alias: &Spanned<Alias>, why: &'static str, at: Span) -> Self {
        HostAlias { alias: alias.span, why, at }
    }
}

impl From<HostAlias> for Diagnostic {
    fn from(error: HostAlias) -> Self {
        Diagnostic::error("host-alias", "this alias of two labels can't be given")
            .at(error.alias, "a host name below a Service")
            .at(error.at, error.why)
            .help("use an alias of one label, or let the program listen on the number that others call")
    }
}
