//! The arguments of box-init, one type: rendered by `lower`, parsed by the helper.
//!
//! Input: either side of the same words. Output: the other. Gained: what one writes, the other reads alike.
//! Not here: doing what they say. Only `std` is used, so the helper links nothing of the compiler.
//!
//! They are read by people in manifests, one argument a gate, a file, a folder:
//!
//! ```text
//! copy /run/box-init
//! wait      order-db: tcp order-db:5432, within 600s     seed: tcp seed:80 | job seed
//! check     order-db: tcp order-db:5432
//! render    /run/templates   /run/files   etc.web.toml: toml, mode 0644, variables POD_IP
//! seed      /var/lib/web     /run/seed/data
//! dirs      0750 /var/lib/web/cache
//! run       sequence   wait order-db: tcp order-db:5432   --   /app/web   serve
//! pause
//! ```

mod gate;
mod macros;
mod render;
mod run;

#[cfg(test)]
mod tests;

use std::fmt;

pub use gate::{Condition, Gate};
pub use macros::{Macro, macros};
pub use render::{Format, Rendering};
pub use run::{Reaction, Run, Store, Watch};

/// The helper in its own image.
pub const PROGRAM: &str = "/box-init";

/// The folder into which the helper copies itself, for containers of other images.
pub const FOLDER: &str = "/run/box-init";

/// The helper in that folder.
pub const COPY: &str = "/run/box-init/box-init";

/// What box-init is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelperArgs {
    /// Puts the helper into a folder, as `box-init`.
    Copy { to: String },
    /// Ends when every gate is open, fails when one has not opened in time.
    Wait(Vec<Gate>),
    /// Looks once, and fails when a gate is not open.
    Check(Vec<Gate>),
    /// Fills the variables in of files of one folder, and puts them into another.
    Render { from: String, to: String, files: Vec<Rendering> },
    /// Copies what is in a folder into another one that is empty.
    Seed { from: String, to: String },
    /// Makes folders that are not there, each with its permissions.
    Dirs(Vec<(u32, String)>),
    /// Runs a program and looks after it.
    Run(Run),
    /// Does nothing until it is told to stop.
    Pause,
}

/// Why arguments can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgError {
    /// The first argument is missing or no command of the helper.
    Command { found: Option<String> },
    /// The command's arguments are too few or too many, and what they should be.
    Count { command: &'static str, expected: &'static str },
    /// An argument of a command, and what was expected in its place.
    Argument { argument: String, expected: &'static str },
}

const COMMANDS: &str = "`copy`, `wait`, `check`, `render`, `seed`, `dirs`, `run` or `pause`";

impl fmt::Display for ArgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArgError::Command { found: Some(found) } => write!(f, "`{found}` is no command: expected {COMMANDS}"),
            ArgError::Command { found: None } => write!(f, "there is no command: expected {COMMANDS}"),
            ArgError::Count { command, expected } => write!(f, "`{command}` takes {expected}"),
            ArgError::Argument { argument, expected } => {
                write!(f, "`{argument}` is not understood: expected {expected}")
            }
        }
    }
}

impl std::error::Error for ArgError {}

impl HelperArgs {
    /// One argument a word of the command line, without the program's own name.
    pub fn to_args(&self) -> Vec<String> {
        let words = |command: &str, rest: Vec<String>| std::iter::once(command.to_owned()).chain(rest).collect();
        match self {
            HelperArgs::Copy { to } => words("copy", vec![to.clone()]),
            HelperArgs::Wait(gates) => words("wait", gates.iter().map(Gate::to_string).collect()),
            HelperArgs::Check(gates) => words("check", gates.iter().map(Gate::to_string).collect()),
            HelperArgs::Render { from, to, files } => {
                let files = files.iter().map(Rendering::to_string);
                words("render", [from.clone(), to.clone()].into_iter().chain(files).collect())
            }
            HelperArgs::Seed { from, to } => words("seed", vec![from.clone(), to.clone()]),
            HelperArgs::Dirs(dirs) => {
                words("dirs", dirs.iter().map(|(mode, path)| format!("{} {path}", octal(*mode))).collect())
            }
            HelperArgs::Run(run) => words("run", run.to_args()),
            HelperArgs::Pause => words("pause", Vec::new()),
        }
    }

    /// Reads what [`HelperArgs::to_args`] writes.
    ///
    /// # Errors
    /// [`ArgError`] names the first argument that can't be used and what was expected there.
    pub fn parse(args: &[String]) -> Result<Self, ArgError> {
        let Some((command, rest)) = args.split_first() else { return Err(ArgError::Command { found: None }) };
        let count = |command, expected| ArgError::Count { command, expected };
        match (command.as_str(), rest) {
            ("copy", [to]) => Ok(HelperArgs::Copy { to: to.clone() }),
            ("copy", _) => Err(count("copy", "a folder")),
            ("wait", []) => Err(count("wait", "one gate an argument, and at least one")),
            ("check", []) => Err(count("check", "one gate an argument, and at least one")),
            ("wait", gates) => {
                gates.iter().map(|gate| Gate::parse(gate)).collect::<Result<_, _>>().map(HelperArgs::Wait)
            }
            ("check", gates) => {
                gates.iter().map(|gate| Gate::parse(gate)).collect::<Result<_, _>>().map(HelperArgs::Check)
            }
            ("render", [from, to, files @ ..]) if !files.is_empty() => {
                let files = files.iter().map(|file| Rendering::parse(file)).collect::<Result<_, _>>()?;
                Ok(HelperArgs::Render { from: from.clone(), to: to.clone(), files })
            }
            ("render", _) => Err(count("render", "two folders, then one file an argument, and at least one")),
            ("seed", [from, to]) => Ok(HelperArgs::Seed { from: from.clone(), to: to.clone() }),
            ("seed", _) => Err(count("seed", "two folders")),
            ("dirs", []) => Err(count("dirs", "one folder an argument, and at least one")),
            ("dirs", dirs) => dirs.iter().map(|dir| folder(dir)).collect::<Result<_, _>>().map(HelperArgs::Dirs),
            ("run", rest) => Run::parse(rest).map(HelperArgs::Run),
            ("pause", []) => Ok(HelperArgs::Pause),
            ("pause", _) => Err(count("pause", "no arguments")),
            (other, _) => Err(ArgError::Command { found: Some(other.to_owned()) }),
        }
    }
}

fn folder(argument: &str) -> Result<(u32, String), ArgError> {
    let parts = argument.split_once(' ').filter(|(_, path)| path.starts_with('/'));
    let read = parts.and_then(|(mode, path)| Some((permissions(mode)?, path.to_owned())));
    read.ok_or_else(|| ArgError::Argument { argument: argument.to_owned(), expected: "`MODE /FOLDER`" })
}

fn octal(mode: u32) -> String {
    format!("{mode:04o}")
}

/// Four octal digits, as they are rendered.
fn permissions(text: &str) -> Option<u32> {
    u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777 && octal(*mode) == text)
}
