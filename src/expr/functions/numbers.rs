//! Filters and tests over numbers.

use super::super::value::as_int;
use super::{Failure, Function, Gives, Takes, Value};

pub(super) const INT: Function = Function {
    name: "int",
    signature: "value | int",
    summary: "a text that holds an int, or a number without its fraction, as an int; any other text fails",
    example: r#""8080" | int"#,
    result: "8080",
    takes: Takes::TextOrNumber,
    arguments: &[],
    gives: Gives::Int,
    run: |values| values.first().ok_or(Failure::Mistyped).and_then(int),
};

fn int(value: &Value) -> Result<Value, Failure> {
    match value {
        Value::Int(int) => Ok(Value::Int(*int)),
        Value::Number(number) => as_int(number.trunc()).map(Value::Int).ok_or(Failure::Overflow),
        Value::Text(text) => text.trim().parse().map(Value::Int).map_err(|_| no_int(text)),
        Value::Bool(_) | Value::List(_) | Value::Secret { .. } | Value::Field(_) => Err(Failure::Mistyped),
    }
}

fn no_int(text: &str) -> Failure {
    Failure::NoInt(text.chars().take(60).collect())
}

pub(super) const EVEN: Function = Function {
    name: "even",
    signature: "int is even",
    summary: "whether two divides the int",
    example: "4 is even",
    result: "true",
    takes: Takes::Int,
    arguments: &[],
    gives: Gives::Bool,
    run: |values| Ok(Value::Bool(divides(2, int_at(values, 0)?)?)),
};

pub(super) const ODD: Function = Function {
    name: "odd",
    signature: "int is odd",
    summary: "whether two does not divide the int",
    example: "4 is odd",
    result: "false",
    takes: Takes::Int,
    arguments: &[],
    gives: Gives::Bool,
    run: |values| Ok(Value::Bool(!divides(2, int_at(values, 0)?)?)),
};

pub(super) const DIVISIBLEBY: Function = Function {
    name: "divisibleby",
    signature: "int is divisibleby(int)",
    summary: "whether the argument divides the int",
    example: "9 is divisibleby(3)",
    result: "true",
    takes: Takes::Int,
    arguments: &[Takes::Int],
    gives: Gives::Bool,
    run: |values| Ok(Value::Bool(divides(int_at(values, 1)?, int_at(values, 0)?)?)),
};

fn divides(divisor: i64, int: i64) -> Result<bool, Failure> {
    match divisor {
        0 => Err(Failure::DivisionByZero),
        // The smallest int has no positive counterpart, so the division by it would overflow.
        -1 => Ok(true),
        divisor => Ok(int % divisor == 0),
    }
}

fn int_at(values: &[Value], n: usize) -> Result<i64, Failure> {
    match values.get(n) {
        Some(Value::Int(int)) => Ok(*int),
        _ => Err(Failure::Mistyped),
    }
}
