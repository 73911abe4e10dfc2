//! JSON schemas of the documents, from the types that decode them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::decode::{Decode, Record};
use super::{BoxOrder, Fleet, Menu, Placement};

/// The definitions that a schema refers to.
#[derive(Debug, Default)]
pub struct Schemas {
    definitions: BTreeMap<String, Value>,
    /// They become those of changes, so an item that extends another needs no other form.
    partial: bool,
}

/// The properties of one record.
#[derive(Debug, Default)]
pub struct Properties {
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl Properties {
    pub fn add<T: Decode>(&mut self, key: &str, doc: &str, schemas: &mut Schemas) {
        let mut schema = T::schema(schemas);
        if let Some(object) = schema.as_object_mut() {
            object.insert("description".to_owned(), json!(doc.trim()));
        }
        self.properties.insert(key.to_owned(), schema);
        if T::absent().is_none() {
            self.required.push(json!(key));
        }
    }

    fn definition(self, doc: &str) -> Value {
        let mut definition = json!({
            "type": "object",
            "description": doc.trim(),
            "properties": self.properties,
            "additionalProperties": false,
        });
        if let Some(object) = definition.as_object_mut().filter(|_| !self.required.is_empty()) {
            object.insert("required".to_owned(), Value::Array(self.required));
        }
        definition
    }
}

impl Schemas {
    /// A reference to a record's definition, which is made on first use.
    pub fn record<T: Record + Decode>(&mut self, name: &'static str, doc: &str) -> Value {
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), Value::Null);
            let mut properties = Properties::default();
            T::properties(self, &mut properties);
            self.definitions.insert(name.to_owned(), properties.definition(doc));
        }
        let whole = reference(name);
        let extends = self.definitions.get(name).and_then(|definition| definition.pointer("/properties/extends"));
        if self.partial || extends.is_none() {
            return whole;
        }
        // What a template gives need not be written, and can be removed.
        let change = self.changes::<T>();
        json!({
            "if": {"required": ["extends"], "properties": {"extends": {"type": "string"}}},
            "then": change,
            "else": whole,
        })
    }

    /// What else holds of a record whose definition was made, beyond the types of its fields.
    pub fn constrain(&mut self, name: &str, constraint: &Value) {
        let definition = self.definitions.get_mut(name).and_then(Value::as_object_mut);
        if let (Some(definition), Some(constraint)) = (definition, constraint.as_object()) {
            definition.extend(constraint.clone());
        }
    }

    /// The schema of changes to a `T`: nothing is required, and `null` removes. Its definitions begin with `Set`.
    pub fn changes<T: Decode>(&mut self) -> Value {
        let mut whole = Schemas { partial: true, ..Schemas::default() };
        let root = T::schema(&mut whole);
        self.relax(whole);
        relaxed(root)
    }

    /// The schema of parts of a `T` or a `U`.
    pub fn fragment<T: Record, U: Record>(&mut self, name: &'static str, doc: &str) -> Value {
        let mut whole = Schemas { partial: true, ..Schemas::default() };
        let mut properties = Properties::default();
        T::properties(&mut whole, &mut properties);
        U::properties(&mut whole, &mut properties);
        whole.definitions.insert(name.to_owned(), properties.definition(doc));
        self.relax(whole);
        relaxed(reference(name))
    }

    /// The fields of a definition of changes can't be removed as a whole.
    pub fn keep(&mut self, name: &str) {
        let properties = self.definitions.get_mut(name).and_then(|definition| definition.get_mut("properties"));
        for field in properties.and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
            if let Some(forms) = field.get_mut("anyOf").and_then(Value::as_array_mut) {
                forms.retain(|form| form.get("type") != Some(&json!("null")));
            }
        }
    }

    fn relax(&mut self, whole: Schemas) {
        for (name, definition) in whole.definitions {
            self.definitions.insert(format!("Set{name}"), relaxed(definition));
        }
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

/// The same where nothing is required and `null` removes.
fn relaxed(mut schema: Value) -> Value {
    let Some(object) = schema.as_object_mut() else { return schema };
    // What is required goes, by itself and as a choice between keys; the choice between forms stays.
    object.retain(|key, value| match key.as_str() {
        "required" | "dependentRequired" => false,
        "anyOf" | "oneOf" => !value.to_string().contains("\"required\""),
        _ => true,
    });
    for (key, value) in object.iter_mut() {
        match (key.as_str(), &mut *value) {
            ("$ref", Value::String(reference)) => *reference = reference.replace("/$defs/", "/$defs/Set"),
            ("properties", Value::Object(properties)) => {
                properties.values_mut().for_each(|property| *property = or_null(std::mem::take(property)));
            }
            ("additionalProperties", Value::Object(_)) => *value = or_null(std::mem::take(value)),
            ("items", Value::Object(_)) => *value = relaxed(std::mem::take(value)),
            ("anyOf", Value::Array(forms)) => {
                forms.iter_mut().for_each(|form| *form = relaxed(std::mem::take(form)));
            }
            _ => {}
        }
    }
    schema
}

fn or_null(schema: Value) -> Value {
    let mut schema = relaxed(schema);
    let description = schema.as_object_mut().and_then(|object| object.remove("description"));
    let mut either = json!({"anyOf": [schema, {"type": "null"}]});
    if let (Some(object), Some(description)) = (either.as_object_mut(), description) {
        object.insert("description".to_owned(), description);
    }
    either
}

/// The schema of a kind of document, as the text of its published file; `None` for an unknown kind.
pub fn schema_text(kind: &str) -> Option<String> {
    let mut schemas = Schemas::default();
    let root = match kind {
        "menu" => Menu::schema(&mut schemas),
        "box" => BoxOrder::schema(&mut schemas),
        "fleet" => Fleet::schema(&mut schemas),
        "placement" => Placement::schema(&mut schemas),
        _ => return None,
    };
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("boxc {kind}"),
        "$defs": schemas.definitions,
    });
    if let (Some(object), Some(root)) = (schema.as_object_mut(), root.as_object()) {
        object.extend(root.clone());
        if kind == "box" {
            // A box orders a menu, or has something of its own.
            let one_of = [
                "menu",
                "set",
                "services",
                "servers",
                "jobs",
                "externals",
                "secrets",
                "templates",
                "volumes",
                "manifests",
            ];
            object.insert("anyOf".to_owned(), one_of.map(|key| json!({"required": [key]})).into());
        }
    }
    Some(format!("{schema:#}\n"))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod texts;
