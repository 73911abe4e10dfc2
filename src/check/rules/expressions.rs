//! Every expression has a type that its field takes.

use crate::ast::{Argument, Visit};
use crate::check::scope::{ConstantScope, ItemScope};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expr::{Template, Type, Wanted};
use crate::hir::{ItemKind, Menu};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let constants = ConstantScope { menu };
    menu.ast.constants.visit(&mut |template: &Template, wanted: &Wanted| {
        // A constant that is one expression keeps its type, whichever it is.
        let ty = template.ty(&constants).unwrap_or(wanted.ty.clone());
        template.check(&constants, &Wanted { ty, ..*wanted }, diagnostics);
    });
    for included in menu.inclusions.values() {
        for (name, argument) in included.arguments.iter() {
            let param = included.params.get(name.value.as_str());
            if let (Argument::Template(template), Some(param)) = (argument, param) {
                let wanted = Wanted { ty: param.ty(), identity: false, in_pod: false };
                template.check(&constants, &wanted, diagnostics);
            }
        }
    }
    for item in menu.items() {
        let scope = ItemScope { menu, item };
        let mut visitor = |template: &Template, wanted: &Wanted| {
            template.check(&scope, wanted, diagnostics);
            same_everywhere(template, wanted, diagnostics);
        };
        match item.kind() {
            ItemKind::Service(service) => service.visit(&mut visitor),
            ItemKind::Job(job) => job.visit(&mut visitor),
            ItemKind::External(external) => external.visit(&mut visitor),
        }
    }
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
