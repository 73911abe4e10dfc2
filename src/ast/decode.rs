//! From nodes to typed values, collecting every problem on the way.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::expr::{Template, Wanted};
use crate::source::{SourceMap, Span, Spanned};
use crate::syntax::{Entry, Kind, Node, Style};

use super::errors::{ForeignKey, MissingField, NotYet, UnknownKey, WrongShape};
use super::literal::{Literal, literal_of};
use super::merge;
use super::schema::Schemas;

/// Where decoding puts what it finds wrong.
#[derive(Debug)]
pub struct Decoder<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Decoder<'a> {
    pub fn new(sources: &'a SourceMap, diagnostics: &'a mut Diagnostics) -> Self {
        Decoder { sources, diagnostics }
    }

    pub(super) fn push(&mut self, finding: impl Into<Diagnostic>) {
        self.diagnostics.push(finding);
    }
}

/// A type that a field can have.
pub trait Decode: Sized {
    /// The value, or nothing after its problems were reported.
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self>;

    /// What stands for a field that was left out; `None` makes it required.
    fn absent() -> Option<Self> {
        None
    }

    /// The JSON schema of what `decode` accepts.
    fn schema(schemas: &mut Schemas) -> serde_json::Value;

    /// What `over` makes of `base`, where both are written for one field; see [`merge`](super::merge).
    fn merge(_base: &Node, over: &Node) -> Node {
        over.clone()
    }
}

/// The walk over all expressions of a value.
pub trait Visit {
    fn visit(&self, visitor: &mut Visitor<'_>);
}

/// What a walk does at each template: the template and what its field takes.
pub type Visitor<'a> = dyn FnMut(&Template, &Wanted) + 'a;

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        T::decode(node, cx).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn schema(schemas: &mut Schemas) -> serde_json::Value {
        T::schema(schemas)
    }

    fn merge(base: &Node, over: &Node) -> Node {
        T::merge(base, over)
    }
}

impl<T: Visit> Visit for Option<T> {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        if let Some(value) = self {
            value.visit(visitor);
        }
    }
}

impl<T: Decode> Decode for Arc<T> {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        T::decode(node, cx).map(Arc::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Arc::new)
    }

    fn schema(schemas: &mut Schemas) -> serde_json::Value {
        T::schema(schemas)
    }

    fn merge(base: &Node, over: &Node) -> Node {
        T::merge(base, over)
    }
}

impl<T: Visit> Visit for Arc<T> {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        (**self).visit(visitor);
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let Kind::List(items) = &node.kind else {
            let wrong = WrongShape { expected: "a list", found: node.describe(), span: node.span };
            cx.push(Diagnostic::from(wrong).maybe_help(as_list(node)));
            return None;
        };
        let decoded: Vec<Option<T>> = items.iter().map(|item| T::decode(item, cx)).collect();
        decoded.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn schema(schemas: &mut Schemas) -> serde_json::Value {
        serde_json::json!({"type": "array", "items": T::schema(schemas)})
    }
}

impl<T: Visit> Visit for Vec<T> {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        self.iter().for_each(|value| value.visit(visitor));
    }
}

/// A mapping with names chosen by the author, in the author's order.
#[derive(Debug, Clone)]
pub struct Dict<K, T> {
    pub entries: Vec<(Spanned<K>, T)>,
}

impl<K, T> Default for Dict<K, T> {
    fn default() -> Self {
        Dict { entries: Vec::new() }
    }
}

impl<K, T> Dict<K, T> {
    pub fn iter(&self) -> impl Iterator<Item = (&Spanned<K>, &T)> + Clone {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<K: AsRef<str>, T> Dict<K, T> {
    pub fn get(&self, key: &str) -> Option<&T> {
        self.entry(key).map(|(_, value)| value)
    }

    pub fn entry(&self, key: &str) -> Option<(&Spanned<K>, &T)> {
        self.iter().find(|(name, _)| name.value.as_ref() == key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.value.as_ref())
    }
}

impl<K: Literal, T: Decode> Decode for Dict<K, T> {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            let wrong = WrongShape { expected: "a mapping", found: node.describe(), span: node.span };
            cx.push(Diagnostic::from(wrong).maybe_help(as_mapping(node)));
            return None;
        };
        let pair = |entry: &Entry, cx: &mut Decoder<'_>| {
            let key = literal_of::<K>(&entry.key.value, entry.key.span, cx);
            let value = decode_value(entry, cx);
            key.zip(value)
        };
        let decoded: Vec<Option<_>> = entries.iter().map(|entry| pair(entry, cx)).collect();
        decoded.into_iter().collect::<Option<Vec<_>>>().map(|entries| Dict { entries })
    }

    fn absent() -> Option<Self> {
        Some(Dict::default())
    }

    fn schema(schemas: &mut Schemas) -> serde_json::Value {
        let mut schema = serde_json::json!({"type": "object", "additionalProperties": T::schema(schemas)});
        if let (Some(names), Some(object)) = (K::key_schema(), schema.as_object_mut()) {
            object.insert("propertyNames".to_owned(), names);
        }
        schema
    }

    fn merge(base: &Node, over: &Node) -> Node {
        merge::maps(base, over, &|_, old, new| T::merge(old, new))
    }
}

impl<K, T: Visit> Visit for Dict<K, T> {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        self.entries.iter().for_each(|(_, value)| value.visit(visitor));
    }
}

/// A single value as a list of one.
pub(super) fn as_list(node: &Node) -> Option<String> {
    let Kind::Scalar(scalar) = &node.kind else { return None };
    let words: Vec<&str> = scalar.text.split_whitespace().collect();
    (scalar.text.len() <= 60 && !words.is_empty()).then(|| format!("write `[{}]`", words.join(", ")))
}

/// A single value as the mapping that was meant.
fn as_record(node: &Node, record: &str) -> Option<String> {
    let Kind::Scalar(scalar) = &node.kind else { return None };
    let text = if scalar.text.len() <= 40 && !scalar.text.contains('\n') { &scalar.text } else { "…" };
    let written = match record {
        "Param" => {
            let quoted = scalar.style != Style::Plain;
            let ty = match text {
                "true" | "false" if !quoted => "bool",
                _ if !quoted && text.parse::<i64>().is_ok() => "int",
                _ => "string",
            };
            format!("type: {ty}, default: {text}")
        }
        "Inclusion" => format!("menu: {text}"),
        "FileKeys" => format!("content: {text}"),
        "Relaxation" => "because: …".to_owned(),
        _ => return None,
    };
    Some(format!("write `{{{written}}}`"))
}

/// A list of names as a mapping by them; a line without a space behind its colon as one.
fn as_mapping(node: &Node) -> Option<String> {
    let items = match &node.kind {
        Kind::List(items) => items,
        Kind::Scalar(scalar) => {
            let (key, value) = scalar.text.split_once(':')?;
            let glued = !key.contains(char::is_whitespace) && scalar.style == Style::Plain;
            return glued.then(|| format!("write a space behind the colon: `{key}: {}`", value.trim_start()));
        }
        Kind::Null | Kind::Map(_) => return None,
    };
    let name = |item: &Node| match &item.kind {
        Kind::Scalar(scalar) => Some(scalar.text.split(['=', ':']).next()?.to_owned()),
        Kind::Map(_) => match &item.get("name")?.value.kind {
            Kind::Scalar(scalar) => Some(scalar.text.clone()),
            Kind::Null | Kind::List(_) | Kind::Map(_) => None,
        },
        Kind::Null | Kind::List(_) => None,
    };
    let key = |name: String| match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("NAME: {name}"),
        false => format!("{name}: …"),
    };
    let keys: Vec<String> = items.iter().take(3).map(|item| name(item).map(key)).collect::<Option<_>>()?;
    (!keys.is_empty()).then(|| format!("write `{{{}}}`", keys.join(", ")))
}

/// A value that was left out behind its key has no bytes of its own, so its key is shown.
fn decode_value<T: Decode>(entry: &Entry, cx: &mut Decoder<'_>) -> Option<T> {
    if matches!(entry.value.kind, Kind::Null) && entry.value.span.is_empty() {
        cx.push(WrongShape { expected: "a value", found: "nothing", span: entry.key.span });
        return None;
    }
    T::decode(&entry.value, cx)
}

/// The entries of a mapping while a record takes its own out of it.
#[derive(Debug)]
pub struct Fields<'n> {
    entries: &'n [Entry],
    taken: Vec<bool>,
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
    failed: bool,
    span: Span,
}

impl<'n> Fields<'n> {
    /// `record` is what the mapping is to be.
    pub fn open(node: &'n Node, record: &str, cx: &mut Decoder<'_>) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            let wrong = WrongShape { expected: "a mapping", found: node.describe(), span: node.span };
            cx.push(Diagnostic::from(wrong).maybe_help(as_record(node, record).or_else(|| as_mapping(node))));
            return None;
        };
        let (taken, known, missing) = (vec![false; entries.len()], Vec::new(), Vec::new());
        Some(Fields { entries, taken, known, missing, failed: false, span: node.span })
    }

    pub fn take<T: Decode>(&mut self, key: &'static str, cx: &mut Decoder<'_>) -> Option<T> {
        self.known.push(key);
        let at = self.entries.iter().position(|entry| entry.key.value == key);
        let value = match at.and_then(|at| self.entries.get(at).zip(self.taken.get_mut(at))) {
            Some((entry, taken)) => {
                *taken = true;
                decode_value(entry, cx)
            }
            None => T::absent().or_else(|| {
                self.missing.push(key);
                None
            }),
        };
        self.failed |= value.is_none();
        value
    }

    /// A key of the language that has no effect yet: an error that says so.
    pub fn later(&mut self, key: &'static str, cx: &mut Decoder<'_>) {
        let found = self.entries.iter().zip(&mut self.taken).find(|(entry, _)| entry.key.value == key);
        if let Some((entry, taken)) = found {
            *taken = true;
            self.failed = true;
            cx.push(NotYet { key: entry.key.clone() });
        }
    }

    /// A key that others have: an error that says what to write instead.
    pub fn foreign(&mut self, key: &'static str, why: &'static str, cx: &mut Decoder<'_>) {
        let found = self.entries.iter().zip(&mut self.taken).find(|(entry, _)| entry.key.value == key);
        if let Some((entry, taken)) = found {
            *taken = true;
            self.failed = true;
            cx.push(ForeignKey { key: entry.key.clone(), why });
        }
    }

    /// Reports what nobody took and what is missing; false when the record can't be made. A key that is nearly a missing
    /// one is that one misspelt, and not reported twice.
    pub fn finish(self, cx: &mut Decoder<'_>) -> bool {
        let unknown = self.entries.iter().zip(&self.taken).filter(|(_, taken)| !**taken).map(|(entry, _)| &entry.key);
        let unknown: Vec<&Spanned<String>> = unknown.collect();
        let meant: Vec<&str> =
            unknown.iter().filter_map(|key| nearest(&key.value, self.known.iter().copied())).collect();
        let first = self.entries.first().map_or(self.span, |entry| entry.key.span);
        // What a template would say is not missed either.
        let missing = self.missing.into_iter().filter(|key| !meant.contains(key) && !meant.contains(&"extends"));
        for key in missing {
            cx.push(MissingField { key, span: first });
        }
        let whole = !self.failed && unknown.is_empty();
        for key in unknown {
            cx.push(UnknownKey { key: key.clone(), known: self.known.clone() });
        }
        whole
    }
}

/// A mapping with a fixed set of keys; made by [`record!`](super::record).
pub trait Record: Sized {
    fn take_from(fields: &mut Fields<'_>, cx: &mut Decoder<'_>) -> Option<Self>;

    /// What `over` makes of `base` under a key of this record; `None` for a key that it does not have.
    fn merge_field(key: &str, base: &Node, over: &Node) -> Option<Node>;

    /// Adds this record's properties and required keys.
    fn properties(schemas: &mut Schemas, properties: &mut super::schema::Properties);
}
