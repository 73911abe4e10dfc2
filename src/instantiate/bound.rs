//! Externals that are services of other boxes.
//!
//! Input: a binding to a box, and what the survey knows of that box. Output: where it is, once it is what the menu's
//! contract says. Not here: boxes on other member clusters, which take what this version does not compile.

mod errors;

use crate::ast::{self, Binding};
use crate::hir::{self, ItemKind};
use crate::source::{Origin, Span, Spanned};
use crate::survey::{Peer, binding, matched};

use super::model::{BoxTarget, Guest, Located, Neighbour, Target};
use super::resolve::Resolver;
use super::values::{Context, ItemValues};

use errors::{MismatchedService, NotOffered, OneSidedAllow, OtherCluster};

/// How many boxes an output may be handed on through.
const MOST_BOXES: u8 = 8;

/// A service of another box that an external stands for.
#[derive(Clone)]
pub(super) struct BoundBox<'p> {
    pub peer: Peer<'p>,
    pub service: hir::Item<'p>,
    /// Where the service is named.
    pub at: Span,
    /// The service's port for each port of the external.
    ports: Vec<Option<usize>>,
}

impl<'p> Context<'p> {
    /// The binding of an external for this box on its cluster.
    pub fn binding(&self, external: &str) -> Option<&'p Binding> {
        binding(self.surveyed.order, self.site.fleet, self.site.cluster, external)
    }

    /// The service of another box that an external is bound to.
    pub fn bound_box(&self, external: hir::Item<'p>) -> Option<BoundBox<'p>> {
        let binding = self.binding(external.name())?;
        let (name, service) = (binding.box_name.as_ref()?, binding.service.as_ref()?);
        let peer = self.site.peers.get(name.value.as_str())?;
        let item = peer.item(service.value.as_str())?;
        Some(BoundBox { peer, service: item, at: service.span, ports: matched(external, item) })
    }

    /// The number of an external's port where it is bound, when that is another than the menu's; by position.
    pub fn bound_port(&self, external: hir::Item<'p>, at: usize) -> Option<u16> {
        if let Some(bound) = self.bound_box(external) {
            return bound.port(at).map(|port| port.port.value.0);
        }
        let (name, _) = external.ports().get(at)?;
        self.binding(external.name())?.ports.get(name.value.as_str()).map(|port| port.value.0)
    }

    /// Whether a binding stands for another name, which maps no ports.
    pub fn is_alias(&self, external: hir::Item<'p>) -> bool {
        self.binding(external.name()).is_some_and(|binding| binding.host.is_some() || binding.box_name.is_some())
    }

    /// The domain of the cluster's names.
    fn domain(&self) -> &'p str {
        let domain = self.cluster.dns.as_ref().and_then(|dns| dns.domain.as_ref());
        domain.map_or("cluster.local", |domain| domain.value.as_str())
    }
}

impl<'p> BoundBox<'p> {
    /// The service's port that a port of the external means, by position.
    pub fn port(&self, at: usize) -> Option<&'p ast::Port> {
        self.service.ports().get((*self.ports.get(at)?)?).map(|(_, port)| port)
    }

    /// The name by which the cluster knows the service.
    pub fn host(&self, context: &Context<'p>) -> String {
        format!("{}.{}.svc.{}", self.service.name(), self.peer.copy.identity.namespace, context.domain())
    }

    /// The value of an output, as the other box gives it.
    pub fn output(&self, context: &Context<'p>, key: &str) -> Option<crate::expr::Value> {
        let through = context.through.checked_add(1).filter(|through| *through <= MOST_BOXES)?;
        let there = Context::new(self.peer.surveyed, &self.peer.copy.identity, context.site)?;
        let there = Context { through, ..there };
        ItemValues { context: &there, item: self.service }.output(self.service, key)
    }
}

impl<'p> Resolver<'_, 'p> {
    /// Where a service of another box is, when it may be called and is what the external's contract says.
    pub(super) fn box_target(
        &mut self,
        item: hir::Item<'p>,
        external: &'p ast::External,
        (name, service): (&'p Spanned<ast::types::AnyName>, &'p Spanned<ast::types::Name>),
    ) -> Option<Target> {
        let context = self.context;
        // A box with errors of its own has no facts, and its errors were reported.
        let peer = context.site.peers.get(name.value.as_str())?;
        let this = self.itself()?;
        if peer.cluster != context.site.cluster {
            self.diagnostics.push(OtherCluster::new(name, peer, context));
            return None;
        }
        let Some(bound) = context.bound_box(item).filter(|bound| matches!(bound.service.kind(), ItemKind::Service(_)))
        else {
            self.diagnostics.push(MismatchedService::missing(service, peer));
            return None;
        };
        if peer.offers(service.value.as_str(), this).is_none() {
            self.diagnostics.push(NotOffered::new(service, peer, this));
            return None;
        }
        let mismatches = self.mismatches(item, external, &bound);
        if !mismatches.is_empty() {
            mismatches.into_iter().for_each(|mismatch| self.diagnostics.push(mismatch));
            return None;
        }
        self.moved_to_box(item, &bound);
        let target =
            |(at, port): (usize, &(Spanned<_>, ast::Port))| bound.port(at).map_or(port.1.target(), ast::Port::target);
        Some(Target::Box(BoxTarget {
            host: Located { value: bound.host(context), origin: Origin::Source(bound.at) },
            namespace: peer.copy.identity.namespace.clone(),
            service: bound.service.name().to_owned(),
            targets: item.ports().iter().enumerate().map(target).collect(),
        }))
    }

    /// This box, as others know it.
    fn itself(&self) -> Option<Peer<'p>> {
        let context = self.context;
        let copies = &context.surveyed.copies;
        let copy = copies.iter().find(|copy| copy.identity == *context.identity).or_else(|| copies.first())?;
        Some(Peer { surveyed: context.surveyed, copy, cluster: context.site.cluster })
    }

    /// What of the contract the service does not keep.
    fn mismatches(
        &self,
        item: hir::Item<'p>,
        external: &'p ast::External,
        bound: &BoundBox<'p>,
    ) -> Vec<MismatchedService> {
        let mut found = Vec::new();
        let context = self.context;
        for (at, (name, port)) in item.ports().iter().enumerate() {
            let Some(theirs) = bound.port(at) else {
                found.push(MismatchedService::port(name.as_ref().map(ToString::to_string), bound));
                continue;
            };
            let speaks = bound.service.interface(theirs);
            let states = item.interface(port);
            let transport = if port.transport() == ast::Transport::Udp { "udp" } else { "tcp" };
            let kept = port.transport() == theirs.transport() && states.as_requirement().accepts(&speaks, transport);
            if !kept {
                found.push(MismatchedService::interface(name.span, states.to_string(), speaks.to_string(), bound));
            }
            let there = context.menu().needs().filter(|need| need.is_there(&context.surveyed.arguments));
            for need in there.filter(|need| need.provider().id() == item.id() && need.port_positions().contains(&at)) {
                let wanted = need.written().interface.as_ref().filter(|w| !w.value.accepts(&speaks, transport));
                if let Some(wanted) = wanted.filter(|_| kept) {
                    let (at, wanted) = (wanted.span, wanted.value.to_string());
                    found.push(MismatchedService::interface(at, wanted, speaks.to_string(), bound));
                }
            }
        }
        let outputs = bound.service.workload().map(|workload| &workload.outputs);
        for (key, _) in external.outputs.iter() {
            if outputs.is_none_or(|outputs| outputs.get(key.value.as_str()).is_none()) {
                found.push(MismatchedService::output(key.as_ref().map(ToString::to_string), bound));
            }
        }
        found
    }

    /// Who calls services of this box from other boxes.
    pub(super) fn guests(&self) -> Vec<Guest> {
        let context = self.context;
        // The sentinel has none: what others call is no part of what copies have in common.
        if !context.surveyed.copies.iter().any(|copy| copy.identity == *context.identity) {
            return Vec::new();
        }
        let all = context.site.peers.guests(&context.identity.name);
        let guest = |(guest, namespaces): (&crate::survey::Guest<'p>, &std::collections::BTreeSet<&'p str>)| Guest {
            service: guest.service.to_owned(),
            ports: guest.ports.clone(),
            item: guest.item.to_owned(),
            namespaces: namespaces.iter().map(|namespace| (*namespace).to_owned()).collect(),
            span: guest.offered,
        };
        all.map(guest).collect()
    }

    /// The boxes of one direction of `allow`, each of which says the same of this one.
    pub(super) fn neighbours(&mut self, direction: Direction) -> Option<Vec<Neighbour>> {
        let (context, this) = (self.context, self.itself()?);
        let Some(allow) = &context.surveyed.order.allow else { return Some(Vec::new()) };
        let mut found = Vec::new();
        let mut whole = true;
        for asked in direction.of(allow) {
            for peer in context.site.peers.named(asked.name.value.as_str()) {
                let back = peer.surveyed.order.allow.as_ref().map(|allow| direction.other().of(allow));
                if peer.cluster != context.site.cluster {
                    self.diagnostics.push(OtherCluster::new(&asked.name, peer, context));
                    whole = false;
                } else if back.is_some_and(|back| back.iter().any(|word| this.is(word.name.value.as_str()))) {
                    let namespace = peer.copy.identity.namespace.clone();
                    found.push(Neighbour { namespace, span: asked.name.span });
                } else {
                    self.diagnostics.push(OneSidedAllow::new(asked, peer, this, direction));
                    whole = false;
                }
            }
        }
        whole.then_some(found)
    }
}

/// Which way traffic goes over the wall.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    From,
    To,
}

impl Direction {
    fn of(self, allow: &ast::Allow) -> &[ast::Neighbour] {
        match self {
            Direction::From => &allow.from,
            Direction::To => &allow.to,
        }
    }

    fn other(self) -> Self {
        match self {
            Direction::From => Direction::To,
            Direction::To => Direction::From,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Direction::From => "from",
            Direction::To => "to",
        }
    }
}
