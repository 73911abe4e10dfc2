//! box-init in a pod: what its init containers have in common, and the programs that run under it.
//!
//! Input: an item's pod. Output: containers of the helper's image, the helper's copy for containers of other images, and
//! what stands before a command line that it runs.
//! Gained: nothing of it is in a pod that doesn't need it. Not here: what an init container of it does.

use k8s_openapi::api::core::v1::{Container, ResourceRequirements, Volume, VolumeMount};

use crate::helper_args::{COPY, FOLDER, HelperArgs, Run, Store};
use crate::instantiate::{BoxInstance, Pod, Volume as Storage};
use crate::source::Origin;

use super::Trace;
use super::containers::{image, quantities, security};
use super::gates;
use super::pods::POD;
use super::scope::Scope;
use super::volumes::{empty_dir, mount, own};

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
    Some(Container {
        name: name.to_owned(),
        image: Some(image(&scope.instance.cluster, &helper.value)),
        image_pull_policy: Some("IfNotPresent".to_owned()),
        args: Some(args.to_args()),
        resources: Some(resources()),
        security_context: Some(security()),
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
pub(super) fn helps(instance: &BoxInstance, pod: &Pod) -> bool {
    gates::waits(instance, pod) || fills(pod) || is_copied(pod)
}

/// Whether files are filled in before the program starts.
pub(super) fn fills(pod: &Pod) -> bool {
    pod.files.iter().any(|file| file.filled.is_some())
}

/// Whether a container of another image runs the helper.
pub(super) fn is_copied(pod: &Pod) -> bool {
    runs(pod)
}

/// Whether the program runs under the helper.
pub(super) fn runs(pod: &Pod) -> bool {
    pod.sequence.is_some() || pod.output.is_some()
}

/// The helper's copy, which comes before everything that uses it.
pub(super) fn copy<T: Trace>(scope: &mut Scope<'_, T>, at: usize, pod: &Pod, storage: &[Storage]) -> Option<Container> {
    if !is_copied(pod) {
        return None;
    }
    scope.set(format_args!("{POD}/initContainers/{at}"), COPIED);
    let copy = container(scope, at, "copy-helper", &HelperArgs::Copy { to: FOLDER.to_owned() })?;
    Some(Container { volume_mounts: Some(vec![mount(own("helper", storage), FOLDER)]), ..copy })
}

pub(super) fn volume<T: Trace>(scope: &mut Scope<'_, T>, at: usize, pod: &Pod, storage: &[Storage]) -> Option<Volume> {
    is_copied(pod).then(|| {
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
    let run = Run {
        sequence: pod.sequence.is_some(),
        output: pod.output.as_ref().map(|to| Store { secret: to.secret.clone(), key: to.key.clone() }),
        wait: gates::seen_from_inside(scope.instance, pod),
        ..Run::default()
    };
    let words: Vec<String> = std::iter::once(COPY.to_owned()).chain(HelperArgs::Run(run).to_args()).collect();
    let rule = Origin::Rule("box-init runs the program, and does for it what its item asks for");
    for at in 0..words.len() {
        scope.set(format_args!("/command/{at}"), rule);
    }
    if let Some(span) = pod.sequence {
        scope.set(format_args!("/command/2"), span);
    }
    if let Some(output) = &pod.output {
        scope.set(format_args!("/command/{}", 2 + usize::from(pod.sequence.is_some())), output.span);
    }
    words
}
