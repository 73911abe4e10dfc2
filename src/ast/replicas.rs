//! How many pods a service has.

use serde_json::{Value, json};

use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node};

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::dynamic::Dynamic;
use super::record::record;
use super::schema::Schemas;

record! {
    /// A range of replicas, within which the load decides.
    pub struct ReplicaRange {
        /// The fewest; 1 by default.
        min: Option<Dynamic<u32>> = "min",
        /// The most.
        max: Dynamic<u32> = "max",
        /// The share of the requested processors, in percent, that is aimed at; 80 by default.
        cpu: Option<Spanned<u32>> = "cpu",
    }
}

/// A number of replicas, or a range of them.
#[derive(Debug, Clone)]
pub enum Replicas {
    Count(Dynamic<u32>),
    Range(Box<ReplicaRange>),
}

impl Replicas {
    /// The number, where it is one.
    pub fn count(&self) -> Option<&Dynamic<u32>> {
        match self {
            Replicas::Count(count) => Some(count),
            Replicas::Range(_) => None,
        }
    }

    pub fn range(&self) -> Option<&ReplicaRange> {
        match self {
            Replicas::Count(_) => None,
            Replicas::Range(range) => Some(range),
        }
    }

    /// The number that there are at most.
    pub fn most(&self) -> &Dynamic<u32> {
        match self {
            Replicas::Count(count) => count,
            Replicas::Range(range) => &range.max,
        }
    }

    /// Where it says how many.
    pub fn span(&self) -> Span {
        self.most().span()
    }
}

impl Decode for Replicas {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        match node.kind {
            Kind::Map(_) => ReplicaRange::decode(node, cx).map(|range| Replicas::Range(Box::new(range))),
            Kind::Null | Kind::Scalar(_) | Kind::List(_) => Dynamic::decode(node, cx).map(Replicas::Count),
        }
    }

    fn schema(schemas: &mut Schemas) -> Value {
        json!({"anyOf": [Dynamic::<u32>::schema(schemas), ReplicaRange::schema(schemas)]})
    }

    fn merge(base: &Node, over: &Node) -> Node {
        ReplicaRange::merge(base, over)
    }
}

impl Visit for Replicas {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        match self {
            Replicas::Count(count) => count.visit(visitor),
            Replicas::Range(range) => range.visit(visitor),
        }
    }
}
