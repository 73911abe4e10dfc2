//! A parameter's default is a value of its own type.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for (name, param) in menu.ast.params.iter() {
        let Some(default) = &param.default else { continue };
        if let Err(finding) = param.values(name.value.as_str(), default) {
            diagnostics.push(Diagnostic { code: "bad-default", ..finding }.at(param.kind.span, "the parameter's type"));
        }
    }
}
