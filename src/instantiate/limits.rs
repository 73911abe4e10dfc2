//! Whether the values of a box fit each other.

use crate::ast::Medium;
use crate::ast::types::Quantity;
use crate::check::{Check, MOST_MEMBERS, ManyMembers, ReplicaRange};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Origin, Span, Spanned};

use super::model::{BoxInstance, File, FileContent, Item, ItemKind, Located, Pod, Volume};

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
            range(item, diagnostics);
            limits(item, pod, diagnostics);
            pod.sidecars.iter().for_each(|(_, sidecar)| limits(item, sidecar, diagnostics));
            scratch(item, pod, diagnostics);
            files(item, pod, diagnostics);
            writers(self, item, pod, diagnostics);
        }
        claims(self, diagnostics);
    }
}

fn members(item: &Item, diagnostics: &mut Diagnostics) {
    let ItemKind::Service(service) = &item.kind else { return };
    let count = service.replicas.value;
    if (service.stable || !service.storage.is_empty()) && count > MOST_MEMBERS {
        diagnostics.push(ManyMembers { count, at: span(&service.replicas, item) });
    }
}

/// What the menu could not tell, for expressions say how many.
fn range(item: &Item, diagnostics: &mut Diagnostics) {
    let ItemKind::Service(service) = &item.kind else { return };
    let Some(scale) = &service.scale else { return };
    let (at, end) = (span(&scale.min, item), span(&service.replicas, item));
    let found = ReplicaRange::of(scale.min.value, service.replicas.value, at, end);
    found.into_iter().for_each(|finding| diagnostics.push(finding));
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
    let size = |file: &File| match &file.content {
        FileContent::Text(text) => text.value.len(),
        FileContent::Binary(bytes) => bytes.value.len(),
        FileContent::Secret { .. } => 0,
    };
    let bytes = pod.files.iter().fold(0usize, |sum, file| sum.saturating_add(size(file)));
    if bytes > CONFIG_BYTES {
        diagnostics.push(LargeFiles { bytes, item: item.name.value.clone(), at: item.name.span });
    }
}

/// A volume for one writer has one pod that mounts it.
fn writers(instance: &BoxInstance, item: &Item, pod: &Pod, diagnostics: &mut Diagnostics) {
    let (ItemKind::Service(service), Some(mount)) = (&item.kind, pod.single_writer()) else { return };
    let definition = instance.volumes.iter().find(|volume| volume.name.value == mount.volume);
    if service.replicas.value > 1 {
        diagnostics.push(ManyWriters {
            item: item.name.value.clone(),
            volume: mount.volume.clone(),
            replicas: service.replicas.value,
            at: mount.path.span,
            definition: definition.map(|volume| volume.name.span),
        });
    }
}

/// A member's claim of storage is called `STORAGE-ITEM-0`; no volume of the box may be.
fn claims(instance: &BoxInstance, diagnostics: &mut Diagnostics) {
    for volume in &instance.volumes {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let claims = |item: &&Item, storage: &Volume| {
            let members = format!("{}-{}-", storage.name.value, item.name.value);
            volume.name.value.strip_prefix(&members).is_some_and(is_number)
        };
        let owner = instance.items.iter().find(|item| match &item.kind {
            ItemKind::Service(service) => service.storage.iter().any(|storage| claims(item, storage)),
            ItemKind::Job(_) | ItemKind::External(_) => false,
        });
        if let Some(owner) = owner {
            let name = volume.name.value.clone();
            diagnostics.push(TakenClaim { name, at: volume.name.span, owner: owner.name.clone() });
        }
    }
}

/// Several pods with a volume that only one can have.
struct ManyWriters {
    item: String,
    volume: String,
    replicas: u32,
    at: Span,
    definition: Option<Span>,
}

impl From<ManyWriters> for Diagnostic {
    fn from(error: ManyWriters) -> Self {
        let ManyWriters { item, volume, replicas, at, definition } = error;
        let message = format!("the {replicas} replicas of `{item}` mount `{volume}`, which is for one");
        let mut finding = Diagnostic::error("unshared-volume", message).at(at, "mounted here");
        if let Some(definition) = definition {
            finding = finding.at(definition, "the volume");
        }
        finding.help("add `share: many` to the volume, or give each member its own `storage`")
    }
}

/// A volume with the name of a member's claim.
struct TakenClaim {
    name: String,
    at: Span,
    owner: Spanned<String>,
}

impl From<TakenClaim> for Diagnostic {
    fn from(error: TakenClaim) -> Self {
        let TakenClaim { name, at, owner } = error;
        let message = format!("`{name}` is the name of a claim that the storage of `{}` makes", owner.value);
        Diagnostic::error("duplicate-name", message)
            .at(at, "the volume")
            .at(owner.span, "its members have claims of such names")
            .help("give the volume another name")
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
