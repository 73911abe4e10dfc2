//! Texts that Kubernetes expands (`$$` and `$(NAME)`) before a container sees them.
//!
//! Input: the author's text. Output: a text that expands to it. Not here: hooks, which are never expanded.

/// What follows a text in the value that it is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    End,
    /// A `$(NAME)` of ours.
    Reference,
}

/// The text as Kubernetes has to read it, so that the container sees what its author wrote.
///
/// Most single `$` are left as they are: Kubernetes does, too. It reads a `$` before a byte that is not ASCII
/// as if that byte were a character.
pub(super) fn escape(text: &str, next: Next) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from_run) = rest.split_at(at);
        let after = from_run.trim_start_matches('$');
        let run = from_run.len() - after.len();
        let dangerous = match after.bytes().next() {
            Some(byte) => byte == b'(' || !byte.is_ascii(),
            None => next == Next::Reference,
        };
        let times = if run > 1 || dangerous { run * 2 } else { run };
        escaped.push_str(before);
        escaped.extend(std::iter::repeat_n('$', times));
        rest = after;
    }
    escaped.push_str(rest);
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Kubernetes' `third_party/forked/golang/expansion.Expand`, byte for byte. Unknown names stay as they are.
    fn expand(input: &str, known: &[(&str, &str)]) -> Vec<u8> {
        let bytes = input.as_bytes();
        let (mut out, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            if bytes[at] != b'$' || at + 1 == bytes.len() {
                out.push(bytes[at]);
                at += 1;
                continue;
            }
            at += 1;
            match bytes[at] {
                b'$' => out.push(b'$'),
                b'(' => match bytes[at..].iter().position(|b| *b == b')') {
                    Some(length) => {
                        let name = &bytes[at + 1..at + length];
                        match known.iter().find(|(known, _)| known.as_bytes() == name) {
                            Some((_, value)) => out.extend_from_slice(value.as_bytes()),
                            None => out.extend([b"$(", name, b")"].concat()),
                        }
                        at += length;
                    }
                    None => out.extend_from_slice(b"$("),
                },
                other => {
                    out.push(b'$');
                    let mut buffer = [0; 4];
                    out.extend_from_slice(char::from(other).encode_utf8(&mut buffer).as_bytes());
                }
            }
            at += 1;
        }
        out
    }

    #[test]
    fn only_what_kubernetes_would_change_is_doubled() {
        for plain in ["$HOME", "${X}", "a$", "", "pa$s w$rd", "{{ $x }}"] {
            assert_eq!(escape(plain, Next::End), plain);
        }
        assert_eq!(escape("$(date)", Next::End), "$$(date)");
        assert_eq!(escape("$$", Next::End), "$$$$");
        assert_eq!(escape("a$", Next::Reference), "a$$");
        assert_eq!(escape("$é", Next::End), "$$é");
    }

    proptest! {
        #[test]
        fn the_container_sees_the_authors_text(text in "([$()aBé\u{1F600}]|.){0,24}") {
            let known = [("a", "1"), ("B", "2"), ("aB", "3"), ("", "4")];
            prop_assert_eq!(expand(&escape(&text, Next::End), &known), text.into_bytes());
        }

        #[test]
        fn references_between_texts_stay_references(before in "[$(a)é]{0,8}", after in "[$(a)é]{0,8}") {
            let value = format!("{}$(R){}", escape(&before, Next::Reference), escape(&after, Next::End));
            let seen = expand(&value, &[("R", "secret"), ("a", "1")]);
            prop_assert_eq!(seen, format!("{before}secret{after}").into_bytes());
        }
    }
}
