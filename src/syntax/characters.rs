//! Characters that a reader of the text would not see, or would see elsewhere than they stand.

use crate::source::FileId;
use crate::source::Span;

/// Whether this character must be written as an escape: control characters, bidirectional controls, characters
/// without width, the line breaks of YAML 1.1, a byte order mark, and code points that are no characters.
pub(crate) fn is_hidden(c: char) -> bool {
    match c {
        '\t' | '\n' | ' '..='~' => false,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => true,
        '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' => true,
        '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' => true,
        c => is_noncharacter(c),
    }
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The hidden characters of a text, without the carriage returns that end its lines.
pub(super) fn hidden(file: FileId, text: &str) -> impl Iterator<Item = (char, Span)> {
    let bytes = text.as_bytes();
    let line_end = move |at: usize| bytes.get(at + 1) == Some(&b'\n');
    text.char_indices()
        .filter(|(_, c)| is_hidden(*c))
        .filter(move |(at, c)| *c != '\r' || !line_end(*at))
        .map(move |(at, c)| (c, Span::new(file, at, at + c.len_utf8())))
}
