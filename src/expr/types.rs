//! Types of expressions and of the fields that take them.
//!
//! Not here: the walk over an expression that finds its type; that is `check`.

use crate::diagnostic::Diagnostic;
use crate::source::Spanned;

/// What an expression gives, or what a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    Text,
    Int,
    Number,
    Bool,
    Quantity,
    Duration,
    Port,
    Image,
    List(Box<Type>),
    /// A list element: one value, or a list that is spliced.
    OneOrList(Box<Type>),
}

/// What a field takes.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub ty: Type,
    /// Whether `box.*` may stand in it, as an interpolation of its own.
    pub identity: bool,
    /// Whether what only the pod knows may stand in it, as an interpolation of its own.
    pub in_pod: bool,
    /// What is wrong with a text there, beyond its type.
    pub judge: fn(&str) -> Option<Misfit>,
}

impl Wanted {
    /// Any value of a type that is the same for all copies and known before the pod is.
    pub fn of(ty: Type) -> Self {
        Wanted { ty, identity: false, in_pod: false, judge: |_| None }
    }
}

/// Why a text is none that a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    pub code: &'static str,
    /// Continues the text: `is no quantity`.
    pub why: String,
    pub help: Option<String>,
}

/// What is known of a name before any box is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub ty: Type,
    /// It tells one copy of a box from another.
    pub identity: bool,
    /// Only the pod knows it.
    pub in_pod: bool,
}

/// A path such as `needs.order-db.port`: its parts and their places.
pub type Path = [Spanned<String>];

/// What names there are.
pub trait Scope {
    /// The facts of a path; `None` when what is wrong with it was reported where it comes from.
    ///
    /// # Errors
    /// A diagnostic that names the unknown part and, where it can be known, what to write.
    fn facts(&self, path: &Path) -> Result<Option<Facts>, Box<Diagnostic>>;
}

impl Type {
    /// The type in a sentence: `a text`, `a list of ports`.
    pub fn sentence(&self) -> String {
        match self {
            Type::Int => "an int".to_owned(),
            Type::Image => "an image".to_owned(),
            Type::List(of) => format!("a list of {}", of.plural()),
            Type::OneOrList(of) => format!("{} or a list of {}", of.sentence(), of.plural()),
            Type::Text | Type::Number | Type::Bool | Type::Quantity | Type::Duration | Type::Port => {
                format!("a {}", self.noun())
            }
        }
    }

    fn noun(&self) -> &'static str {
        match self {
            Type::Text => "text",
            Type::Int => "int",
            Type::Number => "number",
            Type::Bool => "bool",
            Type::Quantity => "quantity",
            Type::Duration => "duration",
            Type::Port => "port",
            Type::Image => "image",
            Type::List(_) | Type::OneOrList(_) => "list",
        }
    }

    fn plural(&self) -> String {
        match self {
            Type::Quantity => "quantities".to_owned(),
            Type::Text
            | Type::Int
            | Type::Number
            | Type::Bool
            | Type::Duration
            | Type::Port
            | Type::Image
            | Type::List(_)
            | Type::OneOrList(_) => format!("{}s", self.noun()),
        }
    }

    /// Whether it is one value with a spelling, and no list.
    pub fn is_scalar(&self) -> bool {
        !matches!(self, Type::List(_) | Type::OneOrList(_))
    }

    /// Whether its values are texts, whatever they have to look like.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Type::Text | Type::Quantity | Type::Duration | Type::Image)
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Type::Int | Type::Number | Type::Port)
    }

    /// Whether a field of this type takes a value of type `found`.
    /// How a text must look for a quantity, duration or image is seen when it is known.
    pub(super) fn accepts(&self, found: &Type) -> bool {
        match self {
            Type::Text => found.is_scalar(),
            Type::Int | Type::Port => matches!(found, Type::Int | Type::Port),
            Type::Number => found.is_number(),
            Type::Bool => *found == Type::Bool,
            Type::Quantity => matches!(found, Type::Text | Type::Quantity | Type::Int),
            Type::Duration => matches!(found, Type::Text | Type::Duration),
            Type::Image => matches!(found, Type::Text | Type::Image),
            Type::List(of) => found.element().is_some_and(|element| of.accepts(element)),
            Type::OneOrList(of) => of.accepts(found) || found.element().is_some_and(|element| of.accepts(element)),
        }
    }

    /// What a list holds.
    pub(super) fn element(&self) -> Option<&Type> {
        match self {
            Type::List(of) | Type::OneOrList(of) => Some(of),
            Type::Text
            | Type::Int
            | Type::Number
            | Type::Bool
            | Type::Quantity
            | Type::Duration
            | Type::Port
            | Type::Image => None,
        }
    }

    /// Whether values of both can be told apart or put in order.
    pub(super) fn compares_with(&self, other: &Type) -> bool {
        (self.is_text() && other.is_text())
            || (self.is_number() && other.is_number())
            || (*self == Type::Bool && *other == Type::Bool)
    }

    /// The narrowest type that holds the values of both.
    pub(super) fn join(&self, other: &Type) -> Option<Type> {
        if self == other {
            return Some(self.clone());
        }
        if let (Some(one), Some(two)) = (self.element(), other.element()) {
            return one.join(two).map(|of| Type::List(Box::new(of)));
        }
        let number = [self, other].contains(&&Type::Number);
        match () {
            () if self.is_text() && other.is_text() => Some(Type::Text),
            () if self.is_number() && other.is_number() => Some(if number { Type::Number } else { Type::Int }),
            () => None,
        }
    }
}
