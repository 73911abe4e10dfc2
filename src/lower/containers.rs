//! The container of an item.
//!
//! Input: the item's pod. Output: a container that passes Pod Security "restricted".
//! Not here: the pod around it, and the gates before it.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, ExecAction, Lifecycle, LifecycleHandler, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as KubeQuantity;

use crate::ast::types::Image;
use crate::instantiate::{ClusterFacts, Item, Located, Pod, Port};
use crate::source::{Origin, Spanned};

use super::scope::Scope;
use super::{Trace, env, helper, ports, probes, security, volumes};

/// Where the item's own container stands in every workload.
const MAIN: &str = "/spec/template/spec/containers/0";

/// What holds for every container, and why.
const RULES: [(&str, &str); 3] = [
    ("imagePullPolicy", "tags are versions that do not move, so a node asks the registry once"),
    (
        "resources",
        "what a container may use is what it asks for, and processors have no limit unless a menu asks for one",
    ),
    ("securityContext", "containers pass Pod Security \"restricted\", and write only where they are given room"),
];

/// The item's own container.
pub(super) fn main<T: Trace>(
    scope: &mut Scope<'_, T>,
    item: &Item,
    pod: &Pod,
    storage: &[crate::instantiate::Volume],
) -> Container {
    scope.nested(MAIN, |scope| Container {
        volume_mounts: some(volumes::mounts(scope, pod, storage)),
        ..program(scope, item, None, pod)
    })
}

/// A container of the item: its own program, or a sidecar. The trace stands at the container.
pub(super) fn program<T: Trace>(
    scope: &mut Scope<'_, T>,
    item: &Item,
    sidecar: Option<&Spanned<String>>,
    pod: &Pod,
) -> Container {
    let name = sidecar.unwrap_or(&item.name);
    let ports: Vec<Port> =
        item.ports.iter().filter(|port| port.sidecar.as_ref() == sidecar.map(|name| &name.value)).cloned().collect();
    for (place, why) in RULES {
        scope.set(format_args!("/{place}"), Origin::Rule(why));
    }
    scope.set(format_args!("/name"), name.span);
    scope.set(format_args!("/image"), pod.image.origin);
    let mut env = env::env(scope, pod.env.iter(), None);
    let before = helper::before_command(scope, pod);
    let command = env.words(scope, "command", before, &pod.command);
    let args = env.words(scope, "args", Vec::new(), &pod.args);
    Container {
        name: name.value.clone(),
        image: Some(image(&scope.instance.cluster, &pod.image.value)),
        image_pull_policy: Some(pull_policy(scope, &pod.image)),
        command,
        args,
        env: env.finish(scope),
        ports: some(listed_ports(scope, &ports)),
        // The item's program waits for a sidecar to start, and a sidecar may look at the program: only where it is asked.
        startup_probe: if sidecar.is_none() || pod.start.is_some() { probes::startup(scope, pod) } else { None },
        readiness_probe: probes::readiness(scope, &ports, pod),
        liveness_probe: probes::liveness(scope, pod),
        lifecycle: lifecycle(scope, pod),
        resources: Some(resources(scope, pod)),
        security_context: Some(security::own(scope, &pod.relaxed)),
        ..Container::default()
    }
}

/// When a node asks the registry: each time for a tag that moves.
pub(super) fn pull_policy<T: Trace>(scope: &mut Scope<'_, T>, image: &Located<Image>) -> String {
    if image.value.moves() {
        scope.set(format_args!("/imagePullPolicy"), image.origin);
    }
    if image.value.moves() { "Always" } else { "IfNotPresent" }.to_owned()
}

/// The image from where the cluster gets it: its exact host first, then `*`.
pub(super) fn image(cluster: &ClusterFacts, image: &Image) -> String {
    let of = |host: &str| cluster.registries.iter().find(|(from, _)| from == host);
    match of(image.registry()).or_else(|| of("*")) {
        Some((_, replacement)) => image.from_registry(replacement),
        None => image.text(),
    }
}

fn listed_ports<T: Trace>(scope: &mut Scope<'_, T>, ports: &[Port]) -> Vec<k8s_openapi::api::core::v1::ContainerPort> {
    let ports = ports::container_ports(ports);
    for (at, (_, port)) in ports.iter().enumerate() {
        scope.set(format_args!("/ports/{at}"), port.span);
    }
    ports.into_iter().map(|(port, _)| port).collect()
}

/// Kubernetes does not expand `$` in hooks, so nothing is escaped here.
fn lifecycle<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod) -> Option<Lifecycle> {
    for (at, word) in pod.before_stop.iter().enumerate() {
        scope.set(format_args!("/lifecycle/preStop/exec/command/{at}"), word.origin);
    }
    let command = some(pod.before_stop.iter().map(|word| word.value.clone()).collect())?;
    let exec = Some(ExecAction { command: Some(command) });
    let pre_stop = Some(LifecycleHandler { exec, ..LifecycleHandler::default() });
    Some(Lifecycle { pre_stop, ..Lifecycle::default() })
}

fn resources<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod) -> ResourceRequirements {
    scope.set(format_args!("/resources/requests/cpu"), pod.cpu.origin);
    scope.set(format_args!("/resources/requests/memory"), pod.memory.origin);
    scope.set(format_args!("/resources/limits/memory"), pod.memory_limit.origin);
    let mut limits = quantities([("memory", pod.memory_limit.value.text())]);
    if let Some(limit) = &pod.cpu_limit {
        scope.set(format_args!("/resources/limits/cpu"), limit.origin);
        limits.insert("cpu".to_owned(), KubeQuantity(limit.value.text().to_owned()));
    }
    let requests = quantities([("cpu", pod.cpu.value.text()), ("memory", pod.memory.value.text())]);
    ResourceRequirements { requests: Some(requests), limits: Some(limits), claims: None }
}

pub(super) fn quantities<const N: usize>(entries: [(&str, &str); N]) -> BTreeMap<String, KubeQuantity> {
    entries.into_iter().map(|(name, text)| (name.to_owned(), KubeQuantity(text.to_owned()))).collect()
}

/// `None` for an empty list: an empty one would be printed.
pub(super) fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// A count for Kubernetes, which counts to 2^31 - 1.
pub(super) fn int(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
