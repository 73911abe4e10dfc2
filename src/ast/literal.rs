//! Scalars that mean something by themselves.

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node, Scalar, Style};

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::dynamic::{AN_EXPRESSION, unescaped};
use super::errors::{WrongShape, WrongValue};
use super::schema::Schemas;

/// Why a text is not a value of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Continues "`TEXT` …": `is not a whole number`.
    pub why: String,
    pub help: Option<String>,
}

impl Problem {
    pub fn new(why: impl Into<String>) -> Self {
        Problem { why: why.into(), help: None }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A type whose values are written as one scalar.
pub trait Literal: Sized {
    /// What an expression in such a field has to give.
    const TYPE: Type;
    /// Whether `box.*` may stand in it, as an interpolation of its own.
    const IDENTITY: bool = false;
    /// Whether what only the pod knows (secrets, its own address) may stand in it.
    const IN_POD: bool = false;
    /// Whether the walk over an item's expressions comes by. Conditions name less than values may, and are walked alone.
    const WALKED: bool = true;
    /// The code of the error for a text that is no such value.
    const CODE: &'static str = "wrong-value";
    /// Whether a quoted scalar is refused: numbers and bools are written bare.
    const BARE: bool = false;

    /// # Errors
    /// What is wrong with the text, and what to write.
    fn parse(text: &str) -> Result<Self, Problem>;

    fn schema() -> Value;

    /// What keys of this type have to match; nothing when any text will do.
    fn key_schema() -> Option<Value> {
        Some(Self::schema())
    }
}

/// A scalar node's parts, or the error that another shape deserves.
pub(super) fn scalar_of<'n>(node: &'n Node, expected: &'static str, cx: &mut Decoder<'_>) -> Option<&'n Scalar> {
    match &node.kind {
        Kind::Scalar(scalar) => Some(scalar),
        Kind::Null | Kind::List(_) | Kind::Map(_) => {
            cx.push(WrongShape { expected, found: node.describe(), span: node.span });
            None
        }
    }
}

pub(super) fn literal_of<T: Literal>(text: &str, span: Span, cx: &mut Decoder<'_>) -> Option<Spanned<T>> {
    match T::parse(text) {
        Ok(value) => Some(Spanned::new(value, span)),
        Err(problem) => {
            let problem = Problem { help: meant(text).or(problem.help), ..problem };
            cx.push(WrongValue { code: T::CODE, text: text.to_owned(), problem, span });
            None
        }
    }
}

/// What was meant by signs that mean nothing here.
fn meant(text: &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix("${").filter(|rest| !rest.starts_with('{')) {
        return Some(format!("write `${{{{ {} }}}}`", inner.trim_end_matches('}').trim()));
    }
    let curly = |c: char| matches!(c, '\u{2018}'..='\u{201f}');
    text.contains(curly).then(|| format!("quote with `\"`: write `\"{}\"`", text.replace(curly, "")))
}

/// A literal from a scalar, minding its quotes.
pub(super) fn literal_from<T: Literal>(scalar: &Scalar, span: Span, cx: &mut Decoder<'_>) -> Option<Spanned<T>> {
    if T::BARE && scalar.style != Style::Plain {
        let mut problem = Problem::new("is text, because it is quoted");
        if T::parse(&scalar.text).is_ok() {
            problem = problem.help(format!("write {} without quotes", scalar.text));
        }
        cx.push(WrongValue { code: T::CODE, text: scalar.text.clone(), problem, span });
        return None;
    }
    literal_of(&scalar.text, span, cx)
}

impl<T: Literal> Decode for Spanned<T> {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let scalar = scalar_of(node, "a single value", cx)?;
        match unescaped(&scalar.text) {
            Some(text) => literal_from(&Scalar { text, ..*scalar }, node.span, cx),
            None => {
                let problem = Problem::new("has an expression, and this is the same for every box");
                let problem = problem.help("write the value itself; `$${{` stands for `${{` in a text");
                cx.push(WrongValue { code: T::CODE, text: scalar.text.clone(), problem, span: node.span });
                None
            }
        }
    }

    fn schema(_: &mut Schemas) -> Value {
        let mut schema = T::schema();
        let admits_any = schema == String::schema() || T::parse("${{ x }}").is_ok();
        if let Some(object) = schema.as_object_mut().filter(|_| admits_any) {
            object.insert("not".to_owned(), json!({"type": "string", "pattern": AN_EXPRESSION}));
        }
        schema
    }
}

impl<T> Visit for Spanned<T> {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

impl Literal for String {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        Ok(text.to_owned())
    }

    fn schema() -> Value {
        json!({"type": ["string", "number", "boolean"]})
    }

    fn key_schema() -> Option<Value> {
        None
    }
}

impl Literal for bool {
    const TYPE: Type = Type::Bool;
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            "yes" | "on" | "Yes" | "True" | "TRUE" => Err(Problem::new("is not a bool").help("write `true`")),
            "no" | "off" | "No" | "False" | "FALSE" => Err(Problem::new("is not a bool").help("write `false`")),
            _ => Err(Problem::new("is not a bool").help("write `true` or `false`")),
        }
    }

    fn schema() -> Value {
        json!({"type": "boolean"})
    }
}

impl Literal for i64 {
    const TYPE: Type = Type::Int;
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Problem::new("is not a whole number").help("write it in digits"));
        }
        if digits.len() > 1 && digits.starts_with('0') {
            let decimal = digits.trim_start_matches('0');
            return Err(
                Problem::new("could be meant as octal").help(format!("write `{decimal}`, without leading zeros"))
            );
        }
        text.parse().map_err(|_| Problem::new("is too large a number"))
    }

    fn schema() -> Value {
        json!({"type": "integer"})
    }
}

impl Literal for u32 {
    const TYPE: Type = Type::Int;
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        let number = i64::parse(text)?;
        let limit = || Problem::new(format!("is not between 0 and {}", i32::MAX));
        // Kubernetes holds such numbers as signed 32-bit integers.
        i32::try_from(number).ok().and_then(|n| u32::try_from(n).ok()).ok_or_else(limit)
    }

    fn schema() -> Value {
        json!({"type": "integer", "minimum": 0, "maximum": i32::MAX})
    }
}

/// A type with a few fixed words.
macro_rules! words {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $( $(#[doc = $vdoc:literal])* $variant:ident = $word:literal, )* }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $( $(#[doc = $vdoc])* $variant, )* }

        impl $name {
            pub const WORDS: &[&str] = &[$($word),*];

            /// The value as it is written.
            #[allow(dead_code, reason = "not every set of words is shown")]
            pub fn word(self) -> &'static str {
                match self { $( $name::$variant => $word, )* }
            }
        }

        impl $crate::ast::literal::Literal for $name {
            const TYPE: $crate::expr::Type = $crate::expr::Type::Text;

            fn parse(text: &str) -> Result<Self, $crate::ast::literal::Problem> {
                match text {
                    $( $word => Ok($name::$variant), )*
                    _ => Err($crate::ast::literal::unknown_word(text, Self::WORDS)),
                }
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({"enum": Self::WORDS})
            }
        }
    };
}

pub(crate) use words;

/// Words of other tools, and ours for the same.
const ELSEWHERE: &[(&str, &str)] = &[
    ("array", "list"),
    ("boolean", "bool"),
    ("float", "number"),
    ("healthy", "ready"),
    ("ignore", "allow"),
    ("integer", "int"),
    ("object", "map"),
    ("off", "allow"),
    ("ReadWriteMany", "many"),
    ("ReadWriteOnce", "one"),
    ("running", "started"),
    ("service_completed_successfully", "completed"),
    ("service_healthy", "ready"),
    ("service_started", "started"),
    ("str", "string"),
    ("succeeded", "completed"),
    ("text", "string"),
    ("warn", "warning"),
];

/// The problem with a word that is none of a few.
pub(crate) fn unknown_word(text: &str, words: &[&str]) -> Problem {
    let elsewhere = ELSEWHERE.iter().find(|(word, ours)| *word == text && words.contains(ours)).map(|(_, ours)| *ours);
    let near = elsewhere.or_else(|| crate::diagnostic::nearest(text, words.iter().copied()));
    let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    match near {
        // Who is nearly right need not read through many.
        Some(near) if words.len() > 5 => Problem::new("is no word that belongs here").help(format!("write `{near}`")),
        Some(near) => Problem::new(format!("is none of {list}")).help(format!("write `{near}`")),
        None => Problem::new(format!("is none of {list}")),
    }
}
