//! What box-init runs has a command line that is known.

use crate::ast::Workload;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let Some(workload) = item.workload().filter(|workload| workload.command.is_empty()) else { continue };
        if let Some(asked) = asked(menu, item, workload) {
            diagnostics.push(NoCommand { asked, item: item.span() });
        }
    }
}

/// The first place that asks for something that box-init does to the program.
pub fn asked(menu: &Menu, item: Item<'_>, workload: &Workload) -> Option<Span> {
    let sequence = workload.logs.as_ref().and_then(|logs| logs.sequence).filter(|sequence| sequence.value);
    let sequence = sequence.map(|sequence| sequence.span);
    let needs = workload.needs.iter().filter_map(|(_, need)| need.when_down.as_ref());
    let reacts = needs.filter(|when_down| when_down.takes_helper()).map(|when_down| when_down.span).next();
    sequence.or(reacts).or_else(|| menu.written_by(item).next().map(|(_, secret)| secret.from.span))
}

/// A program that box-init has to run, but nobody says how.
pub struct NoCommand {
    /// Where something is asked for that only box-init does.
    pub asked: Span,
    pub item: Span,
}

impl From<NoCommand> for Diagnostic {
    fn from(error: NoCommand) -> Self {
        Diagnostic::error("no-command", "the program has to run under `box-init`, but has no `command`")
            .at(error.asked, "done by `box-init`, which runs the program")
            .at(error.item, "runs what the image says, which is not known here")
            .help("add `command: […]`: the entry point that the image would run")
    }
}
