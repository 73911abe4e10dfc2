//! Values of expressions and how they are spelt.

use std::cmp::Ordering;

use super::types::Path;

/// What the names stand for in one box.
pub trait Values {
    /// `None` when there is no such value, which a checked expression never asks for.
    fn value(&self, path: &Path) -> Option<Value>;
}

/// What an expression gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Int(i64),
    Number(f64),
    Bool(bool),
    List(Vec<Value>),
    /// A key of a secret, which only the pod knows.
    Secret {
        secret: String,
        key: String,
    },
    /// A fact that only the pod knows, by its name under `fields`.
    Field(String),
}

/// A part of a composed text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Text(String),
    Secret { secret: String, key: String },
    Field(String),
}

/// What a template gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Rendered {
    /// The template is exactly one expression, whose value keeps its type.
    Value(Value),
    /// A composed text; no two texts stand side by side.
    Text(Vec<Piece>),
}

impl Rendered {
    /// The one text that it is; nothing for a list, and for what only the pod knows.
    pub fn text(self) -> Option<String> {
        let literal = |piece| match piece {
            Piece::Text(text) => Some(text),
            Piece::Secret { .. } | Piece::Field(_) => None,
        };
        match self {
            Rendered::Value(value) => value.text(),
            Rendered::Text(pieces) => pieces.into_iter().map(literal).collect(),
        }
    }
}

impl Value {
    /// How a text, number or bool is written where text is wanted: `5`, `0.5`, `true`.
    /// `None` for a list and for what only the pod knows.
    pub fn text(&self) -> Option<String> {
        match self {
            Value::Text(text) => Some(text.clone()),
            Value::Int(int) => Some(int.to_string()),
            // Shortest digits that read back as the same number, and `5` for a whole one.
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(bool) => Some(bool.to_string()),
            Value::List(_) | Value::Secret { .. } | Value::Field(_) => None,
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            // Ints past 2^53 lose their last digits, as they do in every language with floats.
            #[allow(clippy::cast_precision_loss, reason = "that is what mixing an int with a float means")]
            Value::Int(int) => Some(*int as f64),
            Value::Number(number) => Some(*number),
            Value::Text(_) | Value::Bool(_) | Value::List(_) | Value::Secret { .. } | Value::Field(_) => None,
        }
    }

    /// Texts by bytes, numbers by size, `false` before `true`; `None` for values that have no order among each other.
    pub(super) fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Text(one), Value::Text(two)) => Some(one.cmp(two)),
            (Value::Int(one), Value::Int(two)) => Some(one.cmp(two)),
            (Value::Bool(one), Value::Bool(two)) => Some(one.cmp(two)),
            (Value::Int(one), Value::Number(two)) => Some(int_and_float(*one, *two)),
            (Value::Number(one), Value::Int(two)) => Some(int_and_float(*two, *one).reverse()),
            (Value::Number(one), Value::Number(two)) => Some(floats(*one, *two)),
            _ => None,
        }
    }
}

/// What is no number comes last, so that there is always an order.
fn floats(one: f64, two: f64) -> Ordering {
    one.partial_cmp(&two).unwrap_or_else(|| one.is_nan().cmp(&two.is_nan()))
}

/// Exact: by way of a float, two ints could be equal to the same float and not to each other.
fn int_and_float(int: i64, float: f64) -> Ordering {
    match as_int(float.trunc()) {
        Some(whole) => int.cmp(&whole).then(floats(0.0, float.fract())),
        None if float < 0.0 => Ordering::Greater,
        None => Ordering::Less,
    }
}

/// A float without a fraction as an int, where it fits.
pub(super) fn as_int(number: f64) -> Option<i64> {
    // 2^63 is the first float that doesn't fit, and -2^63 the last that does.
    let limit = 9_223_372_036_854_775_808.0;
    #[allow(clippy::cast_possible_truncation, reason = "the range was looked at")]
    (-limit..limit).contains(&number).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_numbers_is_exact() {
        let (int, float) = (Value::Int, Value::Number);
        let two_to_53 = 9_007_199_254_740_992;
        assert_eq!(int(two_to_53 + 1).order(&float(9_007_199_254_740_992.0)), Some(Ordering::Greater));
        assert_eq!(int(two_to_53).order(&float(9_007_199_254_740_992.0)), Some(Ordering::Equal));
        assert_eq!(int(2).order(&float(2.5)), Some(Ordering::Less));
        assert_eq!(int(-2).order(&float(-2.5)), Some(Ordering::Greater));
        assert_eq!(int(i64::MAX).order(&float(1e300)), Some(Ordering::Less));
        assert_eq!(float(-1e300).order(&int(i64::MIN)), Some(Ordering::Less));
    }

    #[test]
    fn values_are_spelt_as_in_yaml() {
        let texts =
            [Value::Bool(true), Value::Int(-5), Value::Number(5.0), Value::Number(0.1)].map(|value| value.text());
        assert_eq!(texts, ["true", "-5", "5", "0.1"].map(|text| Some(text.to_owned())));
        assert_eq!(Value::List(Vec::new()).text(), None);
    }
}
