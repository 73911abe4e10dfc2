//! What a pod writes to and reads from.
//!
//! Input: scratch folders, files, storage and mounts. Output: the pod's volumes, and where its container sees them.
//! Gained: no volume of ours has the name of one of the author's. Not here: the claims, and the files' texts.

use k8s_openapi::api::core::v1::{
    EmptyDirVolumeSource, HostPathVolumeSource, PersistentVolumeClaimVolumeSource, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as KubeQuantity;

use crate::ast::Medium;
use crate::instantiate::{Mount, Pod, Scratch, Volume as Storage};
use crate::source::Origin;

use super::Trace;
use super::file_volumes;
use super::gates;
use super::helper;
use super::pods::POD;
use super::ports::free;
use super::scope::Scope;

const SMALL_TMP: Origin = Origin::Rule("programs get a small writable /tmp, for the rest of their image is read-only");

/// The pod's volumes but for its claims: `/tmp`, scratch folders, files.
pub(super) fn volumes<T: Trace>(scope: &mut Scope<'_, T>, item: &str, pod: &Pod, storage: &[Storage]) -> Vec<Volume> {
    let mut volumes = Vec::new();
    if has_own_tmp(pod, storage) {
        scope.set(format_args!("{POD}/volumes/0"), SMALL_TMP);
        volumes.push(empty_dir(own("tmp", storage), "64Mi", None));
    }
    for (number, scratch) in pod.scratch.iter().enumerate() {
        let at = volumes.len();
        scope.set(format_args!("{POD}/volumes/{at}"), scratch.mount.span);
        scope.set(format_args!("{POD}/volumes/{at}/emptyDir/sizeLimit"), scratch.size.origin);
        if let Some(medium) = &scratch.medium {
            scope.set(format_args!("{POD}/volumes/{at}/emptyDir/medium"), medium.span);
        }
        let medium = scratch.medium.as_ref().map(|medium| medium.value);
        volumes.push(empty_dir(scratch_name(number, storage), scratch.size.value.text(), medium));
    }
    for (number, mount) in mounted(pod).enumerate() {
        scope.set(format_args!("{POD}/volumes/{}", volumes.len()), mount.path.span);
        let claim = PersistentVolumeClaimVolumeSource { claim_name: mount.volume.clone(), read_only: None };
        let name = volume_name(number, storage);
        volumes.push(Volume { name, persistent_volume_claim: Some(claim), ..Volume::default() });
    }
    file_volumes::volumes(scope, item, pod, storage, &mut volumes);
    host_volumes(scope, pod, storage, &mut volumes);
    volumes
}

/// What all programs of a pod see: its folders and files.
pub(super) fn shared_mounts<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod, storage: &[Storage]) -> Vec<VolumeMount> {
    let mut mounts = Vec::new();
    for (origin, mount) in writable(pod, storage) {
        scope.set(format_args!("/volumeMounts/{}", mounts.len()), origin);
        mounts.push(mount);
    }
    file_volumes::mounts(scope, pod, storage, &mut mounts);
    mounts
}

/// Where the container sees its volumes.
pub(super) fn mounts<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod, storage: &[Storage]) -> Vec<VolumeMount> {
    let mut mounts = shared_mounts(scope, pod, storage);
    mounts.extend(helper::main_mount(scope, mounts.len(), pod, storage));
    host_mounts(scope, pod, storage, &mut mounts);
    let token = pod.output.as_ref().map(|output| output.span);
    if let Some(at) = token.or(pod.relaxed.token.as_ref().map(|token| token.span)) {
        scope.set(format_args!("/volumeMounts/{}", mounts.len()), at);
        mounts.push(gates::token_mount(storage));
    }
    mounts
}

/// Paths and devices of the node.
fn host_volumes<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod, storage: &[Storage], volumes: &mut Vec<Volume>) {
    let Some(host) = &pod.relaxed.host else { return };
    let paths = host.value.paths.iter().map(|one| &one.path).chain(&host.value.devices);
    for (number, path) in paths.enumerate() {
        scope.set(format_args!("{POD}/volumes/{}", volumes.len()), path.span);
        let host_path = Some(HostPathVolumeSource { path: path.value.clone(), type_: None });
        volumes.push(Volume { name: host_name(number, storage), host_path, ..Volume::default() });
    }
}

fn host_mounts<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod, storage: &[Storage], mounts: &mut Vec<VolumeMount>) {
    let Some(host) = &pod.relaxed.host else { return };
    let paths = host.value.paths.iter().map(|one| (&one.mount, one.read_only));
    let devices = host.value.devices.iter().map(|device| (device, false));
    for (number, (path, read_only)) in paths.chain(devices).enumerate() {
        scope.set(format_args!("/volumeMounts/{}", mounts.len()), path.span);
        let whole = mount(host_name(number, storage), &path.value);
        mounts.push(VolumeMount { read_only: read_only.then_some(true), ..whole });
    }
}

fn host_name(number: usize, storage: &[Storage]) -> String {
    own(&format!("host-{number}"), storage)
}

/// The folders that the program writes to, and volumes that it may only read; each with who asked for it.
pub(super) fn writable(pod: &Pod, storage: &[Storage]) -> Vec<(Origin, VolumeMount)> {
    let mut mounts = Vec::new();
    if has_own_tmp(pod, storage) {
        mounts.push((SMALL_TMP, mount(own("tmp", storage), "/tmp")));
    }
    for (number, Scratch { mount: path, .. }) in pod.scratch.iter().enumerate() {
        mounts.push((path.span.into(), mount(scratch_name(number, storage), &path.value)));
    }
    for volume in storage {
        mounts.push((volume.mount.span.into(), mount(volume.name.value.clone(), &volume.mount.value)));
    }
    for one in &pod.mounts {
        let Some(number) = mounted(pod).position(|first| first.volume == one.volume) else { continue };
        let whole = mount(volume_name(number, storage), &one.path.value);
        mounts.push((one.path.span.into(), VolumeMount { read_only: one.read_only.then_some(true), ..whole }));
    }
    mounts
}

fn has_own_tmp(pod: &Pod, storage: &[Storage]) -> bool {
    let authors = pod.scratch.iter().map(|scratch| &scratch.mount).chain(storage.iter().map(|volume| &volume.mount));
    let authors = authors.chain(pod.mounts.iter().map(|mount| &mount.path));
    let host = pod.relaxed.host.iter().flat_map(|host| host.value.paths.iter().map(|one| &one.mount));
    let authors = authors.chain(host);
    authors.into_iter().all(|mount| mount.value.trim_end_matches('/') != "/tmp")
}

/// A name of ours, told apart from the storage's: a claim would take the place of a volume of its name.
pub(super) fn own(name: &str, storage: &[Storage]) -> String {
    free(name.to_owned(), '-', |name| storage.iter().any(|volume| volume.name.value == name))
}

pub(super) fn scratch_name(number: usize, storage: &[Storage]) -> String {
    own(&format!("scratch-{number}"), storage)
}

/// The volumes of the box that a pod mounts, each by its first mount.
fn mounted(pod: &Pod) -> impl Iterator<Item = &Mount> {
    let first = |at: usize, mount: &Mount| pod.mounts.iter().take(at).all(|before| before.volume != mount.volume);
    pod.mounts.iter().enumerate().filter(move |(at, mount)| first(*at, mount)).map(|(_, mount)| mount)
}

fn volume_name(number: usize, storage: &[Storage]) -> String {
    own(&format!("volume-{number}"), storage)
}

pub(super) fn empty_dir(name: String, size: &str, medium: Option<Medium>) -> Volume {
    let medium = medium.map(|medium| match medium {
        Medium::Memory => "Memory".to_owned(),
    });
    let empty_dir = EmptyDirVolumeSource { medium, size_limit: Some(KubeQuantity(size.to_owned())) };
    Volume { name, empty_dir: Some(empty_dir), ..Volume::default() }
}

pub(super) fn mount(name: String, path: &str) -> VolumeMount {
    VolumeMount { name, mount_path: path.to_owned(), ..VolumeMount::default() }
}
