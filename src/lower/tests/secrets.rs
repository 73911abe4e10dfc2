//! Where secrets come from, and what may be absent.

use serde_json::{Value, json};

use crate::ast::StoreKind;
use crate::instantiate::{BoxInstance, Output, Piece, Secret, SecretKey, SecretSource, Stored};

use super::super::sample::{located, shop, span, spanned};
use super::{Objects, SPEC, pod_of};

/// The shop with a secret of these keys, `true` where one may be absent.
fn with(keys: &[(&str, bool)]) -> BoxInstance {
    let mut instance = shop();
    let key = |(name, optional): &(&str, bool)| SecretKey {
        optional: optional.then(span),
        name: spanned((*name).to_owned()),
        ..instance.secrets[0].keys[0].clone()
    };
    let store = Stored {
        store: located("vault".to_owned()),
        kind: located(StoreKind::Cluster),
        path: located("team/jwt".to_owned()),
    };
    let keys = keys.iter().map(key).collect();
    instance.secrets.push(Secret {
        name: spanned("jwt".to_owned()),
        from: SecretSource::Store(store),
        tls: None,
        keys,
    });
    instance
}

#[test]
fn a_secret_from_a_store_is_an_external_secret() {
    let objects = Objects::of(&with(&[("key", false)]));
    let expected = json!({
        "data": [{"secretKey": "key", "remoteRef": {"key": "team/jwt", "property": "key"}}],
        "secretStoreRef": {"kind": "ClusterSecretStore", "name": "vault"},
        "target": {"name": "jwt", "creationPolicy": "Owner"},
    });
    assert_eq!(objects.get("ExternalSecret/jwt", "/spec"), &expected);
    assert!(!Objects::of(&shop()).names().iter().any(|name| name.starts_with("ExternalSecret")));
}

#[test]
fn keys_that_may_be_absent_are_fetched_with_the_rest() {
    let objects = Objects::of(&with(&[("key", true)]));
    assert_eq!(objects.get("ExternalSecret/jwt", "/spec/dataFrom"), &json!([{"extract": {"key": "team/jwt"}}]));
    assert_eq!(objects.get("ExternalSecret/jwt", "/spec/data"), &Value::Null);
}

#[test]
fn a_job_writes_one_secret_and_no_other() {
    let mut instance = shop();
    pod_of(&mut instance, 1).output =
        Some(Output { secret: "relay".to_owned(), key: "config".to_owned(), span: span() });
    let objects = Objects::of(&instance);
    let job = objects.names().into_iter().find(|name| name.starts_with("Job/")).unwrap().to_owned();
    let main = |pointer: &str| objects.get(&job, &format!("{SPEC}/containers/0{pointer}"));
    assert_eq!(main("/command/2"), "output to key config of secret relay");
    let mounts = main("/volumeMounts").as_array().unwrap();
    assert!(mounts.iter().any(|mount| mount["name"] == "api-token"), "{mounts:?}");
    let rule =
        json!({"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["relay"], "verbs": ["get", "patch"]});
    assert_eq!(objects.get("Role/migrate", "/rules"), &json!([rule]));
    let api = objects.get("NetworkPolicy/migrate", "/spec/egress/1/ports/0/port");
    assert_eq!(api, 6443);
}

#[test]
fn a_variable_of_a_key_that_may_be_absent_may_be_absent() {
    let mut instance = with(&[("key", false), ("public", true)]);
    let value = |key: &str| located(vec![Piece::Secret { secret: "jwt".to_owned(), key: key.to_owned() }]);
    let env = ["key", "public"].map(|key| (spanned(key.to_owned()), value(key)));
    pod_of(&mut instance, 5).env = env.into();
    let objects = Objects::of(&instance);
    let optional = |at: usize| {
        objects.get("Deployment/web", &format!("{SPEC}/containers/0/env/{at}/valueFrom/secretKeyRef/optional"))
    };
    assert_eq!((optional(0), optional(1)), (&Value::Null, &Value::Bool(true)));
}
