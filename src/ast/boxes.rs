//! Orders of boxes.

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::Spanned;

use super::decode::Dict;
use super::literal::{Literal, Problem};
use super::menu::ParamName;
use super::params::ParamValue;
use super::record::record;
use super::types::{AnyName, Duration, VersionRange};

record! {
    /// A box: one order of a menu.
    pub struct BoxOrder {
        /// The box's name; it names the namespace unless the fleet has a pattern.
        name: Spanned<AnyName> = "box",
        /// The menu and the range of versions that will do, such as `shop@^1.4`.
        menu: Spanned<MenuRange> = "menu",
        /// Values of the menu's parameters.
        with: Dict<ParamName, ParamValue> = "with",
        /// Where the box runs.
        place: Option<Place> = "place",
        /// Who answers for the box.
        owner: Option<Spanned<AnyName>> = "owner",
        /// How long it stays; for ever by default.
        lifetime: Option<Spanned<Duration>> = "lifetime",
        /// How many copies there are, named NAME-1, NAME-2 and so on.
        copies: Option<Spanned<Copies>> = "copies",
    }
    later {
        "bind", "offers", "set", "quota", "allow", "params", "let", "include", "templates", "services", "jobs",
        "externals", "servers", "volumes", "secrets", "manifests",
    }
}

record! {
    /// Where a box runs.
    pub struct Place {
        /// The member cluster.
        cluster: Spanned<AnyName> = "cluster",
    }
    later { "labels", "avoid", "spread-from", "near", "stay" }
}

/// A menu and the versions of it that will do.
#[derive(Debug, Clone)]
pub struct MenuRange {
    pub name: String,
    pub range: Option<VersionRange>,
}

impl Literal for MenuRange {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let (name, range) = text.split_once('@').map_or((text, None), |(name, range)| (name, Some(range)));
        let name = AnyName::parse(name)?.to_string();
        let no_range = || Problem::new("has no valid range of versions").help(format!("for example `{name}@^1.4`"));
        let range = match range {
            Some(range) => Some(VersionRange::parse(range).ok_or_else(no_range)?),
            None => None,
        };
        Ok(MenuRange { name, range })
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[a-z]([-a-z0-9]*[a-z0-9])?(@.+)?$"})
    }
}

/// How many copies of a box there are: 1 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copies(pub u32);

impl Literal for Copies {
    const TYPE: Type = Type::Int;
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        let count = u32::parse(text)?;
        if count == 0 || count > 10_000 {
            return Err(Problem::new("is not between 1 and 10000 copies"));
        }
        Ok(Copies(count))
    }

    fn schema() -> Value {
        json!({"type": "integer", "minimum": 1, "maximum": 10_000})
    }
}
