//! minijinja's tree -> our own.
//!
//! Input: the tree of a rewritten expression, its paths, and the places of its bytes. Output: a [`Node`].
//! Gained: only what the language has; functions are known and have as many arguments as they take; the depth is bounded.

use std::ops::Range;

use minijinja::machinery::{self, ast};
use minijinja::value::ValueKind;

use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

use super::errors::{BadExpression, Problem, UnknownFilter, UnknownRoot};
use super::functions::{self, Function};
use super::is_root;
use super::paths::{Rewritten, balanced};
use super::place::Places;
use super::tree::{Arithmetic, Comparison, If, Kind, Node};
use super::value::Value;

/// Deeper trees are refused: walking them takes stack.
const MAX_DEPTH: usize = 100;

pub(super) struct Converter<'a> {
    /// The expression as it is written, and where it begins in the scalar's text.
    pub source: &'a str,
    pub offset: usize,
    pub rewritten: &'a Rewritten,
    pub places: &'a Places,
}

type Converted = Result<Placed, Box<Diagnostic>>;

/// A node and its bytes in the expression.
struct Placed {
    node: Node,
    bytes: Range<usize>,
}

impl Converter<'_> {
    /// The tree of a whole expression.
    pub fn tree(&self, expr: &ast::Expr<'_>) -> Result<Node, Box<Diagnostic>> {
        self.node(expr, 0).map(|placed| placed.node)
    }

    /// The node of an expression that is `depth` levels down.
    fn node(&self, expr: &ast::Expr<'_>, depth: usize) -> Converted {
        let span = self.span(expr.span());
        if depth > MAX_DEPTH {
            return Err(bad(Problem::TooDeep, span));
        }
        match expr {
            ast::Expr::Var(var) => self.name(var.id, var.span()),
            ast::Expr::Const(constant) => self.constant(constant),
            ast::Expr::List(list) => self.list(list, depth + 1),
            ast::Expr::UnaryOp(op) => self.unary(op, depth + 1),
            ast::Expr::BinOp(op) => self.binary(op, depth + 1),
            ast::Expr::IfExpr(parts) => self.branches(parts, depth + 1),
            ast::Expr::Filter(filter) => self.filter(filter, depth + 1),
            ast::Expr::Test(test) => self.test(test, depth + 1),
            ast::Expr::Compare(chain) => self.chain(chain, span, depth + 1),
            ast::Expr::Slice(_) => Err(bad(Problem::Slice, span)),
            ast::Expr::GetAttr(part) => self.parts(&part.expr, span, depth + 1),
            ast::Expr::GetItem(part) => self.parts(&part.expr, span, depth + 1),
            ast::Expr::Call(_) => Err(bad(Problem::Call, span)),
            ast::Expr::Tuple(_) => Err(bad(Problem::Tuple, span)),
            ast::Expr::Map(_) => Err(bad(Problem::Map, span)),
        }
    }

    /// What looks into something that is no path. A misspelt root is the better thing to speak of.
    fn parts(&self, of: &ast::Expr<'_>, span: Span, depth: usize) -> Converted {
        self.node(of, depth).and_then(|of| Err(bad(Problem::Parts, of.node.span.to(span))))
    }

    fn chain(&self, chain: &ast::Compare<'_>, span: Span, depth: usize) -> Converted {
        let first = self.node(&chain.expr, depth)?;
        // minijinja's own span of a comparison begins at the token before.
        Err(bad(Problem::Chain, Span { start: first.node.span.start, ..span }))
    }

    fn name(&self, id: &str, span: machinery::Span) -> Converted {
        let start = span.start_offset as usize;
        if let Some(path) = self.rewritten.paths.iter().find(|path| path.bytes.start == start) {
            let part =
                |(name, bytes): &(String, Range<usize>)| Spanned::new(name.clone(), self.place(bytes.start, bytes.end));
            let kind = Kind::Path(path.parts.iter().map(part).collect());
            return Ok(self.placed(path.bytes.clone(), kind));
        }
        let span = self.span(span);
        if is_root(id) {
            return Err(bad(Problem::RootAlone(id.to_owned()), span));
        }
        Err(Box::new(UnknownRoot { name: id.to_owned(), span }.into()))
    }

    fn constant(&self, constant: &ast::Spanned<ast::Const>) -> Converted {
        let (span, value) = (self.span(constant.span()), &constant.value);
        let too_large = || bad(Problem::TooLarge(value.to_string()), span);
        let value = match value.kind() {
            ValueKind::Bool => Value::Bool(value.is_true()),
            ValueKind::String => Value::Text(value.as_str().unwrap_or_default().to_owned()),
            ValueKind::Number if value.is_integer() => Value::Int(value.as_i64().ok_or_else(too_large)?),
            ValueKind::Number => {
                Value::Number(f64::try_from(value.clone()).ok().filter(|f| f.is_finite()).ok_or_else(too_large)?)
            }
            _ => return Err(bad(Problem::NoneValue, span)),
        };
        Ok(self.placed(bytes(constant.span()), Kind::Constant(value)))
    }

    fn list(&self, list: &ast::Spanned<ast::List<'_>>, depth: usize) -> Converted {
        let items = list.items.iter().map(|item| self.node(item, depth).map(|placed| placed.node));
        let items = items.collect::<Result<_, _>>()?;
        Ok(self.placed(bytes(list.span()), Kind::List(items)))
    }

    fn unary(&self, op: &ast::Spanned<ast::UnaryOp<'_>>, depth: usize) -> Converted {
        let Placed { node: inner, bytes: of } = self.node(&op.expr, depth)?;
        let op_start = if self.is_not_in(op) { of.start } else { bytes(op.span()).start.min(of.start) };
        let whole = op_start..bytes(op.span()).end.max(of.end);
        let kind = match (&op.op, &inner.kind) {
            (ast::UnaryOpKind::Not, _) => Kind::Not(Box::new(inner)),
            (ast::UnaryOpKind::Neg, Kind::Constant(Value::Int(int))) => Kind::Constant(Value::Int(-int)),
            (ast::UnaryOpKind::Neg, _) => Kind::Negate(Box::new(inner)),
        };
        Ok(self.placed(whole, kind))
    }

    /// Whether this is the `not` of `a not in b`, which minijinja reads as `not (a in b)`.
    fn is_not_in(&self, op: &ast::UnaryOp<'_>) -> bool {
        let ast::Expr::BinOp(inner) = &op.expr else { return false };
        let behind = self.source.get(inner.left.span().end_offset as usize..).unwrap_or("");
        matches!(inner.op, ast::BinOpKind::In) && behind.trim_start_matches([' ', '\t', '\n', ')']).starts_with("not")
    }

    fn binary(&self, op: &ast::Spanned<ast::BinOp<'_>>, depth: usize) -> Converted {
        let (left, right) = (self.node(&op.left, depth)?, self.node(&op.right, depth)?);
        // minijinja's own span of it begins at the token before.
        let whole = left.bytes.start..right.bytes.end;
        let pair = Box::new((left.node, right.node));
        let kind = match op.op {
            ast::BinOpKind::Add => Kind::Arithmetic(Arithmetic::Add, pair),
            ast::BinOpKind::Sub => Kind::Arithmetic(Arithmetic::Subtract, pair),
            ast::BinOpKind::Mul => Kind::Arithmetic(Arithmetic::Multiply, pair),
            ast::BinOpKind::Div => Kind::Arithmetic(Arithmetic::Divide, pair),
            ast::BinOpKind::FloorDiv => Kind::Arithmetic(Arithmetic::FloorDivide, pair),
            ast::BinOpKind::Rem => Kind::Arithmetic(Arithmetic::Remainder, pair),
            ast::BinOpKind::Concat => Kind::Concat(pair),
            ast::BinOpKind::Eq => Kind::Compare(Comparison::Equal, pair),
            ast::BinOpKind::Ne => Kind::Compare(Comparison::Unequal, pair),
            ast::BinOpKind::Lt => Kind::Compare(Comparison::Less, pair),
            ast::BinOpKind::Lte => Kind::Compare(Comparison::AtMost, pair),
            ast::BinOpKind::Gt => Kind::Compare(Comparison::Greater, pair),
            ast::BinOpKind::Gte => Kind::Compare(Comparison::AtLeast, pair),
            ast::BinOpKind::In => Kind::In(pair),
            ast::BinOpKind::ScAnd => Kind::Both(pair),
            ast::BinOpKind::ScOr => Kind::Either(pair),
            ast::BinOpKind::Pow => return Err(bad(Problem::Power, self.place(whole.start, whole.end))),
        };
        Ok(self.placed(whole, kind))
    }

    fn branches(&self, parts: &ast::Spanned<ast::IfExpr<'_>>, depth: usize) -> Converted {
        let yes = self.node(&parts.true_expr, depth)?;
        let test = self.node(&parts.test_expr, depth)?;
        let Some(no) = &parts.false_expr else {
            return Err(bad(Problem::NoElse, yes.node.span.to(test.node.span)));
        };
        let no = self.node(no, depth)?;
        let whole = yes.bytes.start..no.bytes.end;
        let parts = If { test: test.node, yes: yes.node, no: no.node };
        Ok(self.placed(whole, Kind::If(Box::new(parts))))
    }

    fn filter(&self, filter: &ast::Spanned<ast::Filter<'_>>, depth: usize) -> Converted {
        let Some(input) = &filter.expr else {
            return Err(bad(Problem::Empty, self.span(filter.span())));
        };
        let input = self.node(input, depth)?;
        match functions::filter(filter.name) {
            Some(function) => self.apply(function, input, &filter.args, filter.span(), depth),
            None => Err(self.unknown(filter.name, false, filter.span())),
        }
    }

    fn test(&self, test: &ast::Spanned<ast::Test<'_>>, depth: usize) -> Converted {
        let input = self.node(&test.expr, depth)?;
        match functions::test(test.name) {
            Some(function) => self.apply(function, input, &test.args, test.span(), depth),
            None => Err(self.unknown(test.name, true, test.span())),
        }
    }

    fn apply(
        &self,
        function: &'static Function,
        input: Placed,
        arguments: &[ast::CallArg<'_>],
        span: machinery::Span,
        depth: usize,
    ) -> Converted {
        let wrong = |problem| Err(bad(problem, self.span(span)));
        if arguments.len() != function.arguments.len() {
            return wrong(Problem::Arguments(function));
        }
        let whole = input.bytes.start..bytes(span).end;
        let mut nodes = vec![input.node];
        for argument in arguments {
            match argument {
                ast::CallArg::Pos(expr) => nodes.push(self.node(expr, depth)?.node),
                ast::CallArg::Kwarg(..) => return wrong(Problem::NamedArgument),
                ast::CallArg::PosSplat(_) | ast::CallArg::KwargSplat(_) => return wrong(Problem::Arguments(function)),
            }
        }
        Ok(self.placed(whole, Kind::Apply(function, nodes)))
    }

    /// A filter or test that is not there; its name as it was written, should it look like a path.
    fn unknown(&self, name: &str, is_test: bool, span: machinery::Span) -> Box<Diagnostic> {
        let start = span.start_offset as usize;
        let end = start + name.len();
        let written = self.source.get(start..end).unwrap_or(name);
        Box::new(UnknownFilter { name: written.to_owned(), is_test, span: self.place(start, end) }.into())
    }

    /// A node over these bytes. The tree knows no parentheses, so half of a pair may be missing from them.
    fn placed(&self, bytes: Range<usize>, kind: Kind) -> Placed {
        let bytes = balanced(self.source, bytes);
        Placed { node: Node { span: self.place(bytes.start, bytes.end), kind }, bytes }
    }

    fn span(&self, span: machinery::Span) -> Span {
        self.place(span.start_offset as usize, span.end_offset as usize)
    }

    /// The source of bytes of the expression.
    pub fn place(&self, start: usize, end: usize) -> Span {
        self.places.span(self.offset + start, self.offset + end)
    }
}

pub(super) fn bad(problem: Problem, span: Span) -> Box<Diagnostic> {
    Box::new(BadExpression { problem, span }.into())
}

fn bytes(span: machinery::Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}
