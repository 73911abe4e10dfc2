//! How many members of a provider a need waits for.

use crate::ast;
use crate::check::UnmetCount;
use crate::hir;
use crate::source::Origin;

use super::model::Located;
use super::resolve::Resolver;

impl<'p> Resolver<'_, 'p> {
    /// `None` inside where nothing is said: one will do.
    pub(super) fn at_least(&mut self, need: hir::Need<'p>) -> Option<Option<Located<u32>>> {
        let written = need.written();
        let asked = self.optional(need.consumer(), written.at_least.as_ref())?;
        let fewest = self.fewest(need.provider())?;
        let fewest_at = match fewest.origin {
            Origin::Source(span) => span,
            Origin::Rule(_) => need.provider().span(),
        };
        let count = asked.as_ref().map_or(1, |asked| asked.value);
        if let Some(unmet) = UnmetCount::of(need, count, fewest.value, fewest_at) {
            self.diagnostics.push(unmet);
            return None;
        }
        Some(match written.members {
            Some(all) => Some(Located { value: fewest.value, origin: Origin::Source(all.span) }),
            None => asked,
        })
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
