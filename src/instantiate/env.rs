//! The values of environment variables.

use crate::ast::types::EnvText;
use crate::ast::{self, Dynamic, Literal, PodField};
use crate::expr::{Rendered, Value};
use crate::hir;
use crate::source::Origin;

use super::model::{EnvValue, Piece};
use super::resolve::Resolver;
use super::values::MEMBER_HOST;

impl<'p> Resolver<'_, 'p> {
    pub(super) fn env(&mut self, item: hir::Item<'p>, value: &ast::EnvValue) -> Option<EnvValue> {
        match value {
            ast::EnvValue::Text(text) => self.env_text(item, text),
            ast::EnvValue::Secret { secret, key } => Some(EnvValue::Secret {
                secret: self.context.menu().renamed(secret.value.as_str(), secret.span.file).to_owned(),
                key: key.value.to_string(),
                origin: Origin::Source(secret.span.to(key.span)),
            }),
            ast::EnvValue::When(value, _) => self.env(item, value),
            ast::EnvValue::Field(field) => Some(EnvValue::Field(field.value, Origin::Source(field.span))),
        }
    }

    fn env_text(&mut self, item: hir::Item<'p>, text: &Dynamic<EnvText>) -> Option<EnvValue> {
        let origin = Origin::Source(text.span());
        let Dynamic::Template(template) = text else {
            let located = self.field(item, text)?;
            return Some(EnvValue::Text(vec![Piece::Text(located.value.0)], origin));
        };
        match self.eval(item, template)? {
            Rendered::Value(Value::Secret { secret, key }) => Some(EnvValue::Secret { secret, key, origin }),
            Rendered::Value(Value::Field(name)) if name != MEMBER_HOST => {
                PodField::parse(&name).ok().map(|field| EnvValue::Field(field, origin))
            }
            Rendered::Value(Value::Field(_)) => Some(EnvValue::Text(member_host(item)?, origin)),
            Rendered::Text(pieces) => {
                let pieces = pieces.into_iter().map(|one| piece(item, one)).collect::<Option<Vec<_>>>()?;
                Some(EnvValue::Text(pieces.concat(), origin))
            }
            value @ Rendered::Value(_) => {
                let text = super::resolve::plain_text(value)?;
                Some(EnvValue::Text(vec![Piece::Text(text)], origin))
            }
        }
    }
}

/// What the model has for a part of a composed text.
fn piece(item: hir::Item<'_>, piece: crate::expr::Piece) -> Option<Vec<Piece>> {
    match piece {
        crate::expr::Piece::Text(text) => Some(vec![Piece::Text(text)]),
        crate::expr::Piece::Secret { secret, key } => Some(vec![Piece::Secret { secret, key }]),
        crate::expr::Piece::Field(name) if name == MEMBER_HOST => member_host(item),
        crate::expr::Piece::Field(name) => PodField::parse(&name).ok().map(|field| vec![Piece::Field(field)]),
    }
}

/// A member's own host name: its pod's, below the Service that its members are found by.
fn member_host(item: hir::Item<'_>) -> Option<Vec<Piece>> {
    let domain = super::values::members_of(item)?;
    Some(vec![Piece::Field(PodField::PodName), Piece::Text(format!(".{domain}"))])
}
