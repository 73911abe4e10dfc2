//! Places that the parser's events leave out, found again in the text.

/// Where the header of a block scalar begins: the first `|` or `>` from `from` on that no comment holds.
pub(super) fn header(text: &str, from: usize, content: usize) -> usize {
    let mut comment = false;
    let mut blank = true;
    for (at, c) in text.get(from..content).unwrap_or_default().char_indices() {
        match c {
            '\n' => comment = false,
            '#' if blank => comment = true,
            '|' | '>' if !comment => return from + at,
            _ => {}
        }
        blank = c.is_whitespace();
    }
    content
}

/// Where a block scalar's last line of content ends. `start` is its header, `indent` its content's column. Blank
/// lines at its end belong to it when it keeps them (`+`).
pub(super) fn block_end(text: &str, start: usize, limit: usize, indent: Option<usize>) -> usize {
    let raw = text.get(start..limit).unwrap_or_default();
    let mut lines = raw.split_inclusive('\n');
    let header = lines.next().unwrap_or_default();
    let marks = header.split('#').next().unwrap_or_default();
    let keeps = marks.contains('+');
    let mut at = start + header.len();
    let mut end = start + marks.trim_end().len();
    let mut indent = indent;
    for line in lines {
        let column = line.bytes().take_while(|b| *b == b' ').count();
        let content = line.trim_end_matches(['\n', '\r']);
        let blank = content.trim_start_matches(' ').is_empty();
        if !blank && column < *indent.get_or_insert(column) {
            break;
        }
        if blank && !line.ends_with('\n') && column == line.len() {
            // The indentation of what follows.
            break;
        }
        at += line.len();
        if keeps {
            end = at;
        } else if !blank || indent.is_some_and(|indent| column > indent) {
            end = at - (line.len() - content.len());
        }
    }
    end
}

/// The place behind the colon of a value that was left out, from the end of its key.
pub(super) fn behind_colon(text: &str, key_end: usize) -> usize {
    let mut comment = false;
    let mut blank = false;
    for (at, c) in text.get(key_end..).unwrap_or_default().char_indices() {
        match c {
            '\n' => comment = false,
            '#' if blank => comment = true,
            ':' if !comment => return key_end + at + 1,
            c if comment || c.is_whitespace() => {}
            // A key without a colon, as in `{a, b}` and `? a`.
            _ => return key_end,
        }
        blank = c.is_whitespace();
    }
    key_end
}

/// The place behind the last dash in `from..to`: that of an item that was left out.
pub(super) fn behind_dash(text: &str, from: usize, to: usize) -> usize {
    let mut comment = false;
    let mut blank = true;
    let mut found = to;
    for (at, c) in text.get(from..to).unwrap_or_default().char_indices() {
        match c {
            '\n' => comment = false,
            '#' if blank => comment = true,
            '-' if !comment => found = from + at + 1,
            _ => {}
        }
        blank = c.is_whitespace();
    }
    found
}

/// The bytes of the tag (`!`) or anchor (`&`) that stands before `node`, searched from `from` on.
pub(super) fn property(text: &str, from: usize, node: usize, mark: char) -> (usize, usize) {
    let between = text.get(from..node).unwrap_or_default();
    let mut at = from;
    let mut comment = false;
    for part in between.split_inclusive(|c: char| c.is_whitespace()) {
        let word = part.trim_end();
        comment |= word.starts_with('#');
        let inner = word.trim_start_matches([':', ',', '[', '{']);
        if !comment && inner.starts_with(mark) {
            return (at + (word.len() - inner.len()), at + word.len());
        }
        comment &= !part.ends_with('\n');
        at += part.len();
    }
    (node, node)
}

/// Lines are searched this far, so that many findings on a long line stay quick.
const LINE_BYTES: usize = 512;

/// The rest of the line from `at` on, or its first part if it is long.
pub(super) fn line(text: &str, at: usize) -> &str {
    let limit = (at..=text.len().min(at + LINE_BYTES)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(at);
    text.get(at..limit).and_then(|rest| rest.lines().next()).unwrap_or_default()
}
