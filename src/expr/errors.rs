//! What can be wrong with an expression.

use crate::diagnostic::{Diagnostic, Page, nearest};
use crate::source::Span;

use super::ROOTS;
use super::functions::{FILTERS, Function, TESTS};

/// The pages of this stage's codes.
pub const PAGES: &[Page] = &[
    Page { code: "bad-expression", text: include_str!("pages/bad-expression.md") },
    Page { code: "failed-expression", text: include_str!("pages/failed-expression.md") },
    Page { code: "misplaced-identity", text: include_str!("pages/misplaced-identity.md") },
    Page { code: "misplaced-pod-value", text: include_str!("pages/misplaced-pod-value.md") },
    Page { code: "unknown-filter", text: include_str!("pages/unknown-filter.md") },
    Page { code: "unknown-root", text: include_str!("pages/unknown-root.md") },
    Page { code: "wrong-type", text: include_str!("pages/wrong-type.md") },
];

/// An expression that cannot be read.
pub struct BadExpression {
    pub problem: Problem,
    pub span: Span,
}

/// Why an expression cannot be read.
pub enum Problem {
    Unclosed,
    UnclosedText,
    Empty,
    TooLong,
    TooDeep,
    /// The parser's own words, and the text that it stumbled upon.
    Syntax(String, String),
    TooLarge(String),
    NoneValue,
    RootAlone(String),
    Call,
    Parts,
    Slice,
    Map,
    Tuple,
    Power,
    Chain,
    NoElse,
    NamedArgument,
    Arguments(&'static Function),
}

impl Problem {
    fn message(&self) -> String {
        match self {
            Problem::Unclosed => "this expression has no end".to_owned(),
            Problem::UnclosedText => "this text in an expression has no end".to_owned(),
            Problem::Empty => "there is nothing in this expression".to_owned(),
            Problem::TooLong => "this expression is too long".to_owned(),
            Problem::TooDeep => "this expression is nested too deeply".to_owned(),
            Problem::Syntax(detail, _) => format!("this is no expression: {}", in_our_words(detail)),
            Problem::TooLarge(number) => format!("`{number}` is too large for a number"),
            Problem::NoneValue => "expressions have no `none`".to_owned(),
            Problem::RootAlone(root) => format!("`{root}` is no value by itself"),
            Problem::Call => "expressions have no functions to call".to_owned(),
            Problem::Parts => "only a path has parts".to_owned(),
            Problem::Slice => "expressions have no slices".to_owned(),
            Problem::Map => "expressions have no mappings".to_owned(),
            Problem::Tuple => "expressions have no tuples".to_owned(),
            Problem::Power => "expressions have no `**`".to_owned(),
            Problem::Chain => "comparisons do not chain".to_owned(),
            Problem::NoElse => "this `if` has no `else`".to_owned(),
            Problem::NamedArgument => "arguments have no names".to_owned(),
            Problem::Arguments(function) => format!("these are not the arguments of `{}`", function.name),
        }
    }

    fn help(&self) -> Option<String> {
        let fixed = match self {
            Problem::Unclosed => "close it with `}}`, or write `$${{` for a plain `${{`",
            Problem::UnclosedText => "close the text with the quote that it began with",
            Problem::Empty => "write a value such as `${{ params.NAME }}`, or `$${{` for a plain `${{`",
            Problem::TooLong | Problem::TooDeep => "name a part of it under `let`, and use that",
            Problem::NoneValue => "undefined values do not exist; write the text, number or bool that is meant",
            Problem::RootAlone(root) => return Some(format!("write `{root}.NAME`")),
            Problem::Call => "apply a filter, such as `params.name | lower`",
            Problem::Parts => {
                "write the path without spaces, such as `params.NAME`; `first` and `last` look into a list"
            }
            Problem::Slice => "`first` and `last` look into a list",
            Problem::Map => "use a parameter of type `map`, or an `if` with an `else`",
            Problem::Tuple => "write a list with `[` and `]`",
            Problem::Power => "multiply with `*`",
            Problem::Chain => "join them, as in `1 < n and n < 5`",
            Problem::NoElse => "add `else` and the value for that case",
            Problem::NamedArgument => "write the value alone",
            Problem::Arguments(function) => return Some(format!("it is written `{}`", function.signature)),
            // At the end something is missing, and what was read last is right.
            Problem::Syntax(detail, _) if detail.contains("end of input") => return None,
            Problem::Syntax(_, found) => of_another_language(found)?,
            Problem::TooLarge(_) => return None,
        };
        Some(fixed.to_owned())
    }
}

/// The parser speaks of its input and of identifiers, we of the expression and of names.
fn in_our_words(detail: &str) -> String {
    let pairs = [("end of input", "end of it"), ("identifier or integer", "a name"), ("identifier", "a name")];
    pairs.iter().fold(detail.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

/// What to write for an operator that other languages have.
fn of_another_language(found: &str) -> Option<&'static str> {
    match found {
        "&" => Some("write `and`"),
        "|" => Some("write `or`"),
        "!" => Some("write `not`"),
        "?" => Some("write `VALUE if TEST else OTHER`"),
        "=" => Some("compare with `==`"),
        _ => None,
    }
}

impl From<BadExpression> for Diagnostic {
    fn from(error: BadExpression) -> Self {
        Diagnostic::error("bad-expression", error.problem.message()).at(error.span, "").maybe_help(error.problem.help())
    }
}

/// A name that no path begins with.
pub struct UnknownRoot {
    pub name: String,
    pub span: Span,
}

impl From<UnknownRoot> for Diagnostic {
    fn from(error: UnknownRoot) -> Self {
        let name = &error.name;
        let help = match nearest(name, ROOTS.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None => {
                let roots = listed(ROOTS.iter().copied());
                format!("a parameter is written `params.{name}`, a text `\"{name}\"`; paths begin with {roots}")
            }
        };
        Diagnostic::error("unknown-root", format!("there is no `{name}` in expressions"))
            .at(error.span, "not a name that a path begins with")
            .help(help)
    }
}

/// A filter or test outside of the closed set.
pub struct UnknownFilter {
    pub name: String,
    pub is_test: bool,
    pub span: Span,
}

impl From<UnknownFilter> for Diagnostic {
    fn from(error: UnknownFilter) -> Self {
        let (noun, known) = if error.is_test { ("test", TESTS) } else { ("filter", FILTERS) };
        let names = || known.iter().map(|function| function.name);
        let near = if error.name == "map" { Some("each") } else { nearest(&error.name, names()) };
        let help = match near {
            Some(near) => format!("write `{near}`"),
            None => format!("the {noun}s are {}", listed(names())),
        };
        Diagnostic::error("unknown-filter", format!("there is no {noun} `{}`", error.name))
            .at(error.span, format!("not a {noun}"))
            .help(help)
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A value of one type where another is wanted.
pub struct WrongType {
    /// Such as `a bool`.
    pub wanted: String,
    pub found: String,
    pub span: Span,
    pub help: Option<&'static str>,
}

impl From<WrongType> for Diagnostic {
    fn from(error: WrongType) -> Self {
        let WrongType { wanted, found, span, help } = error;
        Diagnostic::error("wrong-type", format!("{found} stands where {wanted} belongs"))
            .at(span, format!("this is {found}"))
            .maybe_help(help.map(str::to_owned))
    }
}

/// A value that is true of one copy of a box, where all copies have to be alike.
pub struct MisplacedIdentity {
    pub path: String,
    pub place: Place,
    pub span: Span,
}

/// What is wrong with where such a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The field takes none.
    Field,
    /// The field does, but it is a part of a larger expression.
    Expression,
}

impl From<MisplacedIdentity> for Diagnostic {
    fn from(error: MisplacedIdentity) -> Self {
        let MisplacedIdentity { path, place, span } = error;
        let (why, help) = match place {
            Place::Field => (
                "copies of a box are alike but for their identity, which may not stand here",
                "identity may stand in env values, arguments, file contents, headers of health checks, outputs and exposure hosts".to_owned(),
            ),
            Place::Expression => (
                "nothing may be computed from a box's identity",
                format!("let it stand alone, as in `text-${{{{ {path} }}}}`"),
            ),
        };
        Diagnostic::error("misplaced-identity", format!("`{path}` tells one copy of a box from another"))
            .at(span, why)
            .help(help)
    }
}

/// A value that only the pod knows, where the compiler would have to know it.
pub struct MisplacedPodValue {
    pub path: String,
    pub place: Place,
    pub span: Span,
}

impl From<MisplacedPodValue> for Diagnostic {
    fn from(error: MisplacedPodValue) -> Self {
        let MisplacedPodValue { path, place, span } = error;
        let (why, help) = match place {
            Place::Field => (
                "the compiler never sees its value",
                "put it into an env value; a file has `${VARIABLE}` for it, and `expand: [start]`".to_owned(),
            ),
            Place::Expression => (
                "the pod can put it into a text, but not compute with it",
                format!("let it stand alone, as in `user:${{{{ {path} }}}}@host`"),
            ),
        };
        Diagnostic::error("misplaced-pod-value", format!("`{path}` is known in the pod alone")).at(span, why).help(help)
    }
}

/// An expression that has no value in one box.
pub struct FailedExpression {
    pub failure: Failure,
    pub span: Span,
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    DivisionByZero,
    Overflow,
    TooLarge,
    NoInt(String),
    EmptyList,
    /// Nothing stands behind a path. A checked expression doesn't come here.
    NoValue(String),
    /// Nothing of this type belongs here. A checked expression doesn't come here.
    Mistyped,
}

impl From<FailedExpression> for Diagnostic {
    fn from(error: FailedExpression) -> Self {
        let (message, help) = match error.failure {
            Failure::DivisionByZero => {
                ("this divides by zero".to_owned(), Some("ask first, as in `a // n if n > 0 else a`"))
            }
            Failure::Overflow => ("this number is too large".to_owned(), Some("ints have 64 bits")),
            Failure::TooLarge => ("this value is too large".to_owned(), Some("a value has at most 1 MiB")),
            Failure::NoInt(text) => (format!("`{text}` is no int"), None),
            Failure::EmptyList => ("this list is empty".to_owned(), Some("ask for its `length` first, in an `if`")),
            Failure::NoValue(path) => (format!("`{path}` has no value here"), None),
            Failure::Mistyped => ("this value has the wrong type".to_owned(), None),
        };
        Diagnostic::error("failed-expression", message).at(error.span, "").maybe_help(help.map(str::to_owned))
    }
}
