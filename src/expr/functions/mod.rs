//! Filters and tests: one table for the checker, the evaluator, the documentation and the tests.
//!
//! The set is closed. A function is total over what its types admit, but for the [`Failure`]s that it names.

mod lists;
mod numbers;
mod texts;

use super::errors::Failure;
use super::value::Value;

/// Texts and lists of a run are bounded by this many bytes, or elements.
pub(super) const MAX_SIZE: usize = 1 << 20;

/// A filter (`value | name(arguments)`) or a test (`value is name(arguments)`).
#[derive(Debug)]
pub struct Function {
    pub name: &'static str,
    /// How it is written, with types: `text | replace(text, text)`.
    pub signature: &'static str,
    /// One line.
    pub summary: &'static str,
    pub example: &'static str,
    /// What the example gives, as JSON.
    pub result: &'static str,
    pub(super) takes: Takes,
    pub(super) arguments: &'static [Takes],
    pub(super) gives: Gives,
    /// The value that it is applied to comes first; there are as many values as the checker let pass.
    pub(super) run: fn(&[Value]) -> Result<Value, Failure>,
}

/// What a function may be applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Text,
    Int,
    Number,
    TextOrNumber,
    /// A text, number or bool.
    Scalar,
    /// A list of scalars.
    List,
    TextOrList,
    Anything,
}

/// What a function makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    Text,
    Int,
    Bool,
    Texts,
    /// An element of the list.
    Element,
    /// What it took.
    Same,
}

impl Takes {
    /// What belongs there, in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Takes::Text => "a text",
            Takes::Int => "an int",
            Takes::Number => "a number",
            Takes::TextOrNumber => "a text or a number",
            Takes::Scalar => "a text, number or bool",
            Takes::List => "a list of single values",
            Takes::TextOrList => "a text or a list",
            Takes::Anything => "a value",
        }
    }
}

/// The filters, by name.
pub const FILTERS: &[Function] = &[
    texts::B64ENCODE,
    lists::EACH,
    lists::FIRST,
    numbers::INT,
    lists::JOIN,
    lists::LAST,
    lists::LENGTH,
    texts::LOWER,
    lists::MAX,
    lists::MIN,
    texts::REPLACE,
    lists::SORT,
    texts::SPLIT,
    texts::STRING,
    texts::TOJSON,
    texts::TRIM,
    lists::UNIQUE,
    texts::UPPER,
];

/// The tests, by name.
pub const TESTS: &[Function] =
    &[numbers::DIVISIBLEBY, texts::ENDINGWITH, numbers::EVEN, numbers::ODD, texts::STARTINGWITH];

pub(super) fn filter(name: &str) -> Option<&'static Function> {
    FILTERS.iter().find(|function| function.name == name)
}

pub(super) fn test(name: &str) -> Option<&'static Function> {
    TESTS.iter().find(|function| function.name == name)
}

/// The `n`-th value as a text.
fn text(values: &[Value], n: usize) -> Result<&str, Failure> {
    match values.get(n) {
        Some(Value::Text(text)) => Ok(text),
        _ => Err(Failure::Mistyped),
    }
}

/// The value that the function is applied to, as a list.
fn list(values: &[Value]) -> Result<&[Value], Failure> {
    match values.first() {
        Some(Value::List(list)) => Ok(list),
        _ => Err(Failure::Mistyped),
    }
}

/// A text that is not too large.
pub(super) fn bounded(text: String) -> Result<Value, Failure> {
    if text.len() > MAX_SIZE { Err(Failure::TooLarge) } else { Ok(Value::Text(text)) }
}
