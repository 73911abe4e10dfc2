//! YAML text -> a tree of spanned nodes, under budgets.
//!
//! Input: one text of the `SourceMap`. Output: a [`Document`].
//! Gained: one root; keys are text and unique; no tags, anchors, aliases or merge keys; every key and value knows its bytes.
//! Not here: types of scalars (the field decides) and anything about boxes.

mod node;

pub use node::{Document, Entry, Kind, Node, Scalar, Style};
