//! A box -> Kubernetes objects: one file an item kind.
//!
//! Input: a [`BoxInstance`](crate::instantiate::BoxInstance). Output: [`Lowered`], objects by file in apply order.
//! Gained: names, labels, order and security are those of the contract; every scalar's origin went through the [`Trace`].
//! Not here: bytes, files, and whether an object is valid for its cluster.

mod labels;
mod object;
mod trace;

pub use labels::{LABEL_PREFIX, labels, selector, serves};
pub use object::{Body, DataClass, Lowered, Object, Readiness, Unit};
pub use trace::{NoTrace, Recorder, Trace};
