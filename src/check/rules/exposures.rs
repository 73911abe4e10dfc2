//! Routes have a host and perhaps a path; load balancers a number outside, and a name that leaves room for `NAME-EXPOSURE-lb`.

use crate::ast::types::Name;
use crate::ast::{Expose, Way};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::{Span, Spanned};

use super::long_name::LongName;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        for (name, expose) in item.service().into_iter().flat_map(|service| service.expose.iter()) {
            let found = match expose.way.map(|way| way.value) {
                Some(Way::LoadBalancer) => {
                    let service = format!("{}-{}-lb", item.name(), name.value);
                    if service.len() > 63 {
                        let why = "the Service of this load balancer";
                        diagnostics.push(LongName { name: service, most: 63, why, span: name.span });
                    }
                    expose.path.as_ref().map(|path| Unfit::Path(path.span))
                }
                None => route(name, expose),
            };
            found.into_iter().for_each(|unfit| diagnostics.push(unfit));
        }
    }
}

fn route(name: &Spanned<Name>, expose: &Expose) -> Option<Unfit> {
    match (&expose.host, &expose.external) {
        (_, Some(external)) => Some(Unfit::External(external.span())),
        (None, None) => Some(Unfit::NoHost(name.span)),
        (Some(_), None) => None,
    }
}

/// What an exposure of this kind must have, or can't.
enum Unfit {
    NoHost(Span),
    External(Span),
    Path(Span),
}

impl From<Unfit> for Diagnostic {
    fn from(error: Unfit) -> Self {
        let (message, span, label, help) = match error {
            Unfit::NoHost(span) => {
                let help = "add `host: \"${{ box.name }}.${{ cluster.domain }}\"`, or `as: load-balancer`";
                ("this exposure needs a `host`", span, "by which name?", help)
            }
            Unfit::External(span) => {
                let help = "add `as: load-balancer`, or leave `external` out";
                ("only a load balancer has a number of its own outside", span, "a route has none", help)
            }
            Unfit::Path(span) => ("a load balancer knows no paths", span, "a path", "leave `path` out"),
        };
        Diagnostic::error("unfit-exposure", message).at(span, label).help(help)
    }
}
