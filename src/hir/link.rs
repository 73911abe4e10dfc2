//! Names and needs.

use std::collections::BTreeMap;

use crate::ast::types::Name;
use crate::ast::{self, Until};
use crate::diagnostic::Diagnostics;
use crate::source::{Span, Spanned};

use super::errors::{AmbiguousPort, DanglingNeed, DanglingPort, DuplicateName, InterfaceMismatch, WrongGate};
use super::graph::Graph;
use super::implied;
use super::inclusion::Inclusions;
use super::model::{Definition, Edge, Menu, Place};
use super::presence::{Presence, sentence};
use super::walk::Item;

/// Links a menu. What can't be linked is reported and left out, so that the rest can still be checked.
pub fn link(mut ast: ast::Menu, inclusions: Inclusions, path: &str, diagnostics: &mut Diagnostics) -> Menu {
    implied::needs(&mut ast, &inclusions);
    let items = places(&ast);
    let graph = Graph::new(&[], std::iter::empty());
    let path = path.to_owned();
    let ports = Vec::new();
    let mut menu = Menu { ast, inclusions, path, items, ports, names: BTreeMap::new(), edges: Vec::new(), graph };
    menu.ports = menu.items().map(ports_of).collect();
    menu.names = names(&menu, diagnostics);
    menu.edges = menu.items().flat_map(|item| edges(&menu, item, diagnostics)).collect();
    let external: Vec<bool> = menu.items().map(Item::is_external).collect();
    menu.graph = Graph::new(&external, menu.edges.iter().enumerate());
    menu
}

/// All items in the order in which they stand in the file.
fn places(ast: &ast::Menu) -> Vec<Place> {
    fn spans<T>(dict: &ast::Dict<Name, T>) -> impl Iterator<Item = (usize, Span)> {
        dict.entries.iter().enumerate().map(|(at, (name, _))| (at, name.span))
    }
    let services = spans(&ast.services).map(|(at, span)| (span, Place::Service(at)));
    let servers = spans(&ast.servers).map(|(at, span)| (span, Place::Server(at)));
    let jobs = spans(&ast.jobs).map(|(at, span)| (span, Place::Job(at)));
    let externals = spans(&ast.externals).map(|(at, span)| (span, Place::External(at)));
    let mut all: Vec<(Span, Place)> = services.chain(servers).chain(jobs).chain(externals).collect();
    all.sort_by_key(|(span, _)| *span);
    all.into_iter().map(|(_, place)| place).collect()
}

/// The ports of an item's own program, and of those beside it.
fn ports_of(item: Item<'_>) -> Vec<(Spanned<Name>, ast::Port)> {
    let Some(workload) = item.workload() else { return Vec::new() };
    let beside = workload.sidecars.iter().flat_map(|(_, sidecar)| &sidecar.0.ports.entries);
    workload.ports.entries.iter().chain(beside).cloned().collect()
}

/// What has one set of names.
const SET: &str = "services, servers, jobs, externals and their aliases";

fn names(menu: &Menu, diagnostics: &mut Diagnostics) -> BTreeMap<String, Vec<Definition>> {
    let mut names: BTreeMap<String, Vec<Definition>> = BTreeMap::new();
    // An alias that is an item's own name is the one that is wrong.
    let own = menu.items().map(|item| (item, item.name(), item.span()));
    let aliases = menu
        .items()
        .flat_map(|item| item.aliases().iter().map(move |alias| (item, alias.value.name.as_str(), alias.span)));
    for (item, name, span) in own.chain(aliases) {
        let earlier = names.entry(name.to_owned()).or_default();
        let clash = earlier.iter().filter(|first| !first.again).find_map(|first| {
            let both = menu.item(first.item)?.presence().and(&item.presence());
            Some((first.span, menu.lacking(&both, &[], span, diagnostics)?))
        });
        earlier.push(Definition { item: item.id(), span, again: clash.is_some() });
        if let Some((first, when)) = clash {
            diagnostics.push(DuplicateName::new(menu, name, SET, [first, span]).when(&when));
        }
    }
    names
}

fn edges(menu: &Menu, consumer: Item<'_>, diagnostics: &mut Diagnostics) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (at, (name, need)) in consumer.written_needs().iter().enumerate() {
        let called = menu.renamed(name.value.as_str(), name.span.file);
        if menu.named(called).is_none() {
            diagnostics.push(DanglingNeed::new(menu, consumer, name));
        }
        let asked = consumer.presence().and(&Presence::of(menu, [need.when.as_ref()]));
        let edge = |provider: Item<'_>, diagnostics: &mut Diagnostics| {
            let gate = gate(provider, name, need, diagnostics);
            let (until, ports) = gate.zip(ports(provider, name, need, diagnostics))?;
            let unready = need.is_gate_of_readiness();
            Some(Edge { consumer: consumer.id(), provider: provider.id(), need: at, ports, until, unready })
        };
        let (meeting, apart): (Vec<Item<'_>>, Vec<Item<'_>>) =
            menu.all_named(called).partition(|provider| menu.meet(&asked, &provider.presence()));
        for provider in &meeting {
            let mut found = Diagnostics::default();
            edges.extend(edge(*provider, &mut found));
            if !found.is_empty() {
                let met = menu.decide(&asked.and(&provider.presence()), &[]).ok().flatten();
                diagnostics.extend_when(found, &met.map_or_else(String::new, |when| sentence(&when)));
            }
        }
        // Who never meets what it needs still knows its name; nothing is wrong between them.
        let apart = apart.into_iter().filter(|_| meeting.is_empty());
        edges.extend(apart.filter_map(|provider| edge(provider, &mut Diagnostics::default())));
    }
    edges
}

/// What is waited for: what is asked, or the default of the provider's kind.
fn gate(provider: Item<'_>, name: &Spanned<Name>, need: &ast::Need, diagnostics: &mut Diagnostics) -> Option<Until> {
    let external = provider.is_external();
    let default = match (external, provider.is_job()) {
        (true, _) => Until::None,
        (false, true) if provider.is_scheduled() => Until::None,
        (false, true) => Until::Completed,
        (false, false) => Until::Ready,
    };
    let Some(asked) = need.until else { return Some(default) };
    let possible: &[Until] = match (external, provider.is_job()) {
        (true, _) => &[Until::None, Until::Reachable],
        (false, true) if provider.is_scheduled() => &[Until::None],
        (false, true) => &[Until::Completed, Until::Ready, Until::Started, Until::None],
        (false, false) => &[Until::Ready, Until::Started, Until::None],
    };
    if possible.contains(&asked.value) {
        return Some(asked.value);
    }
    diagnostics.push(WrongGate::new(provider, name, asked, possible));
    None
}

/// The positions of the ports that a need opens.
fn ports(
    provider: Item<'_>,
    name: &Spanned<Name>,
    need: &ast::Need,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<usize>> {
    if let Some(wanted) = &need.ports {
        return named_ports(provider, need, wanted, diagnostics);
    }
    let all = provider.ports();
    if let Some(wanted) = &need.interface {
        let fits = |(_, port): &(_, ast::Port)| provider.accepts(port, &wanted.value);
        let matching: Vec<usize> = (0..all.len()).filter(|at| all.get(*at).is_some_and(fits)).collect();
        match matching.len() {
            1 => return Some(matching),
            0 => diagnostics.push(InterfaceMismatch::new(provider, wanted)),
            _ => diagnostics.push(AmbiguousPort::new(provider, name.span, &matching)),
        }
        return None;
    }
    let only_waits =
        need.until.is_some_and(|until| until.value == Until::Completed) || (need.until.is_none() && provider.is_job());
    match all.len() {
        _ if only_waits => Some(Vec::new()),
        0 | 1 => Some((0..all.len()).collect()),
        _ => {
            diagnostics.push(AmbiguousPort::new(provider, name.span, &(0..all.len()).collect::<Vec<_>>()));
            None
        }
    }
}

fn named_ports(
    provider: Item<'_>,
    need: &ast::Need,
    ports: &[Spanned<Name>],
    diagnostics: &mut Diagnostics,
) -> Option<Vec<usize>> {
    let all = provider.ports();
    let mut found = Vec::new();
    let mut whole = true;
    for wanted in ports {
        let Some(at) = all.iter().position(|(own, _)| own.value == wanted.value) else {
            diagnostics.push(DanglingPort::of(provider, wanted));
            whole = false;
            continue;
        };
        let port = all.get(at).map(|(_, port)| port);
        if let (Some(port), Some(interface)) = (port, &need.interface)
            && !provider.accepts(port, &interface.value)
        {
            diagnostics.push(InterfaceMismatch::new(provider, interface));
            whole = false;
        }
        found.push(at);
    }
    found.sort_unstable();
    found.dedup();
    whole.then_some(found)
}
