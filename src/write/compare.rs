//! What a bundle would change; reads, and writes nothing at all.

use std::path::Path;

use super::WriteError;
use super::journal::unfinished;
use super::layout::{Layout, Place, names};
use super::produced::Produced;
use crate::emit::Bundle;

/// Paths below the root at which tree and build differ, with `/` between parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Other bytes than the build's.
    pub stale: Vec<String>,
    pub missing: Vec<String>,
    /// Files and folders that the build does not produce.
    pub superfluous: Vec<String>,
}

/// What a box's folder and index are, compared with its bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Unchanged,
    /// The tree has neither folder nor index of it.
    New,
    Changed(Difference),
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.stale.is_empty() && self.missing.is_empty() && self.superfluous.is_empty()
    }

    fn note(&mut self, path: String, found: Option<Option<&[u8]>>, wanted: &[u8]) {
        match found {
            None => self.missing.push(path),
            Some(Some(bytes)) if bytes == wanted => {}
            Some(_) => self.stale.push(path),
        }
    }

    fn extend(&mut self, other: Difference) {
        self.stale.extend(other.stale);
        self.missing.extend(other.missing);
        self.superfluous.extend(other.superfluous);
    }

    fn sort(&mut self) {
        self.stale.sort();
        self.missing.sort();
        self.superfluous.sort();
    }
}

/// The paths at which a box differs, and whether the tree has anything of it.
fn difference(layout: &Layout, place: &Place, bundle: &Bundle) -> Result<(Difference, bool), WriteError> {
    let (dir, index) = (layout.box_dir(place), layout.box_index(place));
    let content = layout.content(&dir)?;
    let old_index = layout.file(&index)?;
    let mut found = Difference::default();
    for (name, wanted) in &bundle.files {
        found.note(layout.shown(&dir.join(name)), content.get(name).map(Option::as_deref), wanted);
    }
    let others = content.keys().filter(|name| !bundle.files.contains_key(*name));
    found.superfluous.extend(others.map(|name| layout.shown(&dir.join(name))));
    found.note(layout.shown(&index), old_index.as_deref().map(Some), &bundle.index);
    Ok((found, !content.is_empty() || old_index.is_some()))
}

pub(super) fn change(layout: &Layout, place: &Place, bundle: &Bundle) -> Result<Change, WriteError> {
    let (difference, known) = difference(layout, place, bundle)?;
    Ok(match (difference.is_empty(), known) {
        (true, _) => Change::Unchanged,
        (false, false) => Change::New,
        (false, true) => Change::Changed(difference),
    })
}

/// A tree that is compared with a build, for `build --check`. Takes no lock and makes no file.
#[derive(Debug)]
pub struct Comparison {
    layout: Layout,
    produced: Produced,
    found: Difference,
}

impl Comparison {
    /// A root that is not there is an empty tree.
    ///
    /// # Errors
    /// [`WriteError`] when the root can't be boxc's, or an interrupted run has to be finished first.
    pub fn open(root: &Path) -> Result<Self, WriteError> {
        let layout = Layout::open(root)?;
        if unfinished(layout.root()) {
            return Err(WriteError::Unfinished { path: layout.root().to_owned() });
        }
        Ok(Comparison { layout, produced: Produced::default(), found: Difference::default() })
    }

    /// Compares one box of the build.
    ///
    /// # Errors
    /// [`WriteError`] when the tree can't be read, or a name is not fit for a folder.
    pub fn add(&mut self, bundle: &Bundle) -> Result<(), WriteError> {
        let place = self.produced.add(bundle)?;
        self.found.extend(difference(&self.layout, &place, bundle)?.0);
        Ok(())
    }

    /// All differences, sorted. `kept` is asked of every box that the index lists and the build did not produce, with
    /// the names of its cluster and its own: whether it stays, as for [`Tree::commit`](super::Tree::commit).
    ///
    /// # Errors
    /// [`WriteError`] when the tree can't be read.
    pub fn finish(mut self, kept: impl Fn(&str, &str) -> bool) -> Result<Difference, WriteError> {
        let settled = self.produced.settle(&self.layout, kept)?;
        for place in &settled.removed {
            self.superfluous_box(place)?;
        }
        for (cluster, wanted) in &settled.indexes {
            let path = self.layout.cluster_index(cluster);
            let found = self.layout.file(&path)?;
            match wanted {
                Some(wanted) => self.found.note(self.layout.shown(&path), found.as_deref().map(Some), wanted),
                None => self.found.superfluous.push(self.layout.shown(&path)),
            }
        }
        self.strangers()?;
        self.found.sort();
        Ok(self.found)
    }

    fn superfluous_box(&mut self, place: &Place) -> Result<(), WriteError> {
        let dir = self.layout.box_dir(place);
        let files = self.layout.content(&dir)?.into_keys().map(|name| self.layout.shown(&dir.join(name)));
        self.found.superfluous.extend(files);
        self.found.superfluous.push(self.layout.shown(&self.layout.box_index(place)));
        Ok(())
    }

    /// Whatever else stands in a cluster's folder, since an applier reads all of it.
    fn strangers(&mut self) -> Result<(), WriteError> {
        for cluster in self.produced.clusters() {
            let dir = self.layout.cluster_dir(cluster);
            if !self.layout.dir(&dir)? {
                continue;
            }
            let listed = self.layout.boxes(cluster)?;
            let known = |name: &str| {
                let place = Place { cluster: cluster.clone(), name: name.to_owned() };
                self.produced.has(&place) || listed.contains(&place)
            };
            let others = names(&dir)?.into_iter().filter(|name| !known(name));
            self.found.superfluous.extend(others.map(|name| self.layout.shown(&dir.join(name))));
        }
        Ok(())
    }
}
