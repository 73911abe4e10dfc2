//! The types of expressions.
//!
//! Input: the parts of a template and what its field wants. Output: findings.
//! Gained: evaluation finds a value of the wanted type under every name. What was reported once has no follow-ups:
//! a part whose type isn't known is `None`, and nothing is said of what is built on it.

use crate::diagnostic::Diagnostics;
use crate::source::{Span, Spanned};

use super::errors::{FailedExpression, Failure, MisplacedIdentity, MisplacedPodValue, Place, WrongType};
use super::functions::{Function, Gives, Takes};
use super::template::Part;
use super::tree::{Arithmetic, Comparison, If, Kind, Node};
use super::types::{Scope, Type, Wanted};
use super::value::Value;

pub(super) fn parts(parts: &[Part], span: Span, scope: &dyn Scope, wanted: &Wanted, d: &mut Diagnostics) {
    let mut checker = Checker { scope, wanted, d };
    if let [Part::Expression(node)] = parts {
        checker.whole(node);
        return;
    }
    for part in parts {
        if let Part::Expression(node) = part {
            checker.interpolation(node);
        }
    }
    if !wanted.ty.accepts(&Type::Text) {
        let help = Some("a value that is one expression and nothing else keeps its type");
        checker.report("a text", wanted.ty.sentence(), span, help);
    }
}

/// The type of a template; what is wrong with it is reported where it is checked.
pub(super) fn type_of(parts: &[Part], scope: &dyn Scope) -> Option<Type> {
    let [Part::Expression(node)] = parts else { return Some(Type::Text) };
    let wanted = Wanted { identity: true, in_pod: true, ..Wanted::of(Type::Text) };
    match (Checker { scope, wanted: &wanted, d: &mut Diagnostics::default() }).infer(node)? {
        Found::Of(ty) => Some(ty),
        Found::Nothings => Some(Type::List(Box::new(Type::Text))),
    }
}

/// What is known of a part.
#[derive(Clone, PartialEq)]
enum Found {
    Of(Type),
    /// `[]`, which is a list of anything.
    Nothings,
}

struct Checker<'a> {
    scope: &'a dyn Scope,
    wanted: &'a Wanted,
    d: &'a mut Diagnostics,
}

impl Checker<'_> {
    /// An expression that is all of its template.
    fn whole(&mut self, node: &Node) {
        if let Kind::Path(path) = &node.kind {
            if let Some(ty) = self.path(path, node.span, true) {
                self.accept(&self.wanted.ty, &Found::Of(ty), node.span);
            }
            return;
        }
        self.fits(node, &self.wanted.ty);
    }

    /// An expression within a longer text.
    fn interpolation(&mut self, node: &Node) {
        let found = match &node.kind {
            Kind::Path(path) => self.path(path, node.span, true).map(Found::Of),
            _ => self.infer(node),
        };
        let Some(found) = found else { return };
        if !found.is_scalar() {
            let help = Some("write its elements as one text with `join`");
            self.report(&found.sentence(), "a single value".to_owned(), node.span, help);
        }
    }

    /// Holds an expression against a type. Branches and elements are held against it each by itself.
    fn fits(&mut self, node: &Node, ty: &Type) {
        match (&node.kind, ty) {
            (Kind::If(parts), _) => {
                self.fits(&parts.test, &Type::Bool);
                self.fits(&parts.yes, ty);
                self.fits(&parts.no, ty);
            }
            (Kind::List(nodes), Type::List(of) | Type::OneOrList(of)) => {
                nodes.iter().for_each(|node| self.fits(node, of))
            }
            (Kind::Constant(Value::Int(int)), Type::Port) if !(1..=65535).contains(int) => {
                self.report(&format!("`{int}`"), "a port from 1 to 65535".to_owned(), node.span, None);
            }
            (Kind::Constant(Value::Int(_)), Type::OneOrList(of)) => self.fits(node, of),
            _ => {
                if let Some(found) = self.infer(node) {
                    self.accept(ty, &found, node.span);
                }
            }
        }
    }

    fn accept(&mut self, ty: &Type, found: &Found, span: Span) {
        let accepted = match found {
            Found::Of(found) => ty.accepts(found),
            Found::Nothings => !ty.is_scalar(),
        };
        if !accepted {
            self.report(&found.sentence(), ty.sentence(), span, help_for(ty, found));
        }
    }

    /// The type of an expression that is a part of another.
    fn infer(&mut self, node: &Node) -> Option<Found> {
        match &node.kind {
            Kind::Constant(value) => constant(value),
            Kind::Path(path) => self.path(path, node.span, false).map(Found::Of),
            Kind::List(nodes) => self.list(nodes),
            Kind::Not(inner) => {
                self.fits(inner, &Type::Bool);
                Some(Found::Of(Type::Bool))
            }
            Kind::Negate(inner) => self.number(inner).map(Found::Of),
            Kind::Arithmetic(op, pair) => self.arithmetic(*op, pair),
            Kind::Concat(pair) => {
                for node in [&pair.0, &pair.1] {
                    self.takes(node, Takes::Scalar);
                }
                Some(Found::Of(Type::Text))
            }
            Kind::Compare(op, pair) => self.compare(*op, pair),
            Kind::In(pair) => self.contains(pair),
            Kind::Both(pair) | Kind::Either(pair) => {
                for node in [&pair.0, &pair.1] {
                    self.fits(node, &Type::Bool);
                }
                Some(Found::Of(Type::Bool))
            }
            Kind::If(parts) => self.branches(parts),
            Kind::Apply(function, nodes) => self.apply(function, nodes),
        }
    }

    /// The type of a path. `alone` says that it is an interpolation of its own.
    fn path(&mut self, path: &[Spanned<String>], span: Span, alone: bool) -> Option<Type> {
        let facts = match self.scope.facts(path) {
            Ok(facts) => facts?,
            Err(finding) => {
                self.d.push(*finding);
                return None;
            }
        };
        let written = || path.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(".");
        let place = |taken: bool| match (taken, alone) {
            (false, _) => Some(Place::Field),
            (true, false) => Some(Place::Expression),
            (true, true) => None,
        };
        if let Some(place) = place(self.wanted.identity).filter(|_| facts.identity) {
            self.d.push(MisplacedIdentity { path: written(), place, span });
            return None;
        }
        if let Some(place) = place(self.wanted.in_pod).filter(|_| facts.in_pod) {
            self.d.push(MisplacedPodValue { path: written(), place, span });
            return None;
        }
        Some(match facts.ty {
            Type::OneOrList(of) => Type::List(of),
            ty => ty,
        })
    }

    fn list(&mut self, nodes: &[Node]) -> Option<Found> {
        let mut of: Option<Type> = None;
        let mut known = true;
        for node in nodes {
            let Some(found) = self.takes(node, Takes::Scalar) else {
                known = false;
                continue;
            };
            match of.as_ref().map(|of| of.join(&found)) {
                None => of = Some(found),
                Some(Some(wider)) => of = Some(wider),
                Some(None) => {
                    let wanted = of.as_ref().map_or_else(String::new, Type::sentence);
                    self.report(&found.sentence(), wanted, node.span, Some("the elements of a list are of one type"));
                    known = false;
                }
            }
        }
        match of {
            _ if !known => None,
            Some(of) => Some(Found::Of(Type::List(Box::new(of)))),
            None => Some(Found::Nothings),
        }
    }

    /// An int or a number; a port counts as an int.
    fn number(&mut self, node: &Node) -> Option<Type> {
        match self.takes(node, Takes::Number)? {
            Type::Number => Some(Type::Number),
            _ => Some(Type::Int),
        }
    }

    fn arithmetic(&mut self, op: Arithmetic, pair: &(Node, Node)) -> Option<Found> {
        let divides = matches!(op, Arithmetic::Divide | Arithmetic::FloorDivide | Arithmetic::Remainder);
        if divides && is_zero(&pair.1) {
            self.d.push(FailedExpression { failure: Failure::DivisionByZero, span: pair.1.span });
            return None;
        }
        // Texts that are joined as elsewhere: said once.
        if op == Arithmetic::Add && is_text(&pair.0) {
            self.takes(&pair.0, Takes::Number);
            return None;
        }
        let (left, right) = (self.number(&pair.0), self.number(&pair.1));
        match op {
            Arithmetic::Divide => Some(Found::Of(Type::Number)),
            Arithmetic::Add
            | Arithmetic::Subtract
            | Arithmetic::Multiply
            | Arithmetic::FloorDivide
            | Arithmetic::Remainder => left?.join(&right?).map(Found::Of),
        }
    }

    fn compare(&mut self, op: Comparison, pair: &(Node, Node)) -> Option<Found> {
        let (left, right) = (self.takes(&pair.0, Takes::Scalar), self.takes(&pair.1, Takes::Scalar));
        if let (Some(left), Some(right)) = (left, right) {
            if !left.compares_with(&right) {
                self.report(
                    &right.sentence(),
                    left.sentence(),
                    pair.1.span,
                    Some("values of one type can be compared"),
                );
            } else if left == Type::Bool && !matches!(op, Comparison::Equal | Comparison::Unequal) {
                self.report("a bool", "a text or a number".to_owned(), pair.0.span, Some("bools have no order"));
            }
        }
        Some(Found::Of(Type::Bool))
    }

    fn contains(&mut self, pair: &(Node, Node)) -> Option<Found> {
        let (needle, hay) = (self.takes(&pair.0, Takes::Scalar), self.takes_found(&pair.1, Takes::TextOrList));
        if let (Some(needle), Some(Found::Of(hay))) = (needle, hay) {
            let wanted = hay.element().unwrap_or(&Type::Text);
            if !wanted.compares_with(&needle) {
                self.report(&needle.sentence(), wanted.sentence(), pair.0.span, None);
            }
        }
        Some(Found::Of(Type::Bool))
    }

    fn branches(&mut self, parts: &If) -> Option<Found> {
        self.fits(&parts.test, &Type::Bool);
        let (yes, no) = (self.infer(&parts.yes), self.infer(&parts.no));
        let (yes, no) = (yes?, no?);
        let joined = yes.join(&no);
        if joined.is_none() {
            let help = Some("both branches of an `if` give one type");
            self.report(&no.sentence(), yes.sentence(), parts.no.span, help);
        }
        joined
    }

    fn apply(&mut self, function: &Function, nodes: &[Node]) -> Option<Found> {
        let (input, arguments) = nodes.split_first()?;
        let found = self.takes_found(input, function.takes);
        for (node, takes) in arguments.iter().zip(function.arguments) {
            self.takes_found(node, *takes);
        }
        match function.gives {
            Gives::Text => Some(Found::Of(Type::Text)),
            Gives::Int => Some(Found::Of(Type::Int)),
            Gives::Bool => Some(Found::Of(Type::Bool)),
            Gives::Texts => Some(Found::Of(Type::List(Box::new(Type::Text)))),
            Gives::Same => found,
            Gives::Element => match found? {
                Found::Of(ty) => ty.element().cloned().map(Found::Of),
                Found::Nothings => {
                    self.report("an empty list", "a list with elements".to_owned(), input.span, None);
                    None
                }
            },
        }
    }

    fn takes(&mut self, node: &Node, takes: Takes) -> Option<Type> {
        match self.takes_found(node, takes)? {
            Found::Of(ty) => Some(ty),
            Found::Nothings => None,
        }
    }

    /// The type of an operand, if it is one that is taken there.
    fn takes_found(&mut self, node: &Node, takes: Takes) -> Option<Found> {
        let found = self.infer(node)?;
        if admits(takes, &found) {
            return Some(found);
        }
        self.report(&found.sentence(), takes.sentence().to_owned(), node.span, advice(takes, &found));
        None
    }

    fn report(&mut self, found: &str, wanted: String, span: Span, help: Option<&'static str>) {
        self.d.push(WrongType { wanted, found: found.to_owned(), span, help });
    }
}

impl Found {
    fn is_scalar(&self) -> bool {
        matches!(self, Found::Of(ty) if ty.is_scalar())
    }

    fn sentence(&self) -> String {
        match self {
            Found::Of(ty) => ty.sentence(),
            Found::Nothings => "an empty list".to_owned(),
        }
    }

    fn join(&self, other: &Found) -> Option<Found> {
        match (self, other) {
            (Found::Of(one), Found::Of(two)) => one.join(two).map(Found::Of),
            (Found::Nothings, Found::Nothings) => Some(Found::Nothings),
            (Found::Of(of), Found::Nothings) | (Found::Nothings, Found::Of(of)) => {
                (!of.is_scalar()).then(|| Found::Of(of.clone()))
            }
        }
    }
}

fn constant(value: &Value) -> Option<Found> {
    match value {
        Value::Text(_) => Some(Found::Of(Type::Text)),
        Value::Int(_) => Some(Found::Of(Type::Int)),
        Value::Number(_) => Some(Found::Of(Type::Number)),
        Value::Bool(_) => Some(Found::Of(Type::Bool)),
        // The parser makes no others.
        Value::List(_) | Value::Secret { .. } | Value::Field(_) => None,
    }
}

fn admits(takes: Takes, found: &Found) -> bool {
    let Found::Of(ty) = found else {
        return matches!(takes, Takes::List | Takes::TextOrList | Takes::Anything);
    };
    match takes {
        Takes::Text => ty.is_text(),
        Takes::Int => matches!(ty, Type::Int | Type::Port),
        Takes::Number => ty.is_number(),
        Takes::TextOrNumber => ty.is_text() || ty.is_number(),
        Takes::Scalar => ty.is_scalar(),
        Takes::List => ty.element().is_some_and(Type::is_scalar),
        Takes::TextOrList => ty.is_text() || !ty.is_scalar(),
        Takes::Anything => true,
    }
}

fn is_zero(node: &Node) -> bool {
    match &node.kind {
        Kind::Constant(Value::Int(int)) => *int == 0,
        Kind::Constant(Value::Number(number)) => *number == 0.0,
        _ => false,
    }
}

fn is_text(node: &Node) -> bool {
    matches!(&node.kind, Kind::Constant(Value::Text(_)))
}

/// What mends a text where a number belongs, and the like.
fn advice(takes: Takes, found: &Found) -> Option<&'static str> {
    match (takes, found) {
        (Takes::Number, Found::Of(ty)) if ty.is_text() => Some("texts are joined with `~`; `int` makes an int of one"),
        (Takes::Text, Found::Of(ty)) if ty.is_scalar() => Some("`string` makes a text of it"),
        (Takes::Scalar, Found::Of(ty)) if !ty.is_scalar() => Some("`join` makes one text of a list"),
        _ => None,
    }
}

fn help_for(ty: &Type, found: &Found) -> Option<&'static str> {
    let Found::Of(found) = found else { return None };
    match ty {
        Type::Int | Type::Port if *found == Type::Number => {
            Some("`int` cuts off the fraction, and `//` divides without one")
        }
        Type::Int | Type::Port if found.is_text() => Some("`int` makes an int of a text"),
        Type::Bool => Some("compare it, as in `params.size == \"large\"`"),
        Type::Text if !found.is_scalar() => Some("`join` makes one text of a list"),
        _ => None,
    }
}
