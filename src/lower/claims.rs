//! The claims of what outlives a pod: storage of a service's members, and volumes of the box.
//!
//! Input: storage and volumes. Output: claim templates, and the unit `_volumes`.
//! Gained: a claim comes in the wave of its first consumer, for one that nobody mounts is bound by nobody.
//! Not here: where containers see them.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, PersistentVolumeClaimSpec, VolumeResourceRequirements};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::ast::types::Quantity;
use crate::instantiate::{BoxInstance, BoxVolume, Item, Located, Volume};

use super::containers::quantities;
use super::graph::pod;
use super::scope::{Care, Scope};
use super::{Body, DataClass, Trace, selector};

/// The claim templates of a service's storage.
pub(super) fn templates<T: Trace>(
    scope: &mut Scope<'_, T>,
    item: &Item,
    storage: &[Volume],
) -> Vec<PersistentVolumeClaim> {
    let instance = scope.instance;
    let mut claim = |(at, volume): (usize, &Volume)| {
        let place = format!("/spec/volumeClaimTemplates/{at}");
        scope.set(format_args!("{place}/metadata/name"), volume.name.span);
        scope.set(format_args!("{place}/metadata/labels/app.kubernetes.io~1instance"), instance.span);
        let spec = spec(scope, &place, &volume.size, volume.class.as_ref(), "ReadWriteOnce");
        let metadata = ObjectMeta {
            name: Some(volume.name.value.clone()),
            labels: Some(selector(instance, &item.name.value)),
            ..ObjectMeta::default()
        };
        PersistentVolumeClaim { metadata, spec: Some(spec), status: None }
    };
    storage.iter().enumerate().map(&mut claim).collect()
}

/// The claims of the box's volumes.
pub(super) fn volumes<T: Trace>(scope: &mut Scope<'_, T>) {
    let instance = scope.instance;
    let waves = first_waves(instance);
    for volume in &instance.volumes {
        let wave = waves.get(volume.name.value.as_str()).copied().unwrap_or(1);
        scope.in_wave(wave, |scope| claim(scope, volume));
    }
}

fn claim<T: Trace>(scope: &mut Scope<'_, T>, volume: &BoxVolume) {
    let rule = "a volume of the box is a claim of its name";
    let metadata = scope.begin(&volume.name.value, volume.name.span.into(), rule);
    let mode = if volume.many { "ReadWriteMany" } else { "ReadWriteOnce" };
    let spec = spec(scope, "", &volume.size, volume.class.as_ref(), mode);
    let care = Care { prune: !volume.keep, data: DataClass::Holds, ..Care::PLAIN };
    let claim = PersistentVolumeClaim { metadata, spec: Some(spec), status: None };
    scope.push_with(care, claim, Body::PersistentVolumeClaim);
}

fn spec<T: Trace>(
    scope: &mut Scope<'_, T>,
    place: &str,
    size: &Located<Quantity>,
    class: Option<&Located<String>>,
    mode: &str,
) -> PersistentVolumeClaimSpec {
    scope.set(format_args!("{place}/spec/resources/requests/storage"), size.origin);
    if let Some(class) = class {
        scope.set(format_args!("{place}/spec/storageClassName"), class.origin);
    }
    let requests = Some(quantities([("storage", size.value.text())]));
    PersistentVolumeClaimSpec {
        access_modes: Some(vec![mode.to_owned()]),
        resources: Some(VolumeResourceRequirements { requests, limits: None }),
        storage_class_name: class.map(|class| class.value.clone()),
        ..PersistentVolumeClaimSpec::default()
    }
}

/// The wave of the first item that mounts each volume.
fn first_waves(instance: &BoxInstance) -> BTreeMap<&str, u32> {
    let mut waves = BTreeMap::new();
    for item in &instance.items {
        for mount in pod(item).into_iter().flat_map(|pod| &pod.mounts) {
            let wave = waves.entry(mount.volume.as_str()).or_insert(item.wave);
            *wave = item.wave.min(*wave);
        }
    }
    waves
}
