//! What a member cluster can hold.

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::Spanned;

use super::literal::{Literal, Problem};
use super::record::record;
use super::types::{Bytes, Cpu};

record! {
    /// What a member cluster can hold; placing boxes reads it.
    pub struct Capacity {
        /// Processors.
        cpu: Option<Spanned<Cpu>> = "cpu",
        /// Memory.
        memory: Option<Spanned<Bytes>> = "memory",
        /// Pods.
        pods: Option<Spanned<u32>> = "pods",
        /// Storage.
        storage: Option<Spanned<Bytes>> = "storage",
        /// The share of it that placing leaves free, such as `10%`.
        reserve: Option<Spanned<Percent>> = "reserve",
    }
}

/// A share, 0% to 99%.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(pub u8);

impl Literal for Percent {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let share = text.strip_suffix('%').and_then(|number| number.parse().ok());
        let share = share.filter(|share| *share < 100 && text == format!("{share}%"));
        share.map(Percent).ok_or_else(|| Problem::new("is no share of less than all").help("for example `10%`"))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^([0-9]|[1-9][0-9])%$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_one_spelling() {
        assert_eq!(Percent::parse("10%"), Ok(Percent(10)));
        for bad in ["10", "100%", "05%", "-1%", "+1%", "1.5%", "%"] {
            assert!(Percent::parse(bad).is_err(), "{bad}");
        }
    }
}
