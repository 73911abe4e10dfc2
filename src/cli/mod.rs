//! `boxc`, the command line: one file a command.
//!
//! Input: arguments, a folder. Output: text and an exit code. Gained: nothing is printed and no file named elsewhere.
//! Not here: anything that a library caller would want.

mod build;
mod check;
mod editor;
mod exit;
mod explain;
mod graph;
mod menus;
mod new;
mod order;
mod print;
mod project;
mod report;
mod schema;
mod shell;
mod why;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub use exit::Exit;

use print::Printer;

/// The compiler for disposable, replicable Kubernetes environments.
///
/// A project is the folder that holds `fleet.yaml`; boxc finds it from the working folder upwards.
#[derive(Debug, Parser)]
#[command(name = "boxc", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    /// Look for the project from this folder upwards
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    directory: Option<PathBuf>,

    /// When to use colour and drawings
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    color: Color,

    #[command(subcommand)]
    command: Command,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// In a terminal
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Report everything that is wrong with the project's sources
    Check(check::Args),
    /// Render the boxes into a folder of manifests
    Build(build::Args),
    /// Lay down a small project that works
    New(new::Args),
    /// List the menus that can be ordered, or a menu's parameters
    Menus(menus::Args),
    /// Write a box's file: an order of a menu
    Order(order::Args),
    /// Draw who needs whom, and how long a start may take
    Graph(graph::Args),
    /// Show where a line of a rendered manifest comes from
    Why(why::Args),
    /// Show the page of an error's code
    Explain(explain::Args),
    /// Print the JSON schema of a kind of document
    Schema(schema::Args),
    /// Print what makes a shell complete boxc's arguments
    Completions(shell::Completions),
    /// Write manual pages into a folder
    Man(shell::Man),
}

/// Runs the command line of this process.
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return print::usage(&error),
    };
    let printer = &mut Printer::new(cli.color);
    let directory = cli.directory.as_deref();
    match cli.command {
        Command::Check(args) => check::run(&args, directory, printer),
        Command::Build(args) => build::run(&args, directory, printer),
        Command::New(args) => new::run(&args, directory, printer),
        Command::Menus(args) => menus::run(&args, directory, printer),
        Command::Order(args) => order::run(&args, directory, printer),
        Command::Graph(args) => graph::run(&args, directory, printer),
        Command::Completions(args) => shell::completions(&args, printer),
        Command::Man(args) => shell::man(&args, printer),
        Command::Why(args) => why::run(&args, directory, printer),
        Command::Explain(args) => explain::run(&args, printer),
        Command::Schema(args) => schema::run(&args, printer),
    }
}
