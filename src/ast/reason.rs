//! Why something is done that is refused by default.

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::Spanned;

use super::literal::{Literal, Problem};
use super::record::record;

/// Reasons are kept as annotations, of which an object holds so many.
const MOST_CHARACTERS: usize = 1000;

/// A reason in the author's words, for those who review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(pub String);

impl Literal for Reason {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        if text.trim().is_empty() {
            return Err(Problem::new("is no reason").help("say why, for those who review it"));
        }
        if text.chars().any(char::is_control) {
            return Err(Problem::new("is more than one line").help("say it in one line"));
        }
        let length = text.chars().count();
        if length > MOST_CHARACTERS {
            let problem = Problem::new(format!("is a reason of {length} characters"));
            return Err(problem.help(format!("say it in {MOST_CHARACTERS} at most")));
        }
        Ok(Reason(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "maxLength": MOST_CHARACTERS, "pattern": r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"})
    }
}

record! {
    /// Says that a text is no credential.
    pub struct Public {
        /// Why; kept as an annotation.
        because: Spanned<Reason> = "because",
    }
}
