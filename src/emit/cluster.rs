//! The index of a member cluster: its boxes, one a line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::sha256;
use super::lines::Lines;
use super::{FORMAT, Requests, read_box_index};

/// A box's line in `.index/CLUSTER.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxLine {
    #[serde(rename = "box")]
    pub name: String,
    pub namespace: String,
    pub menu: String,
    #[serde(flatten)]
    pub requests: Requests,
    /// SHA-256 of the box's index, which holds the digests of its files.
    pub digest: String,
}

impl BoxLine {
    /// The line that belongs to a box's index; `None` when the bytes are no index.
    pub fn of(index: &[u8]) -> Option<Self> {
        let digest = sha256(index);
        let index = read_box_index(index)?;
        Some(BoxLine {
            name: index.name,
            namespace: index.namespace,
            menu: index.menu,
            requests: index.requests,
            digest,
        })
    }
}

/// A member cluster's index, read back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ClusterIndex {
    pub format: u32,
    /// The version of boxc that wrote it last.
    pub compiler: String,
    pub cluster: String,
    pub boxes: Vec<BoxLine>,
}

/// The text of a cluster's index. It has no digest over all boxes, so that two branches merge.
///
/// # Errors
/// That of JSON, for a value that has no text.
pub fn cluster_index(cluster: &str, boxes: &BTreeMap<String, BoxLine>) -> serde_json::Result<Vec<u8>> {
    let mut out = Lines::default();
    out.field("format", &FORMAT)?;
    out.field("compiler", env!("CARGO_PKG_VERSION"))?;
    out.field("cluster", cluster)?;
    out.rows("boxes", boxes.values())?;
    Ok(out.end())
}

/// Reads a cluster's index back; `None` when it is none, or of another format.
pub fn read_cluster_index(bytes: &[u8]) -> Option<ClusterIndex> {
    serde_json::from_slice(bytes).ok().filter(|index: &ClusterIndex| index.format == FORMAT)
}
