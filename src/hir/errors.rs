//! What can be wrong with the names and needs of a menu.

use crate::ast::Until;
use crate::ast::types::{Name, Requirement};
use crate::diagnostic::{Diagnostic, Page, listed, nearest};
use crate::source::{Span, Spanned};

use super::model::Menu;
use super::presence::{Arguments, sentence};
use super::walk::Item;

/// The pages of this stage's codes.
pub const PAGES: &[Page] = &[
    Page { code: "ambiguous-port", text: include_str!("pages/ambiguous-port.md") },
    Page { code: "dangling-need", text: include_str!("pages/dangling-need.md") },
    Page { code: "dangling-port", text: include_str!("pages/dangling-port.md") },
    Page { code: "duplicate-name", text: include_str!("pages/duplicate-name.md") },
    Page { code: "interface-mismatch", text: include_str!("pages/interface-mismatch.md") },
    Page { code: "many-conditions", text: include_str!("pages/many-conditions.md") },
    Page { code: "wrong-gate", text: include_str!("pages/wrong-gate.md") },
];

/// Two things of a box that would answer under one name.
pub struct DuplicateName {
    name: String,
    first: Span,
    second: Span,
    when: String,
    /// What they and their like have in common.
    set: &'static str,
    /// The inclusion that brings the second, and its old name there.
    inclusion: Option<(Spanned<String>, String)>,
}

impl DuplicateName {
    /// Of names in this order; what an inclusion brings comes second.
    pub fn new(menu: &Menu, name: &str, set: &'static str, [one, other]: [Span; 2]) -> Self {
        let brings = |span: Span| menu.inclusion(span.file);
        let (first, second) =
            if brings(one).is_some() && brings(other).is_none() { (other, one) } else { (one, other) };
        let inclusion = brings(second).map(|included| {
            let mut renamed = included.rename.iter();
            let old = renamed.find(|(_, new)| new.value.as_str() == name).map_or(name, |(old, _)| old.as_str());
            (included.label.as_ref().map(ToString::to_string), old.to_owned())
        });
        let first = brings(first).map_or(first, |included| included.label.span);
        DuplicateName { name: name.to_owned(), first, second, when: String::new(), set, inclusion }
    }

    pub(super) fn when(mut self, arguments: &Arguments) -> Self {
        self.when = sentence(arguments);
        self
    }
}

impl From<DuplicateName> for Diagnostic {
    fn from(error: DuplicateName) -> Self {
        let DuplicateName { name, first, second, when, set, inclusion } = error;
        let finding = Diagnostic::error("duplicate-name", format!("the name `{name}` is taken {when}").trim_end());
        match inclusion {
            Some((label, old)) => finding
                .at(label.span, format!("brings `{name}`, too"))
                .at(first, "first used here")
                .help(format!("give it another name in this inclusion: `rename: {{{old}: {}-{old}}}`", label.value))
                .mended_by(format!("{} renames {old}", label.value)),
            None => finding
                .at(second, "the same name again")
                .at(first, "first used here")
                .help(format!("{set} share one set of names; rename or remove one of them")),
        }
    }
}

/// A need of something that is no item of the menu.
pub(super) struct DanglingNeed {
    name: Spanned<String>,
    help: String,
}

impl DanglingNeed {
    pub(super) fn new(menu: &Menu, consumer: Item<'_>, name: &Spanned<Name>) -> Self {
        let wanted = name.value.as_str();
        let others: Vec<&str> = menu.names().filter(|other| *other != consumer.name()).collect();
        let help = match nearest(wanted, menu.names()) {
            _ if let Some(help) = taken_in(menu, wanted) => help,
            Some(near) => format!("write `{near}`"),
            _ if menu.ast.secrets.get(wanted).is_some() => {
                format!(
                    "it is a secret: name it where it is used, as in `env: {{NAME: {{secret: {wanted}, key: KEY}}}}`"
                )
            }
            _ if menu.ast.volumes.get(wanted).is_some() => {
                format!("it is a volume: mount it with `mounts: {{/PATH: {wanted}}}`")
            }
            _ if menu.ast.templates.get(wanted).is_some() => {
                format!("it is a template: need an item that has `extends: {wanted}`")
            }
            None if others.is_empty() => format!("declare it: `externals: {{{wanted}: {{ports: {{NAME: NUMBER}}}}}}`"),
            None => format!("this menu has {}; what is outside of the box is an external", listed(others)),
        };
        DanglingNeed { name: Spanned::new(wanted.to_owned(), name.span), help }
    }
}

/// What to write for the label of an inclusion, or for the old name of something that it renames.
fn taken_in(menu: &Menu, wanted: &str) -> Option<String> {
    for (file, included) in &menu.inclusions {
        if let Some(new) = included.rename.get(wanted) {
            return Some(format!("write `{}`: the inclusion `{}` renames it", new.value, included.label.value));
        }
        if included.label.value.as_str() == wanted {
            let brings = menu.items().filter(|item| item.span().file == *file).map(Item::name);
            return Some(format!("`{wanted}` is an inclusion, which brings {}", listed(brings)));
        }
    }
    None
}

impl From<DanglingNeed> for Diagnostic {
    fn from(error: DanglingNeed) -> Self {
        Diagnostic::error("dangling-need", format!("nothing in this menu is called `{}`", error.name.value))
            .at(error.name.span, "needed here")
            .help(error.help)
            .mended_by(format!("something called {}", error.name.value))
    }
}

/// A port that an item does not have.
pub struct DanglingPort {
    port: Spanned<String>,
    item: String,
    item_span: Span,
    ports: Vec<String>,
}

impl DanglingPort {
    pub fn of(item: Item<'_>, port: &Spanned<Name>) -> Self {
        let ports = item.ports().iter().map(|(name, _)| name.value.to_string()).collect();
        let port = Spanned::new(port.value.to_string(), port.span);
        DanglingPort { port, item: item.name().to_owned(), item_span: item.span(), ports }
    }
}

impl From<DanglingPort> for Diagnostic {
    fn from(error: DanglingPort) -> Self {
        let names = || error.ports.iter().map(String::as_str);
        let help = match nearest(&error.port.value, names()) {
            Some(near) => format!("write `{near}`"),
            None if error.ports.is_empty() => format!("add `ports: {{{}: NUMBER}}` to it", error.port.value),
            None => format!("its ports are {}", listed(names())),
        };
        Diagnostic::error("dangling-port", format!("`{}` has no port `{}`", error.item, error.port.value))
            .at(error.port.span, "no such port")
            .at(error.item_span, format!("`{}` is defined here", error.item))
            .help(help)
            .mended_at(error.port.span)
    }
}

/// A need whose provider speaks something else.
pub(super) struct InterfaceMismatch {
    wanted: Spanned<String>,
    provider: String,
    offered: Vec<(String, Span)>,
    provider_span: Span,
}

impl InterfaceMismatch {
    pub(super) fn new(provider: Item<'_>, wanted: &Spanned<Requirement>) -> Self {
        let speaks = |(name, port): &(Spanned<Name>, crate::ast::Port)| {
            let span = port.interface.as_ref().map_or(name.span, |interface| interface.span);
            (provider.interface(port).to_string(), span)
        };
        InterfaceMismatch {
            wanted: Spanned::new(wanted.value.to_string(), wanted.span),
            provider: provider.name().to_owned(),
            offered: provider.ports().iter().map(speaks).collect(),
            provider_span: provider.span(),
        }
    }
}

impl From<InterfaceMismatch> for Diagnostic {
    fn from(error: InterfaceMismatch) -> Self {
        let InterfaceMismatch { wanted, provider, offered, provider_span } = error;
        let message = format!("`{provider}` does not offer `{}`", wanted.value);
        let mut finding = Diagnostic::error("interface-mismatch", message).at(wanted.span, "asked for here");
        if let [(_, span)] = offered.as_slice() {
            finding = finding.mended_by(format!("{} at {span:?}", wanted.value));
        }
        for (interface, span) in &offered {
            finding = finding.at(*span, format!("`{provider}` speaks `{interface}`"));
        }
        if offered.is_empty() {
            return finding.at(provider_span, format!("`{provider}` has no ports")).help(format!(
                "give `{provider}` a port, or ask only for what it does: `{provider}: {{until: started}}`"
            ));
        }
        let unversioned = offered.iter().any(|(interface, _)| wanted.value.split('@').next() == Some(interface));
        finding.help(if unversioned {
            format!(
                "state the version at the provider, such as `{}@1.2`, or drop the range here",
                offered_name(&wanted)
            )
        } else {
            let all = listed(offered.iter().map(|(interface, _)| interface));
            match offered.as_slice() {
                [(interface, _)] if matches!(interface.as_str(), "tcp" | "udp") => format!(
                    "ask for {all}, or let the port of `{provider}` say what it speaks: `interface: {}`",
                    wanted.value
                ),
                _ => format!("ask for what is offered ({all}), or need another item"),
            }
        })
    }
}

fn offered_name(wanted: &Spanned<String>) -> &str {
    wanted.value.split('@').next().unwrap_or("")
}

/// A need that does not tell which of several ports it means.
pub(super) struct AmbiguousPort {
    name: Span,
    provider: String,
    ports: Vec<(String, Span)>,
}

impl AmbiguousPort {
    pub(super) fn new(provider: Item<'_>, name: Span, matching: &[usize]) -> Self {
        let ports = matching.iter().filter_map(|at| provider.ports().get(*at));
        let ports = ports.map(|(port, _)| (port.value.to_string(), port.span)).collect();
        AmbiguousPort { name, provider: provider.name().to_owned(), ports }
    }
}

impl From<AmbiguousPort> for Diagnostic {
    fn from(error: AmbiguousPort) -> Self {
        let names: Vec<&str> = error.ports.iter().map(|(name, _)| name.as_str()).collect();
        let message = format!("this need could mean {} ports of `{}`", names.len(), error.provider);
        let mut finding = Diagnostic::error("ambiguous-port", message).at(error.name, "which of its ports?");
        for (name, span) in &error.ports {
            finding = finding.at(*span, format!("`{name}`"));
        }
        finding.help(format!("name what is used, such as `ports: [{}]`", names.first().unwrap_or(&"")))
    }
}

/// A gate that the provider's kind does not have.
pub(super) struct WrongGate {
    asked: Spanned<Until>,
    provider: String,
    provider_span: Span,
    kind: &'static str,
    possible: Vec<&'static str>,
    need: String,
}

impl WrongGate {
    pub(super) fn new(provider: Item<'_>, need: &Spanned<Name>, asked: Spanned<Until>, possible: &[Until]) -> Self {
        WrongGate {
            asked,
            provider: provider.name().to_owned(),
            provider_span: provider.span(),
            kind: if provider.is_scheduled() { "a job on a schedule" } else { provider.kind().describe() },
            possible: possible.iter().map(|until| until.word()).collect(),
            need: need.value.to_string(),
        }
    }
}

impl From<WrongGate> for Diagnostic {
    fn from(error: WrongGate) -> Self {
        let (asked, kind) = (error.asked.value.word(), error.kind);
        Diagnostic::error("wrong-gate", format!("`{}` is {kind}, which is never `{asked}`", error.provider))
            .at(error.asked.span, format!("`{}` is waited for until it is `{asked}`", error.need))
            .at(error.provider_span, kind)
            .help(format!("{kind} can be {}", listed(error.possible)))
    }
}

/// Conditions that meet and together read too many parameters.
pub(super) struct ManyConditions {
    pub parameters: Vec<String>,
    pub at: Span,
}

impl From<ManyConditions> for Diagnostic {
    fn from(error: ManyConditions) -> Self {
        let ManyConditions { parameters, at } = error;
        let message = format!("whether this and what it meets are there hangs on {} parameters", parameters.len());
        Diagnostic::error("many-conditions", message).at(at, "they have more combinations than can be tried").help(
            format!(
                "let one parameter with an `enum` stand for several, such as {}",
                listed(parameters.iter().take(3))
            ),
        )
    }
}
