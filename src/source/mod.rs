//! Texts, places in them, and the outside world they come from.
//!
//! Input: names of files. Output: their texts in a [`SourceMap`], and [`Span`]s that name bytes of them.
//! Gained: a place is a small copyable value that stays true for the whole run.
//! Not here: anything about YAML or boxes.

mod beside;
mod disk;
mod map;
mod memory;
mod span;
mod world;

pub use beside::Beside;
pub use disk::Disk;
pub use map::{SourceFile, SourceMap};
pub use memory::Memory;
pub use span::{FileId, Origin, Span, Spanned};
pub use world::{MAX_FILE_BYTES, ReadError, World, join, parent};
