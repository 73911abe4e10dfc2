//! Needs, and whether this cluster can wait for them.

use crate::ast::{self, Until};
use crate::hir;
use crate::source::{Origin, Span};

use super::errors::{NoApiAddress, NoInitImage};
use super::model::{Located, Need, Reaction};
use super::resolve::Resolver;

impl<'p> Resolver<'_, 'p> {
    pub(super) fn needs(&mut self, item: hir::Item<'p>) -> Option<Vec<Need>> {
        let context = self.context;
        let arguments = &context.surveyed.arguments;
        self.all(item.needs().filter(|need| need.is_there(arguments)), |this, need| {
            this.gate_is_possible(need)?;
            let until = need.written().until;
            Some(Need {
                name: need.name().as_ref().map(ToString::to_string),
                provider: context.items.iter().position(|(item, _)| item.id() == need.provider().id())?,
                ports: need.port_positions().to_vec(),
                inside: need.written().is_inside(),
                outside: need.written().outside(),
                until: need.until(),
                until_origin: match until {
                    Some(until) => Origin::Source(until.span),
                    None => Origin::Source(need.name().span),
                },
                when_down: this.when_down(need)?,
                at_least: this.at_least(need)?,
                within: need.written().within.map(|within| within.value),
            })
        })
    }

    /// Waiting takes the helper, and waiting for a job takes the cluster's API: its pod may be gone already.
    fn gate_is_possible(&mut self, need: hir::Need<'p>) -> Option<()> {
        if need.until() == Until::None {
            return Some(());
        }
        self.helper(need.name().span)?;
        if need.provider().is_job() { self.api(need.name().span, "waits for a job") } else { Some(()) }
    }

    /// What is done while a need is down, and whether that can be done.
    fn when_down(&mut self, need: hir::Need<'p>) -> Option<Option<Located<Reaction>>> {
        let Some(when_down) = &need.written().when_down else { return Some(None) };
        let reaction = match &when_down.reaction {
            ast::Reaction::Ignore => return Some(None),
            ast::Reaction::Unready => Reaction::Unready,
            ast::Reaction::Restart => Reaction::Restart,
            ast::Reaction::Signal(signal) => Reaction::Signal(*signal),
            ast::Reaction::Run(words) => Reaction::Run(self.arguments(need.consumer(), Some(words))?),
        };
        self.helper(when_down.span)?;
        Some(Some(Located { value: reaction, origin: Origin::Source(when_down.span) }))
    }

    /// What is asked for here takes the API of the cluster, so that the fleet has to say where it is.
    pub(super) fn api(&mut self, asked: Span, what: &'static str) -> Option<()> {
        if self.context.cluster.network.as_ref().is_some_and(|network| !network.api.is_empty()) {
            return Some(());
        }
        self.diagnostics.push(NoApiAddress::new(asked, what, self.context));
        None
    }

    /// What is asked for here takes the helper, so that the fleet has to name its image.
    pub(super) fn helper(&mut self, asked: Span) -> Option<()> {
        let fleet = self.context.site.fleet;
        if fleet.defaults.as_ref().is_some_and(|defaults| defaults.init_image.is_some()) {
            return Some(());
        }
        self.diagnostics.push(NoInitImage { asked, fleet: fleet.fleet.span });
        None
    }
}
