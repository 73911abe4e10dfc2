//! Constants of a menu: `let`.

use serde_json::{Value, json};

use crate::expr::{Template, Type};
use crate::source::Span;
use crate::syntax::{Kind, Node, Style};

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::dynamic::{Dynamic, Elements};
use super::literal::Literal;
use super::schema::Schemas;
use super::types::ConstantText;

/// A constant: one value, or a list of texts. It may be made of parameters.
#[derive(Debug, Clone)]
pub enum Constant {
    /// A literal and its type: what is written bare and looks like a whole number or a bool is one.
    Literal {
        text: String,
        ty: Type,
        span: Span,
    },
    Template(Template),
    List(Elements<ConstantText>),
}

impl Decode for Constant {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let Kind::Scalar(scalar) = &node.kind else { return Elements::decode(node, cx).map(Constant::List) };
        match Dynamic::<ConstantText>::decode(node, cx)? {
            Dynamic::Template(template) => Some(Constant::Template(template)),
            Dynamic::Literal(text) => {
                let bare = scalar.style == Style::Plain;
                let ty = match &text.value.0 {
                    text if bare && i64::parse(text).is_ok() => Type::Int,
                    text if bare && bool::parse(text).is_ok() => Type::Bool,
                    _ => Type::Text,
                };
                Some(Constant::Literal { text: text.value.0, ty, span: text.span })
            }
        }
    }

    fn schema(_: &mut Schemas) -> Value {
        json!({"type": ["string", "number", "boolean", "array"], "items": {"type": ["string", "number", "boolean"]}})
    }
}

impl Visit for Constant {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        match self {
            Constant::Literal { .. } => {}
            Constant::Template(template) => visitor(template, &Dynamic::<ConstantText>::wanted()),
            Constant::List(list) => list.visit(visitor),
        }
    }
}
