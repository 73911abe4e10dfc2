//! Nothing runs as user 0, or in group 0, by number alone.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let security = menu.items().filter_map(|item| item.workload()).filter_map(|workload| workload.security.as_ref());
    for security in security.filter(|security| security.root.is_none()) {
        let numbers = [("user", security.user), ("group", security.group)];
        for (key, number) in numbers.into_iter().filter_map(|(key, number)| Some((key, number?))) {
            if number.value == 0 {
                diagnostics.push(RootUser { key, span: number.span, of_fleet: false });
            }
        }
    }
}

/// A program that would run as root, or in its group.
pub struct RootUser {
    key: &'static str,
    span: Span,
    of_fleet: bool,
}

impl RootUser {
    /// A fleet that would make everybody root.
    pub fn by_default(user: Spanned<u32>) -> Option<Self> {
        (user.value == 0).then_some(RootUser { key: "user", span: user.span, of_fleet: true })
    }
}

impl From<RootUser> for Diagnostic {
    fn from(error: RootUser) -> Self {
        let (whom, help) = match error.of_fleet {
            true => ("every program", "name another number; an item that has to be root says why by itself"),
            false => {
                let help = "name the number that the image is made for, or say why beside it: `root: {because: …}`";
                ("the program", help)
            }
        };
        let (how, label) = match error.key {
            "group" => ("in root's group", "root's group"),
            _ => ("as root", "root"),
        };
        Diagnostic::error("root-user", format!("`{}: 0` runs {whom} {how}", error.key)).at(error.span, label).help(help)
    }
}
