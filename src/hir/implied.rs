//! Needs that nobody writes: who uses a secret that a job writes waits until that job is done.

use std::collections::BTreeMap;

use crate::ast::types::Name;
use crate::ast::{self, Need, SecretOrigin, Until, When, Workload};
use crate::source::{Span, Spanned};

use super::inclusion::{Inclusions, renamed};

/// Adds the needs that follow from the use of secrets.
pub(super) fn needs(ast: &mut ast::Menu, inclusions: &Inclusions) {
    let mut jobs: BTreeMap<String, Spanned<Name>> = BTreeMap::new();
    for (secret, declared) in ast.secrets.iter() {
        let SecretOrigin::Job(job) = &declared.from.origin else { continue };
        let writer = ast.jobs.get(renamed(inclusions, job.value.as_str(), job.span.file));
        if writer.is_some_and(|writer| writer.schedule.is_none()) {
            jobs.insert(secret.value.to_string(), job.clone());
        }
    }
    let implied = |workload: &Workload| {
        let mut implied: Vec<(Spanned<Name>, Need)> = Vec::new();
        for (name, span, when) in used(workload) {
            let Some(job) = jobs.get(renamed(inclusions, &name, span.file)) else { continue };
            // A name means what it means in the file that it stands in.
            let at = if span.file == job.span.file { span } else { job.span };
            let need = Need { when, ..Need::waiting(Spanned::new(Until::Completed, at)) };
            let written = workload.needs.iter().chain(implied.iter().map(|(name, need)| (name, need)));
            if !written.into_iter().any(|(name, written)| covers(name, written, &job.value, &need)) {
                implied.push((Spanned::new(job.value.clone(), at), need));
            }
        }
        implied
    };
    if !jobs.is_empty() {
        ast.change(
            |workload| !implied(workload).is_empty(),
            |workload| workload.needs.entries.extend(implied(workload)),
        );
    }
}

/// Whether a need waits for the job whenever the other does.
fn covers(name: &Spanned<Name>, written: &Need, job: &Name, need: &Need) -> bool {
    let waits = written.until.is_none_or(|until| until.value == Until::Completed);
    let there = written.when.is_none() || written.when.as_ref().map(When::span) == need.when.as_ref().map(When::span);
    name.value == *job && waits && there
}

/// The secrets that a workload uses: where, and what switches the use off.
fn used(workload: &Workload) -> Vec<(String, Span, Option<When>)> {
    let named = workload
        .secrets()
        .into_iter()
        .map(|used| (used.secret.value.to_string(), used.secret.span, used.when.cloned()));
    let composed = workload.composed().into_iter().flat_map(|(template, when)| {
        template.paths().filter_map(move |path| match path {
            [root, name, ..] if root.value == "secrets" => Some((name.value.clone(), name.span, when.cloned())),
            _ => None,
        })
    });
    named.chain(composed).collect()
}
