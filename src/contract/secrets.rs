//! What a box's secrets hold and who brings them; what its items mount.

use crate::ast::{Secret, SecretOrigin, SharedVolume};
use crate::hir::{Menu, Presence};
use crate::source::Span;

use super::change::Changes;
use super::names::{Pair, Part, apart, paired, presence};

type Side<'m> = (Span, &'m Secret, Presence<'m>);

pub(super) fn compare(old: &Menu, new: &Menu, changes: &mut Changes) {
    fn named(menu: &Menu) -> impl Iterator<Item = (String, Side<'_>)> {
        let all = menu.ast.secrets.iter();
        all.map(|(name, secret)| (name.value.to_string(), (name.span, secret, menu.presence_of_secret(name, secret))))
    }
    for Pair { name, old: was, new: is } in paired(named(old), named(new)) {
        match (was, is) {
            (Some((at, ..)), None) => changes.breaks(format!("the secret `{name}` is gone"), Some(at), None),
            (None, Some((at, secret, there))) => {
                let asked = is_brought(secret) && apart(old, (&[there], &[]), new).is_some();
                match asked {
                    true => changes.breaks(format!("somebody has to bring the secret `{name}`"), None, Some(at)),
                    false => changes.adds(format!("the secret `{name}` is new"), None, Some(at)),
                }
            }
            (Some(was), Some(is)) => {
                let here = Part::of(old, &was.2, was.1.when.as_ref(), was.0);
                let there = Part::of(new, &is.2, is.1.when.as_ref(), is.0);
                presence(&format!("the secret `{name}`"), here, there, changes);
                one(&name, was, is, changes);
            }
            (None, None) => {}
        }
    }
}

/// Whether somebody puts it where the box finds it.
fn is_brought(secret: &Secret) -> bool {
    matches!(secret.from.origin, SecretOrigin::Existing | SecretOrigin::Store(_))
}

/// Where a secret comes from, as far as whoever brings it has to know.
fn source(secret: &Secret) -> String {
    match &secret.from.origin {
        SecretOrigin::Generate | SecretOrigin::Job(_) => "made in the box".to_owned(),
        SecretOrigin::Existing => "put there by somebody".to_owned(),
        SecretOrigin::Store(None) => "taken from the store".to_owned(),
        SecretOrigin::Store(Some(path)) => match path {
            crate::ast::Dynamic::Literal(path) => format!("taken from `{}` in the store", path.value.0),
            crate::ast::Dynamic::Template(path) => format!("taken from `{}` in the store", path.outline()),
        },
    }
}

fn one(name: &str, (old, was, _): Side<'_>, (new, is, _): Side<'_>, changes: &mut Changes) {
    let (before, after) = (source(was), source(is));
    if before != after {
        let what = format!("the secret `{name}` is {after}, no longer {before}");
        let places = (Some(was.from.span), Some(is.from.span));
        if is_brought(is) { changes.breaks(what, places.0, places.1) } else { changes.adds(what, places.0, places.1) }
    }
    let named = |secret: &Secret, at: Span| -> Vec<(String, (Span, bool))> {
        let written = |key: &str| secret.keys.entry(key);
        let keys = secret.key_names().map(|key| match written(key) {
            Some((name, declared)) => (key.to_owned(), (name.span, declared.is_optional())),
            None => (key.to_owned(), (at, false)),
        });
        keys.collect()
    };
    for Pair { name: key, old: was, new: now } in paired(named(was, old).into_iter(), named(is, new).into_iter()) {
        match (was, now) {
            (Some((at, _)), None) => {
                changes.breaks(format!("the secret `{name}` has no key `{key}` any more"), Some(at), None)
            }
            (None, Some((at, optional))) if is_brought(is) && !optional => {
                changes.breaks(format!("whoever brings the secret `{name}` owes the key `{key}`"), None, Some(at));
            }
            (None, now) => changes.adds(format!("the secret `{name}` has a key `{key}`"), None, now.map(|(at, _)| at)),
            (Some((was, false)), Some((now, true))) => {
                changes.breaks(format!("the key `{key}` of `{name}` may be absent"), Some(was), Some(now));
            }
            (Some((was, true)), Some((now, false))) if is_brought(is) => {
                changes.breaks(format!("the key `{key}` of `{name}` may not be absent any more"), Some(was), Some(now));
            }
            (Some(_), Some(_)) => {}
        }
    }
}

pub(super) fn volumes(old: &Menu, new: &Menu, changes: &mut Changes) {
    fn named(menu: &Menu) -> impl Iterator<Item = (String, (Span, &SharedVolume, Presence<'_>))> {
        let all = menu.ast.volumes.iter();
        all.map(|(name, volume)| (name.value.to_string(), (name.span, volume, menu.presence_of_volume(name, volume))))
    }
    for Pair { name, old: was, new: is } in paired(named(old), named(new)) {
        match (was, is) {
            (Some((at, ..)), None) => changes.breaks(format!("the volume `{name}` is gone"), Some(at), None),
            (None, is) => changes.adds(format!("the volume `{name}` is new"), None, is.map(|(at, ..)| at)),
            (Some(was), Some(is)) => {
                let what = format!("the volume `{name}`");
                let here = Part::of(old, &was.2, was.1.when.as_ref(), was.0);
                let there = Part::of(new, &is.2, is.1.when.as_ref(), is.0);
                presence(&what, here, there, changes);
                match (was.1.is_shared(), is.1.is_shared()) {
                    (true, false) => {
                        changes.breaks(format!("{what} is for one, no longer for many"), Some(was.0), Some(is.0))
                    }
                    (false, true) => changes.adds(format!("{what} is for many"), Some(was.0), Some(is.0)),
                    (true, true) | (false, false) => {}
                }
            }
        }
    }
}
