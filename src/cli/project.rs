//! Finding and opening the project.
#![allow(clippy::disallowed_methods, reason = "the project is found from the working folder")]

use std::path::{Path, PathBuf};

use crate::compile::{self, Project};
use crate::diagnostic::Diagnostics;
use crate::source::{Disk, SourceMap};

use super::{Exit, print::Printer};

/// A project's folder, its texts so far and what was found wrong with them.
pub(super) struct Opened {
    pub root: PathBuf,
    pub sources: SourceMap,
    pub diagnostics: Diagnostics,
    /// `None` when there is nothing to go on with.
    pub project: Option<Project>,
}

/// Opens the project of `start`, or of the working folder.
pub(super) fn open(start: Option<&Path>, printer: &mut Printer) -> Result<Opened, Exit> {
    let root = root(start, printer)?;
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let project = compile::open(&Disk::new(&root), &mut sources, &mut diagnostics);
    Ok(Opened { root, sources, diagnostics, project })
}

/// The project's folder, or the failure that there is none.
pub(super) fn root(start: Option<&Path>, printer: &mut Printer) -> Result<PathBuf, Exit> {
    if let Some(root) = find(start, printer)? {
        return Ok(root);
    }
    let from = start.map_or_else(|| "this folder".to_owned(), |start| format!("`{}`", start.display()));
    let help = "go to a project's folder, name it with `-C DIR`, or begin one with `boxc new NAME`";
    printer.failure(&format!("there is no `fleet.yaml` in {from} or above it"), Some(help));
    Err(Exit::Failed)
}

/// The project's folder as seen from the working folder, where there is one.
pub(super) fn find(start: Option<&Path>, printer: &mut Printer) -> Result<Option<PathBuf>, Exit> {
    let working = std::env::current_dir();
    let from = match (start, &working) {
        (Some(start), _) if start.is_absolute() => start.to_owned(),
        (Some(start), Ok(working)) => working.join(start),
        (None, Ok(working)) => working.clone(),
        (_, Err(error)) => {
            printer.failure(&format!("the working folder can't be found: {error}"), None);
            return Err(Exit::Failed);
        }
    };
    if !from.is_dir() {
        printer.failure(&format!("`{}` is no folder", from.display()), None);
        return Err(Exit::Failed);
    }
    let root = Disk::find(&from);
    Ok(root.map(|root| {
        let relative = working.ok().and_then(|working| root.strip_prefix(working).map(Path::to_owned).ok());
        relative.unwrap_or(root)
    }))
}

/// A project's folder as seen from the root of its repository, which is where machines look from: the nearest folder that
/// holds `.git`, or what GitHub says. Empty where there is neither.
pub(super) fn repository(root: &Path) -> PathBuf {
    let Ok(whole) = std::env::current_dir().and_then(|working| working.join(root).canonicalize()) else {
        return PathBuf::new();
    };
    let cloned = whole.ancestors().find(|dir| dir.join(".git").exists()).map(Path::to_owned);
    let base = cloned.or_else(|| Path::new(&std::env::var_os("GITHUB_WORKSPACE")?).canonicalize().ok());
    base.and_then(|base| whole.strip_prefix(base).map(Path::to_owned).ok()).unwrap_or_default()
}
