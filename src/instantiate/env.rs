//! Texts that a container sees, with what only its pod knows: variables and arguments.

use crate::ast::{self, EnvSource, Literal, PodField};
use crate::expr::{Rendered, Value};
use crate::hir;
use crate::source::{Origin, Spanned};

use super::model::{Because, Composed, Located, Piece};
use super::resolve::{Resolver, scalar_text};
use super::values::{MEMBER_HOST, MEMBER_INDEX};

impl<'p> Resolver<'_, 'p> {
    pub(super) fn env(&mut self, item: hir::Item<'p>, value: &ast::EnvValue) -> Option<Composed> {
        match &value.source {
            EnvSource::Text(text) => self.composed(item, text)?.pop(),
            EnvSource::Secret { secret, key } => {
                let called = self.context.menu().renamed(secret.value.as_str(), secret.span.file).to_owned();
                let piece = Piece::Secret { secret: called, key: key.value.to_string() };
                Some(Located { value: vec![piece], origin: Origin::Source(secret.span.to(key.span)) })
            }
            EnvSource::Field(field) => {
                Some(Located { value: vec![Piece::Field(field.value)], origin: Origin::Source(field.span) })
            }
        }
    }

    /// The words of a command line; lists among them are spliced.
    pub(super) fn command_line(&mut self, item: hir::Item<'p>, list: &[ast::Word]) -> Option<Vec<Composed>> {
        Some(self.all(list.iter(), |this, argument| this.composed(item, &argument.value.0))?.concat())
    }

    /// What a text gives: one, or those of a list.
    fn composed<T: Literal + Clone + Into<String>>(
        &mut self,
        item: hir::Item<'p>,
        text: &ast::Dynamic<T>,
    ) -> Option<Vec<Composed>> {
        let origin = Origin::Source(text.span());
        let texts = match text {
            ast::Dynamic::Literal(text) => vec![vec![Piece::Text(text.value.clone().into())]],
            ast::Dynamic::Template(template) => match self.eval(item, template)? {
                Rendered::Value(Value::List(values)) => {
                    values.into_iter().map(|value| pieces(item, value)).collect::<Option<Vec<_>>>()?
                }
                Rendered::Value(value) => vec![pieces(item, value)?],
                Rendered::Text(parts) => {
                    let parts = parts.into_iter().map(|part| piece(item, part)).collect::<Option<Vec<_>>>()?;
                    vec![parts.concat()]
                }
            },
        };
        Some(texts.into_iter().map(|value| Located { value, origin }).collect())
    }

    /// The reasons that stand beside variables, arguments and files.
    pub(super) fn reasons(&self, workload: &ast::Workload) -> Vec<Because> {
        let mut reasons = Vec::new();
        let relaxations = workload.security.iter().flat_map(ast::Security::relaxations);
        reasons.extend(relaxations.map(|(name, reason)| because(format!("security.{}", name.word()), reason)));
        for (name, value) in workload.env.iter().filter(|(_, value)| self.context.is_on(value.when.as_ref())) {
            reasons.extend(value.public.iter().map(|public| because(format!("env.{}", name.value), &public.because)));
        }
        for (list, words) in [("command", &workload.command), ("args", &workload.args)] {
            for (at, word) in words.iter().enumerate() {
                let given = word.because.iter().chain(word.public.iter().map(|public| &public.because));
                reasons.extend(given.map(|reason| because(format!("{list}.{at}"), reason)));
            }
        }
        for (path, file) in workload.files.iter().filter(|(_, file)| self.context.is_on(file.when.as_ref())) {
            let what = || format!("files{}", path.value.path.as_str().replace('/', "."));
            reasons.extend(file.public.iter().map(|public| because(what(), &public.because)));
        }
        reasons
    }
}

fn because(what: String, reason: &Spanned<ast::Reason>) -> Because {
    Because { what, reason: reason.as_ref().map(|reason| reason.0.clone()) }
}

fn pieces(item: hir::Item<'_>, value: Value) -> Option<Vec<Piece>> {
    match value {
        Value::Secret { secret, key } => piece(item, crate::expr::Piece::Secret { secret, key }),
        Value::Field(name) => piece(item, crate::expr::Piece::Field(name)),
        value => scalar_text(value).map(|text| vec![Piece::Text(text)]),
    }
}

/// What the model has for a part of a composed text.
fn piece(item: hir::Item<'_>, piece: crate::expr::Piece) -> Option<Vec<Piece>> {
    match piece {
        crate::expr::Piece::Text(text) => Some(vec![Piece::Text(text)]),
        crate::expr::Piece::Secret { secret, key } => Some(vec![Piece::Secret { secret, key }]),
        crate::expr::Piece::Field(name) if name == MEMBER_HOST => member_host(item),
        crate::expr::Piece::Field(name) if name == MEMBER_INDEX => Some(vec![Piece::MemberIndex]),
        crate::expr::Piece::Field(name) => PodField::parse(&name).ok().map(|field| vec![Piece::Field(field)]),
    }
}

/// A member's own host name: its pod's, below the Service that its members are found by.
fn member_host(item: hir::Item<'_>) -> Option<Vec<Piece>> {
    let domain = super::values::members_of(item)?;
    Some(vec![Piece::Field(PodField::PodName), Piece::Text(format!(".{domain}"))])
}
