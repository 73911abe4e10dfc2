//! box-init in a pod: what its init containers have in common, and the programs that run under it.
//!
//! Input: an item's pod. Output: containers of the helper's image, the helper's copy for containers of other images, and
//! what stands before a command line that it runs.
//! Gained: nothing of it is in a pod that doesn't need it. Not here: what an init container of it does.

use k8s_openapi::api::core::v1::{Container, ExecAction, Probe, ResourceRequirements, Volume, VolumeMount};

use crate::helper_args::{self, COPY, FOLDER, Gate, HelperArgs, PROGRAM, Run, Store, Watch};
use crate::instantiate::{BoxInstance, Need, Pod, Reaction, Volume as Storage};
use crate::source::Origin;

use super::containers::{image, pull_policy, quantities};
use super::escape::{Next, escape};
use super::pods::POD;
use super::scope::Scope;
use super::security;
use super::volumes::{empty_dir, mount, own};
use super::{Trace, folders, gates};

/// What the helper asks of its node, in Kubernetes' words and in thousandths.
pub(super) const CPU: (&str, u128) = ("10m", 10);
pub(super) const MEMORY: (&str, u128) = ("16Mi", (16 << 20) * 1000);

const COPIED: Origin = Origin::Rule("containers of other images find box-init in a folder that it is copied to");

/// An init container of the helper's image, at this place of the list; none only where no fleet names the image, which
/// `instantiate` reports.
pub(super) fn container<T: Trace>(
    scope: &mut Scope<'_, T>,
    at: usize,
    name: &str,
    args: &HelperArgs,
) -> Option<Container> {
    let helper = scope.instance.cluster.init_image.as_ref()?;
    scope.set(format_args!("{POD}/initContainers/{at}/image"), helper.origin);
    let pull_policy = scope.nested(&format!("{POD}/initContainers/{at}"), |scope| pull_policy(scope, helper));
    Some(Container {
        name: name.to_owned(),
        image: Some(image(&scope.instance.cluster, &helper.value)),
        image_pull_policy: Some(pull_policy),
        args: Some(args.to_args()),
        resources: Some(resources()),
        security_context: Some(security::restricted()),
        termination_message_policy: Some("FallbackToLogsOnError".to_owned()),
        ..Container::default()
    })
}

pub(super) fn resources() -> ResourceRequirements {
    ResourceRequirements {
        requests: Some(quantities([("cpu", CPU.0), ("memory", MEMORY.0)])),
        limits: Some(quantities([("memory", MEMORY.0)])),
        claims: None,
    }
}

/// Whether the pod has an init container of the helper.
pub(super) fn helps(instance: &BoxInstance, pod: &Pod, storage: &[Storage]) -> bool {
    gates::waits(instance, pod) || fills(pod) || !pod.dirs.is_empty() || is_copied(pod, storage) || is_beside(pod)
}

/// Whether files are filled in before the program starts.
pub(super) fn fills(pod: &Pod) -> bool {
    pod.files.iter().any(|file| file.filled.is_some())
}

/// Whether a container of another image runs the helper.
pub(super) fn is_copied(pod: &Pod, storage: &[Storage]) -> bool {
    runs(pod) || folders::is_seeded(pod, storage)
}

/// Whether the program runs under the helper.
pub(super) fn runs(pod: &Pod) -> bool {
    pod.sequence.is_some() || pod.output.is_some() || pod.needs.iter().any(is_reacted_to)
}

/// Whether the helper does something to the program while a need is down.
fn is_reacted_to(need: &Need) -> bool {
    need.when_down.as_ref().is_some_and(|reaction| match reaction.value {
        Reaction::Unready => false,
        Reaction::Restart | Reaction::Signal(_) | Reaction::Run(_) => true,
    })
}

/// The helper's copy, which comes before everything that uses it.
pub(super) fn copy<T: Trace>(scope: &mut Scope<'_, T>, at: usize, pod: &Pod, storage: &[Storage]) -> Option<Container> {
    if !is_copied(pod, storage) {
        return None;
    }
    scope.set(format_args!("{POD}/initContainers/{at}"), COPIED);
    let copy = container(scope, at, "copy-helper", &HelperArgs::Copy { to: FOLDER.to_owned() })?;
    Some(Container { volume_mounts: Some(vec![mount(own("helper", storage), FOLDER)]), ..copy })
}

pub(super) fn volume<T: Trace>(scope: &mut Scope<'_, T>, at: usize, pod: &Pod, storage: &[Storage]) -> Option<Volume> {
    is_copied(pod, storage).then(|| {
        scope.set(format_args!("{POD}/volumes/{at}"), COPIED);
        empty_dir(own("helper", storage), "16Mi", None)
    })
}

/// Where the program's container finds the helper.
pub(super) fn main_mount<T: Trace>(
    scope: &mut Scope<'_, T>,
    at: usize,
    pod: &Pod,
    storage: &[Storage],
) -> Option<VolumeMount> {
    runs(pod).then(|| {
        scope.set(format_args!("/volumeMounts/{at}"), COPIED);
        VolumeMount { read_only: Some(true), ..mount(own("helper", storage), FOLDER) }
    })
}

/// What stands before the program's command line where it runs under the helper.
pub(super) fn before_command<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod) -> Vec<String> {
    if !runs(pod) {
        return Vec::new();
    }
    let watched = gates::watched(scope.instance, pod);
    let watch = watched.iter().filter_map(|(reaction, gate)| watch(&reaction.value, gate));
    let run = Run {
        watch: watch.collect(),
        sequence: pod.sequence.is_some(),
        open_files: pod.open_files.map(|files| files.value),
        output: pod.output.as_ref().map(|to| Store { secret: to.secret.clone(), key: to.key.clone() }),
        wait: gates::seen_from_inside(scope.instance, pod),
        command: Vec::new(),
    };
    let words = std::iter::once(COPY.to_owned()).chain(HelperArgs::Run(run).to_args());
    let words: Vec<String> = words.map(|word| escape(&word, Next::End)).collect();
    let rule = Origin::Rule("box-init runs the program, and does for it what its item asks for");
    for at in 0..words.len() {
        scope.set(format_args!("/command/{at}"), rule);
    }
    for (reaction, gate) in &watched {
        if let Some(at) = words.iter().position(|word| word.starts_with(&format!("watch {gate},"))) {
            scope.set(format_args!("/command/{at}"), reaction.origin);
        }
    }
    let first = [pod.sequence, pod.open_files.map(|files| files.span), pod.output.as_ref().map(|output| output.span)];
    for (at, span) in (2..).zip(first.into_iter().flatten()) {
        scope.set(format_args!("/command/{at}"), span);
    }
    words
}

/// What the helper does while a gate is closed; nothing where readiness alone waits.
fn watch(reaction: &Reaction, gate: &Gate) -> Option<Watch> {
    let reaction = match reaction {
        Reaction::Unready => return None,
        Reaction::Restart => helper_args::Reaction::Restart,
        Reaction::Signal(signal) => helper_args::Reaction::Signal(signal.word().to_owned()),
        Reaction::Run(words) => helper_args::Reaction::Run(words.iter().map(|word| word.value.clone()).collect()),
    };
    Some(Watch { gate: gate.clone(), reaction })
}

/// The gates that the pod's readiness depends on.
fn gates_of_readiness(instance: &BoxInstance, pod: &Pod) -> Vec<(Origin, Gate)> {
    let watched = gates::watched(instance, pod).into_iter();
    let unready = watched.filter(|(reaction, _)| matches!(reaction.value, Reaction::Unready));
    unready.map(|(reaction, gate)| (reaction.origin, gate)).collect()
}

/// A sidecar that is ready only while the needs are up, at this place among the init containers: a pod is ready when all
/// of its containers are.
pub(super) fn sidecar<T: Trace>(scope: &mut Scope<'_, T>, at: usize, pod: &Pod) -> Option<Container> {
    let gates = gates_of_readiness(scope.instance, pod);
    if gates.is_empty() {
        return None;
    }
    let container = container(scope, at, "watch-needs", &HelperArgs::Pause)?;
    let why = Origin::Rule("a pod is ready when all of its containers are, and this one is while the needs are up");
    scope.set(format_args!("{POD}/initContainers/{at}"), why);
    for (gate, (origin, _)) in gates.iter().enumerate() {
        let place = format_args!("{POD}/initContainers/{at}/readinessProbe/exec/command/{}", gate + 2);
        scope.set(place, *origin);
    }
    let check = HelperArgs::Check(gates.into_iter().map(|(_, gate)| gate).collect());
    let command = std::iter::once(PROGRAM.to_owned()).chain(check.to_args()).collect();
    let probe = Probe {
        exec: Some(ExecAction { command: Some(command) }),
        period_seconds: Some(10),
        timeout_seconds: Some(5),
        failure_threshold: Some(3),
        ..Probe::default()
    };
    Some(Container { restart_policy: Some("Always".to_owned()), readiness_probe: Some(probe), ..container })
}

/// Whether the helper runs beside the program.
pub(super) fn is_beside(pod: &Pod) -> bool {
    let reactions = pod.needs.iter().filter_map(|need| need.when_down.as_ref());
    reactions.into_iter().any(|reaction| matches!(reaction.value, Reaction::Unready))
}
