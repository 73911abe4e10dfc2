//! A container's environment.
//!
//! Input: variables and words, in order. Output: the same for Kubernetes, hidden variables before those that contain them.
//! Gained: the container sees the author's text; a secret inside a text has no textual form.
//! Not here: where the secrets come from.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector, ResourceFieldSelector, SecretKeySelector};

use crate::ast::PodField;
use crate::instantiate::{Composed, Piece};
use crate::source::{Origin, Spanned};

use super::Trace;
use super::containers::some;
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

/// A container's variables.
pub(super) struct Env<'a> {
    variables: Vec<EnvVar>,
    /// The author's names and the hidden ones.
    taken: BTreeSet<String>,
    hidden: BTreeMap<Known<'a>, String>,
    of: Option<&'a str>,
}

/// The author's variables, and the hidden ones in them.
/// Limits are those of the container `of`; the container's own when `None`.
pub(super) fn env<'a, T: Trace>(
    scope: &mut Scope<'_, T>,
    variables: impl Iterator<Item = &'a (Spanned<String>, Composed)> + Clone,
    of: Option<&'a str>,
) -> Env<'a> {
    let taken = variables.clone().map(|(name, _)| name.value.clone()).collect();
    let mut env = Env { variables: Vec::new(), taken, hidden: BTreeMap::new(), of };
    for (name, value) in variables {
        let variable = match value.value.as_slice() {
            [only] if let Some(known) = known(only) => from_source(&name.value, known, env.of),
            pieces => {
                let value = Some(env.composed(scope, pieces));
                EnvVar { name: name.value.clone(), value, value_from: None }
            }
        };
        let at = env.variables.len();
        scope.set(format_args!("/env/{at}"), value.origin);
        scope.set(format_args!("/env/{at}/name"), name.span);
        env.variables.push(variable);
    }
    env
}

/// A key that may be absent keeps no pod from starting: its variable is absent then.
fn mark_optional<T: Trace>(scope: &mut Scope<'_, T>, variables: &mut [EnvVar]) {
    for (at, variable) in variables.iter_mut().enumerate() {
        let Some(key) = variable.value_from.as_mut().and_then(|from| from.secret_key_ref.as_mut()) else { continue };
        if let Some(span) = scope.instance.optional_key(&key.name, &key.key) {
            key.optional = Some(true);
            scope.set(format_args!("/env/{at}/valueFrom/secretKeyRef/optional"), span);
        }
    }
}

impl<'a> Env<'a> {
    /// All variables, once nothing more is composed.
    pub fn finish<T: Trace>(mut self, scope: &mut Scope<'_, T>) -> Option<Vec<EnvVar>> {
        mark_optional(scope, &mut self.variables);
        some(self.variables)
    }

    /// The words of a command line behind those that stand before them; what only the pod knows comes by variables.
    pub fn words<T: Trace>(
        &mut self,
        scope: &mut Scope<'_, T>,
        key: &str,
        before: Vec<String>,
        words: &'a [Composed],
    ) -> Option<Vec<String>> {
        let mut all = before;
        for word in words {
            scope.set(format_args!("/{key}/{}", all.len()), word.origin);
            all.push(self.composed(scope, &word.value));
        }
        some(all)
    }

    /// A text that Kubernetes expands to what its author wrote.
    fn composed<T: Trace>(&mut self, scope: &mut Scope<'_, T>, pieces: &'a [Piece]) -> String {
        let (mut value, mut text) = (String::new(), String::new());
        for piece in pieces {
            if let Piece::Text(more) = piece {
                text.push_str(more);
            }
            if let Some(known) = known(piece) {
                value.push_str(&escape(&std::mem::take(&mut text), Next::Reference));
                value.push_str(&format!("$({})", self.hidden_variable(scope, known)));
            }
        }
        value.push_str(&escape(&text, Next::End));
        value
    }

    /// The name of the variable that holds a value; made before its first use.
    fn hidden_variable<T: Trace>(&mut self, scope: &mut Scope<'_, T>, known: Known<'a>) -> String {
        if let Some(name) = self.hidden.get(&known) {
            return name.clone();
        }
        let name = free(hidden_name(known), '_', |name| self.taken.contains(name));
        scope.set(format_args!("/env/{}", self.variables.len()), COMPOSED);
        self.variables.push(from_source(&name, known, self.of));
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
        Piece::MemberIndex => Some(Known::Field("metadata.labels['apps.kubernetes.io/pod-index']", FieldKind::Pod)),
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

fn from_source(name: &str, known: Known<'_>, of: Option<&str>) -> EnvVar {
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
            let container_name = of.map(str::to_owned);
            source.resource_field_ref = Some(ResourceFieldSelector { resource, container_name, divisor: None });
        }
    }
    EnvVar { name: name.to_owned(), value: None, value_from: Some(source) }
}
