//! What an order says: parameters.

use crate::ast::{Bound, Dict, Param, ParamKind, ParamName};
use crate::diagnostic::listed;
use crate::source::{Span, Spanned};

use super::change::Changes;
use super::names::{Pair, paired};

pub(super) fn compare(old: &Dict<ParamName, Param>, new: &Dict<ParamName, Param>, changes: &mut Changes) {
    fn named(params: &Dict<ParamName, Param>) -> impl Iterator<Item = (String, (Span, &Param))> {
        params.iter().map(|(name, param)| (name.value.as_str().to_owned(), (name.span, param)))
    }
    for Pair { name, old, new } in paired(named(old), named(new)) {
        match (old, new) {
            (Some((old, _)), None) => changes.breaks(format!("the parameter `{name}` is gone"), Some(old), None),
            (None, Some((new, param))) if param.default.is_none() => {
                changes.breaks(
                    format!("the parameter `{name}` is new, and every order has to say it"),
                    None,
                    Some(new),
                );
            }
            (None, new) => changes.adds(format!("the parameter `{name}` is new"), None, new.map(|(new, _)| new)),
            (Some(old), Some(new)) => one(&name, old, new, changes),
        }
    }
}

fn one(name: &str, old: (Span, &Param), new: (Span, &Param), changes: &mut Changes) {
    let (was, is) = (old.1, new.1);
    let (old, new) = (Some(old.0), Some(new.0));
    let kinds = |param: &Param| (param.kind.value, param.of.map(|of| of.value));
    if takes_more(was, is) {
        bounds(name, (old, was), (new, is), changes);
    }
    if kinds(was) != kinds(is) {
        let at = (Some(was.kind.span), Some(is.kind.span));
        let what = format!("`{name}` is {}, no longer {}", words(is), words(was));
        if takes_more(was, is) { changes.adds(what, at.0, at.1) } else { changes.breaks(what, at.0, at.1) }
    }
    let told = |param: &Param| param.default.as_ref().map(crate::ast::ParamValue::text);
    match (told(was), told(is)) {
        (Some(_), None) => {
            changes.breaks(format!("`{name}` has no default any more, and every order has to say it"), old, new);
        }
        (None, Some(is)) => changes.adds(format!("`{name}` is `{is}` where an order does not say it"), old, new),
        (Some(was), Some(is)) if was != is => {
            let what = format!("`{name}` is `{is}`, no longer `{was}`, where an order does not say it");
            changes.adds(what, old, new);
        }
        (Some(_), Some(_)) | (None, None) => {}
    }
}

fn words(param: &Param) -> String {
    match param.of {
        Some(of) => format!("a {} of {}", param.kind.value.word(), of.value.word()),
        None if matches!(param.kind.value, ParamKind::Int | ParamKind::Image) => {
            format!("an {}", param.kind.value.word())
        }
        None => format!("a {}", param.kind.value.word()),
    }
}

/// Whether another type takes everything that this one took, bounds aside.
fn takes_more(was: &Param, is: &Param) -> bool {
    let wider = |was: ParamKind, is: ParamKind| match (was, is) {
        (ParamKind::Int | ParamKind::Port, ParamKind::Number) | (ParamKind::Port, ParamKind::Int) => true,
        _ => was == is,
    };
    let of = match (was.of, is.of) {
        (Some(was), Some(is)) => wider(was.value, is.value),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    of && wider(was.kind.value, is.kind.value)
}

type Side<'a> = (Option<Span>, &'a Param);

fn bounds(name: &str, old: Side<'_>, new: Side<'_>, changes: &mut Changes) {
    let (was, is) = (old.1, new.1);
    let number = |bound: Option<Spanned<Bound>>| bound.map(|bound| Spanned::new(bound.value.0, bound.span));
    let length = |length: Option<Spanned<u32>>| length.map(|length| Spanned::new(f64::from(length.value), length.span));
    let places = (old.0, new.0);
    for (what, upper, was, is) in [
        ("at least", false, number(was.min), number(is.min)),
        ("at most", true, number(was.max), number(is.max)),
        ("no shorter than", false, length(was.min_length), length(is.min_length)),
        ("no longer than", true, length(was.max_length), length(is.max_length)),
    ] {
        limit(&format!("`{name}` is {what}"), upper, (was, is), places, changes);
    }
    let patterns = (was.pattern.as_ref(), is.pattern.as_ref());
    match patterns {
        (Some(was), Some(is)) if was.value.text() == is.value.text() => {}
        (None, None) => {}
        (was, Some(is)) => {
            let what = format!("`{name}` matches `{}`, and may refuse what it took", is.value.text());
            changes.breaks(what, was.map(|was| was.span).or(old.0), Some(is.span));
        }
        (Some(was), None) => changes.adds(format!("`{name}` matches no pattern any more"), Some(was.span), new.0),
    }
    choices(name, old, new, changes);
}

fn limit(
    what: &str,
    upper: bool,
    (was, is): (Option<Spanned<f64>>, Option<Spanned<f64>>),
    (old, new): (Option<Span>, Option<Span>),
    changes: &mut Changes,
) {
    let places = (was.map(|was| was.span).or(old), is.map(|is| is.span).or(new));
    match (was.map(|was| was.value), is.map(|is| is.value)) {
        (None, Some(is)) => changes.breaks(format!("{what} {is}, which was not bounded"), places.0, places.1),
        (Some(was), Some(is)) if was != is => {
            let tighter = (is < was) == upper;
            let what = format!("{what} {is}, no longer {was}");
            if tighter { changes.breaks(what, places.0, places.1) } else { changes.adds(what, places.0, places.1) }
        }
        (Some(was), None) => changes.adds(format!("{what} {was} no longer"), places.0, places.1),
        (Some(_), Some(_)) | (None, None) => {}
    }
}

fn choices(name: &str, (old, was): Side<'_>, (new, is): Side<'_>, changes: &mut Changes) {
    fn lacks<'p>(of: &'p Param, than: &Param) -> Vec<&'p Spanned<String>> {
        of.choices.iter().filter(|choice| !than.choices.iter().any(|other| other.value == choice.value)).collect()
    }
    let words = |choices: &[&Spanned<String>]| listed(choices.iter().map(|choice| &choice.value));
    match (was.choices.is_empty(), is.choices.is_empty()) {
        (true, true) => {}
        (true, false) => changes.breaks(format!("`{name}` is one of some values only"), old, new),
        (false, true) => changes.adds(format!("`{name}` may be any value"), old, new),
        (false, false) => {
            let (gone, added) = (lacks(was, is), lacks(is, was));
            if let Some(first) = gone.first() {
                changes.breaks(format!("`{name}` can't be {} any more", words(&gone)), Some(first.span), new);
            }
            if let Some(first) = added.first() {
                changes.adds(format!("`{name}` may be {}", words(&added)), old, Some(first.span));
            }
        }
    }
}
