//! The fields that patches leave alone.
//!
//! Input: a kind of object and a patch. Output: what of it would change who an object is, whom it selects, or what the
//! language has words for. Not here: whether pods stay isolated.

use serde_json::Value;

use crate::ast::{Raw, RawKind};
use crate::source::Span;

use super::LABEL_PREFIX;
use super::patch::below;
use super::refused::{Refused, Why};

const IDENTITY: &str = "who an object is says boxc alone; of `metadata`, patch `labels` and `annotations`";
const SELECTION: &str = "which pods belong together says boxc alone; give them labels of your own beside its";
const POD: &str = "write it under `Pod`, which patches the template of the pods";

/// Kinds (`*` for all), where in them, and what to write instead. A `*` in a place stands for every element.
const FIXED: &[(&str, &str, &str)] = &[
    ("*", "/apiVersion", IDENTITY),
    ("*", "/kind", IDENTITY),
    ("*", "/status", "what has become of an object says Kubernetes"),
    ("Pod", "/spec/containers/0", "an item has its container; patch what is in it"),
    ("Pod", "/spec/serviceAccountName", "every item has an account of its own"),
    ("Pod", "/spec/serviceAccount", "every item has an account of its own"),
    ("Deployment", "/spec/selector", SELECTION),
    ("Deployment", "/spec/template", POD),
    ("Deployment", "/spec/replicas", "write `replicas`, which the quota counts"),
    ("StatefulSet", "/spec/selector", SELECTION),
    ("StatefulSet", "/spec/template", POD),
    ("StatefulSet", "/spec/replicas", "write `replicas`, which the quota counts"),
    ("StatefulSet", "/spec/serviceName", "members have names by it, which others rely on"),
    ("StatefulSet", "/spec/volumeClaimTemplates", "write `storage`, which the quota counts"),
    ("Job", "/spec/selector", SELECTION),
    ("Job", "/spec/manualSelector", SELECTION),
    ("Job", "/spec/template", POD),
    ("CronJob", "/spec/jobTemplate/spec/selector", SELECTION),
    ("CronJob", "/spec/jobTemplate/spec/template", POD),
    ("Service", "/spec/selector", SELECTION),
    ("Service", "/spec/ports", "write `ports`, by which the policies go"),
    ("Service", "/spec/type", "write `expose` with `as: load-balancer`"),
    ("Service", "/spec/clusterIP", "what a name leads to is what others rely on"),
    ("Service", "/spec/clusterIPs", "what a name leads to is what others rely on"),
    ("Service", "/spec/externalIPs", "write `expose` with `as: load-balancer`"),
    ("Service", "/spec/externalName", "write an external"),
    ("ServiceAccount", "/automountServiceAccountToken", "write `security.token`"),
    ("ServiceAccount", "/secrets", "write `security.token`"),
    ("ConfigMap", "/data", "write `files`; pods are made anew when those change"),
    ("ConfigMap", "/binaryData", "write `files`; pods are made anew when those change"),
    ("PodDisruptionBudget", "/spec/selector", SELECTION),
    ("HorizontalPodAutoscaler", "/spec/scaleTargetRef", SELECTION),
    ("HorizontalPodAutoscaler", "/spec/minReplicas", "write `replicas: {min, max}`, which the quota counts"),
    ("HorizontalPodAutoscaler", "/spec/maxReplicas", "write `replicas: {min, max}`, which the quota counts"),
    ("Ingress", "/spec/rules", "write `expose`; a host and a path belong to one box"),
    ("Ingress", "/spec/defaultBackend", "write `expose`; a host and a path belong to one box"),
    ("HTTPRoute", "/spec/hostnames", "write `expose`; a host and a path belong to one box"),
    ("HTTPRoute", "/spec/parentRefs", "the fleet says which gateway the cluster has"),
    ("HTTPRoute", "/spec/rules", "write `expose`; a host and a path belong to one box"),
    ("ServiceMonitor", "/spec/selector", SELECTION),
    ("ServiceMonitor", "/spec/namespaceSelector", SELECTION),
];

/// What of a patch is not the author's to change.
pub(super) fn fixed(kind: &str, body: &Raw<Value>) -> Vec<Refused> {
    let mut refused = Vec::new();
    walk(body, "", &mut |pointer, span, is_null| {
        if let Some(help) = help(kind, pointer, is_null) {
            refused.push(Refused { span, why: Why::Fixed { pointer: pointer.to_owned(), help } });
        }
        refused.is_empty()
    });
    refused
}

fn help(kind: &str, pointer: &str, is_null: bool) -> Option<&'static str> {
    if let Some(rest) = pointer.strip_prefix("/metadata") {
        return metadata(rest, is_null);
    }
    let of_kind = FIXED.iter().filter(|(of, _, _)| *of == "*" || *of == kind);
    let holds = |fixed: &str| is_null && fixed.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/'));
    of_kind.into_iter().find(|(_, fixed, _)| pointer == *fixed || holds(fixed)).map(|(_, _, help)| *help)
}

/// Labels and annotations may be added, but ours stay.
fn metadata(rest: &str, is_null: bool) -> Option<&'static str> {
    let own = |key: &str| {
        key.starts_with("app.kubernetes.io~1")
            || key.strip_prefix(LABEL_PREFIX).is_some_and(|rest| rest.starts_with("~1"))
    };
    match rest.strip_prefix('/') {
        None => is_null.then_some(IDENTITY),
        Some("labels" | "annotations") => is_null.then_some(IDENTITY),
        Some(field) => match field.strip_prefix("labels/").or_else(|| field.strip_prefix("annotations/")) {
            Some(key) => own(key).then_some(IDENTITY),
            None => Some(IDENTITY),
        },
    }
}

/// Every part of a patch with its pointer, until one is enough.
fn walk(raw: &Raw<Value>, pointer: &str, visit: &mut dyn FnMut(&str, Span, bool) -> bool) {
    if let RawKind::Map(entries) = &raw.kind {
        for (key, value) in entries {
            let pointer = below(pointer, &key.value);
            if visit(&pointer, key.span, matches!(value.kind, RawKind::Null)) {
                walk(value, &pointer, visit);
            }
        }
    }
}
