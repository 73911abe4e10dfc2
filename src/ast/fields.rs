//! What can be said of a field of the language, from the schemas that the records give.
//!
//! Input: a path such as `service.health`. Output: a page in Markdown. Gained: it says what the decoder takes. Not here: what
//! the field does, beyond the first line of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use crate::diagnostic::{nearest, render::wrap};

use super::literal::Literal;
use super::schema::schema_text;
use super::types::{
    AbsolutePath, Bytes, Cidr, Cpu, Cron, Domain, Duration, Image, Interface, KeyName, Name, Quantity, Requirement,
};

/// The documents, each with what it is.
const KINDS: [&str; 4] = ["menu", "box", "fleet", "placement"];

/// What a terminal has, most often.
const WIDTH: usize = 80;

/// A path that is none of the language.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownField {
    /// What is meant, perhaps.
    pub near: Option<String>,
}

/// What is known of a field.
///
/// # Errors
/// [`UnknownField`] for a path that leads nowhere.
pub fn field_page(path: &str) -> Result<String, UnknownField> {
    Language::new().page(path)
}

/// The documents and the fields directly below them, in the order to show them in.
pub fn fields() -> Vec<String> {
    let language = Language::new();
    let roots = language.roots.iter().map(Field::clone);
    roots
        .flat_map(|root| std::iter::once(root.path.clone()).chain(root.below().into_iter().map(|field| field.path)))
        .collect()
}

/// All fields, those of each record once.
struct Language {
    roots: Vec<Field>,
    /// Nearest to the root first.
    fields: Vec<Field>,
}

/// A field, or a whole document.
#[derive(Clone)]
struct Field {
    /// From the document: `menu.services.health`.
    path: String,
    schema: Value,
    is_required: bool,
    definitions: std::sync::Arc<Value>,
}

impl Language {
    fn new() -> Self {
        let roots: Vec<Field> = KINDS.iter().filter_map(|kind| Field::root(kind)).collect();
        let (mut seen, mut fields) = (BTreeSet::new(), Vec::new());
        let mut open: VecDeque<Field> = roots.iter().cloned().collect();
        while let Some(field) = open.pop_front() {
            // A record that was seen has its fields there.
            if field.records().into_iter().all(|record| !seen.insert(record)) {
                continue;
            }
            let mut below = field.below();
            // Of what several items have, the service's is what is asked for.
            below.sort_by_key(|field| field.key() != "services");
            fields.extend(below.iter().cloned());
            open.extend(below);
        }
        Language { roots, fields }
    }

    fn page(&self, path: &str) -> Result<String, UnknownField> {
        let found = self.find(path);
        match found.as_slice() {
            [] => Err(UnknownField { near: self.near(path) }),
            [only] => Ok(only.page()),
            many => {
                let places = many.iter().map(|field| format!("- `{}`: {}", field.path, field.description()));
                let places = places.map(|line| hanging(&line, 2)).collect::<Vec<_>>().join("\n");
                Ok(format!("# {path}\n\nThis stands in several places:\n\n{places}\n"))
            }
        }
    }

    /// The fields that a path means: from a document, or from whatever is called so.
    fn find(&self, path: &str) -> Vec<Field> {
        let mut parts = path.split('.');
        let first = parts.next().unwrap_or_default();
        let roots: Vec<&Field> = self.roots.iter().filter(|root| root.path == first).collect();
        let named = || self.fields.iter().filter(|field| is_called(field.key(), first)).collect();
        let starts: Vec<&Field> = if roots.is_empty() { named() } else { roots };
        let mut found: Vec<Field> = starts.into_iter().cloned().collect();
        for part in parts {
            let step = |field: &Field| field.below().into_iter().filter(|below| is_called(below.key(), part));
            found = found.iter().flat_map(step).collect::<Vec<_>>();
        }
        // The same field of several items, and what is only called like something with fields of its own.
        let mut said = BTreeSet::new();
        found.retain(|field| said.insert((field.key().to_owned(), field.description().to_owned())));
        let has_records = |field: &Field| !field.records().is_empty();
        if found.iter().any(has_records) {
            found.retain(has_records);
        }
        found
    }

    /// The path with its first wrong part mended.
    fn near(&self, path: &str) -> Option<String> {
        let parts: Vec<&str> = path.split('.').collect();
        let sound = |at: &usize| *at == 0 || !self.find(&joined(parts.get(..*at))).is_empty();
        let at = (0..parts.len()).rfind(sound)?;
        let before = joined(parts.get(..at));
        let known = match at {
            0 => self.roots.iter().chain(&self.fields).cloned().collect(),
            _ => self.find(&before).iter().flat_map(Field::below).collect::<Vec<_>>(),
        };
        let names = known.iter().flat_map(|field| [Some(field.key()), field.key().strip_suffix('s')]).flatten();
        let mended = |name: &str| joined([before.as_str(), name].get(usize::from(at == 0)..));
        let whole = |name: &str| joined([mended(name).as_str(), &joined(parts.get(at + 1..))].get(..));
        let (wrong, names) = (parts.get(at).filter(|part| !part.is_empty())?, names.collect::<BTreeSet<&str>>());
        let leads = names.iter().copied().filter(|name| !self.find(&whole(name)).is_empty());
        nearest(wrong, leads).map(whole).or_else(|| nearest(wrong, names.iter().copied()).map(mended))
    }
}

/// The parts that are there, with dots between them.
fn joined(parts: Option<&[&str]>) -> String {
    parts.unwrap_or_default().iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(".")
}

impl Field {
    fn root(kind: &str) -> Option<Self> {
        let schema: Value = serde_json::from_str(&schema_text(kind)?).ok()?;
        let definitions = std::sync::Arc::new(schema.get("$defs")?.clone());
        let record = serde_json::json!({"$ref": schema.get("$ref")?});
        Some(Field { path: kind.to_owned(), schema: record, is_required: false, definitions })
    }

    fn key(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    /// The records that may stand there, in it or in what it lists.
    fn records(&self) -> Vec<String> {
        let mut found = Vec::new();
        records(&self.schema, &mut found);
        found
    }

    fn definition(&self, record: &str) -> Option<&Value> {
        self.definitions.get(record).or_else(|| self.definitions.get(format!("Set{record}")))
    }

    /// The keys that may stand there.
    fn below(&self) -> Vec<Field> {
        let mut found: BTreeMap<String, Field> = BTreeMap::new();
        let records = self.records();
        for record in &records {
            let Some(definition) = self.definition(record) else { continue };
            // Of several records none has to be there.
            let required = definition.get("required").and_then(Value::as_array).filter(|_| records.len() == 1);
            let keys = definition.get("properties").and_then(Value::as_object);
            for (key, schema) in keys.into_iter().flatten() {
                let is_required = required.is_some_and(|required| required.iter().any(|own| own == key));
                let path = format!("{}.{key}", self.path);
                let field =
                    || Field { path, schema: schema.clone(), is_required, definitions: self.definitions.clone() };
                found.entry(key.clone()).or_insert_with(field);
            }
        }
        found.into_values().collect()
    }

    fn description(&self) -> &str {
        let own = self.schema.get("description");
        let record = || self.records().first().and_then(|record| self.definition(record)?.get("description"));
        own.or_else(record).and_then(Value::as_str).unwrap_or_default()
    }

    /// What may be written; nothing where the keys say it.
    fn form(&self) -> Option<String> {
        let of = |key: &str| self.schema.get(key).map(|inner| forms(inner, &self.definitions));
        let (what, forms) = match (of("additionalProperties"), of("items")) {
            (Some(each), _) if each.len() > 1 => ("a mapping of names, each to one of these", each),
            (_, Some(each)) if each.len() > 1 => ("a list, each of it one of these", each),
            _ => ("one of these", forms(&self.schema, &self.definitions)),
        };
        match forms.as_slice() {
            [] => None,
            [only] => Some(only).filter(|only| *only != KEYS).map(|only| wrap(&format!("It is {only}."), 0, WIDTH)),
            many => {
                let lines = many.iter().map(|form| hanging(&format!("- {form}"), 2));
                Some(format!("It is {what}:\n\n{}", lines.collect::<Vec<_>>().join("\n")))
            }
        }
    }

    fn page(&self) -> String {
        let mut paragraphs = vec![format!("# {}", self.path), wrap(self.description(), 0, WIDTH)];
        paragraphs.extend(self.form());
        if self.is_required {
            paragraphs.push("It can't be left out.".to_owned());
        }
        let below = self.below();
        if !below.is_empty() {
            let line = |field: &Field| {
                let required = if field.is_required { " (can't be left out)" } else { "" };
                hanging(&format!("- `{}`{required}: {}", field.key(), field.description()), 2)
            };
            let lines: Vec<String> = below.iter().map(line).collect();
            paragraphs.push(format!("## Keys\n\n{}", lines.join("\n")));
        }
        paragraphs.join("\n\n") + "\n"
    }
}

/// Whether a key is called so; what there is several of, also by its singular.
fn is_called(key: &str, name: &str) -> bool {
    key == name || key.strip_suffix('s') == Some(name)
}

/// Broken into lines, those after the first indented.
fn hanging(text: &str, by: usize) -> String {
    wrap(text, 0, WIDTH - by).replace('\n', &format!("\n{}", " ".repeat(by)))
}

fn records(schema: &Value, found: &mut Vec<String>) {
    if let Some(name) = record_of(schema).filter(|name| !found.iter().any(|own| own == name)) {
        found.push(name.to_owned());
    }
    ["additionalProperties", "items", "else"]
        .iter()
        .filter_map(|key| schema.get(key))
        .for_each(|part| records(part, found));
    let forms = schema.get("anyOf").and_then(Value::as_array);
    forms.into_iter().flatten().for_each(|form| records(form, found));
}

fn record_of(schema: &Value) -> Option<&str> {
    let name = schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")?;
    // What is set has the keys of what it changes.
    Some(name.strip_prefix("Set").unwrap_or(name))
}

/// The forms that a value may have; each continues "it is …".
fn forms(schema: &Value, definitions: &Value) -> Vec<String> {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let inner = |key: &str| schema.get(key).map(|inner| forms(inner, definitions)).unwrap_or_default();
    if let Some(record) = record_of(schema) {
        return vec![mapping(definitions.get(record).or_else(|| definitions.get(format!("Set{record}"))))];
    }
    if schema.get("if").is_some() {
        return inner("else");
    }
    if let Some(all) = schema.get("anyOf").and_then(Value::as_array) {
        let mut found: Vec<String> = Vec::new();
        for form in all.iter().flat_map(|form| forms(form, definitions)).filter(|form| form != "nothing") {
            if !found.contains(&form) {
                found.push(form);
            }
        }
        return found;
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return vec![either(
            &words.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect::<Vec<_>>(),
        )];
    }
    let form = match schema.get("type") {
        Some(Value::String(kind)) => match kind.as_str() {
            "object" => format!("a mapping of names, each to {}", either(&inner("additionalProperties"))),
            "array" => format!("a list, each of it {}", either(&inner("items"))),
            "integer" => format!("a whole number{}", range(schema)),
            "number" => format!("a number{}", range(schema)),
            "boolean" => "`true` or `false`".to_owned(),
            "null" => "nothing".to_owned(),
            _ => text_form(text("pattern")),
        },
        Some(Value::Array(_)) => "a single value: text, a number, `true` or `false`".to_owned(),
        _ => return Vec::new(),
    };
    vec![form]
}

/// What a text is, told by its pattern.
fn text_form(pattern: Option<&str>) -> String {
    let Some(pattern) = pattern else { return "text".to_owned() };
    if pattern == r"\$\{\{" {
        return "an expression: `${{ … }}`".to_owned();
    }
    let is = |schema: Value| schema.get("pattern").and_then(Value::as_str) == Some(pattern);
    let known = [
        (is(Duration::schema()), "a duration, such as `90s` or `1h30m`"),
        (is(Name::schema()), "a name: lowercase letters, digits and `-`"),
        (is(KeyName::schema()), "a key"),
        (is(Image::schema()), "an image, such as `redis:7.4`"),
        (is(Interface::schema()), "an interface, such as `postgres@16.2`"),
        (is(Requirement::schema()), "an interface, perhaps with a range of versions, such as `redis@7`"),
        (is(Cpu::schema()), "processors, such as `250m` or `2`"),
        (is(Bytes::schema()) || is(Quantity::schema()), "a quantity, such as `256Mi`"),
        (is(Domain::schema()), "a host's name"),
        (is(Cidr::schema()), "a range of addresses, such as `10.0.0.0/16`"),
        (is(Cron::schema()), "a schedule, such as `30 2 * * *`"),
        (is(AbsolutePath::schema()), "an absolute path"),
    ];
    known.iter().find(|(is, _)| *is).map_or("text", |(_, words)| words).to_owned()
}

const KEYS: &str = "a mapping with the keys below";

fn mapping(definition: Option<&Value>) -> String {
    let keys = definition.and_then(|definition| definition.get("properties")).and_then(Value::as_object);
    let keys: Vec<String> = keys.into_iter().flatten().map(|(key, _)| format!("`{key}`")).collect();
    match keys.len() {
        1..=3 => format!("a mapping with {}", keys.join(", ")),
        _ => KEYS.to_owned(),
    }
}

/// Bounds that somebody thought of; the machine's own say nothing.
fn range(schema: &Value) -> String {
    let bound =
        |key: &str| schema.get(key).and_then(Value::as_i64).filter(|bound| i32::try_from(*bound) != Ok(i32::MAX));
    match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => format!(" from {least} to {most}"),
        (Some(least), None) if least > 0 => format!(" from {least} on"),
        _ => String::new(),
    }
}

/// `a`, `a or b`, `a, b or c`
fn either(words: &[String]) -> String {
    match words {
        [] => "any value".to_owned(),
        [only] => only.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

#[cfg(test)]
mod tests;
