//! Every expression has a type that its field takes.

use std::collections::BTreeSet;

use crate::ast::Visit;
use crate::check::scope::ItemScope;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expr::{Template, Type, Wanted};
use crate::hir::{ItemKind, Menu};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let scope = ItemScope { menu, item };
        let mut own = Diagnostics::default();
        let mut visitor = |template: &Template, wanted: &Wanted| {
            template.check(&scope, wanted, &mut own);
            same_everywhere(template, wanted, &mut own);
        };
        match item.kind() {
            ItemKind::Service(service) => service.visit(&mut visitor),
            ItemKind::Job(job) => job.visit(&mut visitor),
            ItemKind::External(external) => external.visit(&mut visitor),
        }
        diagnostics.extend(one_line_each(own));
    }
}

/// A missing need is mended by one line, however often it is used, so it is reported where it is used first.
fn one_line_each(findings: Diagnostics) -> Diagnostics {
    let mut seen = BTreeSet::new();
    let mut kept = Diagnostics::default();
    for finding in findings.iter() {
        if finding.code != "undeclared-need" || seen.insert(finding.message.clone()) {
            kept.push(finding.clone());
        }
    }
    kept
}

/// A box asks for the same on every cluster, so amounts and numbers of copies can't depend on it.
fn same_everywhere(template: &Template, wanted: &Wanted, diagnostics: &mut Diagnostics) {
    if !matches!(wanted.ty, Type::Int | Type::Quantity) {
        return;
    }
    for path in template.paths() {
        if let Some(root) = path.first().filter(|root| root.value == "cluster") {
            diagnostics.push(ClusterDependent { span: root.span });
        }
    }
}

/// An amount that would differ from cluster to cluster.
struct ClusterDependent {
    span: Span,
}

impl From<ClusterDependent> for Diagnostic {
    fn from(error: ClusterDependent) -> Self {
        Diagnostic::error("cluster-dependent", "what a box asks for can't depend on the member cluster")
            .at(error.span, "differs from cluster to cluster")
            .help("make it a parameter of the menu: a box then asks for the same wherever it runs")
    }
}
