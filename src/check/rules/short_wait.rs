//! A wait lasts as long as what is waited for may take.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::ast::Until;
use crate::ast::types::Duration;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Arguments, Budget, Item, ItemKind, Late, Menu, Need, Startup, sentence};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let mut bounded: Vec<Bounded<'_>> = menu.needs().flat_map(Bounded::of).collect();
    let straight = menu.graph().cycles().is_empty();
    // Circles that can be are reported, and say nothing of time; circles that can't say nothing of everything together.
    if bounded.is_empty() || !straight && !menu.circles(&mut Diagnostics::default()).is_empty() {
        return;
    }
    let all = Startup::of_all(menu);
    // A job's `deadline` is reported for the need that may take longest.
    bounded.sort_by_key(|wait| Reverse(all.opens(menu, wait.need, &Arguments::new())));
    let mut reported = BTreeSet::new();
    for wait in bounded {
        if reported.contains(&wait.bound.span) {
            continue;
        }
        let late = menu.late(wait.need, wait.longest(), straight.then_some(&all));
        if !matches!(late, Late::Never) {
            reported.insert(wait.bound.span);
        }
        match late {
            Late::Never => {}
            Late::For(arguments) => diagnostics.push(ShortWait::new(menu, wait, &arguments)),
            Late::Unknown => diagnostics.push(UnknownWait { at: wait.bound.span }),
        }
    }
}

/// A wait that something ends.
#[derive(Clone, Copy)]
struct Bounded<'m> {
    need: Need<'m>,
    bound: Spanned<Duration>,
    by: Bound,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// The need's own `within`.
    Within,
    /// The job's `deadline`, which runs while it waits.
    Deadline,
}

impl<'m> Bounded<'m> {
    fn of(need: Need<'m>) -> Vec<Self> {
        if need.until() == Until::None || need.provider().is_external() {
            return Vec::new();
        }
        let deadline = match need.consumer().kind() {
            // What runs on a schedule finds everything up.
            ItemKind::Job(job) => job.deadline.filter(|_| job.schedule.is_none()),
            ItemKind::Service(_) | ItemKind::External(_) => None,
        };
        let within = need.written().within.map(|bound| Bounded { need, bound, by: Bound::Within });
        let deadline = deadline.map(|bound| Bounded { need, bound, by: Bound::Deadline });
        within.into_iter().chain(deadline).collect()
    }

    /// How long the wait may take.
    fn longest(self) -> u32 {
        match self.by {
            Bound::Within => self.bound.value.seconds,
            // Something has to be left for the job itself.
            Bound::Deadline => self.bound.value.seconds.saturating_sub(1),
        }
    }
}

/// How many places of what takes long are shown, those that take longest.
const MOST_SHOWN: usize = 6;

/// A wait that ends before what is waited for has to be there.
struct ShortWait {
    consumer: String,
    provider: String,
    bound: Spanned<Duration>,
    by: Bound,
    takes: u32,
    /// What may take how long on the way, the first first, and where it says so.
    steps: Vec<(String, u32, Span, bool)>,
    when: String,
}

impl ShortWait {
    fn new(menu: &Menu, wait: Bounded<'_>, arguments: &Arguments) -> Self {
        let startup = Startup::of(menu, arguments);
        let step = |item: Item<'_>| {
            let budget = Budget::of(item).filter(|budget| budget.seconds > 0)?;
            let at = budget.stated.unwrap_or(item.span());
            Some((item.name().to_owned(), budget.seconds, at, budget.stated.is_some()))
        };
        let path = startup.path(menu, wait.need.provider().id());
        let mut steps: Vec<_> = path.into_iter().filter_map(step).enumerate().collect();
        steps.sort_by_key(|(_, (_, seconds, ..))| Reverse(*seconds));
        steps.truncate(MOST_SHOWN);
        steps.sort_by_key(|(at, _)| *at);
        ShortWait {
            consumer: wait.need.consumer().name().to_owned(),
            provider: wait.need.provider().name().to_owned(),
            bound: wait.bound,
            by: wait.by,
            takes: startup.opens(menu, wait.need, arguments),
            steps: steps.into_iter().map(|(_, step)| step).collect(),
            when: sentence(arguments),
        }
    }
}

impl From<ShortWait> for Diagnostic {
    fn from(error: ShortWait) -> Self {
        let ShortWait { consumer, provider, bound, by, takes, steps, when } = error;
        let time = |seconds| Duration { seconds };
        let (takes_for, asked) = (time(takes), bound.value);
        let (message, label, help) = match by {
            Bound::Within => (
                format!("`{consumer}` waits {asked} for `{provider}`, which may take {takes_for} {when}"),
                "gives up after that",
                format!("write `within: {takes_for}` or more, or let that take less (`starts-within`, `deadline`)"),
            ),
            Bound::Deadline => (
                format!("`{consumer}` is given {asked}, and may wait {takes_for} for `{provider}` {when}"),
                "runs while it waits, too, and fails it for good",
                format!(
                    "write `deadline: {}`, say, or let that take less (`starts-within`, `deadline`)",
                    time(takes.saturating_add(asked.seconds))
                ),
            ),
        };
        let mut finding = Diagnostic::warning("short-wait", message.trim_end()).at(bound.span, label);
        for (name, seconds, at, stated) in steps {
            let by_default = if stated { "" } else { " by default" };
            finding = finding.at(at, format!("`{name}` may take {}{by_default}", time(seconds)));
        }
        finding.help(help)
    }
}

/// A wait of which it can't be told whether it is long enough.
struct UnknownWait {
    at: Span,
}

impl From<UnknownWait> for Diagnostic {
    fn from(error: UnknownWait) -> Self {
        Diagnostic::warning("short-wait", "it can't be told whether this is long enough for every order")
            .at(error.at, "what is waited for hangs on too many parameters")
            .help("let one parameter with an `enum` stand for several")
    }
}
