//! What an item needs of another.

use serde_json::Value;

use crate::source::Spanned;
use crate::syntax::Node;

use super::condition::When;
use super::decode::{Decode, Decoder};
use super::literal::words;
use super::record::record;
use super::schema::Schemas;
use super::types::{Duration, Name, Requirement};

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

record! {
    /// A need: what is asked of the provider, and what is waited for.
    pub struct Need {
        /// What the provider must speak, perhaps with a range of versions.
        interface: Option<Spanned<Requirement>> = "interface",
        /// The provider's ports that are used, by name.
        ports: Vec<Spanned<Name>> = "ports",
        /// What is waited for before this item starts.
        until: Option<Spanned<Until>> = "until",
        /// How long the wait may take; for ever by default.
        within: Option<Spanned<Duration>> = "within",
        /// Whether it may be absent: where its provider is switched off, so is the need.
        optional: Option<Spanned<bool>> = "optional",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "when-down", "at-least", "members", "via" }
    short { need_of, need_schema, "until" }
}

fn need_of(node: &Node, cx: &mut Decoder<'_>) -> Option<Need> {
    let until = Spanned::decode(node, cx)?;
    let (ports, until) = (Vec::new(), Some(until));
    Some(Need { interface: None, ports, until, within: None, optional: None, when: None })
}

fn need_schema(schemas: &mut Schemas) -> Value {
    Spanned::<Until>::schema(schemas)
}
