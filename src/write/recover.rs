//! What an interrupted run has left.

use std::path::Path;

use super::WriteError;
use super::commit::{finish, move_in, put_index};
use super::hand::Hand;
use super::journal::Journal;
use super::layout::{Layout, Place};
use crate::emit::{BoxIndex, read_box_index, sha256};

/// Finishes a run that has committed its journal; forgets one that has not.
pub(super) fn recover(layout: &Layout, hand: &Hand) -> Result<(), WriteError> {
    if !layout.dir(&layout.staging())? {
        return Ok(());
    }
    let Some(journal) = Journal::read(layout)? else { return hand.remove_tree(&layout.staging()) };
    for place in &journal.placed {
        place_found(layout, hand, place)?;
    }
    journal.removed.iter().try_for_each(|place| check_foreign(layout, place))?;
    finish(layout, hand, &journal)
}

/// The staged index tells which of the two folders is the new one. After a power cut it may be neither: then the box
/// stays as it is, and the build that follows writes it anew.
fn place_found(layout: &Layout, hand: &Hand, place: &Place) -> Result<(), WriteError> {
    let staged_index = layout.staged_index(place);
    let Some(bytes) = layout.file(&staged_index)? else { return Ok(()) };
    let index = read_box_index(&bytes);
    let is_new = |dir: &Path| index.as_ref().map_or(Ok(false), |index| matches(layout, dir, index));
    if is_new(&layout.staged_dir(place))? {
        check_foreign(layout, place)?;
        move_in(layout, hand, place)?;
        return put_index(layout, hand, place);
    }
    if is_new(&layout.box_dir(place))? {
        return put_index(layout, hand, place);
    }
    if !layout.dir(&layout.box_dir(place))? && layout.dir(&layout.old_dir(place))? {
        hand.rename(&layout.old_dir(place), &layout.box_dir(place))?;
    }
    hand.remove_file(&staged_index)
}

/// Somebody may have put a file there since the run was interrupted.
fn check_foreign(layout: &Layout, place: &Place) -> Result<(), WriteError> {
    layout.foreign(place)?.map_or(Ok(()), |path| Err(WriteError::Foreign { path }))
}

/// Whether a folder holds exactly the files of an index.
fn matches(layout: &Layout, dir: &Path, index: &BoxIndex) -> Result<bool, WriteError> {
    let content = layout.content(dir)?;
    let same = |file: &str, digest: &str| {
        content.get(file).is_some_and(|bytes| bytes.as_ref().is_some_and(|bytes| sha256(bytes) == digest))
    };
    // An empty folder and none at all would look alike.
    let there = layout.dir(dir)?;
    Ok(there && content.len() == index.files.len() && index.files.iter().all(|row| same(&row.file, &row.sha256)))
}
