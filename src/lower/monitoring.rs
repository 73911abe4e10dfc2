//! Metrics: who asks for them, and where.
//!
//! Input: an item that tells metrics, and what the cluster says of who asks. Output: a ServiceMonitor where the cluster knows
//! them, and the opening for who asks. Gained: each pod is asked once, by way of the Service of the item's name.
//! Not here: what is measured.

use serde_json::{Map, Value, json};

use crate::instantiate::{BoxInstance, Item, Metrics, MonitoringFacts};
use crate::source::Spanned;

use super::graph::pod;
use super::network::{OpenPort, Opening, pods_in};
use super::ports::wires;
use super::scope::Scope;
use super::{LABEL_PREFIX, Trace, selector};

type Labels = [(Spanned<String>, Spanned<String>)];

/// The label by which the Service of the item's name is told from its others, where something asks it.
pub(super) fn mark(instance: &BoxInstance, item: &Item) -> Option<(String, String)> {
    monitored(instance, item).map(|_| (format!("{LABEL_PREFIX}/metrics"), "true".to_owned()))
}

pub(super) fn opening(instance: &BoxInstance, item: &Item) -> Option<Opening> {
    let (metrics, monitoring) = asked(instance, item)?;
    let number = item.ports.get(metrics.port)?.target;
    let port = OpenPort { number: Some(number), protocol: "TCP", origin: metrics.span.into() };
    Opening::new(
        vec![pods_in(std::slice::from_ref(&monitoring.namespace), monitoring.labels.iter().cloned().collect())],
        vec![port],
        metrics.span.into(),
    )
}

pub(super) fn monitor<T: Trace>(scope: &mut Scope<'_, T>, item: &Item) {
    let Some((metrics, finds)) = monitored(scope.instance, item) else { return };
    let wires = wires(&item.ports);
    let asked = item.ports.get(metrics.port).map(|port| &port.name);
    let Some(wire) = wires.iter().find(|wire| Some(&wire.port.name) == asked && wire.protocol == "TCP") else { return };
    let rule = "metrics are asked for where the cluster has ServiceMonitors";
    let mut metadata = scope.begin(&item.name.value, metrics.span.into(), rule);
    for (key, value) in finds {
        metadata.labels.get_or_insert_default().entry(key.value.clone()).or_insert(value.value.clone());
        scope.set(format_args!("/metadata/labels/{}", key.value.replace('/', "~1")), value.span);
    }
    scope.set(format_args!("/spec/selector/matchLabels/app.kubernetes.io~1instance"), scope.instance.span);
    scope.set(format_args!("/spec/endpoints/0/path"), metrics.path.origin);
    scope.set(format_args!("/spec/endpoints/0/port"), metrics.span);
    let labels = selector(scope.instance, &item.name.value).into_iter().chain(mark(scope.instance, item));
    let labels: Map<String, Value> = labels.map(|(key, value)| (key, value.into())).collect();
    let spec = json!({
        "endpoints": [{"path": metrics.path.value, "port": wire.name}],
        "selector": {"matchLabels": labels},
    });
    scope.push_custom("monitoring.coreos.com/v1", "ServiceMonitor", metadata, &spec);
}

fn asked<'a>(instance: &'a BoxInstance, item: &'a Item) -> Option<(&'a Metrics, &'a MonitoringFacts)> {
    pod(item)?.metrics.as_ref().zip(instance.cluster.monitoring.as_ref())
}

fn monitored<'a>(instance: &'a BoxInstance, item: &'a Item) -> Option<(&'a Metrics, &'a Labels)> {
    let (metrics, monitoring) = asked(instance, item)?;
    Some((metrics, monitoring.finds.as_deref()?))
}
