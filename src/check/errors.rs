//! What can be wrong with the names in an item's expressions.

use crate::ast::types::Name;
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::Path;
use crate::hir::{Item, Menu, Need};
use crate::source::{Span, Spanned};

use super::hosts::Host;
use super::scope::ItemScope;

/// A path with too few or too many parts.
pub(super) fn shape(root: &Spanned<String>, rest: &Path, expected: &str) -> Box<Diagnostic> {
    let span = rest.last().map_or(root.span, |last| root.span.to(last.span));
    let finding = Diagnostic::error("unknown-name", "this path is no value").at(span, "not a value");
    Box::new(finding.help(format!("write {expected}")))
}

/// A path that means something, and nothing here.
pub(super) fn unread(root: &Spanned<String>, rest: &Path, what: &str, help: &str) -> Box<Diagnostic> {
    let span = rest.last().map_or(root.span, |last| root.span.to(last.span));
    let path: Vec<&str> = std::iter::once(root).chain(rest).map(|part| part.value.as_str()).collect();
    let finding = Diagnostic::error("unknown-name", format!("{what} can't read `{}`", path.join(".")));
    Box::new(finding.at(span, "not known here").help(help))
}

/// A constant that is read as a parameter, or the other way round.
pub(super) fn other_root(root: &Spanned<String>, name: &Spanned<String>, other: &str) -> Box<Diagnostic> {
    let (is, is_no) = if other == "let" { ("constant", "parameter") } else { ("parameter", "constant") };
    let finding = Diagnostic::error("unknown-name", format!("`{}` is a {is}, and no {is_no}", name.value));
    Box::new(finding.at(root.span.to(name.span), "unknown").help(format!("write `{other}.{}`", name.value)))
}

pub(super) fn unknown<'a>(
    name: &Spanned<String>,
    what: &'static str,
    known: impl Iterator<Item = &'a str>,
) -> Box<Diagnostic> {
    let known: Vec<&str> = known.collect();
    let help = match nearest(&name.value, known.iter().copied()) {
        Some(near) => Some(format!("write `{near}`")),
        None if known.is_empty() => None,
        None => Some(format!("there is {}", crate::diagnostic::listed(known))),
    };
    let finding = Diagnostic::error("unknown-name", format!("`{}` is no {what}", name.value));
    Box::new(finding.at(name.span, "unknown").maybe_help(help))
}

/// The address of an exposure that no name is known of.
pub(super) struct NoHost {
    pub exposure: String,
    pub at: Span,
    pub defined: Span,
}

impl From<NoHost> for Box<Diagnostic> {
    fn from(error: NoHost) -> Self {
        let NoHost { exposure, at, defined } = error;
        let finding = Diagnostic::error("unfit-exposure", format!("`{exposure}` has no name outside of the cluster"));
        let finding = finding.at(at, "asked for here").at(defined, "a load balancer without `host`");
        Box::new(finding.help("add the `host` by which it is known to the exposure"))
    }
}

/// The use of an item that is not among the needs.
pub(super) struct UndeclaredNeed {
    name: Spanned<String>,
    item: String,
    /// Whose line mends this and its like.
    lacks: String,
    needs: Option<Span>,
    /// The ports of what is used; `None` where nothing has the name.
    ports: Option<Vec<(String, u16)>>,
    near: Option<String>,
    /// The host in a text, and its port.
    host: Option<(String, Option<u16>)>,
}

impl UndeclaredNeed {
    pub(super) fn new(scope: ItemScope<'_>, name: Spanned<String>) -> Self {
        let declared = || scope.item.written_needs().iter().map(|(own, _)| own.value.as_str());
        let named = scope.menu.named(&name.value);
        let port = |(name, port): &(Spanned<Name>, crate::ast::Port)| (name.value.to_string(), port.port.value.0);
        let near = nearest(&name.value, declared()).or_else(|| nearest(&name.value, scope.menu.names()));
        // What a template says is mended there, for all that extend it.
        let template = |place: Span| {
            let found = scope.menu.ast.templates.iter().find(|(_, fragment)| fragment.holds(place));
            found.map(|(template, _)| template.value.as_str())
        };
        let needs = scope.item.written_needs().first().map(|(own, _): &(Spanned<Name>, _)| own.span);
        let item = template(name.span).unwrap_or(scope.item.name());
        // Whose needs begin in one template may lack what that left out.
        let lacks = needs.and_then(template).unwrap_or(item);
        UndeclaredNeed {
            item: item.to_owned(),
            lacks: lacks.to_owned(),
            needs,
            near: near.map(str::to_owned),
            ports: named.map(|named| named.ports().iter().map(port).collect()),
            name,
            host: None,
        }
    }

    pub(super) fn in_text(mut self, host: Host<'_>) -> Self {
        self.host = Some((host.written(), host.port));
        self
    }

    /// The need to add: of several ports those that are used, or all where that is not known.
    fn need(&self, ports: &[(String, u16)]) -> String {
        let used = self.host.as_ref().and_then(|(_, port)| *port);
        let used: Vec<&str> = ports
            .iter()
            .filter(|(_, number)| used.is_none_or(|used| used == *number))
            .map(|(name, _)| &**name)
            .collect();
        match ports {
            [] | [_] => format!("{}: {{}}", self.name.value),
            _ => format!("{}: {{ports: [{}]}}", self.name.value, used.join(", ")),
        }
    }
}

/// The finding that an item uses another one, which is not among its needs.
pub fn undeclared_need(menu: &Menu, item: Item<'_>, name: Spanned<String>) -> Diagnostic {
    UndeclaredNeed::new(ItemScope { menu, item }, name).into()
}

impl From<UndeclaredNeed> for Box<Diagnostic> {
    fn from(error: UndeclaredNeed) -> Self {
        Box::new(error.into())
    }
}

impl From<UndeclaredNeed> for Diagnostic {
    fn from(error: UndeclaredNeed) -> Self {
        let help = match (&error.ports, &error.near) {
            (Some(ports), _) => format!("add `{}` to the `needs` of `{}`", error.need(ports), error.item),
            (None, Some(near)) => format!("write `{near}`"),
            (None, None) => "declare it under `needs`; what is outside of the box is an external".to_owned(),
        };
        let UndeclaredNeed { name, item, lacks, needs, host, .. } = error;
        let mut finding = Diagnostic::error("undeclared-need", format!("`{item}` does not need `{}`", name.value))
            .at(name.span, "used here, but not among the needs");
        if let Some(needs) = needs {
            finding = finding.at(needs, "the needs are declared here");
        }
        if let Some((written, _)) = host {
            finding = finding.on_word(written);
        }
        finding.help(help).mended_by(format!("{lacks} needs {}", name.value))
    }
}

/// A port that a need does not open.
pub(super) struct Unopened {
    port: Spanned<String>,
    provider: String,
    need: Span,
    opened: Vec<String>,
    all: Vec<String>,
}

impl Unopened {
    pub(super) fn new(need: Need<'_>, port: &Spanned<String>) -> Self {
        let provider = need.provider();
        Unopened {
            port: port.clone(),
            provider: provider.name().to_owned(),
            need: need.name().span,
            opened: need.ports().map(|(name, _)| name.value.to_string()).collect(),
            all: provider.ports().iter().map(|(name, _)| name.value.to_string()).collect(),
        }
    }
}

impl From<Unopened> for Box<Diagnostic> {
    fn from(error: Unopened) -> Self {
        let Unopened { port, provider, need, opened, all } = error;
        if !all.contains(&port.value) {
            let known = if opened.is_empty() { &all } else { &opened };
            return unknown(&port, "port that this need opens", known.iter().map(String::as_str));
        }
        let ports: Vec<&str> = opened.iter().chain([&port.value]).map(String::as_str).collect();
        let finding = Diagnostic::error("unknown-name", format!("this need does not open the port `{}`", port.value));
        let finding = finding.at(port.span, "not opened").at(need, format!("the need of `{provider}`"));
        Box::new(finding.help(format!("add it there: `ports: [{}]`", ports.join(", "))))
    }
}

/// Members of something whose pods have no names of their own, or no single port.
pub(super) struct NoMembers {
    pub of: String,
    pub at: Span,
    pub definition: Span,
    /// What to write where it has members, but no single port.
    pub port: Option<&'static str>,
}

impl From<NoMembers> for Box<Diagnostic> {
    fn from(error: NoMembers) -> Self {
        let NoMembers { of, at, definition, port } = error;
        let (message, help) = match port {
            Some(help) => (format!("it can't be told which port of `{of}` is meant"), help),
            None => (
                format!("the pods of `{of}` have no names of their own"),
                "give it `storage`, or `identity: stable` for a quorum",
            ),
        };
        let finding = Diagnostic::error("unknown-name", message).at(at, "asks for members");
        Box::new(finding.at(definition, format!("`{of}` is defined here")).help(help))
    }
}

/// A number or list of members that only the load decides.
pub(super) struct NoCount {
    pub of: String,
    pub at: Span,
    pub range: Option<Span>,
}

impl From<NoCount> for Box<Diagnostic> {
    fn from(error: NoCount) -> Self {
        let NoCount { of, at, range } = error;
        let message = format!("nobody knows how many replicas `{of}` has");
        let mut finding = Diagnostic::error("unknown-name", message).at(at, "asks for their number or names");
        if let Some(range) = range {
            finding = finding.at(range, "its load decides");
        }
        Box::new(finding.help("give its `replicas` a number"))
    }
}

/// `.port` of a need that opens none, or several.
pub(super) struct NoSinglePort {
    span: Span,
    provider: String,
    ports: Vec<String>,
}

impl NoSinglePort {
    pub(super) fn new(need: Need<'_>, span: Span) -> Self {
        let ports = need.ports().map(|(name, _)| name.value.to_string()).collect();
        NoSinglePort { span, provider: need.provider().name().to_owned(), ports }
    }
}

impl From<NoSinglePort> for Box<Diagnostic> {
    fn from(error: NoSinglePort) -> Self {
        let (message, help) = match error.ports.first() {
            Some(first) => (
                format!("this need opens {} ports of `{}`", error.ports.len(), error.provider),
                format!("name one, such as `ports.{first}`"),
            ),
            None => (
                format!("this need opens no port of `{}`", error.provider),
                "name what is used in the need: `interface:` or `ports:`".to_owned(),
            ),
        };
        Box::new(Diagnostic::error("unknown-name", message).at(error.span, "which port?").help(help))
    }
}
