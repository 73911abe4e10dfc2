//! Expressions: `${{ … }}` in the strings of menus and boxes.
//!
//! Input: a scalar. Output: a [`Template`]; checked against a [`Scope`], later evaluated with [`Values`].
//! Gained: what passes `check` cannot fail to evaluate for want of a name or a type.
//! Not here: what the roots mean; `check` and `instantiate` answer that through the two traits.
//!
//! minijinja is the parser and nothing more. Its tree is turned into our own [`tree`] once, with places in the source;
//! that tree is checked and walked, so that the spelling of values and the set of functions are ours.

mod check;
mod convert;
mod errors;
mod eval;
mod functions;
mod parse;
mod paths;
mod place;
mod template;
#[cfg(test)]
mod tests;
mod tree;
mod types;
mod value;

pub use errors::PAGES;
pub use functions::{FILTERS, Function, TESTS};
pub use template::{HOLE, Template};
pub use types::{Facts, Misfit, Path, Scope, Type, Wanted};
pub use value::{Piece, Rendered, Value, Values};

/// The names that a path may begin with.
pub const ROOTS: &[&str] = &["params", "let", "needs", "self", "box", "cluster", "secrets", "fields"];

/// The root of `secret.name`, which the fleet's pattern of paths is made of and nothing else.
pub const PATTERN_ROOT: &str = "secret";

fn is_root(name: &str) -> bool {
    ROOTS.contains(&name) || name == PATTERN_ROOT
}
