//! How long the items of a box may take to start.
//!
//! Input: a linked menu and arguments. Output: [`Startup`]: when each item is up at the latest, and what it waited for.
//! Gained: what the start-up budgets add up to, under the gates that pods wait at: all pods are made at once.
//! Not here: how long anything does take, the pulling of images, and externals, whose time is not the box's.

use crate::ast::types::Duration;
use crate::ast::{self, Health, Replicas, Transport, Until};
use crate::expr::{Rendered, Value};
use crate::source::Span;

use super::model::{ItemId, Menu};
use super::presence::{Arguments, Given};
use super::walk::{Item, ItemKind, Need};

/// When one item may be waiting no more, and be up, in seconds from the start of its box.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moment {
    /// Its gates are open.
    pub open: u32,
    /// The first of its members is ready; a job is done.
    pub up: u32,
    /// All of its members are ready.
    pub whole: u32,
    /// Something on the way may take as long as it likes, which is not counted.
    pub unbounded: bool,
    /// The position of the need that kept it waiting last.
    last: Option<usize>,
}

/// What a start-up adds up to, where everything takes all the time that it may.
#[derive(Debug, Clone)]
pub struct Startup {
    moments: Vec<Moment>,
}

/// What an item may take for itself, once its gates are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    pub seconds: u32,
    /// Where the menu says so; nothing where it is the default.
    pub stated: Option<Span>,
}

impl Startup {
    /// With what is there for these arguments; parameters that they don't name have their defaults.
    pub fn of(menu: &Menu, arguments: &Arguments) -> Self {
        let mut all = defaults(&menu.ast);
        all.extend(arguments.clone());
        let there = |need: &Need<'_>| need.is_there(&all);
        let present = |item: &Item<'_>| item.presence().holds(&all);
        let straight = menu.graph().cycles().is_empty();
        let order = if straight { menu.graph().order().to_vec() } else { menu.graph_for(&all).order().to_vec() };
        Startup::simulated(menu, &order, &all, present, there)
    }

    /// With everything that a menu may have, as if all of it were there together.
    pub fn of_all(menu: &Menu) -> Self {
        Startup::simulated(menu, menu.graph().order(), &defaults(&menu.ast), |_| true, |_| true)
    }

    fn simulated<'m>(
        menu: &'m Menu,
        order: &[ItemId],
        arguments: &Arguments,
        present: impl Fn(&Item<'m>) -> bool,
        there: impl Fn(&Need<'m>) -> bool,
    ) -> Self {
        let mut needs: Vec<Vec<(usize, Need<'m>)>> = menu.items().map(|_| Vec::new()).collect();
        for (at, need) in menu.needs().enumerate().filter(|(_, need)| there(need)) {
            if let Some(own) = needs.get_mut(need.consumer().id().0) {
                own.push((at, need));
            }
        }
        let mut startup = Startup { moments: menu.items().map(|_| Moment::default()).collect() };
        let items = order.iter().filter_map(|id| menu.item(*id)).filter(present);
        // What runs on a schedule is no part of a start.
        for item in items.filter(|item| !item.is_external() && !item.is_scheduled()) {
            let own = needs.get(item.id().0).map_or(&[][..], Vec::as_slice);
            let moment = startup.next(menu, item, own, arguments);
            if let Some(slot) = startup.moments.get_mut(item.id().0) {
                *slot = moment;
            }
        }
        startup
    }

    /// What the moments of its providers make of an item's.
    fn next<'m>(&self, menu: &'m Menu, item: Item<'m>, needs: &[(usize, Need<'m>)], arguments: &Arguments) -> Moment {
        let mut moment = Moment::default();
        for (at, need) in needs {
            let opens = self.opens(menu, *need, arguments);
            let awaited = need.until() != Until::None && need.until() != Until::Started;
            let unbounded = awaited && self.moment(need.provider().id()).unbounded;
            // Of two that take as long, the one of which more is not known.
            if (opens, unbounded) > (moment.open, moment.unbounded) {
                moment.last = Some(*at);
            }
            moment.open = moment.open.max(opens);
            moment.unbounded |= unbounded;
        }
        let budget = Budget::of(item);
        moment.unbounded |= budget.is_none();
        let own = budget.map_or(0, |budget| budget.seconds);
        moment.up = match item.kind() {
            // Its time runs from when it is made, while it waits, too.
            ItemKind::Job(_) => own.max(moment.open),
            ItemKind::Service(_) | ItemKind::External(_) => moment.open.saturating_add(own),
        };
        let more = if in_order(item) { members(menu, item, arguments).saturating_sub(1) } else { 0 };
        moment.whole = moment.up.saturating_add(own.saturating_mul(more));
        for (at, need) in needs.iter().filter(|(_, need)| need.written().is_gate_of_readiness()) {
            let provider = self.moment(need.provider().id());
            if provider.up > moment.whole {
                moment.last = Some(*at);
            }
            moment.up = moment.up.max(provider.up);
            moment.whole = moment.whole.max(provider.up);
            moment.unbounded |= provider.unbounded;
        }
        moment
    }

    /// When an item is up at the latest; zeros for what is not there.
    pub fn moment(&self, item: ItemId) -> Moment {
        self.moments.get(item.0).copied().unwrap_or_default()
    }

    /// When the gate of a need is open at the latest.
    pub fn opens(&self, menu: &Menu, need: Need<'_>, arguments: &Arguments) -> u32 {
        let provider = need.provider();
        let moment = self.moment(provider.id());
        let earlier = after_members(menu, need, arguments);
        match need.until() {
            Until::None | Until::Reachable => 0,
            Until::Started if earlier == 0 => 0,
            Until::Started => moment.open.saturating_add(earlier),
            Until::Ready if provider.is_job() && !provider.ports().is_empty() => {
                let started = moment.open.saturating_add(Budget::of_start(provider).seconds);
                if Budget::of(provider).is_some() { started.min(moment.up) } else { started }
            }
            Until::Ready | Until::Completed => moment.up.saturating_add(earlier),
        }
    }

    /// When everything is up at the latest.
    pub fn whole(&self) -> u32 {
        self.moments.iter().map(|moment| moment.whole).max().unwrap_or(0)
    }

    /// Whether something may take as long as it likes.
    pub fn is_unbounded(&self) -> bool {
        self.moments.iter().any(|moment| moment.unbounded)
    }

    /// The items that keep the box from being up the longest, in the order in which they wait for each other.
    pub fn critical<'m>(&self, menu: &'m Menu) -> Vec<Item<'m>> {
        let whole = self.whole();
        // Of several, the one that waited; what waits for nothing tells less.
        let last = menu.items().filter(|item| whole > 0 && self.moment(item.id()).whole == whole);
        let last = last.max_by_key(|item| (self.path(menu, item.id()).len(), std::cmp::Reverse(item.id())));
        last.map_or_else(Vec::new, |last| self.path(menu, last.id()))
    }

    /// What an item waits for longest, what that waits for longest, and so on; the item itself is the last.
    pub fn path<'m>(&self, menu: &'m Menu, item: ItemId) -> Vec<Item<'m>> {
        let mut path: Vec<Item<'m>> = menu.item(item).into_iter().collect();
        while let Some(need) = path.last().and_then(|item| self.last(menu, item.id())) {
            // In a circle, which is reported elsewhere, there is no first.
            if path.iter().any(|item| item.id() == need.provider().id()) {
                break;
            }
            path.push(need.provider());
        }
        path.reverse();
        path
    }

    /// The need that keeps an item waiting longest.
    pub fn last<'m>(&self, menu: &'m Menu, item: ItemId) -> Option<Need<'m>> {
        self.moment(item).last.and_then(|at| menu.need(at))
    }
}

impl Budget {
    /// What an item may take; nothing where it may take as long as it likes.
    pub fn of(item: Item<'_>) -> Option<Self> {
        match item.kind() {
            ItemKind::Service(_) => Some(Budget::of_start(item)),
            ItemKind::Job(job) => job.deadline.map(|deadline| {
                let Duration { seconds } = deadline.value;
                Budget { seconds, stated: Some(deadline.span) }
            }),
            ItemKind::External(_) => Some(Budget { seconds: 0, stated: None }),
        }
    }

    /// What a pod may take until it is ready. Sidecars that tell when they have started come one after the other, before
    /// the program.
    fn of_start(item: Item<'_>) -> Self {
        let Some(workload) = item.workload() else { return Budget { seconds: 0, stated: None } };
        let asked = workload.ports.iter().any(|(_, port)| port.transport() != Transport::Udp);
        let own = match &workload.health {
            Some(health) => health.budget(),
            None if asked => ast::STARTS_WITHIN,
            None => 0,
        };
        let sidecars = workload.sidecars.iter().filter_map(|(_, sidecar)| sidecar.0.health.as_ref());
        let seconds = sidecars.map(Health::budget).fold(own, u32::saturating_add);
        let stated = workload.health.as_ref().and_then(|health| health.starts_within).map(|within| within.span);
        Budget { seconds, stated }
    }
}

/// Whether its members start one after the other, each when the one before is ready.
fn in_order(item: Item<'_>) -> bool {
    item.service().is_some_and(|service| service.has_members() && service.identity.is_none())
}

/// What the members take that come before the last one that a need waits for: those of a quorum come at once.
pub(super) fn after_members(menu: &Menu, need: Need<'_>, arguments: &Arguments) -> u32 {
    let provider = need.provider();
    if !in_order(provider) {
        return 0;
    }
    let all = members(menu, provider, arguments);
    let counted = match (need.written().members, need.written().at_least.as_ref()) {
        (Some(_), _) => all,
        (None, Some(count)) => count.literal().copied().unwrap_or(1).min(all),
        (None, None) => 1,
    };
    let own = Budget::of(provider).map_or(0, |budget| budget.seconds);
    own.saturating_mul(counted.saturating_sub(1))
}

/// How many members an item has at least; one where that can't be told from the arguments.
fn members(menu: &Menu, item: Item<'_>, arguments: &Arguments) -> u32 {
    let fewest = match item.service().and_then(|service| service.replicas.as_ref()) {
        Some(Replicas::Count(count)) => Some(count),
        Some(Replicas::Range(range)) => range.min.as_ref(),
        None => None,
    };
    let Some(fewest) = fewest else { return 1 };
    let value = fewest.template().and_then(|template| template.eval(&Given { menu, arguments }).ok());
    match value {
        Some(Rendered::Value(Value::Int(count))) => u32::try_from(count).unwrap_or(1),
        Some(_) | None => fewest.literal().copied().unwrap_or(1),
    }
}

/// What a menu's parameters are where nobody says more.
pub fn defaults(menu: &ast::Menu) -> Arguments {
    let values = menu.params.iter().filter_map(|(name, param)| {
        let default = param.default.as_ref()?;
        param.values(name.value.as_str(), default).ok()
    });
    values.flatten().collect()
}
