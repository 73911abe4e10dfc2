//! Every expression has a type that its field takes.

use crate::ast::{Argument, Param, ParamName, Visit};
use crate::check::scope::{ConstantScope, ItemScope, SecretScope};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expr::{Rendered, Template, Type, Wanted};
use crate::hir::{Arguments, ItemKind, Menu, Presence, misfits};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let constants = ConstantScope { menu };
    menu.ast.constants.visit(&mut |template: &Template, wanted: &Wanted| {
        // A constant that is one expression keeps its type, whichever it is.
        let ty = template.ty(&constants).unwrap_or(wanted.ty.clone());
        template.check(&constants, &Wanted { ty, ..*wanted }, diagnostics);
    });
    inclusions(menu, &constants, diagnostics);
    for (_, volume) in menu.ast.volumes.iter() {
        volume.visit(&mut |template: &Template, wanted: &Wanted| {
            template.check(&ConstantScope { menu }, wanted, diagnostics);
        });
    }
    menu.ast.secrets.visit(&mut |template: &Template, wanted: &Wanted| {
        template.check(&SecretScope { menu }, wanted, diagnostics);
    });
    for item in menu.items() {
        let (scope, there) = (ItemScope { menu, item }, item.presence());
        let mut visitor = |template: &Template, wanted: &Wanted| {
            let mut found = Diagnostics::default();
            template.check(&scope, wanted, &mut found);
            if !found.has_errors() {
                tried(menu, &there, template, wanted, &mut found);
            }
            diagnostics.extend(found);
            same_everywhere(template, wanted, diagnostics);
        };
        match item.kind() {
            ItemKind::Service(service) => service.visit(&mut visitor),
            ItemKind::Job(job) => job.visit(&mut visitor),
            ItemKind::External(external) => external.visit(&mut visitor),
        }
    }
}

/// Reports a template none of whose values fits, of those that can be told before anybody orders.
fn tried(menu: &Menu, there: &Presence<'_>, template: &Template, wanted: &Wanted, diagnostics: &mut Diagnostics) {
    let misfit = |tried: Result<Rendered, Box<Diagnostic>>| match tried.map(Rendered::text) {
        Err(failed) => Some(*failed),
        Ok(None) => None,
        Ok(Some(text)) => (wanted.judge)(&text).map(|misfit| {
            let finding = Diagnostic::error(misfit.code, format!("`{text}` {}", misfit.why));
            finding.at(template.span(), "gives this, or nothing better").maybe_help(misfit.help)
        }),
    };
    let misfits: Option<Vec<Diagnostic>> = menu.trials(there, template).into_iter().map(misfit).collect();
    if let Some(first) = misfits.unwrap_or_default().into_iter().next() {
        diagnostics.push(first);
    }
}

/// What menus that are taken in are told is of their parameters' types, and within their bounds where this menu's own
/// parameters have their defaults.
fn inclusions(menu: &Menu, constants: &ConstantScope<'_>, diagnostics: &mut Diagnostics) {
    let mut found = Diagnostics::default();
    for included in menu.inclusions.values() {
        for (name, argument) in included.arguments.iter() {
            let param = included.params.get(name.value.as_str());
            if let (Argument::Template(template), Some(param)) = (argument, param) {
                let wanted = Wanted::of(param.ty());
                template.check(constants, &wanted, &mut found);
            }
        }
    }
    if !found.has_errors() {
        let given = |(name, param): (&Spanned<ParamName>, &Param)| {
            param.default.as_ref().and_then(|default| param.values(name.value.as_str(), default).ok())
        };
        let defaults: Arguments = menu.ast.params.iter().filter_map(given).flatten().collect();
        misfits(menu, &defaults).into_iter().for_each(|finding| found.push(finding));
    }
    diagnostics.extend(found);
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
