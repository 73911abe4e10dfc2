//! The linked menu: who is who, and who needs whom.
//!
//! Input: an [`ast::Menu`](crate::ast::Menu). Output: a [`Menu`]: the same tree, unchanged, and tables beside it, read through
//! small copyable walkers ([`Item`], [`Need`]).
//! Gained: every in-box name means one item; every need has its provider, its ports and its gate.
//! Not here: expressions, and whether the whole makes sense (`check`).

mod circles;
mod decide;
mod errors;
mod graph;
mod implied;
mod inclusion;
mod late;
mod link;
mod model;
mod presence;
mod startup;
mod trial;
mod walk;

pub use circles::Circle;
pub use errors::{DanglingPort, DuplicateName, PAGES};
pub use graph::Graph;
pub use inclusion::{Included, Inclusions, misfits};
pub use late::Late;
pub use link::link;
pub use model::{ItemId, Menu};
pub use presence::{Arguments, Presence, sentence};
pub use startup::{Budget, Moment, Startup, defaults};
pub use walk::{Item, ItemKind, Need};
