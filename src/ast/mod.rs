//! What the author wrote: one typed value for each document, nothing resolved yet.
//!
//! Input: a [`Document`](crate::syntax::Document). Output: [`Menu`], [`BoxOrder`], [`Fleet`] or [`Placement`], and the JSON
//! schemas of the same types. Gained: every field has its type, every literal is valid by itself, unknown keys are gone.
//! Not here: what names refer to.
//!
//! A record is declared once ([`record!`]); its decoding, its schema and the walk over its expressions come from that.

mod base;
mod binding;
mod boxes;
mod capacity;
mod change;
mod condition;
mod constant;
mod decode;
mod delivery;
mod dynamic;
mod env;
mod errors;
mod expose;
mod exposure;
mod extend;
mod fields;
mod file;
mod fleet;
mod inclusion;
mod item;
mod limits;
mod literal;
mod manifest;
mod menu;
mod merge;
mod metrics;
mod need;
mod params;
mod patch;
mod place;
mod placement;
mod pod;
mod port;
mod probe;
mod raw;
mod reason;
mod record;
mod replicas;
mod rules;
mod schema;
mod secret;
mod security;
mod server;
mod sidecar;
mod storage;
pub mod types;
mod uses;
mod volume;
mod when_down;
mod word;

pub use base::{Base, changed_menu};
pub use binding::{Allow, Binding, Neighbour};
pub use boxes::{BoxOrder, MenuRange, Quota};
pub use capacity::{Capacity, Percent};
pub use condition::{Condition, When};
pub use constant::Constant;
pub use decode::{Decode, Decoder, Dict, Visit, Visitor};
pub use dynamic::{Dynamic, Element, Elements};
pub use env::{EnvSource, EnvValue, PodField};
pub use errors::{NotYet, PAGES};
pub use expose::{Expose, Way};
pub use exposure::{Exposure, ExposureFrom, Gateway, Ingress, LoadBalancer, PodSelector, Sharing};
pub use extend::extended as extended_menu;
pub use fields::{UnknownField, field_page, fields};
pub use file::{FileOrigin, FilePath, FileSource, Found, FoundContent, FromFile};
pub use fleet::{Ability, Cluster, Defaults, Dns, Fleet, NamespaceText, Network, Storage};
pub use inclusion::{Argument, Inclusion};
pub use item::{External, Job, OnMove, Overlap, Schedule, Service};
pub use limits::{LockedMemory, NodeLimits};
pub use literal::{Literal, Problem};
pub use manifest::{MANIFEST_FOLDER, Manifests, YamlFiles, documents, object};
pub use menu::{Menu, ParamName, Version};
pub use metrics::{Metrics, Monitoring};
pub use need::{Need, Until};
pub use params::{Bound, Param, ParamKind, ParamValue};
pub use patch::PatchTarget;
pub use place::Place;
pub use placement::Placement;
pub use pod::{Logs, Resources, Stop, Workload};
pub use port::{Port, Transport};
pub use probe::{EVERY, Health, Probe, ProbeAction, STARTS_WITHIN, Scheme, tries};
pub use raw::{Leaf, Patch, Raw, RawKind, Resolved};
pub use reason::{Public, Reason};
pub use replicas::{ReplicaRange, Replicas};
pub use rules::{RuleName, Weight};
pub use schema::{Schemas, schema_text};
pub use secret::{
    Chars, Secret, SecretFrom, SecretKey, SecretOrigin, SecretStore, StoreKind, StorePath, StorePattern, Tls,
};
pub use security::{
    ApiRule, ApiWord, DOCKER_DEFAULT, Destination, HostAccess, OpenNetwork, Relaxation, RelaxationName, Security, Token,
};
pub use server::Server;
pub use sidecar::Sidecar;
pub use storage::{Dir, Medium, Scratch, Seed, Volume};
pub use uses::{SecretUse, SeenText, TextPlace};
pub use volume::{Mount, Share, SharedVolume};
pub use word::Word;

use crate::diagnostic::Diagnostics;
use crate::source::{SourceMap, Spanned};
use crate::syntax::Document;
pub use when_down::{Reaction, Signal, WhenDown};

/// A file of a project, told apart by its first key.
#[derive(Debug)]
pub enum File {
    Menu(Box<Menu>),
    Box(Box<BoxOrder>),
    Fleet(Box<Fleet>),
    Placement(Placement),
}

/// Reads a document as what its first key says it is.
pub fn decode(document: &Document, sources: &SourceMap, diagnostics: &mut Diagnostics) -> Option<File> {
    let node = &document.root;
    let cx = &mut Decoder::new(sources, diagnostics);
    let Some(first) = node.entries().and_then(|entries| entries.first()) else {
        let expected = "a mapping whose first key says what the document is";
        cx.push(errors::WrongShape { expected, found: node.describe(), span: node.span });
        return None;
    };
    match first.key.value.as_str() {
        "menu" => {
            let (extended, sound) = extend::extended_rest(node, cx);
            Menu::decode(&extended, cx).filter(|_| sound).map(Box::new).map(File::Menu)
        }
        "box" => BoxOrder::decode(node, cx).map(Box::new).map(File::Box),
        "fleet" => Fleet::decode(node, cx).map(Box::new).map(File::Fleet),
        "placement" => Placement::decode(node, cx).map(File::Placement),
        "approve" => {
            cx.push(errors::NotYet { key: first.key.clone() });
            None
        }
        other => {
            cx.push(errors::UnknownDocument { key: Spanned::new(other.to_owned(), first.key.span) });
            None
        }
    }
}
