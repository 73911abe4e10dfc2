//! What a box consists of: items, by their names and aliases.

use crate::ast;
use crate::ast::types::Alias;
use crate::hir::{Item, ItemKind, Menu, Presence};
use crate::source::Span;
use crate::syntax::Node;

use super::change::Changes;
use super::inside::{entries, same};
use super::names::{Pair, Part, apart, paired, presence, text};
use super::{externals, ports};

pub(super) fn compare(old: &Menu, new: &Menu, changes: &mut Changes) {
    fn named(menu: &Menu) -> impl Iterator<Item = (String, Item<'_>)> {
        menu.items().map(|item| (item.name().to_owned(), item))
    }
    for Pair { name, old: was, new: is } in paired(named(old), named(new)) {
        match (was, is) {
            (Some(was), Some(is)) => one((old, was), (new, is), changes),
            (Some(was), None) => gone(&name, was, new, changes),
            (None, Some(is)) => added(&name, (old, new), is, changes),
            (None, None) => {}
        }
    }
    aliases(old, new, changes);
}

/// Another item, or an alias, may answer to the name.
fn gone(name: &str, was: Item<'_>, new: &Menu, changes: &mut Changes) {
    let what = match new.named(name) {
        Some(other) => format!("`{name}` means `{}` now", other.name()),
        None => format!("{} `{name}` is gone", kind(was)),
    };
    changes.breaks(what, Some(was.span()), new.named(name).map(Item::span));
}

fn added(name: &str, (old, new): (&Menu, &Menu), is: Item<'_>, changes: &mut Changes) {
    let there = apart(old, (&[is.presence()], &[]), new);
    match there.filter(|_| is.is_external()) {
        Some(when) => {
            let what = format!("the external `{name}` is new, and has to be bound {when}");
            changes.breaks(what.trim_end().to_owned(), None, Some(is.span()));
        }
        None => changes.adds(format!("{} `{name}` is new", kind(is)), None, Some(is.span())),
    }
}

fn kind(item: Item<'_>) -> &'static str {
    match item.kind() {
        ItemKind::Service(_) => "the service",
        ItemKind::Job(_) => "the job",
        ItemKind::External(_) => "the external",
    }
}

fn one((before, was): (&Menu, Item<'_>), (after, is): (&Menu, Item<'_>), changes: &mut Changes) {
    let name = was.name();
    let (old, new) = (was.span(), is.span());
    let (here, there) = (was.presence(), is.presence());
    let here = Part::of(before, &here, was.condition(), old);
    presence(&format!("`{name}`"), here, Part::of(after, &there, is.condition(), new), changes);
    match (was.kind(), is.kind()) {
        (ItemKind::Service(was_service), ItemKind::Service(is_service)) => {
            members(name, was_service, is_service, (old, new), changes);
        }
        (ItemKind::Job(was_job), ItemKind::Job(is_job)) => job(name, was_job, is_job, (old, new), changes),
        (ItemKind::External(was), ItemKind::External(is)) => {
            externals::outputs(name, was, is, changes);
        }
        (was, is) => {
            let what = format!("`{name}` is {}, no longer {}", is.describe(), was.describe());
            changes.breaks(what, Some(old), Some(new));
            return;
        }
    }
    ports::compare(was, is, changes);
    outputs(was, is, changes);
}

fn members(name: &str, was: &ast::Service, is: &ast::Service, (old, new): (Span, Span), changes: &mut Changes) {
    let (old, new) = (Some(old), Some(new));
    match (was.has_members(), is.has_members()) {
        (true, false) => changes.breaks(format!("`{name}` has no members with names of their own any more"), old, new),
        (false, true) => changes.adds(format!("`{name}` has members with names of their own"), old, new),
        (true, true) if was.identity.is_some() != is.identity.is_some() => {
            changes.breaks(format!("the members of `{name}` have other names"), old, new);
        }
        (true, true) | (false, false) => {}
    }
}

fn job(name: &str, was: &ast::Job, is: &ast::Job, (old, new): (Span, Span), changes: &mut Changes) {
    let waits = |job: &ast::Job| job.schedule.is_none() && job.keep_for.is_none();
    match (waits(was), waits(is)) {
        (true, false) => changes.breaks(format!("nothing can wait for `{name}` any more"), Some(old), Some(new)),
        (false, true) => changes.adds(format!("`{name}` can be waited for"), Some(old), Some(new)),
        (true, true) | (false, false) => {}
    }
}

fn outputs(was: Item<'_>, is: Item<'_>, changes: &mut Changes) {
    fn named(item: Item<'_>) -> impl Iterator<Item = (String, Span)> {
        item.workload().into_iter().flat_map(|workload| workload.outputs.iter()).map(|(key, _)| text(key))
    }
    for Pair { name, old, new } in paired(named(was), named(is)) {
        match (old, new) {
            (Some(old), None) => {
                changes.breaks(format!("`{}` has no output `{name}` any more", was.name()), Some(old), None)
            }
            (None, new) => changes.adds(format!("`{}` has an output `{name}`", is.name()), None, new),
            (Some(_), Some(_)) => {}
        }
    }
}

/// Aliases are names like others; what they mean is compared where the item is.
fn aliases(old: &Menu, new: &Menu, changes: &mut Changes) {
    fn named(menu: &Menu) -> impl Iterator<Item = (String, (Item<'_>, Span, Presence<'_>))> {
        let all = menu.items().flat_map(|item| item.aliases().iter().map(move |alias| (item, alias)));
        all.map(|(item, alias)| (written(&alias.value), (item, alias.span, item.presence())))
    }
    for Pair { name, old: was, new: is } in paired(named(old), named(new)) {
        match (was, is) {
            (Some((was, old_at, _)), Some((is, new_at, _))) if was.name() != is.name() => {
                let what = format!("`{name}` means `{}`, no longer `{}`", is.name(), was.name());
                changes.breaks(what, Some(old_at), Some(new_at));
            }
            (Some((_, old_at, _)), None) => {
                let taken = new.named(name.rsplit('.').next().unwrap_or(&name)).map(Item::span);
                changes.breaks(format!("the alias `{name}` is gone"), Some(old_at), taken);
            }
            (None, Some((_, new_at, _))) => changes.adds(format!("the alias `{name}` is new"), None, Some(new_at)),
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
}

fn written(alias: &Alias) -> String {
    match &alias.host {
        Some(host) => format!("{host}.{}", alias.name),
        None => alias.name.to_string(),
    }
}

/// Addresses outside of the cluster.
pub(super) fn exposures(old: (&Menu, &Node), new: (&Menu, &Node), changes: &mut Changes) {
    for item in old.0.items() {
        let name = item.name();
        let is = new.0.items().find(|item| item.name() == name).and_then(Item::service);
        let Some((was, is)) = item.service().zip(is) else { continue };
        let named = |service: &ast::Service| -> Vec<(String, Span)> {
            service.expose.iter().map(|(name, _)| text(name)).collect()
        };
        for Pair { name: exposure, old: was, new: is } in paired(named(was).into_iter(), named(is).into_iter()) {
            match (was, is) {
                (Some(old), None) => {
                    changes.breaks(format!("`{name}` is not exposed as `{exposure}` any more"), Some(old), None);
                }
                (None, is) => changes.adds(format!("`{name}` is exposed as `{exposure}`"), None, is),
                (Some(was), Some(is)) => {
                    let at = [name, "expose", &exposure];
                    if !same(entries(old.1, &at), entries(new.1, &at)) {
                        let what = format!("`{exposure}` of `{name}` has another address outside");
                        changes.breaks(what, Some(was), Some(is));
                    }
                }
            }
        }
    }
}
