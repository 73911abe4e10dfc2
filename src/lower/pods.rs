//! Pods: what a container stands in.
//!
//! Input: an item's pod. Output: a pod spec and its template, the same for every kind of workload.
//! Gained: Pod Security "restricted" holds; nothing in a template changes with a version or a copy but its labels.
//! Not here: what one kind of workload adds.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PodSpec, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::instantiate::{Item, Pod, Volume};
use crate::source::{Origin, Span};

use super::containers::{self, some};
use super::graph::joins;
use super::scope::Scope;
use super::{
    LABEL_PREFIX, Trace, file_volumes, files, folders, gates, helper, security, selector, serves, sidecars, volumes,
};

/// Where the pod's spec stands in every workload.
pub(super) const POD: &str = "/spec/template/spec";

/// What holds for every pod, and why.
const RULES: [(&str, &str); 3] = [
    ("automountServiceAccountToken", "programs get no token of the cluster's API"),
    (
        "enableServiceLinks",
        "variables of other Services, such as `KAFKA_PORT=tcp://…`, break images that read their own",
    ),
    ("securityContext", "pods pass Pod Security \"restricted\""),
];

pub(super) fn spec<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, pod: &Pod, storage: &[Volume]) -> PodSpec {
    for (place, why) in RULES {
        scope.set(format_args!("{POD}/{place}"), Origin::Rule(why));
    }
    scope.set(format_args!("{POD}/serviceAccountName"), item.name.span);
    if let Some(grace) = &pod.grace {
        scope.set(format_args!("{POD}/terminationGracePeriodSeconds"), grace.span);
    }
    let main = containers::main(scope, item, pod, storage);
    let mut volumes = volumes::volumes(scope, &item.name.value, pod, storage);
    volumes.extend(helper::volume(scope, volumes.len(), pod, storage));
    let mut init = Vec::new();
    init.extend(helper::copy(scope, init.len(), pod, storage));
    init.extend(gates::container(scope, init.len(), pod, storage));
    init.extend(folders::seeding(scope, init.len(), pod, storage));
    init.extend(folders::making(scope, init.len(), pod, storage));
    init.extend(file_volumes::fill(scope, init.len(), &item.name.value, pod, storage));
    init.extend(helper::sidecar(scope, init.len(), pod));
    init.extend(sidecars::containers(scope, init.len(), item, pod, storage));
    if gates::reaches_api(scope.instance, pod) {
        volumes.push(gates::token(storage));
    }
    let host = pod.relaxed.host.as_ref().map(|host| &host.value);
    let flag = |scope: &mut Scope<'_, T>, key: &str, at: Option<Span>| {
        at.map(|at| scope.set(format_args!("{POD}/{key}"), at)).map(|()| true)
    };
    let host_network = flag(scope, "hostNetwork", host.and_then(|host| host.network));
    let host_pid = flag(scope, "hostPID", host.and_then(|host| host.pid));
    PodSpec {
        // Names of the box are found by the cluster's DNS on the node's network, too.
        dns_policy: host_network.map(|_| "ClusterFirstWithHostNet".to_owned()),
        host_network,
        host_pid,
        service_account_name: Some(item.name.value.clone()),
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        security_context: Some(security::of_pod(scope, item, pod)),
        termination_grace_period_seconds: pod.grace.as_ref().map(|grace| grace.value.seconds.into()),
        init_containers: some(init),
        containers: vec![main],
        volumes: some(volumes),
        ..PodSpec::default()
    }
}

pub(super) fn template<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, pod: &Pod, spec: PodSpec) -> PodTemplateSpec {
    let place = format_args!("/spec/template/metadata/labels/app.kubernetes.io~1instance");
    scope.set(place, scope.instance.span);
    let mut labels = selector(scope.instance, &item.name.value);
    labels.extend(serves(&item.name.value));
    if let Some((joins, joined)) = joins(item).and_then(|at| Some((at, scope.instance.items.get(at.value)?))) {
        for (key, value) in serves(&joined.name.value) {
            scope.set(format_args!("/spec/template/metadata/labels/{}", key.replace('/', "~1")), joins.span);
            labels.insert(key, value);
        }
    }
    let annotations = files::digest(pod).map(|digest| {
        let place = format_args!("/spec/template/metadata/annotations");
        scope.set(place, Origin::Rule("pods are made anew when their files change, for mounted files never do"));
        BTreeMap::from([(format!("{LABEL_PREFIX}/config"), digest)])
    });
    let metadata = ObjectMeta { labels: Some(labels), annotations, ..ObjectMeta::default() };
    scope.patched_pod(PodTemplateSpec { metadata: Some(metadata), spec: Some(spec) })
}
