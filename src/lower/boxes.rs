//! The box's own objects: its namespace, what it may use, and its walls.
//!
//! Input: the box. Output: the unit `_box`, wave 0. Not here: anything of an item.

use k8s_openapi::api::core::v1::{
    LimitRange, LimitRangeItem, LimitRangeSpec, Namespace, ResourceQuota, ResourceQuotaSpec,
};

use crate::instantiate::{BoxInstance, ItemKind, SecretSource, Volume};

use super::containers::quantities;
use super::scope::{Care, Scope};
use super::security::Level;
use super::{Body, DataClass, Trace, network, quota, secrets};

pub(super) fn lower<T: Trace>(scope: &mut Scope<'_, T>) {
    namespace(scope);
    resource_quota(scope);
    limit_range(scope);
    network::walls(scope);
    secrets::external(scope);
}

/// Pod Security is pinned to the cluster's version, so that an upgrade alone changes nothing.
fn namespace<T: Trace>(scope: &mut Scope<'_, T>) {
    let instance = scope.instance;
    let rule = "a box is a namespace in which pods run that pass the strictest level that all of them can";
    let mut metadata = scope.begin_cluster_object(&instance.identity.namespace, instance.span.into(), rule);
    let version = format!("v1.{}", instance.cluster.minor);
    let level = Level::of_box(instance);
    for mode in ["enforce", "audit", "warn"] {
        let key = format!("pod-security.kubernetes.io/{mode}");
        let labels = metadata.labels.get_or_insert_default();
        labels.insert(format!("{key}-version"), version.clone());
        labels.insert(key, level.word().to_owned());
    }
    let kept = storage(instance).any(|volume| volume.keep) || instance.volumes.iter().any(|volume| volume.keep);
    let prune = !kept;
    let care = Care { prune, data: data(instance), ..Care::PLAIN };
    scope.push_with(care, Namespace { metadata, ..Namespace::default() }, Body::Namespace);
}

/// A namespace takes with it what is in it.
fn data(instance: &BoxInstance) -> DataClass {
    let remade = instance.secrets.iter().any(|secret| match secret.from {
        SecretSource::Generate | SecretSource::Store(_) | SecretSource::Job(_) => true,
        SecretSource::Existing => false,
    });
    match (storage(instance).next().is_some() || !instance.volumes.is_empty(), remade) {
        (true, _) => DataClass::Holds,
        (false, true) => DataClass::Remade,
        (false, false) => DataClass::None,
    }
}

fn storage(instance: &BoxInstance) -> impl Iterator<Item = &Volume> {
    instance.items.iter().flat_map(|item| match &item.kind {
        ItemKind::Service(service) => service.storage.as_slice(),
        ItemKind::Job(_) | ItemKind::External(_) => &[],
    })
}

fn resource_quota<T: Trace>(scope: &mut Scope<'_, T>) {
    let rule = "a box gets what it can need at most: all replicas, one more while rolling, and its jobs";
    let metadata = scope.begin("box", scope.instance.span.into(), rule);
    let quota = &scope.instance.quota;
    let said = [
        ("requests.cpu", quota.cpu.as_ref().map(|cpu| cpu.span)),
        ("requests.memory", quota.memory.as_ref().map(|memory| memory.span)),
        ("limits.memory", quota.memory.as_ref().map(|memory| memory.span)),
        ("pods", quota.pods.map(|pods| pods.span)),
        ("requests.storage", quota.storage.as_ref().map(|storage| storage.span)),
    ];
    for (key, span) in said.into_iter().filter_map(|(key, span)| Some((key, span?))) {
        scope.set(format_args!("/spec/hard/{key}"), span);
    }
    let spec = ResourceQuotaSpec { hard: Some(quota::hard(scope.instance)), ..ResourceQuotaSpec::default() };
    scope.push(ResourceQuota { metadata, spec: Some(spec), status: None }, Body::ResourceQuota);
}

/// For pods that somebody adds by hand: without requests the quota would refuse them. No default limit of processors,
/// for ours would get it too.
fn limit_range<T: Trace>(scope: &mut Scope<'_, T>) {
    let rule = "containers that state no resources get small ones";
    let metadata = scope.begin("box", scope.instance.span.into(), rule);
    let containers = LimitRangeItem {
        type_: "Container".to_owned(),
        default: Some(quantities([("memory", "128Mi")])),
        default_request: Some(quantities([("cpu", "100m"), ("memory", "128Mi")])),
        ..LimitRangeItem::default()
    };
    let spec = LimitRangeSpec { limits: vec![containers] };
    scope.push(LimitRange { metadata, spec: Some(spec) }, Body::LimitRange);
}
