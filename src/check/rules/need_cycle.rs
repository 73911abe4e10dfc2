//! Nothing waits for itself.

use crate::ast::Until;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Arguments, Menu, Need, Presence, find, sentence};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    if menu.graph().cycles().is_empty() {
        return;
    }
    // With everything there is a circle; whether the arguments of an order can close one is tried out.
    let needs = menu.graph().knotted().into_iter().filter_map(|at| menu.need(at));
    let parts: Vec<Presence<'_>> = needs.map(|need| need.presence().and(&need.provider().presence())).collect();
    let closes = |arguments: &Arguments| !menu.graph_for(arguments).cycles().is_empty();
    let Some(arguments) = find(&menu.ast, &parts.iter().collect::<Vec<_>>(), closes) else { return };
    for cycle in menu.graph_for(&arguments).cycles() {
        let needs: Vec<Need<'_>> = cycle.into_iter().filter_map(|at| menu.need(at)).collect();
        let when = if parts.iter().all(Presence::is_always) { String::new() } else { sentence(&arguments) };
        diagnostics.push(NeedCycle::new(&needs, when));
    }
}

/// Items that wait for each other: each waits for the next, the last for the first.
struct NeedCycle {
    /// Consumer, provider, gate (none where only readiness waits), and where the need stands.
    steps: Vec<(String, String, Option<&'static str>, Span)>,
    when: String,
}

impl NeedCycle {
    fn new(needs: &[Need<'_>], when: String) -> Self {
        let step = |need: &Need<'_>| {
            let (consumer, provider) = (need.consumer().name().to_owned(), need.provider().name().to_owned());
            let gate = Some(need.until()).filter(|until| *until != Until::None);
            (consumer, provider, gate.map(Until::word), need.name().span)
        };
        NeedCycle { steps: needs.iter().map(step).collect(), when }
    }
}

impl From<NeedCycle> for Diagnostic {
    fn from(error: NeedCycle) -> Self {
        let mut path: Vec<&str> = error.steps.iter().map(|(consumer, ..)| consumer.as_str()).collect();
        path.extend(path.first().copied());
        let message = format!("these wait for each other: {} {}", path.join(" → "), error.when);
        let mut finding = Diagnostic::error("need-cycle", message.trim_end());
        for (consumer, provider, gate, span) in &error.steps {
            finding = finding.at(
                *span,
                match gate {
                    Some(gate) => format!("`{consumer}` waits until `{provider}` is {gate}"),
                    None => format!("`{consumer}` is ready only while `{provider}` is"),
                },
            );
        }
        finding.help("let one of them start without waiting: `until: none` on the call it makes at run time")
    }
}
