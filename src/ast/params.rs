//! A menu's parameters and the values that orders give them.

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::expr::{self, Type};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Kind, Node, Style};

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::dynamic::{AN_EXPRESSION, unescaped};
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
        /// Any number, within `min` and `max`.
        Number = "number",
        /// A list of values of the type that `of` names.
        List = "list",
        /// Values of the type that `of` names, by name: `params.NAME.KEY`.
        Map = "map",
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
        /// The least value of an int or a number.
        min: Option<Spanned<Bound>> = "min",
        /// The greatest value of an int or a number.
        max: Option<Spanned<Bound>> = "max",
        /// The type of what a list or a map holds.
        of: Option<Spanned<ParamKind>> = "of",
        /// One line for those who order.
        help: Option<Spanned<String>> = "help",
    }
}

/// The least or the greatest of some numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound(pub f64);

impl Literal for Bound {
    const TYPE: Type = Type::Number;
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        let well_formed = text.bytes().all(|b| b.is_ascii_digit() || b"-.".contains(&b)) && !text.ends_with('.');
        let number = text.parse().ok().filter(|number: &f64| number.is_finite() && well_formed);
        number.map(Bound).ok_or_else(|| Problem::new("is no number").help("write it with digits, such as `2` or `0.5`"))
    }

    fn schema() -> Value {
        json!({"type": "number"})
    }
}

/// A regular expression of bounded size, matched without backtracking.
#[derive(Debug, Clone)]
pub struct Pattern {
    whole: regex::Regex,
    text: String,
}

impl Pattern {
    /// As the author wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Literal for Pattern {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let whole = format!("^(?:{text})$");
        let built = regex::RegexBuilder::new(&whole).size_limit(1 << 20).build();
        built.map(|whole| Pattern { whole, text: text.to_owned() }).map_err(|_| {
            Problem::new("is no regular expression, or too large a one")
                .help("for example `[a-z][a-z0-9-]*`; a `\\` stands before a sign that means itself")
        })
    }

    fn schema() -> Value {
        String::schema()
    }
}

/// A value of a parameter as it was written; its type is the parameter's.
#[derive(Debug, Clone)]
pub struct ParamValue(Node);

impl ParamValue {
    /// The value on one line, as a reader would write it.
    pub fn text(&self) -> String {
        shown(&self.0)
    }
}

fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Null => String::new(),
        Kind::Scalar(scalar) => scalar.text.clone(),
        Kind::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Kind::Map(entries) => {
            let entry = |entry: &Entry| format!("{}: {}", entry.key.value, shown(&entry.value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

impl Decode for ParamValue {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        if matches!(node.kind, Kind::Null) {
            cx.push(WrongShape { expected: "a value", found: node.describe(), span: node.span });
            return None;
        }
        let before = cx.diagnostics.len();
        refuse_expressions(node, cx);
        (cx.diagnostics.len() == before).then(|| ParamValue(node.clone()))
    }

    fn schema(_: &mut Schemas) -> Value {
        let expression = json!({"type": "string", "pattern": AN_EXPRESSION});
        json!({
            "type": ["string", "number", "boolean", "array", "object"],
            "not": expression,
            "items": {"not": expression},
            "additionalProperties": {"not": expression},
        })
    }
}

/// A value is known before any expression is.
fn refuse_expressions(node: &Node, cx: &mut Decoder<'_>) {
    match &node.kind {
        Kind::Null => {}
        Kind::Scalar(scalar) if unescaped(&scalar.text).is_some() => {}
        Kind::Scalar(scalar) => {
            let problem = Problem::new("is an expression, and has no value yet where this one is needed");
            let problem = problem.help("write a value; where a menu takes in another, one expression may be all of it");
            cx.push(WrongValue { code: "wrong-value", text: scalar.text.clone(), problem, span: node.span });
        }
        Kind::List(items) => items.iter().for_each(|item| refuse_expressions(item, cx)),
        Kind::Map(entries) => entries.iter().for_each(|entry| refuse_expressions(&entry.value, cx)),
    }
}

impl Visit for ParamValue {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

impl ParamKind {
    /// The type of `params.NAME` in expressions, or of `params.NAME.KEY` for what a map holds.
    fn ty(self) -> Type {
        match self {
            // A list or a map of lists or maps is refused where it is declared.
            ParamKind::String | ParamKind::List | ParamKind::Map => Type::Text,
            ParamKind::Int => Type::Int,
            ParamKind::Number => Type::Number,
            ParamKind::Bool => Type::Bool,
            ParamKind::Quantity => Quantity::TYPE,
            ParamKind::Duration => Duration::TYPE,
            ParamKind::Port => Port::TYPE,
            ParamKind::Image => Image::TYPE,
        }
    }

    /// Whether its values hold others.
    pub fn holds(self) -> bool {
        matches!(self, ParamKind::List | ParamKind::Map)
    }
}

impl Param {
    /// All values that an order may give, where they are few enough to try each; none for others.
    pub fn all_values(&self) -> Vec<expr::Value> {
        match self.kind.value {
            ParamKind::Bool => vec![expr::Value::Bool(true), expr::Value::Bool(false)],
            ParamKind::String => self.choices.iter().map(|choice| expr::Value::Text(choice.value.clone())).collect(),
            ParamKind::Int
            | ParamKind::Number
            | ParamKind::Quantity
            | ParamKind::Duration
            | ParamKind::Port
            | ParamKind::Image
            | ParamKind::List
            | ParamKind::Map => Vec::new(),
        }
    }

    /// The type of `params.NAME`; of a map, that of `params.NAME.KEY`.
    pub fn ty(&self) -> Type {
        let of = self.of.map_or(ParamKind::String, |of| of.value).ty();
        match self.kind.value {
            ParamKind::List => Type::List(Box::new(of)),
            ParamKind::Map => of,
            kind => kind.ty(),
        }
    }

    /// The values by the paths that lead to them below `params`: `NAME`, or `NAME.KEY` for each of a map.
    ///
    /// # Errors
    /// A finding at the value, of the code `wrong-value`, `wrong-shape` or of the type's own.
    pub fn values(&self, name: &str, value: &ParamValue) -> Result<Vec<(String, expr::Value)>, Diagnostic> {
        let shape = |expected| Diagnostic::from(WrongShape { expected, found: value.0.describe(), span: value.0.span });
        let of = self.of.map_or(ParamKind::String, |of| of.value);
        match (self.kind.value, &value.0.kind) {
            (ParamKind::List, Kind::List(items)) => {
                let items = items.iter().map(|item| self.scalar(of, item)).collect::<Result<Vec<_>, _>>()?;
                Ok(vec![(name.to_owned(), expr::Value::List(items))])
            }
            (ParamKind::Map, Kind::Map(entries)) => {
                let entry = |entry: &Entry| Ok((format!("{name}.{}", entry.key.value), self.scalar(of, &entry.value)?));
                entries.iter().map(entry).collect()
            }
            (ParamKind::List, _) => Err(shape("a list")),
            (ParamKind::Map, _) => Err(shape("a mapping")),
            (kind, _) => Ok(vec![(name.to_owned(), self.scalar(kind, &value.0)?)]),
        }
    }

    /// One value in its own type.
    fn scalar(&self, kind: ParamKind, node: &Node) -> Result<expr::Value, Diagnostic> {
        let Kind::Scalar(scalar) = &node.kind else {
            return Err(WrongShape { expected: "a single value", found: node.describe(), span: node.span }.into());
        };
        let text = &scalar.text;
        let wrong = |code, problem| WrongValue { code, text: text.clone(), problem, span: node.span }.into();
        let bare = matches!(kind, ParamKind::Int | ParamKind::Number | ParamKind::Bool | ParamKind::Port);
        if bare && scalar.style != Style::Plain {
            let problem = Problem::new("is text, because it is quoted").help("write it without quotes");
            return Err(wrong("wrong-value", problem));
        }
        let text = unescaped(text).unwrap_or_default();
        self.parsed(kind, &text).map_err(|(code, problem)| wrong(code, problem))
    }

    /// A value that is said on a command line.
    ///
    /// # Errors
    /// What is wrong with it; lists and maps can't be said there.
    pub fn said(&self, text: &str) -> Result<expr::Value, Problem> {
        if self.kind.value.holds() {
            return Err(Problem::new("can't be said here, for the parameter holds several values"));
        }
        self.parsed(self.kind.value, text).map_err(|(_, problem)| problem)
    }

    /// A text as a value of the type, within the parameter's bounds; else a code and what is wrong.
    fn parsed(&self, kind: ParamKind, text: &str) -> Result<expr::Value, (&'static str, Problem)> {
        let (code, parsed) = match kind {
            ParamKind::String => ("wrong-value", self.string(text)),
            ParamKind::Int => ("wrong-value", self.int(text)),
            ParamKind::Number => ("wrong-value", self.number(text)),
            ParamKind::Bool => ("wrong-value", bool::parse(text).map(expr::Value::Bool)),
            ParamKind::Port => ("wrong-value", Port::parse(text).map(|port| expr::Value::Int(i64::from(port.0)))),
            ParamKind::Quantity => ("wrong-value", checked::<Quantity>(text)),
            ParamKind::Duration => ("wrong-value", checked::<Duration>(text)),
            ParamKind::Image => (Image::CODE, checked::<Image>(text)),
            ParamKind::List | ParamKind::Map => ("wrong-value", Err(Problem::new("can't be held by a list or a map"))),
        };
        parsed.map_err(|problem| (code, problem))
    }

    /// Whether a value that an expression gave is within the parameter's bounds; its type is known to be right.
    ///
    /// # Errors
    /// A finding at `span`, which is the expression's.
    pub fn admits(&self, value: &expr::Value, span: Span) -> Result<(), Diagnostic> {
        let (kind, values) = match value {
            expr::Value::List(values) => (self.of.map_or(ParamKind::String, |of| of.value), values.as_slice()),
            one => (self.kind.value, std::slice::from_ref(one)),
        };
        values.iter().filter_map(expr::Value::text).try_for_each(|text| {
            let wrong = |(code, problem)| WrongValue { code, text: text.clone(), problem, span }.into();
            self.parsed(kind, &text).map(|_| ()).map_err(wrong)
        })
    }

    fn string(&self, text: &str) -> Result<expr::Value, Problem> {
        let length = text.chars().count();
        if !self.choices.is_empty() && !self.choices.iter().any(|choice| choice.value == text) {
            let words: Vec<&str> = self.choices.iter().map(|choice| choice.value.as_str()).collect();
            return Err(super::literal::unknown_word(text, &words));
        }
        if let Some(pattern) = &self.pattern
            && !pattern.value.whole.is_match(text)
        {
            let problem = Problem::new("does not match the parameter's pattern");
            return Err(problem.help(format!("write a text that matches `{}`", pattern.value.text())));
        }
        let fewest = self.min_length.map_or(0, |n| n.value as usize);
        let most = self.max_length.map_or(usize::MAX, |n| n.value as usize);
        if length < fewest || length > most {
            return Err(Problem::new(format!("has {length} characters, which the parameter does not allow")));
        }
        Ok(expr::Value::Text(text.to_owned()))
    }

    fn int(&self, text: &str) -> Result<expr::Value, Problem> {
        let number = i64::parse(text)?;
        // Whole numbers up to 2^53 are exact here, and bounds are small.
        self.within(number as f64)?;
        Ok(expr::Value::Int(number))
    }

    fn number(&self, text: &str) -> Result<expr::Value, Problem> {
        let Bound(number) = Bound::parse(text)?;
        self.within(number)?;
        Ok(expr::Value::Number(number))
    }

    fn within(&self, number: f64) -> Result<(), Problem> {
        if let Some(min) = self.min.filter(|min| number < min.value.0) {
            let problem = Problem::new(format!("is less than {}, the least that the parameter allows", min.value.0));
            return Err(problem.help(format!("write {} or more", min.value.0)));
        }
        if let Some(max) = self.max.filter(|max| number > max.value.0) {
            let problem = Problem::new(format!("is more than {}, the most that the parameter allows", max.value.0));
            return Err(problem.help(format!("write {} or less", max.value.0)));
        }
        Ok(())
    }
}

/// The text itself, once it is known to be a value of `T`.
fn checked<T: Literal>(text: &str) -> Result<expr::Value, Problem> {
    T::parse(text).map(|_| expr::Value::Text(text.to_owned()))
}
