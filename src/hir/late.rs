//! Whether a gate may open later than some time, whatever the arguments are.
//!
//! Input: a need, a time. Output: arguments for which its gate may open only after that. Each way along the needs is looked
//! at by itself: so only what is on it has to be there together.

use std::collections::VecDeque;

use crate::ast::Until;

use super::model::Menu;
use super::presence::{Arguments, Presence};
use super::startup::{Budget, Startup, after_members, defaults};
use super::walk::{Item, ItemKind, Need};

/// How many ways are followed before a question is given up.
const MOST_WAYS: usize = 1 << 12;

/// Whether a gate may open too late.
#[derive(Debug)]
pub enum Late {
    Never,
    /// For these arguments; only those that play a part, and none where the defaults do it.
    For(Arguments),
    /// There are too many ways.
    Unknown,
}

/// What becomes of a time on its way along needs: it is at least this much, and this much more.
#[derive(Debug, Clone, Copy)]
struct Delay {
    least: u32,
    more: u32,
}

impl Delay {
    fn of(self, time: u32) -> u32 {
        self.least.max(time.saturating_add(self.more))
    }

    /// The other one first.
    fn after(self, other: Delay) -> Self {
        Delay { least: self.of(other.least), more: self.more.saturating_add(other.more) }
    }
}

/// A way back from a need.
struct Way<'m> {
    /// Where it is.
    at: Item<'m>,
    /// What becomes of the time there until the gate of the need is open.
    delay: Delay,
    /// Counted from when the item is up; else from when its gates are open.
    up: bool,
    /// What has to be there for it.
    there: Presence<'m>,
}

impl Menu {
    /// Whether the gate of a need may open later than this. `all` is a start of everything that can be there, where that
    /// is no sooner than any.
    pub fn late<'m>(&'m self, need: Need<'m>, time: u32, all: Option<&Startup>) -> Late {
        // What a menu does by itself says most.
        let usual = defaults(&self.ast);
        if need.is_there(&usual) && Startup::of(self, &usual).opens(self, need, &usual) > time {
            return Late::For(Arguments::new());
        }
        let begin = Way { at: need.consumer(), delay: Delay { least: 0, more: 0 }, up: false, there: need.presence() };
        let mut ways: VecDeque<Way<'m>> = begin.on(self, need).into_iter().collect();
        let mut followed = 0;
        while let Some(way) = ways.pop_front() {
            followed += 1;
            if all.is_some_and(|all| way.delay.of(way.latest(all)) <= time) {
                continue;
            }
            let arguments = match self.decide(&way.there, &[]) {
                Ok(Some(arguments)) if followed < MOST_WAYS => arguments,
                Ok(None) => continue,
                Ok(Some(_)) | Err(_) => return Late::Unknown,
            };
            // Some of what is up sooner than a way says is seen only here.
            if way.so_far() > time && Startup::of(self, &arguments).opens(self, need, &arguments) > time {
                return Late::For(arguments);
            }
            ways.extend(way.at.needs().filter_map(|next| way.on(self, next)));
        }
        Late::Never
    }
}

impl<'m> Way<'m> {
    /// The way that goes on by a need of where it is; nothing where that waits for nothing.
    fn on(&self, menu: &Menu, need: Need<'m>) -> Option<Self> {
        let at = need.provider();
        let there = self.there.and(&need.presence()).and(&at.presence());
        let more = |more| Delay { least: 0, more };
        // What starts waits first.
        let open = if self.up { self.delay.after(own(self.at)) } else { self.delay };
        let earlier = after_members(menu, need, &defaults(&menu.ast));
        match need.until() {
            Until::None if self.up && need.written().is_gate_of_readiness() => {
                Some(Way { at, delay: self.delay, up: true, there })
            }
            Until::Started if earlier > 0 => Some(Way { at, delay: open.after(more(earlier)), up: false, there }),
            Until::None | Until::Reachable | Until::Started => None,
            Until::Ready | Until::Completed => Some(Way { at, delay: open.after(more(earlier)), up: true, there }),
        }
    }

    /// How late the gate may open if nothing more is waited for.
    fn so_far(&self) -> u32 {
        if self.up { self.delay.after(own(self.at)).of(0) } else { self.delay.of(0) }
    }

    /// When it may be where it is, at the latest.
    fn latest(&self, all: &Startup) -> u32 {
        let moment = all.moment(self.at.id());
        if self.up { moment.up } else { moment.open }
    }
}

/// What an item makes of the time when its gates are open.
fn own(item: Item<'_>) -> Delay {
    let seconds = Budget::of(item).map_or(0, |budget| budget.seconds);
    match item.kind() {
        ItemKind::Job(_) => Delay { least: seconds, more: 0 },
        ItemKind::Service(_) | ItemKind::External(_) => Delay { least: 0, more: seconds },
    }
}
