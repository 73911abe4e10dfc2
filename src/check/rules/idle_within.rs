//! What bounds a wait ends one.

use crate::ast::Until;
use crate::ast::types::Duration;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{ItemKind, Menu};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for need in menu.needs() {
        let Some(within) = need.written().within else { continue };
        let deadline = match need.consumer().kind() {
            ItemKind::Job(job) => job.deadline,
            ItemKind::Service(_) | ItemKind::External(_) => None,
        };
        let problem = match (need.until(), deadline) {
            (Until::None, _) => Problem::NoWait { gate: first_gate(need.provider()) },
            (_, Some(deadline)) if within.value >= deadline.value => Problem::Deadline(deadline),
            _ => continue,
        };
        let need = need.name().value.to_string();
        diagnostics.push(IdleWithin { need, at: within.span, within: within.value, problem });
    }
}

/// What a need of an item could wait for.
fn first_gate(provider: crate::hir::Item<'_>) -> Option<&'static str> {
    match provider.kind() {
        ItemKind::External(_) => Some(Until::Reachable.word()),
        ItemKind::Job(_) if provider.is_scheduled() => None,
        ItemKind::Job(_) => Some(Until::Completed.word()),
        ItemKind::Service(_) => Some(Until::Ready.word()),
    }
}

enum Problem {
    NoWait {
        gate: Option<&'static str>,
    },
    /// The job is ended before.
    Deadline(Spanned<Duration>),
}

/// A bound that nothing can run into.
struct IdleWithin {
    need: String,
    at: Span,
    within: Duration,
    problem: Problem,
}

impl From<IdleWithin> for Diagnostic {
    fn from(error: IdleWithin) -> Self {
        let IdleWithin { need, at, within, problem } = error;
        let code = |message: String| Diagnostic::error("idle-within", message);
        match problem {
            Problem::NoWait { gate } => {
                code(format!("this need does not wait for `{need}`")).at(at, "bounds no wait").help(match gate {
                    Some(gate) => format!("remove it, or wait: `until: {gate}`"),
                    None => "remove it: a job on a schedule is never done".to_owned(),
                })
            }
            Problem::Deadline(deadline) => {
                code(format!("this wait can't last {within}: its job is ended after {}", deadline.value))
                    .at(at, "never comes to that")
                    .at(deadline.span, "runs while the job waits, too")
                    .help("write less than the `deadline`, so that something is left for the job itself")
            }
        }
    }
}
