//! Externals on the other member clusters where a box may run.
//!
//! Input: an order, the cluster that it is compiled for and those where it may run, too. Output: findings about bindings that are
//! missing or do not keep the contract there. Not here: services of other boxes, which have to be on the same cluster anyway.

use std::collections::BTreeMap;

use crate::ast::Binding;
use crate::diagnostic::{Diagnostic, Diagnostics, listed};
use crate::hir::{Item, ItemKind};
use crate::source::{Span, Spanned};
use crate::survey::{Identity, Surveyed, binding};

use super::Site;
use super::resolve::Resolver;
use super::values::Context;

/// Reports what an order's bindings lack on `others`, as far as it is not the same at home.
pub fn elsewhere<'p>(
    surveyed: &'p Surveyed<'p>,
    identity: &'p Identity,
    home: Site<'p>,
    others: impl Iterator<Item = &'p str>,
    diagnostics: &mut Diagnostics,
) {
    let there = |item: &Item<'_>| item.is_external() && item.presence().holds(&surveyed.arguments);
    let externals: Vec<Item<'p>> = surveyed.menu.items().filter(there).collect();
    let bound = |cluster: &str, item: Item<'_>| binding(surveyed.order, home.fleet, cluster, item.name());
    let mut lacking: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for cluster in others {
        for (at, item) in externals.iter().enumerate() {
            // What is missing at home is reported there, with all clusters that lack it.
            let Some(own) = bound(home.cluster, *item) else { continue };
            match bound(cluster, *item) {
                None => lacking.entry(at).or_default().push(cluster),
                Some(other) if std::ptr::eq::<Binding>(own, other) || other.box_name.is_some() => {}
                Some(_) => contract(surveyed, identity, Site { cluster, ..home }, *item, diagnostics),
            }
        }
    }
    for (at, clusters) in lacking {
        if let Some(item) = externals.get(at) {
            let clusters = clusters.into_iter().map(str::to_owned).collect();
            let name = Spanned::new(item.name().to_owned(), item.span());
            let order = surveyed.order;
            let place = order.place.as_ref().and_then(|place| place.labels.iter().next()).map(|(key, _)| key.span);
            let at = place.unwrap_or(order.name.span);
            diagnostics.push(UnboundElsewhere { name, clusters, home: home.cluster.to_owned(), at });
        }
    }
}

/// Whether a binding of another cluster keeps the contract of an external.
fn contract<'p>(
    surveyed: &'p Surveyed<'p>,
    identity: &'p Identity,
    site: Site<'p>,
    item: Item<'p>,
    diagnostics: &mut Diagnostics,
) {
    if let (Some(context), ItemKind::External(external)) = (Context::new(surveyed, identity, site), item.kind()) {
        Resolver::new(&context, diagnostics).external(item, external);
    }
}

/// An external that is bound where its box is, and not everywhere where it may be.
struct UnboundElsewhere {
    name: Spanned<String>,
    clusters: Vec<String>,
    home: String,
    at: Span,
}

impl From<UnboundElsewhere> for Diagnostic {
    fn from(error: UnboundElsewhere) -> Self {
        let UnboundElsewhere { name, clusters, home, at } = error;
        let there = listed(&clusters);
        Diagnostic::error("unbound-external", format!("nothing says where `{}` is on {there}", name.value))
            .at(name.span, format!("not bound on {there}"))
            .at(at, format!("the box is on `{home}`, and may run there, too"))
            .help(format!(
                "add `externals: {{{}: {{host: …}}}}` to the fleet there, or say `place: {{cluster: {home}}}`",
                name.value
            ))
    }
}
