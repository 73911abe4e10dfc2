//! Custom resources against what their definitions declare.
//!
//! Input: CustomResourceDefinitions, and objects that menus add as they are. Output: what a cluster with those definitions
//! would refuse, at the author's text. Gained: kinds, versions, fields, types and values are declared ones, and what was not
//! looked at is said: kinds that nobody declares, rules in CEL, and formats, which the cluster looks at.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Keyword, ValidationError, Validator};
use regex::{Regex, RegexBuilder};
use serde_json::{Map, Value, json};

use crate::ast::Raw;
use crate::diagnostic::{Diagnostic, Diagnostics, listed, nearest};
use crate::source::Span;

/// What a pattern may take when it is compiled, in bytes.
const PATTERN_BYTES: usize = 1 << 20;

/// `pattern`, in the syntax of the cluster's language and not in that of JavaScript, which JSON Schema means by it.
const PATTERN: &str = "x-pattern";

/// Words of schemas that are taken as they are.
const KEPT: &[&str] = &[
    "type",
    "required",
    "enum",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "uniqueItems",
];

/// Words that say nothing about values, or what is not looked at here.
const LEFT: &[&str] = &["description", "title", "example", "externalDocs", "default", "format", "nullable"];

/// Fields of every object, which the cluster knows by itself.
const OF_OBJECTS: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// The kinds that a fleet's definitions declare, by group and kind.
#[derive(Debug, Default)]
pub struct CustomKinds(BTreeMap<(String, String), Declared>);

#[derive(Debug)]
struct Declared {
    is_namespaced: bool,
    versions: BTreeMap<String, Schema>,
}

/// A schema as the definition has it, and what checks objects against it once one is asked for.
#[derive(Debug)]
struct Schema {
    declared: Value,
    span: Span,
    checks: OnceLock<Result<Validator, String>>,
}

impl CustomKinds {
    /// Takes in a definition.
    pub fn declare(&mut self, definition: &Raw<Value>, diagnostics: &mut Diagnostics) {
        if let Err(error) = self.declared(definition) {
            diagnostics.push(error);
        }
    }

    fn declared(&mut self, definition: &Raw<Value>) -> Result<(), BadSchema> {
        let bad = |pointer: &str, reason: String| BadSchema { span: place(definition, pointer), reason };
        let text = |pointer: &str| {
            let text = definition.at(pointer).and_then(|(_, found)| found.value().as_str().map(str::to_owned));
            text.ok_or_else(|| bad("", format!("it has no `{}`", pointer.trim_start_matches('/').replace('/', "."))))
        };
        let is_definition =
            text("/apiVersion")? == "apiextensions.k8s.io/v1" && text("/kind")? == "CustomResourceDefinition";
        if !is_definition {
            return Err(bad("/kind", "it is no `CustomResourceDefinition` of `apiextensions.k8s.io/v1`".to_owned()));
        }
        let (group, kind) = (text("/spec/group")?, text("/spec/names/kind")?);
        let is_namespaced = text("/spec/scope")? == "Namespaced";
        let mut versions = BTreeMap::new();
        for at in 0.. {
            let version = format!("/spec/versions/{at}");
            if definition.at(&version).is_none() {
                break;
            }
            let serves =
                definition.at(&format!("{version}/served")).is_none_or(|(_, serves)| serves.value() == json!(true));
            let pointer = format!("{version}/schema/openAPIV3Schema");
            let (span, declared) = match definition.at(&pointer) {
                Some((span, schema)) => (span, schema.value()),
                None => return Err(bad(&version, "a version of it has no `schema.openAPIV3Schema`".to_owned())),
            };
            if serves {
                versions.insert(text(&format!("{version}/name"))?, Schema { declared, span, checks: OnceLock::new() });
            }
        }
        if versions.is_empty() {
            return Err(bad("", "no version of it is served".to_owned()));
        }
        if self.0.insert((group, kind.clone()), Declared { is_namespaced, versions }).is_some() {
            return Err(bad("/spec/names/kind", format!("`{kind}` of this group is declared twice")));
        }
        Ok(())
    }

    /// Reports what of an object its definition does not allow, and what of it was not looked at.
    pub fn check(&self, object: &Raw<Value>, diagnostics: &mut Diagnostics) {
        let value = object.value();
        let text = |field: &str| value.get(field).and_then(Value::as_str);
        let Some(((group, version), kind)) = text("apiVersion").and_then(|of| of.split_once('/')).zip(text("kind"))
        else {
            return;
        };
        let unseen =
            |why| Unseen { span: value_place(object, "/kind"), group: group.to_owned(), kind: kind.to_owned(), why };
        let Some(declared) = self.0.get(&(group.to_owned(), kind.to_owned())) else {
            if is_custom(group) {
                diagnostics.push(unseen(Why::Undeclared));
            }
            return;
        };
        let problem = |pointer: &str, problem| Misfit { span: place(object, pointer), kind: kind.to_owned(), problem };
        if !declared.is_namespaced {
            diagnostics.push(problem("/kind", Problem::OfCluster));
        }
        let Some(schema) = declared.versions.get(version) else {
            let versions = declared.versions.keys().map(|version| format!("{group}/{version}")).collect();
            diagnostics.push(problem("/apiVersion", Problem::Version { versions }));
            return;
        };
        if says(&schema.declared, &|word, _| word == "x-kubernetes-validations") {
            diagnostics.push(unseen(Why::Rules));
        } else if says(&schema.declared, &|word, value| word == "format" && is_of_texts(value)) {
            diagnostics.push(unseen(Why::Formats));
        }
        match schema.checks.get_or_init(|| validator(&schema.declared)) {
            Ok(validator) => {
                for error in validator.iter_errors(&value) {
                    for found in misfits(object, kind, &schema.declared, &error) {
                        diagnostics.push(found);
                    }
                }
            }
            Err(reason) => diagnostics.push(BadSchema { span: schema.span, reason: reason.clone() }),
        }
    }
}

/// Whether a group is not of Kubernetes' own.
fn is_custom(group: &str) -> bool {
    group.contains('.') && !group.ends_with("k8s.io")
}

/// Whether a schema, or one in it, has such a word.
fn says(schema: &Value, is: &dyn Fn(&str, &Value) -> bool) -> bool {
    match schema {
        Value::Object(words) => words.iter().any(|(word, value)| is(word, value) || says(value, is)),
        Value::Array(schemas) => schemas.iter().any(|schema| says(schema, is)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Formats of numbers say how they are kept; a field may be called `format`, too.
fn is_of_texts(format: &Value) -> bool {
    format.as_str().is_some_and(|format| !["int32", "int64", "float", "double", "int-or-string"].contains(&format))
}

/// What checks whole objects; `metadata` is another's to look at.
fn validator(declared: &Value) -> Result<Validator, String> {
    let mut schema = strict(declared)?;
    schema.as_object_mut().into_iter().for_each(with_object_fields);
    let options = jsonschema::options().with_draft(Draft::Draft4).offline().should_validate_formats(false);
    let options = options.with_keyword(PATTERN, |_, pattern, _| {
        let made = RegexBuilder::new(pattern.as_str().unwrap_or_default()).size_limit(PATTERN_BYTES).build();
        match made {
            Ok(pattern) => Ok(Box::new(Pattern(pattern))),
            Err(_) => Err(ValidationError::schema(format!("{pattern} is no pattern"))),
        }
    });
    options.build(&schema).map_err(|error| error.to_string())
}

struct Pattern(Regex);

impl Keyword<'_> for Pattern {
    fn validate(&self, value: &Value) -> Result<(), ValidationError<'static>> {
        if self.is_valid(value) {
            Ok(())
        } else {
            Err(ValidationError::custom(format!("this does not match `{}`", self.0)))
        }
    }

    fn is_valid(&self, value: &Value) -> bool {
        value.as_str().is_none_or(|text| self.0.is_match(text))
    }
}

/// A structural schema in the words of JSON Schema: what it does not name is not taken, as a cluster would drop it.
///
/// # Errors
/// A word that no cluster takes: references could lead anywhere, and round in circles.
fn strict(declared: &Value) -> Result<Value, String> {
    let Some(declared) = declared.as_object() else { return Ok(declared.clone()) };
    let says = |word: &str| declared.get(word) == Some(&json!(true));
    let mut schema = Map::new();
    for (word, value) in declared {
        let value = match (word.as_str(), value) {
            ("properties", Value::Object(fields)) => {
                let fields = fields.iter().map(|(key, field)| Ok((key.clone(), strict(field)?)));
                fields.collect::<Result<Map<_, _>, String>>()?.into()
            }
            ("items" | "additionalProperties" | "not", value) => strict(value)?,
            ("anyOf", _) if says("x-kubernetes-int-or-string") => continue,
            ("allOf" | "anyOf" | "oneOf", Value::Array(forms)) => {
                forms.iter().map(strict).collect::<Result<Vec<_>, _>>()?.into()
            }
            ("pattern", value) => {
                schema.insert(PATTERN.to_owned(), value.clone());
                continue;
            }
            (word, value) if KEPT.contains(&word) => value.clone(),
            (word, _) if LEFT.contains(&word) || word.starts_with("x-kubernetes-") => continue,
            (word, _) => return Err(format!("its schema has `{word}`, which a cluster does not take")),
        };
        schema.insert(word.clone(), value);
    }
    let is_object = declared.get("type") == Some(&json!("object"));
    if is_object && says("x-kubernetes-embedded-resource") {
        with_object_fields(&mut schema);
    }
    if is_object && !says("x-kubernetes-preserve-unknown-fields") && !declared.contains_key("additionalProperties") {
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
    if says("x-kubernetes-int-or-string") {
        schema.insert("type".to_owned(), json!(["integer", "string"]));
    }
    if says("nullable")
        && let Some(own) = schema.remove("type")
    {
        let mut types = own.as_array().cloned().unwrap_or_else(|| vec![own]);
        types.push(json!("null"));
        schema.insert("type".to_owned(), types.into());
    }
    Ok(schema.into())
}

fn with_object_fields(schema: &mut Map<String, Value>) {
    let fields = schema.entry("properties").or_insert_with(|| json!({})).as_object_mut();
    fields.into_iter().for_each(|fields| fields.extend(OF_OBJECTS.map(|field| (field.to_owned(), json!({})))));
}

fn place(object: &Raw<Value>, pointer: &str) -> Span {
    object.at(pointer).map_or(object.span, |(key, _)| key)
}

fn value_place(object: &Raw<Value>, pointer: &str) -> Span {
    object.at(pointer).map_or(object.span, |(_, value)| value.span)
}

/// One finding of the validator, at the author's text; a finding over several unknown fields is as many.
fn misfits(object: &Raw<Value>, kind: &str, declared: &Value, error: &ValidationError<'_>) -> Vec<Misfit> {
    let pointer = error.instance_path().as_str();
    let at = |pointer: &str, problem| Misfit { span: place(object, pointer), kind: kind.to_owned(), problem };
    let unknown = |field: &String, known: &[String]| {
        let below = format!("{pointer}/{}", field.replace('~', "~0").replace('/', "~1"));
        at(&below, Problem::Unknown { field: field.clone(), known: known.to_vec() })
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let of = error.schema_path().as_str().rsplit_once('/').and_then(|(of, _)| declared.pointer(of));
            let fields = of.and_then(|of| of.get("properties")).and_then(Value::as_object);
            let known: Vec<String> = fields.into_iter().flatten().map(|(field, _)| field.clone()).collect();
            unexpected.iter().map(|field| unknown(field, &known)).collect()
        }
        // What is said of an object that has no fields at all.
        ValidationErrorKind::FalseSchema => {
            let fields = object.at(pointer).map(|(_, found)| found.value());
            let fields = fields.as_ref().and_then(Value::as_object).into_iter().flatten();
            fields.map(|(field, _)| unknown(field, &[])).collect()
        }
        ValidationErrorKind::Required { property } => {
            vec![at(pointer, Problem::Lacks { field: property.as_str().unwrap_or_default().to_owned() })]
        }
        _ => {
            let value = object.at(pointer).map_or(object.span, |(_, value)| value.span);
            let problem = Problem::Value { pointer: pointer.to_owned(), why: error.masked_with("this").to_string() };
            vec![Misfit { span: value, kind: kind.to_owned(), problem }]
        }
    }
}

/// A file of the fleet's `schemas` that declares nothing.
struct BadSchema {
    span: Span,
    reason: String,
}

impl From<BadSchema> for Diagnostic {
    fn from(error: BadSchema) -> Self {
        Diagnostic::error("bad-schema", format!("this declares no kind of object: {}", error.reason))
            .at(error.span, "taken in by the fleet's `schemas`")
            .help("write down what `kubectl get crd NAME --output=yaml` prints, and nothing else, into these files")
    }
}

/// A custom resource, or a part of it, that nobody has looked at.
struct Unseen {
    span: Span,
    group: String,
    kind: String,
    why: Why,
}

enum Why {
    Undeclared,
    Rules,
    Formats,
}

impl From<Unseen> for Diagnostic {
    fn from(found: Unseen) -> Self {
        let Unseen { span, group, kind, why } = found;
        let message = match why {
            Why::Undeclared => format!("`{kind}` is taken as it is: the fleet's `schemas` do not declare it"),
            Why::Rules => format!("`{kind}` has rules in CEL, which only a cluster looks at"),
            Why::Formats => format!("`{kind}` has texts of a certain format, which only a cluster looks at"),
        };
        let finding = Diagnostic::unchecked(message).at(span, "not looked at").mended_by(format!("{group}/{kind}"));
        match why {
            Why::Undeclared => {
                let help = "write what `kubectl get crd NAME --output=yaml` prints into a file that the fleet names: \
                            `schemas: [crds/*.yaml]`";
                finding.help(help)
            }
            Why::Rules | Why::Formats => finding.help("try it in a cluster: `kubectl apply --dry-run=server`"),
        }
    }
}

/// Something in a custom resource that a cluster would refuse or drop.
struct Misfit {
    span: Span,
    kind: String,
    problem: Problem,
}

enum Problem {
    OfCluster,
    Version { versions: Vec<String> },
    Unknown { field: String, known: Vec<String> },
    Lacks { field: String },
    Value { pointer: String, why: String },
}

impl From<Misfit> for Diagnostic {
    fn from(error: Misfit) -> Self {
        let Misfit { span, kind, problem } = error;
        let finding = |message: String, label: &str| Diagnostic::error("invalid-resource", message).at(span, label);
        match problem {
            Problem::OfCluster => finding(format!("a menu can't add a `{kind}`"), "belongs to a whole cluster")
                .help("leave it to whoever runs the cluster: a box is one namespace"),
            Problem::Version { versions } => finding(format!("`{kind}` has no such version"), "not served")
                .help(format!("write {}", listed(&versions))),
            Problem::Unknown { field, known } => {
                let finding = finding(format!("`{kind}` has no field `{field}` there"), "a cluster would drop this");
                match nearest(&field, known.iter().map(String::as_str)) {
                    Some(near) => finding.help(format!("write `{near}`")),
                    None if known.is_empty() => finding.help("leave it out"),
                    None => finding.help(format!("there are {}", listed(&known))),
                }
            }
            Problem::Lacks { field } => {
                finding(format!("`{kind}` lacks `{field}` here"), "a cluster would refuse this")
                    .help(format!("write `{field}`"))
            }
            Problem::Value { pointer, why } => finding(format!("`{kind}` does not take this as `{pointer}`"), &why)
                .help("see `kubectl explain`, or the fleet's `schemas`, for what it takes"),
        }
    }
}
