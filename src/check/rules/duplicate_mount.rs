//! Every path of a container is filled once.

use crate::ast::types::AbsolutePath;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let mounts = mounts(item);
        for (at, (path, span, what)) in mounts.iter().enumerate() {
            if let Some((_, first, other)) = mounts.iter().take(at).find(|(earlier, ..)| earlier == path) {
                let path = path.as_str().to_owned();
                diagnostics.push(DuplicateMount { path, at: *span, what, first: *first, other });
            }
        }
    }
}

/// Storage, scratch folders and files, each with what it is.
fn mounts(item: Item<'_>) -> Vec<(&AbsolutePath, Span, &'static str)> {
    let storage = item.service().into_iter().flat_map(|service| service.storage.iter());
    let storage = storage.map(|(_, volume)| (&volume.mount.value, volume.mount.span, "storage"));
    let workload = || item.workload().into_iter();
    let scratch = workload().flat_map(|workload| &workload.scratch);
    let scratch = scratch.map(|scratch| (&scratch.mount.value, scratch.mount.span, "scratch"));
    let files = workload().flat_map(|workload| workload.files.iter());
    let files = files.map(|(path, _)| (&path.value.path, path.span, "a file"));
    let mounts = workload().flat_map(|workload| workload.mounts.iter());
    let mounts = mounts.map(|(path, _)| (&path.value, path.span, "a volume"));
    let host = workload().filter_map(|workload| workload.security.as_ref()?.host.as_ref());
    let host = host.flat_map(|host| host.paths.iter()).map(|(path, _)| (&path.value, path.span, "a path of the node"));
    let mounts = mounts.chain(host);
    storage.chain(scratch).chain(files).chain(mounts).collect()
}

/// Two things at one path.
struct DuplicateMount {
    path: String,
    at: Span,
    what: &'static str,
    first: Span,
    other: &'static str,
}

impl From<DuplicateMount> for Diagnostic {
    fn from(error: DuplicateMount) -> Self {
        Diagnostic::error("duplicate-mount", format!("`{}` is filled twice", error.path))
            .at(error.at, error.what)
            .at(error.first, error.other)
            .help("move one of the two to another path")
    }
}
