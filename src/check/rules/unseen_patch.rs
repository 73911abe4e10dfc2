//! A patch of a custom resource is merged over it as it is: nobody here knows its fields.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

/// The kinds of custom resources that an item is made of.
const CUSTOM: [&str; 2] = ["HTTPRoute", "ServiceMonitor"];

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for workload in menu.items().filter_map(|item| item.workload()) {
        for (target, _) in workload.patch.iter().filter(|(target, _)| CUSTOM.contains(&target.value.kind.as_str())) {
            diagnostics.push(UnseenPatch { kind: target.value.kind.clone(), at: target.span });
        }
    }
}

/// A patch whose fields nobody has looked at.
struct UnseenPatch {
    kind: String,
    at: Span,
}

impl From<UnseenPatch> for Diagnostic {
    fn from(found: UnseenPatch) -> Self {
        let UnseenPatch { kind, at } = found;
        Diagnostic::unchecked(format!("whether `{kind}` has the fields of this patch is only known in the cluster"))
            .at(at, "merged as it is")
            .help("try it in a cluster: `kubectl apply --dry-run=server`")
    }
}
