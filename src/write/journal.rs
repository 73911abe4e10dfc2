//! What a run has decided to do: written before the first exchange, gone after the last.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::WriteError;
use super::hand::Hand;
use super::layout::{Layout, Place, STAGING, is_label};
use crate::emit::FORMAT;

/// The steps of a commit; each can be done again.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    pub(super) format: u32,
    /// Boxes whose staged folder and index take their place.
    pub(super) placed: Vec<Place>,
    /// Boxes that go.
    pub(super) removed: Vec<Place>,
    /// Member clusters whose staged index takes its place.
    pub(super) indexes: Vec<String>,
    /// Member clusters that have no box any more.
    pub(super) emptied: Vec<String>,
}

/// Whether the tree was left by a run that was interrupted amid its exchange. Such a tree must not be applied; the next
/// [`Tree::open`](super::Tree::open) finishes it.
pub fn unfinished(root: &Path) -> bool {
    root.join(STAGING).join("journal.json").symlink_metadata().is_ok()
}

impl Journal {
    /// Once this returns, the run's changes will be made, by this run or by the next.
    pub(super) fn write(&mut self, layout: &Layout, hand: &Hand) -> Result<(), WriteError> {
        self.format = FORMAT;
        let draft = layout.staging().join("journal.draft");
        let error = |error: serde_json::Error| WriteError::system("write", &draft)(error.into());
        let text = serde_json::to_vec(self).map_err(error)?;
        hand.make_file_durably(&draft, &text)?;
        hand.rename(&draft, &layout.journal())?;
        hand.sync_dir(&layout.staging())
    }

    /// The journal that an interrupted run has left.
    pub(super) fn read(layout: &Layout) -> Result<Option<Journal>, WriteError> {
        let Some(text) = layout.file(&layout.journal())? else { return Ok(None) };
        let unknown = || WriteError::UnknownJournal { path: layout.journal() };
        let journal: Journal = serde_json::from_slice(&text).map_err(|_| unknown())?;
        if journal.format == FORMAT && journal.is_safe() { Ok(Some(journal)) } else { Err(unknown()) }
    }

    /// Whether all names stay below the root: a tree may come from a stranger's repository.
    fn is_safe(&self) -> bool {
        let places = self.placed.iter().chain(&self.removed).flat_map(|place| [&place.cluster, &place.name]);
        places.chain(&self.indexes).chain(&self.emptied).all(|name| is_label(name))
    }
}
