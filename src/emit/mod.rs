//! Objects -> the files of a box, and its index.
//!
//! Input: what was lowered of one box on one cluster. Output: a [`Bundle`] of bytes, nothing written yet.
//! Gained: the bytes depend on nothing but the box; the index names every object and file with its digest.
//! Not here: folders, comparing, and what an applier does with it.

mod bundle;
mod cluster;
mod digest;
mod index;
mod lines;
pub mod places;
pub mod yaml;

use std::fmt;

pub use bundle::{Bundle, bundle};
pub use cluster::{BoxLine, ClusterIndex, cluster_index, read_cluster_index};
pub use digest::{Digests, digests, sha256};
pub use index::{BoxIndex, FileRow, KeyRow, NeedRow, ObjectRow, Requests, SecretRow, listed_files, read_box_index};

/// The form of the index files. A reader refuses any other.
pub const FORMAT: u32 = 1;

/// An object that has no text: a defect of the compiler or of a custom resource, never of a file on disk.
#[derive(Debug)]
pub struct EmitError {
    /// `Deployment web`, or the file that it belongs to.
    pub what: String,
    pub reason: String,
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} can't be written as text: {}", self.what, self.reason)
    }
}

impl std::error::Error for EmitError {}

#[cfg(test)]
mod tests;
