//! What only one box of a member cluster can have.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::source::Span;

use super::errors::DuplicateHost;

/// A host and a path on a member cluster, and who asks for it.
#[derive(Debug, Clone)]
pub struct Claim {
    pub cluster: String,
    pub host: String,
    pub path: String,
    /// The box that asks.
    pub name: String,
    pub span: Span,
}

/// The hosts of all boxes; facts only, so that memory does not grow with what boxes consist of.
#[derive(Debug, Default)]
pub struct Claims {
    hosts: BTreeMap<(String, String, String), (String, Span)>,
}

impl Claims {
    /// Takes a claim in, or reports who had it first.
    pub fn add(&mut self, claim: Claim, diagnostics: &mut Diagnostics) {
        let Claim { cluster, host, path, name, span } = claim;
        match self.hosts.get(&(cluster.clone(), host.clone(), path.clone())) {
            Some((first, first_span)) => {
                let first = (first.clone(), *first_span);
                diagnostics.push(DuplicateHost { cluster, host, path, name, span, first });
            }
            None => {
                self.hosts.insert((cluster, host, path), (name, span));
            }
        }
    }
}
