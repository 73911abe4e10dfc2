//! YAML text -> a tree of spanned nodes, under budgets.
//!
//! Input: one text of the `SourceMap`. Output: a [`Document`].
//! Gained: one root; keys are text and unique; no tags, anchors, aliases or merge keys; every key and value knows its bytes.
//! Not here: types of scalars (the field decides) and anything about boxes.

mod braces;
mod bytes;
mod characters;
mod errors;
mod gaps;
mod keys;
mod node;
mod parse;
#[cfg(test)]
mod tests;
mod tree;

pub use bytes::text;
pub(crate) use characters::is_hidden;
pub use errors::PAGES;
pub use node::{Document, Entry, Kind, Node, Scalar, Style};
pub use parse::parse;

/// Collections inside each other; far more than any document of a project has.
pub const MAX_DEPTH: usize = 64;

/// Keys, scalars, lists and mappings of one file.
pub const MAX_NODES: usize = 200_000;

/// A file that is wrong throughout is not told so at each place.
const MAX_FINDINGS: usize = 64;
