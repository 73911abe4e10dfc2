//! How a text is written: plain, in double quotes, or as a literal block.

use crate::syntax::is_hidden;

/// Readers give up on `key:` past this many characters.
const KEY_CHARS: usize = 1024;

/// Words that some reader takes for a bool, nothing or a number, in lower case.
const WORDS: [&str; 13] =
    ["false", "inf", "infinity", "n", "nan", "no", "none", "null", "off", "on", "true", "y", "yes"];

/// Writes a text on one line.
pub(super) fn inline(out: &mut Vec<u8>, text: &str) {
    if is_plain(text) { out.extend_from_slice(text.as_bytes()) } else { quoted(out, text) }
}

/// Whether no reader of YAML can see anything but this text. A list of what is allowed, not of what is not.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = match bytes {
        [b'-', b'-', third, ..] => third.is_ascii_alphabetic(),
        [first, ..] => first.is_ascii_alphabetic() || *first == b'/',
        [] => false,
    };
    (begins && bytes.iter().all(|b| is_plain_byte(*b)) && !breaks(text) && !is_word(text)) || is_quantity(text)
}

fn is_plain_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-./:@=+,;()$% ".contains(&byte)
}

/// Whether a colon or space would be more than a character.
fn breaks(text: &str) -> bool {
    text.contains(": ") || text.ends_with([':', ' '])
}

fn is_word(text: &str) -> bool {
    // `e3` is a number to a lenient reader.
    let exponent = text.strip_prefix(['e', 'E']).is_some_and(|rest| rest.bytes().all(|b| !b.is_ascii_alphabetic()));
    exponent || (text.len() <= 8 && WORDS.contains(&text.to_ascii_lowercase().as_str()))
}

/// `100m`, `256Mi`: common in objects, and numbers to nobody.
fn is_quantity(text: &str) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(digits.len()..).unwrap_or_default();
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(unit, "m" | "Ki" | "Mi" | "Gi" | "Ti" | "Pi")
}

/// Whether a written key needs the form with `? `.
pub(super) fn is_long_key(written: &[u8]) -> bool {
    written.len() > KEY_CHARS && std::str::from_utf8(written).is_ok_and(|key| key.chars().count() > KEY_CHARS)
}

/// Double quotes, with JSON's escapes where YAML has the same.
fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\r' => out.extend_from_slice(b"\\r"),
            c if needs_escape(c) => escape(out, c),
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

/// What can't be seen, or looks like a blank or a hyphen and is none.
fn needs_escape(c: char) -> bool {
    is_hidden(c) || matches!(c, '\u{A0}' | '\u{AD}')
}

fn escape(out: &mut Vec<u8>, c: char) {
    let code = u32::from(c);
    let written = match code {
        ..=0xFF => format!("\\x{code:02x}"),
        0x100..=0xFFFF => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    };
    out.extend_from_slice(written.as_bytes());
}

/// The header of the literal block that a text can be written as, if it can.
pub(super) fn block_header(text: &str) -> Option<&'static [u8]> {
    if !text.contains('\n') || text.starts_with(['\n', ' ']) {
        return None;
    }
    let plain = |c: char| c == '\n' || c == '\t' || !needs_escape(c);
    let tidy = |line: &str| !line.starts_with('\t') && !line.ends_with([' ', '\t']);
    if !text.chars().all(plain) || !text.split('\n').all(tidy) {
        return None;
    }
    Some(match text.strip_suffix('\n') {
        None => b"|-",
        Some(rest) if rest.ends_with('\n') => b"|+",
        Some(_) => b"|",
    })
}

/// Writes a literal block with its lines at `column`.
pub(super) fn block(out: &mut Vec<u8>, header: &[u8], text: &str, column: usize) {
    out.extend_from_slice(header);
    out.push(b'\n');
    for line in text.split_inclusive('\n') {
        if line != "\n" {
            indent(out, column);
        }
        out.extend_from_slice(line.as_bytes());
    }
    if !text.ends_with('\n') {
        out.push(b'\n');
    }
}

pub(super) fn indent(out: &mut Vec<u8>, column: usize) {
    out.resize(out.len() + column, b' ');
}
