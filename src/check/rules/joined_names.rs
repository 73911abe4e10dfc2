//! Names that are put together of two stay apart: claims of members (`STORAGE-ITEM-0`) and Services of load balancers
//! (`ITEM-EXPOSURE-lb`).

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu, Presence};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let claims: Vec<Joined<'_>> = menu.items().flat_map(|item| claims(menu, item)).collect();
    let balancers: Vec<Joined<'_>> = menu.items().flat_map(|item| balancers(menu, item)).collect();
    for (what, all) in [("a claim", claims), ("a load balancer", balancers)] {
        for (at, joined) in all.iter().enumerate() {
            let mut earlier = all.iter().take(at).filter(|first| first.name == joined.name);
            if let Some(first) = earlier.find(|first| joined.meets(menu, first)) {
                diagnostics.push(JoinedName { what, name: joined.name.clone(), at: joined.span, first: first.span });
            }
        }
    }
}

struct Joined<'m> {
    name: String,
    span: Span,
    presence: Presence<'m>,
}

impl Joined<'_> {
    fn meets(&self, menu: &Menu, other: &Self) -> bool {
        menu.meet(&self.presence, &other.presence)
    }
}

fn claims<'m>(menu: &'m Menu, item: Item<'m>) -> impl Iterator<Item = Joined<'m>> {
    let storage = item.service().into_iter().flat_map(|service| service.storage.iter());
    storage.map(move |(name, volume)| Joined {
        name: format!("{}-{}-0", name.value, item.name()),
        span: name.span,
        presence: item.presence().and(&Presence::of(menu, [volume.when.as_ref()])),
    })
}

fn balancers<'m>(menu: &'m Menu, item: Item<'m>) -> impl Iterator<Item = Joined<'m>> {
    let exposures = item.service().into_iter().flat_map(|service| service.expose.iter());
    exposures.filter(|(_, expose)| expose.way.is_some()).map(move |(name, expose)| Joined {
        name: format!("{}-{}-lb", item.name(), name.value),
        span: name.span,
        presence: item.presence().and(&Presence::of(menu, [expose.when.as_ref()])),
    })
}

/// Two things of two items that would be one object.
struct JoinedName {
    what: &'static str,
    name: String,
    at: Span,
    first: Span,
}

impl From<JoinedName> for Diagnostic {
    fn from(error: JoinedName) -> Self {
        let JoinedName { what, name, at, first } = error;
        Diagnostic::error("duplicate-name", format!("`{name}` would be {what} of two items"))
            .at(at, "the name is made of this and its item's")
            .at(first, "and of this and its item's")
            .help("call one of the two something else")
    }
}
