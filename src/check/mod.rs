//! Whether a linked menu makes sense, for every box that may order it.
//!
//! Input: an [`hir::Menu`](crate::hir::Menu). Output: the same, as [`Checked`].
//! Gained: every expression has a type that its field takes; every reference means something; nothing waits for itself.
//! Not here: values that only an order or a cluster gives.

mod checked;
mod credentials;
mod errors;
mod hosts;
mod rules;
mod scope;

pub use checked::{Check, Checked, check};
pub use errors::undeclared_need;
pub use hosts::{Host, hosts, item_name, lines};
pub use rules::{
    LatestImage, LeakedName, MOST_MEMBERS, ManyMembers, NoCommand, PAGES, RULES, ReplicaRange, RootUser, UnmetCount,
    UnsetVariable, asks_helper, literal_secrets, renamed_name,
};
