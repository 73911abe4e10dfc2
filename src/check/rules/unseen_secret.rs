//! What a secret holds that somebody else fills is only known in the cluster.

use crate::ast::SecretOrigin;
use crate::diagnostic::{Diagnostic, Diagnostics, listed};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for (name, secret) in menu.ast.secrets.iter() {
        let by = match &secret.from.origin {
            SecretOrigin::Existing => "somebody puts it there",
            SecretOrigin::Store(_) => "a store fills it",
            SecretOrigin::Generate | SecretOrigin::Job(_) => continue,
        };
        let keys = secret.key_names().map(str::to_owned).collect();
        diagnostics.push(UnseenSecret { name: name.value.to_string(), keys, by, at: secret.from.span });
    }
}

/// A secret that nobody has looked into.
struct UnseenSecret {
    name: String,
    keys: Vec<String>,
    by: &'static str,
    at: Span,
}

impl From<UnseenSecret> for Diagnostic {
    fn from(found: UnseenSecret) -> Self {
        let UnseenSecret { name, keys, by, at } = found;
        Diagnostic::unchecked(format!("whether `{name}` holds {} is only known in the cluster", listed(keys)))
            .at(at, by)
            .help(format!("see that it does: `kubectl describe secret {name}` in the box's namespace"))
    }
}
