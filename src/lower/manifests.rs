//! Objects that menus add as they are.
//!
//! Input: raw objects. Output: the unit `_manifests`. Gained: each is in the box's namespace with the box's labels, is one of
//! its type, and takes none of the box's walls away. Not here: reading them.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ConfigMap, Service, ServiceAccount};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::ast::Raw;

use super::patch::{Set, made_of, place, retyped};
use super::refused::{Refused, Why};
use super::scope::Scope;
use super::{LABEL_PREFIX, Trace, labels};

/// Kinds that are not taken, and what to write instead.
const REFUSED: &[(&str, &str)] = &[
    ("NetworkPolicy", "write `needs`, `expose` or `security.network` for what may pass"),
    ("ResourceQuota", "write the box's `quota`"),
    ("LimitRange", "write `resources`"),
    ("Role", "write `security.token` with `rules`"),
    ("RoleBinding", "write `security.token` with `rules`"),
    ("Secret", "write `secrets`, which say what is in one and never its values"),
    ("Pod", "write a service or a job, and `patch` it"),
    ("Deployment", "write a service, and `patch` it"),
    ("StatefulSet", "write a service with `storage`, and `patch` it"),
    ("ReplicaSet", "write a service, and `patch` it"),
    ("DaemonSet", "a box has no pods on every node; write a service"),
    ("Job", "write a job, and `patch` it"),
    ("CronJob", "write a job with `schedule`, and `patch` it"),
    ("PersistentVolumeClaim", "write `volumes`"),
    ("HorizontalPodAutoscaler", "write `replicas: {min, max}`"),
    ("Ingress", "write `expose`; a host and a path belong to one box"),
    ("HTTPRoute", "write `expose`; a host and a path belong to one box"),
    ("List", "write its objects one by one, with `---` between"),
];

/// Kinds of Kubernetes' own that are in no namespace; others are told by `Cluster` before their names.
const OF_THE_CLUSTER: &[&str] = &[
    "Namespace",
    "Node",
    "PersistentVolume",
    "CustomResourceDefinition",
    "StorageClass",
    "IngressClass",
    "PriorityClass",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "APIService",
    "CSIDriver",
    "RuntimeClass",
    "GatewayClass",
    "VolumeSnapshotClass",
];

const TAKEN: &str = "there are ConfigMap, Service, ServiceAccount, PodDisruptionBudget, and custom resources";

pub(super) fn lower<T: Trace>(scope: &mut Scope<'_, T>, manifests: &[Raw<Value>]) {
    for raw in manifests {
        match object(scope, raw) {
            Ok((object, set)) => scope.push_raw(object, &set),
            Err(refused) => scope.refuse(refused),
        }
    }
}

fn object<T>(scope: &Scope<'_, T>, raw: &Raw<Value>) -> Result<(Value, Set), Vec<Refused>> {
    let (mut object, set) = made_of(raw);
    let at = |pointer: &str| place(&set, pointer).map_or(raw.span, |at| at.span);
    let refused = |pointer: &str, why| vec![Refused { span: at(pointer), why }];
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let lacks = |field: &str| refused("", Why::Incomplete { field: field.to_owned() });
    let version = text("/apiVersion").ok_or_else(|| lacks("apiVersion"))?;
    let kind = text("/kind").ok_or_else(|| lacks("kind"))?;
    text("/metadata/name").ok_or_else(|| lacks("metadata.name"))?;
    let not_taken = |help: &'static str| refused("/kind", Why::NotTaken { kind: kind.clone(), help });
    if let Some((_, help)) = REFUSED.iter().find(|(own, _)| *own == kind) {
        return Err(not_taken(help));
    }
    if kind.starts_with("Cluster") || OF_THE_CLUSTER.contains(&kind.as_str()) {
        return Err(not_taken("it belongs to a whole cluster, and a box is one namespace"));
    }
    metadata(&object, &set, raw)?;
    let metadata = object.get_mut("metadata").and_then(Value::as_object_mut);
    if let Some(metadata) = metadata {
        metadata.insert("namespace".to_owned(), scope.instance.identity.namespace.clone().into());
        let own = metadata.entry("labels").or_insert_with(|| json!({})).as_object_mut();
        let ours: BTreeMap<String, String> = labels(scope.instance, None);
        own.into_iter().for_each(|own| own.extend(ours.iter().map(|(key, value)| (key.clone(), value.clone().into()))));
        let notes = metadata.entry("annotations").or_insert_with(|| json!({})).as_object_mut();
        notes.into_iter().for_each(|notes| drop(notes.insert(format!("{LABEL_PREFIX}/wave"), "1".into())));
    }
    let is_custom = version.split_once('/').is_some_and(|(group, _)| group.contains('.') && !group.ends_with("k8s.io"));
    match (version.as_str(), kind.as_str()) {
        ("v1", "ConfigMap") => typed::<ConfigMap>(&object, &set, &kind, raw)?,
        ("v1", "ServiceAccount") => typed::<ServiceAccount>(&object, &set, &kind, raw)?,
        ("v1", "Service") => {
            typed::<Service>(&object, &set, &kind, raw)?;
            service(&object, &at)?;
        }
        ("policy/v1", "PodDisruptionBudget") => typed::<PodDisruptionBudget>(&object, &set, &kind, raw)?,
        _ if is_custom => {}
        _ => return Err(not_taken(TAKEN)),
    }
    Ok((object, set))
}

fn typed<K: Serialize + DeserializeOwned>(
    object: &Value,
    set: &Set,
    kind: &str,
    raw: &Raw<Value>,
) -> Result<(), Vec<Refused>> {
    retyped::<K>(&json!({"metadata": {}}), object, set, (kind, raw.span)).map(drop)
}

/// Who an object is, and which pods are whose, says boxc alone.
fn metadata(object: &Value, set: &Set, raw: &Raw<Value>) -> Result<(), Vec<Refused>> {
    let ours = |key: &str| {
        key.starts_with(LABEL_PREFIX)
            || ["instance", "managed-by", "part-of", "version"]
                .iter()
                .any(|own| key == format!("app.kubernetes.io/{own}"))
    };
    let fields = object.get("metadata").and_then(Value::as_object).into_iter().flatten().filter_map(
        |(field, value)| match field.as_str() {
            "name" => None,
            "labels" | "annotations" => {
                let key = value.as_object()?.keys().find(|key| ours(key))?;
                Some(format!("/metadata/{field}/{}", key.replace('/', "~1")))
            }
            _ => Some(format!("/metadata/{field}")),
        },
    );
    let help = "leave it out: an object gets the box's namespace and labels; of `metadata`, write `name`, `labels` and `annotations`";
    let refused = |pointer: String| Refused {
        span: place(set, &pointer).map_or(raw.span, |at| at.key),
        why: Why::Fixed { pointer, help },
    };
    let refused: Vec<Refused> = fields.map(refused).collect();
    if refused.is_empty() { Ok(()) } else { Err(refused) }
}

/// A Service leads to pods of the box.
fn service(object: &Value, at: &dyn Fn(&str) -> crate::source::Span) -> Result<(), Vec<Refused>> {
    let outside = object.pointer("/spec/type").is_some_and(|kind| kind != "ClusterIP");
    let found =
        ["/spec/externalIPs", "/spec/externalName"].into_iter().find(|pointer| object.pointer(pointer).is_some());
    let found = outside.then_some("/spec/type").or(found);
    match found {
        Some(pointer) => {
            let help = "write `expose` with `as: load-balancer`, or an external";
            Err(vec![Refused { span: at(pointer), why: Why::Fixed { pointer: pointer.to_owned(), help } }])
        }
        None => Ok(()),
    }
}
