//! `boxc check`

use std::convert::Infallible;
use std::path::Path;

use crate::compile::{self, Selection};

use super::project::open;
use super::report::{Found, Reports, report};
use super::{Exit, print::Printer};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reports: Reports,
}

pub(super) fn run(args: &Args, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    let mut opened = match open(directory, printer) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let mut boxes = 0usize;
    if let Some(project) = &opened.project {
        let surveyed = project.survey(&mut opened.diagnostics);
        let count = |_| {
            boxes += 1;
            Ok::<(), Infallible>(())
        };
        let Ok(()) = compile::compile(project, &surveyed, Selection::Homes, &mut opened.diagnostics, count);
    }
    let found = Found::new(opened.diagnostics, &opened.sources, &opened.root);
    if let Err(exit) = report(&found, &args.reports, printer) {
        return exit;
    }
    if found.findings.has_errors() {
        return Exit::Errors;
    }
    if args.reports.is_for_machines() {
        return Exit::Fine;
    }
    let menus = opened.project.as_ref().map_or(0, |project| project.menus().len());
    printer.line(&format!(
        "{} and {}: no errors",
        super::print::count(boxes, "box", "boxes"),
        super::print::count(menus, "menu", "menus")
    ));
    Exit::Fine
}
