//! No output and no exposure is made of itself.

use crate::ast::Dynamic;
use crate::check::scope::ItemScope;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expr::Template;
use crate::hir::{Item, Menu};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let outputs = item.workload().into_iter().flat_map(|workload| workload.outputs.iter());
        let outputs = outputs.filter_map(|(_, value)| value.template());
        let exposures = item.service().into_iter().flat_map(|service| service.expose.iter());
        let exposures = exposures.flat_map(|(_, expose)| {
            let external = expose.external.as_ref().and_then(Dynamic::template);
            expose.host.as_ref().and_then(Dynamic::template).into_iter().chain(external)
        });
        for template in outputs.chain(exposures) {
            let mut trail = vec![template.span()];
            // A cycle is found from each of its values; it is reported from the first.
            if leads_back(ItemScope { menu, item }, template, &mut trail) && trail.first() == trail.iter().min() {
                diagnostics.push(ValueCycle { trail });
            }
        }
    }
}

/// Whether what a template is made of leads back to where the trail began; then the trail is the cycle.
fn leads_back(scope: ItemScope<'_>, template: &Template, trail: &mut Vec<Span>) -> bool {
    for (item, behind) in template.paths().flat_map(|path| scope.behind(path)) {
        if trail.first() == Some(&behind.span()) {
            return true;
        }
        // Another cycle further on is found where it begins.
        if trail.contains(&behind.span()) {
            continue;
        }
        trail.push(behind.span());
        if leads_back(ItemScope { item: item as Item<'_>, ..scope }, behind, trail) {
            return true;
        }
        trail.pop();
    }
    false
}

/// Values that are made of each other.
struct ValueCycle {
    trail: Vec<Span>,
}

impl From<ValueCycle> for Diagnostic {
    fn from(error: ValueCycle) -> Self {
        let mut finding = Diagnostic::error("value-cycle", "this value is made of itself");
        for (at, span) in error.trail.iter().enumerate() {
            finding = finding.at(*span, if at == 0 { "made of the next" } else { "which is made of the next" });
        }
        finding.help("write one of them without the others")
    }
}
