//! What an included menu's texts mean in the menu that takes it in.
//!
//! The text of every inclusion is a file of its own, so the place of a name tells which menu it was written for.

use std::collections::BTreeMap;

use crate::ast::types::Name;
use crate::ast::{Argument, Constant, Dict, Param, ParamName, When};
use crate::expr::{Rendered, Value, Values};
use crate::source::{FileId, Spanned};

/// One inclusion.
#[derive(Debug, Clone)]
pub struct Included {
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
    /// The value of a parameter, or of a key of one that is a map; `values` gives what the argument is made of.
    pub fn argument(&self, name: &str, key: Option<&str>, values: &dyn Values) -> Option<Value> {
        let param = self.params.get(name)?;
        let given = match self.arguments.get(name) {
            Some(Argument::Template(template)) => {
                return match template.eval(values).ok()? {
                    Rendered::Value(value) => Some(value),
                    Rendered::Text(pieces) => text(pieces),
                };
            }
            Some(Argument::Literal(value)) => value,
            None => param.default.as_ref()?,
        };
        let path = key.map_or_else(|| name.to_owned(), |key| format!("{name}.{key}"));
        let values = param.values(name, given).ok()?;
        values.into_iter().find(|(own, _)| *own == path).map(|(_, value)| value)
    }
}

fn text(pieces: Vec<crate::expr::Piece>) -> Option<Value> {
    let literal = |piece| match piece {
        crate::expr::Piece::Text(text) => Some(text),
        crate::expr::Piece::Secret { .. } | crate::expr::Piece::Field(_) => None,
    };
    pieces.into_iter().map(literal).collect::<Option<String>>().map(Value::Text)
}
