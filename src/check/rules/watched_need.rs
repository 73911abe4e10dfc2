//! What is watched can go down, and what reacts runs on.

use crate::ast::Reaction;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for need in menu.needs() {
        let Some(when_down) = &need.written().when_down else { continue };
        match &when_down.reaction {
            Reaction::Ignore => continue,
            Reaction::Run(words) if words.items.is_empty() => {
                let need = need.name().value.to_string();
                diagnostics.push(WatchedNeed { need, at: when_down.span, problem: Problem::NoCommand });
            }
            Reaction::Unready | Reaction::Restart | Reaction::Signal(_) | Reaction::Run(_) => {}
        }
        let provider = need.provider();
        if provider.is_job() {
            let (need, problem) = (need.name().value.to_string(), Problem::Job(provider.span()));
            diagnostics.push(WatchedNeed { need, at: when_down.span, problem });
        }
    }
}

enum Problem {
    /// A job is done some day, which is not down.
    Job(Span),
    NoCommand,
}

/// A reaction to something that does not happen, or that does nothing.
struct WatchedNeed {
    need: String,
    at: Span,
    problem: Problem,
}

impl From<WatchedNeed> for Diagnostic {
    fn from(error: WatchedNeed) -> Self {
        let WatchedNeed { need, at, problem } = error;
        let code = |message: String| Diagnostic::error("watched-need", message);
        match problem {
            Problem::Job(definition) => code(format!("`{need}` is a job: it ends, and is never down"))
                .at(at, "waits for it to be down")
                .at(definition, "a job")
                .help("remove `when-down`: who needs a job waits for it once"),
            Problem::NoCommand => code(format!("nothing runs while `{need}` is down"))
                .at(at, "an empty command")
                .help("write the command: `when-down: {run: [PROGRAM, ARGUMENT]}`"),
        }
    }
}
