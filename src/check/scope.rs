//! What the names in an item's expressions are, before any box is.

use crate::ast::types::Name;
use crate::ast::{Constant, Dynamic, Literal, ParamKind, PodField};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::{Facts, Path, ROOTS, Scope, Template, Type};
use crate::hir::{Item, Menu, Need};
use crate::source::{Span, Spanned};

use super::errors::{
    NoCount, NoHost, NoMembers, NoSinglePort, UndeclaredNeed, Unopened, other_root, shape, unknown, unread,
};
use super::rules::OutsideOnly;

/// The names that an item's expressions may use.
#[derive(Clone, Copy)]
pub(super) struct ItemScope<'m> {
    pub menu: &'m Menu,
    pub item: Item<'m>,
}

/// `None` when what is wrong was reported where it comes from.
type Found = Result<Option<Facts>, Box<Diagnostic>>;

impl Scope for ItemScope<'_> {
    fn facts(&self, path: &Path) -> Found {
        let Some((root, rest)) = path.split_first() else { return Ok(None) };
        match root.value.as_str() {
            "params" => param(self.menu, root, rest),
            "let" => constant(self.menu, root, rest),
            "needs" => self.need(root, rest),
            "self" => self.own(root, rest),
            "secrets" => self.secret(root, rest),
            "fields" => field(root, rest),
            "box" => of_box(root, rest),
            "cluster" => cluster(root, rest),
            // The parser knows one other root, which is the fleet's.
            _ => Err(unknown(root, "name that a path begins with here", ROOTS.iter().copied())),
        }
    }
}

/// The names that the texts of a secret may be made of.
#[derive(Clone, Copy)]
pub(super) struct SecretScope<'m> {
    pub menu: &'m Menu,
}

impl Scope for SecretScope<'_> {
    fn facts(&self, path: &Path) -> Found {
        let Some((root, rest)) = path.split_first() else { return Ok(None) };
        match root.value.as_str() {
            "params" => param(self.menu, root, rest),
            "let" => constant(self.menu, root, rest),
            "box" => of_box(root, rest),
            "cluster" => cluster(root, rest),
            _ => {
                Err(unknown(root, "name that a path begins with here", ["params", "let", "box", "cluster"].into_iter()))
            }
        }
    }
}

/// A value that is the same for every copy, and known before the pod is.
fn known(ty: Type) -> Found {
    Ok(Some(Facts { ty, identity: false, in_pod: false }))
}

impl<'m> ItemScope<'m> {
    fn secret(&self, root: &Spanned<String>, rest: &Path) -> Found {
        let [name, key] = rest else { return Err(shape(root, rest, "`secrets.NAME.KEY`")) };
        let secrets = &self.menu.ast.secrets;
        let Some(secret) = secrets.get(self.menu.renamed(&name.value, name.span.file)) else {
            return Err(unknown(name, "secret", secrets.keys()));
        };
        if !secret.key_names().any(|own| own == key.value) {
            return Err(unknown(key, "key of this secret", secret.key_names()));
        }
        Ok(Some(Facts { ty: Type::Text, identity: false, in_pod: true }))
    }

    fn need(&self, root: &Spanned<String>, rest: &Path) -> Found {
        let [name, attribute, more @ ..] = rest else {
            return Err(shape(root, rest, "`needs.NAME.host` and the like"));
        };
        let called = self.menu.renamed(&name.value, name.span.file);
        // Whichever provider is there, the value has to be.
        let found: Vec<Found> = self.item.needs_of(called).map(|n| self.of_need(n, attribute, more)).collect();
        if let Some(found) = found.into_iter().reduce(|first, next| first.and(next)) {
            return found;
        }
        // A need that could not be linked has its own finding, and so does one that is this name misspelt.
        if self.is_dangling(&name.value) { Ok(None) } else { Err(UndeclaredNeed::new(*self, name.clone()).into()) }
    }

    /// Whether a need that leads nowhere stands for this name.
    pub(super) fn is_dangling(&self, name: &str) -> bool {
        let own = |need: &Name| self.menu.named(need.as_str()).is_none() && nearest(need.as_str(), [name]).is_some();
        self.item.written_needs().iter().any(|(need, _)| need.value.as_str() == name || own(&need.value))
    }

    fn of_need(&self, need: Need<'m>, attribute: &Spanned<String>, more: &Path) -> Found {
        let attributes = [
            "host",
            "port",
            "ports",
            "present",
            "outputs",
            "expose",
            "tls-name",
            "members",
            "member-ports",
            "ready-host",
        ];
        if let Some(outside) = OutsideOnly::of(need, attribute) {
            return Err(outside.into());
        }
        match (attribute.value.as_str(), more) {
            ("host", []) => known(Type::Text),
            ("present", []) => known(Type::Bool),
            ("tls-name", []) if need.provider().is_external() => known(Type::Text),
            ("port", []) if need.only_port().is_some() => known(Type::Port),
            ("port", []) => Err(NoSinglePort::new(need, attribute.span).into()),
            ("ports", [port]) if need.ports().any(|(name, _)| name.value.as_str() == port.value) => known(Type::Port),
            ("ports", [port]) => Err(Unopened::new(need, port).into()),
            ("outputs", [key]) => self.output(need.provider(), key),
            ("expose", more) => ItemScope { item: need.provider(), ..*self }.exposure(attribute, more),
            ("members", []) => self.members(need.provider(), attribute, None),
            ("member-ports", []) => {
                let help = need.only_port().is_none().then_some("name one port in the need");
                self.members(need.provider(), attribute, help)
            }
            ("ready-host", []) if is_stable(need.provider()) => known(Type::Text),
            (known, _) if attributes.contains(&known) => Err(shape(attribute, more, "a need's attribute")),
            _ => Err(unknown(attribute, "attribute of a need", attributes.into_iter())),
        }
    }

    fn output(&self, provider: Item<'m>, key: &Spanned<String>) -> Found {
        match provider.kind() {
            crate::hir::ItemKind::External(external) => match external.outputs.get(&key.value) {
                Some(_) => known(Type::Text),
                None => Err(unknown(key, "output of this external", external.outputs.keys())),
            },
            crate::hir::ItemKind::Service(_) | crate::hir::ItemKind::Job(_) => {
                let Some(workload) = provider.workload() else { return known(Type::Text) };
                match workload.outputs.get(&key.value) {
                    Some(output) => Ok(Some(text_of(provider, self.menu, output.template()))),
                    None => Err(unknown(key, "output of this item", workload.outputs.keys())),
                }
            }
        }
    }

    fn own(&self, root: &Spanned<String>, rest: &Path) -> Found {
        let attributes = [
            "name",
            "ports",
            "targets",
            "replicas",
            "expose",
            "member",
            "member-host",
            "member-index",
            "members",
            "member-ports",
        ];
        let Some((attribute, more)) = rest.split_first() else {
            return Err(shape(root, rest, "`self.name` and the like"));
        };
        match (attribute.value.as_str(), more) {
            ("name", []) => known(Type::Text),
            ("replicas", []) if range(self.item).is_some() => Err(self.no_count(self.item, attribute)),
            ("replicas", []) if self.item.service().is_some() => known(Type::Int),
            ("ports" | "targets", [port]) if self.item.port(&port.value).is_some() => known(Type::Port),
            ("ports" | "targets", [port]) => {
                let names = self.item.ports().iter().map(|(name, _)| name.value.as_str());
                Err(unknown(port, "port of this item", names))
            }
            ("expose", more) => self.exposure(attribute, more),
            ("member" | "member-host" | "member-index", []) => {
                self.members(self.item, attribute, None)?;
                Ok(Some(Facts { ty: Type::Text, identity: false, in_pod: true }))
            }
            ("members", []) => self.members(self.item, attribute, None),
            ("member-ports", []) => {
                let help =
                    "only an item with one port has `member-ports`: write `self.members`, and a port behind each";
                self.members(self.item, attribute, (self.item.ports().len() != 1).then_some(help))
            }
            (known, _) if attributes.contains(&known) => Err(shape(attribute, more, "an item's attribute")),
            _ => Err(unknown(attribute, "attribute of an item", attributes.into_iter())),
        }
    }

    /// The list of an item's members, where they have names of their own; `port` says what to write if theirs is unclear.
    fn members(&self, of: Item<'m>, at: &Spanned<String>, port: Option<&'static str>) -> Found {
        let members = of.service().is_some_and(crate::ast::Service::has_members);
        if members && range(of).is_some() {
            return Err(self.no_count(of, at));
        }
        if members && port.is_none() {
            return known(Type::List(Box::new(Type::Text)));
        }
        let port = port.filter(|_| members);
        Err(NoMembers { of: of.name().to_owned(), at: at.span, definition: of.span(), port }.into())
    }

    fn no_count(&self, of: Item<'m>, at: &Spanned<String>) -> Box<Diagnostic> {
        NoCount { of: of.name().to_owned(), at: at.span, range: range(of) }.into()
    }

    fn exposure(&self, root: &Spanned<String>, rest: &Path) -> Found {
        let [name, part] = rest else { return Err(shape(root, rest, "`expose.NAME.host` or `expose.NAME.url`")) };
        let exposures = self.item.service().map(|service| &service.expose);
        let Some((Spanned { span: defined, .. }, expose)) = exposures.and_then(|all| all.entry(&name.value)) else {
            return Err(unknown(name, "exposure of this item", exposures.into_iter().flat_map(|all| all.keys())));
        };
        match part.value.as_str() {
            "host" | "url" => match &expose.host {
                Some(host) => Ok(Some(text_of(self.item, self.menu, host.template()))),
                None => {
                    Err(NoHost { exposure: name.value.clone(), at: name.span.to(part.span), defined: *defined }.into())
                }
            },
            _ => Err(unknown(part, "part of an exposure", ["host", "url"].into_iter())),
        }
    }
}

/// Where an item says that its load decides how many replicas it has.
fn range(item: Item<'_>) -> Option<Span> {
    let replicas = item.service()?.replicas.as_ref()?;
    replicas.range().map(|_| replicas.span())
}

/// The facts of a text that another expression gives: it is identity when anything in it is.
fn text_of(item: Item<'_>, menu: &Menu, template: Option<&Template>) -> Facts {
    let scope = ItemScope { menu, item };
    // A value made of itself has its own finding and would never end here, so only its first steps are followed.
    let identity = template.is_some_and(|template| uses_identity(scope, template, 16));
    Facts { ty: Type::Text, identity, in_pod: false }
}

fn uses_identity(scope: ItemScope<'_>, template: &Template, steps: u32) -> bool {
    let Some(steps) = steps.checked_sub(1) else { return false };
    template.paths().any(|path| match path.first().map(|root| root.value.as_str()) {
        Some("box") => true,
        Some("needs" | "self") => scope
            .behind(path)
            .into_iter()
            .any(|(item, template)| uses_identity(ItemScope { item, ..scope }, template, steps)),
        Some(_) | None => false,
    })
}

impl<'m> ItemScope<'m> {
    /// The templates that a path's value is made of, and the item that they stand in.
    pub(super) fn behind(&self, path: &Path) -> Vec<(Item<'m>, &'m Template)> {
        let Some((item, templates)) = self.made_of(path) else { return Vec::new() };
        templates.into_iter().flatten().map(|template| (item, template)).collect()
    }

    fn made_of(&self, path: &Path) -> Option<(Item<'m>, [Option<&'m Template>; 2])> {
        let parts: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
        let (item, rest) = match parts.as_slice() {
            ["self", rest @ ..] => (self.item, rest),
            ["needs", name, rest @ ..] => {
                let called = self.menu.renamed(name, path.first()?.span.file);
                (self.item.need(called)?.provider(), rest)
            }
            _ => return None,
        };
        let templates = match rest {
            ["outputs", key] => [item.workload()?.outputs.get(key)?.template(), None],
            ["expose", name, part] => {
                let expose = item.service()?.expose.get(name)?;
                let external = expose.external.as_ref().filter(|_| *part == "url");
                [expose.host.as_ref().and_then(Dynamic::template), external.and_then(Dynamic::template)]
            }
            _ => return None,
        };
        Some((item, templates))
    }
}

/// The names that constants may be made of: parameters.
#[derive(Clone, Copy)]
pub(super) struct ConstantScope<'m> {
    pub menu: &'m Menu,
}

impl Scope for ConstantScope<'_> {
    fn facts(&self, path: &Path) -> Found {
        match path.split_first() {
            Some((root, rest)) if root.value == "params" => param(self.menu, root, rest),
            Some((root, rest)) => {
                Err(unread(root, rest, "a constant", "constants are made of parameters alone: `params.NAME`"))
            }
            None => Ok(None),
        }
    }
}

fn constant(menu: &Menu, root: &Spanned<String>, rest: &Path) -> Found {
    let name = one(root, rest)?;
    let constants = menu.constants(root.span.file);
    match constants.get(&name.value) {
        Some(Constant::Literal { ty, .. }) => known(ty.clone()),
        Some(Constant::List(_)) => known(Type::List(Box::new(Type::Text))),
        Some(Constant::Template(template)) => match template.ty(&ConstantScope { menu }) {
            Some(ty) => known(ty),
            None => Ok(None),
        },
        None if menu.params(root.span.file).get(&name.value).is_some() => Err(other_root(root, name, "params")),
        None => Err(unknown(name, "constant", constants.keys())),
    }
}

fn param(menu: &Menu, root: &Spanned<String>, rest: &Path) -> Found {
    let Some((name, keys)) = rest.split_first() else { return Err(shape(root, rest, "`params.NAME`")) };
    let params = menu.params(root.span.file);
    let Some(param) = params.get(&name.value) else {
        return Err(match menu.constants(root.span.file).get(&name.value) {
            Some(_) => other_root(root, name, "let"),
            None => unknown(name, "parameter", params.keys()),
        });
    };
    match (param.kind.value, keys) {
        (ParamKind::Map, [_]) => known(param.ty()),
        (ParamKind::Map, _) => Err(shape(root, rest, "one of its values: `params.NAME.KEY`")),
        (_, []) => known(param.ty()),
        _ => Err(shape(root, rest, "`params.NAME`")),
    }
}

/// The parameters that conditions may read.
#[derive(Clone, Copy)]
pub(super) struct ConditionScope<'m> {
    pub menu: &'m Menu,
}

impl Scope for ConditionScope<'_> {
    fn facts(&self, path: &Path) -> Found {
        let what = "a condition";
        let readable = "conditions read parameters of type `bool`, and others that have an `enum`: `params.NAME`";
        match path {
            [root, name] if root.value == "params" => match self.menu.params(root.span.file).get(&name.value) {
                Some(param) if param.all_values().is_empty() => {
                    Err(unread(root, std::slice::from_ref(name), what, readable))
                }
                _ => param(self.menu, root, std::slice::from_ref(name)),
            },
            [root, rest @ ..] => Err(unread(root, rest, what, readable)),
            [] => Ok(None),
        }
    }
}

fn field(root: &Spanned<String>, rest: &Path) -> Found {
    let name = one(root, rest)?;
    if PodField::parse(&name.value).is_err() {
        return Err(unknown(name, "field of a pod", PodField::WORDS.iter().copied()));
    }
    Ok(Some(Facts { ty: Type::Text, identity: false, in_pod: true }))
}

fn of_box(root: &Spanned<String>, rest: &Path) -> Found {
    let name = one(root, rest)?;
    match name.value.as_str() {
        "name" | "owner" => Ok(Some(Facts { ty: Type::Text, identity: true, in_pod: false })),
        _ => Err(unknown(name, "attribute of a box", ["name", "owner"].into_iter())),
    }
}

/// What the fleet says of a cluster is known when a box is compiled for it.
fn cluster(root: &Spanned<String>, rest: &Path) -> Found {
    let attributes = ["name", "domain", "labels", "vars"];
    match rest {
        [name] if matches!(name.value.as_str(), "name" | "domain") => known(Type::Text),
        [map, _] if matches!(map.value.as_str(), "labels" | "vars") => known(Type::Text),
        [name, ..] if !attributes.contains(&name.value.as_str()) => {
            Err(unknown(name, "attribute of a cluster", attributes.into_iter()))
        }
        _ => Err(shape(root, rest, "`cluster.name`, `cluster.domain`, `cluster.labels.KEY` or `cluster.vars.KEY`")),
    }
}

fn one<'p>(root: &Spanned<String>, rest: &'p Path) -> Result<&'p Spanned<String>, Box<Diagnostic>> {
    match rest {
        [name] => Ok(name),
        _ => Err(shape(root, rest, &format!("`{}.NAME`", root.value))),
    }
}

fn is_stable(item: Item<'_>) -> bool {
    item.service().is_some_and(|service| service.identity.is_some())
}
