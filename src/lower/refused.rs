//! What patches and raw manifests ask for and do not get. `validate` has the words for it.

use crate::source::Span;

/// Something that stands in a patch or a manifest and is not done.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Where it is asked for.
    pub span: Span,
    pub why: Why,
}

#[derive(Debug, Clone)]
pub enum Why {
    /// The item gives no such object; these it gives.
    Missing { target: String, item: String, emitted: Vec<String> },
    /// The item gives several objects of this kind.
    Several { kind: String, emitted: Vec<String> },
    /// A field that boxc alone writes, and what to write instead.
    Fixed { pointer: String, help: &'static str },
    /// The kind of object has no such field.
    Unknown { kind: String, pointer: String },
    /// The field takes no such value, but what is expected.
    Unfit { kind: String, pointer: String, expected: String },
    /// An object without a field that tells what it is.
    Incomplete { field: String },
    /// A kind of object that menus do not add.
    NotTaken { kind: String, help: &'static str },
    /// Pods would be let do something that no relaxation allows.
    Weakened { what: &'static str, help: &'static str },
}
