//! Environment variables.

use serde_json::{Value, json};

use crate::source::Spanned;
use crate::syntax::{Kind, Node};

use super::condition::When;
use super::decode::{Decode, Decoder, Visit, Visitor};
use super::dynamic::Dynamic;
use super::literal::words;
use super::merge;
use super::reason::Public;
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

/// Where the value of an environment variable comes from.
#[derive(Debug, Clone)]
pub enum EnvSource {
    Text(Dynamic<EnvText>),
    Secret { secret: Spanned<Name>, key: Spanned<KeyName> },
    Field(Spanned<PodField>),
}

/// The value of an environment variable.
#[derive(Debug, Clone)]
pub struct EnvValue {
    pub source: EnvSource,
    /// Why a text that looks like a credential is none.
    pub public: Option<Public>,
    /// What switches it off.
    pub when: Option<When>,
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
        /// Says why a text that looks like a credential may be seen by everybody.
        public: Option<Public> = "public",
    }
}

impl Decode for EnvValue {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        if !matches!(node.kind, Kind::Map(_)) {
            let source = Dynamic::decode(node, cx).map(EnvSource::Text)?;
            return Some(EnvValue { source, public: None, when: None });
        }
        if node.get("secret").or(node.get("key")).is_some() {
            let SecretRef { secret, key, when } = SecretRef::decode(node, cx)?;
            return Some(EnvValue { source: EnvSource::Secret { secret, key }, public: None, when });
        }
        if node.get("field").is_some() {
            let FieldRef { field, when } = FieldRef::decode(node, cx)?;
            return Some(EnvValue { source: EnvSource::Field(field), public: None, when });
        }
        let EnvLong { value, when, public } = EnvLong::decode(node, cx)?;
        Some(EnvValue { source: EnvSource::Text(value), public, when })
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
        match &self.source {
            EnvSource::Text(text) => text.visit(visitor),
            EnvSource::Secret { .. } | EnvSource::Field(_) => {}
        }
    }
}
