//! Values that may be written as expressions.

use serde_json::{Value, json};

use crate::expr::{Misfit, Template, Type, Wanted};
use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node};

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::errors::WrongShape;
use super::literal::{Literal, literal_from, scalar_of};
use super::schema::Schemas;

/// A literal, or a text with `${{ }}` in it that gives one for each box.
#[derive(Debug, Clone)]
pub enum Dynamic<T> {
    Literal(Spanned<T>),
    Template(Template),
}

impl<T> Dynamic<T> {
    pub fn span(&self) -> Span {
        match self {
            Dynamic::Literal(literal) => literal.span,
            Dynamic::Template(template) => template.span(),
        }
    }

    /// The expression, where it is one.
    pub fn template(&self) -> Option<&Template> {
        match self {
            Dynamic::Literal(_) => None,
            Dynamic::Template(template) => Some(template),
        }
    }

    /// The literal, where no box can change it.
    pub fn literal(&self) -> Option<&T> {
        match self {
            Dynamic::Literal(literal) => Some(&literal.value),
            Dynamic::Template(_) => None,
        }
    }
}

impl<T: Literal> Dynamic<T> {
    /// What an expression in such a field has to give.
    pub(super) fn wanted() -> Wanted {
        let judge = |text: &str| {
            let problem = T::parse(text).err()?;
            Some(Misfit { code: T::CODE, why: problem.why, help: problem.help })
        };
        Wanted { ty: T::TYPE, identity: T::IDENTITY, in_pod: T::IN_POD, judge }
    }
}

impl<T: Literal> Decode for Dynamic<T> {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let scalar = scalar_of(node, "a single value", cx)?;
        if !scalar.text.contains("${{") {
            return literal_from(scalar, node.span, cx).map(Dynamic::Literal);
        }
        let template = Template::parse(scalar, node.span, cx.sources, cx.diagnostics)?;
        match template.literal() {
            // Only escapes: the text is the same for every box.
            Some(text) => super::literal::literal_of(text, node.span, cx).map(Dynamic::Literal),
            None => Some(Dynamic::Template(template)),
        }
    }

    fn schema(_: &mut Schemas) -> Value {
        with_expression(T::schema())
    }
}

impl<T: Literal> Visit for Dynamic<T> {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        if let Dynamic::Template(template) = self
            && T::WALKED
        {
            visitor(template, &Self::wanted());
        }
    }
}

/// An element of a list; one that is a list expression is spliced.
#[derive(Debug, Clone)]
pub struct Element<T>(pub Dynamic<T>);

impl<T: Literal> Decode for Element<T> {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        Dynamic::decode(node, cx).map(Element)
    }

    fn schema(schemas: &mut Schemas) -> Value {
        Dynamic::<T>::schema(schemas)
    }
}

impl<T: Literal> Visit for Element<T> {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        if let Dynamic::Template(template) = &self.0 {
            visitor(template, &one_or_many::<T>());
        }
    }
}

fn one_or_many<T: Literal>() -> Wanted {
    Wanted { ty: Type::OneOrList(Box::new(T::TYPE)), ..Dynamic::<T>::wanted() }
}

/// A list whose elements may be expressions; an element that is one list expression is spliced.
#[derive(Debug, Clone)]
pub struct Elements<T> {
    pub items: Vec<Dynamic<T>>,
    pub span: Span,
}

impl<T: Literal> Decode for Elements<T> {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let Kind::List(_) = &node.kind else {
            let wrong = WrongShape { expected: "a list", found: node.describe(), span: node.span };
            cx.push(crate::diagnostic::Diagnostic::from(wrong).maybe_help(super::decode::as_list(node)));
            return None;
        };
        Vec::decode(node, cx).map(|items| Elements { items, span: node.span })
    }

    fn schema(schemas: &mut Schemas) -> Value {
        Vec::<Dynamic<T>>::schema(schemas)
    }
}

impl<T: Literal> Visit for Elements<T> {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        for item in &self.items {
            if let Dynamic::Template(template) = item {
                visitor(template, &one_or_many::<T>());
            }
        }
    }
}

/// A text in which an expression stands, as a regular expression.
pub(super) const AN_EXPRESSION: &str = r"(^|[^$])\$\{\{";

/// A text in which no expression stands, as it is meant; `None` where one does.
pub(super) fn unescaped(text: &str) -> Option<String> {
    (!text.replace("$${{", "").contains("${{")).then(|| text.replace("$${{", "${{"))
}

/// Admits an expression beside what a literal may be.
pub(super) fn with_expression(literal: Value) -> Value {
    let takes_any_text = literal == <String as Literal>::schema();
    if takes_any_text {
        return literal;
    }
    json!({"anyOf": [literal, {"type": "string", "pattern": "\\$\\{\\{"}]})
}
