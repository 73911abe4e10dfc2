//! Names that end up as names of Kubernetes objects, labels and keys.

use serde_json::{Value, json};

use crate::ast::literal::{Literal, Problem};
use crate::expr::Type;

/// Names that the environment of a box already uses.
const RESERVED: [&str; 4] = ["box", "cluster", "kubernetes", "localhost"];
/// Endings of the Services that the compiler adds.
const RESERVED_ENDINGS: [&str; 4] = ["-members", "-ready", "-gate", "-lb"];

/// An in-box name: an RFC 1035 label that no emitted object already takes. Also names ports, storage and exposures.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

/// A further in-box name of an item, perhaps behind a host: `HOST.NAME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    pub host: Option<AnyName>,
    pub name: Name,
}

/// A name of a menu, box, fleet, member cluster or parameter: an RFC 1035 label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnyName(String);

/// A key of a Secret: letters, digits, `-`, `_` and `.`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyName(String);

/// The key of an annotation: a name of letters, digits, `-`, `_` and `.`, perhaps behind the domain of its owner and `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct QualifiedName(String);

/// The name of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VariableName(String);

macro_rules! text_type {
    ($($name:ident),*) => { $(
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )* };
}

text_type!(Name, AnyName, KeyName, QualifiedName, VariableName);

fn is_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.len() <= 63
        && text.bytes().all(inner)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
}

fn label(text: &str) -> Result<String, Problem> {
    if is_label(text) {
        return Ok(text.to_owned());
    }
    if text.contains("${{") {
        let problem = Problem::new("has an expression, and names are the same for every box");
        return Err(problem.help("write the name itself; `when` switches off what is not needed"));
    }
    if text.starts_with('/') {
        return Err(Problem::new("is a path, and a name belongs here"));
    }
    let strange = text.chars().find(|c| !c.is_ascii());
    let why = match strange {
        Some(c) => format!("has the character U+{:04X}, which no name may have", u32::from(c)),
        None if text.len() > 63 => format!("has {} characters, more than 63", text.len()),
        None => "is no name: lower-case letters, digits and `-`, beginning with a letter".to_owned(),
    };
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let problem = Problem::new("is a number, and a name belongs here");
        return Err(problem.help("write the name that it is declared under; names begin with a letter"));
    }
    let proposal = proposed(text);
    let problem = Problem::new(why);
    Err(if proposal.is_empty() { problem } else { problem.help(format!("write `{proposal}`")) })
}

/// The nearest valid label, or nothing when no letter is left.
fn proposed(text: &str) -> String {
    let lower = text.to_lowercase();
    let mapped: String = lower.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let from_letter = mapped.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let cut: String = from_letter.chars().take(63).collect();
    let proposal = cut.trim_end_matches('-').to_owned();
    if text.is_ascii() && is_label(&proposal) { proposal } else { String::new() }
}

fn label_schema() -> Value {
    json!({"type": "string", "pattern": "^[a-z]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63})
}

impl Literal for Name {
    const TYPE: Type = Type::Text;
    const CODE: &'static str = "bad-name";

    fn parse(text: &str) -> Result<Self, Problem> {
        let name = label(text)?;
        let ending = RESERVED_ENDINGS.iter().find(|ending| name.ends_with(*ending));
        if RESERVED.contains(&text) {
            return Err(Problem::new("is a reserved name").help(format!("choose another, such as `{name}-1`")));
        }
        match ending {
            Some(ending) => {
                let problem = Problem::new(format!("ends in `{ending}`, which names a Service that boxc adds"));
                Err(problem.help(format!("choose another, such as `{}`", name.trim_end_matches(ending))))
            }
            None => Ok(Name(name)),
        }
    }

    fn schema() -> Value {
        let mut schema = label_schema();
        if let Some(object) = schema.as_object_mut() {
            let pattern = "^(box|cluster|kubernetes|localhost|.*-(members|ready|gate|lb))$";
            object.insert("not".to_owned(), json!({ "pattern": pattern }));
        }
        schema
    }
}

impl Literal for Alias {
    const TYPE: Type = Type::Text;
    const CODE: &'static str = "bad-name";

    fn parse(text: &str) -> Result<Self, Problem> {
        match text.split_once('.') {
            Some((host, name)) => Ok(Alias { host: Some(AnyName::parse(host)?), name: Name::parse(name)? }),
            None => Name::parse(text).map(|name| Alias { host: None, name }),
        }
    }

    fn schema() -> Value {
        let label = "[a-z]([-a-z0-9]*[a-z0-9])?";
        let reserved = "^([^.]*\\.)?(box|cluster|kubernetes|localhost|.*-(members|ready|gate|lb))$";
        json!({"type": "string", "pattern": format!("^({label}\\.)?{label}$"), "not": {"pattern": reserved}})
    }
}

impl Literal for AnyName {
    const TYPE: Type = Type::Text;
    const CODE: &'static str = "bad-name";

    fn parse(text: &str) -> Result<Self, Problem> {
        label(text).map(AnyName)
    }

    fn schema() -> Value {
        label_schema()
    }
}

impl Literal for KeyName {
    const TYPE: Type = Type::Text;
    const CODE: &'static str = "bad-name";

    fn parse(text: &str) -> Result<Self, Problem> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        if text.is_empty() || text.len() > 253 || !text.bytes().all(allowed) || text.starts_with("..") || text == "." {
            return Err(Problem::new("is no key: letters, digits, `-`, `_` and `.`, at most 253"));
        }
        Ok(KeyName(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[-._a-zA-Z0-9]+$", "maxLength": 253, "not": {"pattern": "^(\\.\\..*|\\.)$"}})
    }
}

impl Literal for QualifiedName {
    const TYPE: Type = Type::Text;
    const CODE: &'static str = "bad-name";

    fn parse(text: &str) -> Result<Self, Problem> {
        let (domain, name) = text.split_once('/').map_or((None, text), |(domain, name)| (Some(domain), name));
        let inner = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let edge = |c: char| c.is_ascii_alphanumeric();
        let is_name = name.len() <= 63 && name.starts_with(edge) && name.ends_with(edge) && name.bytes().all(inner);
        let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let is_part =
            |part: &str| !part.is_empty() && part.bytes().all(lower) && !part.starts_with('-') && !part.ends_with('-');
        let is_domain = |domain: &str| domain.len() <= 253 && domain.split('.').all(is_part);
        if !is_name || !domain.is_none_or(is_domain) {
            return Err(Problem::new("is no key of an annotation").help("for example `team.example/name`"));
        }
        Ok(QualifiedName(text.to_owned()))
    }

    fn schema() -> Value {
        let part = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
        let name = "[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?";
        json!({"type": "string", "maxLength": 317, "pattern": format!("^({part}(\\.{part})*/)?{name}$")})
    }
}

impl Literal for VariableName {
    const TYPE: Type = Type::Text;
    const CODE: &'static str = "bad-name";

    fn parse(text: &str) -> Result<Self, Problem> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let starts_with_digit = text.starts_with(|c: char| c.is_ascii_digit());
        if text.is_empty() || starts_with_digit || !text.bytes().all(allowed) {
            let why = "is no name of a variable: letters, digits, `_`, `-` and `.`, not beginning with a digit";
            let mapped: String = text.chars().map(|c| if c.is_ascii() && allowed(c as u8) { c } else { '_' }).collect();
            let from_letter = mapped.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
            let problem = Problem::new(why);
            return Err(match from_letter.is_empty() {
                true => problem,
                false => problem.help(format!("write `{from_letter}`")),
            });
        }
        if text.starts_with("BOX_SECRET_") {
            return Err(Problem::new("begins with `BOX_SECRET_`, which boxc keeps for composed secrets"));
        }
        Ok(VariableName(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[-._a-zA-Z][-._a-zA-Z0-9]*$", "not": {"pattern": "^BOX_SECRET_"}})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_labels_with_a_proposal() {
        for good in ["db", "order-db", "a1", &"a".repeat(63)] {
            assert!(Name::parse(good).is_ok(), "{good}");
        }
        let help = |text: &str| Name::parse(text).err().and_then(|p| p.help);
        assert_eq!(help("DB").as_deref(), Some("write `db`"));
        assert_eq!(help("db_1").as_deref(), Some("write `db-1`"));
        assert_eq!(help("-db-").as_deref(), Some("write `db`"));
        assert_eq!(help("1db").as_deref(), Some("write `db`"));
        assert_eq!(help("d\u{430}tabase"), None);
        for bad in ["", "box", "db-members", &"a".repeat(64)] {
            assert!(Name::parse(bad).is_err(), "{bad}");
        }
    }
}
