//! Parts of Kubernetes objects, as they are written.
//!
//! Input: any YAML. Output: a [`Raw`] tree whose plain scalars have the types that YAML gives them. Gained: every reader of
//! YAML agrees on them. Not here: whether Kubernetes knows the fields.

use serde_json::{Number, Value, json};

use crate::expr::{Template, Type, Wanted};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Kind, Node, Scalar, Style};

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::errors::{WrongShape, WrongValue};
use super::literal::Problem;
use super::merge;
use super::schema::Schemas;

/// A tree of an object's fields, with `L` for its single values.
#[derive(Debug, Clone)]
pub struct Raw<L> {
    pub span: Span,
    pub kind: RawKind<L>,
}

#[derive(Debug, Clone)]
pub enum RawKind<L> {
    Null,
    Leaf(L),
    List(Vec<Raw<L>>),
    Map(Vec<(Spanned<String>, Raw<L>)>),
}

/// A single value of a patch.
#[derive(Debug, Clone)]
pub enum Leaf {
    Value(Value),
    Template(Template),
}

/// What is merged over an object: a mapping.
#[derive(Debug, Clone)]
pub struct Patch(pub Raw<Leaf>);

/// What stands where a leaf does.
pub enum Resolved<M> {
    One(M),
    /// A list; in another list, its elements.
    Many(Vec<M>),
}

impl<L> Raw<L> {
    /// The same tree with other leaves.
    pub fn resolve<M>(&self, leaf: &mut dyn FnMut(&L) -> Option<Resolved<M>>) -> Option<Raw<M>> {
        let span = self.span;
        let whole = |value| Raw { span, kind: RawKind::Leaf(value) };
        let kind = match &self.kind {
            RawKind::Null => RawKind::Null,
            RawKind::Leaf(own) => match leaf(own)? {
                Resolved::One(value) => RawKind::Leaf(value),
                Resolved::Many(values) => RawKind::List(values.into_iter().map(whole).collect()),
            },
            RawKind::List(items) => {
                let mut resolved = Vec::new();
                for item in items {
                    match (&item.kind, item.resolve(leaf)?) {
                        (RawKind::Leaf(_), Raw { kind: RawKind::List(spliced), .. }) => resolved.extend(spliced),
                        (_, one) => resolved.push(one),
                    }
                }
                RawKind::List(resolved)
            }
            RawKind::Map(entries) => {
                let mut resolved = Vec::new();
                for (key, value) in entries {
                    resolved.push((key.clone(), value.resolve(leaf)?));
                }
                RawKind::Map(resolved)
            }
        };
        Some(Raw { span, kind })
    }
}

/// The value that every reader of YAML sees in a scalar.
fn value_of(scalar: &Scalar) -> Result<Value, Problem> {
    let text = scalar.text.as_str();
    if scalar.style != Style::Plain {
        return Ok(Value::String(text.to_owned()));
    }
    match text {
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_whole = digits == "0" || (digits.starts_with(|c: char| ('1'..='9').contains(&c)) && all_digits(digits));
    if is_whole && let Ok(number) = text.trim_start_matches('+').parse::<i64>() {
        return Ok(number.into());
    }
    let decimal = digits.split_once('.').filter(|(whole, part)| all_digits(whole) && all_digits(part));
    let number = decimal.and_then(|_| text.trim_start_matches('+').parse().ok()).and_then(Number::from_f64);
    match number {
        Some(number) => Ok(Value::Number(number)),
        None if is_disputed(text) => {
            let problem = Problem::new("is read as different things by readers of YAML 1.1 and 1.2");
            Err(problem.help(format!("write `\"{text}\"` for the text, or `true`, `false` or the number in digits")))
        }
        None => Ok(Value::String(text.to_owned())),
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// What some reader takes for something else than a text: words for bools; whatever begins like a number and goes on with
/// what numbers and dates of YAML 1.1 are made of.
fn is_disputed(text: &str) -> bool {
    const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", ".inf", ".nan", "=", "<<"];
    let unsigned = text.trim_start_matches(['-', '+']);
    let bare = unsigned.to_ascii_lowercase();
    let is_numeric = |c: char| c.is_ascii_hexdigit() || "_:.+-xobtz ".contains(c);
    let begins = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let is_number = begins(bare.trim_start_matches('.')) && bare.chars().all(is_numeric);
    // Addresses and versions have more points than a number, and digests more letters; quantities end in one letter.
    let has_many = bare.matches('.').count() > 1;
    WORDS.contains(&bare.as_str()) || (is_number && !has_many && is_read_as_number(&bare))
}

/// The forms of numbers and dates that YAML 1.1 has, or 1.2 and not 1.1.
fn is_read_as_number(text: &str) -> bool {
    let only = |set: &str, text: &str| !text.is_empty() && text.chars().all(|c| set.contains(c));
    let prefixed = ["0x", "0o", "0b"]
        .iter()
        .any(|prefix| text.strip_prefix(prefix).is_some_and(|rest| only("0123456789abcdef_", rest)));
    let sexagesimal = text.contains(':') && only("0123456789:._", text);
    let date = text.len() >= 8 && text.matches('-').count() == 2 && only("0123456789-:.tz +", text);
    let mantissa = text.split_once('e').map_or(text, |(mantissa, _)| mantissa);
    let exponent =
        text.split_once('e').is_none_or(|(_, exponent)| only("0123456789", exponent.trim_start_matches(['-', '+'])));
    prefixed || sexagesimal || date || (only("0123456789._", mantissa) && exponent)
}

impl Raw<Value> {
    /// A tree in which `${{` is text. Nothing after its problems were reported.
    pub(super) fn literal(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        Raw::made(node, cx, &mut |scalar, span, cx| value(scalar, span, cx))
    }

    /// What stands at a JSON pointer (RFC 6901), with the place of its key, or of itself in a list.
    pub fn at(&self, pointer: &str) -> Option<(Span, &Self)> {
        let mut at = (self.span, self);
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            at = match &at.1.kind {
                RawKind::Map(entries) => {
                    entries.iter().find(|(key, _)| key.value == part).map(|(key, value)| (key.span, value))?
                }
                RawKind::List(items) => items.get(part.parse::<usize>().ok()?).map(|item| (item.span, item))?,
                RawKind::Null | RawKind::Leaf(_) => return None,
            };
        }
        Some(at)
    }

    /// The tree without its places; a `null` in a mapping means that the field is not there.
    pub fn value(&self) -> Value {
        match &self.kind {
            RawKind::Null => Value::Null,
            RawKind::Leaf(value) => value.clone(),
            RawKind::List(items) => items.iter().map(Raw::value).collect(),
            RawKind::Map(entries) => {
                let there = entries.iter().filter(|(_, value)| !matches!(value.kind, RawKind::Null));
                there.map(|(key, value)| (key.value.clone(), value.value())).collect()
            }
        }
    }
}

impl Raw<Leaf> {
    /// A tree with expressions. Nothing after its problems were reported.
    fn read(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        Raw::made(node, cx, &mut |scalar, span, cx| {
            if !scalar.text.contains("${{") {
                return value(scalar, span, cx).map(Leaf::Value);
            }
            let template = Template::parse(scalar, span, cx.sources, cx.diagnostics)?;
            Some(match template.literal() {
                Some(text) => Leaf::Value(Value::String(text.to_owned())),
                None => Leaf::Template(template),
            })
        })
    }
}

/// How a scalar becomes a leaf.
type LeafOf<'a, L> = dyn FnMut(&Scalar, Span, &mut Decoder<'_>) -> Option<L> + 'a;

impl<L> Raw<L> {
    fn made(node: &Node, cx: &mut Decoder<'_>, leaf: &mut LeafOf<'_, L>) -> Option<Self> {
        let kind = match &node.kind {
            Kind::Null => RawKind::Null,
            Kind::Scalar(scalar) => RawKind::Leaf(leaf(scalar, node.span, cx)?),
            Kind::List(items) => {
                let items: Vec<Option<_>> = items.iter().map(|item| Raw::made(item, cx, leaf)).collect();
                RawKind::List(items.into_iter().collect::<Option<Vec<_>>>()?)
            }
            Kind::Map(entries) => {
                let entry = |entry: &Entry| Raw::made(&entry.value, cx, leaf).map(|value| (entry.key.clone(), value));
                let entries: Vec<Option<_>> = entries.iter().map(entry).collect();
                RawKind::Map(entries.into_iter().collect::<Option<Vec<_>>>()?)
            }
        };
        Some(Raw { span: node.span, kind })
    }
}

fn value(scalar: &Scalar, span: Span, cx: &mut Decoder<'_>) -> Option<Value> {
    let found = value_of(scalar);
    found
        .map_err(|problem| cx.push(WrongValue { code: "disputed-scalar", text: scalar.text.clone(), problem, span }))
        .ok()
}

impl Decode for Patch {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let Kind::Map(_) = &node.kind else {
            cx.push(WrongShape { expected: "a mapping", found: node.describe(), span: node.span });
            return None;
        };
        Raw::read(node, cx).map(Patch)
    }

    fn schema(_: &mut Schemas) -> Value {
        json!({"type": "object"})
    }

    /// `null` stays: it removes a field of the object.
    fn merge(base: &Node, over: &Node) -> Node {
        merge::deep(base, over)
    }
}

impl Visit for Patch {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        self.0.visit(visitor);
    }
}

impl Visit for Raw<Leaf> {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        match &self.kind {
            RawKind::Null | RawKind::Leaf(Leaf::Value(_)) => {}
            RawKind::Leaf(Leaf::Template(template)) => {
                let ty = Type::OneOrList(Box::new(Type::Text));
                visitor(template, &Wanted::of(ty));
            }
            RawKind::List(items) => items.iter().for_each(|item| item.visit(visitor)),
            RawKind::Map(entries) => entries.iter().for_each(|(_, value)| value.visit(visitor)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Value> {
        value_of(&Scalar { text: text.to_owned(), style: Style::Plain }).ok()
    }

    #[test]
    fn scalars_are_what_every_reader_takes_them_for() {
        for (text, value) in
            [("true", json!(true)), ("7", json!(7)), ("-7", json!(-7)), ("1.5", json!(1.5)), ("0", json!(0))]
        {
            assert_eq!(of(text), Some(value), "{text}");
        }
        for text in [
            "web",
            "100m",
            "256Mi",
            "1.2.3",
            "10.0.0.1",
            "10.0.0.0/8",
            "30s",
            "a:b",
            "8080-8090",
            "1Gi",
            "5m",
            "2e",
            "-x",
            "sha256:0",
        ] {
            assert_eq!(of(text), Some(json!(text)), "{text}");
        }
    }

    #[test]
    fn what_readers_differ_over_is_refused() {
        for text in [
            "yes",
            "No",
            "on",
            "y",
            "017",
            "08",
            "0x1F",
            "0o17",
            "0b1",
            "1_000",
            "12:30",
            "1e3",
            "1.5e3",
            ".5",
            "1.",
            "2026-01-01",
            ".inf",
            "-.INF",
            "+.inf",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(value_of(&Scalar { text: "no".to_owned(), style: Style::Single }).ok(), Some(json!("no")));
    }
}
