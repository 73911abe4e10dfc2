//! Whether the values of a box fit each other.

use crate::ast::Medium;
use crate::ast::types::Quantity;
use crate::check::{Check, MOST_MEMBERS, ManyMembers};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Origin, Span};

use super::model::{BoxInstance, Item, ItemKind, Located, Pod};

/// What a ConfigMap holds at most, in bytes.
const CONFIG_BYTES: usize = 1 << 20;

impl Check for BoxInstance {
    fn findings(&self, diagnostics: &mut Diagnostics) {
        for item in &self.items {
            let pod = match &item.kind {
                ItemKind::Service(service) => &service.pod,
                ItemKind::Job(job) => &job.pod,
                ItemKind::External(_) => continue,
            };
            members(item, diagnostics);
            limits(item, pod, diagnostics);
            scratch(item, pod, diagnostics);
            files(item, pod, diagnostics);
        }
    }
}

fn members(item: &Item, diagnostics: &mut Diagnostics) {
    let ItemKind::Service(service) = &item.kind else { return };
    let count = service.replicas.value;
    if (service.stable || !service.storage.is_empty()) && count > MOST_MEMBERS {
        diagnostics.push(ManyMembers { count, at: span(&service.replicas, item) });
    }
}

fn limits(item: &Item, pod: &Pod, diagnostics: &mut Diagnostics) {
    let memory = Some(("memory", &pod.memory, &pod.memory_limit));
    let cpu = pod.cpu_limit.as_ref().map(|limit| ("cpu", &pod.cpu, limit));
    for (what, request, limit) in [memory, cpu].into_iter().flatten() {
        if limit.value.milli() < request.value.milli() {
            diagnostics.push(LimitBelowRequest {
                what,
                request: request.value.text().to_owned(),
                limit: limit.value.text().to_owned(),
                at: span(limit, item),
                request_span: span(request, item),
            });
        }
    }
}

fn span<T>(located: &Located<T>, item: &Item) -> Span {
    match located.origin {
        Origin::Source(span) => span,
        Origin::Rule(_) => item.name.span,
    }
}

fn scratch(item: &Item, pod: &Pod, diagnostics: &mut Diagnostics) {
    let in_memory = pod.scratch.iter().filter(|scratch| scratch.medium.is_some_and(|m| m.value == Medium::Memory));
    let sum = in_memory.clone().fold(0u128, |sum, scratch| sum.saturating_add(scratch.size.value.milli()));
    if let Some(first) = in_memory.clone().next().filter(|_| sum > pod.memory_limit.value.milli()) {
        diagnostics.push(MemoryScratch {
            sum: Quantity::bytes(sum).text().to_owned(),
            limit: pod.memory_limit.value.text().to_owned(),
            at: first.mount.span,
            limit_span: span(&pod.memory_limit, item),
        });
    }
}

fn files(item: &Item, pod: &Pod, diagnostics: &mut Diagnostics) {
    let bytes = pod.files.iter().fold(0usize, |sum, file| sum.saturating_add(file.content.value.len()));
    if bytes > CONFIG_BYTES {
        diagnostics.push(LargeFiles { bytes, item: item.name.value.clone(), at: item.name.span });
    }
}

/// A limit under which a container could not even start.
struct LimitBelowRequest {
    what: &'static str,
    request: String,
    limit: String,
    at: Span,
    request_span: Span,
}

impl From<LimitBelowRequest> for Diagnostic {
    fn from(error: LimitBelowRequest) -> Self {
        let LimitBelowRequest { what, request, limit, at, request_span } = error;
        Diagnostic::error("limit-below-request", format!("the {what} limit `{limit}` is less than the request"))
            .at(at, "the limit")
            .at(request_span, format!("asks for `{request}`"))
            .help(format!("raise the limit to `{request}` or more, or ask for less"))
    }
}

/// Scratch in memory that its own container could never fill.
struct MemoryScratch {
    sum: String,
    limit: String,
    at: Span,
    limit_span: Span,
}

impl From<MemoryScratch> for Diagnostic {
    fn from(error: MemoryScratch) -> Self {
        let MemoryScratch { sum, limit, at, limit_span } = error;
        let message = format!("scratch in memory takes `{sum}` of a memory limit of `{limit}`");
        Diagnostic::error("memory-scratch", message)
            .at(at, "counts against the memory limit")
            .at(limit_span, "the limit")
            .help("raise `resources.memory`, make the scratch smaller, or drop `medium: memory`")
    }
}

/// Files that no ConfigMap holds.
struct LargeFiles {
    bytes: usize,
    item: String,
    at: Span,
}

impl From<LargeFiles> for Diagnostic {
    fn from(error: LargeFiles) -> Self {
        let message = format!("the files of `{}` have {} bytes, more than {CONFIG_BYTES}", error.item, error.bytes);
        Diagnostic::error("large-files", message)
            .at(error.at, "a ConfigMap holds no more")
            .help("bake what is large into the image")
    }
}
