//! Volumes that several items of a box mount.

use serde_json::Value;

use crate::source::Spanned;
use crate::syntax::Node;

use super::condition::When;
use super::decode::{Decode, Decoder, Dict};
use super::dynamic::Dynamic;
use super::literal::words;
use super::record::record;
use super::schema::Schemas;
use super::types::{AnyName, Bytes, Name};

words! {
    /// How many nodes may mount a volume at once.
    pub enum Share {
        /// One; the default.
        One = "one",
        /// Many.
        Many = "many",
    }
}

record! {
    /// A volume of the box, which its items mount.
    pub struct SharedVolume {
        /// How much it holds.
        size: Dynamic<Bytes> = "size",
        /// `many` where several items, or several pods of one, mount it.
        share: Option<Spanned<Share>> = "share",
        /// A storage class of the cluster, or a name that its fleet maps to one; the cluster's default otherwise.
        class: Option<Spanned<AnyName>> = "class",
        /// Whether it survives the deletion of the box.
        keep: Option<Spanned<bool>> = "keep",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

record! {
    /// Where an item sees a volume of the box.
    pub struct Mount {
        /// The volume's name under `volumes`.
        volume: Spanned<Name> = "volume",
        /// Whether the item only reads it.
        read_only: Option<Spanned<bool>> = "read-only",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    short { mount_of, mount_schema, "volume" }
}

fn mount_of(node: &Node, cx: &mut Decoder<'_>) -> Option<Mount> {
    Some(Mount { volume: Spanned::decode(node, cx)?, read_only: None, when: None })
}

fn mount_schema(schemas: &mut Schemas) -> Value {
    Spanned::<Name>::schema(schemas)
}

impl SharedVolume {
    pub fn is_shared(&self) -> bool {
        self.share.is_some_and(|share| share.value == Share::Many)
    }
}

/// Volumes by name.
pub type Volumes = Dict<Name, SharedVolume>;
