//! A text of an included menu that names what its inclusion calls something else.

use crate::check::hosts::{Host, hosts, item_name, lines};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        for text in item.workload().map(|workload| workload.texts()).unwrap_or_default() {
            for host in lines(&text).flat_map(hosts) {
                if let Some(renamed) = renamed_name(menu, item, host, text.span) {
                    diagnostics.push(renamed.on_word(host.written()));
                }
            }
        }
    }
}

/// What is wrong with a host in a text of this place that an inclusion calls something else.
pub fn renamed_name(menu: &Menu, item: Item<'_>, host: Host<'_>, at: Span) -> Option<Diagnostic> {
    let old = item_name(host.name);
    let new = menu.new_name(old, at.file)?;
    let named = menu.all_named(new.value.as_str()).find(|named| host.reaches(*named))?;
    Some(RenamedName::new(item, named, old, new.as_ref().map(ToString::to_string), at).into())
}

/// A name that nothing answers to since an inclusion changed it.
struct RenamedName {
    old: String,
    new: Spanned<String>,
    at: Span,
    expression: String,
}

impl RenamedName {
    fn new(item: Item<'_>, named: Item<'_>, old: &str, new: Spanned<String>, at: Span) -> Self {
        let expression = if named.id() == item.id() { "self.name".to_owned() } else { format!("needs.{old}.host") };
        RenamedName { old: old.to_owned(), new, at, expression }
    }
}

impl From<RenamedName> for Diagnostic {
    fn from(error: RenamedName) -> Self {
        let RenamedName { old, new, at, expression } = error;
        Diagnostic::error("renamed-name", format!("`{old}` is called `{}` here", new.value))
            .at(at, format!("names `{old}`"))
            .at(new.span, "its new name, which no text follows")
            .help(format!("write `${{{{ {expression} }}}}` for the name"))
    }
}
