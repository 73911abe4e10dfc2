//! Secrets of a menu and of what it takes in share one set of names, and so do volumes.

use std::collections::BTreeMap;

use crate::ast::types::Name;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let named = |name: &Spanned<Name>| name.as_ref().map(ToString::to_string);
    let secrets: Vec<_> = menu.ast.secrets.iter().map(|(name, _)| named(name)).collect();
    let volumes: Vec<_> = menu.ast.volumes.iter().map(|(name, _)| named(name)).collect();
    for (kind, names) in [("secrets", secrets), ("volumes", volumes)] {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for name in names {
            match seen.get(&name.value) {
                Some(first) => {
                    diagnostics.push(DuplicateSecret { kind, name: name.value, at: name.span, first: *first });
                }
                None => {
                    seen.insert(name.value, name.span);
                }
            }
        }
    }
}

/// Two secrets, or two volumes, of one name.
struct DuplicateSecret {
    kind: &'static str,
    name: String,
    at: Span,
    first: Span,
}

impl From<DuplicateSecret> for Diagnostic {
    fn from(error: DuplicateSecret) -> Self {
        Diagnostic::error("duplicate-name", format!("there are two {} `{}`", error.kind, error.name))
            .at(error.at, "the same name again")
            .at(error.first, "first used here")
            .help("give one of them another name with `rename` in the inclusion")
    }
}
