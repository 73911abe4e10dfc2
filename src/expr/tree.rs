//! An expression as a tree of our own: every node knows its place in the source, functions are resolved.

use crate::source::{Span, Spanned};

use super::functions::Function;
use super::value::Value;

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub span: Span,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A text, int, number or bool.
    Constant(Value),
    Path(Vec<Spanned<String>>),
    List(Vec<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    Arithmetic(Arithmetic, Box<(Node, Node)>),
    Concat(Box<(Node, Node)>),
    Compare(Comparison, Box<(Node, Node)>),
    /// Whether the first is in the second.
    In(Box<(Node, Node)>),
    Both(Box<(Node, Node)>),
    Either(Box<(Node, Node)>),
    If(Box<If>),
    /// A filter or a test. The value that it is applied to comes first.
    Apply(&'static Function, Vec<Node>),
}

#[derive(Debug, Clone)]
pub(super) struct If {
    pub test: Node,
    pub yes: Node,
    pub no: Node,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    /// Gives a number, whatever it divides.
    Divide,
    /// Rounds towards minus infinity.
    FloorDivide,
    /// Has the sign of the divisor.
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Node {
    /// Every path in it, in order.
    pub fn paths<'a>(&'a self, found: &mut Vec<&'a [Spanned<String>]>) {
        match &self.kind {
            Kind::Constant(_) => {}
            Kind::Path(path) => found.push(path),
            Kind::List(nodes) | Kind::Apply(_, nodes) => nodes.iter().for_each(|node| node.paths(found)),
            Kind::Not(node) | Kind::Negate(node) => node.paths(found),
            Kind::Arithmetic(_, pair) | Kind::Compare(_, pair) => two(pair, found),
            Kind::Concat(pair) | Kind::In(pair) | Kind::Both(pair) | Kind::Either(pair) => two(pair, found),
            Kind::If(parts) => {
                // As written: `yes if test else no`.
                for node in [&parts.yes, &parts.test, &parts.no] {
                    node.paths(found);
                }
            }
        }
    }
}

fn two<'a>(pair: &'a (Node, Node), found: &mut Vec<&'a [Spanned<String>]>) {
    pair.0.paths(found);
    pair.1.paths(found);
}
