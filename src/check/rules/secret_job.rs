//! A secret that a job writes names a job that ends, and that writes nothing else.

use std::collections::BTreeMap;

use crate::ast::SecretOrigin;
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::hir::Menu;
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let mut written: BTreeMap<&str, Span> = BTreeMap::new();
    for (_, secret) in menu.ast.secrets.iter() {
        let SecretOrigin::Job(job) = &secret.from.origin else { continue };
        let called = menu.renamed(job.value.as_str(), job.span.file);
        let mut report = |problem, other| {
            let job = Spanned::new(job.value.to_string(), job.span);
            diagnostics.push(SecretJob { job, problem, other });
        };
        match menu.named(called) {
            Some(item) if item.is_scheduled() => report(Problem::Scheduled, Some(item.span())),
            Some(item) if item.is_job() => {
                if let Some(first) = written.insert(called, job.span) {
                    report(Problem::Twice, Some(first));
                }
            }
            Some(item) => report(Problem::NoJob(item.kind().describe()), Some(item.span())),
            None => {
                let jobs = menu.items().filter(|item| item.is_job()).map(|item| item.name());
                report(Problem::Unknown(nearest(called, jobs).map(str::to_owned)), None);
            }
        }
    }
}

enum Problem {
    Unknown(Option<String>),
    NoJob(&'static str),
    Scheduled,
    Twice,
}

/// A job that can't write a secret.
struct SecretJob {
    job: Spanned<String>,
    problem: Problem,
    other: Option<Span>,
}

impl From<SecretJob> for Diagnostic {
    fn from(error: SecretJob) -> Self {
        let SecretJob { job, problem, other } = error;
        let name = &job.value;
        let (message, label, help) = match problem {
            Problem::Unknown(near) => {
                let help =
                    near.map_or_else(|| format!("add `jobs: {{{name}: {{…}}}}`"), |near| format!("write `{near}`"));
                (format!("there is no job `{name}`"), "", help)
            }
            Problem::NoJob(kind) => {
                (format!("`{name}` is {kind}, whose output never ends"), "defined here", "name a job".to_owned())
            }
            Problem::Scheduled => (
                format!("`{name}` runs again and again, so its output never stands"),
                "runs on a schedule",
                "name a job that runs once".to_owned(),
            ),
            Problem::Twice => (
                format!("`{name}` has one output, and two secrets are made of it"),
                "made of it as well",
                "let one secret hold it, and use that twice".to_owned(),
            ),
        };
        let finding = Diagnostic::error("secret-job", message).at(job.span, "writes this secret").help(help);
        other.into_iter().fold(finding, |finding, span| finding.at(span, label))
    }
}
