//! Patches: what the author merges over an object when all else is done.
//!
//! Input: an object in the Kubernetes API's type, and a patch. Output: the patched object, or what is wrong with the patch.
//! Gained: the object is still one of its type, and nothing of the patch is lost. Mappings merge, lists of objects with
//! names merge by name, other lists and single values replace, `null` removes. Not here: whose patch it is.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::ast::{Raw, RawKind};
use crate::instantiate::Patch;
use crate::source::{Span, Spanned};

use super::fixed::fixed;
use super::pod_security::weaknesses;
use super::refused::{Refused, Why};

/// Where the patch set or removed something in the object, and its place in the sources.
pub(super) type Set = Vec<SetAt>;

#[derive(Debug, Clone)]
pub(super) struct SetAt {
    pub pointer: String,
    pub span: Span,
    /// Its key, or itself in a list.
    pub key: Span,
}

/// The object with a patch merged over it.
///
/// # Errors
/// What of the patch can't be done; nothing of it is done then.
pub(super) fn apply<K: Serialize + DeserializeOwned>(object: &K, patch: &Patch) -> Result<(K, Set), Vec<Refused>> {
    let fixed = fixed(&patch.kind, &patch.body);
    if !fixed.is_empty() {
        return Err(fixed);
    }
    let before = serde_json::to_value(object).unwrap_or_default();
    let (after, set) = merged(&before, &patch.body);
    let typed = retyped(&before, &after, &set, (&patch.kind, patch.span))?;
    let weakened = if patch.kind == "Pod" { weakened(&before, &after, &set, patch) } else { Vec::new() };
    if weakened.is_empty() { Ok((typed, set)) } else { Err(weakened) }
}

/// What pods were not let do before.
fn weakened(before: &Value, after: &Value, set: &Set, patch: &Patch) -> Vec<Refused> {
    let allowed: Vec<String> = weaknesses(before).into_iter().map(|weakness| weakness.of).collect();
    let new = weaknesses(after).into_iter().filter(|weakness| !allowed.contains(&weakness.of));
    let refused = new.map(|weakness| Refused {
        span: place(set, &weakness.pointer).map_or(patch.span, |at| at.span),
        why: Why::Weakened { what: weakness.what, help: weakness.help },
    });
    refused.collect()
}

/// The patched object, still untyped.
fn merged(object: &Value, body: &Raw<Value>) -> (Value, Set) {
    let (mut merged, mut set) = (object.clone(), Vec::new());
    merge(&mut merged, body, "", body.span, &mut set);
    (merged, set)
}

/// The object as its type again, which it was `before`; what is called so and stands there is what is wrong with it.
///
/// # Errors
/// Fields that the type does not have, or a value that one of them does not take.
pub(super) fn retyped<K: Serialize + DeserializeOwned>(
    before: &Value,
    after: &Value,
    set: &Set,
    of: (&str, Span),
) -> Result<K, Vec<Refused>> {
    let typed: K = match serde_json::from_value(after.clone()) {
        Ok(typed) => typed,
        Err(error) => return Err(vec![unfit::<K>(before, after, set, of, &error.to_string())]),
    };
    let mut lost = Vec::new();
    compare(after, &serde_json::to_value(&typed).unwrap_or_default(), "", &mut lost);
    let unknown = lost.into_iter().map(|pointer| Refused {
        span: place(set, &pointer).map_or(of.1, |at| at.key),
        why: Why::Unknown { kind: of.0.to_owned(), pointer },
    });
    let unknown: Vec<Refused> = unknown.collect();
    if unknown.is_empty() { Ok(typed) } else { Err(unknown) }
}

/// What a whole tree makes.
pub(super) fn made_of(raw: &Raw<Value>) -> (Value, Set) {
    let mut set = Vec::new();
    (made(raw, "", raw.span, &mut set), set)
}

fn merge(target: &mut Value, over: &Raw<Value>, pointer: &str, key: Span, set: &mut Set) {
    match (target, &over.kind) {
        (Value::Object(fields), RawKind::Map(entries)) => {
            for (key, value) in entries {
                let pointer = below(pointer, &key.value);
                let at = key.span;
                match (&value.kind, fields.get_mut(&key.value)) {
                    (RawKind::Null, _) => {
                        set.push(SetAt { pointer, span: value.span, key: at });
                        fields.remove(&key.value);
                    }
                    (_, Some(field)) => merge(field, value, &pointer, at, set),
                    (_, None) => {
                        fields.insert(key.value.clone(), made(value, &pointer, at, set));
                    }
                }
            }
        }
        (Value::Array(items), RawKind::List(over)) if named(items).is_some() && names(over).is_some() => {
            for item in over {
                let at = items.iter().position(|own| name(own) == item_name(item));
                let pointer = below(pointer, &at.unwrap_or(items.len()).to_string());
                match at.and_then(|at| items.get_mut(at)) {
                    Some(own) => merge(own, item, &pointer, item.span, set),
                    None => items.push(made(item, &pointer, item.span, set)),
                }
            }
        }
        (target, _) => *target = made(over, pointer, key, set),
    }
}

/// A part that was not there; `null` in it means nothing.
fn made(raw: &Raw<Value>, pointer: &str, key: Span, set: &mut Set) -> Value {
    set.push(SetAt { pointer: pointer.to_owned(), span: raw.span, key });
    match &raw.kind {
        RawKind::Null => Value::Null,
        RawKind::Leaf(value) => value.clone(),
        RawKind::List(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| made(item, &below(pointer, &at.to_string()), item.span, set))
            .collect(),
        RawKind::Map(entries) => {
            let there = entries.iter().filter(|(_, value)| !matches!(value.kind, RawKind::Null));
            let made =
                there.map(|(key, value)| (key.value.clone(), made(value, &below(pointer, &key.value), key.span, set)));
            Value::Object(made.collect::<Map<_, _>>())
        }
    }
}

/// A patch in one form, for digests.
pub(super) fn text(body: &Raw<Value>) -> String {
    match &body.kind {
        RawKind::Null => "null".to_owned(),
        RawKind::Leaf(value) => value.to_string(),
        RawKind::List(items) => format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(",")),
        RawKind::Map(entries) => {
            let entry = |(key, value): &(Spanned<String>, _)| format!("{}:{}", Value::from(key.as_str()), text(value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}

pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn name(value: &Value) -> Option<&str> {
    value.get("name").and_then(Value::as_str)
}

/// The names of a list of objects that all have one.
fn named(items: &[Value]) -> Option<Vec<&str>> {
    items.iter().map(name).collect()
}

fn item_name(item: &Raw<Value>) -> Option<&str> {
    let RawKind::Map(entries) = &item.kind else { return None };
    let value = entries.iter().find(|(key, _)| key.value == "name").map(|(_, value)| &value.kind);
    match value {
        Some(RawKind::Leaf(name)) => name.as_str(),
        Some(RawKind::Null | RawKind::List(_) | RawKind::Map(_)) | None => None,
    }
}

fn names(items: &[Raw<Value>]) -> Option<Vec<&str>> {
    items.iter().map(item_name).collect()
}

/// What the type did not take in.
fn compare(whole: &Value, typed: &Value, pointer: &str, lost: &mut Vec<String>) {
    match (whole, typed) {
        (Value::Object(fields), Value::Object(kept)) => {
            for (key, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
                let pointer = below(pointer, key);
                match kept.get(key) {
                    Some(kept) => compare(value, kept, &pointer, lost),
                    None => lost.push(pointer),
                }
            }
        }
        (Value::Array(items), Value::Array(kept)) => {
            for (at, (item, kept)) in items.iter().zip(kept).enumerate() {
                compare(item, kept, &below(pointer, &at.to_string()), lost);
            }
        }
        _ => {}
    }
}

/// What set a value, or what holds it.
pub(super) fn place<'s>(set: &'s Set, pointer: &str) -> Option<&'s SetAt> {
    let holds = |at: &&SetAt| {
        pointer.strip_prefix(at.pointer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    set.iter().filter(holds).max_by_key(|at| at.pointer.len())
}

/// The value without which the object would be of its type.
fn unfit<K: DeserializeOwned>(before: &Value, after: &Value, set: &Set, of: (&str, Span), error: &str) -> Refused {
    let is_to_blame = |at: &&SetAt| {
        let mut without = after.clone();
        revert(&mut without, before, &at.pointer);
        serde_json::from_value::<K>(without).is_ok()
    };
    let blamed = set.iter().rev().find(is_to_blame);
    let (pointer, span) = blamed.map_or((String::new(), of.1), |at| (at.pointer.clone(), at.span));
    Refused { span, why: Why::Unfit { kind: of.0.to_owned(), pointer, expected: expected(error) } }
}

/// Puts one value back to what it was.
fn revert(object: &mut Value, before: &Value, pointer: &str) {
    let old = before.pointer(pointer).cloned();
    match (object.pointer_mut(pointer), old) {
        (Some(value), Some(old)) => *value = old,
        (Some(_), None) => {
            let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
            let key = key.replace("~1", "/").replace("~0", "~");
            match object.pointer_mut(parent) {
                Some(Value::Object(fields)) => drop(fields.remove(&key)),
                Some(Value::Array(items)) => {
                    let at = key.parse().ok().filter(|at| *at < items.len());
                    at.into_iter().for_each(|at: usize| drop(items.remove(at)));
                }
                _ => {}
            }
        }
        (None, Some(old)) => {
            let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
            if let Some(Value::Object(fields)) = object.pointer_mut(parent) {
                fields.insert(key.replace("~1", "/").replace("~0", "~"), old);
            }
        }
        (None, None) => {}
    }
}

/// What was wanted, in the words of objects: the type's own error speaks of Rust.
fn expected(error: &str) -> String {
    if let Some(field) = error.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        return format!("a value with `{field}`");
    }
    let wanted = error.rsplit_once("expected ").map_or("", |(_, wanted)| wanted);
    match wanted {
        "a boolean" => "`true` or `false`".to_owned(),
        "a string" => "a text, in quotes where it looks like a number".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a mapping".to_owned(),
        "i32" | "i64" | "u16" | "u32" => "a whole number".to_owned(),
        "f64" => "a number".to_owned(),
        _ if wanted.starts_with(|c: char| c.is_ascii_uppercase()) => "a mapping".to_owned(),
        _ => "something else".to_owned(),
    }
}
