//! A world that is only in memory, for tests and for callers that have no disk.

use std::collections::BTreeMap;

use super::{MAX_FILE_BYTES, ReadError, World};

/// Files by path.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    pub fn with(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), text.into());
        self
    }
}

impl World for Memory {
    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        let below = |path: &&String| dir.is_empty() || path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'));
        Ok(self.files.keys().filter(below).cloned().collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let missing = || ReadError::Missing { path: path.to_owned() };
        let bytes = self.files.get(path).ok_or_else(missing)?;
        let size = bytes.len() as u64;
        if size > MAX_FILE_BYTES {
            return Err(ReadError::TooLarge { path: path.to_owned(), bytes: size });
        }
        Ok(bytes.clone())
    }
}
