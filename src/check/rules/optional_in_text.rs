//! What may be absent stands by itself.

use std::collections::BTreeSet;

use crate::ast::{EnvSource, Visit, Workload};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expr::Template;
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for workload in menu.items().filter_map(|item| item.workload()) {
        let alone = variables(workload);
        workload.visit(&mut |template, _| {
            if !alone.contains(&template.span()) {
                composed(menu, template, diagnostics);
            }
        });
    }
}

/// The variables that are one value and nothing around it.
fn variables(workload: &Workload) -> BTreeSet<Span> {
    let templates = workload.env.iter().filter_map(|(_, value)| match &value.source {
        EnvSource::Text(text) => text.template(),
        EnvSource::Secret { .. } | EnvSource::Field(_) => None,
    });
    templates.filter(|template| template.is_one_expression()).map(Template::span).collect()
}

fn composed(menu: &Menu, template: &Template, diagnostics: &mut Diagnostics) {
    for path in template.paths() {
        let [root, name, key] = path else { continue };
        let called = menu.renamed(&name.value, name.span.file);
        let secret = menu.ast.secrets.get(called).filter(|_| root.value == "secrets");
        let declared = secret.and_then(|secret| secret.keys.entry(&key.value));
        if let Some((declared, _)) = declared.filter(|(_, declared)| declared.is_optional()) {
            diagnostics.push(OptionalInText {
                secret: called.to_owned(),
                key: key.value.clone(),
                at: root.span.to(key.span),
                declared: declared.span,
            });
        }
    }
}

/// A key that may be absent, within a text.
struct OptionalInText {
    secret: String,
    key: String,
    at: Span,
    declared: Span,
}

impl From<OptionalInText> for Diagnostic {
    fn from(error: OptionalInText) -> Self {
        let OptionalInText { secret, key, at, declared } = error;
        Diagnostic::error(
            "optional-in-text",
            format!("`{key}` of the secret `{secret}` may be absent, and this text needs it"),
        )
        .at(at, "within a text")
        .at(declared, "may be absent")
        .help(format!("give it a variable of its own, `${{{{ secrets.{secret}.{key} }}}}`, or drop `optional: true`"))
    }
}
