//! What a drawing shows, whatever its format.

use std::collections::BTreeMap;

use crate::ast::Until;
use crate::ast::types::Duration;
use crate::hir::{Arguments, Item, ItemId, ItemKind, Menu, Need, Presence, Startup};
use crate::source::SourceMap;

/// A box, or what could be one.
#[derive(Debug)]
pub struct Drawing {
    /// Its name.
    pub title: String,
    /// What is drawn of it.
    pub subtitle: String,
    /// In the author's order.
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// The way through it that a start takes longest, as positions of nodes, the first first; empty where nothing waits.
    pub critical: Vec<usize>,
    /// How long a start may take, in seconds.
    pub whole: u32,
    /// Jobs that may take as long as they like.
    pub unbounded: Vec<usize>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Service,
    Server,
    Job,
    External,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Service => "service",
            Kind::Server => "server",
            Kind::Job => "job",
            Kind::External => "external",
        }
    }
}

/// An item.
#[derive(Debug)]
pub struct Node {
    pub name: String,
    pub kind: Kind,
    /// 0 for externals, else as the index of a rendered box has it.
    pub wave: u32,
    /// When it is up at the latest, in seconds; nothing for externals and what runs on a schedule.
    pub up: Option<u32>,
    /// Something on its way may take as long as it likes, which is not counted.
    pub unbounded: bool,
    /// The menu that it came with.
    pub included: Option<String>,
    /// Where an external is.
    pub bound: Option<String>,
    /// What it is there for, as the author says it.
    pub when: Option<String>,
}

/// A need, between positions of nodes.
#[derive(Debug)]
pub struct Edge {
    pub consumer: usize,
    pub provider: usize,
    /// What is spoken, perhaps with a range of versions.
    pub interface: Option<String>,
    /// What is waited for, in words; nothing for a call at run time.
    pub gate: Option<String>,
    pub when: Option<String>,
    /// The consumer waits for it longest, on the way that takes longest.
    pub critical: bool,
}

impl Edge {
    /// What is spoken and waited for, on one line.
    pub fn label(&self) -> String {
        let parts = [self.interface.as_deref(), self.gate.as_deref(), self.when.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// How much of a menu is drawn.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// What is there for these arguments.
    Of(&'a Arguments),
    /// Everything that can be there, with its conditions.
    All,
}

/// Draws a menu; `bound` says where externals are, by their names.
pub fn draw(menu: &Menu, part: Part<'_>, bound: &BTreeMap<String, String>, sources: &SourceMap) -> Drawing {
    let there = |presence: Presence<'_>| match part {
        Part::Of(arguments) => presence.holds(arguments),
        Part::All => true,
    };
    let condition = |presence: &Presence<'_>| match part {
        Part::Of(_) => None,
        Part::All => conditions(presence, sources),
    };
    let (graph, startup) = match part {
        Part::Of(arguments) => (menu.graph_for(arguments).into_owned(), Startup::of(menu, arguments)),
        Part::All => (menu.graph().clone(), Startup::of_all(menu)),
    };
    let items: Vec<Item<'_>> = menu.items().filter(|item| there(item.presence())).collect();
    let position = |id: ItemId| items.iter().position(|item| item.id() == id);
    // One item that waits for nothing is no way.
    let critical = Some(startup.critical(menu)).filter(|way| way.len() > 1).unwrap_or_default();
    let critical: Vec<ItemId> = critical.into_iter().map(Item::id).collect();
    let node = |item: &Item<'_>| {
        let moment = startup.moment(item.id());
        Node {
            name: item.name().to_owned(),
            kind: kind(*item),
            wave: graph.wave(item.id()),
            up: (!item.is_external() && !item.is_scheduled()).then_some(moment.whole),
            unbounded: moment.unbounded,
            included: item.included_from().map(str::to_owned),
            bound: bound.get(item.name()).filter(|_| item.is_external()).cloned(),
            when: condition(&item.presence()),
        }
    };
    let edge = |need: Need<'_>| {
        let (consumer, provider) = (need.consumer().id(), need.provider().id());
        let step = critical.windows(2).any(|step| step == [provider, consumer]);
        let last = startup.last(menu, consumer).is_some_and(|last| last.name().span == need.name().span);
        Some(Edge {
            consumer: position(consumer)?,
            provider: position(provider)?,
            interface: interface(need),
            gate: gate(need),
            when: condition(&own_presence(menu, need)),
            critical: step && last,
        })
    };
    let needs = menu.needs().filter(|need| match part {
        Part::Of(arguments) => need.is_there(arguments),
        Part::All => true,
    });
    Drawing {
        title: menu.ast.menu.value.to_string(),
        subtitle: String::new(),
        nodes: items.iter().map(node).collect(),
        edges: needs.filter_map(edge).collect(),
        critical: critical.iter().filter_map(|id| position(*id)).collect(),
        whole: startup.whole(),
        unbounded: items.iter().enumerate().filter(|(_, item)| is_unbounded(**item)).map(|(at, _)| at).collect(),
    }
}

fn is_unbounded(item: Item<'_>) -> bool {
    matches!(item.kind(), ItemKind::Job(job) if job.deadline.is_none() && job.schedule.is_none())
}

fn kind(item: Item<'_>) -> Kind {
    match item.kind() {
        ItemKind::Service(_) if item.is_server() => Kind::Server,
        ItemKind::Service(_) => Kind::Service,
        ItemKind::Job(_) => Kind::Job,
        ItemKind::External(_) => Kind::External,
    }
}

/// What the need alone depends on; what its items do stands at them.
fn own_presence<'m>(menu: &'m Menu, need: Need<'m>) -> Presence<'m> {
    Presence::of(menu, [need.written().when.as_ref()])
}

fn interface(need: Need<'_>) -> Option<String> {
    if let Some(asked) = &need.written().interface {
        return Some(asked.value.to_string());
    }
    let mut spoken: Vec<String> = need.ports().map(|(_, port)| need.provider().interface(port).to_string()).collect();
    spoken.dedup();
    (!spoken.is_empty()).then(|| spoken.join(", "))
}

fn gate(need: Need<'_>) -> Option<String> {
    let until = match need.until() {
        Until::None if need.written().is_gate_of_readiness() => return Some("ready while it is".to_owned()),
        Until::None => return None,
        until => until.word(),
    };
    let count = match (need.written().members, need.written().at_least.as_ref()) {
        (Some(_), _) => "all ".to_owned(),
        (None, Some(count)) => count.literal().map_or("some ".to_owned(), |count| format!("{count} ")),
        (None, None) => String::new(),
    };
    Some(format!("{count}{until}"))
}

/// Conditions as the author wrote them, without the braces.
fn conditions(presence: &Presence<'_>, sources: &SourceMap) -> Option<String> {
    let one = |text: &str| {
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let text = quoted.map_or_else(|| text.trim_matches('\'').replace("''", "'"), |text| text.replace("\\\"", "\""));
        let text = text.trim();
        text.strip_prefix("${{").and_then(|text| text.strip_suffix("}}")).unwrap_or(text).trim().to_owned()
    };
    let all: Vec<String> = presence.places().map(|span| one(sources.text(span))).collect();
    match all.as_slice() {
        [] => None,
        [only] => Some(format!("if {only}")),
        [..] => {
            let all: Vec<String> = all.into_iter().map(|one| format!("({one})")).collect();
            Some(format!("if {}", all.join(" and ")))
        }
    }
}

impl Node {
    /// When it is up at the latest, in words: `2m`, `2m+` where something is not counted.
    pub(super) fn time(&self) -> Option<String> {
        self.up.map(|up| format!("{}{}", time(up), if self.unbounded { "+" } else { "" }))
    }

    /// What a plain label of it says: its name, and what is known of it.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.name.clone()];
        lines.extend(self.time().map(|up| format!("by {up}")));
        lines.extend(self.bound.clone());
        lines.extend(self.included.as_ref().map(|menu| format!("from {menu}")));
        lines.extend(self.when.clone());
        lines
    }
}

/// `2m`, or `0s`.
pub(super) fn time(seconds: u32) -> String {
    if seconds == 0 { "0s".to_owned() } else { Duration { seconds }.to_string() }
}

impl Drawing {
    /// The nodes of each wave, externals first, as positions.
    pub(super) fn waves(&self) -> BTreeMap<u32, Vec<usize>> {
        let mut waves: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            waves.entry(node.wave).or_default().push(at);
        }
        waves
    }

    /// The needs of a node, in the author's order.
    pub(super) fn needs(&self, consumer: usize) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.consumer == consumer)
    }

    pub(super) fn name(&self, at: usize) -> &str {
        self.nodes.get(at).map_or("", |node| node.name.as_str())
    }

    /// `may take 20m to start: db 2m → prepare 15m → result 20m`, in parts: what is said before, and the way.
    pub(super) fn start(&self) -> (String, String) {
        let step = |at: &usize| {
            let up = self.nodes.get(*at).and_then(Node::time);
            up.map_or_else(|| self.name(*at).to_owned(), |up| format!("{} {up}", self.name(*at)))
        };
        let way = self.critical.iter().map(step).collect::<Vec<_>>().join(" → ");
        let names: Vec<&str> = self.unbounded.iter().map(|at| self.name(*at)).collect();
        let said = match names.as_slice() {
            [] => format!("may take {} to start", time(self.whole)),
            [..] => {
                let (whole, names) = (time(self.whole), names.join(" and "));
                format!("may take {whole} to start, and (+) what {names} may take without a deadline")
            }
        };
        (said, way)
    }
}
