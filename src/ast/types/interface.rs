//! What a port speaks, and what a need asks for.

use std::fmt;

use semver::{Version, VersionReq};
use serde_json::{Value, json};

use crate::ast::literal::{Literal, Problem};
use crate::expr::Type;

use super::AnyName;

/// A port's type: a name, perhaps with a version of one to three numbers, such as `postgres@16.2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    pub name: String,
    pub version: Option<Version>,
    text: String,
}

/// What a need asks of a port: a name, perhaps with a range, such as `postgres@>=14`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    pub name: String,
    pub range: Option<VersionRange>,
    text: String,
}

/// A range of versions. `7` means 7.x, `7.2` means 7.2.x; `^`, `~`, `>=` and the like mean what they mean in SemVer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange(VersionReq);

impl VersionRange {
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(',');
        let request = if bare { format!("={text}") } else { text.to_owned() };
        VersionReq::parse(&request).ok().map(VersionRange)
    }

    pub fn matches(&self, version: &Version) -> bool {
        self.0.matches(version)
    }
}

impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Interface {
    /// What a need asks for that takes this and nothing else.
    pub fn as_requirement(&self) -> Requirement {
        let range = self.text.split_once('@').and_then(|(_, version)| VersionRange::parse(version));
        Requirement { name: self.name.clone(), range, text: self.text.clone() }
    }

    /// What a port speaks that says nothing: `tcp` or `udp`.
    pub fn transport(name: &'static str) -> Self {
        Interface { name: name.to_owned(), version: None, text: name.to_owned() }
    }
}

/// One to three numbers, filled up with zeros.
fn version(text: &str) -> Option<Version> {
    let parts: Vec<&str> = text.split('.').collect();
    let full = match parts.len() {
        1 => format!("{text}.0.0"),
        2 => format!("{text}.0"),
        _ => text.to_owned(),
    };
    Version::parse(&full).ok().filter(|v| v.pre.is_empty() && v.build.is_empty())
}

fn name(text: &str) -> Result<String, Problem> {
    AnyName::parse(text).map(|name| name.to_string()).map_err(|problem| match with_at(text) {
        Some(written) => Problem::new("has no `@` between name and version").help(format!("write `{written}`")),
        None => problem,
    })
}

/// A name and what follows it, with an `@` between.
pub(crate) fn with_at(text: &str) -> Option<String> {
    let end = text.find(|c: char| c.is_whitespace() || ":=<>^~".contains(c))?;
    let (name, rest) = text.split_at_checked(end)?;
    let version = rest.trim_start_matches([':', ' ']).replace(' ', "");
    let versioned = version.contains(|c: char| c.is_ascii_digit()) && AnyName::parse(name).is_ok();
    versioned.then(|| format!("{name}@{}", version.trim_start_matches("==")))
}

impl Literal for Interface {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let (first, version_text) = match text.split_once('@') {
            Some((first, version_text)) => (first, Some(version_text)),
            None => (text, None),
        };
        let no_version = |text: &str| {
            Problem::new(format!("has `{text}` where a version of one to three numbers belongs"))
                .help("for example `postgres@16.2`")
        };
        let version = match version_text {
            Some(version_text) => Some(version(version_text).ok_or_else(|| no_version(version_text))?),
            None => None,
        };
        Ok(Interface { name: name(first)?, version, text: text.to_owned() })
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[a-z]([-a-z0-9]*[a-z0-9])?(@[0-9]+(\\.[0-9]+){0,2})?$"})
    }
}

impl Literal for Requirement {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let (first, range_text) = match text.split_once('@') {
            Some((first, range_text)) => (first, Some(range_text)),
            None => (text, None),
        };
        let no_range = |text: &str| {
            Problem::new(format!("has `{text}` where a range of versions belongs"))
                .help("for example `postgres@16`, `postgres@>=14` or `postgres@^16.2`")
        };
        let range = match range_text {
            Some(range_text) => Some(VersionRange::parse(range_text).ok_or_else(|| no_range(range_text))?),
            None => None,
        };
        Ok(Requirement { name: name(first)?, range, text: text.to_owned() })
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[a-z]([-a-z0-9]*[a-z0-9])?(@.+)?$"})
    }
}

impl Requirement {
    /// Whether a port that speaks `offered` over `transport` will do.
    pub fn accepts(&self, offered: &Interface, transport: &str) -> bool {
        let by_transport = self.range.is_none() && self.name == transport;
        by_transport || (self.name == offered.name && self.accepts_version(offered))
    }

    /// A range over a provider that states no version is never met.
    fn accepts_version(&self, offered: &Interface) -> bool {
        match (&self.range, &offered.version) {
            (None, _) => true,
            (Some(range), Some(version)) => range.matches(version),
            (Some(_), None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(need: &str, port: &str) -> bool {
        let (Ok(need), Ok(port)) = (Requirement::parse(need), Interface::parse(port)) else { return false };
        need.accepts(&port, "tcp")
    }

    #[test]
    fn ranges_over_versions_of_one_to_three_numbers() {
        assert!(fits("postgres@>=14", "postgres@16.2"));
        assert!(fits("redis@7", "redis@7.4"));
        assert!(!fits("redis@7", "redis@8"));
        assert!(fits("redis@7.2", "redis@7.2.5"));
        assert!(!fits("redis@7.2", "redis@7.4"));
        assert!(fits("postgres", "postgres@16"));
        assert!(!fits("postgres@16", "postgres"), "a range over an unversioned provider");
        assert!(fits("tcp", "postgres@16"), "tcp accepts any TCP interface");
        assert!(!fits("udp", "postgres@16"));
        assert!(!fits("mysql", "postgres"));
    }
}
