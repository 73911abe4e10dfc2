//! What is filled into a file when its container starts is a variable of the item.

use crate::ast::{Dynamic, FileOrigin, FileSource, FoundContent};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::helper_args::{Macro, macros};
use crate::hir::{Item, Menu, Presence};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let Some(workload) = item.workload() else { continue };
        for (_, file) in workload.files.iter() {
            let Some(asked) = file.start else { continue };
            let unset = texts(file).into_iter().flat_map(macros).find_map(|part| match part {
                Macro::Variable(name) if !is_set(menu, item, name, file, diagnostics) => Some(format!("${{{name}}}")),
                Macro::Broken(text) => Some(text.to_owned()),
                Macro::Variable(_) | Macro::Text(_) => None,
            });
            if let Some(written) = unset {
                let at = file.texts().next().map_or(asked, Dynamic::span);
                let set: Vec<&str> = workload.env.keys().collect();
                let near = nearest(written.trim_matches(['$', '{', '}']), set).map(str::to_owned);
                diagnostics.push(UnsetVariable { written, at, item: item.span(), near });
            }
        }
    }
}

/// The texts of a file that no box can change.
fn texts(file: &FileSource) -> Vec<&str> {
    let texts = file.texts().flat_map(|text| match text {
        Dynamic::Literal(text) => vec![text.value.0.as_str()],
        Dynamic::Template(template) => template.texts().collect(),
    });
    let found = match &file.origin {
        FileOrigin::From(from) => from.found.as_slice(),
        FileOrigin::Content(_) | FileOrigin::Secret { .. } => &[],
    };
    let plain = found.iter().filter_map(|found| match &found.content {
        FoundContent::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        FoundContent::Built(_) => None,
    });
    texts.chain(plain).collect()
}

/// Whether a variable is there whenever the file is.
fn is_set(menu: &Menu, item: Item<'_>, name: &str, file: &FileSource, diagnostics: &mut Diagnostics) -> bool {
    let Some((key, value)) = item.workload().and_then(|workload| workload.env.entry(name)) else { return false };
    let asked = item.presence().and(&Presence::of(menu, [file.when.as_ref()]));
    let offered = Presence::of(menu, [value.when.as_ref()]);
    menu.lacking(&asked, &[offered], key.span, diagnostics).is_none()
}

/// `${NAME}` in a file that is filled in, where the item has no such variable.
pub struct UnsetVariable {
    pub written: String,
    pub at: Span,
    pub item: Span,
    pub near: Option<String>,
}

impl From<UnsetVariable> for Diagnostic {
    fn from(error: UnsetVariable) -> Self {
        let UnsetVariable { written, at, item, near } = error;
        let finding = Diagnostic::error("unset-variable", format!("nothing sets `{written}` in this file"))
            .at(at, "filled in when the container starts")
            .at(item, "has no such variable, or not always")
            .on_word(written.clone());
        let name = written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        finding.help(match name {
            Some(name) if near.as_ref().is_some_and(|near| near != name) => {
                format!("write `${{{}}}`, or add `{name}` to its `env`", near.unwrap_or_default())
            }
            Some(name) => format!("add `{name}` to its `env`, or write `$${{{name}}}` for the text itself"),
            None => "write `${NAME}`, or `$${` for the text itself".to_owned(),
        })
    }
}
