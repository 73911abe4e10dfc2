//! What boxes ask of each other and do not get.

use crate::ast;
use crate::diagnostic::{Diagnostic, listed, nearest};
use crate::hir;
use crate::instantiate::errors::at_cluster;
use crate::instantiate::values::Context;
use crate::source::{Span, Spanned};
use crate::survey::Peer;

use super::{BoundBox, Direction};

/// A box on another member cluster.
pub(super) struct OtherCluster {
    name: Spanned<String>,
    there: String,
    here: String,
    here_span: Option<Span>,
}

impl OtherCluster {
    pub(super) fn new(name: &Spanned<ast::types::AnyName>, peer: Peer<'_>, context: &Context<'_>) -> Self {
        let (here, here_span) = crate::instantiate::errors::cluster(context);
        OtherCluster { name: name.as_ref().map(ToString::to_string), there: peer.cluster.to_owned(), here, here_span }
    }
}

impl From<OtherCluster> for Diagnostic {
    fn from(error: OtherCluster) -> Self {
        let OtherCluster { name, there, here, here_span } = error;
        let message = format!("`{}` runs on `{there}`, and this box on `{here}`", name.value);
        let finding = Diagnostic::error("other-cluster", message).at(name.span, "on another member cluster");
        at_cluster(finding, here_span)
            .help("place both boxes on one member cluster: services of several clusters (`mcs`) are not compiled yet")
    }
}

/// A service that another box does not offer to this one.
pub(super) struct NotOffered {
    service: Spanned<String>,
    peer: String,
    peer_span: Span,
    this: String,
}

impl NotOffered {
    pub(super) fn new(service: &Spanned<ast::types::Name>, peer: Peer<'_>, this: Peer<'_>) -> Self {
        let order = peer.surveyed.order;
        let offers = order.offers.entry(service.value.as_str()).map(|(name, _)| name.span);
        NotOffered {
            service: service.as_ref().map(ToString::to_string),
            peer: peer.copy.identity.name.clone(),
            peer_span: offers.unwrap_or(order.name.span),
            this: this.surveyed.order.name.value.to_string(),
        }
    }
}

impl From<NotOffered> for Diagnostic {
    fn from(error: NotOffered) -> Self {
        let NotOffered { service, peer, peer_span, this } = error;
        let name = &service.value;
        Diagnostic::error("not-offered", format!("`{peer}` does not offer `{name}` to `{this}`"))
            .at(service.span, "bound to here")
            .at(peer_span, format!("says nothing of `{this}` or its owner"))
            .help(format!("add `offers: {{{name}: [{this}]}}` to the box `{peer}`"))
    }
}

/// A service of another box that does not keep what an external's contract says.
pub(super) struct MismatchedService {
    message: String,
    at: Span,
    label: &'static str,
    other: (Span, &'static str),
    help: Option<String>,
}

impl MismatchedService {
    pub(super) fn missing(service: &Spanned<ast::types::Name>, peer: Peer<'_>) -> Self {
        let (name, menu) = (service.value.as_str(), peer.surveyed.menu);
        let there =
            menu.items().filter(|item| item.service().is_some() && item.presence().holds(&peer.surveyed.arguments));
        let known: Vec<&str> = there.map(hir::Item::name).collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => Some(format!("write `{near}`")),
            None if known.is_empty() => None,
            None => Some(format!("its services are {}", listed(known))),
        };
        MismatchedService {
            message: format!("`{}` has no service `{name}`", peer.copy.identity.name),
            at: service.span,
            label: "bound to here",
            other: (peer.surveyed.order.name.span, "this box"),
            help,
        }
    }

    pub(super) fn port(port: Spanned<String>, bound: &BoundBox<'_>) -> Self {
        let known: Vec<&str> = bound.service.ports().iter().map(|(name, _)| name.value.as_str()).collect();
        MismatchedService {
            message: format!("`{}` has no port `{}`", bound.service.name(), port.value),
            at: bound.at,
            label: "bound to here",
            other: (port.span, "this port is called"),
            help: (!known.is_empty())
                .then(|| format!("its ports are {}; ports are matched by their names", listed(known))),
        }
    }

    pub(super) fn interface(wanted_at: Span, wanted: String, speaks: String, bound: &BoundBox<'_>) -> Self {
        MismatchedService {
            message: format!("`{}` speaks `{speaks}`, and `{wanted}` is asked for", bound.service.name()),
            at: bound.at,
            label: "bound to here",
            other: (wanted_at, "asked for here"),
            help: Some("bind to a service that speaks it".to_owned()),
        }
    }

    pub(super) fn output(key: Spanned<String>, bound: &BoundBox<'_>) -> Self {
        MismatchedService {
            message: format!("`{}` has no output `{}`", bound.service.name(), key.value),
            at: bound.at,
            label: "bound to here",
            other: (key.span, "asked for here"),
            help: Some(format!("add `outputs: {{{}: …}}` to the service in its menu", key.value)),
        }
    }
}

impl From<MismatchedService> for Diagnostic {
    fn from(error: MismatchedService) -> Self {
        let MismatchedService { message, at, label, other, help } = error;
        Diagnostic::error("mismatched-service", message).at(at, label).at(other.0, other.1).maybe_help(help)
    }
}

/// Traffic over the wall that the other box does not allow.
pub(super) struct OneSidedAllow {
    name: Spanned<String>,
    peer: String,
    peer_span: Span,
    this: String,
    other: &'static str,
}

impl OneSidedAllow {
    pub(super) fn new(asked: &ast::Neighbour, peer: Peer<'_>, this: Peer<'_>, direction: Direction) -> Self {
        OneSidedAllow {
            name: asked.name.as_ref().map(ToString::to_string),
            peer: peer.surveyed.order.name.value.to_string(),
            peer_span: peer.surveyed.order.name.span,
            this: this.surveyed.order.name.value.to_string(),
            other: direction.other().word(),
        }
    }
}

impl From<OneSidedAllow> for Diagnostic {
    fn from(error: OneSidedAllow) -> Self {
        let OneSidedAllow { name, peer, peer_span, this, other } = error;
        Diagnostic::error("one-sided-allow", format!("`{peer}` does not allow this traffic as well"))
            .at(name.span, "allowed here")
            .at(peer_span, "this box has no word of it")
            .help(format!("add `allow: {{{other}: [{{box: {this}}}]}}` to the box `{peer}`"))
    }
}
