//! What programs need of their nodes, and what the nodes of a member cluster have.

use crate::source::Spanned;

use super::decode::Dict;
use super::literal::words;
use super::record::record;

record! {
    /// Limits of a node: what a program needs at least, or what the nodes of a cluster have.
    pub struct NodeLimits {
        /// How many files a program may have open.
        open_files: Option<Spanned<u32>> = "open-files",
        /// How much memory a program may lock.
        locked_memory: Option<Spanned<LockedMemory>> = "locked-memory",
        /// Numbers of the kernel by their name, such as `vm.max_map_count`.
        sysctl: Dict<String, Spanned<i64>> = "sysctl",
    }
}

words! {
    /// How much memory a program may lock.
    pub enum LockedMemory {
        /// As much as it wants.
        Unlimited = "unlimited",
    }
}
