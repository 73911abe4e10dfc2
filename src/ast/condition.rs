//! What switches a part of a menu off.

use serde_json::Value;

use crate::expr::Type;

use super::dynamic::Dynamic;
use super::literal::{Literal, Problem};

/// `when:`: a bool, or an expression over bool parameters and parameters with an `enum`.
pub type When = Dynamic<Condition>;

/// Whether a part is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition(pub bool);

impl Literal for Condition {
    const TYPE: Type = Type::Bool;
    const BARE: bool = true;
    const WALKED: bool = false;

    fn parse(text: &str) -> Result<Self, Problem> {
        let is_name = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        bool::parse(text).map(Condition).map_err(|problem| match is_name && !text.is_empty() {
            true if !matches!(text, "yes" | "no" | "on" | "off") => {
                problem.help(format!("write `${{{{ params.{text} }}}}`"))
            }
            _ => problem,
        })
    }

    fn schema() -> Value {
        bool::schema()
    }
}
