//! What a menu promises to those who order it, include it or bind what its boxes offer, and what of that another version keeps.
//!
//! Input: two linked menus, and their trees. Output: [`Change`]s, each of which breaks somebody, is new, or is nobody's business;
//! and the smallest version that says so. Gained: what can fail to link because of a change is called a break.
//! Not here: which boxes of a project are concerned, which is found by compiling them.

mod change;
mod externals;
mod inside;
mod items;
mod names;
mod params;
mod ports;
mod secrets;
mod version;

use crate::hir::Menu;
use crate::syntax::Node;

pub use change::{Change, Level};
pub use version::{is_honest, next};

use change::Changes;

/// Everything that differs between two versions of a menu, what breaks first; the nodes are their trees with everything
/// worked in.
pub fn compare(old: (&Menu, &Node), new: (&Menu, &Node)) -> Vec<Change> {
    let mut changes = Changes::default();
    let (before, after) = (old.0, new.0);
    let (was, is) = (&before.ast.menu, &after.ast.menu);
    if was.value != is.value {
        changes.breaks(
            format!("the menu is called `{}`, no longer `{}`", is.value, was.value),
            Some(was.span),
            Some(is.span),
        );
    }
    params::compare(&before.ast.params, &after.ast.params, &mut changes);
    items::compare(before, after, &mut changes);
    secrets::compare(before, after, &mut changes);
    secrets::volumes(before, after, &mut changes);
    names::templates(before, after, &mut changes);
    items::exposures((before, old.1), (after, new.1), &mut changes);
    inside::compare(old, new, &mut changes);
    changes.sorted()
}
