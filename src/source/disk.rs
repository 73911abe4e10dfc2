//! Files of a folder on disk; with `write/`, the only user of `std::fs` in the compiler.
#![allow(clippy::disallowed_methods, reason = "this is the door that the lint points to")]

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{MAX_FILE_BYTES, ReadError, World};

/// A project's folder.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Disk { root: root.into() }
    }

    /// The nearest folder, from `start` upwards, that holds `fleet.yaml`.
    pub fn find(start: &Path) -> Option<PathBuf> {
        start.ancestors().find(|dir| dir.join("fleet.yaml").is_file()).map(Path::to_owned)
    }

    fn walk(&self, dir: &str, found: &mut Vec<String>) -> Result<(), ReadError> {
        let entries = match fs::read_dir(self.root.join(dir)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(system(dir, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| system(dir, &error))?;
            let name = entry.file_name();
            let path = format!("{dir}{}{}", if dir.is_empty() { "" } else { "/" }, name.to_string_lossy());
            let kind = entry.file_type().map_err(|error| system(&path, &error))?;
            if name.to_str().is_none() {
                return Err(ReadError::System { path, reason: "its name is not UTF-8".to_owned() });
            }
            if !kind.is_dir() {
                found.push(path);
            } else if !name.to_string_lossy().starts_with('.') {
                self.walk(&path, found)?;
            }
        }
        Ok(())
    }
}

impl World for Disk {
    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        let mut found = Vec::new();
        self.walk(dir, &mut found)?;
        found.sort();
        Ok(found)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let full = self.root.join(path);
        let fail = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => ReadError::Missing { path: path.to_owned() },
            _ => system(path, &error),
        };
        // Asked before opening: opening a pipe would wait for its writer.
        let meta = fs::symlink_metadata(&full).map_err(fail)?;
        if !meta.is_file() {
            return Err(ReadError::NotRegular { path: path.to_owned() });
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(&full).map_err(fail)?;
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(fail)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(ReadError::TooLarge { path: path.to_owned(), bytes: meta.len() });
        }
        Ok(bytes)
    }
}

fn system(path: &str, error: &io::Error) -> ReadError {
    ReadError::System { path: path.to_owned(), reason: error.to_string() }
}
