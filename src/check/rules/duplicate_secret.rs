//! Secrets of a menu and of what it takes in share one set of names.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for (name, _) in menu.ast.secrets.iter() {
        match seen.get(name.value.as_str()) {
            Some(first) => {
                let (name, at) = (name.value.to_string(), name.span);
                diagnostics.push(DuplicateSecret { name, at, first: *first });
            }
            None => {
                seen.insert(name.value.as_str(), name.span);
            }
        }
    }
}

/// Two secrets of one name.
struct DuplicateSecret {
    name: String,
    at: Span,
    first: Span,
}

impl From<DuplicateSecret> for Diagnostic {
    fn from(error: DuplicateSecret) -> Self {
        Diagnostic::error("duplicate-name", format!("there are two secrets `{}`", error.name))
            .at(error.at, "the same name again")
            .at(error.first, "first used here")
            .help("give one of them another name with `rename` in the inclusion")
    }
}
