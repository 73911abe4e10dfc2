//! A text of an included menu that names what its inclusion calls something else.

use crate::check::hosts::{hosts, item_name, lines};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        for text in item.workload().map(|workload| workload.texts()).unwrap_or_default() {
            for host in lines(&text).flat_map(hosts) {
                let old = item_name(host.name);
                let Some(new) = menu.new_name(old, text.span.file) else { continue };
                let meant = menu.all_named(new.value.as_str());
                if let Some(named) = meant.into_iter().find(|named| host.reaches(*named)) {
                    let new = new.as_ref().map(ToString::to_string);
                    let renamed = RenamedName::new(item, named, old, new, text.span);
                    diagnostics.push(Diagnostic::from(renamed).on_word(host.written()));
                }
            }
        }
    }
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
