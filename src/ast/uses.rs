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

impl Workload {
    /// The texts that the program sees as they were written, with their places: variables and arguments.
    pub fn literals(&self) -> impl Iterator<Item = (&str, Span)> {
        let env = self.env.iter().filter_map(|(_, value)| match &value.source {
            EnvSource::Text(Dynamic::Literal(text)) => Some((text.value.0.as_str(), text.span)),
            EnvSource::Text(Dynamic::Template(_)) | EnvSource::Secret { .. } | EnvSource::Field(_) => None,
        });
        let arguments = self.command.iter().chain(&self.args).filter_map(|argument| match &argument.value.0 {
            Dynamic::Literal(text) => Some((text.value.0.as_str(), text.span)),
            Dynamic::Template(_) => None,
        });
        env.chain(arguments)
    }

    /// The secrets that are named outside of expressions.
    pub fn secrets(&self) -> impl Iterator<Item = SecretUse<'_>> {
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
        env.chain(files)
    }

    /// The expressions that may name secrets: in variables and arguments.
    pub fn composed(&self) -> impl Iterator<Item = (&Template, Option<&When>)> {
        let env = self.env.iter().filter_map(|(_, value)| match &value.source {
            EnvSource::Text(text) => Some((text.template()?, value.when.as_ref())),
            EnvSource::Secret { .. } | EnvSource::Field(_) => None,
        });
        let arguments = self.command.iter().chain(&self.args);
        env.chain(arguments.filter_map(|argument| Some((argument.value.0.template()?, None))))
    }
}
