//! Orders of boxes.

use std::marker::PhantomData;

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::Spanned;
use crate::syntax::{Entry, Kind, Node};

use super::base::Base;
use super::binding::{Allow, Binding};
use super::constant::Constant;
use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::errors::{EmptyBox, WrongShape};
use super::inclusion::Inclusion;
use super::item::{External, Job, Service};
use super::literal::{Literal, Problem};
use super::manifest::Manifests;
use super::menu::{Fragment, Menu, ParamName};
use super::params::{Param, ParamValue};
use super::place::Place;
use super::record::record;
use super::schema::Schemas;
use super::secret::Secrets;
use super::server::Server;
use super::types::{AnyName, Bytes, Cpu, Duration, Name, VersionRange, with_at};
use super::volume::Volumes;

record! {
    /// A box: one order of a menu.
    pub struct BoxOrder {
        /// The box's name; it names the namespace unless the fleet has a pattern.
        name: Spanned<AnyName> = "box",
        /// The menu and the range of versions that will do, such as `shop@^1.4`; a box that holds all of its items
        /// itself needs none.
        menu: Option<Spanned<MenuRange>> = "menu",
        /// Values of the menu's parameters.
        with: Dict<ParamName, ParamValue> = "with",
        /// Where the box runs.
        place: Option<Place> = "place",
        /// Who answers for the box.
        owner: Option<Spanned<AnyName>> = "owner",
        /// How long it stays; for ever by default.
        lifetime: Option<Spanned<Duration>> = "lifetime",
        /// How many copies there are, named NAME-1, NAME-2 and so on.
        copies: Option<Spanned<Copies>> = "copies",
        /// Where externals are for this box, before what the fleet says.
        bind: Dict<Name, Binding> = "bind",
        /// Services that other boxes may bind to, and which: their names, or those of their owners.
        offers: Dict<Name, Vec<Spanned<AnyName>>> = "offers",
        /// Traffic over the wall that both boxes allow.
        allow: Option<Allow> = "allow",
        /// What the box may use at most, where that is to be more than it can need: by default just that.
        quota: Option<Quota> = "quota",
        /// Menus that the box takes in, each under a label of your choice.
        include: Dict<Name, Inclusion> = "include",
        /// Objects that are added as they are, beside those of the menu.
        manifests: Vec<Manifests> = "manifests",
        /// Changes to what the menu says, in the menu's own shape; an empty value removes.
        set: Option<Changes> = "set",
        ..own: Sections,
    }
}

record! {
    /// What a box may use at most.
    pub struct Quota {
        /// Processors that its pods ask for.
        cpu: Option<Spanned<Cpu>> = "cpu",
        /// Memory that its pods ask for, and may use.
        memory: Option<Spanned<Bytes>> = "memory",
        /// Pods.
        pods: Option<Spanned<u32>> = "pods",
        /// Storage that it claims.
        storage: Option<Spanned<Bytes>> = "storage",
    }
}

record! {
    /// Parts of a menu.
    pub struct Sections {
        /// What an order may or must say.
        params: Option<Raw<Dict<ParamName, Param>>> = "params",
        /// Constants, read as `let.NAME`.
        constants: Option<Raw<Dict<ParamName, Constant>>> = "let",
        /// Fragments of items, which `extends` builds on.
        templates: Option<Raw<Dict<Name, Fragment>>> = "templates",
        /// Programs that run for as long as the box does.
        services: Option<Raw<Dict<Name, Service>>> = "services",
        /// Delivered machines: one long-lived pod with a stable name and a home.
        servers: Option<Raw<Dict<Name, Server>>> = "servers",
        /// Programs that run once and end.
        jobs: Option<Raw<Dict<Name, Job>>> = "jobs",
        /// What the box uses from outside.
        externals: Option<Raw<Dict<Name, External>>> = "externals",
        /// What the box's secrets hold, never values.
        secrets: Option<Raw<Secrets>> = "secrets",
        /// Volumes that several items mount.
        volumes: Option<Raw<Volumes>> = "volumes",
    }
}

/// Sections that change those of a menu.
#[derive(Debug, Clone)]
pub struct Changes(Sections);

impl Decode for Changes {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        Sections::decode(node, cx).map(Changes)
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let reference = schemas.changes::<Sections>();
        schemas.keep("SetSections");
        reference
    }
}

impl Changes {
    /// What changes, as a menu of its own.
    pub fn node(&self, of: &Node) -> Node {
        Node { span: of.span, kind: Kind::Map(self.0.entries()) }
    }
}

impl Visit for Changes {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

impl Sections {
    /// Whether all items are there: nothing below them could be removed.
    fn whole(&self, cx: &mut Decoder<'_>) -> Option<()> {
        let sections = self.entries();
        let items = sections.iter().flat_map(|section| section.value.entries().unwrap_or_default());
        let mut nothing = items.filter(|item| matches!(item.value.kind, Kind::Null)).peekable();
        let whole = nothing.peek().is_none().then_some(());
        for item in nothing {
            cx.push(WrongShape { expected: "a mapping", found: item.value.describe(), span: item.key.span });
        }
        whole
    }

    /// The sections that are there, as entries of a menu.
    fn entries(&self) -> Vec<Entry> {
        let all = [
            ("params", self.params.as_ref().map(|raw| &raw.node)),
            ("let", self.constants.as_ref().map(|raw| &raw.node)),
            ("templates", self.templates.as_ref().map(|raw| &raw.node)),
            ("services", self.services.as_ref().map(|raw| &raw.node)),
            ("servers", self.servers.as_ref().map(|raw| &raw.node)),
            ("jobs", self.jobs.as_ref().map(|raw| &raw.node)),
            ("externals", self.externals.as_ref().map(|raw| &raw.node)),
            ("secrets", self.secrets.as_ref().map(|raw| &raw.node)),
            ("volumes", self.volumes.as_ref().map(|raw| &raw.node)),
        ];
        let entry = |(key, node): (&str, Option<&Node>)| {
            let node = node?.clone();
            Some(Entry { key: Spanned::new(key.to_owned(), node.span), value: node })
        };
        all.into_iter().filter_map(entry).collect()
    }
}

/// What is decoded as a `T` once it was merged into a menu.
#[derive(Debug, Clone)]
pub struct Raw<T> {
    node: Node,
    of: PhantomData<T>,
}

impl<T: Decode> Decode for Raw<T> {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        if matches!(node.kind, Kind::Map(_)) {
            return Some(Raw { node: node.clone(), of: PhantomData });
        }
        cx.push(WrongShape { expected: "a mapping", found: node.describe(), span: node.span });
        None
    }

    fn schema(schemas: &mut Schemas) -> Value {
        T::schema(schemas)
    }
}

impl<T> Visit for Raw<T> {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

impl BoxOrder {
    /// The menu of this box alone: what it orders, with the items of its own and what it sets. `None` inside when it
    /// takes its menu as it is; nothing after problems were reported. What the box includes is in `ordered` already.
    pub fn own_menu(&self, ordered: Option<&Base>, cx: &mut Decoder<'_>) -> Option<Option<Menu>> {
        self.own.whole(cx)?;
        let set = self.set.as_ref().map(|set| set.0.entries()).unwrap_or_default();
        let own = self.own.entries();
        let adds_nothing = own.is_empty() && set.is_empty() && self.include.is_empty() && self.manifests.is_empty();
        if adds_nothing && ordered.is_some() {
            return Some(None);
        }
        if adds_nothing {
            cx.push(EmptyBox { span: self.name.span });
            return None;
        }
        let mut menu = match ordered {
            Some(base) => base.changed(own, set, cx)?,
            None => Base::new(self.bare_menu()).changed(own, set, cx)?,
        };
        menu.manifests.extend(self.manifests.iter().cloned());
        Some(Some(menu))
    }

    /// A menu that is named like the box and has nothing yet.
    pub fn bare_menu(&self) -> Node {
        let span = self.name.span;
        let (name, version) = (Node::text(self.name.value.as_str(), span), Node::text("0.0.0", span));
        Node::map(vec![("menu", name), ("version", version)], span)
    }
}

/// A menu and the versions of it that will do.
#[derive(Debug, Clone)]
pub struct MenuRange {
    pub name: String,
    pub range: Option<VersionRange>,
}

impl Literal for MenuRange {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let (name, range) = text.split_once('@').map_or((text, None), |(name, range)| (name, Some(range)));
        let name = AnyName::parse(name).map_err(|problem| match with_at(text) {
            Some(written) => Problem::new("has no `@` between name and version").help(format!("write `{written}`")),
            None => problem,
        })?;
        let name = name.to_string();
        let no_range = || Problem::new("has no valid range of versions").help(format!("for example `{name}@^1.4`"));
        let range = match range {
            Some(range) => Some(VersionRange::parse(range).ok_or_else(no_range)?),
            None => None,
        };
        Ok(MenuRange { name, range })
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[a-z]([-a-z0-9]*[a-z0-9])?(@.+)?$"})
    }
}

/// How many copies of a box there are: 1 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copies(pub u32);

impl Literal for Copies {
    const TYPE: Type = Type::Int;
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        let count = u32::parse(text)?;
        if count == 0 || count > 10_000 {
            return Err(Problem::new("is not between 1 and 10000 copies"));
        }
        Ok(Copies(count))
    }

    fn schema() -> Value {
        json!({"type": "integer", "minimum": 1, "maximum": 10_000})
    }
}
