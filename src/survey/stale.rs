//! What names boxes that are not there, and does no harm.

use crate::ast::{BoxOrder, Placement};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::source::{Span, Spanned};

use super::order::{Ground, Ordered};
use super::place::is_of;

/// What names boxes and owners that a project without errors does not have.
pub fn stale(orders: &[(BoxOrder, Ordered)], ground: Ground<'_>, diagnostics: &mut Diagnostics) {
    let orders: Vec<&BoxOrder> = orders.iter().map(|(order, _)| order).collect();
    if let Some(decided) = ground.placement {
        placement(decided, ground, &orders, diagnostics);
    }
    offers(&orders, diagnostics);
}

/// Entries of the placement that decide nothing.
fn placement(placement: &Placement, ground: Ground<'_>, orders: &[&BoxOrder], diagnostics: &mut Diagnostics) {
    let (fleet, decided) = (&ground.fleet.fleet, &placement.placement);
    if fleet.value != decided.value {
        let name = decided.as_ref().map(ToString::to_string);
        diagnostics.push(StalePlacement::OfFleet { name, fleet: Spanned::new(fleet.value.to_string(), fleet.span) });
    }
    for (name, cluster) in placement.boxes.iter() {
        let order = orders.iter().find(|order| is_of(order, name.value.as_str()));
        let Some(order) = order else {
            let near = nearest(name.value.as_str(), orders.iter().map(|order| order.name.value.as_str()));
            let near = near.map(str::to_owned);
            diagnostics.push(StalePlacement::OfBox { name: name.as_ref().map(ToString::to_string), near });
            continue;
        };
        let asked = order.place.as_ref().and_then(|place| place.cluster.as_ref());
        if let Some(asked) = asked.filter(|asked| asked.value != cluster.value) {
            let at = Spanned::new(cluster.value.to_string(), cluster.span);
            diagnostics.push(StalePlacement::Overruled { at, by: Spanned::new(asked.value.to_string(), asked.span) });
        }
    }
}

/// Boxes and owners that services are offered to, and that the project does not have.
fn offers(orders: &[&BoxOrder], diagnostics: &mut Diagnostics) {
    let owners: Vec<&str> = orders.iter().filter_map(|order| Some(order.owner.as_ref()?.value.as_str())).collect();
    let known = || orders.iter().map(|order| order.name.value.as_str()).chain(owners.iter().copied());
    for name in orders.iter().flat_map(|order| order.offers.iter()).flat_map(|(_, to)| to) {
        let text = name.value.as_str();
        if !owners.contains(&text) && !orders.iter().any(|order| is_of(order, text)) {
            let near = nearest(text, known()).map(str::to_owned);
            diagnostics.push(IdleOffer { name: text.to_owned(), at: name.span, near });
        }
    }
}

/// A line of the placement that places nothing.
enum StalePlacement {
    OfFleet { name: Spanned<String>, fleet: Spanned<String> },
    OfBox { name: Spanned<String>, near: Option<String> },
    Overruled { at: Spanned<String>, by: Spanned<String> },
}

impl From<StalePlacement> for Diagnostic {
    fn from(error: StalePlacement) -> Self {
        match error {
            StalePlacement::OfFleet { name, fleet } => {
                Diagnostic::warning("stale-placement", format!("this placement is of the fleet `{}`", name.value))
                    .at(name.span, "another fleet")
                    .at(fleet.span, "the fleet of this project")
                    .help(format!("write `placement: {}`", fleet.value))
            }
            StalePlacement::OfBox { name, near } => {
                Diagnostic::warning("stale-placement", format!("there is no box `{}` to place", name.value))
                    .at(name.span, "places nothing")
                    .help(
                        near.map_or("remove the line".to_owned(), |near| format!("write `{near}`, or remove the line")),
                    )
            }
            StalePlacement::Overruled { at, by } => {
                Diagnostic::warning("stale-placement", format!("this box runs on `{}`, whatever stands here", by.value))
                    .at(at.span, "decides nothing")
                    .at(by.span, "its order says where it runs")
                    .help("remove one of the two")
            }
        }
    }
}

/// An offer that nobody can take.
struct IdleOffer {
    name: String,
    at: Span,
    near: Option<String>,
}

impl From<IdleOffer> for Diagnostic {
    fn from(error: IdleOffer) -> Self {
        let IdleOffer { name, at, near } = error;
        Diagnostic::warning("idle-offer", format!("`{name}` is no box and no owner of this project"))
            .at(at, "nobody can take this offer")
            .help(
                near.map_or("offer it to a box, or to the `owner` of one".to_owned(), |near| format!("write `{near}`")),
            )
    }
}
