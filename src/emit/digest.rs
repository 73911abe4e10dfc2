//! Digests of texts: whole ones for integrity, masked ones for telling copies of a box from changes of it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{EmitError, yaml};
use crate::lower::{Lowered, Object, Unit};

/// SHA-256 as 64 lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('0');
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The digest of each unit of a box that was lowered under the sentinel identity, by the unit's name.
/// Two boxes of one menu have equal masked digests where they differ in nothing but who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digests(pub BTreeMap<String, String>);

/// The masked digests of a box; `lowered` must have been made under the sentinel identity.
///
/// # Errors
/// [`EmitError`] when an object has no text.
pub fn digests(lowered: &Lowered) -> Result<Digests, EmitError> {
    let digest = |unit: &Unit| Ok((unit.name.clone(), sha256(&documents(unit)?.concat())));
    lowered.units.iter().filter(|unit| !unit.objects.is_empty()).map(digest).collect::<Result<_, _>>().map(Digests)
}

/// The text of each object of a unit, in its order.
pub(super) fn documents(unit: &Unit) -> Result<Vec<Vec<u8>>, EmitError> {
    unit.objects.iter().map(document).collect()
}

fn document(object: &Object) -> Result<Vec<u8>, EmitError> {
    let mut text = Vec::with_capacity(2048);
    yaml::write(&object.body, &mut text)
        .map_err(|error| EmitError { what: format!("{} {}", object.kind, object.name), reason: error.to_string() })?;
    if text.last() != Some(&b'\n') {
        text.push(b'\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::sha256;

    #[test]
    fn digest_of_a_known_text() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
