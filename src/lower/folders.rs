//! Folders that are filled from the image, and folders that are made, before the program starts.
//!
//! Input: scratch folders and storage with a seed, and the folders that an item asks for. Output: init containers.
//! Gained: a seed is copied by a container of the item's own image, which sees what the volume will hide.
//! Not here: the volumes.

use k8s_openapi::api::core::v1::{Container, VolumeMount};

use crate::helper_args::{COPY, FOLDER, HelperArgs};
use crate::instantiate::{Pod, Volume as Storage};
use crate::source::Span;

use super::containers::{image, pull_policy};
use super::pods::POD;
use super::scope::Scope;
use super::volumes::{mount, own, scratch_name, writable};
use super::{Trace, helper, security};

/// Where a container finds the volume that it fills.
const SEEDED: &str = "/run/seed";

/// The volumes that are filled: where it is asked for, the volume, and the folder of the image.
fn seeds<'p>(pod: &'p Pod, storage: &'p [Storage]) -> Vec<(Span, String, &'p str)> {
    let scratch = pod.scratch.iter().enumerate().filter_map(|(number, scratch)| {
        Some((scratch.seed?, scratch_name(number, storage), scratch.mount.value.as_str()))
    });
    let storage = storage
        .iter()
        .filter_map(|volume| Some((volume.seed?, volume.name.value.clone(), volume.mount.value.as_str())));
    scratch.chain(storage).collect()
}

/// Whether a folder is filled by a container of the item's image.
pub(super) fn is_seeded(pod: &Pod, storage: &[Storage]) -> bool {
    !seeds(pod, storage).is_empty()
}

/// One init container a seed, from this place of the list on.
pub(super) fn seeding<T: Trace>(scope: &mut Scope<'_, T>, at: usize, pod: &Pod, storage: &[Storage]) -> Vec<Container> {
    let containers = seeds(pod, storage).into_iter().enumerate().map(|(number, (asked, volume, path))| {
        let place = format!("{POD}/initContainers/{}", at + number);
        scope.set(format_args!("{place}"), asked);
        scope.set(format_args!("{place}/image"), pod.image.origin);
        let seed = HelperArgs::Seed { from: path.to_owned(), to: SEEDED.to_owned() };
        Container {
            name: format!("seed-{number}"),
            image: Some(image(&scope.instance.cluster, &pod.image.value)),
            image_pull_policy: Some(scope.nested(&place, |scope| pull_policy(scope, &pod.image))),
            command: Some(std::iter::once(COPY.to_owned()).chain(seed.to_args()).collect()),
            resources: Some(helper::resources()),
            security_context: Some(security::restricted()),
            termination_message_policy: Some("FallbackToLogsOnError".to_owned()),
            volume_mounts: Some(vec![
                VolumeMount { read_only: Some(true), ..mount(own("helper", storage), FOLDER) },
                mount(volume, SEEDED),
            ]),
            ..Container::default()
        }
    });
    containers.collect()
}

/// The init container at this place of the list that makes folders. It sees the volumes that they lie in.
pub(super) fn making<T: Trace>(
    scope: &mut Scope<'_, T>,
    at: usize,
    pod: &Pod,
    storage: &[Storage],
) -> Option<Container> {
    if pod.dirs.is_empty() {
        return None;
    }
    for (number, dir) in pod.dirs.iter().enumerate() {
        // Before them stands the command.
        scope.set(format_args!("{POD}/initContainers/{at}/args/{}", number + 1), dir.path.span);
    }
    let dirs = pod.dirs.iter().map(|dir| (dir.mode.value, dir.path.value.clone()));
    let container = helper::container(scope, at, "make-folders", &HelperArgs::Dirs(dirs.collect()))?;
    let holds = |mount: &VolumeMount| {
        let below = |path: &str| path.strip_prefix(&mount.mount_path).is_some_and(|rest| rest.starts_with('/'));
        pod.dirs.iter().any(|dir| below(&dir.path.value))
    };
    let mounts = writable(pod, storage).into_iter().map(|(_, mount)| mount).filter(holds);
    Some(Container { volume_mounts: Some(mounts.collect()), ..container })
}
