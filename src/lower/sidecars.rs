//! Programs beside an item's own.
//!
//! Input: an item's sidecars. Output: init containers that stay, so that a job ends when its own program does.
//! Gained: they see what the item's own container sees, and nothing of the helper. Not here: what they ask for in sum.

use k8s_openapi::api::core::v1::Container;

use crate::instantiate::{Item, Pod, Volume as Storage};
use crate::source::Origin;

use super::Trace;
use super::containers::{self, some};
use super::pods::POD;
use super::scope::Scope;
use super::volumes;

/// The sidecars, from this place of the init containers on.
pub(super) fn containers<T: Trace>(
    scope: &mut Scope<'_, T>,
    at: usize,
    item: &Item,
    pod: &Pod,
    storage: &[Storage],
) -> Vec<Container> {
    let sidecars = pod.sidecars.iter().enumerate().map(|(number, (name, sidecar))| {
        scope.nested(&format!("{POD}/initContainers/{}", at + number), |scope| {
            scope.set(format_args!("/restartPolicy"), Origin::Rule("what runs beside a program ends after it"));
            let mounts = some(volumes::shared_mounts(scope, pod, storage));
            let own = containers::program(scope, item, Some(name), sidecar);
            Container { restart_policy: Some("Always".to_owned()), volume_mounts: mounts, ..own }
        })
    });
    sidecars.collect()
}
