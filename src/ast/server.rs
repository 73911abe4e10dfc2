//! Delivered machines: one long-lived pod with a stable name and a home.

use serde_json::Value;

use crate::syntax::Node;

use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::errors::ConflictingKeys;
use super::expose::Expose;
use super::item::Service;
use super::literal::literal_of;
use super::pod::Workload;
use super::record::record;
use super::schema::Schemas;
use super::storage::Volume;
use super::types::Name;

/// The storage that a server lives in.
const HOME: &str = "home";

record! {
    /// A delivered machine: one long-lived pod with a stable name and a home.
    pub struct ServerKeys {
        /// Storage that it lives in, which outlives its pod.
        home: Volume = "home",
        /// How it is reached from outside of the box, by a name of your choice.
        expose: Dict<Name, Expose> = "expose",
        /// Further storage by name.
        storage: Dict<Name, Volume> = "storage",
        ..workload: Workload,
    }
    later { "ssh" }
}

/// A server is a service of one member, whose storage is its home.
#[derive(Debug, Clone)]
pub struct Server(pub Service);

impl Decode for Server {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let ServerKeys { home, expose, mut storage, workload } = ServerKeys::decode(node, cx)?;
        let at = node.get(HOME).map_or(node.span, |entry| entry.key.span);
        if let Some((taken, _)) = storage.entry(HOME) {
            cx.push(ConflictingKeys {
                message: "this server has two homes".to_owned(),
                span: taken.span,
                help: "give the storage another name than `home`".to_owned(),
            });
            return None;
        }
        storage.entries.insert(0, (literal_of(HOME, at, cx)?, home));
        Some(Server(Service { replicas: None, expose, storage, identity: None, joins: None, workload }))
    }

    fn schema(schemas: &mut Schemas) -> Value {
        ServerKeys::schema(schemas)
    }

    fn merge(base: &Node, over: &Node) -> Node {
        ServerKeys::merge(base, over)
    }
}

impl Visit for Server {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        self.0.visit(visitor);
    }
}
