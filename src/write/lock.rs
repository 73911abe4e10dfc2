//! One run at a time.
#![allow(clippy::disallowed_methods, reason = "the output folder is opened to be locked")]

use std::fs::{File, TryLockError};
use std::path::Path;

use super::WriteError;

/// A lock on the output folder itself, so that no file is needed for it. It ends with the process at the latest.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    pub(super) fn take(root: &Path) -> Result<Self, WriteError> {
        let folder = File::open(root).map_err(WriteError::system("open", root))?;
        match folder.try_lock() {
            Ok(()) => Ok(Lock(folder)),
            Err(TryLockError::WouldBlock) => Err(WriteError::Busy { path: root.to_owned() }),
            Err(TryLockError::Error(error)) => Err(WriteError::system("lock", root)(error)),
        }
    }
}

impl Drop for Lock {
    /// Closing alone would not do: a process that is being started holds a copy of the file for a moment.
    fn drop(&mut self) {
        // Nothing can be done about a failure, and the end of the process unlocks as well.
        let _ = self.0.unlock();
    }
}
