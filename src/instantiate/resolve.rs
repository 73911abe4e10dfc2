//! From fields to values, each with its origin.

use crate::ast::{Dynamic, Elements, Literal};
use crate::diagnostic::Diagnostics;
use crate::expr::{Piece, Rendered, Template, Value, Values};
use crate::hir::Item;
use crate::source::{Origin, Span};

use super::errors::{MissingFact, WrongResult};
use super::model::Located;
use super::values::{Context, ItemValues};

/// Resolves the fields of one box and reports what does not fit.
pub(super) struct Resolver<'c, 'p> {
    pub context: &'c Context<'p>,
    pub diagnostics: &'c mut Diagnostics,
}

impl<'c, 'p> Resolver<'c, 'p> {
    pub fn new(context: &'c Context<'p>, diagnostics: &'c mut Diagnostics) -> Self {
        Resolver { context, diagnostics }
    }

    /// Where the box that asks is ordered.
    pub fn order(&self) -> Span {
        self.context.surveyed.order.name.span
    }

    pub fn values(&self, item: Item<'p>) -> ItemValues<'c, 'p> {
        ItemValues { context: self.context, item }
    }

    /// What a template gives for this box, once everything that it names is there.
    pub fn eval(&mut self, item: Item<'p>, template: &Template) -> Option<Rendered> {
        let values = self.values(item);
        self.eval_with(&values, template)
    }

    fn eval_with(&mut self, values: &dyn Values, template: &Template) -> Option<Rendered> {
        let missing: Vec<_> = template
            .paths()
            .filter(|path| values.value(path).is_none())
            .map(|path| MissingFact::new(path, self.context))
            .collect();
        if !missing.is_empty() {
            missing.into_iter().for_each(|missing| self.diagnostics.push(missing));
            return None;
        }
        match template.eval(values) {
            Ok(rendered) => Some(rendered),
            Err(finding) => {
                self.diagnostics.push(finding.at(self.order(), "for this box"));
                None
            }
        }
    }

    /// A field's value.
    pub fn field<T: Literal + Clone>(&mut self, item: Item<'p>, field: &Dynamic<T>) -> Option<Located<T>> {
        let values = self.values(item);
        self.field_of(&values, field)
    }

    /// The value of a field that these values make.
    pub fn field_of<T: Literal + Clone>(&mut self, values: &dyn Values, field: &Dynamic<T>) -> Option<Located<T>> {
        match field {
            Dynamic::Literal(literal) => {
                Some(Located { value: literal.value.clone(), origin: Origin::Source(literal.span) })
            }
            Dynamic::Template(template) => {
                let text = plain_text(self.eval_with(values, template)?)?;
                self.parse(&text, template.span())
            }
        }
    }

    /// A field's value; `None` inside when the field was left out.
    pub fn optional<T: Literal + Clone>(
        &mut self,
        item: Item<'p>,
        field: Option<&Dynamic<T>>,
    ) -> Option<Option<Located<T>>> {
        match field {
            Some(field) => self.field(item, field).map(Some),
            None => Some(None),
        }
    }

    /// The elements of a list, with lists in it spliced.
    pub fn elements<T: Literal + Clone>(&mut self, item: Item<'p>, list: &Elements<T>) -> Option<Vec<Located<T>>> {
        let mut all = Vec::new();
        let mut whole = true;
        for element in &list.items {
            match self.element(item, element) {
                Some(found) => all.extend(found),
                None => whole = false,
            }
        }
        whole.then_some(all)
    }

    fn element<T: Literal + Clone>(&mut self, item: Item<'p>, element: &Dynamic<T>) -> Option<Vec<Located<T>>> {
        let Dynamic::Template(template) = element else { return self.field(item, element).map(|one| vec![one]) };
        let texts = match self.eval(item, template)? {
            Rendered::Value(Value::List(values)) => values.into_iter().map(scalar_text).collect::<Option<Vec<_>>>()?,
            rendered => vec![plain_text(rendered)?],
        };
        texts.iter().map(|text| self.parse(text, template.span())).collect()
    }

    /// A field that is written out.
    pub fn literal<T: Literal + Clone>(&self, field: &Dynamic<T>) -> Option<Located<T>> {
        match field {
            Dynamic::Literal(literal) => {
                Some(Located { value: literal.value.clone(), origin: Origin::Source(literal.span) })
            }
            Dynamic::Template(_) => None,
        }
    }

    pub fn parse<T: Literal>(&mut self, text: &str, span: Span) -> Option<Located<T>> {
        match T::parse(text) {
            Ok(value) => Some(Located { value, origin: Origin::Source(span) }),
            Err(problem) => {
                let (text, order) = (text.to_owned(), self.order());
                self.diagnostics.push(WrongResult { code: T::CODE, text, problem, span, order });
                None
            }
        }
    }

    /// Every part of a list; all problems are reported before the list is given up.
    pub(super) fn all<A, B>(
        &mut self,
        parts: impl Iterator<Item = A>,
        mut resolve: impl FnMut(&mut Self, A) -> Option<B>,
    ) -> Option<Vec<B>> {
        let resolved: Vec<Option<B>> = parts.map(|part| resolve(self, part)).collect();
        resolved.into_iter().collect()
    }
}

/// The text of what an expression gave; `None` for a list and for what only the pod knows.
pub(super) fn plain_text(rendered: Rendered) -> Option<String> {
    match rendered {
        Rendered::Value(value) => scalar_text(value),
        Rendered::Text(pieces) => pieces.into_iter().map(literal).collect(),
    }
}

fn literal(piece: Piece) -> Option<String> {
    match piece {
        Piece::Text(text) => Some(text),
        Piece::Secret { .. } | Piece::Field(_) => None,
    }
}

pub(super) fn scalar_text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        Value::Int(number) => Some(number.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        Value::List(_) | Value::Secret { .. } | Value::Field(_) => None,
    }
}
