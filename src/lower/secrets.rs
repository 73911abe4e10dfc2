//! Secrets that come from a store outside of the cluster.
//!
//! Input: the box's secrets. Output: an ExternalSecret for each that comes from a store.
//! Not here: secrets that the apply step makes, which the index lists; references to secrets.

use serde_json::{Value, json};

use crate::instantiate::{Secret, SecretSource, Stored};

use super::scope::{Care, Scope};
use super::{DataClass, Trace};

pub(super) fn external<T: Trace>(scope: &mut Scope<'_, T>) {
    for secret in &scope.instance.secrets {
        if let SecretSource::Store(stored) = &secret.from {
            external_secret(scope, secret, stored);
        }
    }
}

/// Keys that have to be there are fetched one by one. Those that may be absent come with whatever else is at the path,
/// for a single key that is missing would be a failure.
fn external_secret<T: Trace>(scope: &mut Scope<'_, T>, secret: &Secret, stored: &Stored) {
    let name = &secret.name.value;
    let rule = "a secret from a store is fetched by External Secrets";
    let metadata = scope.begin(name, secret.name.span.into(), rule);
    scope.set(format_args!("/spec/secretStoreRef/name"), stored.store.origin);
    scope.set(format_args!("/spec/secretStoreRef/kind"), stored.kind.origin);
    scope.set(format_args!("/spec/target/name"), secret.name.span);
    let mut spec = json!({
        "secretStoreRef": {"kind": stored.kind.value.word(), "name": stored.store.value},
        "target": {"name": name, "creationPolicy": "Owner"},
    });
    let path = &stored.path.value;
    let required: Vec<_> = secret.keys.iter().filter(|key| key.optional.is_none()).map(|key| &key.name).collect();
    for (at, key) in required.iter().enumerate() {
        scope.set(format_args!("/spec/data/{at}/secretKey"), key.span);
        scope.set(format_args!("/spec/data/{at}/remoteRef/key"), stored.path.origin);
        scope.set(format_args!("/spec/data/{at}/remoteRef/property"), key.span);
    }
    let data = |key: &&crate::source::Spanned<String>| {
        let key = &key.value;
        json!({"secretKey": key, "remoteRef": {"key": path, "property": key}})
    };
    if let Value::Object(spec) = &mut spec {
        if let Some(optional) = secret.keys.iter().find_map(|key| key.optional) {
            scope.set(format_args!("/spec/dataFrom/0"), optional);
            scope.set(format_args!("/spec/dataFrom/0/extract/key"), stored.path.origin);
            spec.insert("dataFrom".to_owned(), json!([{"extract": {"key": path}}]));
        }
        if !required.is_empty() {
            spec.insert("data".to_owned(), required.iter().map(data).collect());
        }
    }
    let care = Care { data: DataClass::Remade, ..Care::PLAIN };
    scope.push_custom_with(care, "external-secrets.io/v1", "ExternalSecret", metadata, &spec);
}
