//! The exit codes.

use std::process::{ExitCode, Termination};

/// How a run ended. The numbers are the same for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Fine.
    Fine = 0,
    /// The sources have errors, or the tree is stale.
    Errors = 1,
    /// Wrong usage, or the file system failed.
    Failed = 2,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
