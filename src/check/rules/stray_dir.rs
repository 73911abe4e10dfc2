//! Folders are made where the program can write.

use crate::ast::types::AbsolutePath;
use crate::ast::{When, Workload};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu, Presence};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let Some(workload) = item.workload() else { continue };
        let places = places(item, workload);
        for (path, dir) in workload.dirs.iter() {
            let holding = places.iter().filter(|(place, _)| place.holds(&path.value));
            let offered: Vec<Presence<'_>> = holding.map(|(_, when)| Presence::of(menu, [*when])).collect();
            let asked = item.presence().and(&Presence::of(menu, [dir.when.as_ref()]));
            if path.value.as_str().starts_with("/tmp/")
                || menu.lacking(&asked, &offered, path.span, diagnostics).is_none()
            {
                continue;
            }
            let path = path.as_ref().map(|path| path.as_str().to_owned());
            diagnostics.push(StrayDir { path: path.value, span: path.span, item: item.span() });
        }
    }
}

/// Where the program of an item can write, and under which condition.
fn places<'m>(item: Item<'m>, workload: &'m Workload) -> Vec<(&'m AbsolutePath, Option<&'m When>)> {
    let storage = item.service().into_iter().flat_map(|service| service.storage.iter());
    let storage = storage.map(|(_, volume)| (&volume.mount.value, volume.when.as_ref()));
    let scratch = workload.scratch.iter().map(|scratch| (&scratch.mount.value, scratch.when.as_ref()));
    let writes = |mount: &crate::ast::Mount| !mount.read_only.is_some_and(|read_only| read_only.value);
    let mounts = workload.mounts.iter().filter(move |(_, mount)| writes(mount));
    let mounts = mounts.map(|(path, mount)| (&path.value, mount.when.as_ref()));
    storage.chain(scratch).chain(mounts).collect()
}

/// A folder that can't be made.
struct StrayDir {
    path: String,
    span: Span,
    item: Span,
}

impl From<StrayDir> for Diagnostic {
    fn from(error: StrayDir) -> Self {
        let StrayDir { path, span, item } = error;
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        let above = if above.is_empty() { &path } else { above };
        Diagnostic::error("stray-dir", format!("`{path}` can't be made: nothing is written there"))
            .at(span, "in no scratch folder, storage or volume that is always there")
            .at(item, "can write to those alone")
            .help(format!("add `scratch: [{above}]`, or storage that holds it"))
    }
}
