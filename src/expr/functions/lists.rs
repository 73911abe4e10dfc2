//! Filters over lists. Texts are in the order of their bytes, numbers in that of their size, `false` before `true`.

use std::cmp::Ordering;

use super::{Failure, Function, Gives, MAX_SIZE, Takes, Value, bounded, list, text};

pub(super) const LENGTH: Function = Function {
    name: "length",
    signature: "value | length",
    summary: "how many elements a list has, or characters a text",
    example: "[1, 2, 3] | length",
    result: "3",
    takes: Takes::TextOrList,
    arguments: &[],
    gives: Gives::Int,
    run: length,
};

fn length(values: &[Value]) -> Result<Value, Failure> {
    let length = match values.first() {
        Some(Value::Text(text)) => text.chars().count(),
        _ => list(values)?.len(),
    };
    i64::try_from(length).map(Value::Int).map_err(|_| Failure::Overflow)
}

pub(super) const FIRST: Function = Function {
    name: "first",
    signature: "list | first",
    summary: "the first element; an empty list fails",
    example: r#"["a", "b"] | first"#,
    result: r#""a""#,
    takes: Takes::List,
    arguments: &[],
    gives: Gives::Element,
    run: |values| list(values)?.first().cloned().ok_or(Failure::EmptyList),
};

pub(super) const LAST: Function = Function {
    name: "last",
    signature: "list | last",
    summary: "the last element; an empty list fails",
    example: r#"["a", "b"] | last"#,
    result: r#""b""#,
    takes: Takes::List,
    arguments: &[],
    gives: Gives::Element,
    run: |values| list(values)?.last().cloned().ok_or(Failure::EmptyList),
};

pub(super) const JOIN: Function = Function {
    name: "join",
    signature: "list | join(text)",
    summary: "the elements as one text with the argument between them",
    example: r#"[8, 16] | join(", ")"#,
    result: r#""8, 16""#,
    takes: Takes::List,
    arguments: &[Takes::Text],
    gives: Gives::Text,
    run: join,
};

fn join(values: &[Value]) -> Result<Value, Failure> {
    let (list, by) = (list(values)?, text(values, 1)?);
    let mut out = String::new();
    for (n, element) in list.iter().enumerate() {
        out.push_str(if n == 0 { "" } else { by });
        out.push_str(&element.text().ok_or(Failure::Mistyped)?);
        if out.len() > MAX_SIZE {
            return Err(Failure::TooLarge);
        }
    }
    bounded(out)
}

pub(super) const EACH: Function = Function {
    name: "each",
    signature: "list | each(text)",
    summary: "the argument once for every element, which stands for `{}` in it; `{n}` is its number from 0, `{n+1}` from 1",
    example: r#"["a.b", "c.b"] | each("{n}@{}:9093")"#,
    result: r#"["0@a.b:9093","1@c.b:9093"]"#,
    takes: Takes::List,
    arguments: &[Takes::Text],
    gives: Gives::Texts,
    run: each,
};

fn each(values: &[Value]) -> Result<Value, Failure> {
    let (list, shape) = (list(values)?, text(values, 1)?);
    let (mut out, mut size) = (Vec::new(), 0);
    for (n, element) in list.iter().enumerate() {
        let element = element.text().ok_or(Failure::Mistyped)?;
        // Counted before anything is built: a short expression must not ask for gigabytes.
        size += shape.len().saturating_mul(element.len().max(8));
        if size > 64 * MAX_SIZE {
            return Err(Failure::TooLarge);
        }
        // Numbers first: what an element holds is not looked into.
        let shape = shape.replace("{n}", &n.to_string()).replace("{n+1}", &(n + 1).to_string());
        out.push(bounded(shape.replace("{}", &element))?);
    }
    Ok(Value::List(out))
}

pub(super) const MIN: Function = Function {
    name: "min",
    signature: "list | min",
    summary: "the least element; an empty list fails",
    example: "[3, 1, 2] | min",
    result: "1",
    takes: Takes::List,
    arguments: &[],
    gives: Gives::Element,
    run: |values| sorted(values)?.into_iter().next().ok_or(Failure::EmptyList),
};

pub(super) const MAX: Function = Function {
    name: "max",
    signature: "list | max",
    summary: "the greatest element; an empty list fails",
    example: "[3, 1, 2] | max",
    result: "3",
    takes: Takes::List,
    arguments: &[],
    gives: Gives::Element,
    run: |values| sorted(values)?.pop().ok_or(Failure::EmptyList),
};

pub(super) const SORT: Function = Function {
    name: "sort",
    signature: "list | sort",
    summary: "the list in order: numbers by size, texts by their bytes (capitals first)",
    example: r#"["b", "C", "a"] | sort"#,
    result: r#"["C","a","b"]"#,
    takes: Takes::List,
    arguments: &[],
    gives: Gives::Same,
    run: |values| Ok(Value::List(sorted(values)?)),
};

fn sorted(values: &[Value]) -> Result<Vec<Value>, Failure> {
    let mut list = list(values)?.to_vec();
    list.sort_by(order);
    Ok(list)
}

/// Elements of a checked list are of one kind; the kinds have an order too, because sorting wants one that is total.
fn order(one: &Value, two: &Value) -> Ordering {
    one.order(two).unwrap_or_else(|| kind(one).cmp(&kind(two)))
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Bool(_) => 0,
        Value::Int(_) | Value::Number(_) => 1,
        Value::Text(_) => 2,
        Value::List(_) => 3,
        Value::Secret { .. } | Value::Field(_) => 4,
    }
}

pub(super) const UNIQUE: Function = Function {
    name: "unique",
    signature: "list | unique",
    summary: "the list without repetitions, each element where it stood first",
    example: r#"["b", "a", "b"] | unique"#,
    result: r#"["b","a"]"#,
    takes: Takes::List,
    arguments: &[],
    gives: Gives::Same,
    run: unique,
};

fn unique(values: &[Value]) -> Result<Value, Failure> {
    let mut places: Vec<_> = list(values)?.iter().enumerate().collect();
    // A stable sort brings equal elements together with the first in front.
    places.sort_by(|(_, one), (_, two)| order(one, two));
    places.dedup_by(|(_, one), (_, two)| order(one, two) == Ordering::Equal);
    places.sort_by_key(|(place, _)| *place);
    Ok(Value::List(places.into_iter().map(|(_, value)| value.clone()).collect()))
}
