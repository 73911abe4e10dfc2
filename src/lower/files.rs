//! An item's files as a ConfigMap.
//!
//! Input: files by path. Output: one ConfigMap with a valid key for each.
//! Gained: keys are unique and depend on the paths alone. Not here: where the files are mounted.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::ConfigMap;

use crate::instantiate::{File, FileContent, Item, Pod};

use super::ports::free;
use super::scope::Scope;
use super::{Body, Trace, digest};

pub(super) fn config_map<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, pod: &Pod) {
    let keyed = keyed(pod);
    if keyed.is_empty() {
        return;
    }
    let rule = "files are kept in the item's ConfigMap";
    let metadata = scope.begin(&item.name.value, item.name.span.into(), rule);
    let (mut data, mut binary_data) = (BTreeMap::new(), BTreeMap::new());
    for (key, file) in keyed {
        match &file.content {
            FileContent::Text(text) => {
                scope.set(format_args!("/data/{key}"), text.origin);
                data.insert(key, text.value.clone());
            }
            FileContent::Binary(bytes) => {
                scope.set(format_args!("/binaryData/{key}"), bytes.origin);
                binary_data.insert(key, ByteString(bytes.value.to_vec()));
            }
            FileContent::Secret { .. } => {}
        }
    }
    let filled = |map: BTreeMap<_, _>| (!map.is_empty()).then_some(map);
    let binary_data = (!binary_data.is_empty()).then_some(binary_data);
    let config = ConfigMap { metadata, data: filled(data), binary_data, immutable: None };
    scope.push(config, Body::ConfigMap);
}

/// A digest of all that the ConfigMap holds; none when there is no ConfigMap.
pub(super) fn digest(pod: &Pod) -> Option<String> {
    let mut data: Vec<(String, &[u8])> =
        keyed(pod).into_iter().filter_map(|(key, file)| Some((key, bytes(file)?))).collect();
    data.sort();
    (!data.is_empty()).then(|| digest::of_data(&data))
}

fn bytes(file: &File) -> Option<&[u8]> {
    match &file.content {
        FileContent::Text(text) => Some(text.value.as_bytes()),
        FileContent::Binary(bytes) => Some(&bytes.value),
        FileContent::Secret { .. } => None,
    }
}

/// The files of the ConfigMap with their keys, in their order: `/etc/app/web.toml` is `etc.app.web.toml`.
pub(super) fn keyed(pod: &Pod) -> Vec<(String, &File)> {
    with_keys(pod.files.iter().filter(|file| bytes(file).is_some()))
}

/// The files that are keys of secrets, named alike.
pub(super) fn secret(pod: &Pod) -> Vec<(String, &File)> {
    with_keys(pod.files.iter().filter(|file| bytes(file).is_none()))
}

fn with_keys<'p>(files: impl Iterator<Item = &'p File>) -> Vec<(String, &'p File)> {
    let mut taken = BTreeSet::new();
    let keys = files.map(|file| {
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
        let keys: Vec<_> = with_keys(files.iter()).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["etc.app.conf", "etc.app.conf-2", "etc..hidden", "_.x_y", "file", "etc.app_conf"]);
    }
}
