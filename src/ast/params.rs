//! A menu's parameters and the values that orders give them.

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node, Scalar};

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::errors::{WrongShape, WrongValue};
use super::literal::{Literal, Problem, words};
use super::record::record;
use super::schema::Schemas;
use super::types::{Duration, Image, Port, Quantity};

words! {
    /// What a parameter's values are.
    pub enum ParamKind {
        /// Any text, within `pattern`, `enum`, `min-length` and `max-length`.
        String = "string",
        /// A whole number, within `min` and `max`.
        Int = "int",
        /// `true` or `false`.
        Bool = "bool",
        /// An amount, such as `256Mi`.
        Quantity = "quantity",
        /// A span of time, such as `30s`.
        Duration = "duration",
        /// A port number.
        Port = "port",
        /// A reference to a container image.
        Image = "image",
    }
}

record! {
    /// A parameter of a menu.
    pub struct Param {
        /// What its values are.
        kind: Spanned<ParamKind> = "type",
        /// Its value where an order gives none; without one an order has to.
        default: Option<ParamValue> = "default",
        /// A regular expression that a string has to match as a whole.
        pattern: Option<Spanned<Pattern>> = "pattern",
        /// The only values that a string may have.
        choices: Vec<Spanned<String>> = "enum",
        /// The fewest characters of a string.
        min_length: Option<Spanned<u32>> = "min-length",
        /// The most characters of a string.
        max_length: Option<Spanned<u32>> = "max-length",
        /// The least value of an int.
        min: Option<Spanned<i64>> = "min",
        /// The greatest value of an int.
        max: Option<Spanned<i64>> = "max",
        /// One line for those who order.
        help: Option<Spanned<String>> = "help",
    }
    later { "of" }
}

/// A regular expression of bounded size, matched without backtracking.
#[derive(Debug, Clone)]
pub struct Pattern(pub regex::Regex);

impl Literal for Pattern {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let whole = format!("^(?:{text})$");
        let built = regex::RegexBuilder::new(&whole).size_limit(1 << 20).build();
        built.map(Pattern).map_err(|_| Problem::new("is no regular expression, or too large a one"))
    }

    fn schema() -> Value {
        json!({"type": "string"})
    }
}

/// A value of a parameter as it was written; its type is the parameter's.
#[derive(Debug, Clone)]
pub struct ParamValue {
    pub scalar: Scalar,
    pub span: Span,
}

impl Decode for ParamValue {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(scalar) => Some(ParamValue { scalar: scalar.clone(), span: node.span }),
            Kind::Null | Kind::List(_) | Kind::Map(_) => {
                cx.push(WrongShape { expected: "a single value", found: node.describe(), span: node.span });
                None
            }
        }
    }

    fn schema(_: &mut Schemas) -> Value {
        json!({"type": ["string", "number", "boolean"]})
    }
}

impl Visit for ParamValue {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

impl ParamKind {
    /// The type of `params.NAME` in expressions.
    pub fn ty(self) -> Type {
        match self {
            ParamKind::String => Type::Text,
            ParamKind::Int => Type::Int,
            ParamKind::Bool => Type::Bool,
            ParamKind::Quantity => Quantity::TYPE,
            ParamKind::Duration => Duration::TYPE,
            ParamKind::Port => Port::TYPE,
            ParamKind::Image => Image::TYPE,
        }
    }
}

impl Param {
    /// The value in the parameter's own type, or what is wrong with it.
    ///
    /// # Errors
    /// A finding at the value, of the code `wrong-value` or of the type's own.
    pub fn value(&self, value: &ParamValue) -> Result<crate::expr::Value, crate::diagnostic::Diagnostic> {
        let text = &value.scalar.text;
        let wrong = |code, problem| WrongValue { code, text: text.clone(), problem, span: value.span }.into();
        let bare = matches!(self.kind.value, ParamKind::Int | ParamKind::Bool | ParamKind::Port);
        if bare && value.scalar.style != crate::syntax::Style::Plain {
            return Err(wrong(
                "wrong-value",
                Problem::new("is text, because it is quoted").help("write it without quotes"),
            ));
        }
        let (code, parsed) = match self.kind.value {
            ParamKind::String => ("wrong-value", self.string(text)),
            ParamKind::Int => ("wrong-value", self.int(text)),
            ParamKind::Bool => ("wrong-value", bool::parse(text).map(crate::expr::Value::Bool)),
            ParamKind::Port => ("wrong-value", Port::parse(text).map(|p| crate::expr::Value::Int(i64::from(p.0)))),
            ParamKind::Quantity => ("wrong-value", checked::<Quantity>(text)),
            ParamKind::Duration => ("wrong-value", checked::<Duration>(text)),
            ParamKind::Image => (Image::CODE, checked::<Image>(text)),
        };
        parsed.map_err(|problem| wrong(code, problem))
    }

    fn string(&self, text: &str) -> Result<crate::expr::Value, Problem> {
        let length = text.chars().count();
        if !self.choices.is_empty() && !self.choices.iter().any(|choice| choice.value == text) {
            let words: Vec<&str> = self.choices.iter().map(|choice| choice.value.as_str()).collect();
            return Err(super::literal::unknown_word(text, &words));
        }
        if let Some(pattern) = &self.pattern
            && !pattern.value.0.is_match(text)
        {
            return Err(Problem::new("does not match the parameter's pattern"));
        }
        let fewest = self.min_length.map_or(0, |n| n.value as usize);
        let most = self.max_length.map_or(usize::MAX, |n| n.value as usize);
        if length < fewest || length > most {
            return Err(Problem::new(format!("has {length} characters, which the parameter does not allow")));
        }
        Ok(crate::expr::Value::Text(text.to_owned()))
    }

    fn int(&self, text: &str) -> Result<crate::expr::Value, Problem> {
        let number = i64::parse(text)?;
        if let Some(min) = self.min.filter(|min| number < min.value) {
            return Err(Problem::new(format!("is less than {}, the least that the parameter allows", min.value)));
        }
        if let Some(max) = self.max.filter(|max| number > max.value) {
            return Err(Problem::new(format!("is more than {}, the most that the parameter allows", max.value)));
        }
        Ok(crate::expr::Value::Int(number))
    }
}

/// The text itself, once it is known to be a value of `T`.
fn checked<T: Literal>(text: &str) -> Result<crate::expr::Value, Problem> {
    T::parse(text).map(|_| crate::expr::Value::Text(text.to_owned()))
}
