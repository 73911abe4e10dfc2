//! Single files that a user asked for.

use std::path::Path;

use super::WriteError;
use super::hand::Hand;

/// Writes a new file, with the folders above it; never over anything.
///
/// # Errors
/// [`WriteError::System`] when it is there already, or can't be written.
pub fn new_file(path: &Path, content: impl AsRef<[u8]>) -> Result<(), WriteError> {
    let hand = Hand::default();
    make_dirs(&hand, path)?;
    hand.make_file(path, content.as_ref())
}

/// Writes a file, with the folders above it, or puts it in the place of one that is there: a reader sees the old one or
/// the new one, whole.
///
/// # Errors
/// [`WriteError::NotAFile`] for a link, a folder or a device; [`WriteError::System`] when it can't be written.
pub fn put_file(path: &Path, content: impl AsRef<[u8]>) -> Result<(), WriteError> {
    let hand = Hand::default();
    make_dirs(&hand, path)?;
    if path.symlink_metadata().is_ok_and(|meta| !meta.is_file()) {
        return Err(WriteError::NotAFile { path: path.to_owned() });
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".boxc-new");
    let new = path.with_file_name(name);
    hand.remove_file(&new)?;
    hand.make_file(&new, content.as_ref())?;
    hand.rename(&new, path)
}

fn make_dirs(hand: &Hand, path: &Path) -> Result<(), WriteError> {
    let mut missing: Vec<&Path> = path.ancestors().skip(1).take_while(|dir| !dir.as_os_str().is_empty()).collect();
    missing.retain(|dir| !dir.is_dir());
    missing.iter().rev().try_for_each(|dir| hand.make_dir(dir))
}
