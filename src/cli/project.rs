//! Finding and opening the project.
#![allow(clippy::disallowed_methods, reason = "the project is found from the working folder")]

use std::path::{Component, Path, PathBuf};

use crate::compile::{self, Project};
use crate::diagnostic::Diagnostics;
use crate::source::{Disk, SourceMap, World};

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
        (Some(start), _) if start.is_absolute() => plain(start),
        (Some(start), Ok(working)) => plain(&working.join(start)),
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

/// The path of a file from a project's folder, both as seen from the working folder; it may lead out of it.
pub(super) fn path_from(root: &Path, file: &Path) -> Option<String> {
    let working = std::env::current_dir().ok()?;
    let (root, file) = (plain(&working.join(root)), plain(&working.join(file)));
    let shared = root.ancestors().find(|folder| file.starts_with(folder))?;
    let up = root.strip_prefix(shared).ok()?.components().map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(file.strip_prefix(shared).ok()?.components()).collect();
    Some(path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"))
}

/// The projects below a folder, or the working folder, whose fleets name folders outside of them.
pub(super) fn open_ended(start: Option<&Path>) -> Vec<PathBuf> {
    let start = start.unwrap_or(Path::new("."));
    let disk = Disk::new(start);
    let files = disk.list("").unwrap_or_default();
    let open = files
        .iter()
        .filter(|path| is_fleet(path))
        .filter(|path| disk.read(path).is_ok_and(|text| text.windows(2).any(|two| two == b"..")));
    open.filter_map(|path| Some(plain(&start.join(Path::new(path).parent()?)))).collect()
}

fn is_fleet(path: &str) -> bool {
    path == "fleet.yaml" || path.ends_with("/fleet.yaml")
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}
