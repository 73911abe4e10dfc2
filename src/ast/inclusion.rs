//! Menus that a menu takes in.

use serde_json::{Value, json};

use crate::expr::{Template, Type, Wanted};
use crate::source::Spanned;
use crate::syntax::{Kind, Node};

use super::boxes::{Changes, MenuRange};
use super::condition::When;
use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::literal::Literal;
use super::menu::ParamName;
use super::params::ParamValue;
use super::record::record;
use super::schema::Schemas;
use super::types::Name;

record! {
    /// A menu that is taken in with everything that it has.
    pub struct Inclusion {
        /// The menu and the range of versions that will do, such as `kafka@^3`.
        menu: Spanned<MenuRange> = "menu",
        /// Values of its parameters, perhaps made of this menu's.
        with: Dict<ParamName, Argument> = "with",
        /// New names of its items and secrets.
        rename: Dict<Name, Spanned<Name>> = "rename",
        /// Changes to what it says, in a menu's own shape; an empty value removes.
        set: Option<Changes> = "set",
        /// Switches all of it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

/// A value of a parameter: as it is, or made of the including menu's parameters.
#[derive(Debug, Clone)]
pub enum Argument {
    Literal(ParamValue),
    Template(Template),
}

impl Decode for Argument {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(scalar) if scalar.text.contains("${{") => {
                Template::parse(scalar, node.span, cx.sources, cx.diagnostics).map(Argument::Template)
            }
            Kind::Scalar(_) | Kind::Null | Kind::List(_) | Kind::Map(_) => {
                ParamValue::decode(node, cx).map(Argument::Literal)
            }
        }
    }

    fn schema(schemas: &mut Schemas) -> Value {
        json!({"anyOf": [ParamValue::schema(schemas), String::schema()]})
    }
}

impl Visit for Argument {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        if let Argument::Template(template) = self {
            visitor(template, &Wanted::of(Type::Text));
        }
    }
}
