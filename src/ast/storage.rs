//! Folders that a container writes to.

use serde_json::Value;

use crate::source::Spanned;
use crate::syntax::Node;

use super::condition::When;
use super::decode::{Decode, Decoder};
use super::dynamic::Dynamic;
use super::literal::words;
use super::record::record;
use super::schema::Schemas;
use super::types::{AbsolutePath, AnyName, Bytes, Mode};

words! {
    /// Where a scratch folder is kept.
    pub enum Medium {
        /// In memory; it counts against the memory limit.
        Memory = "memory",
    }
}

words! {
    /// What an empty folder is filled with.
    pub enum Seed {
        /// What the image has under its path.
        Image = "image",
    }
}

record! {
    /// A folder that is made before the program starts.
    pub struct Dir {
        /// Its permissions in octal, quoted; `"0755"` by default.
        mode: Option<Spanned<Mode>> = "mode",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

record! {
    /// A writable folder that is gone with the pod.
    pub struct Scratch {
        /// Its path in the container.
        mount: Spanned<AbsolutePath> = "mount",
        /// How much it may hold; 64Mi by default.
        size: Option<Dynamic<Bytes>> = "size",
        /// Where it is kept; on the node's disk by default.
        medium: Option<Spanned<Medium>> = "medium",
        /// What is put into it before the program starts: `image` what the image has there; nothing by default.
        seed: Option<Spanned<Seed>> = "seed",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    short { scratch_of, scratch_schema, "mount" }
}

fn scratch_of(node: &Node, cx: &mut Decoder<'_>) -> Option<Scratch> {
    let mount = Spanned::decode(node, cx)?;
    Some(Scratch { mount, size: None, medium: None, seed: None, when: None })
}

fn scratch_schema(schemas: &mut Schemas) -> Value {
    Spanned::<AbsolutePath>::schema(schemas)
}

record! {
    /// Storage that outlives a pod; each member has its own.
    pub struct Volume {
        /// Its path in the container.
        mount: Spanned<AbsolutePath> = "mount",
        /// How much it holds.
        size: Dynamic<Bytes> = "size",
        /// A storage class of the cluster, or a name that its fleet maps to one; the cluster's default otherwise.
        class: Option<Spanned<AnyName>> = "class",
        /// Whether it survives the deletion of the box.
        keep: Option<Spanned<bool>> = "keep",
        /// What is put into it while it is empty: `image` what the image has there; nothing by default.
        seed: Option<Spanned<Seed>> = "seed",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}
