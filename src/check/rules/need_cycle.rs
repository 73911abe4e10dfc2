//! Nothing waits for itself.

use crate::ast::Until;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Menu, Need, sentence};
use crate::source::Span;

use super::run_time_call::Mend;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for circle in menu.circles(diagnostics) {
        diagnostics.push(NeedCycle::new(&circle.needs, sentence(&circle.when)));
    }
}

/// Items that wait for each other: each waits for the next, the last for the first.
struct NeedCycle {
    /// Consumer, provider, gate (none where only readiness waits), and where the need stands.
    steps: Vec<(String, String, Option<&'static str>, Span)>,
    when: String,
    /// A consumer and the job that it waits for.
    job: Option<(String, String)>,
    mends: Vec<Mend>,
}

impl NeedCycle {
    fn new(needs: &[Need<'_>], when: String) -> Self {
        let step = |need: &Need<'_>| {
            let (consumer, provider) = (need.consumer().name().to_owned(), need.provider().name().to_owned());
            let gate = Some(need.until()).filter(|until| *until != Until::None);
            (consumer, provider, gate.map(Until::word), need.name().span)
        };
        let job = needs.iter().find(|need| need.provider().is_job());
        let job = job.map(|need| (need.consumer().name().to_owned(), need.provider().name().to_owned()));
        NeedCycle { steps: needs.iter().map(step).collect(), when, job, mends: Mend::likeliest(needs) }
    }

    fn help(&self) -> String {
        let line = |mend: &Mend| format!("{} in the needs of `{}`", mend.line, mend.consumer);
        match (self.mends.as_slice(), &self.job) {
            ([], Some((consumer, job))) => format!(
                "what the job `{job}` needs can't wait for it: move the need `{job}` from `{consumer}` to what uses the \
                 job's work"
            ),
            ([], None) => "remove one of these needs".to_owned(),
            ([only], _) => match only.reason() {
                Some(reason) => format!("{reason}: write {}", line(only)),
                None => format!("let `{}` start without waiting: write {}", only.consumer, line(only)),
            },
            (several, _) => {
                let lines: Vec<String> = several.iter().map(line).collect();
                format!("find the one that is only called at run time, and write {}", lines.join(", or "))
            }
        }
    }
}

impl From<NeedCycle> for Diagnostic {
    fn from(error: NeedCycle) -> Self {
        let mut path: Vec<&str> = error.steps.iter().map(|(consumer, ..)| consumer.as_str()).collect();
        path.extend(path.first().copied());
        let message = format!("these wait for each other: {} {}", path.join(" → "), error.when);
        let help = error.help();
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
        finding.help(help)
    }
}
