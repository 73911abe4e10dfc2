//! A range of replicas has a beginning and an end, and is of no quorum.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for service in menu.items().filter_map(|item| item.service()) {
        let Some(range) = service.replicas.as_ref().and_then(|replicas| replicas.range()) else { continue };
        if let Some(identity) = service.identity {
            diagnostics.push(ScaledQuorum { at: range.max.span(), identity: identity.span });
        }
        let min = range.min.as_ref();
        let literal = min.and_then(|min| min.literal()).zip(range.max.literal());
        if let (Some((least, most)), Some(min)) = (literal, min) {
            let found = ReplicaRange::of(*least, *most, min.span(), range.max.span());
            found.into_iter().for_each(|finding| diagnostics.push(finding));
        }
    }
}

/// A range that holds nothing, or begins below one.
#[derive(Debug)]
pub struct ReplicaRange {
    min: u32,
    max: u32,
    at: Span,
    end: Span,
}

impl ReplicaRange {
    /// What is wrong with a range, if anything is.
    pub fn of(min: u32, max: u32, at: Span, end: Span) -> Option<Self> {
        (min == 0 || min > max).then_some(ReplicaRange { min, max, at, end })
    }
}

impl From<ReplicaRange> for Diagnostic {
    fn from(error: ReplicaRange) -> Self {
        let ReplicaRange { min, max, at, end } = error;
        let message = format!("no load decides between {min} and {max} replicas");
        Diagnostic::error("replica-range", message)
            .at(at, "the fewest")
            .at(end, "the most")
            .help("let `min` be 1 or more, and not above `max`")
    }
}

/// A quorum whose size would change with its load.
struct ScaledQuorum {
    at: Span,
    identity: Span,
}

impl From<ScaledQuorum> for Diagnostic {
    fn from(error: ScaledQuorum) -> Self {
        Diagnostic::error("replica-range", "the replicas of a quorum are a number")
            .at(error.at, "a range")
            .at(error.identity, "its members know each other by name")
            .help("write the number: `replicas: 3`")
    }
}
