//! A box -> Kubernetes objects: one file an item kind.
//!
//! Input: a [`BoxInstance`](crate::instantiate::BoxInstance). Output: [`Lowered`], objects by file in apply order.
//! Gained: names, labels, order and security are those of the contract; every scalar's origin went through the [`Trace`].
//! Not here: bytes, files, and whether an object is valid for its cluster.

mod access;
mod boxes;
mod claims;
mod containers;
mod digest;
mod doors;
mod env;
mod escape;
mod external;
mod file_volumes;
mod files;
mod fixed;
mod folders;
mod gates;
mod graph;
mod helper;
mod job;
mod labels;
mod manifests;
mod monitoring;
mod network;
mod object;
mod patch;
mod pod_security;
mod pods;
mod ports;
mod probes;
mod quota;
mod refused;
mod routes;
mod scaling;
mod scope;
mod secrets;
mod security;
mod service;
mod services;
mod sidecars;
mod trace;
mod volumes;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use labels::{LABEL_PREFIX, labels, selector, serves};
pub use object::{Body, DataClass, Lowered, Object, Readiness, Unit};
pub use quota::{Shortfall, shortfalls};
pub use refused::{Refused, Why};
pub use trace::{NoTrace, Recorder, Trace};

use crate::instantiate::{BoxInstance, ItemKind};

use graph::Graph;
use scope::Scope;

/// All objects of a box on its cluster: the units `_box` and `_volumes` first, then one an item in the box's order.
///
/// The trace gets the objects' origins in the same order.
pub fn lower<T: Trace>(instance: &BoxInstance, trace: &mut T) -> Lowered {
    let graph = Graph::new(instance);
    let mut lowered = Lowered::default();
    let mut scope = Scope::new(instance, &graph, trace, None, 0);
    boxes::lower(&mut scope);
    scope.finish("_box", &mut lowered);
    if !instance.volumes.is_empty() {
        let mut scope = Scope::new(instance, &graph, trace, None, 0);
        claims::volumes(&mut scope);
        scope.finish("_volumes", &mut lowered);
    }
    if !instance.manifests.is_empty() {
        let mut scope = Scope::new(instance, &graph, trace, None, 1);
        manifests::lower(&mut scope, &instance.manifests);
        scope.finish("_manifests", &mut lowered);
    }
    for (index, item) in instance.items.iter().enumerate() {
        let mut scope = Scope::new(instance, &graph, trace, Some(item), item.wave);
        match &item.kind {
            ItemKind::Service(service) => service::lower(&mut scope, index, item, service),
            ItemKind::Job(job) => job::lower(&mut scope, index, item, job),
            ItemKind::External(target) => external::lower(&mut scope, item, target),
        }
        scope.finish(&item.name.value, &mut lowered);
    }
    lowered
}
