//! Paths in an expression's text.
//!
//! Input: the text between `${{` and `}}`. Output: the same text with an identifier of equal length in the place of
//! every path, so that minijinja, to whom a `-` is always a minus, reads it and its offsets stay true.

use std::ops::Range;

use super::is_root;

/// A path by its bytes in the expression's text.
#[derive(Debug, PartialEq)]
pub(super) struct Written {
    pub bytes: Range<usize>,
    pub parts: Vec<(String, Range<usize>)>,
}

#[derive(Debug)]
pub(super) struct Rewritten {
    pub text: String,
    pub paths: Vec<Written>,
    /// About as many as minijinja will find.
    pub tokens: usize,
}

/// Replaces the paths of an expression.
pub(super) fn rewrite(text: &str) -> Rewritten {
    let mut out = Rewritten { text: String::with_capacity(text.len()), paths: Vec::new(), tokens: 0 };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = if let Some(path) = path_at(rest, at) {
            let length = path.bytes.len();
            // Its length is that of a root and a dot at least, so this is no keyword.
            out.text.push('p');
            out.text.extend(std::iter::repeat_n('_', length - 1));
            out.paths.push(path);
            length
        } else {
            let length = token_length(rest);
            out.text.push_str(rest.get(..length).unwrap_or(rest));
            length
        };
        out.tokens += usize::from(!rest.starts_with(char::is_whitespace));
        at += length;
    }
    out
}

/// The length of a string with its quotes, of a word, or of one other character.
fn token_length(text: &str) -> usize {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => string_length(text, quote).unwrap_or(text.len()),
        Some(c) if is_word(c) => word(text).len(),
        Some(c) => c.len_utf8(),
        None => 0,
    }
}

/// The length of the string that `text` begins with, its quotes included; `None` when it has no end.
pub(super) fn string_length(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The bytes, and as many parentheses around them as have their other half in them.
pub(super) fn balanced(text: &str, bytes: Range<usize>) -> Range<usize> {
    let (mut open, mut closed, mut at) = (0, 0, bytes.start);
    while let Some(rest) = text.get(at..bytes.end).filter(|rest| !rest.is_empty()) {
        match rest.chars().next() {
            Some('(') => open += 1,
            Some(')') if open > 0 => open -= 1,
            Some(')') => closed += 1,
            _ => {}
        }
        at += token_length(rest);
    }
    let (mut start, mut end) = (bytes.start, bytes.end);
    for _ in 0..closed {
        start = text.get(..start).map_or(start, |before| before.trim_end().strip_suffix('(').map_or(start, str::len));
    }
    for _ in 0..open {
        let behind = text.get(end..).and_then(|rest| rest.trim_start().strip_prefix(')'));
        end = behind.map_or(end, |rest| text.len() - rest.len());
    }
    start..end
}

fn path_at(text: &str, offset: usize) -> Option<Written> {
    let root = word(text);
    if !is_root(root) {
        return None;
    }
    let mut parts = vec![(root.to_owned(), offset..offset + root.len())];
    let mut at = root.len();
    while let Some((name, bytes, length)) = text.get(at..).and_then(part) {
        parts.push((name.to_owned(), offset + at + bytes.start..offset + at + bytes.end));
        at += length;
    }
    (parts.len() > 1).then_some(Written { bytes: offset..offset + at, parts })
}

/// A part after the root, the bytes of its name, and the length of all of it: `.order-db` or `["tls.crt"]`.
fn part(text: &str) -> Option<(&str, Range<usize>, usize)> {
    if let Some(rest) = text.strip_prefix('.') {
        let name = dashed(rest);
        return (!name.is_empty()).then(|| (name, 1..1 + name.len(), 1 + name.len()));
    }
    let quoted = text.strip_prefix('[')?;
    let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, _) = quoted.get(1..)?.split_once(quote)?;
    let closed = quoted.get(name.len() + 2..)?.starts_with(']');
    (closed && !name.contains('\\')).then(|| (name, 2..2 + name.len(), name.len() + 4))
}

/// A name in which a `-` stands before a letter or digit.
fn dashed(text: &str) -> &str {
    let mut end = word(text).len();
    while end > 0 {
        let Some(rest) = text.get(end..).and_then(|rest| rest.strip_prefix('-')) else { break };
        match word(rest).len() {
            _ if rest.starts_with('_') => break,
            0 => break,
            more => end += 1 + more,
        }
    }
    text.get(..end).unwrap_or("")
}

fn word(text: &str) -> &str {
    text.find(|c| !is_word(c)).and_then(|end| text.get(..end)).unwrap_or(text)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(text: &str) -> Vec<String> {
        let join = |path: &Written| path.parts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("/");
        rewrite(text).paths.iter().map(join).collect()
    }

    #[test]
    fn paths_are_found_where_they_are_written() {
        assert_eq!(names("needs.order-db.host"), ["needs/order-db/host"]);
        assert_eq!(names("params.n - 1"), ["params/n"]);
        assert_eq!(names("params.n -1"), ["params/n"]);
        assert_eq!(names("params.n-1"), ["params/n-1"]);
        assert_eq!(names("secrets.tls[\"tls.crt\"] ~ secrets['a'].b"), ["secrets/tls/tls.crt", "secrets/a/b"]);
        assert_eq!(names("'params.x' ~ \"it\\\"s params.y\" ~ params.z"), ["params/z"]);
        assert_eq!(names("params ~ box ~ myparams.x"), [""; 0]);
        assert_eq!(names("params.list[0]"), ["params/list"]);
    }

    #[test]
    fn parentheses_come_in_pairs() {
        let text = "f(( a ~ ')' ) ~ (b + ( c )))";
        for (part, whole) in
            [("a ~ ')' ) ~ (b + ( c", "( a ~ ')' ) ~ (b + ( c ))"), ("a ~ ')'", "a ~ ')'"), ("( c", "( c )")]
        {
            let start = text.find(part).unwrap();
            assert_eq!(text.get(balanced(text, start..start + part.len())), Some(whole));
        }
    }

    proptest! {
        #[test]
        fn offsets_stay_true(text in r#"[a-z."'\[\]é \\-]{0,12}|((params|box)(\.[a-z-]{1,3}|\['x'\]| ){0,3}){1,3}"#) {
            let out = rewrite(&text);
            prop_assert_eq!(out.text.len(), text.len());
            for path in &out.paths {
                let written = text.get(path.bytes.clone()).unwrap();
                prop_assert!(super::super::ROOTS.iter().any(|root| written.starts_with(root)));
                for (name, bytes) in &path.parts {
                    prop_assert_eq!(text.get(bytes.clone()), Some(name.as_str()));
                }
            }
        }
    }
}
