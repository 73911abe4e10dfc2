//! What a job does once it has ended, and what others wait for.

use crate::ast::Until;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{ItemKind, Menu};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let ItemKind::Job(job) = item.kind() else { continue };
        let mut waiting = menu.needs().filter(|need| need.provider().id() == item.id() && need.until() != Until::None);
        if let Some((keep_for, need)) = job.keep_for.zip(waiting.next()) {
            let (what, other) = ("`keep-for` takes away what others look for", need.name().span);
            let help = "drop `keep-for`: who waits for the job looks for it whenever a pod starts";
            diagnostics.push(IdleJobKey { what, at: keep_for.span, other, why: "waits for it", help });
        }
        if let Some((on_move, schedule)) = job.on_move.zip(job.schedule.as_ref()) {
            let (what, other) = ("a job with a schedule runs wherever its box is", schedule.cron.span);
            let help = "drop `on-move`";
            diagnostics.push(IdleJobKey { what, at: on_move.span, other, why: "its schedule", help });
        }
    }
}

/// A key of a job that contradicts something else.
struct IdleJobKey {
    what: &'static str,
    at: Span,
    other: Span,
    why: &'static str,
    help: &'static str,
}

impl From<IdleJobKey> for Diagnostic {
    fn from(error: IdleJobKey) -> Self {
        let IdleJobKey { what, at, other, why, help } = error;
        Diagnostic::error("idle-job-key", what).at(at, "asked for here").at(other, why).help(help)
    }
}
