//! What no reader may see is covered before anything is drawn: in the sources, and in what is said about them.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostics, Hidden};
use crate::source::SourceMap;

/// The findings and the sources as they may be shown.
pub(super) fn masked<'a>(
    findings: &'a Diagnostics,
    sources: &'a SourceMap,
) -> (Cow<'a, Diagnostics>, Cow<'a, SourceMap>) {
    let hidden: Vec<Box<Hidden>> = findings.iter().filter_map(|finding| finding.hidden.clone()).collect();
    if hidden.is_empty() {
        return (Cow::Borrowed(findings), Cow::Borrowed(sources));
    }
    let mut shown = findings.clone();
    for finding in shown.iter_mut() {
        let labels = finding.labels.iter_mut().map(|label| &mut label.text);
        for text in labels.chain([&mut finding.message]).chain(&mut finding.help) {
            *text = hidden.iter().fold(std::mem::take(text), |text, hidden| covered(&text, &hidden.text));
        }
    }
    let places: Vec<(String, std::ops::Range<usize>)> = hidden
        .iter()
        .filter_map(|hidden| hidden.span)
        .filter_map(|span| Some((sources.file(span.file)?.path().to_owned(), span.start()..span.end())))
        .collect();
    let sources = sources.rewritten(|path, text| {
        // A text that was read twice is covered in both readings.
        let own = places.iter().filter(|(own, _)| own == path);
        let text = own.fold(text.to_owned(), |text, (_, range)| match text.get(range.clone()) {
            Some(part) if !part.is_empty() => text.replace(part, &stars(part)),
            Some(_) | None => text,
        });
        hidden.iter().fold(text, |text, hidden| covered(&text, &hidden.text))
    });
    (Cow::Owned(shown), Cow::Owned(sources))
}

/// A text with every line of a secret covered wherever it stands.
fn covered(text: &str, secret: &str) -> String {
    let parts = secret.lines().map(str::trim).filter(|part| !part.is_empty());
    parts.fold(text.to_owned(), |text, part| text.replace(part, &stars(part)))
}

/// As many bytes, so that every place stays where it is; the breaks and the room before a line are kept.
fn stars(text: &str) -> String {
    let line = |line: &str| {
        let body = line.trim();
        line.replacen(body, &"*".repeat(body.len()), usize::from(!body.is_empty()))
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
