//! Foreign text made safe to print, and how much room it takes.

use std::borrow::Cow;

const TAB: &str = "    ";

/// `text` on one line, with nothing in it that a terminal obeys or that can't be seen: controls, marks that reverse
/// the direction of writing and characters without width become `\u{202e}` and the like, a tab becomes four spaces.
///
/// What two texts become is what they become together, so that places in them can be found again.
pub fn escape(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' => out.push_str(TAB),
            c if is_hidden(c) => out.extend(visible(c)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// `\n`, `\r` or `\u{…}`.
fn visible(c: char) -> impl Iterator<Item = char> {
    let short = matches!(c, '\n' | '\r').then(|| c.escape_default());
    let long = short.is_none().then(|| c.escape_unicode());
    short.into_iter().flatten().chain(long.into_iter().flatten())
}

fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' | '\u{3000}' => false,
        // Soft hyphen, joiners, direction marks, fillers, variation selectors and tags: the standard library prints some.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        // Behind a letter only what can't be printed is escaped, not the accent that stands on the letter.
        c => format!("a{c}").escape_debug().nth(1) == Some('\\'),
    }
}

/// The columns that an escaped character takes.
pub(super) fn cells_of(c: char) -> usize {
    match c {
        '\0'..='~' => 1,
        '\u{1100}'..='\u{115f}'
        | '\u{231a}'..='\u{231b}'
        | '\u{23e9}'..='\u{23f3}'
        | '\u{2614}'..='\u{2615}'
        | '\u{26a1}'
        | '\u{2705}'
        | '\u{2728}'
        | '\u{274c}'
        | '\u{2b50}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{1fa70}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        // The standard library escapes an accent only where there is no letter before it.
        c if c.escape_debug().next() == Some('\\') => 0,
        _ => 1,
    }
}

/// The columns that a text takes once it is escaped.
pub(super) fn cells(text: &str) -> usize {
    escape(text).chars().map(cells_of).sum()
}

/// Escapes `text` and breaks it at spaces, so that each line takes at most `width` columns where its words allow it;
/// `taken` columns of the first are not free. Its own line breaks stay.
pub fn wrap(text: &str, taken: usize, width: usize) -> String {
    let line = |(at, line)| wrap_line(line, if at == 0 { taken } else { 0 }, width);
    text.lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

fn wrap_line(line: &str, taken: usize, width: usize) -> String {
    let mut out = String::with_capacity(line.len());
    let mut used = taken;
    for (at, word) in line.split(' ').enumerate() {
        let room = cells(word);
        if at > 0 && used > 0 && used + 1 + room > width {
            out.push('\n');
            used = 0;
        } else if at > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(&escape(word));
        used += room;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_shown() {
        assert_eq!(escape("plain text"), "plain text");
        assert_eq!(escape("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(escape("\u{1b}[2J"), "\\u{1b}[2J");
        assert_eq!(escape("a\tb\r\n"), "a    b\\r\\n");
        assert_eq!(escape("\u{200b}\u{200d}\u{feff}\u{a0}"), "\\u{200b}\\u{200d}\\u{feff}\\u{a0}");
        assert_eq!(escape("订单 é e\u{301} 😀"), "订单 é e\u{301} 😀");
    }

    #[test]
    fn cells_are_columns() {
        assert_eq!(cells("abc"), 3);
        assert_eq!(cells("订单"), 4);
        assert_eq!(cells("e\u{301}"), 1);
        assert_eq!(cells("\t"), 4);
        assert_eq!(cells("\u{7}"), 5);
    }

    #[test]
    fn lines_break_at_spaces_alone() {
        assert_eq!(wrap("one order-db two", 0, 9), "one\norder-db\ntwo");
        assert_eq!(wrap("a\nb c", 0, 80), "a\nb c");
        assert_eq!(wrap("one two three", 4, 9), "one\ntwo three");
        assert_eq!(wrap("unbreakable", 0, 3), "unbreakable");
        assert_eq!(wrap("", 0, 3), "");
    }
}
