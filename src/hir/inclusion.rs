//! What an included menu's texts mean in the menu that takes it in.
//!
//! The text of every inclusion is a file of its own, so the place of a name tells which menu it was written for.

use std::collections::BTreeMap;

use crate::ast::types::Name;
use crate::ast::{Argument, Constant, Dict, Param, ParamName, When};
use crate::diagnostic::Diagnostic;
use crate::expr::{Rendered, Value, Values};
use crate::source::{FileId, Spanned};

use super::model::Menu;
use super::presence::{Arguments, Given, Presence};

/// One inclusion.
#[derive(Debug, Clone)]
pub struct Included {
    /// What its author calls it.
    pub label: Spanned<Name>,
    /// The name of the menu that is taken in.
    pub menu: String,
    pub params: Dict<ParamName, Param>,
    pub constants: Dict<ParamName, Constant>,
    pub arguments: Dict<ParamName, Argument>,
    /// New names by old ones.
    pub rename: BTreeMap<String, Spanned<Name>>,
    /// What switches all of it off, and the file that says so.
    pub when: Option<When>,
    pub parent: FileId,
}

/// Inclusions by the files of their texts.
pub type Inclusions = BTreeMap<FileId, Included>;

impl Included {
    /// Follows the new names that an inclusion around this one gives.
    pub fn rename_on(&mut self, around: &BTreeMap<String, Spanned<Name>>) {
        for name in self.rename.values_mut() {
            if let Some(new) = around.get(name.value.as_str()) {
                *name = new.clone();
            }
        }
        for (old, new) in around {
            self.rename.entry(old.clone()).or_insert_with(|| new.clone());
        }
    }

    /// The value of a parameter, or of a key of one that is a map; `values` gives what the argument is made of.
    pub fn argument(&self, name: &str, key: Option<&str>, values: &dyn Values) -> Option<Value> {
        let param = self.params.get(name)?;
        let given = match self.arguments.get(name) {
            Some(Argument::Template(template)) => {
                return value(template.eval(values).ok()?);
            }
            Some(Argument::Literal(literal)) => literal,
            None => param.default.as_ref()?,
        };
        let path = key.map_or_else(|| name.to_owned(), |key| format!("{name}.{key}"));
        let values = param.values(name, given).ok()?;
        values.into_iter().find(|(own, _)| *own == path).map(|(_, value)| value)
    }
}

/// Finds the arguments of inclusions that are out of their parameters' bounds, once the menu is ordered with
/// `arguments`. What is made of a parameter without a value is passed over.
pub fn misfits(menu: &Menu, arguments: &Arguments) -> Vec<Diagnostic> {
    let given = Given { menu, arguments };
    let mut found = Vec::new();
    for (file, included) in &menu.inclusions {
        if !Presence::of_file(menu, *file).holds(arguments) {
            continue;
        }
        for (name, argument) in included.arguments.iter() {
            let (Argument::Template(template), Some(param)) = (argument, included.params.get(name.value.as_str()))
            else {
                continue;
            };
            if template.paths().any(|path| given.value(path).is_none()) {
                continue;
            }
            let fits = match template.eval(&given) {
                Ok(rendered) => value(rendered).map_or(Ok(()), |value| param.admits(&value, template.span())),
                Err(failed) => Err(*failed),
            };
            found.extend(fits.err().map(|finding| finding.at(param.kind.span, "the parameter's type")));
        }
    }
    found
}

fn value(rendered: Rendered) -> Option<Value> {
    match rendered {
        Rendered::Value(value) => Some(value),
        Rendered::Text(pieces) => text(pieces),
    }
}

/// What a name that stands in some file is called in the menu that takes it in.
pub(super) fn renamed<'m>(inclusions: &'m Inclusions, name: &'m str, file: FileId) -> &'m str {
    let new = inclusions.get(&file).and_then(|included| included.rename.get(name));
    new.map_or(name, |new| new.value.as_str())
}

fn text(pieces: Vec<crate::expr::Piece>) -> Option<Value> {
    let literal = |piece| match piece {
        crate::expr::Piece::Text(text) => Some(text),
        crate::expr::Piece::Secret { .. } | crate::expr::Piece::Field(_) => None,
    };
    pieces.into_iter().map(literal).collect::<Option<String>>().map(Value::Text)
}
