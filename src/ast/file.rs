//! The files of a container.

use crate::source::Spanned;

use super::condition::When;
use super::dynamic::Dynamic;
use super::reason::Public;
use super::record::record;
use super::types::{FileText, Mode};

record! {
    /// A file of a container.
    pub struct FileSource {
        /// The text, in which `${{ }}` is replaced.
        content: Dynamic<FileText> = "content",
        /// Its permissions in octal, quoted; `"0644"` by default.
        mode: Option<Spanned<Mode>> = "mode",
        /// Says why a text that looks like a credential may be seen by everybody.
        public: Option<Public> = "public",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "from", "expand", "secret", "key" }
    alternatives { "content", "from", "secret" }
}
