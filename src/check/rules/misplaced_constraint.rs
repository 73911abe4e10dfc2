//! What bounds a parameter belongs to its type.

use crate::ast::{Param, ParamKind};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for (_, param) in menu.ast.params.iter() {
        // What a list or a map holds is bounded by the same keys.
        let kind =
            if param.kind.value.holds() { param.of.map_or(ParamKind::String, |of| of.value) } else { param.kind.value };
        let misplaced = written(param).into_iter().filter(|(_, _, kinds)| !kinds.contains(&kind));
        for (key, span, kinds) in misplaced {
            let kinds = kinds.iter().map(|kind| kind.word()).collect();
            diagnostics.push(MisplacedConstraint {
                key,
                span,
                kinds,
                of: param.kind.value.word(),
                at: param.kind.span,
            });
        }
        if let (Some(min), Some(max)) = (&param.min, &param.max)
            && min.value.0 > max.value.0
        {
            diagnostics.push(NoneBetween { min: min.as_ref().map(|n| n.0), max: max.as_ref().map(|n| n.0) });
        }
        let of = param.of.map(|of| of.span);
        if param.kind.value.holds() != of.is_some() || param.of.is_some_and(|of| of.value.holds()) {
            diagnostics.push(BadOf { holds: param.kind.value.holds(), span: of.unwrap_or(param.kind.span) });
        }
    }
}

type Written = (&'static str, Span, &'static [ParamKind]);

/// The bounds that are written, and the types that they belong to.
fn written(param: &Param) -> Vec<Written> {
    const TEXT: &[ParamKind] = &[ParamKind::String];
    const NUMBERS: &[ParamKind] = &[ParamKind::Int, ParamKind::Number];
    let all = [
        ("pattern", param.pattern.as_ref().map(|pattern| pattern.span), TEXT),
        ("enum", param.choices.first().map(|choice| choice.span), TEXT),
        ("min-length", param.min_length.map(|length| length.span), TEXT),
        ("max-length", param.max_length.map(|length| length.span), TEXT),
        ("min", param.min.map(|min| min.span), NUMBERS),
        ("max", param.max.map(|max| max.span), NUMBERS),
    ];
    all.into_iter().filter_map(|(key, span, kinds)| Some((key, span?, kinds))).collect()
}

/// A bound that has no meaning for the parameter's type.
struct MisplacedConstraint {
    key: &'static str,
    span: Span,
    kinds: Vec<&'static str>,
    of: &'static str,
    at: Span,
}

impl From<MisplacedConstraint> for Diagnostic {
    fn from(error: MisplacedConstraint) -> Self {
        let MisplacedConstraint { key, span, kinds, of, at } = error;
        Diagnostic::error("misplaced-constraint", format!("`{key}` bounds nothing of a parameter of type {of}"))
            .at(span, format!("belongs to {}", kinds.join(" and ")))
            .at(at, "the parameter's type")
            .help(format!("remove `{key}`"))
    }
}

/// Bounds that no value lies between.
struct NoneBetween {
    min: Spanned<f64>,
    max: Spanned<f64>,
}

impl From<NoneBetween> for Diagnostic {
    fn from(error: NoneBetween) -> Self {
        let NoneBetween { min, max } = error;
        Diagnostic::error("misplaced-constraint", format!("no number is between {} and {}", min.value, max.value))
            .at(min.span, "the least")
            .at(max.span, "the most")
            .help("let `min` be the smaller of the two")
    }
}

/// A list or a map that does not say what it holds, or something else that does.
struct BadOf {
    holds: bool,
    span: Span,
}

impl From<BadOf> for Diagnostic {
    fn from(error: BadOf) -> Self {
        let message = match error.holds {
            true => "a list or a map says with `of` which single values it holds",
            false => "only a list or a map has `of`",
        };
        let help = if error.holds { "write `of: string`, or another type of single values" } else { "remove `of`" };
        Diagnostic::error("misplaced-constraint", message).at(error.span, "this parameter").help(help)
    }
}
