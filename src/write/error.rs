//! Why a tree can't be written or compared.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Nothing was exchanged when one of these comes from [`Tree::open`](super::Tree::open) or
/// [`Tree::stage`](super::Tree::stage). One from [`Tree::commit`](super::Tree::commit) leaves either no journal and the
/// old tree, or a journal that the next run finishes.
#[derive(Debug)]
pub enum WriteError {
    /// The output folder is the root of the file system.
    FileSystemRoot { path: PathBuf },
    /// A link stands where a folder of the tree belongs.
    Link { path: PathBuf },
    /// Something else than a folder stands where one belongs.
    NotAFolder { path: PathBuf },
    /// A link, a folder or a pipe where an index file belongs.
    NotAFile { path: PathBuf },
    /// The index of a box that stays, which can't be read.
    NotAnIndex { path: PathBuf },
    /// A folder with content that boxc has not made.
    NotOurs { path: PathBuf },
    /// Another boxc is at work.
    Busy { path: PathBuf },
    /// A file in a box's folder that boxc has not written.
    Foreign { path: PathBuf },
    /// A name that would lead out of its folder.
    BadName { name: String },
    /// One box was staged twice.
    Twice { cluster: String, name: String },
    /// An earlier run was interrupted, and this one may not write.
    Unfinished { path: PathBuf },
    /// A journal that this version can't read.
    UnknownJournal { path: PathBuf },
    /// The system refused.
    System { action: &'static str, path: PathBuf, error: io::Error },
}

impl WriteError {
    /// For `map_err`: the system refused `action` on `path`.
    pub(super) fn system(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| WriteError::System { action, path, error }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, words) = match self {
            WriteError::BadName { name } => {
                return write!(f, "`{}` can't be the name of a file or folder", name.escape_debug());
            }
            WriteError::Twice { cluster, name } => return write!(f, "the box `{name}` is twice on `{cluster}`"),
            WriteError::System { action, path, error } => {
                return write!(f, "can't {action} `{}`: {error}", path.display());
            }
            WriteError::FileSystemRoot { path } => (path, "is the root of the file system: name a folder of its own"),
            WriteError::Link { path } => (path, "is a link, which is never written through: remove it"),
            WriteError::NotAFolder { path } => (path, "is no folder: move it away, or name another output folder"),
            WriteError::NotAFile { path } => (path, "is no regular file: move it away"),
            WriteError::NotAnIndex { path } => (path, "is no index that this version reads: build its box too"),
            WriteError::NotOurs { path } => {
                (path, "holds files that boxc has not written: name an empty folder, or one of boxc's")
            }
            WriteError::Busy { path } => (path, "is being written by another boxc: wait until it has ended"),
            WriteError::Foreign { path } => {
                (path, "was not written by boxc, and a box's folder holds nothing else: move it away")
            }
            WriteError::Unfinished { path } => (path, "was left by an interrupted run: run `boxc build` to finish it"),
            WriteError::UnknownJournal { path } => {
                (path, "was left by another version of boxc: run `boxc build` with that version")
            }
        };
        write!(f, "`{}` {words}", path.display())
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WriteError::System { error, .. } => Some(error),
            WriteError::FileSystemRoot { .. }
            | WriteError::Link { .. }
            | WriteError::NotAFolder { .. }
            | WriteError::NotAFile { .. }
            | WriteError::NotAnIndex { .. }
            | WriteError::NotOurs { .. }
            | WriteError::Busy { .. }
            | WriteError::Foreign { .. }
            | WriteError::BadName { .. }
            | WriteError::Twice { .. }
            | WriteError::Unfinished { .. }
            | WriteError::UnknownJournal { .. } => None,
        }
    }
}
