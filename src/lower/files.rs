//! An item's files as a ConfigMap.
//!
//! Input: files by path. Output: one ConfigMap with a valid key for each.
//! Gained: keys are unique and depend on the paths alone. Not here: where the files are mounted.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::ConfigMap;

use crate::instantiate::{File, Item, Pod};

use super::ports::free;
use super::scope::Scope;
use super::{Body, Trace};

pub(super) fn config_map<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, pod: &Pod) {
    if pod.files.is_empty() {
        return;
    }
    let rule = "files are kept in the item's ConfigMap";
    let metadata = scope.begin(&item.name.value, item.name.span.into(), rule);
    for (key, file) in keyed(&pod.files) {
        scope.set(format_args!("/data/{key}"), file.content.origin);
    }
    scope.push(ConfigMap { metadata, data: Some(data(&pod.files)), ..ConfigMap::default() }, Body::ConfigMap);
}

/// The texts by key.
pub(super) fn data(files: &[File]) -> BTreeMap<String, String> {
    keyed(files).into_iter().map(|(key, file)| (key, file.content.value.clone())).collect()
}

/// The files with their keys, in their order: `/etc/app/web.toml` is `etc.app.web.toml`.
pub(super) fn keyed(files: &[File]) -> Vec<(String, &File)> {
    let mut taken = BTreeSet::new();
    let keys = files.iter().map(|file| {
        let key = free(key(&file.path.value), '-', |key| taken.contains(key));
        taken.insert(key.clone());
        (key, file)
    });
    keys.collect()
}

/// A valid key: letters, digits, `-`, `_` and `.`, no dot first, well below 253 characters.
fn key(path: &str) -> String {
    let valid = |c: char| match c {
        '/' => '.',
        c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') => c,
        _ => '_',
    };
    let key: String = path.chars().map(valid).collect();
    let key: String = key.trim_matches('.').chars().take(200).collect();
    if key.is_empty() { "file".to_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use super::super::sample::file;
    use super::*;

    #[test]
    fn keys_are_valid_and_unique() {
        let files = ["/etc/app.conf", "/etc/app/conf", "/etc/.hidden", "/é/x y", "/...", "/etc/app_conf"].map(file);
        let keys: Vec<_> = keyed(&files).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["etc.app.conf", "etc.app.conf-2", "etc..hidden", "_.x_y", "file", "etc.app_conf"]);
    }
}
