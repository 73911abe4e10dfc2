//! JSON laid out for diffs: one line a field, one line a row of a list.

use std::collections::BTreeMap;

use serde::Serialize;

/// An object of JSON that is being written.
#[derive(Default)]
pub(super) struct Lines {
    out: Vec<u8>,
}

impl Lines {
    pub(super) fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> serde_json::Result<()> {
        self.key(key)?;
        serde_json::to_writer(&mut self.out, value)
    }

    pub(super) fn maybe<T: Serialize>(&mut self, key: &str, value: Option<&T>) -> serde_json::Result<()> {
        value.map_or(Ok(()), |value| self.field(key, value))
    }

    pub(super) fn rows<T: Serialize>(
        &mut self,
        key: &str,
        rows: impl IntoIterator<Item = T>,
    ) -> serde_json::Result<()> {
        self.key(key)?;
        self.block(b"[]", rows, |out, row| serde_json::to_writer(out, &row))
    }

    pub(super) fn entries(&mut self, key: &str, entries: &BTreeMap<String, String>) -> serde_json::Result<()> {
        self.key(key)?;
        self.block(b"{}", entries, |out, (name, value)| {
            serde_json::to_writer(&mut *out, name)?;
            out.extend(b": ");
            serde_json::to_writer(out, value)
        })
    }

    pub(super) fn end(mut self) -> Vec<u8> {
        self.out.extend(b"\n}\n");
        self.out
    }

    fn block<T>(
        &mut self,
        brackets: &[u8; 2],
        rows: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Vec<u8>, T) -> serde_json::Result<()>,
    ) -> serde_json::Result<()> {
        let [open, close] = *brackets;
        self.out.push(open);
        let mut before: &[u8] = b"\n    ";
        for row in rows {
            self.out.extend(before);
            write(&mut self.out, row)?;
            before = b",\n    ";
        }
        if before.starts_with(b",") {
            self.out.extend(b"\n  ");
        }
        self.out.push(close);
        Ok(())
    }

    fn key(&mut self, key: &str) -> serde_json::Result<()> {
        self.out.extend(if self.out.is_empty() { b"{\n  ".as_slice() } else { b",\n  " });
        serde_json::to_writer(&mut self.out, key)?;
        self.out.extend(b": ");
        Ok(())
    }
}
