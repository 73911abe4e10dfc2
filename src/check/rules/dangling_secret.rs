//! Secrets are used by keys that the menu declares.

use crate::ast::types::{KeyName, Name};
use crate::diagnostic::{Diagnostic, Diagnostics, listed, nearest};
use crate::hir::Menu;
use crate::source::Spanned;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for used in menu.items().filter_map(|item| item.workload()).flat_map(|workload| workload.secrets()) {
        one(menu, used.secret, used.key, diagnostics);
    }
}

fn one(menu: &Menu, secret: &Spanned<Name>, key: Option<&Spanned<KeyName>>, diagnostics: &mut Diagnostics) {
    let secrets = &menu.ast.secrets;
    let called = menu.renamed(secret.value.as_str(), secret.span.file);
    let Some((name, declared)) = secrets.entry(called) else {
        let name = Spanned::new(secret.value.to_string(), secret.span);
        let known = secrets.keys().map(str::to_owned).collect();
        diagnostics.push(DanglingSecret { name, of: None, known });
        return;
    };
    let Some(key) = key else { return };
    if !declared.key_names().any(|own| own == key.value.as_str()) {
        let known = declared.key_names().map(str::to_owned).collect();
        let of = Some(Spanned::new(name.value.to_string(), name.span));
        diagnostics.push(DanglingSecret { name: Spanned::new(key.value.to_string(), key.span), of, known });
    }
}

/// A secret that the menu does not declare, or a key that the secret `of` does not have.
struct DanglingSecret {
    name: Spanned<String>,
    of: Option<Spanned<String>>,
    known: Vec<String>,
}

impl From<DanglingSecret> for Diagnostic {
    fn from(error: DanglingSecret) -> Self {
        let DanglingSecret { name, of, known } = error;
        let message = match &of {
            Some(secret) => format!("the secret `{}` has no key `{}`", secret.value, name.value),
            None => format!("this menu has no secret `{}`", name.value),
        };
        let near = nearest(&name.value, known.iter().map(String::as_str)).map(|near| format!("write `{near}`"));
        let help = near.unwrap_or_else(|| match &of {
            _ if !known.is_empty() => format!("there is {}", listed(known)),
            Some(_) => format!("add `{}: {{}}` to its keys", name.value),
            None => format!("declare it: `secrets: {{{}: {{from: generate, keys: {{KEY: {{}}}}}}}}`", name.value),
        });
        let finding = Diagnostic::error("dangling-secret", message).at(name.span, "not declared").help(help);
        match of {
            Some(secret) => finding.at(secret.span, "the secret is declared here"),
            None => finding,
        }
    }
}
