//! A file's bytes -> a text of the map.

use crate::diagnostic::Diagnostics;
use crate::source::{FileId, MAX_FILE_BYTES, SourceMap, Span};

use super::errors::{NotUtf8, TooManyBytes};

/// As much of a file that is no text is kept to show where it stops being one.
const SHOWN_BYTES: usize = 4096;

/// Takes a file's bytes into the map: UTF-8 (a byte order mark in front is left out), at most [`MAX_FILE_BYTES`].
pub fn text(path: &str, bytes: &[u8], sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<FileId> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let file = sources.add(path, "");
        diagnostics.push(TooManyBytes { bytes: bytes.len(), span: Span::new(file, 0, 0) });
        return None;
    }
    let marked = bytes.strip_prefix(b"\xEF\xBB\xBF");
    match std::str::from_utf8(marked.unwrap_or(bytes)) {
        Ok(text) => Some(sources.add(path, text)),
        Err(error) => {
            let mark = if marked.is_some() { 3 } else { 0 };
            let valid = marked.unwrap_or(bytes).get(..error.valid_up_to()).unwrap_or_default();
            let file = sources.add(path, prefix(valid));
            let end = sources.file(file).map_or(0, |f| f.text().len());
            let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
            let offset = mark + valid.len();
            diagnostics.push(NotUtf8 { offset, utf16, span: Span::new(file, end, end) });
            None
        }
    }
}

/// The last lines before the fault would be nicer, but their numbers would be wrong: from the start, bounded.
fn prefix(valid: &[u8]) -> &str {
    let text = std::str::from_utf8(valid).unwrap_or_default();
    let end = (0..=SHOWN_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}
