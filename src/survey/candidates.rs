//! The member clusters where an order may run.
//!
//! Input: what an order says of its place, the fleet. Output: the clusters that fit, or why none does.

use crate::ast::{BoxOrder, Cluster, Fleet, Place};
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::Span;

/// The member clusters where an order may run: the one that it names, or all that have its labels and are not avoided.
pub fn candidates<'f>(order: &'f BoxOrder, fleet: &'f Fleet) -> impl Iterator<Item = &'f str> {
    let place = order.place.as_ref();
    let named = place.and_then(|place| place.cluster.as_ref());
    let fits = move |name: &str, cluster: &Cluster| match named {
        Some(named) => named.value.as_str() == name,
        None => place.is_none_or(|place| why_not(place, name, cluster).is_none()),
    };
    let clusters = fleet.clusters.iter().map(|(name, cluster)| (name.value.as_str(), cluster));
    clusters.filter(move |(name, cluster)| fits(name, cluster)).map(|(name, _)| name)
}

/// Why an order may not run on a member cluster: what it says, and whether that is to avoid it.
pub(super) fn why_not(place: &Place, name: &str, cluster: &Cluster) -> Option<(Span, bool)> {
    let avoided = place.avoid.iter().find(|avoided| avoided.value.as_str() == name).map(|avoided| (avoided.span, true));
    let unlike = place.labels.iter().find(|(key, value)| !has(cluster, key.value.as_str(), &value.value));
    avoided.or(unlike.map(|(key, value)| (key.span.to(value.span), false)))
}

fn has(cluster: &Cluster, key: &str, value: &str) -> bool {
    cluster.labels.get(key).is_some_and(|own| own.value == value)
}

/// A place that no member cluster is.
pub(super) struct NoCluster {
    at: Span,
    label: String,
    help: String,
}

impl NoCluster {
    /// What is wrong with a place that names no cluster, where no cluster fits.
    pub fn of(place: &Place, at: Span, fleet: &Fleet) -> Self {
        let clusters = || fleet.clusters.iter();
        let nowhere = |key: &str, value: &str| !clusters().any(|(_, cluster)| has(cluster, key, value));
        let lacking = place.labels.iter().find(|(key, value)| nowhere(key.value.as_str(), &value.value));
        let Some((key, value)) = lacking else {
            let help = clusters().map(|(name, cluster)| match why_not(place, name.value.as_str(), cluster) {
                Some((_, true)) => format!("`{}` is avoided", name.value),
                _ => format!("`{}` lacks a label", name.value),
            });
            let help = help.collect::<Vec<_>>().join(", ");
            return NoCluster { at, label: "asks for more than any of them is".to_owned(), help };
        };
        let values = clusters().filter_map(|(_, cluster)| cluster.labels.get(key.value.as_str()));
        let values: Vec<&str> = values.map(|value| value.value.as_str()).collect();
        let keys = clusters().flat_map(|(_, cluster)| cluster.labels.keys());
        let help = match (nearest(&value.value, values.iter().copied()), nearest(key.value.as_str(), keys)) {
            (Some(near), _) => format!("write `{}: {near}`", key.value),
            (None, _) if !values.is_empty() => {
                format!("where there is `{}`, it is {}", key.value, crate::diagnostic::listed(values))
            }
            (None, Some(near)) => format!("write `{near}`"),
            (None, None) => "give it to a member cluster in the fleet, `labels: {…}`, or ask for another".to_owned(),
        };
        NoCluster { at: key.span.to(value.span), label: "none has this label".to_owned(), help }
    }
}

impl From<NoCluster> for Diagnostic {
    fn from(error: NoCluster) -> Self {
        let NoCluster { at, label, help } = error;
        Diagnostic::error("no-cluster", "this box may run on no member cluster").at(at, label).help(help)
    }
}
