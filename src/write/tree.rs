//! The tree that a build writes.

use std::collections::BTreeMap;
use std::path::Path;

use super::WriteError;
use super::commit::{make_dirs, perform};
use super::compare::{Change, change};
use super::hand::Hand;
use super::journal::{Journal, unfinished};
use super::layout::{Layout, Place};
use super::lock::Lock;
use super::produced::{Produced, Settled};
use super::recover::recover;
use crate::emit::Bundle;

/// A tree that is being written. Dropped without [`Tree::commit`] or [`Tree::discard`] it leaves what was staged to the
/// next run, which removes it; what was rendered is untouched.
#[derive(Debug)]
pub struct Tree {
    layout: Layout,
    hand: Hand,
    /// Held until the end; `None` while there is no root.
    lock: Option<Lock>,
    /// Whether this run has made the root.
    made_root: bool,
    /// Whether the staging folder is there.
    begun: bool,
    produced: Produced,
    staged: Vec<Place>,
    report: Report,
}

/// What a run has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// By member cluster.
    pub clusters: BTreeMap<String, Boxes>,
    /// Files that are new or have other bytes than before, indexes of clusters left out.
    pub files: usize,
}

/// The boxes of a member cluster, by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Boxes {
    pub new: Vec<String>,
    pub changed: Vec<String>,
    pub unchanged: usize,
    pub removed: Vec<String>,
}

impl Tree {
    /// Locks the tree, finishes what an interrupted run has committed, and removes what it only staged. Makes nothing:
    /// a root that is not there is made with the first box that is staged, below a folder that must be there.
    ///
    /// # Errors
    /// [`WriteError`] when the root can't be boxc's, or another boxc is at work.
    pub fn open(root: &Path) -> Result<Self, WriteError> {
        Tree::open_by(Hand::default(), root)
    }

    pub(super) fn open_by(hand: Hand, root: &Path) -> Result<Self, WriteError> {
        let layout = Layout::open(root)?;
        let lock = if layout.dir(layout.root())? { Some(Lock::take(layout.root())?) } else { None };
        recover(&layout, &hand)?;
        let (produced, report) = (Produced::default(), Report::default());
        Ok(Tree { layout, hand, lock, made_root: false, begun: false, produced, staged: Vec::new(), report })
    }

    /// Compares a box with the tree, and stages it when it differs. Of the box only its line is kept.
    ///
    /// # Errors
    /// [`WriteError`] when the tree can't be read or staging can't be written; [`Tree::discard`] is what is left then.
    pub fn stage(&mut self, bundle: &Bundle) -> Result<Change, WriteError> {
        let place = self.produced.add(bundle)?;
        let change = change(&self.layout, &place, bundle)?;
        let boxes = self.report.clusters.entry(place.cluster.clone()).or_default();
        match &change {
            Change::Unchanged => {
                boxes.unchanged += 1;
                return Ok(change);
            }
            Change::New => {
                boxes.new.push(place.name.clone());
                self.report.files += bundle.files.len() + 1;
            }
            Change::Changed(difference) => {
                boxes.changed.push(place.name.clone());
                self.report.files += difference.stale.len() + difference.missing.len();
            }
        }
        self.begin()?;
        self.write_staged(&place, bundle)?;
        self.staged.push(place);
        Ok(change)
    }

    /// Makes the tree what was staged. `kept` is asked of every box that the index lists and this run has not staged,
    /// with the names of its cluster and its own: whether it stays. A build of everything keeps none.
    ///
    /// # Errors
    /// [`WriteError::Foreign`] for a file that would be lost, before anything is changed; or what the system refused.
    pub fn commit(mut self, kept: impl Fn(&str, &str) -> bool) -> Result<Report, WriteError> {
        let mut journal = match self.prepare(kept) {
            Ok(Some(journal)) => journal,
            Ok(None) => return Ok(self.report),
            Err(error) => {
                // The error at hand says more than one about clearing up, which the next run does again.
                let _ = self.discard();
                return Err(error);
            }
        };
        if let Err(error) = journal.write(&self.layout, &self.hand) {
            // A journal that stands though it could not be synced is the next run's to finish.
            if !unfinished(self.layout.root()) {
                let _ = self.discard();
            }
            return Err(error);
        }
        perform(&self.layout, &self.hand, &journal)?;
        Ok(self.report)
    }

    /// Forgets what was staged; what was rendered is untouched.
    ///
    /// # Errors
    /// [`WriteError::System`] when the staging folder can't be removed.
    pub fn discard(self) -> Result<(), WriteError> {
        if self.begun {
            self.hand.remove_tree(&self.layout.staging())?;
        }
        if self.made_root {
            self.hand.remove_if_empty(self.layout.root())?;
        }
        Ok(())
    }

    /// Everything up to the journal; `None` when the tree is as it should be.
    fn prepare(&mut self, kept: impl Fn(&str, &str) -> bool) -> Result<Option<Journal>, WriteError> {
        let settled = self.produced.settle(&self.layout, kept)?;
        for place in self.staged.iter().chain(&settled.removed) {
            if let Some(path) = self.layout.foreign(place)? {
                return Err(WriteError::Foreign { path });
            }
        }
        if self.staged.is_empty() && settled.removed.is_empty() && settled.indexes.is_empty() {
            return Ok(None);
        }
        self.begin()?;
        self.journal(settled).map(Some)
    }

    fn journal(&mut self, settled: Settled) -> Result<Journal, WriteError> {
        let mut journal = Journal { placed: std::mem::take(&mut self.staged), ..Journal::default() };
        for (cluster, index) in settled.indexes {
            match index {
                Some(text) => {
                    self.hand.make_file(&self.layout.staged_cluster_index(&cluster), &text)?;
                    journal.indexes.push(cluster);
                }
                None => journal.emptied.push(cluster),
            }
        }
        for place in &settled.removed {
            let boxes = self.report.clusters.entry(place.cluster.clone()).or_default();
            boxes.removed.push(place.name.clone());
        }
        journal.removed = settled.removed;
        Ok(journal)
    }

    /// Makes the staging folder, and the root if need be.
    fn begin(&mut self) -> Result<(), WriteError> {
        if self.begun {
            return Ok(());
        }
        if self.lock.is_none() {
            self.hand.make_dir(self.layout.root())?;
            self.lock = Some(Lock::take(self.layout.root())?);
            self.made_root = true;
            // Another run may have made it meanwhile.
            self.layout = Layout::open(self.layout.root())?;
            recover(&self.layout, &self.hand)?;
        }
        let staging = self.layout.staging();
        self.begun = true;
        let parts = ["boxes", "index", "clusters"].map(|part| staging.join(part));
        make_dirs(&self.layout, &self.hand, &[staging])?;
        make_dirs(&self.layout, &self.hand, &parts)
    }

    fn write_staged(&self, place: &Place, bundle: &Bundle) -> Result<(), WriteError> {
        let (dir, index) = (self.layout.staged_dir(place), self.layout.staged_index(place));
        for parent in [dir.parent(), index.parent(), Some(dir.as_path())].into_iter().flatten() {
            self.hand.make_dir(parent)?;
        }
        for (name, bytes) in &bundle.files {
            self.hand.make_file(&dir.join(name), bytes)?;
        }
        self.hand.make_file(&index, &bundle.index)
    }
}
