//! Secrets of a menu and of what it takes in share one set of names, and so do volumes.

use std::collections::BTreeMap;

use crate::ast::types::Name;
use crate::diagnostic::Diagnostics;
use crate::hir::{DuplicateName, Menu};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    unlike(menu, "secrets", menu.ast.secrets.iter().map(|(name, _)| name), diagnostics);
    unlike(menu, "volumes", menu.ast.volumes.iter().map(|(name, _)| name), diagnostics);
}

fn unlike<'m>(
    menu: &Menu,
    set: &'static str,
    names: impl Iterator<Item = &'m Spanned<Name>>,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        match seen.get(name.value.as_str()) {
            Some(first) => {
                diagnostics.push(DuplicateName::new(menu, name.value.as_str(), set, [*first, name.span]));
            }
            None => {
                seen.insert(name.value.as_str(), name.span);
            }
        }
    }
}
