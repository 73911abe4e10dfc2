//! Whom a container runs as, and what it may do.

use crate::source::Spanned;

use super::record::record;

record! {
    /// Whom a container runs as.
    pub struct Security {
        /// The numeric user; the fleet's default otherwise.
        user: Option<Spanned<u32>> = "user",
        /// The numeric group; the user's number by default.
        group: Option<Spanned<u32>> = "group",
        /// Further numeric groups.
        groups: Vec<Spanned<u32>> = "groups",
    }
    later { "root", "writable-root", "escalation", "capabilities", "privileged", "token", "rules", "network", "host" }
}
