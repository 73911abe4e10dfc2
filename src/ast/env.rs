//! Environment variables.

use serde_json::{Value, json};

use crate::source::Spanned;
use crate::syntax::{Kind, Node};

use super::condition::When;
use super::decode::{Decode, Decoder, Visit, Visitor};
use super::dynamic::Dynamic;
use super::literal::words;
use super::merge;
use super::record::record;
use super::schema::Schemas;
use super::types::{EnvText, KeyName, Name};

words! {
    /// What the downward API tells a container about its pod.
    pub enum PodField {
        /// The pod's address.
        PodIp = "pod-ip",
        /// The pod's name.
        PodName = "pod-name",
        /// The name of the node.
        NodeName = "node-name",
        /// The node's address.
        NodeIp = "node-ip",
        /// The namespace.
        Namespace = "namespace",
        /// The container's limit of processors.
        CpuLimit = "cpu-limit",
        /// The container's limit of memory, in bytes.
        MemoryLimit = "memory-limit",
    }
}

/// The value of an environment variable.
#[derive(Debug, Clone)]
pub enum EnvValue {
    Text(Dynamic<EnvText>),
    Secret {
        secret: Spanned<Name>,
        key: Spanned<KeyName>,
    },
    Field(Spanned<PodField>),
    /// One that may be switched off.
    When(Box<EnvValue>, When),
}

impl EnvValue {
    fn when(self, condition: Option<When>) -> Self {
        match condition {
            Some(condition) => EnvValue::When(Box::new(self), condition),
            None => self,
        }
    }

    /// The value itself, and what switches it off.
    pub fn parts(&self) -> (&EnvValue, Option<&When>) {
        match self {
            EnvValue::When(value, condition) => (value, Some(condition)),
            EnvValue::Text(_) | EnvValue::Secret { .. } | EnvValue::Field(_) => (self, None),
        }
    }
}

record! {
    /// A value from a secret of the box.
    pub struct SecretRef {
        /// The secret's name under `secrets`.
        secret: Spanned<Name> = "secret",
        /// The key in it.
        key: Spanned<KeyName> = "key",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

record! {
    /// A value that the pod learns when it starts.
    pub struct FieldRef {
        /// What to tell.
        field: Spanned<PodField> = "field",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

record! {
    /// A value in its long form.
    pub struct EnvLong {
        /// The text.
        value: Dynamic<EnvText> = "value",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "public" }
}

impl Decode for EnvValue {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        if !matches!(node.kind, Kind::Map(_)) {
            return Dynamic::decode(node, cx).map(EnvValue::Text);
        }
        if node.get("secret").is_some() {
            return SecretRef::decode(node, cx).map(|r| EnvValue::Secret { secret: r.secret, key: r.key }.when(r.when));
        }
        if node.get("field").is_some() {
            return FieldRef::decode(node, cx).map(|r| EnvValue::Field(r.field).when(r.when));
        }
        EnvLong::decode(node, cx).map(|long| EnvValue::Text(long.value).when(long.when))
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let text = Dynamic::<EnvText>::schema(schemas);
        json!({"anyOf": [text, SecretRef::schema(schemas), FieldRef::schema(schemas), EnvLong::schema(schemas)]})
    }

    fn merge(base: &Node, over: &Node) -> Node {
        let (base, over) = (&merge::written_out(base, "value"), &merge::written_out(over, "value"));
        if merge::differ(base, over, &["value", "secret", "field"]) {
            return over.clone();
        }
        merge::maps(base, over, &|_, _, new| new.clone())
    }
}

impl Visit for EnvValue {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        match self {
            EnvValue::Text(text) => text.visit(visitor),
            EnvValue::Secret { .. } | EnvValue::Field(_) => {}
            EnvValue::When(value, _) => value.visit(visitor),
        }
    }
}
