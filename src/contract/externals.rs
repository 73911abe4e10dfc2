//! What whoever binds an external owes to it.

use crate::ast;
use crate::source::Span;

use super::change::Changes;
use super::names::{Pair, paired, text};

pub(super) fn outputs(external: &str, was: &ast::External, is: &ast::External, changes: &mut Changes) {
    let named = |external: &ast::External| -> Vec<(String, Span)> {
        external.outputs.iter().map(|(key, _)| text(key)).collect()
    };
    for Pair { name, old, new } in paired(named(was).into_iter(), named(is).into_iter()) {
        match (old, new) {
            (Some(old), None) => {
                changes.breaks(format!("`{external}` has no output `{name}` any more"), Some(old), None);
            }
            (None, new) => changes.breaks(format!("whoever binds `{external}` owes the output `{name}`"), None, new),
            (Some(_), Some(_)) => {}
        }
    }
}
