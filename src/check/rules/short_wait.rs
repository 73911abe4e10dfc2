//! A wait lasts as long as what is waited for may take.

use crate::ast::Until;
use crate::ast::types::Duration;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Arguments, Budget, Item, ItemId, ItemKind, Menu, Need, Presence, Startup, sentence};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let bounded: Vec<Bounded<'_>> = menu.needs().flat_map(Bounded::of).collect();
    if bounded.is_empty() || !menu.graph().cycles().is_empty() {
        return;
    }
    // With everything there, everything takes longest.
    let all = Startup::of_all(menu);
    let short = bounded.iter().filter(|wait| wait.is_short(menu, &all, &Arguments::new()));
    for wait in short.filter(|wait| wait.is_last(menu, &all, &bounded)).copied() {
        let parts: Vec<Presence<'_>> = upstream(menu, wait.need);
        let short = |arguments: &Arguments| {
            wait.need.is_there(arguments) && wait.is_short(menu, &Startup::of(menu, arguments), arguments)
        };
        let Some(arguments) = menu.fulfilling(&parts, &short, wait.bound.span, diagnostics) else { continue };
        diagnostics.push(ShortWait::new(menu, wait, &arguments, sentence(&arguments)));
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

    /// Whether a job's `deadline` is looked at for this need: for the one that may take longest.
    fn is_last(self, menu: &Menu, startup: &Startup, all: &[Bounded<'m>]) -> bool {
        let takes = |wait: &Bounded<'_>| startup.opens(menu, wait.need, &Arguments::new());
        let same = all.iter().filter(|other| other.by == self.by && other.bound.span == self.bound.span);
        let last = same.rev().max_by_key(|other| takes(other));
        last.is_none_or(|last| last.need.name().span == self.need.name().span)
    }

    fn is_short(self, menu: &Menu, startup: &Startup, arguments: &Arguments) -> bool {
        let (takes, bound) = (startup.opens(menu, self.need, arguments), self.bound.value.seconds);
        match self.by {
            Bound::Within => takes > bound,
            // Something has to be left for the job itself.
            Bound::Deadline => takes >= bound,
        }
    }
}

/// What decides how long a need may take: itself, and what its provider waits for.
fn upstream<'m>(menu: &'m Menu, need: Need<'m>) -> Vec<Presence<'m>> {
    let mut parts = vec![need.presence().and(&need.provider().presence())];
    let mut seen: Vec<ItemId> = vec![need.provider().id()];
    let mut at = 0;
    while let Some(item) = seen.get(at).and_then(|id| menu.item(*id)) {
        for need in item.needs().filter(|need| need.until() != Until::None || need.written().is_gate_of_readiness()) {
            parts.push(need.presence().and(&need.provider().presence()));
            if !seen.contains(&need.provider().id()) {
                seen.push(need.provider().id());
            }
        }
        at += 1;
    }
    parts
}

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
    fn new(menu: &Menu, wait: Bounded<'_>, arguments: &Arguments, when: String) -> Self {
        let startup = Startup::of(menu, arguments);
        let step = |item: Item<'_>| {
            let budget = Budget::of(item).filter(|budget| budget.seconds > 0)?;
            let at = budget.stated.unwrap_or(item.span());
            Some((item.name().to_owned(), budget.seconds, at, budget.stated.is_some()))
        };
        let path = startup.path(menu, wait.need.provider().id());
        ShortWait {
            consumer: wait.need.consumer().name().to_owned(),
            provider: wait.need.provider().name().to_owned(),
            bound: wait.bound,
            by: wait.by,
            takes: startup.opens(menu, wait.need, arguments),
            steps: path.into_iter().filter_map(step).collect(),
            when,
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
