//! What only one box of a member cluster can have.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::diagnostic::Diagnostics;
use crate::source::Span;

use super::errors::DuplicateClaim;

/// Something of a member cluster, and who asks for it.
#[derive(Debug, Clone)]
pub struct Claim {
    pub cluster: String,
    pub claimed: Claimed,
    /// The box that asks.
    pub name: String,
    pub span: Span,
}

/// What only one exposure of a cluster can have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claimed {
    /// Of its gateway.
    Route { host: String, path: String },
    /// Of the address that all of its load balancers share.
    Port { number: u16, protocol: &'static str },
}

/// The claims of all boxes; facts only, so that memory does not grow with what boxes consist of.
#[derive(Debug, Default)]
pub struct Claims {
    taken: BTreeMap<(String, Claimed), (String, Span)>,
}

impl Claims {
    /// Takes a claim in, or reports who had it first.
    pub fn add(&mut self, claim: Claim, diagnostics: &mut Diagnostics) {
        let Claim { cluster, claimed, name, span } = claim;
        match self.taken.entry((cluster, claimed)) {
            Entry::Occupied(taken) => {
                let (cluster, claimed) = taken.key().clone();
                let first = taken.get().clone();
                diagnostics.push(DuplicateClaim { cluster, claimed, name, span, first });
            }
            Entry::Vacant(free) => {
                free.insert((name, span));
            }
        }
    }
}
