//! What a workload says in passing: texts of its own, and secrets.
//!
//! Not here: whether that is right.

use crate::expr::Template;
use crate::source::{Span, Spanned};

use super::condition::When;
use super::dynamic::Dynamic;
use super::env::EnvSource;
use super::file::FileOrigin;
use super::pod::Workload;
use super::types::{KeyName, Name};

/// A secret that is named as such, and what switches the use of it off.
#[derive(Debug)]
pub struct SecretUse<'a> {
    pub secret: &'a Spanned<Name>,
    /// All of its keys when `None`.
    pub key: Option<&'a Spanned<KeyName>>,
    pub when: Option<&'a When>,
}

/// Where a program sees a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPlace<'a> {
    Variable(&'a str),
    Argument,
    /// A file that is written out or filled in.
    File,
    /// A file that is taken as it is.
    Raw,
}

/// A text that a program sees, with [`HOLE`](crate::expr::HOLE) for what is not known of it.
#[derive(Debug, Clone)]
pub struct SeenText<'a> {
    pub place: TextPlace<'a>,
    pub text: String,
    pub span: Span,
    /// It is said to be no credential.
    pub public: bool,
}

impl Workload {
    /// The texts that the program sees, as far as they are written out: variables, arguments and files.
    pub fn texts(&self) -> Vec<SeenText<'_>> {
        let env = self.env.iter().filter_map(|(name, value)| match &value.source {
            EnvSource::Text(text) => Some(seen(TextPlace::Variable(name.value.as_str()), text, value.public.is_some())),
            EnvSource::Secret { .. } | EnvSource::Field(_) => None,
        });
        let words = self.command.iter().chain(&self.args);
        let words = words.map(|word| seen(TextPlace::Argument, &word.value.0, word.public.is_some()));
        let files = self.files.iter().flat_map(|(_, file)| {
            let public = file.public.is_some();
            let own = file.texts().map(move |text| seen(TextPlace::File, text, public));
            own.chain(file.raw().map(move |(text, span)| SeenText { place: TextPlace::Raw, text, span, public }))
        });
        let beside = self.sidecars.iter().flat_map(|(_, sidecar)| sidecar.0.texts());
        env.chain(words).chain(files).chain(beside).collect()
    }

    /// The secrets that are named outside of expressions.
    pub fn secrets(&self) -> Vec<SecretUse<'_>> {
        let env = self.env.iter().filter_map(|(_, value)| match &value.source {
            EnvSource::Secret { secret, key } => Some(SecretUse { secret, key: Some(key), when: value.when.as_ref() }),
            EnvSource::Text(_) | EnvSource::Field(_) => None,
        });
        let files = self.files.iter().filter_map(|(_, file)| match &file.origin {
            FileOrigin::Secret { secret, key } => {
                Some(SecretUse { secret, key: key.as_ref(), when: file.when.as_ref() })
            }
            FileOrigin::Content(_) | FileOrigin::From(_) => None,
        });
        let beside = self.sidecars.iter().flat_map(|(_, sidecar)| sidecar.0.secrets());
        env.chain(files).chain(beside).collect()
    }

    /// The expressions that may name secrets: in variables and arguments.
    pub fn composed(&self) -> Vec<(&Template, Option<&When>)> {
        let env = self.env.iter().filter_map(|(_, value)| match &value.source {
            EnvSource::Text(text) => Some((text.template()?, value.when.as_ref())),
            EnvSource::Secret { .. } | EnvSource::Field(_) => None,
        });
        let arguments = self.command.iter().chain(&self.args);
        let arguments = arguments.filter_map(|argument| Some((argument.value.0.template()?, None)));
        let beside = self.sidecars.iter().flat_map(|(_, sidecar)| sidecar.0.composed());
        env.chain(arguments).chain(beside).collect()
    }
}

fn seen<'a, T: Clone + Into<String>>(place: TextPlace<'a>, text: &Dynamic<T>, public: bool) -> SeenText<'a> {
    let (text, span) = match text {
        Dynamic::Literal(text) => (text.value.clone().into(), text.span),
        Dynamic::Template(template) => (template.outline(), template.span()),
    };
    SeenText { place, text, span, public }
}
