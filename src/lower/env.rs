//! A container's environment.
//!
//! Input: variables in dependency order. Output: the same for Kubernetes, hidden variables before those that contain them.
//! Gained: the container sees the author's text; a secret inside a text has no textual form.
//! Not here: where the secrets come from.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector, ResourceFieldSelector, SecretKeySelector};

use crate::ast::PodField;
use crate::instantiate::{EnvValue, Piece, Pod};
use crate::source::Origin;

use super::Trace;
use super::containers::MAIN;
use super::escape::{Next, escape};
use super::ports::free;
use super::scope::Scope;

const COMPOSED: Origin = Origin::Rule("what only the pod knows is put into a text by a variable of its own");

/// What a pod knows and the compiler does not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known<'a> {
    Secret(&'a str, &'a str),
    /// The field's place in the API, which is different for each.
    Field(&'static str, FieldKind),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum FieldKind {
    Pod,
    Container,
}

/// The variables made so far.
struct Env<'a> {
    variables: Vec<EnvVar>,
    /// The author's names and the hidden ones.
    taken: BTreeSet<String>,
    hidden: BTreeMap<Known<'a>, String>,
}

pub(super) fn env<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod) -> Vec<EnvVar> {
    let taken = pod.env.iter().map(|(name, _)| name.value.clone()).collect();
    let mut env = Env { variables: Vec::new(), taken, hidden: BTreeMap::new() };
    for (name, value) in &pod.env {
        let (variable, origin) = match value {
            EnvValue::Text(pieces, origin) => (text_variable(scope, &mut env, &name.value, pieces), *origin),
            EnvValue::Secret { secret, key, origin } => (from_source(&name.value, Known::Secret(secret, key)), *origin),
            EnvValue::Field(field, origin) => (from_source(&name.value, field_of(*field)), *origin),
        };
        let at = env.variables.len();
        scope.set(format_args!("{MAIN}/env/{at}"), origin);
        scope.set(format_args!("{MAIN}/env/{at}/name"), name.span);
        env.variables.push(variable);
    }
    env.variables
}

fn text_variable<'a, T: Trace>(scope: &mut Scope<'_, T>, env: &mut Env<'a>, name: &str, pieces: &'a [Piece]) -> EnvVar {
    if let [only] = pieces
        && let Some(known) = known(only)
    {
        return from_source(name, known);
    }
    let (mut value, mut text) = (String::new(), String::new());
    for piece in pieces {
        if let Piece::Text(more) = piece {
            text.push_str(more);
        }
        if let Some(known) = known(piece) {
            value.push_str(&escape(&std::mem::take(&mut text), Next::Reference));
            value.push_str(&format!("$({})", env.hidden_variable(scope, known)));
        }
    }
    value.push_str(&escape(&text, Next::End));
    EnvVar { name: name.to_owned(), value: Some(value), value_from: None }
}

impl<'a> Env<'a> {
    /// The name of the variable that holds a value; made before its first use.
    fn hidden_variable<T: Trace>(&mut self, scope: &mut Scope<'_, T>, known: Known<'a>) -> String {
        if let Some(name) = self.hidden.get(&known) {
            return name.clone();
        }
        let name = free(hidden_name(known), '_', |name| self.taken.contains(name));
        scope.set(format_args!("{MAIN}/env/{}", self.variables.len()), COMPOSED);
        self.variables.push(from_source(&name, known));
        self.taken.insert(name.clone());
        self.hidden.insert(known, name.clone());
        name
    }
}

fn hidden_name(known: Known<'_>) -> String {
    let text = match known {
        Known::Secret(secret, key) => format!("BOX_SECRET_{secret}_{key}"),
        Known::Field(path, _) => format!("BOX_FIELD_{path}"),
    };
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    text.chars().map(upper).collect()
}

fn known(piece: &Piece) -> Option<Known<'_>> {
    match piece {
        Piece::Text(_) => None,
        Piece::Secret { secret, key } => Some(Known::Secret(secret, key)),
        Piece::Field(field) => Some(field_of(*field)),
    }
}

fn field_of(field: PodField) -> Known<'static> {
    match field {
        PodField::PodIp => Known::Field("status.podIP", FieldKind::Pod),
        PodField::PodName => Known::Field("metadata.name", FieldKind::Pod),
        PodField::NodeName => Known::Field("spec.nodeName", FieldKind::Pod),
        PodField::NodeIp => Known::Field("status.hostIP", FieldKind::Pod),
        PodField::Namespace => Known::Field("metadata.namespace", FieldKind::Pod),
        PodField::CpuLimit => Known::Field("limits.cpu", FieldKind::Container),
        PodField::MemoryLimit => Known::Field("limits.memory", FieldKind::Container),
    }
}

fn from_source(name: &str, known: Known<'_>) -> EnvVar {
    let mut source = EnvVarSource::default();
    match known {
        Known::Secret(secret, key) => {
            let (name, key) = (secret.to_owned(), key.to_owned());
            source.secret_key_ref = Some(SecretKeySelector { name, key, optional: None });
        }
        Known::Field(path, FieldKind::Pod) => {
            source.field_ref = Some(ObjectFieldSelector { field_path: path.to_owned(), api_version: None });
        }
        Known::Field(path, FieldKind::Container) => {
            let resource = path.to_owned();
            source.resource_field_ref = Some(ResourceFieldSelector { resource, ..ResourceFieldSelector::default() });
        }
    }
    EnvVar { name: name.to_owned(), value: None, value_from: Some(source) }
}
