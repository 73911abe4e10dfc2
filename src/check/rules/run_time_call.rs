//! Which need of a circle may be a call at run time, as far as the menu tells.
//!
//! Input: the needs of a circle. Output: those that could start without waiting, the likeliest alone where one stands
//! out, each with the line to write. Not here: finding the circle.

use crate::ast::{Need as Written, Reaction, Until};
use crate::hir::Need;

/// A need of a circle that could be a call at run time.
pub(super) struct Mend {
    pub consumer: String,
    provider: String,
    /// What to write, in backticks.
    pub line: String,
    call: Call,
}

/// What a menu tells of whether a need is a call at run time; the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Call {
    /// The consumer starts without it already, and only its readiness waits.
    Started,
    /// The consumer runs without it where it is switched off.
    Optional,
    /// It is said what the program does while the provider is down.
    Outlived,
    /// Nothing is said of waiting.
    Unsaid,
    /// Waiting is asked for.
    Awaited,
}

impl Call {
    /// Nothing for what a job needs, which it needs when it starts, and for the wait for a job.
    fn of(need: Need<'_>) -> Option<Self> {
        let written = need.written();
        if need.consumer().is_job() || need.provider().is_job() {
            return None;
        }
        if need.until() == Until::None {
            return Some(Call::Started);
        }
        let reaction = written.when_down.as_ref().map(|when_down| &when_down.reaction);
        let waits = written.until.is_some() || written.within.is_some();
        let counts = written.at_least.is_some() || written.members.is_some();
        Some(match reaction {
            _ if waits || counts => Call::Awaited,
            Some(Reaction::Restart) => Call::Awaited,
            _ if need.written().is_optional() => Call::Optional,
            Some(Reaction::Ignore | Reaction::Unready | Reaction::Signal(_) | Reaction::Run(_)) => Call::Outlived,
            None => Call::Unsaid,
        })
    }
}

impl Mend {
    /// The needs that could be mended. Where the menu tells one from all others, that one alone.
    pub fn likeliest(needs: &[Need<'_>]) -> Vec<Mend> {
        let possible = needs.iter().filter_map(|need| Some((Call::of(*need)?, *need)));
        let mut mends: Vec<Mend> = possible.map(|(call, need)| Mend::new(call, need)).collect();
        if let Some(likeliest) = mends.iter().map(|mend| mend.call).min() {
            mends.retain(|mend| mend.call == likeliest);
        }
        mends
    }

    fn new(call: Call, need: Need<'_>) -> Self {
        let name = need.name().value.as_str();
        let line = line(name, need.written()).unwrap_or_else(|| format!("`{name}: {{…, until: none}}`"));
        let (consumer, provider) = (need.consumer().name().to_owned(), need.provider().name().to_owned());
        Mend { consumer, provider, line, call }
    }

    /// Why it is this one.
    pub fn reason(&self) -> Option<String> {
        let Mend { consumer, provider, .. } = self;
        match self.call {
            Call::Started => Some(format!("`{consumer}` starts without `{provider}`")),
            Call::Optional => Some(format!("`{consumer}` can do without `{provider}`")),
            Call::Outlived => Some(format!("`{consumer}` runs on while `{provider}` is down")),
            Call::Unsaid | Call::Awaited => None,
        }
    }
}

/// The need as it would be without the wait; nothing where parts of it can't be written out.
fn line(name: &str, written: &Written) -> Option<String> {
    let Written { interface, ports, via, until: _, within: _, at_least: _, members: _, when_down, optional, when } =
        written;
    if when.is_some() {
        return None;
    }
    let mut keys = Vec::new();
    if let Some(interface) = interface {
        let text = interface.value.to_string();
        let plain = !text.contains([',', ' ', '*']);
        keys.push(if plain { format!("interface: {text}") } else { format!("interface: \"{text}\"") });
    }
    if let Some(ports) = ports {
        let names: Vec<&str> = ports.iter().map(|port| port.value.as_str()).collect();
        keys.push(format!("ports: [{}]", names.join(", ")));
    }
    if let Some(via) = via.as_ref().filter(|via| via.outside.is_some()) {
        keys.push(if via.inside { "via: [inside, outside]" } else { "via: outside" }.to_owned());
    }
    match when_down.as_ref().map(|when_down| &when_down.reaction) {
        None | Some(Reaction::Ignore | Reaction::Unready) => {}
        Some(Reaction::Restart) => keys.push("when-down: restart".to_owned()),
        Some(Reaction::Signal(signal)) => keys.push(format!("when-down: {{signal: {}}}", signal.word())),
        Some(Reaction::Run(_)) => return None,
    }
    if optional.is_some_and(|optional| optional.value) {
        keys.push("optional: true".to_owned());
    }
    if keys.is_empty() {
        return Some(format!("`{name}: none`"));
    }
    keys.push("until: none".to_owned());
    Some(format!("`{name}: {{{}}}`", keys.join(", ")))
}
