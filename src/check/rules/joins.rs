//! What joins a service can answer for it.

use crate::ast;
use crate::diagnostic::{Diagnostic, Diagnostics, listed, nearest};
use crate::hir::{Item, Menu, Need};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let Some(joins) = item.service().and_then(|service| service.joins.as_ref()) else { continue };
        let name = joins.as_ref().map(ToString::to_string);
        let called = menu.renamed(&name.value, name.span.file);
        let services = || menu.all_named(called).filter(|other| other.service().is_some() && other.id() != item.id());
        if services().next().is_none() {
            let known = menu.items().filter(|other| other.service().is_some() && other.id() != item.id());
            let known = known.map(|other| other.name().to_owned()).collect();
            diagnostics.push(DanglingJoin { name, known });
            continue;
        }
        for joined in services().filter(|joined| menu.meet(&item.presence(), &joined.presence())) {
            ports(menu, item, joined, &name, diagnostics);
        }
    }
}

/// Whoever calls the joined service may reach any of its pods, so all of them have its ports.
fn ports(menu: &Menu, item: Item<'_>, joined: Item<'_>, at: &Spanned<String>, diagnostics: &mut Diagnostics) {
    if let Some(identity) = joined.service().and_then(|service| service.identity) {
        let places = vec![(identity.span, "what it would have to do, too".to_owned())];
        diagnostics.push(CannotJoin::new(item, at, "is a quorum, whose members are its own", places));
    }
    for (name, port) in joined.ports() {
        let too = || vec![(name.span, "what it would have to do, too".to_owned())];
        let why = match item.port(name.value.as_str()) {
            None => Some((format!("has the port `{}`", name.value), too())),
            Some(own) if own.target() != port.target() => {
                Some((format!("listens on {} for `{}`, not on {}", port.target(), name.value, own.target()), too()))
            }
            Some(own) if own.transport() != port.transport() => {
                Some((format!("talks {} on `{}`", port.transport().word(), name.value), too()))
            }
            Some(own) => unmet(menu, item, joined, port, own),
        };
        if let Some((why, places)) = why {
            diagnostics.push(CannotJoin::new(item, at, &why, places));
        }
    }
}

/// What somebody asks of the joined service and the joining one does not speak.
fn unmet(menu: &Menu, item: Item<'_>, joined: Item<'_>, port: &ast::Port, own: &ast::Port) -> Option<(String, Places)> {
    let opens = |need: &Need<'_>| {
        need.provider().id() == joined.id() && need.ports().any(|(_, other)| std::ptr::eq(other, port))
    };
    menu.needs().filter(opens).find_map(|need| {
        let wanted = need.written().interface.as_ref().filter(|wanted| !item.accepts(own, &wanted.value))?;
        let (name, consumer) = (item.name(), need.consumer().name());
        let said = item.ports().iter().find(|(_, other)| std::ptr::eq(other, own)).map(|(name, _)| name.span);
        let said = own.interface.as_ref().map(|interface| interface.span).or(said);
        let speaks = said.map(|said| (said, format!("`{name}` speaks `{}`", item.interface(own))));
        let asked = (wanted.span, format!("`{consumer}` asks for this"));
        let why = format!("is asked for `{}` by `{consumer}`", wanted.value);
        Some((why, std::iter::once(asked).chain(speaks).collect()))
    })
}

/// What a finding points at beside its own place, and what is said of each.
type Places = Vec<(Span, String)>;

/// A service that joins nothing of its menu.
struct DanglingJoin {
    name: Spanned<String>,
    known: Vec<String>,
}

impl From<DanglingJoin> for Diagnostic {
    fn from(error: DanglingJoin) -> Self {
        let DanglingJoin { name, known } = error;
        let help = match nearest(&name.value, known.iter().map(String::as_str)) {
            Some(near) => Some(format!("write `{near}`")),
            None if known.is_empty() => None,
            None => Some(format!("the other services are {}", listed(known))),
        };
        Diagnostic::error("dangling-join", format!("there is no other service `{}` to join", name.value))
            .at(name.span, "joined here")
            .maybe_help(help)
    }
}

/// A service that can't answer for the one that it joins.
struct CannotJoin {
    item: String,
    joined: Spanned<String>,
    why: String,
    places: Places,
}

impl CannotJoin {
    fn new(item: Item<'_>, joined: &Spanned<String>, why: &str, places: Places) -> Self {
        CannotJoin { item: item.name().to_owned(), joined: joined.clone(), why: why.to_owned(), places }
    }
}

impl From<CannotJoin> for Diagnostic {
    fn from(error: CannotJoin) -> Self {
        let CannotJoin { item, joined, why, places } = error;
        let message = format!("`{item}` can't answer for `{}`, which {why}", joined.value);
        let finding = Diagnostic::error("unlike-join", message).at(joined.span, "joined here");
        places
            .into_iter()
            .fold(finding, |finding, (at, label)| finding.at(at, label))
            .help(format!("give `{item}` the same ports with the same targets and interfaces"))
    }
}
