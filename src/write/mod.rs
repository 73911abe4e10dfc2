//! Bundles -> a folder; the only writer of files.
//!
//! Input: bundles, one at a time. Output: `ROOT/CLUSTER/BOX/*.yaml`, `ROOT/.index/CLUSTER/BOX.json` and
//! `ROOT/.index/CLUSTER.json`.
//! Gained: each box is whole together with its index, old or new, whatever interrupts a run; what boxc did not write
//! is neither changed nor removed; what did not change is not touched.
//! Not here: what the bytes mean, and whether a box should be there.
//!
//! How a run writes: boxes that differ are staged below `ROOT/.boxc-staging` ([`Tree::stage`]). [`Tree::commit`] writes
//! a journal of what is to be done and only then exchanges folders and index files. A run that is killed before the
//! journal stands has changed nothing; after it, the next [`Tree::open`] finishes what the journal says.
//!
//! The journal is synced to disk, the staged files are not: syncing thousands of files takes longer than making them.
//! So a killed program never leaves a torn box, but a power cut within seconds of a run can leave files empty or old.
//! That is not silent: the index holds each file's digest, and the next build compares all bytes and writes anew.

mod commit;
mod compare;
mod error;
mod fresh;
mod hand;
mod journal;
mod layout;
mod lock;
mod produced;
mod recover;
mod tree;

pub use compare::{Change, Comparison, Difference};
pub use error::WriteError;
pub use fresh::{new_file, put_file};
pub use journal::unfinished;
pub use tree::{Boxes, Report, Tree};

#[cfg(test)]
mod tests;
