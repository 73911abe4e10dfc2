//! What boxes claim, across the project.
//!
//! Input: the orders, the checked menus, the fleet and the placement. Output: [`Surveyed`] orders with their copies.
//! Gained: every order has its menu and its arguments; every copy has a name and a namespace of its own, and a home.
//! Not here: what a box consists of, and deciding where boxes go.

mod arguments;
mod bind;
mod candidates;
mod claims;
mod errors;
mod fleet;
mod identity;
mod inside;
mod lifetime;
mod order;
mod peers;
mod place;
mod stale;

pub use candidates::candidates;
pub use claims::{Claim, Claimed, Claims};
pub use errors::{MissingParameter, NoVersion, PAGES, UnknownMenu, UnknownParameter};
pub use fleet::reserved_namespaces;
pub use identity::{Copy, Identity};
pub use order::{Ground, Ordered, Surveyed, find, survey};
pub use peers::{Guest, Peer, Peers, binding, matched};
pub use stale::stale;
