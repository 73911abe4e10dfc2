//! How items are reached from outside of their box.

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::Spanned;

use super::condition::When;
use super::dynamic::Dynamic;
use super::literal::{Literal, Problem};
use super::record::record;
use super::types::{HostText, Name};

record! {
    /// How an item is reached from outside of its box.
    pub struct Expose {
        /// The host name.
        host: Dynamic<HostText> = "host",
        /// The path below it; `/` by default.
        path: Option<Spanned<UrlPath>> = "path",
        /// The port of this item, by name; its only one by default.
        port: Option<Spanned<Name>> = "port",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "as", "external" }
}

/// The path of an address, beginning with `/`.
#[derive(Debug, Clone)]
pub struct UrlPath(pub String);

impl Literal for UrlPath {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let unusable = |c: char| c.is_control() || c.is_whitespace() || !c.is_ascii();
        if !text.starts_with('/') || text.contains(unusable) || text.contains("//") {
            return Err(Problem::new("is no path of an address").help("begin it with `/`"));
        }
        Ok(UrlPath(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^/", "not": {"pattern": "//|[^!-~]"}})
    }
}
