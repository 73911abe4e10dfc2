//! Conditions that meet can be tried out for every combination of their parameters.

use crate::diagnostic::{Diagnostic, Diagnostics, listed};
use crate::hir::{Item, MOST_COMBINATIONS, Menu, Presence, too_many};
use crate::source::Span;

use super::via_outside::exposures;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let met = meetings(menu, item);
        if let Some(parameters) = met.iter().find_map(|parts| too_many(&menu.ast, &parts.iter().collect::<Vec<_>>())) {
            diagnostics.push(ManyConditions { item: item.name().to_owned(), parameters, at: item.span() });
        }
    }
    let knotted = menu.graph().knotted().into_iter().filter_map(|at| menu.need(at));
    let circle: Vec<_> = knotted.map(|need| (need, need.presence().and(&need.provider().presence()))).collect();
    let parts: Vec<_> = circle.iter().map(|(_, presence)| presence).collect();
    if let (Some(parameters), Some((need, _))) = (too_many(&menu.ast, &parts), circle.first()) {
        let item = need.consumer().name().to_owned();
        diagnostics.push(ManyConditions { item, parameters, at: need.name().span });
    }
}

/// What has to be there together: an item with what it needs, mounts and is called like.
fn meetings<'m>(menu: &'m Menu, item: Item<'m>) -> Vec<Vec<Presence<'m>>> {
    let needs = item.needs().map(|need| {
        let exposed = exposures(need).map(|(_, expose)| Presence::of(menu, [expose.when.as_ref()]));
        let from_outside = exposed.filter(|_| need.written().outside().is_some());
        [need.presence(), need.provider().presence()].into_iter().chain(from_outside).collect()
    });
    let namesakes = menu.all_named(item.name()).map(|other| vec![item.presence(), other.presence()]);
    let volumes = item.workload().into_iter().flat_map(|workload| workload.mounts.iter()).filter_map(|(_, mount)| {
        let called = menu.renamed(mount.volume.value.as_str(), mount.volume.span.file);
        let (name, volume) = menu.ast.volumes.entry(called)?;
        let own = item.presence().and(&Presence::of(menu, [mount.when.as_ref()]));
        Some(vec![own, menu.presence_of_volume(name, volume)])
    });
    needs.chain(namesakes).chain(volumes).collect()
}

/// More combinations than anybody tries.
struct ManyConditions {
    item: String,
    parameters: Vec<String>,
    at: Span,
}

impl From<ManyConditions> for Diagnostic {
    fn from(error: ManyConditions) -> Self {
        let ManyConditions { item, parameters, at } = error;
        let count = parameters.len();
        let few = parameters.into_iter().take(3);
        let message = format!("whether `{item}` and what it needs are there hangs on {count} parameters");
        Diagnostic::error("many-conditions", message)
            .at(at, format!("they have more than {MOST_COMBINATIONS} combinations"))
            .help(format!("let one parameter with an `enum` stand for several, such as {}", listed(few)))
    }
}
