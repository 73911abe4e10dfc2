//! The one door to files.

use std::fmt;

/// Files larger than this are refused before they are read.
pub const MAX_FILE_BYTES: u64 = 1 << 20;

/// Where files come from. Paths are relative to the project's folder, with `/` between parts; `..` may lead out of it.
pub trait World: Sync {
    /// All files below `dir`, as paths that begin with `dir`, sorted by bytes. Folders whose name starts with a dot are left out.
    /// A folder that is not there holds nothing.
    ///
    /// # Errors
    /// [`ReadError`] when the folder is there but can't be listed.
    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError>;

    /// The bytes of a regular file of at most [`MAX_FILE_BYTES`].
    ///
    /// # Errors
    /// [`ReadError`], which says what stood in the way.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;
}

/// Why a file could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    Missing {
        path: String,
    },
    /// A link, a folder, a pipe or a device.
    NotRegular {
        path: String,
    },
    TooLarge {
        path: String,
        bytes: u64,
    },
    System {
        path: String,
        reason: String,
    },
}

impl ReadError {
    /// The same of a file that is known by another path.
    #[must_use]
    pub fn of(self, path: &str) -> Self {
        let path = path.to_owned();
        match self {
            ReadError::Missing { .. } => ReadError::Missing { path },
            ReadError::NotRegular { .. } => ReadError::NotRegular { path },
            ReadError::TooLarge { bytes, .. } => ReadError::TooLarge { path, bytes },
            ReadError::System { reason, .. } => ReadError::System { path, reason },
        }
    }

    pub fn path(&self) -> &str {
        match self {
            ReadError::Missing { path }
            | ReadError::NotRegular { path }
            | ReadError::TooLarge { path, .. }
            | ReadError::System { path, .. } => path,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Missing { path } => write!(f, "`{path}` does not exist"),
            ReadError::NotRegular { path } => write!(f, "`{path}` is not a regular file"),
            ReadError::TooLarge { path, bytes } => {
                write!(f, "`{path}` has {bytes} bytes, more than the {MAX_FILE_BYTES} that are read")
            }
            ReadError::System { path, reason } => write!(f, "`{path}` can't be read: {reason}"),
        }
    }
}

/// The folder that a path stands in, `""` for the project's own.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

/// `relative` as seen from `dir`, with `.` and `..` worked off where that can be done by name.
pub fn join(dir: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in dir.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_works_dots_off() {
        assert_eq!(join("menus", "./a.yaml"), "menus/a.yaml");
        assert_eq!(join("menus/x", "../a.yaml"), "menus/a.yaml");
        assert_eq!(join("", "../../menus"), "../../menus");
        assert_eq!(parent("menus/a.yaml"), "menus");
        assert_eq!(parent("fleet.yaml"), "");
    }
}
