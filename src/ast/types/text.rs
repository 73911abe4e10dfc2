//! Texts that differ in what may stand in them.

use serde_json::{Value, json};

use crate::ast::literal::{Literal, Problem};
use crate::expr::Type;

/// A text type: where a box's identity may stand, and what only the pod knows.
macro_rules! text {
    ($(#[doc = $doc:literal])* $name:ident, identity: $identity:literal, in_pod: $in_pod:literal) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(pub String);

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl Literal for $name {
            const TYPE: Type = Type::Text;
            const IDENTITY: bool = $identity;
            const IN_POD: bool = $in_pod;

            fn parse(text: &str) -> Result<Self, Problem> {
                if text.contains('\0') {
                    return Err(Problem::new("has a NUL character"));
                }
                Ok($name(text.to_owned()))
            }

            fn schema() -> Value {
                String::schema()
            }
        }
    };
}

text!(
    /// The value of an environment variable.
    EnvText,
    identity: true,
    in_pod: true
);
text!(
    /// One word of a program's command line.
    ArgText,
    identity: true,
    in_pod: true
);
text!(
    /// One word of a command that runs in a container beside its program.
    WordText,
    identity: true,
    in_pod: false
);
text!(
    /// The content of a file.
    FileText,
    identity: true,
    in_pod: false
);
text!(
    /// A constant of a menu, the same for every copy.
    ConstantText,
    identity: false,
    in_pod: false
);
text!(
    /// An output that other boxes and services read.
    OutputText,
    identity: true,
    in_pod: false
);

/// A host name that may be made of the box's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostText(pub super::Domain);

impl Literal for HostText {
    const TYPE: Type = Type::Text;
    const IDENTITY: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        super::Domain::parse(text).map(HostText)
    }

    fn schema() -> Value {
        super::Domain::schema()
    }
}

/// A path in a container.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AbsolutePath(String);

impl AbsolutePath {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `other` lies in the folder that this path names.
    pub fn holds(&self, other: &AbsolutePath) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.starts_with('/') || self.0 == "/")
    }
}

impl AsRef<str> for AbsolutePath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Literal for AbsolutePath {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let part_is_odd = |part: &str| part.is_empty() || part == "." || part == "..";
        let Some(rest) = text.strip_prefix('/') else {
            let problem = Problem::new("is no absolute path");
            return Err(match text.contains('/') {
                true => problem.help(format!("write `/{}`", text.trim_start_matches("./"))),
                false => problem.help("write the path where the program sees it, such as `/var/lib/data`"),
            });
        };
        let unusable = |c: char| c.is_control() || c == ':';
        if rest.split('/').any(part_is_odd) || text.len() > 1024 || text.contains(unusable) {
            let problem = Problem::new("is no plain path: no empty parts, `.`, `..` or `:`, and no slash at the end");
            let plain = text.trim_end_matches('/');
            return Err(match plain != text && AbsolutePath::parse(plain).is_ok() {
                true => problem.help(format!("write `{plain}`")),
                false => problem,
            });
        }
        Ok(AbsolutePath(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": r"^(/[^/:\x00-\x1f\x7f-\x9f]+)+$", "maxLength": 1024, "not": {"pattern": "/\\.\\.?(/|$)"}})
    }
}

/// The permission bits of a file, written in octal and quoted, such as `"0644"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode(pub i32);

impl Literal for Mode {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let octal = text.len() == 4 && text.starts_with('0') && text.bytes().all(|b| (b'0'..=b'7').contains(&b));
        let mode = if octal { i32::from_str_radix(text, 8).ok() } else { None };
        mode.map(Mode).ok_or_else(|| {
            let three = text.len() == 3 && text.bytes().all(|b| (b'0'..=b'7').contains(&b));
            let example = if three { text } else { "644" };
            Problem::new("is no mode").help(format!("write four octal digits, such as `\"0{example}\"`"))
        })
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^0[0-7]{3}$"})
    }
}
