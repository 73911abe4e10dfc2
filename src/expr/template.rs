//! A string with expressions in it.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{SourceMap, Span};
use crate::syntax::Scalar;

use super::tree::Node;
use super::types::{Path, Scope, Type, Wanted};
use super::value::{Rendered, Values};
use super::{check, eval, parse};

/// Stands in a text for what is not known of it.
pub const HOLE: char = '\u{FFFC}';

/// A string that was read: its plain parts, and its expressions as trees.
#[derive(Debug, Clone)]
pub struct Template {
    span: Span,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
pub(super) enum Part {
    Text(String),
    Expression(Node),
}

impl Template {
    /// Finds the expressions of a scalar. What cannot be read is reported at its place, and there is no template then.
    pub fn parse(scalar: &Scalar, span: Span, sources: &SourceMap, d: &mut Diagnostics) -> Option<Template> {
        parse::parts(scalar, span, sources, d).map(|parts| Template { span, parts })
    }

    pub fn span(&self) -> Span {
        self.span
    }

    /// The text, where there is no expression but only `$${{`.
    pub fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether it is one expression and nothing around it.
    pub fn is_one_expression(&self) -> bool {
        matches!(self.parts.as_slice(), [Part::Expression(_)])
    }

    /// The text as far as it is written out, with a [`HOLE`] for each expression.
    pub fn outline(&self) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Expression(_) => HOLE.to_string(),
        };
        self.parts.iter().map(part).collect()
    }

    /// Every path that it uses, in order, each part with its place.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let mut found = Vec::new();
        for node in self.expressions() {
            node.paths(&mut found);
        }
        found.into_iter()
    }

    /// Its plain parts, in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Expression(_) => None,
        })
    }

    fn expressions(&self) -> impl Iterator<Item = &Node> {
        self.parts.iter().filter_map(|part| match part {
            Part::Expression(node) => Some(node),
            Part::Text(_) => None,
        })
    }

    /// Reports everything that keeps it from being what is wanted, whatever the values are.
    pub fn check(&self, scope: &dyn Scope, wanted: &Wanted, d: &mut Diagnostics) {
        check::parts(&self.parts, self.span, scope, wanted, d);
    }

    /// The type of what it gives, where that can be told: of the only expression, or text.
    pub fn ty(&self, scope: &dyn Scope) -> Option<Type> {
        check::type_of(&self.parts, scope)
    }

    /// Its value in one box.
    ///
    /// # Errors
    /// At the part of an expression that has no value: a division by zero, a text that is no int, too large a value.
    pub fn eval(&self, values: &dyn Values) -> Result<Rendered, Box<Diagnostic>> {
        eval::parts(&self.parts, values).map_err(|failed| Box::new(failed.into()))
    }
}
