//! What switches parts off is a bool made of bool parameters and parameters with an `enum`.

use crate::ast::{When, Workload};
use crate::check::scope::ConditionScope;
use crate::diagnostic::Diagnostics;
use crate::expr::{Type, Wanted};
use crate::hir::{Item, ItemKind, Menu};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let wanted = Wanted::of(Type::Bool);
    let of_secrets = menu.ast.secrets.iter().filter_map(|(_, secret)| secret.when.as_ref());
    let of_volumes = menu.ast.volumes.iter().filter_map(|(_, volume)| volume.when.as_ref());
    let of_inclusions = menu.inclusions.values().filter_map(|included| included.when.as_ref());
    for condition in menu.items().flat_map(conditions).chain(of_secrets).chain(of_volumes).chain(of_inclusions) {
        if let Some(template) = condition.template() {
            template.check(&ConditionScope { menu }, &wanted, diagnostics);
        }
    }
}

/// Every condition of an item and of its parts.
fn conditions(item: Item<'_>) -> Vec<&When> {
    let own = match item.kind() {
        ItemKind::Service(service) => {
            let exposures = service.expose.iter().map(|(_, expose)| expose.when.as_ref());
            let storage = service.storage.iter().map(|(_, volume)| volume.when.as_ref());
            exposures.chain(storage).flatten().collect()
        }
        ItemKind::Job(_) => Vec::new(),
        ItemKind::External(external) => external.when.iter().collect(),
    };
    own.into_iter().chain(item.workload().into_iter().flat_map(of_workload)).collect()
}

fn of_workload(workload: &Workload) -> Vec<&When> {
    let needs = workload.needs.iter().map(|(_, need)| need.when.as_ref());
    let env = workload.env.iter().map(|(_, value)| value.when.as_ref());
    let files = workload.files.iter().map(|(_, file)| file.when.as_ref());
    let scratch = workload.scratch.iter().map(|scratch| scratch.when.as_ref());
    let dirs = workload.dirs.iter().map(|(_, dir)| dir.when.as_ref());
    let mounts = workload.mounts.iter().map(|(_, mount)| mount.when.as_ref());
    let beside = workload.sidecars.iter().flat_map(|(_, sidecar)| of_workload(&sidecar.0)).map(Some);
    needs
        .chain(env)
        .chain(files)
        .chain(scratch)
        .chain(dirs)
        .chain(mounts)
        .chain([workload.when.as_ref()])
        .chain(beside)
        .flatten()
        .collect()
}
