//! `boxc completions SHELL` and `boxc man DIR`

use std::path::{Path, PathBuf};

use clap::CommandFactory;

use crate::write::new_file;

use super::print::Printer;
use super::{Cli, Exit};

#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell to complete in
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// The folder to write the pages into
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

pub(super) fn completions(args: &Completions, printer: &mut Printer) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "boxc", &mut text);
    printer.text(&String::from_utf8_lossy(&text));
    Exit::Fine
}

/// A page for boxc, and one for each of its commands.
pub(super) fn man(args: &Man, printer: &mut Printer) -> Exit {
    let mut whole = Cli::command();
    whole.build();
    let commands: Vec<clap::Command> =
        whole.get_subcommands().filter(|sub| sub.get_name() != "help").cloned().collect();
    for command in std::iter::once(whole).chain(commands) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let path = args.directory.join(format!("{name}.1"));
        if let Err(exit) = page(command, &path, printer) {
            return exit;
        }
    }
    Exit::Fine
}

fn page(command: clap::Command, path: &Path, printer: &mut Printer) -> Result<(), Exit> {
    let mut text = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut text);
    let written = rendered.map_err(|error| error.to_string());
    let written = written.and_then(|()| new_file(path, &text).map_err(|e| e.to_string()));
    match written {
        Ok(()) => {
            printer.line(&format!("      new  {}", path.display()));
            Ok(())
        }
        Err(error) => {
            printer.failure(&error, None);
            Err(Exit::Failed)
        }
    }
}
