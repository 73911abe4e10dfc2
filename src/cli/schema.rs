//! `boxc schema KIND`

use clap::ValueEnum;

use super::{Exit, print::Printer};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The kind of document
    #[arg(value_name = "KIND")]
    kind: Kind,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Menu,
    Box,
    Fleet,
    Placement,
    /// What `boxc check --format json` prints
    Report,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Menu => "menu",
            Kind::Box => "box",
            Kind::Fleet => "fleet",
            Kind::Placement => "placement",
            Kind::Report => "report",
        }
    }
}

pub(super) fn run(args: &Args, printer: &mut Printer) -> Exit {
    let schema = match args.kind {
        Kind::Report => Some(crate::diagnostic::render::report_schema()),
        Kind::Menu | Kind::Box | Kind::Fleet | Kind::Placement => crate::ast::schema_text(args.kind.name()),
    };
    match schema {
        Some(text) => {
            printer.text(&text);
            Exit::Fine
        }
        None => {
            printer.failure(&format!("there is no schema of `{}`", args.kind.name()), None);
            Exit::Failed
        }
    }
}
