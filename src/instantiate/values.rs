//! What the names in expressions stand for in one box.

use crate::ast::{self, Binding, Cluster, Dynamic, Replicas, When};
use crate::check::MOST_MEMBERS;
use crate::expr::{Path, Value, Values};
use crate::hir::{Item, ItemKind, Menu, Presence};
use crate::survey::{Identity, Surveyed};

use super::Site;
use super::facts::{BoxValues, given, text};
use super::resolve::plain_text;

/// What a pod is told of `self.member-host`, which it composes.
pub(super) const MEMBER_HOST: &str = "member-host";

/// What a pod is told of `self.member-index`.
pub(super) const MEMBER_INDEX: &str = "member-index";

/// The Service by which an item's members are found; none without members of their own.
pub(super) fn members_of(item: Item<'_>) -> Option<String> {
    let service = item.service().filter(|service| service.has_members())?;
    Some(match service.identity {
        Some(_) => item.name().to_owned(),
        None => format!("{}-members", item.name()),
    })
}

/// Everything that the values of one box are made of.
pub(super) struct Context<'p> {
    pub surveyed: &'p Surveyed<'p>,
    pub identity: &'p Identity,
    pub site: Site<'p>,
    pub cluster: &'p Cluster,
    /// The items that are there for this order, providers first, each with its wave.
    pub items: Vec<(Item<'p>, u32)>,
    /// How many other boxes ask for these values, one for the next.
    pub through: u8,
}

impl<'p> Context<'p> {
    /// `None` when the fleet has no such cluster.
    pub fn new(surveyed: &'p Surveyed<'p>, identity: &'p Identity, site: Site<'p>) -> Option<Self> {
        let cluster = site.fleet.clusters.get(site.cluster)?;
        let menu: &Menu = surveyed.menu;
        let graph = menu.graph_for(&surveyed.arguments);
        let there = graph.order().iter().filter_map(|id| menu.item(*id));
        let there = there.filter(|item| item.presence().holds(&surveyed.arguments));
        let items = there.map(|item| (item, graph.wave(item.id()))).collect();
        Some(Context { surveyed, identity, site, cluster, items, through: 0 })
    }

    pub fn menu(&self) -> &'p Menu {
        self.surveyed.menu
    }

    /// Whether a part with this condition is there for this order.
    pub fn is_on(&self, condition: Option<&When>) -> bool {
        Presence::of(self.menu(), [condition]).holds(&self.surveyed.arguments)
    }
}

/// The values of one item's expressions.
#[derive(Clone, Copy)]
pub(super) struct ItemValues<'c, 'p> {
    pub context: &'c Context<'p>,
    pub item: Item<'p>,
}

impl Values for ItemValues<'_, '_> {
    fn value(&self, path: &Path) -> Option<Value> {
        let parts: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
        // Names mean what they mean in the menu whose text this is.
        let file = path.first()?.span.file;
        let called = |name| self.context.menu().renamed(name, file);
        match parts.as_slice() {
            ["needs", name, rest @ ..] => self.need(called(name), rest),
            ["self", rest @ ..] => self.own(rest),
            ["secrets", secret, key] => {
                Some(Value::Secret { secret: called(secret).to_owned(), key: (*key).to_owned() })
            }
            ["fields", name] => Some(Value::Field((*name).to_owned())),
            _ => BoxValues { context: self.context }.value(path),
        }
    }
}

fn number(port: u16) -> Value {
    Value::Int(i64::from(port))
}

impl<'p> ItemValues<'_, 'p> {
    fn need(&self, name: &str, rest: &[&str]) -> Option<Value> {
        // Host and port keep their text where the provider is switched off.
        let there = self.item.needs_of(name).find(|need| need.is_there(&self.context.surveyed.arguments));
        let need = there.or_else(|| self.item.need(name))?;
        let provider = need.provider();
        match rest {
            ["host"] => text(name),
            ["present"] => Some(Value::Bool(there.is_some())),
            ["members"] => self.members(provider, None),
            ["member-ports"] => self.members(provider, Some(need.only_port()?.port.value.0)),
            ["ready-host"] => provider.service()?.identity.and_then(|_| text(&format!("{name}-ready"))),
            ["port"] => need.only_port().map(|port| number(self.reached_at(provider, port))),
            ["ports", port] => provider.port(port).map(|port| number(self.reached_at(provider, port))),
            ["tls-name"] => match self.context.bound_box(provider) {
                Some(bound) => text(&bound.host(self.context)),
                None => self.binding(provider)?.host.as_ref().and_then(|host| text(host.value.as_str())),
            },
            ["outputs", key] => self.output(provider, key),
            ["expose", name, part] => ItemValues { item: provider, ..*self }.exposure(name, part),
            _ => None,
        }
    }

    fn binding(&self, external: Item<'p>) -> Option<&'p Binding> {
        self.context.binding(external.name())
    }

    /// The number under which a program of the box reaches a port. A name that stands for another host leads to the
    /// port there; everything else has a Service of its own.
    fn reached_at(&self, provider: Item<'p>, port: &ast::Port) -> u16 {
        let own = port.port.value.0;
        if !(provider.is_external() && self.context.is_alias(provider)) {
            return own;
        }
        let at = provider.ports().iter().position(|(_, other)| std::ptr::eq(other, port));
        at.and_then(|at| self.context.bound_port(provider, at)).unwrap_or(own)
    }

    pub fn output(&self, provider: Item<'p>, key: &str) -> Option<Value> {
        match provider.kind() {
            ItemKind::External(_) => match self.context.bound_box(provider) {
                Some(bound) => bound.output(self.context, key),
                None => text(&self.binding(provider)?.outputs.get(key)?.value),
            },
            ItemKind::Service(_) | ItemKind::Job(_) => {
                let output = provider.workload()?.outputs.get(key)?;
                ItemValues { item: provider, ..*self }.text_of(output, |text: &ast::types::OutputText| text.0.clone())
            }
        }
    }

    /// The text of a field, which a checked menu can always give.
    fn text_of<T>(&self, field: &Dynamic<T>, literal: impl Fn(&T) -> String) -> Option<Value> {
        match field {
            Dynamic::Literal(value) => Some(Value::Text(literal(&value.value))),
            Dynamic::Template(template) => template.eval(self).ok().and_then(plain_text).map(Value::Text),
        }
    }

    fn own(&self, rest: &[&str]) -> Option<Value> {
        match rest {
            ["name"] => text(self.item.name()),
            ["ports", port] => self.item.port(port).map(|port| number(port.port.value.0)),
            ["targets", port] => self.item.port(port).map(|port| number(port.target())),
            ["replicas"] => self.replicas(),
            ["member"] => Some(Value::Field(ast::PodField::PodName.word().to_owned())),
            ["member-host"] => Some(Value::Field(MEMBER_HOST.to_owned())),
            ["member-index"] => Some(Value::Field(MEMBER_INDEX.to_owned())),
            ["members"] => self.members(self.item, None),
            ["member-ports"] => {
                let [(_, port)] = self.item.ports() else { return None };
                self.members(self.item, Some(port.port.value.0))
            }
            ["expose", name, part] => self.exposure(name, part),
            _ => None,
        }
    }

    /// The stable names of an item's members, perhaps with a port.
    fn members(&self, of: Item<'p>, port: Option<u16>) -> Option<Value> {
        let domain = members_of(of)?;
        let Value::Int(count) = (ItemValues { item: of, ..*self }).replicas()? else { return None };
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        let member = |at| Value::Text(format!("{}-{at}.{domain}{port}", of.name()));
        // A box that asks for more has an error of its own, and no list of them is ever seen.
        Some(Value::List((0..count.clamp(0, MOST_MEMBERS.into())).map(member).collect()))
    }

    fn replicas(&self) -> Option<Value> {
        match &self.item.service()?.replicas {
            None => Some(Value::Int(1)),
            Some(Replicas::Count(Dynamic::Literal(count))) => Some(Value::Int(i64::from(count.value))),
            Some(Replicas::Count(Dynamic::Template(template))) => given(template, self),
            Some(Replicas::Range(_)) => None,
        }
    }

    /// The host of an exposure.
    pub fn exposure_host(&self, name: &str) -> Option<String> {
        let expose = self.item.service()?.expose.get(name)?;
        self.text_of(expose.host.as_ref()?, |host: &ast::types::HostText| host.0.as_str().to_owned())?.text()
    }

    fn exposure(&self, name: &str, part: &str) -> Option<Value> {
        let expose = self.item.service()?.expose.get(name)?;
        let host = self.exposure_host(name)?;
        if part != "url" {
            return Some(Value::Text(host));
        }
        if expose.way.is_some() {
            let (_, port) = self.item.ports().get(self.item.exposed_port(expose)?)?;
            let scheme = self.item.interface(port).name;
            let number = |number: &ast::types::Port| number.0.to_string();
            let external = expose.external.as_ref().map(|external| self.text_of(external, number));
            let external = external.unwrap_or_else(|| text(&number(&port.port.value)))?;
            let Value::Text(external) = external else { return None };
            return Some(Value::Text(format!("{scheme}://{host}:{external}")));
        }
        let tls =
            self.context.cluster.exposure.as_ref().is_none_or(|exposure| exposure.tls.is_none_or(|tls| tls.value));
        let path = expose.path.as_ref().map_or("/", |path| path.value.0.as_str());
        Some(Value::Text(format!("{}://{host}{path}", if tls { "https" } else { "http" })))
    }
}
