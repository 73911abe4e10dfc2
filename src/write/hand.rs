//! Every change that boxc makes to a file system, one function each.
#![allow(clippy::disallowed_methods, reason = "this is the door that the lint points to")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::WriteError;

/// Makes changes, and counts them in tests, which stop it after each one in turn.
#[derive(Debug, Default)]
pub(super) struct Hand {
    #[cfg(test)]
    pub(super) left: Option<std::cell::Cell<usize>>,
    /// As on a file system that can't exchange.
    #[cfg(test)]
    pub(super) plain: bool,
}

impl Hand {
    #[cfg(not(test))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "tests stop here")]
    fn step(&self) -> io::Result<()> {
        Ok(())
    }

    #[cfg(test)]
    fn step(&self) -> io::Result<()> {
        let Some(left) = &self.left else { return Ok(()) };
        let next = left.get().checked_sub(1).ok_or_else(|| io::Error::other("killed"))?;
        left.set(next);
        Ok(())
    }

    fn act<T>(
        &self,
        action: &'static str,
        path: &Path,
        change: impl FnOnce() -> io::Result<T>,
    ) -> Result<T, WriteError> {
        self.step().and_then(|()| change()).map_err(WriteError::system(action, path))
    }

    /// Makes a folder, readable by all whatever the umask. One that is there already is fine.
    pub(super) fn make_dir(&self, path: &Path) -> Result<(), WriteError> {
        match self.act("make", path, || fs::create_dir(path)) {
            Ok(()) => self.act("make", path, || set_mode(path, 0o755)),
            Err(WriteError::System { error, .. }) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Makes a file that is not there yet, readable by all whatever the umask.
    pub(super) fn make_file(&self, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        self.act("write", path, || new_file(path, bytes)).map(drop)
    }

    /// The same, and on disk when this returns.
    pub(super) fn make_file_durably(&self, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        self.act("write", path, || new_file(path, bytes)?.sync_all())
    }

    /// Makes a folder's list of names durable. Where folders can't be synced there is nothing to do.
    pub(super) fn sync_dir(&self, path: &Path) -> Result<(), WriteError> {
        self.act("sync", path, || if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) })
    }

    pub(super) fn rename(&self, from: &Path, to: &Path) -> Result<(), WriteError> {
        self.act("write", to, || fs::rename(from, to))
    }

    /// Exchanges two folders at once; `false` where the file system can't.
    pub(super) fn exchange(&self, one: &Path, other: &Path) -> Result<bool, WriteError> {
        #[cfg(test)]
        if self.plain {
            return Ok(false);
        }
        self.act("write", other, || exchange(one, other))
    }

    /// Removes a file; one that is gone already is fine.
    pub(super) fn remove_file(&self, path: &Path) -> Result<(), WriteError> {
        self.act("remove", path, || gone(fs::remove_file(path)))
    }

    /// Removes a folder that is empty, and leaves any other.
    pub(super) fn remove_if_empty(&self, path: &Path) -> Result<(), WriteError> {
        self.act("remove", path, || match fs::remove_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            result => gone(result),
        })
    }

    /// Removes a folder of our own with all that it holds; links in it are removed, not followed.
    pub(super) fn remove_tree(&self, path: &Path) -> Result<(), WriteError> {
        self.act("remove", path, || gone(fs::remove_dir_all(path)))
    }
}

fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn new_file(path: &Path, bytes: &[u8]) -> io::Result<File> {
    // `create_new` never opens what is there, so a link that somebody put here is not followed.
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    Ok(file)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        // File systems that know no exchange, and kernels and sandboxes without the call.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}
