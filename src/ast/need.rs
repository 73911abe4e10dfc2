//! What an item needs of another.

use serde_json::{Value, json};

use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node};

use super::condition::When;
use super::decode::{Decode, Decoder, Visit, Visitor};
use super::dynamic::Dynamic;
use super::errors::WrongShape;
use super::literal::words;
use super::record::record;
use super::schema::Schemas;
use super::types::{Duration, Name, Requirement};
use super::when_down::{Reaction, WhenDown};

words! {
    /// What has to be true of a provider before its consumer starts.
    pub enum Until {
        /// A pod of it has an address.
        Started = "started",
        /// A ready pod answers.
        Ready = "ready",
        /// The job is done.
        Completed = "completed",
        /// One TCP connection to the external succeeds.
        Reachable = "reachable",
        /// Nothing: it is only called at run time.
        None = "none",
    }
}

words! {
    /// How many of a provider's members are waited for.
    pub enum Members {
        /// As many as there are at least.
        All = "all",
    }
}

words! {
    /// A way to a provider.
    pub enum Side {
        /// By its name in the box.
        Inside = "inside",
        /// Through its exposure, as anybody outside of the cluster.
        Outside = "outside",
    }
}

/// The ways by which a provider is called.
#[derive(Debug, Clone)]
pub struct Via {
    pub inside: bool,
    /// Where it says that it is called through its exposure.
    pub outside: Option<Span>,
}

impl Decode for Via {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let sides: Vec<Spanned<Side>> = match node.kind {
            Kind::List(_) => Decode::decode(node, cx)?,
            Kind::Null | Kind::Scalar(_) | Kind::Map(_) => vec![Spanned::decode(node, cx)?],
        };
        let find = |wanted| sides.iter().find(|side| side.value == wanted).map(|side| side.span);
        let (inside, outside) = (find(Side::Inside), find(Side::Outside));
        if sides.len() != inside.iter().chain(&outside).count() || sides.is_empty() {
            cx.push(WrongShape {
                expected: "`inside`, `outside` or both, once",
                found: node.describe(),
                span: node.span,
            });
            return None;
        }
        Some(Via { inside: inside.is_some(), outside })
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let side = Spanned::<Side>::schema(schemas);
        json!({"anyOf": [side, {"type": "array", "items": side, "minItems": 1, "uniqueItems": true}]})
    }
}

impl Visit for Via {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

record! {
    /// A need: what is asked of the provider, and what is waited for.
    pub struct Need {
        /// What the provider must speak, perhaps with a range of versions.
        interface: Option<Spanned<Requirement>> = "interface",
        /// The provider's ports that are used, by name; an empty list calls none.
        ports: Option<Vec<Spanned<Name>>> = "ports",
        /// How it is called: `inside` the box by default, `outside` through its exposure, or both.
        via: Option<Via> = "via",
        /// What is waited for before this item starts.
        until: Option<Spanned<Until>> = "until",
        /// How long the wait may take; for ever by default.
        within: Option<Spanned<Duration>> = "within",
        /// How many members of the provider are waited for; 1 by default.
        at_least: Option<Dynamic<u32>> = "at-least",
        /// `all`: waits for as many members as the provider has at least.
        members: Option<Spanned<Members>> = "members",
        /// What becomes of this item while the provider is down; nothing by default.
        when_down: Option<WhenDown> = "when-down",
        /// Whether it may be absent: where its provider is switched off, so is the need.
        optional: Option<Spanned<bool>> = "optional",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    short { need_of, need_schema, "until" }
}

impl Need {
    /// A need that only waits.
    pub fn waiting(until: Spanned<Until>) -> Self {
        Need {
            interface: None,
            ports: None,
            via: None,
            until: Some(until),
            within: None,
            at_least: None,
            members: None,
            when_down: None,
            optional: None,
            when: None,
        }
    }
}

impl Need {
    /// Whether it can do without its provider.
    pub fn is_optional(&self) -> bool {
        self.optional.is_some_and(|optional| optional.value)
    }

    /// Whether it is called by its name in the box.
    pub fn is_inside(&self) -> bool {
        self.via.as_ref().is_none_or(|via| via.inside)
    }

    /// Where it says that it is called through the provider's exposure.
    pub fn outside(&self) -> Option<Span> {
        self.via.as_ref()?.outside
    }

    /// Whether the item's own readiness waits for the provider's.
    pub fn is_gate_of_readiness(&self) -> bool {
        self.when_down.as_ref().is_some_and(|when_down| matches!(when_down.reaction, Reaction::Unready))
    }
}

fn need_of(node: &Node, cx: &mut Decoder<'_>) -> Option<Need> {
    Spanned::decode(node, cx).map(Need::waiting)
}

fn need_schema(schemas: &mut Schemas) -> Value {
    Spanned::<Until>::schema(schemas)
}
