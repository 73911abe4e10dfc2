//! Files that a user asked for and that were not there: never written over anything.

use std::path::Path;

use super::WriteError;
use super::hand::Hand;

/// Writes a new file, with the folders above it.
///
/// # Errors
/// [`WriteError::System`] when it is there already, or can't be written.
pub fn new_file(path: &Path, content: impl AsRef<[u8]>) -> Result<(), WriteError> {
    let hand = Hand::default();
    let mut missing: Vec<&Path> = path.ancestors().skip(1).take_while(|dir| !dir.as_os_str().is_empty()).collect();
    missing.retain(|dir| !dir.is_dir());
    missing.iter().rev().try_for_each(|dir| hand.make_dir(dir))?;
    hand.make_file(path, content.as_ref())
}
