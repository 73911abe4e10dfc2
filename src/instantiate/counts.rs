//! How many members of a provider a need waits for.

use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::hir;
use crate::source::{Origin, Span};

use super::model::Located;
use super::resolve::Resolver;

impl<'p> Resolver<'_, 'p> {
    /// `None` inside where nothing is said: one will do.
    pub(super) fn at_least(&mut self, need: hir::Need<'p>) -> Option<Option<Located<u32>>> {
        let written = need.written();
        let asked = self.optional(need.consumer(), written.at_least.as_ref())?;
        if asked.is_none() && written.members.is_none() {
            return Some(None);
        }
        let fewest = self.fewest(need.provider())?;
        match (written.members, asked) {
            (Some(all), _) => Some(Some(Located { value: fewest.value, origin: Origin::Source(all.span) })),
            (None, Some(asked)) if (1..=fewest.value).contains(&asked.value) => Some(Some(asked)),
            (None, asked) => {
                let at = written.at_least.as_ref().map_or(need.name().span, ast::Dynamic::span);
                let fewest_span = match fewest.origin {
                    Origin::Source(span) => span,
                    Origin::Rule(_) => need.provider().span(),
                };
                self.diagnostics.push(UnmetCount {
                    asked: asked.map_or(0, |asked| asked.value),
                    at,
                    fewest: fewest.value,
                    fewest_span,
                    provider: need.provider().name().to_owned(),
                });
                None
            }
        }
    }

    /// How many pods a provider has at least.
    fn fewest(&mut self, provider: hir::Item<'p>) -> Option<Located<u32>> {
        let replicas = provider.service().and_then(|service| service.replicas.as_ref());
        let fewest = match replicas {
            Some(ast::Replicas::Count(count)) => Some(count),
            Some(ast::Replicas::Range(range)) => range.min.as_ref(),
            None => None,
        };
        let one = Located { value: 1, origin: Origin::Rule("a service has one pod unless it asks for more") };
        self.optional(provider, fewest).map(|fewest| fewest.unwrap_or(one))
    }
}

/// A wait for more members than there are.
struct UnmetCount {
    asked: u32,
    at: Span,
    fewest: u32,
    fewest_span: Span,
    provider: String,
}

impl From<UnmetCount> for Diagnostic {
    fn from(error: UnmetCount) -> Self {
        let UnmetCount { asked, at, fewest, fewest_span, provider } = error;
        let message = match asked {
            0 => "a wait for no member is none".to_owned(),
            _ => format!("`{provider}` may have fewer members than are waited for"),
        };
        Diagnostic::error("unmet-count", message)
            .at(at, format!("waits for {asked}"))
            .at(fewest_span, format!("`{provider}` has {fewest} at least"))
            .help("write `members: all` to wait for as many as there are at least, or `until: none` to wait for none")
    }
}
