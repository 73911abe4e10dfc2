//! The wait of a pod for what it needs.
//!
//! Input: an item's needs. Output: the init container `wait-for-needs` and what it takes to ask the API.
//! Gained: the order holds whenever a pod is made, under any applier. Not here: the waves, and the waiting itself.

use k8s_openapi::api::core::v1::{
    ConfigMapProjection, Container, DownwardAPIProjection, DownwardAPIVolumeFile, KeyToPath, ObjectFieldSelector,
    ProjectedVolumeSource, ServiceAccountTokenProjection, Volume, VolumeMount, VolumeProjection,
};

use crate::ast::Until;
use crate::helper_args::{Condition, Gate, HelperArgs};
use crate::instantiate::{BoxInstance, Item, ItemKind, Located, Need, Pod, Reaction, Target, Volume as Storage};

use super::Trace;
use super::graph::{self, GateService, gate_service, is_stable, tcp_port};
use super::helper;
use super::pods::POD;
use super::scope::Scope;
use super::services::ready_name;
use super::volumes::own;

const TOKEN_FOLDER: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The init container at this place of the list, where there is something to wait for.
pub(super) fn container<T: Trace>(
    scope: &mut Scope<'_, T>,
    at: usize,
    pod: &Pod,
    storage: &[Storage],
) -> Option<Container> {
    let gated = gated(scope.instance, pod);
    if gated.is_empty() {
        return None;
    }
    for (gate, (need, _)) in gated.iter().enumerate() {
        // The first argument is the helper's command.
        let origin = need.at_least.as_ref().map_or(need.until_origin, |count| count.origin);
        scope.set(format_args!("{POD}/initContainers/{at}/args/{}", gate + 1), origin);
    }
    let args = HelperArgs::Wait(gated.into_iter().map(|(_, gate)| gate).collect());
    let volume_mounts = asks_api(scope.instance, pod).then(|| vec![token_mount(storage)]);
    Some(Container { volume_mounts, ..helper::container(scope, at, "wait-for-needs", &args)? })
}

/// The gates that the program's own container can see: it has no token for the API.
pub(super) fn seen_from_inside(instance: &BoxInstance, pod: &Pod) -> Vec<Gate> {
    let gates = gated(instance, pod).into_iter().map(|(_, gate)| gate);
    gates.filter(|gate| !gate.any.iter().any(is_job)).collect()
}

/// What shows that a need is up, for those that say what to do while it is down.
pub(super) fn watched<'a>(instance: &BoxInstance, pod: &'a Pod) -> Vec<(&'a Located<Reaction>, Gate)> {
    let gate = |need: &'a Need| {
        let reaction = need.when_down.as_ref()?;
        let any = conditions(&graph::watched(need), instance.items.get(need.provider)?);
        Some((reaction, Gate { need: need.name.value.clone(), any, within: None }))
    };
    pod.needs.iter().filter_map(gate).collect()
}

pub(super) fn waits(instance: &BoxInstance, pod: &Pod) -> bool {
    !gated(instance, pod).is_empty()
}

/// Whether something in the pod asks the API: a wait for a job, or a job that writes a secret.
pub(super) fn reaches_api(instance: &BoxInstance, pod: &Pod) -> bool {
    holds_token(pod) || asks_api(instance, pod)
}

/// Whether the program itself has a token for the API.
pub(super) fn holds_token(pod: &Pod) -> bool {
    pod.output.is_some() || pod.relaxed.token.is_some()
}

/// Whether some need can only be seen in the API.
pub(super) fn asks_api(instance: &BoxInstance, pod: &Pod) -> bool {
    gated(instance, pod).iter().any(|(_, gate)| gate.any.iter().any(is_job))
}

fn is_job(condition: &Condition) -> bool {
    match condition {
        Condition::Job { .. } => true,
        Condition::Tcp { .. } | Condition::Dns { .. } => false,
    }
}

/// The needs that hold the pod back. A box with gates has an image of the helper: `instantiate` sees to that.
fn gated<'a>(instance: &BoxInstance, pod: &'a Pod) -> Vec<(&'a Need, Gate)> {
    if instance.cluster.init_image.is_none() {
        return Vec::new();
    }
    let gated = pod.needs.iter().filter_map(|need| {
        let any = conditions(need, instance.items.get(need.provider)?);
        let within = need.within.map(|within| within.seconds);
        (!any.is_empty()).then(|| (need, Gate { need: need.name.value.clone(), any, within }))
    });
    gated.collect()
}

/// The gate is open when one of these holds; without any there is no gate.
fn conditions(need: &Need, provider: &Item) -> Vec<Condition> {
    if need.until == Until::None {
        return Vec::new();
    }
    match &provider.kind {
        ItemKind::External(target) => vec![reachable(need, provider, target)],
        ItemKind::Service(_) => vec![answers(need, provider)],
        ItemKind::Job(_) => done(need, provider),
    }
}

/// One connection. A host is called under its own port: its name is an alias, which maps no ports.
fn reachable(need: &Need, provider: &Item, target: &Target) -> Condition {
    let host = need.name.value.clone();
    match (tcp_port(need, provider), target) {
        (Some(port), Target::Host(_) | Target::Box(_)) => Condition::Tcp { host, port: port.target },
        (Some(port), Target::Addresses(_)) => Condition::Tcp { host, port: port.port },
        (None, Target::Host(_) | Target::Box(_) | Target::Addresses(_)) => Condition::Dns { host, at_least: 1 },
    }
}

/// A connection to the Service, behind which the kubelet lets ready pods alone; or addresses of a headless one.
fn answers(need: &Need, provider: &Item) -> Condition {
    let host = |service: Option<GateService>| match service {
        Some(service) => service.name(&provider.name.value),
        None => need.name.value.clone(),
    };
    let at_least = need.at_least.as_ref().map_or(1, |count| count.value);
    match (gate_service(need, provider), tcp_port(need, provider)) {
        (None, _) if is_stable(provider) && need.until == Until::Started => {
            Condition::Dns { host: host(None), at_least }
        }
        (None, Some(port)) if is_stable(provider) => {
            Condition::Tcp { host: ready_name(&provider.name.value), port: port.port }
        }
        (None, Some(port)) => Condition::Tcp { host: host(None), port: port.port },
        (service, _) => Condition::Dns { host: host(service), at_least },
    }
}

/// A job that has completed has also started and been ready: its pod is gone, so that only the API tells.
fn done(need: &Need, provider: &Item) -> Vec<Condition> {
    let job = Condition::Job { item: provider.name.value.clone() };
    let has_service = !provider.ports.is_empty() || need.until == Until::Started;
    match need.until {
        Until::Started | Until::Ready if has_service => vec![answers(need, provider), job],
        Until::Started | Until::Ready | Until::Completed | Until::Reachable | Until::None => vec![job],
    }
}

/// The token of the pod's service account, as it would be mounted by itself, for what asks the API alone.
pub(super) fn token(storage: &[Storage]) -> Volume {
    let token =
        ServiceAccountTokenProjection { path: "token".to_owned(), expiration_seconds: Some(3607), audience: None };
    let authority = ConfigMapProjection {
        name: "kube-root-ca.crt".to_owned(),
        items: Some(vec![KeyToPath { key: "ca.crt".to_owned(), path: "ca.crt".to_owned(), mode: None }]),
        optional: None,
    };
    let namespace = DownwardAPIVolumeFile {
        path: "namespace".to_owned(),
        field_ref: Some(ObjectFieldSelector { field_path: "metadata.namespace".to_owned(), api_version: None }),
        ..DownwardAPIVolumeFile::default()
    };
    let downward_api = Some(DownwardAPIProjection { items: Some(vec![namespace]) });
    let sources = vec![
        VolumeProjection { service_account_token: Some(token), ..VolumeProjection::default() },
        VolumeProjection { config_map: Some(authority), ..VolumeProjection::default() },
        VolumeProjection { downward_api, ..VolumeProjection::default() },
    ];
    let projected = Some(ProjectedVolumeSource { default_mode: None, sources: Some(sources) });
    Volume { name: own("api-token", storage), projected, ..Volume::default() }
}

pub(super) fn token_mount(storage: &[Storage]) -> VolumeMount {
    VolumeMount {
        name: own("api-token", storage),
        mount_path: TOKEN_FOLDER.to_owned(),
        read_only: Some(true),
        ..VolumeMount::default()
    }
}
