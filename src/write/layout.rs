//! Where things stand in a tree, and reading them without following a link.
#![allow(clippy::disallowed_methods, reason = "a tree is no source: it is read to be compared and exchanged")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::WriteError;
use crate::emit::listed_files;

pub(super) const STAGING: &str = ".boxc-staging";
pub(super) const INDEX: &str = ".index";

/// A box on a member cluster, by names that are safe as names of folders.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) cluster: String,
    pub(super) name: String,
}

impl Place {
    pub(super) fn new(cluster: &str, name: &str) -> Result<Self, WriteError> {
        for label in [cluster, name] {
            if !is_label(label) {
                return Err(WriteError::BadName { name: label.to_owned() });
            }
        }
        Ok(Place { cluster: cluster.to_owned(), name: name.to_owned() })
    }
}

/// Letters, digits, `-` and `_`. Without dots, so that no folder can have the name of another's index file.
pub(super) fn is_label(name: &str) -> bool {
    let first = name.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_');
    first && name.len() <= 63 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// A file of a box.
pub(super) fn check_file_name(name: &str) -> Result<(), WriteError> {
    let stem = name.strip_suffix(".yaml");
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if stem
        .is_some_and(|stem| !stem.starts_with('.') && !stem.is_empty() && stem.len() < 250 && stem.bytes().all(plain))
    {
        return Ok(());
    }
    Err(WriteError::BadName { name: name.to_owned() })
}

/// The output folder and the paths below it.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    root: PathBuf,
}

impl Layout {
    /// Refuses a root that can't be ours. A root that is not there is fine.
    pub(super) fn open(root: &Path) -> Result<Self, WriteError> {
        // By components, because a slash at the end would look through a link.
        let layout = Layout { root: root.components().collect() };
        if !real_dir(&layout.root)? {
            return Ok(layout);
        }
        let whole = fs::canonicalize(&layout.root).map_err(WriteError::system("read", root))?;
        if whole.parent().is_none() {
            return Err(WriteError::FileSystemRoot { path: whole });
        }
        let ours = real_dir(&layout.index())? || real_dir(&layout.staging())?;
        if !ours && !names(&layout.root)?.is_empty() {
            return Err(WriteError::NotOurs { path: layout.root });
        }
        Ok(layout)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn index(&self) -> PathBuf {
        self.root.join(INDEX)
    }

    pub(super) fn staging(&self) -> PathBuf {
        self.root.join(STAGING)
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.staging().join("journal.json")
    }

    pub(super) fn cluster_dir(&self, cluster: &str) -> PathBuf {
        self.root.join(cluster)
    }

    pub(super) fn box_dir(&self, place: &Place) -> PathBuf {
        self.cluster_dir(&place.cluster).join(&place.name)
    }

    pub(super) fn cluster_index(&self, cluster: &str) -> PathBuf {
        self.index().join(format!("{cluster}.json"))
    }

    pub(super) fn indexes_of(&self, cluster: &str) -> PathBuf {
        self.index().join(cluster)
    }

    pub(super) fn box_index(&self, place: &Place) -> PathBuf {
        self.indexes_of(&place.cluster).join(format!("{}.json", place.name))
    }

    pub(super) fn staged_dir(&self, place: &Place) -> PathBuf {
        self.staging().join("boxes").join(&place.cluster).join(&place.name)
    }

    pub(super) fn staged_index(&self, place: &Place) -> PathBuf {
        self.staging().join("index").join(&place.cluster).join(format!("{}.json", place.name))
    }

    pub(super) fn staged_cluster_index(&self, cluster: &str) -> PathBuf {
        self.staging().join("clusters").join(format!("{cluster}.json"))
    }

    /// Where the folder of a removed box, or the old one of a changed box, waits for its end.
    pub(super) fn old_dir(&self, place: &Place) -> PathBuf {
        self.staging().join("old").join(&place.cluster).join(&place.name)
    }

    /// As the user would name it: from the root's own name on.
    pub(super) fn shown(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
    }

    /// Whether a folder of the tree is there; a link or a file anywhere on the way from the root is an error.
    pub(super) fn dir(&self, path: &Path) -> Result<bool, WriteError> {
        let mut at = self.root.clone();
        let mut there = real_dir(&at)?;
        for part in path.strip_prefix(&self.root).unwrap_or(path).components() {
            at.push(part);
            there = there && real_dir(&at)?;
        }
        Ok(there)
    }

    /// The regular file's bytes; `None` when it, or a folder on the way, is not there. A link is an error.
    pub(super) fn file(&self, path: &Path) -> Result<Option<Vec<u8>>, WriteError> {
        if !path.parent().map_or(Ok(false), |dir| self.dir(dir))? {
            return Ok(None);
        }
        match fs::symlink_metadata(path) {
            Ok(meta) if meta.is_file() => fs::read(path).map(Some).map_err(WriteError::system("read", path)),
            Ok(_) => Err(WriteError::NotAFile { path: path.to_owned() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(WriteError::system("read", path)(error)),
        }
    }

    /// What a box's folder holds: bytes of regular files, `None` for anything else. Empty when there is no folder.
    pub(super) fn content(&self, dir: &Path) -> Result<BTreeMap<String, Option<Vec<u8>>>, WriteError> {
        if !self.dir(dir)? {
            return Ok(BTreeMap::new());
        }
        let read = |name: String| {
            let path = dir.join(&name);
            let meta = fs::symlink_metadata(&path).map_err(WriteError::system("read", &path))?;
            let bytes =
                if meta.is_file() { Some(fs::read(&path).map_err(WriteError::system("read", &path))?) } else { None };
            Ok((name, bytes))
        };
        names(dir)?.into_iter().map(read).collect()
    }

    /// The first thing in a box's folder that is neither listed in the box's index nor, byte for byte, about to be
    /// written.
    pub(super) fn foreign(&self, place: &Place) -> Result<Option<PathBuf>, WriteError> {
        let (dir, staged) = (self.box_dir(place), self.staged_dir(place));
        if !self.dir(&dir)? {
            return Ok(None);
        }
        let listed = self.file(&self.box_index(place))?.as_deref().map(listed_files).unwrap_or_default();
        for name in names(&dir)? {
            let path = dir.join(&name);
            let meta = fs::symlink_metadata(&path).map_err(WriteError::system("read", &path))?;
            let ours =
                meta.is_file() && (listed.contains(&name) || self.file(&path)? == self.file(&staged.join(&name))?);
            if !ours {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// The member clusters that have an index, sorted.
    pub(super) fn clusters(&self) -> Result<Vec<String>, WriteError> {
        self.labels(&self.index())
    }

    /// The boxes of a cluster that have an index, sorted.
    pub(super) fn boxes(&self, cluster: &str) -> Result<Vec<Place>, WriteError> {
        let names = self.labels(&self.indexes_of(cluster))?;
        Ok(names.into_iter().map(|name| Place { cluster: cluster.to_owned(), name }).collect())
    }

    /// The names in an index folder, without their `.json`.
    fn labels(&self, dir: &Path) -> Result<Vec<String>, WriteError> {
        if !self.dir(dir)? {
            return Ok(Vec::new());
        }
        let label = |name: String| name.strip_suffix(".json").map_or(name.clone(), str::to_owned);
        let labels: BTreeSet<String> = names(dir)?.into_iter().map(label).filter(|name| is_label(name)).collect();
        Ok(labels.into_iter().collect())
    }
}

/// The names in a folder, sorted.
pub(super) fn names(dir: &Path) -> Result<Vec<String>, WriteError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(WriteError::system("list", dir))? {
        let entry = entry.map_err(WriteError::system("list", dir))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn real_dir(path: &Path) -> Result<bool, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => Err(WriteError::Link { path: path.to_owned() }),
        Ok(meta) if !meta.is_dir() => Err(WriteError::NotAFolder { path: path.to_owned() }),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(WriteError::system("read", path)(error)),
    }
}
