//! What can be wrong between the documents of a project.

use crate::ast::types::AnyName;
use crate::ast::{Dict, MenuRange, Param, ParamName, Problem, Storage};
use crate::diagnostic::{Diagnostic, Page, listed, nearest};
use crate::shelf::MENUS;
use crate::source::{Span, Spanned};

use super::claims::Claimed;

/// The pages of this stage's codes.
pub const PAGES: &[Page] = &[
    Page { code: "bad-binding", text: include_str!("pages/bad-binding.md") },
    Page { code: "bad-exposure", text: include_str!("pages/bad-exposure.md") },
    Page { code: "bad-namespace", text: include_str!("pages/bad-namespace.md") },
    Page { code: "dangling-order", text: include_str!("pages/dangling-order.md") },
    Page { code: "duplicate-box", text: include_str!("pages/duplicate-box.md") },
    Page { code: "duplicate-external", text: include_str!("pages/duplicate-external.md") },
    Page { code: "duplicate-host", text: include_str!("pages/duplicate-host.md") },
    Page { code: "duplicate-menu", text: include_str!("pages/duplicate-menu.md") },
    Page { code: "empty-fleet", text: include_str!("pages/empty-fleet.md") },
    Page { code: "misplaced-box", text: include_str!("pages/misplaced-box.md") },
    Page { code: "misplaced-expression", text: include_str!("pages/misplaced-expression.md") },
    Page { code: "missing-parameter", text: include_str!("pages/missing-parameter.md") },
    Page { code: "idle-offer", text: include_str!("pages/idle-offer.md") },
    Page { code: "inside-binding", text: include_str!("pages/inside-binding.md") },
    Page { code: "no-cluster", text: include_str!("pages/no-cluster.md") },
    Page { code: "stale-placement", text: include_str!("pages/stale-placement.md") },
    Page { code: "no-version", text: include_str!("pages/no-version.md") },
    Page { code: "short-lifetime", text: include_str!("pages/short-lifetime.md") },
    Page { code: "unknown-box", text: include_str!("pages/unknown-box.md") },
    Page { code: "unknown-class", text: include_str!("pages/unknown-class.md") },
    Page { code: "unknown-cluster", text: include_str!("pages/unknown-cluster.md") },
    Page { code: "unknown-menu", text: include_str!("pages/unknown-menu.md") },
    Page { code: "unknown-parameter", text: include_str!("pages/unknown-parameter.md") },
    Page { code: "unplaced-box", text: include_str!("pages/unplaced-box.md") },
];

/// An order of a menu that the project does not have.
pub struct UnknownMenu {
    name: Spanned<String>,
    known: Vec<String>,
}

impl UnknownMenu {
    pub fn new(wanted: &Spanned<MenuRange>, known: impl Iterator<Item = String>) -> Self {
        let mut known: Vec<String> = known.collect();
        known.sort();
        known.dedup();
        UnknownMenu { name: Spanned::new(wanted.value.name.clone(), wanted.span), known }
    }
}

impl From<UnknownMenu> for Diagnostic {
    fn from(error: UnknownMenu) -> Self {
        let UnknownMenu { name, known } = error;
        let near = nearest(&name.value, known.iter().map(String::as_str));
        let built_in = || nearest(&name.value, MENUS.iter().map(|menu| menu.name));
        let help = match near.map(|near| (near, false)).or_else(|| built_in().map(|near| (near, true))) {
            Some((near, false)) => format!("write `{near}`"),
            Some((near, true)) => {
                format!("write `{near}`, which is built into boxc")
            }
            None if known.is_empty() => {
                "put a menu into `menus/`, name its folder under `menus:` in the fleet, or see `boxc menus`".to_owned()
            }
            None => format!("there is {}; `boxc menus` shows those that can be added", listed(known)),
        };
        Diagnostic::error("unknown-menu", format!("there is no menu `{}`", name.value))
            .at(name.span, "ordered here")
            .help(help)
    }
}

/// Two menus of one name and version.
pub(super) struct DuplicateMenu {
    pub name: Spanned<String>,
    pub version: String,
    pub first: Span,
}

impl From<DuplicateMenu> for Diagnostic {
    fn from(error: DuplicateMenu) -> Self {
        let DuplicateMenu { name, version, first } = error;
        Diagnostic::error("duplicate-menu", format!("there are two menus `{}` of version {version}", name.value))
            .at(name.span, "the same name and version again")
            .at(first, "first here")
            .help("give what has changed a new version, or rename one of them")
    }
}

/// An order of a version that no menu of the name has.
pub struct NoVersion {
    wanted: Spanned<String>,
    versions: Vec<Spanned<String>>,
}

impl NoVersion {
    pub fn new(wanted: &Spanned<MenuRange>, versions: Vec<Spanned<String>>) -> Self {
        NoVersion { wanted: Spanned::new(wanted.value.name.clone(), wanted.span), versions }
    }
}

impl From<NoVersion> for Diagnostic {
    fn from(error: NoVersion) -> Self {
        let NoVersion { wanted, versions } = error;
        let message = format!("no version of the menu `{}` is in this range", wanted.value);
        let mut finding = Diagnostic::error("no-version", message).at(wanted.span, "ordered here");
        for version in &versions {
            finding = finding.at(version.span, "this version is there");
        }
        let newest = versions.last().map(|version| version.value.as_str()).unwrap_or_default();
        finding.help(format!("order one that is there, such as `{}@^{newest}`", wanted.value))
    }
}

/// An argument for a parameter that the menu does not have.
pub struct UnknownParameter {
    name: Spanned<String>,
    menu: String,
    known: Vec<String>,
}

impl UnknownParameter {
    pub fn new(menu: &str, params: &Dict<ParamName, Param>, name: &Spanned<ParamName>) -> Self {
        UnknownParameter {
            name: Spanned::new(name.value.as_str().to_owned(), name.span),
            menu: menu.to_owned(),
            known: params.keys().map(str::to_owned).collect(),
        }
    }
}

impl From<UnknownParameter> for Diagnostic {
    fn from(error: UnknownParameter) -> Self {
        let UnknownParameter { name, menu, known } = error;
        let help = match nearest(&name.value, known.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None if known.is_empty() => "it has no parameters: remove this".to_owned(),
            None => format!("its parameters are {}", listed(known)),
        };
        Diagnostic::error("unknown-parameter", format!("the menu `{menu}` has no parameter `{}`", name.value))
            .at(name.span, "unknown")
            .help(help)
    }
}

/// A parameter without a default that an order leaves out.
pub struct MissingParameter {
    name: Spanned<String>,
    ty: &'static str,
    order: Span,
}

impl MissingParameter {
    /// `order` is where the menu is ordered or taken in.
    pub fn new(order: Span, name: &Spanned<ParamName>, param: &Param) -> Self {
        let ty = param.kind.value.word();
        let name = Spanned::new(name.value.as_str().to_owned(), name.span);
        MissingParameter { name, ty, order }
    }
}

impl From<MissingParameter> for Diagnostic {
    fn from(error: MissingParameter) -> Self {
        let MissingParameter { name, ty, order } = error;
        Diagnostic::error("missing-parameter", format!("the parameter `{}` has no value", name.value))
            .at(order, "this order does not give it")
            .at(name.span, "and it has no default")
            .help(format!("add `with: {{{}: …}}` (a value of type {ty})", name.value))
    }
}

/// Two boxes of one name.
pub(super) struct DuplicateBox {
    pub name: String,
    pub span: Span,
    pub first: Span,
}

impl From<DuplicateBox> for Diagnostic {
    fn from(error: DuplicateBox) -> Self {
        Diagnostic::error("duplicate-box", format!("there are two boxes `{}`", error.name))
            .at(error.span, "the same name again")
            .at(error.first, "first used here")
            .help("boxes of a project, and their copies, have names of their own; rename one")
    }
}

/// Copies whose numbers make their name too long.
pub(super) struct LongBoxName {
    pub name: String,
    pub span: Span,
}

impl From<LongBoxName> for Diagnostic {
    fn from(error: LongBoxName) -> Self {
        let length = error.name.len();
        Diagnostic::error("bad-namespace", format!("`{}` has {length} characters, more than 63", error.name))
            .at(error.span, "copies are named NAME-1, NAME-2 and so on")
            .help("choose a shorter name")
    }
}

/// A pattern that gives no namespace.
pub(super) struct BadNamespace {
    pub text: String,
    pub problem: Problem,
    pub span: Span,
}

impl From<BadNamespace> for Diagnostic {
    fn from(error: BadNamespace) -> Self {
        Diagnostic::error("bad-namespace", format!("`{}` {}", error.text, error.problem.why))
            .at(error.span, "this pattern gives it")
            .maybe_help(error.problem.help)
    }
}

/// A namespace that is not for boxes.
pub(super) struct RefusedNamespace {
    pub namespace: String,
    pub name: String,
    pub span: Span,
    pub why: &'static str,
}

impl From<RefusedNamespace> for Diagnostic {
    fn from(error: RefusedNamespace) -> Self {
        let RefusedNamespace { namespace, name, span, why } = error;
        Diagnostic::error("bad-namespace", format!("the box `{name}` can't have the namespace `{namespace}`"))
            .at(span, why)
            .help("rename the box, or give the fleet a pattern: `defaults: {namespace: \"box-${{ box.name }}\"}`")
    }
}

/// Two boxes in one namespace.
pub(super) struct DuplicateNamespace {
    pub namespace: String,
    pub name: String,
    pub other: String,
    pub span: Span,
    pub first: Span,
}

impl From<DuplicateNamespace> for Diagnostic {
    fn from(error: DuplicateNamespace) -> Self {
        let DuplicateNamespace { namespace, name, other, span, first } = error;
        Diagnostic::error("bad-namespace", format!("`{name}` and `{other}` would share the namespace `{namespace}`"))
            .at(span, "this box")
            .at(first, "and this one")
            .help("put `${{ box.name }}` into the fleet's `defaults.namespace`")
    }
}

/// Two exposures of what only one can have.
pub(super) struct DuplicateClaim {
    pub cluster: String,
    pub claimed: Claimed,
    pub name: String,
    pub span: Span,
    pub first: (String, Span),
}

impl From<DuplicateClaim> for Diagnostic {
    fn from(error: DuplicateClaim) -> Self {
        let DuplicateClaim { cluster, claimed, name, span, first } = error;
        let (code, what, help) = match claimed {
            Claimed::Route { host, path } => (
                "duplicate-host",
                format!("`{host}{path}` on `{cluster}`"),
                match first.0 == name {
                    true => "give one of them another host or path",
                    false => "put `${{ box.name }}` into the host, or give one of them another path",
                },
            ),
            Claimed::Port { number, protocol } => (
                "duplicate-external",
                format!("{protocol} port {number} of the address that load balancers of `{cluster}` share"),
                "give one of them another number: `external: NUMBER`",
            ),
        };
        let (other, first) = first;
        Diagnostic::error(code, format!("{what} would belong to two exposures"))
            .at(span, format!("asked for by `{name}`"))
            .at(first, format!("and by `{other}`"))
            .help(help)
    }
}

/// A fleet without member clusters.
pub(super) struct EmptyFleet {
    pub span: Span,
}

impl From<EmptyFleet> for Diagnostic {
    fn from(error: EmptyFleet) -> Self {
        Diagnostic::error("empty-fleet", "this fleet has no member cluster")
            .at(error.span, "nothing could run")
            .help("add one: `clusters: {NAME: {kubernetes: \"1.33\"}}`")
    }
}

/// A binding that says nothing, or two things.
pub(super) struct BadBinding {
    pub span: Span,
}

impl From<BadBinding> for Diagnostic {
    fn from(error: BadBinding) -> Self {
        Diagnostic::error("bad-binding", "a binding has one of `host`, `addresses`, and `box` with `service`")
            .at(error.span, "which of them?")
            .help("write `host: NAME`, `addresses: [10.1.2.3]`, or `box: NAME, service: NAME` and nothing else")
    }
}

/// A cluster with no way in, or two.
pub(super) struct BadExposure {
    pub cluster: String,
    pub span: Span,
    pub both: bool,
}

impl From<BadExposure> for Diagnostic {
    fn from(error: BadExposure) -> Self {
        if error.both {
            return Diagnostic::error(
                "bad-exposure",
                format!("`{}` has both a `gateway` and an `ingress`", error.cluster),
            )
            .at(error.span, "by which of them are its boxes reached?")
            .help("keep one of the two under `exposure`");
        }
        Diagnostic::error("bad-exposure", format!("`{}` needs either a `gateway` or an `ingress`", error.cluster))
            .at(error.span, "how are its boxes reached?")
            .help("write `exposure: {gateway: {name: …, namespace: …}}` or `exposure: {ingress: {class: …}}`")
    }
}

/// A class that is none of the cluster's.
pub(super) struct UnknownClass {
    class: Spanned<String>,
    known: Vec<String>,
}

impl UnknownClass {
    pub(super) fn new(class: &Spanned<AnyName>, storage: &Storage) -> Self {
        let known = storage.classes.keys().map(str::to_owned).collect();
        UnknownClass { class: Spanned::new(class.value.to_string(), class.span), known }
    }
}

impl From<UnknownClass> for Diagnostic {
    fn from(error: UnknownClass) -> Self {
        let UnknownClass { class, known } = error;
        let help = match nearest(&class.value, known.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None => format!("its classes are {}", listed(known)),
        };
        Diagnostic::error("unknown-class", format!("this cluster has no storage class `{}`", class.value))
            .at(class.span, "not among its classes")
            .help(help)
    }
}

/// An expression where the fleet takes none.
pub(super) struct MisplacedExpression {
    pub span: Span,
}

impl From<MisplacedExpression> for Diagnostic {
    fn from(error: MisplacedExpression) -> Self {
        Diagnostic::error("misplaced-expression", "the fleet states facts; expressions have no place here")
            .at(error.span, "an expression")
            .help("write the value itself; only `defaults.namespace` and `secrets.path` are made of expressions")
    }
}
