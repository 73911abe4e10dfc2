//! What is said to users about their sources.
//!
//! Input: findings of the stages, as data. Output: [`Diagnostics`], in order of place; `render` prints them.
//! Gained: every message has a stable code, a place in the author's own text, and a help line where one can be known.
//! Not here: the words of a message (each stage owns its own), and exit codes.

mod list;
mod near;
mod page;
pub mod render;
mod words;

pub use list::{Diagnostic, Diagnostics, Hidden, Label, Severity};
pub use near::nearest;
pub use page::{Example, Page};
pub use words::listed;
