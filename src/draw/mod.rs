//! Drawings of a box: who needs whom, in the waves of its start.
//!
//! Input: a linked menu and arguments. Output: a [`Drawing`], and its text in one of several formats.
//! Gained: the same drawing whatever the format, and the same bytes whenever it is drawn. Not here: colour of a terminal,
//! and which menu or box is drawn.

mod columns;
mod dot;
mod json;
mod mermaid;
mod model;
mod svg;
mod text;

pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
pub use model::{Drawing, Edge, Kind, Node, Part, draw};
pub use svg::svg;
pub use text::{Line, text};
