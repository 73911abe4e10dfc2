//! A wait ends: there are as many members as are waited for.

use crate::ast::{Dynamic, Replicas, Until};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Menu, Need};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for need in menu.needs() {
        let provider = need.provider();
        let replicas = provider.service().and_then(|service| service.replicas.as_ref());
        let fewest = match replicas {
            Some(Replicas::Count(count)) => Some(count),
            Some(Replicas::Range(range)) => range.min.as_ref(),
            None => None,
        };
        // What a box gives is looked at there.
        let Some((fewest, at)) = fewest.and_then(|fewest| Some((*fewest.literal()?, fewest.span()))) else { continue };
        let asked = match &need.written().at_least {
            Some(asked) => asked.literal().copied(),
            None => Some(1),
        };
        let found = asked.and_then(|asked| UnmetCount::of(need, asked, fewest, at));
        if let Some(found) = found.filter(|_| menu.meet(&need.presence(), &provider.presence())) {
            diagnostics.push(found);
        }
    }
}

/// A wait for more members than there are.
pub struct UnmetCount {
    asked: u32,
    at: Span,
    fewest: u32,
    fewest_at: Span,
    provider: String,
    /// What makes it wait.
    gate: Until,
}

impl UnmetCount {
    /// What is wrong with a need that waits for `asked` members of the `fewest` that its provider, a service, may have.
    pub fn of(need: Need<'_>, asked: u32, fewest: u32, fewest_at: Span) -> Option<Self> {
        let waits = matches!(need.until(), Until::Started | Until::Ready) || need.written().is_gate_of_readiness();
        if need.provider().service().is_none() || !waits || (1..=fewest).contains(&asked) {
            return None;
        }
        // Others may stand in for all of its members.
        if asked == 1 && need.provider().is_joined() {
            return None;
        }
        let at = need.written().at_least.as_ref().map_or(need.name().span, Dynamic::span);
        Some(UnmetCount {
            asked,
            at,
            fewest,
            fewest_at,
            provider: need.provider().name().to_owned(),
            gate: need.until(),
        })
    }
}

impl From<UnmetCount> for Diagnostic {
    fn from(error: UnmetCount) -> Self {
        let UnmetCount { asked, at, fewest, fewest_at, provider, gate } = error;
        let stop = if gate == Until::None { "leave out `when-down: unready`" } else { "don't wait: `until: none`" };
        let (message, help) = match (asked, fewest) {
            (0, _) => (
                "a wait for no member is none".to_owned(),
                "write `members: all` to wait for as many as there are at least, or `until: none` to wait for none"
                    .to_owned(),
            ),
            (_, 0) => (
                format!("`{provider}` may have no member, and this waits for one for ever"),
                format!("give `{provider}` a member, or {stop}; what may be absent has a `when`"),
            ),
            _ => (
                format!("`{provider}` may have fewer members than are waited for"),
                "write `members: all` to wait for as many as there are at least, or `until: none` to wait for none"
                    .to_owned(),
            ),
        };
        Diagnostic::error("unmet-count", message)
            .at(at, format!("waits for {asked}"))
            .at(fewest_at, format!("`{provider}` has {fewest} at least"))
            .help(help)
    }
}
