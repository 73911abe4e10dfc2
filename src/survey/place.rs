//! Where boxes run.
//!
//! Input: what an order says of its place, the placement, the fleet. Output: the home of each copy.
//! Gained: a home is a member cluster, and one that the order allows. Not here: deciding where boxes go.

use crate::ast::{BoxOrder, Cluster, Fleet, Place};
use crate::diagnostic::{Diagnostic, Diagnostics, listed, nearest};
use crate::source::{Span, Spanned};

use super::bind;
use super::candidates::{NoCluster, candidates, why_not};
use super::order::Ground;

/// Where a copy runs: where its order says, or where the placement decided, or on the only member cluster.
pub(super) fn home(order: &BoxOrder, name: &str, ground: Ground<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let clusters = &ground.fleet.clusters;
    // That no cluster fits was reported.
    candidates(order, ground.fleet).next()?;
    let asked = order.place.as_ref().and_then(|place| place.cluster.as_ref());
    let placed = ground.placement.and_then(|placement| placement.boxes.entry(name)).map(|(_, cluster)| cluster);
    let Some(decided) = asked.or(placed) else {
        let [(only, cluster)] = clusters.entries.as_slice() else {
            diagnostics.push(UnplacedBox { name: name.to_owned(), span: order.name.span });
            return None;
        };
        return fits(order, (only.value.as_str(), cluster), order.name.span, diagnostics)
            .then(|| only.value.to_string());
    };
    let name = decided.value.as_str();
    let Some(cluster) = clusters.get(name) else {
        diagnostics.push(UnknownCluster::new(name, decided.span, ground.fleet));
        return None;
    };
    fits(order, (name, cluster), decided.span, diagnostics).then(|| name.to_owned())
}

/// Whether a member cluster is one that the order allows; `at` is where it was decided on.
fn fits(order: &BoxOrder, (name, cluster): (&str, &Cluster), at: Span, diagnostics: &mut Diagnostics) -> bool {
    let why = order.place.as_ref().and_then(|place| why_not(place, name, cluster));
    if let Some((why, avoided)) = why {
        diagnostics.push(MisplacedBox { cluster: name.to_owned(), at, why, avoided });
    }
    why.is_none()
}

/// The names that an order's place mentions are those of member clusters and boxes.
pub(super) fn names(
    order: &BoxOrder,
    place: &Place,
    ground: Ground<'_>,
    orders: &[&BoxOrder],
    diagnostics: &mut Diagnostics,
) {
    for cluster in place.avoid.iter().filter(|cluster| ground.fleet.clusters.get(cluster.value.as_str()).is_none()) {
        diagnostics.push(UnknownCluster::new(cluster.value.as_str(), cluster.span, ground.fleet));
    }
    let unknown = |name: &str| ground.fleet.clusters.get(name).is_none();
    match &place.cluster {
        Some(cluster) if unknown(cluster.value.as_str()) => {
            diagnostics.push(UnknownCluster::new(cluster.value.as_str(), cluster.span, ground.fleet));
        }
        // One that is avoided by a wrong name has its own finding.
        None if candidates(order, ground.fleet).next().is_none()
            && !place.avoid.iter().any(|avoided| unknown(avoided.value.as_str()))
            && !ground.fleet.clusters.is_empty() =>
        {
            diagnostics.push(NoCluster::of(place, order.name.span, ground.fleet));
        }
        Some(_) | None => {}
    }
    bind::names(place.near.iter().chain(&place.spread_from), orders, diagnostics);
}

/// Whether an order, or one of its copies, has this name.
pub(super) fn is_of(order: &BoxOrder, name: &str) -> bool {
    let own = order.name.value.as_str();
    let number = name.strip_prefix(own).and_then(|rest| rest.strip_prefix('-'));
    let copy = number.and_then(|number| number.parse::<u32>().ok().filter(|n| n.to_string() == number));
    name == own || order.copies.zip(copy).is_some_and(|(copies, copy)| (1..=copies.value.0).contains(&copy))
}

/// A member cluster that the fleet does not have.
struct UnknownCluster {
    name: Spanned<String>,
    known: Vec<String>,
    fleet: Span,
}

impl UnknownCluster {
    fn new(name: &str, span: Span, fleet: &Fleet) -> Self {
        let known = fleet.clusters.keys().map(str::to_owned).collect();
        UnknownCluster { name: Spanned::new(name.to_owned(), span), known, fleet: fleet.fleet.span }
    }
}

impl From<UnknownCluster> for Diagnostic {
    fn from(error: UnknownCluster) -> Self {
        let UnknownCluster { name, known, fleet } = error;
        let help = match nearest(&name.value, known.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None => format!("its member clusters are {}", listed(known)),
        };
        Diagnostic::error("unknown-cluster", format!("the fleet has no member cluster `{}`", name.value))
            .at(name.span, "named here")
            .at(fleet, "the fleet")
            .help(help)
    }
}

/// A box that the project does not have.
pub(super) struct UnknownBox {
    name: Spanned<String>,
    known: Vec<String>,
}

impl UnknownBox {
    pub(super) fn new(name: Spanned<String>, orders: &[&BoxOrder]) -> Self {
        UnknownBox { name, known: orders.iter().map(|order| order.name.value.to_string()).collect() }
    }
}

impl From<UnknownBox> for Diagnostic {
    fn from(error: UnknownBox) -> Self {
        let UnknownBox { name, known } = error;
        let help = match nearest(&name.value, known.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None => "name a box of this project, or a copy of one such as `NAME-1`".to_owned(),
        };
        Diagnostic::error("unknown-box", format!("there is no box `{}`", name.value))
            .at(name.span, "named here")
            .help(help)
    }
}

/// A box that could run on several clusters, and nobody said where.
struct UnplacedBox {
    name: String,
    span: Span,
}

impl From<UnplacedBox> for Diagnostic {
    fn from(error: UnplacedBox) -> Self {
        let name = &error.name;
        Diagnostic::error("unplaced-box", format!("nothing says where the box `{name}` runs"))
            .at(error.span, "not placed")
            .help(format!("add `place: {{cluster: NAME}}` here, or `{name}: CLUSTER` to `boxes` in `placement.yaml`"))
            .mended_at(error.span)
    }
}

/// A box on a member cluster that its order excludes.
struct MisplacedBox {
    cluster: String,
    at: Span,
    why: Span,
    avoided: bool,
}

impl From<MisplacedBox> for Diagnostic {
    fn from(error: MisplacedBox) -> Self {
        let MisplacedBox { cluster, at, why, avoided } = error;
        let label = if avoided { "which its order avoids" } else { "which does not have this label" };
        Diagnostic::error("misplaced-box", format!("this box may not run on `{cluster}`"))
            .at(at, format!("runs on `{cluster}`"))
            .at(why, label)
            .help("place it on another member cluster, or ask for less under `place`")
    }
}
