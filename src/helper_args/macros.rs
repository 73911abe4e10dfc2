//! `${NAME}` in the text of a file that is filled in when a container starts.
//!
//! Input: a text. Output: its parts. `$${` stands for `${`; every other `$` stands for itself.

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Macro<'a> {
    /// A text that is copied.
    Text(&'a str),
    /// `${NAME}`: the value of a variable.
    Variable(&'a str),
    /// `${` without an end, or around something that is no name.
    Broken(&'a str),
}

/// The parts of a text, in order. What variables hold is not looked at again.
pub fn macros(text: &str) -> Vec<Macro<'_>> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        let body = from.get(2..).unwrap_or_default();
        if let Some(plain) = before.strip_suffix('$') {
            parts.extend([Macro::Text(plain), Macro::Text("${")]);
            rest = body;
            continue;
        }
        parts.push(Macro::Text(before));
        let end = body.find(|c: char| !is_of_name(c)).unwrap_or(body.len());
        let (name, after) = body.split_at(end);
        rest = after.strip_prefix('}').unwrap_or(after);
        let whole = from.get(..from.len() - rest.len()).unwrap_or(from);
        let closed = after.starts_with('}') && !name.is_empty();
        parts.push(if closed { Macro::Variable(name) } else { Macro::Broken(whole) });
    }
    parts.push(Macro::Text(rest));
    parts.retain(|part| *part != Macro::Text(""));
    parts
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}
