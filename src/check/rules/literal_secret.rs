//! What looks like a credential is kept under `secrets`, or said to be none.

use crate::ast::{SeenText, TextPlace};
use crate::check::credentials::{Credential, credential};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for workload in menu.items().filter_map(|item| item.workload()) {
        literal_secrets(&workload.texts(), |_| false, diagnostics);
    }
}

/// Reports the credentials among the texts of a container, but those that are known to be none.
pub fn literal_secrets(
    texts: &[SeenText<'_>],
    is_known: impl Fn(&SeenText<'_>) -> bool,
    diagnostics: &mut Diagnostics,
) {
    let before = std::iter::once(None).chain(texts.iter().map(Some));
    for (text, before) in texts.iter().zip(before).filter(|(text, _)| !text.public) {
        if is_known(text) && before.is_none_or(&is_known) {
            continue;
        }
        let name = match text.place {
            TextPlace::Variable(name) => Some(name),
            // `--password VALUE`
            TextPlace::Argument => {
                before.filter(|before| before.text.starts_with('-')).map(|before| before.text.as_str())
            }
            TextPlace::File | TextPlace::Raw => None,
        };
        if let Some(found) = credential(name, &text.text) {
            diagnostics.push(LiteralSecret { found, at: text.span, place: text.place });
        }
    }
}

/// A credential that everybody sees who sees the sources.
struct LiteralSecret<'a> {
    found: Credential,
    at: Span,
    place: TextPlace<'a>,
}

impl From<LiteralSecret<'_>> for Diagnostic {
    fn from(error: LiteralSecret<'_>) -> Self {
        let LiteralSecret { found, at, place } = error;
        let help = match place {
            TextPlace::File | TextPlace::Raw => {
                "mount a secret, or name it in a variable; if this is none, add `public: {because: …}` to the file"
            }
            TextPlace::Variable(_) | TextPlace::Argument => {
                "keep it under `secrets` and write `${{ secrets.NAME.KEY }}`; if this is none: `{value: …, public: \
                 {because: …}}`"
            }
        };
        // The place names a file whose text is elsewhere.
        let own = (place != TextPlace::Raw).then_some(at);
        Diagnostic::error("literal-secret", format!("this looks like {}", found.what))
            .at(at, "everybody sees it who sees the menu or its manifests")
            .hiding(own, found.text)
            .help(help)
    }
}
