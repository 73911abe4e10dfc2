//! Copyable views of a linked menu, by which checks read like prose.

use crate::ast::types::{Alias, Interface, Name, Requirement};
use crate::ast::{self, Transport, Until, Workload};
use crate::source::{Span, Spanned};

use super::model::{Edge, ItemId, Menu, Place};
use super::presence::{Arguments, Presence};

/// An item of a linked menu.
#[derive(Debug, Clone, Copy)]
pub struct Item<'m> {
    menu: &'m Menu,
    id: ItemId,
    name: &'m Spanned<Name>,
    kind: ItemKind<'m>,
}

/// What an item is.
#[derive(Debug, Clone, Copy)]
pub enum ItemKind<'m> {
    Service(&'m ast::Service),
    Job(&'m ast::Job),
    External(&'m ast::External),
}

impl ItemKind<'_> {
    /// What an item is, in a user's words.
    pub fn describe(self) -> &'static str {
        match self {
            ItemKind::Service(_) => "a service",
            ItemKind::Job(_) => "a job",
            ItemKind::External(_) => "an external",
        }
    }
}

impl<'m> Item<'m> {
    /// `None` for an id of another menu.
    pub(super) fn of(menu: &'m Menu, id: ItemId) -> Option<Self> {
        let (name, kind) = match *menu.items.get(id.0)? {
            Place::Service(at) => menu.ast.services.entries.get(at).map(|(name, s)| (name, ItemKind::Service(s))),
            Place::Server(at) => menu.ast.servers.entries.get(at).map(|(name, s)| (name, ItemKind::Service(&s.0))),
            Place::Job(at) => menu.ast.jobs.entries.get(at).map(|(name, j)| (name, ItemKind::Job(j))),
            Place::External(at) => menu.ast.externals.entries.get(at).map(|(name, e)| (name, ItemKind::External(e))),
        }?;
        Some(Item { menu, id, name, kind })
    }

    pub fn id(self) -> ItemId {
        self.id
    }

    /// Its own in-box name.
    pub fn name(self) -> &'m str {
        self.name.value.as_str()
    }

    /// Where its name stands.
    pub fn span(self) -> Span {
        self.name.span
    }

    pub fn kind(self) -> ItemKind<'m> {
        self.kind
    }

    /// What services and jobs have in common; externals run nothing.
    pub fn workload(self) -> Option<&'m Workload> {
        match self.kind {
            ItemKind::Service(service) => Some(&service.workload),
            ItemKind::Job(job) => Some(&job.workload),
            ItemKind::External(_) => None,
        }
    }

    pub fn service(self) -> Option<&'m ast::Service> {
        match self.kind {
            ItemKind::Service(service) => Some(service),
            ItemKind::Job(_) | ItemKind::External(_) => None,
        }
    }

    pub fn is_job(self) -> bool {
        matches!(self.kind, ItemKind::Job(_))
    }

    /// Whether it runs again and again, so that it is never done.
    pub fn is_scheduled(self) -> bool {
        matches!(self.kind, ItemKind::Job(job) if job.schedule.is_some())
    }

    /// Whether pods of others may answer under its name.
    pub fn is_joined(self) -> bool {
        let mut joins = self.menu.items().filter_map(|other| other.service()?.joins.as_ref());
        joins.any(|joins| self.menu.renamed(joins.value.as_str(), joins.span.file) == self.name())
    }

    /// Whether it is a delivered machine.
    pub fn is_server(self) -> bool {
        matches!(self.menu.items.get(self.id.0), Some(Place::Server(_)))
    }

    /// The menu that it came with, by name, where this menu takes that in: the outermost one.
    pub fn included_from(self) -> Option<&'m str> {
        let mut found = None;
        let mut at = self.name.span.file;
        while let Some(included) = self.menu.inclusions.get(&at).filter(|included| included.parent != at) {
            found = Some(included.menu.as_str());
            at = included.parent;
        }
        found
    }

    pub fn is_external(self) -> bool {
        matches!(self.kind, ItemKind::External(_))
    }

    /// Under which arguments it is there.
    pub fn presence(self) -> Presence<'m> {
        Presence::of_file(self.menu, self.name.span.file).and(&Presence::of(self.menu, [self.condition()]))
    }

    /// What it says itself of when it is there.
    pub fn condition(self) -> Option<&'m ast::When> {
        match self.kind {
            ItemKind::Service(service) => service.workload.when.as_ref(),
            ItemKind::Job(job) => job.workload.when.as_ref(),
            ItemKind::External(external) => external.when.as_ref(),
        }
    }

    /// Its ports in the author's order, those of its sidecars last.
    pub fn ports(self) -> &'m [(Spanned<Name>, ast::Port)] {
        match self.kind {
            ItemKind::Service(_) | ItemKind::Job(_) => self.menu.ports.get(self.id.0).map_or(&[], Vec::as_slice),
            ItemKind::External(external) => &external.ports.entries,
        }
    }

    /// The sidecar that listens on a port of it, where its own program does not.
    pub fn sidecar_of(self, port: &Spanned<Name>) -> Option<&'m Spanned<Name>> {
        let sidecars = self.workload()?.sidecars.iter();
        let listens = |sidecar: &ast::Sidecar| sidecar.0.ports.iter().any(|(own, _)| own.span == port.span);
        sidecars.filter(|(_, sidecar)| listens(sidecar)).map(|(name, _)| name).next()
    }

    pub fn port(self, name: &str) -> Option<&'m ast::Port> {
        self.ports().iter().find(|(own, _)| own.value.as_str() == name).map(|(_, port)| port)
    }

    /// The position of the port that an exposure means: the named one, or the only one that it could mean. Load balancers
    /// take any transport.
    pub fn exposed_port(self, expose: &ast::Expose) -> Option<usize> {
        self.ports().iter().position(|(name, port)| match &expose.port {
            Some(named) => name.value == named.value,
            None => expose.way.is_some() || port.takes_tcp(),
        })
    }

    /// Further in-box names of it.
    pub fn aliases(self) -> &'m [Spanned<Alias>] {
        match self.kind {
            ItemKind::External(external) => &external.aliases,
            ItemKind::Service(_) | ItemKind::Job(_) => self.workload().map_or(&[], |workload| &workload.aliases),
        }
    }

    /// The needs as they were written, linked or not.
    pub fn written_needs(self) -> &'m [(Spanned<Name>, ast::Need)] {
        self.workload().map_or(&[], |workload| &workload.needs.entries)
    }

    /// Its linked needs, in the author's order.
    pub fn needs(self) -> impl Iterator<Item = Need<'m>> {
        self.menu.needs().filter(move |need| need.consumer.id == self.id)
    }

    /// Its linked need of this in-box name; where its provider depends on arguments, the first.
    pub fn need(self, name: &str) -> Option<Need<'m>> {
        self.needs_of(name).next()
    }

    /// Its linked needs of this in-box name, one for each provider that may be there.
    pub fn needs_of(self, name: &str) -> impl Iterator<Item = Need<'m>> {
        self.needs().filter(move |need| need.name.value.as_str() == name)
    }

    /// What a port of it speaks: what the port says, else what its external says, else its transport.
    pub fn interface(self, port: &ast::Port) -> Interface {
        let of_external = match self.kind {
            ItemKind::External(external) => external.interface.as_ref(),
            ItemKind::Service(_) | ItemKind::Job(_) => None,
        };
        match port.interface.as_ref().or(of_external) {
            Some(interface) => interface.value.clone(),
            None if port.transport() == Transport::Udp => Interface::transport("udp"),
            None => Interface::transport("tcp"),
        }
    }
}

impl Item<'_> {
    /// Whether a port of it speaks what is asked for.
    pub fn accepts(self, port: &ast::Port, wanted: &Requirement) -> bool {
        let transports: &[&str] = match port.transport() {
            Transport::Tcp => &["tcp"],
            Transport::Udp => &["udp"],
            Transport::Both => &["tcp", "udp"],
        };
        let interface = self.interface(port);
        transports.iter().any(|transport| wanted.accepts(&interface, transport))
    }
}

/// A need whose provider is known.
#[derive(Debug, Clone, Copy)]
pub struct Need<'m> {
    consumer: Item<'m>,
    provider: Item<'m>,
    name: &'m Spanned<Name>,
    written: &'m ast::Need,
    edge: &'m Edge,
}

impl<'m> Need<'m> {
    pub(super) fn of(menu: &'m Menu, edge: &'m Edge) -> Option<Self> {
        let consumer = Item::of(menu, edge.consumer)?;
        let (name, written) = consumer.written_needs().get(edge.need)?;
        let included = menu.inclusions.get(&name.span.file);
        let name = included.and_then(|included| included.rename.get(name.value.as_str())).unwrap_or(name);
        Some(Need { consumer, provider: Item::of(menu, edge.provider)?, name, written, edge })
    }

    pub fn consumer(self) -> Item<'m> {
        self.consumer
    }

    pub fn provider(self) -> Item<'m> {
        self.provider
    }

    /// The provider's name as the consumer knows it: an alias, perhaps, and renamed where an inclusion says so.
    pub fn name(self) -> &'m Spanned<Name> {
        self.name
    }

    pub fn written(self) -> &'m ast::Need {
        self.written
    }

    /// Under which arguments it is asked for: its consumer is there, and it is not switched off itself.
    pub fn presence(self) -> Presence<'m> {
        self.consumer.presence().and(&Presence::of(self.consumer.menu, [self.written.when.as_ref()]))
    }

    /// Whether there is such a need for these arguments, and something to meet it.
    pub fn is_there(self, arguments: &Arguments) -> bool {
        self.presence().holds(arguments) && self.provider.presence().holds(arguments)
    }

    /// What has to be true before the consumer starts.
    pub fn until(self) -> Until {
        self.edge.until
    }

    /// Positions among the provider's ports that this need opens.
    pub fn port_positions(self) -> &'m [usize] {
        &self.edge.ports
    }

    /// The ports that this need opens.
    pub fn ports(self) -> impl Iterator<Item = (&'m Spanned<Name>, &'m ast::Port)> {
        let all = self.provider.ports();
        self.edge.ports.iter().filter_map(|at| all.get(*at)).map(|(name, port)| (name, port))
    }

    /// The port that this need means when exactly one is named.
    pub fn only_port(self) -> Option<&'m ast::Port> {
        let mut ports = self.ports();
        ports.next().filter(|_| ports.next().is_none()).map(|(_, port)| port)
    }
}
