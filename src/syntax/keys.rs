//! The keys that a mapping has so far.

use std::collections::BTreeMap;

use crate::source::Span;

use super::Entry;

/// Past this many entries, looking through them costs more than an index.
const LINEAR: usize = 16;

/// Finds a key's first place among a mapping's entries, without growing quadratically.
#[derive(Debug, Default)]
pub(super) struct Keys {
    index: BTreeMap<String, Span>,
}

impl Keys {
    /// Where `key` stands already.
    pub fn find(&mut self, key: &str, entries: &[Entry]) -> Option<Span> {
        if entries.len() <= LINEAR {
            return entries.iter().find(|entry| entry.key.value == key).map(|entry| entry.key.span);
        }
        if self.index.len() < entries.len() {
            let missing = entries.iter().skip(self.index.len());
            self.index.extend(missing.map(|entry| (entry.key.value.clone(), entry.key.span)));
        }
        self.index.get(key).copied()
    }
}
