//! Nothing waits for itself.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Menu, Need};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for cycle in menu.graph().cycles() {
        let needs: Vec<Need<'_>> = cycle.into_iter().filter_map(|at| menu.need(at)).collect();
        diagnostics.push(NeedCycle::new(&needs));
    }
}

/// Items that wait for each other: each waits for the next, the last for the first.
struct NeedCycle {
    /// Consumer, provider, gate, and where the need stands.
    steps: Vec<(String, String, &'static str, Span)>,
}

impl NeedCycle {
    fn new(needs: &[Need<'_>]) -> Self {
        let step = |need: &Need<'_>| {
            let (consumer, provider) = (need.consumer().name().to_owned(), need.provider().name().to_owned());
            (consumer, provider, need.until().word(), need.name().span)
        };
        NeedCycle { steps: needs.iter().map(step).collect() }
    }
}

impl From<NeedCycle> for Diagnostic {
    fn from(error: NeedCycle) -> Self {
        let mut path: Vec<&str> = error.steps.iter().map(|(consumer, ..)| consumer.as_str()).collect();
        path.extend(path.first().copied());
        let message = format!("these wait for each other: {}", path.join(" → "));
        let mut finding = Diagnostic::error("need-cycle", message);
        for (consumer, provider, gate, span) in &error.steps {
            finding = finding.at(*span, format!("`{consumer}` waits until `{provider}` is {gate}"));
        }
        finding.help("let one of them start without waiting: `until: none` on the call it makes at run time")
    }
}
