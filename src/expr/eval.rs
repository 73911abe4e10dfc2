//! Expressions -> values.
//!
//! Input: the parts of a checked template and the values of one box. Output: what it gives there.
//! Work is bounded: the parser bounds the tree, and no value grows past [`MAX_SIZE`].

use std::cmp::Ordering;

use super::errors::{FailedExpression, Failure};
use super::functions::{MAX_SIZE, bounded};
use super::template::Part;
use super::tree::{Arithmetic, Comparison, Kind, Node};
use super::value::{Piece, Rendered, Value, Values};

type Evaluated = Result<Value, FailedExpression>;

pub(super) fn parts(parts: &[Part], values: &dyn Values) -> Result<Rendered, FailedExpression> {
    if let [Part::Expression(node)] = parts {
        return eval(node, values).map(Rendered::Value);
    }
    let mut pieces = Vec::new();
    let mut size = 0;
    for part in parts {
        match part {
            Part::Text(text) => push(&mut pieces, text),
            Part::Expression(node) => {
                let value = eval(node, values)?;
                let text = interpolate(value, &mut pieces).map_err(|failure| failed(failure, node))?;
                size += text;
                if size > MAX_SIZE {
                    return Err(failed(Failure::TooLarge, node));
                }
            }
        }
    }
    Ok(Rendered::Text(pieces))
}

/// Appends a value to a composed text; gives the number of bytes.
fn interpolate(value: Value, pieces: &mut Vec<Piece>) -> Result<usize, Failure> {
    match value {
        Value::Secret { secret, key } => pieces.push(Piece::Secret { secret, key }),
        Value::Field(field) => pieces.push(Piece::Field(field)),
        Value::Text(_) | Value::Int(_) | Value::Number(_) | Value::Bool(_) | Value::List(_) => {
            let text = value.text().ok_or(Failure::Mistyped)?;
            push(pieces, &text);
            return Ok(text.len());
        }
    }
    Ok(0)
}

fn push(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(last)) => last.push_str(text),
        Some(Piece::Secret { .. } | Piece::Field(_)) | None => pieces.push(Piece::Text(text.to_owned())),
    }
}

fn eval(node: &Node, values: &dyn Values) -> Evaluated {
    let at = |failure| failed(failure, node);
    match &node.kind {
        Kind::Constant(value) => Ok(value.clone()),
        Kind::Path(path) => values.value(path).ok_or_else(|| {
            let written = path.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(".");
            at(Failure::NoValue(written))
        }),
        Kind::List(nodes) => all(nodes, values).map(Value::List),
        Kind::Not(inner) => Ok(Value::Bool(!truth(inner, values)?)),
        Kind::Negate(inner) => negate(&eval(inner, values)?).map_err(at),
        Kind::Arithmetic(op, pair) => arithmetic(*op, &eval(&pair.0, values)?, &eval(&pair.1, values)?).map_err(at),
        Kind::Concat(pair) => concat(&eval(&pair.0, values)?, &eval(&pair.1, values)?).map_err(at),
        Kind::Compare(op, pair) => compare(*op, &eval(&pair.0, values)?, &eval(&pair.1, values)?).map_err(at),
        Kind::In(pair) => contains(&eval(&pair.0, values)?, &eval(&pair.1, values)?).map_err(at),
        Kind::Both(pair) => Ok(Value::Bool(truth(&pair.0, values)? && truth(&pair.1, values)?)),
        Kind::Either(pair) => Ok(Value::Bool(truth(&pair.0, values)? || truth(&pair.1, values)?)),
        Kind::If(parts) => eval(if truth(&parts.test, values)? { &parts.yes } else { &parts.no }, values),
        Kind::Apply(function, nodes) => (function.run)(&all(nodes, values)?).map_err(at),
    }
}

fn all(nodes: &[Node], values: &dyn Values) -> Result<Vec<Value>, FailedExpression> {
    nodes.iter().map(|node| eval(node, values)).collect()
}

fn truth(node: &Node, values: &dyn Values) -> Result<bool, FailedExpression> {
    match eval(node, values)? {
        Value::Bool(bool) => Ok(bool),
        Value::Text(_) | Value::Int(_) | Value::Number(_) | Value::List(_) | Value::Secret { .. } | Value::Field(_) => {
            Err(failed(Failure::Mistyped, node))
        }
    }
}

fn negate(value: &Value) -> Result<Value, Failure> {
    match value {
        Value::Int(int) => int.checked_neg().map(Value::Int).ok_or(Failure::Overflow),
        _ => value.number().map(|number| Value::Number(-number)).ok_or(Failure::Mistyped),
    }
}

fn arithmetic(op: Arithmetic, left: &Value, right: &Value) -> Result<Value, Failure> {
    if let (Value::Int(left), Value::Int(right), true) = (left, right, op != Arithmetic::Divide) {
        return ints(op, *left, *right).map(Value::Int);
    }
    let (left, right) = (left.number().ok_or(Failure::Mistyped)?, right.number().ok_or(Failure::Mistyped)?);
    let number = floats(op, left, right)?;
    if number.is_finite() { Ok(Value::Number(number)) } else { Err(Failure::Overflow) }
}

fn ints(op: Arithmetic, left: i64, right: i64) -> Result<i64, Failure> {
    let divides = matches!(op, Arithmetic::Divide | Arithmetic::FloorDivide | Arithmetic::Remainder);
    if divides && right == 0 {
        return Err(Failure::DivisionByZero);
    }
    match op {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide | Arithmetic::FloorDivide => left.checked_div(right).map(|quotient| {
            // Rust rounds towards zero; one less where something is left over and the signs differ.
            let rounded_up = left.wrapping_rem(right) != 0 && (left < 0) != (right < 0);
            quotient - i64::from(rounded_up)
        }),
        Arithmetic::Remainder => {
            let left_over = left.wrapping_rem(right);
            let other_sign = left_over != 0 && (left_over < 0) != (right < 0);
            Some(if other_sign { left_over + right } else { left_over })
        }
    }
    .ok_or(Failure::Overflow)
}

fn floats(op: Arithmetic, left: f64, right: f64) -> Result<f64, Failure> {
    match op {
        Arithmetic::Add => Ok(left + right),
        Arithmetic::Subtract => Ok(left - right),
        Arithmetic::Multiply => Ok(left * right),
        Arithmetic::Divide | Arithmetic::FloorDivide | Arithmetic::Remainder if right == 0.0 => {
            Err(Failure::DivisionByZero)
        }
        Arithmetic::Divide => Ok(left / right),
        Arithmetic::FloorDivide => Ok((left / right).floor()),
        Arithmetic::Remainder => {
            let left_over = left % right;
            let other_sign = left_over != 0.0 && (left_over < 0.0) != (right < 0.0);
            Ok(if other_sign { left_over + right } else { left_over })
        }
    }
}

fn concat(left: &Value, right: &Value) -> Result<Value, Failure> {
    let (mut left, right) = (left.text().ok_or(Failure::Mistyped)?, right.text().ok_or(Failure::Mistyped)?);
    left.push_str(&right);
    bounded(left)
}

fn compare(op: Comparison, left: &Value, right: &Value) -> Result<Value, Failure> {
    let order = left.order(right).ok_or(Failure::Mistyped)?;
    Ok(Value::Bool(match op {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::Unequal => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::AtMost => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::AtLeast => order != Ordering::Less,
    }))
}

fn contains(needle: &Value, hay: &Value) -> Result<Value, Failure> {
    match (needle, hay) {
        (Value::Text(needle), Value::Text(hay)) => Ok(Value::Bool(hay.contains(needle.as_str()))),
        (_, Value::List(list)) => Ok(Value::Bool(list.iter().any(|one| needle.order(one) == Some(Ordering::Equal)))),
        _ => Err(Failure::Mistyped),
    }
}

fn failed(failure: Failure, node: &Node) -> FailedExpression {
    FailedExpression { failure, span: node.span }
}
