//! Doing what a journal says. Every step can be done again, so that a run can be interrupted anywhere.

use std::path::PathBuf;

use super::WriteError;
use super::hand::Hand;
use super::journal::Journal;
use super::layout::{Layout, Place};

/// Places and removes boxes, then the indexes of clusters, then clears up. What is done already is left as it is.
///
/// A box is done when its staged index has taken its place, which is its last step.
pub(super) fn perform(layout: &Layout, hand: &Hand, journal: &Journal) -> Result<(), WriteError> {
    for place in &journal.placed {
        if layout.file(&layout.staged_index(place))?.is_some() {
            move_in(layout, hand, place)?;
            put_index(layout, hand, place)?;
        }
    }
    finish(layout, hand, journal)
}

/// All steps of a journal after the boxes that take their place.
pub(super) fn finish(layout: &Layout, hand: &Hand, journal: &Journal) -> Result<(), WriteError> {
    for place in &journal.removed {
        take_away(layout, hand, place)?;
    }
    for cluster in &journal.indexes {
        let staged = layout.staged_cluster_index(cluster);
        if layout.file(&staged)?.is_some() {
            make_dirs(layout, hand, &[layout.index()])?;
            hand.rename(&staged, &layout.cluster_index(cluster))?;
        }
    }
    for cluster in &journal.emptied {
        hand.remove_file(&layout.cluster_index(cluster))?;
    }
    prune(layout, hand, journal)?;
    hand.remove_file(&layout.journal())?;
    hand.remove_tree(&layout.staging())
}

/// Exchanges a box's folder for the staged one.
pub(super) fn move_in(layout: &Layout, hand: &Hand, place: &Place) -> Result<(), WriteError> {
    let (staged, target) = (layout.staged_dir(place), layout.box_dir(place));
    layout.dir(&staged)?;
    make_dirs(layout, hand, &[layout.cluster_dir(&place.cluster)])?;
    if layout.dir(&target)? {
        if hand.exchange(&staged, &target)? {
            return Ok(());
        }
        set_aside(layout, hand, place)?;
    }
    hand.rename(&staged, &target)
}

pub(super) fn put_index(layout: &Layout, hand: &Hand, place: &Place) -> Result<(), WriteError> {
    make_dirs(layout, hand, &[layout.index(), layout.indexes_of(&place.cluster)])?;
    hand.rename(&layout.staged_index(place), &layout.box_index(place))
}

fn take_away(layout: &Layout, hand: &Hand, place: &Place) -> Result<(), WriteError> {
    if layout.dir(&layout.box_dir(place))? {
        set_aside(layout, hand, place)?;
    }
    if layout.dir(&layout.indexes_of(&place.cluster))? {
        hand.remove_file(&layout.box_index(place))?;
    }
    Ok(())
}

fn set_aside(layout: &Layout, hand: &Hand, place: &Place) -> Result<(), WriteError> {
    let old = layout.old_dir(place);
    let old_cluster = layout.staging().join("old");
    make_dirs(layout, hand, &[old_cluster.clone(), old_cluster.join(&place.cluster)])?;
    hand.rename(&layout.box_dir(place), &old)
}

/// Makes folders, outermost first, and refuses to go on through a link.
pub(super) fn make_dirs(layout: &Layout, hand: &Hand, dirs: &[PathBuf]) -> Result<(), WriteError> {
    for dir in dirs {
        if !layout.dir(dir)? {
            hand.make_dir(dir)?;
        }
    }
    Ok(())
}

/// Folders that hold nothing any more.
fn prune(layout: &Layout, hand: &Hand, journal: &Journal) -> Result<(), WriteError> {
    for cluster in &journal.emptied {
        for dir in [layout.indexes_of(cluster), layout.cluster_dir(cluster), layout.index()] {
            if layout.dir(&dir)? {
                hand.remove_if_empty(&dir)?;
            }
        }
    }
    Ok(())
}
