//! Digests that stand in names and annotations.
//!
//! Input: what was lowered. Output: hexadecimal text, or base 32 where a name needs it.
//! Not here: digests of files, which `emit` makes.

use k8s_openapi::api::core::v1::PodTemplateSpec;
use sha2::{Digest, Sha256};

use crate::instantiate::Patch;

use super::patch;

/// SHA-256 of a ConfigMap's data in the order of its keys: every key and text with its length before it.
pub(super) fn of_data(data: &[(String, &[u8])]) -> String {
    let mut hash = Sha256::new();
    for text in data.iter().flat_map(|(key, text)| [key.as_bytes(), text]) {
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The name of the Job with this pod template: `ITEM-DIGEST`, at most 63 characters. What its author patches of the Job
/// counts, too, for much of a Job can't be changed.
///
/// The box's name among the labels is left out, so that copies of a box have Jobs of one name.
pub(super) fn job_name(item: &str, template: &PodTemplateSpec, patches: &[Patch]) -> String {
    let mut state = Sha256::new_with_prefix(masked_json(template));
    for patch in patches.iter().filter(|patch| patch.kind == "Job") {
        state.update(patch::text(&patch.body));
    }
    let digest = base32(&state.finalize());
    let room = 63 - 1 - digest.len();
    let start: String = item.chars().take(room).collect();
    format!("{}-{digest}", start.trim_end_matches('-'))
}

fn masked_json(template: &PodTemplateSpec) -> Vec<u8> {
    let mut masked = template.clone();
    if let Some(labels) = masked.metadata.as_mut().and_then(|metadata| metadata.labels.as_mut()) {
        labels.remove("app.kubernetes.io/instance");
    }
    // Into memory, with text keys: there is nothing that could fail.
    serde_json::to_vec(&masked).unwrap_or_default()
}

/// The text itself, or its beginning and a digest of it where it is longer than `room`, which is at least 32.
pub(super) fn fitted(text: &str, room: usize) -> String {
    if text.len() <= room {
        return text.to_owned();
    }
    let digest = base32(&Sha256::digest(text));
    let start: String = text.chars().take(room.saturating_sub(1 + digest.len())).collect();
    format!("{}-{digest}", start.trim_end_matches('-'))
}

/// The first 65 bits as 13 characters of the lower-case alphabet of RFC 4648.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let digit = |at: usize| (0..5).fold(0, |digit, next| digit << 1 | bit(at * 5 + next));
    let characters = (0..13).filter_map(|at| ALPHABET.get(usize::from(digit(at))));
    characters.map(|character| char::from(*character)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_is_that_of_rfc_4648() {
        assert_eq!(base32(b"foobarfoo"), "mzxw6ytbojtg6", "foobarfoo is MZXW6YTBOJTG63Y=");
    }

    #[test]
    fn texts_that_run_together_differ() {
        let data = |entries: &[(&str, &'static str)]| {
            let entries = entries.iter().map(|(key, text)| ((*key).to_owned(), text.as_bytes()));
            of_data(&entries.collect::<Vec<_>>())
        };
        assert_ne!(data(&[("a", "bc")]), data(&[("ab", "c")]));
    }

    #[test]
    fn long_items_are_cut() {
        let name = job_name(&format!("{}-{}", "a".repeat(48), "b".repeat(14)), &PodTemplateSpec::default(), &[]);
        assert!(name.len() <= 63 && !name.contains("--"), "{name}");
    }
}
