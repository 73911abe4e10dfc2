//! How items are reached from outside of their box.

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::Spanned;

use super::condition::When;
use super::dynamic::Dynamic;
use super::literal::{Literal, Problem, words};
use super::record::record;
use super::types::{HostText, Name, Port};

record! {
    /// How an item is reached from outside of its box.
    pub struct Expose {
        /// The host name; of a load balancer, the one by which it is known.
        host: Option<Dynamic<HostText>> = "host",
        /// The path below it; `/` by default.
        path: Option<Spanned<UrlPath>> = "path",
        /// The port of this item, by name; its only one by default.
        port: Option<Spanned<Name>> = "port",
        /// `load-balancer` for an address with a port of its own; a route of the cluster's gateway by default.
        way: Option<Spanned<Way>> = "as",
        /// The number of a load balancer's port; the port's own by default.
        external: Option<Dynamic<Port>> = "external",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

words! {
    /// What an exposure is beside a route.
    pub enum Way {
        /// An address outside of the cluster, with any port of any transport.
        LoadBalancer = "load-balancer",
    }
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
