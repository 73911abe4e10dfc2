//! Names by which objects find each other.

use std::collections::BTreeMap;

use crate::instantiate::BoxInstance;

use super::digest::fitted;

/// The prefix of every label and annotation of ours.
pub const LABEL_PREFIX: &str = "boxc.dev";

/// The labels that every object of an item carries at its top; `_box` objects carry no name.
pub fn labels(instance: &BoxInstance, item: Option<&str>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::from([
        ("app.kubernetes.io/instance".to_owned(), instance.identity.name.clone()),
        ("app.kubernetes.io/managed-by".to_owned(), "boxc".to_owned()),
        ("app.kubernetes.io/part-of".to_owned(), instance.menu.name.clone()),
        ("app.kubernetes.io/version".to_owned(), label_value(&instance.menu.version)),
    ]);
    if let Some(item) = item {
        labels.insert("app.kubernetes.io/name".to_owned(), item.to_owned());
    }
    labels
}

/// The labels by which a workload selects its own pods.
pub fn selector(instance: &BoxInstance, item: &str) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("app.kubernetes.io/instance".to_owned(), instance.identity.name.clone()),
        ("app.kubernetes.io/name".to_owned(), item.to_owned()),
    ])
}

/// The membership label of the pods that answer under an in-box name; Services and NetworkPolicies select it.
///
/// What stands after the prefix is limited to 63 characters; longer names are cut and carry a digest.
pub fn serves(item: &str) -> BTreeMap<String, String> {
    let name = fitted(item, 63 - "serves.".len());
    BTreeMap::from([(format!("{LABEL_PREFIX}/serves.{name}"), "true".to_owned())])
}

/// A version as a label value: `+` is not allowed there.
fn label_value(version: &str) -> String {
    version.replace('+', "_").chars().take(63).collect::<String>().trim_end_matches(['-', '_', '.']).to_owned()
}
