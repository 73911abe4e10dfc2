//! The words of a program's command line.

use serde_json::Value;

use crate::source::Spanned;
use crate::syntax::Node;

use super::decode::{Decode, Decoder};
use super::dynamic::Element;
use super::reason::{Public, Reason};
use super::record::record;
use super::schema::Schemas;
use super::types::ArgText;

record! {
    /// A word of a program's command line, or a list of them.
    pub struct Word {
        /// The text.
        value: Element<ArgText> = "value",
        /// Why a secret may stand in it, though arguments are seen in lists of processes; kept as an annotation.
        because: Option<Spanned<Reason>> = "because",
        /// Says why a text that looks like a credential may be seen by everybody.
        public: Option<Public> = "public",
    }
    short { word_of, word_schema, "value" }
}

fn word_of(node: &Node, cx: &mut Decoder<'_>) -> Option<Word> {
    Element::decode(node, cx).map(|value| Word { value, because: None, public: None })
}

fn word_schema(schemas: &mut Schemas) -> Value {
    Element::<ArgText>::schema(schemas)
}
