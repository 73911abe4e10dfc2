//! Nothing runs as user 0 by number alone.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let security = menu.items().filter_map(|item| item.workload()).filter_map(|workload| workload.security.as_ref());
    for security in security.filter(|security| security.root.is_none()) {
        let numbers = [("user", security.user), ("group", security.group)];
        for (key, number) in numbers.into_iter().filter_map(|(key, number)| Some((key, number?))) {
            if number.value == 0 {
                diagnostics.push(RootUser { key, span: number.span });
            }
        }
    }
}

/// A program that would run as root.
struct RootUser {
    key: &'static str,
    span: Span,
}

impl From<RootUser> for Diagnostic {
    fn from(error: RootUser) -> Self {
        Diagnostic::error("root-user", format!("`{}: 0` runs the program as root", error.key))
            .at(error.span, "root")
            .help("name the number that the image is made for, or say why beside it: `root: {because: …}`")
    }
}
