//! Ports and interfaces.

use boxc::syntax::{Entry, Kind, Node};

use super::names::{consumers, moved};
use super::text::{Part, range, text, typo};
use super::{Mistake, Random, System, Then};

/// A version that nobody offers.
pub fn other_version(system: &System, _: &mut Random) -> Vec<Mistake> {
    let needs = system.parts().into_iter().flat_map(|part| part.of("needs").iter());
    let asked = needs.filter_map(|need| need.value.get("interface"));
    let newer = |asked: &Entry| {
        let name = text(&asked.value).unwrap().split('@').next().unwrap().to_owned();
        system.replaced(&asked.value, &format!("{name}@99"), "interface-mismatch")
    };
    asked.map(newer).collect()
}

/// A port that speaks something else than is asked for: said at the first who asks.
pub fn other_interface(system: &System, random: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for part in system.parts() {
        for spoken in part.of("ports").iter().filter_map(|port| port.value.get("interface")) {
            let name = text(&spoken.value).unwrap().split('@').next().unwrap();
            let asks = |need: &Entry| {
                let asked = need.value.get("interface")?;
                (text(&asked.value)?.split('@').next()? == name).then(|| range(asked.value.span))
            };
            let askers = system.users(part).into_iter().flat_map(|item| consumers(system, item));
            let Some(first) = askers.filter_map(|(_, need)| asks(need)).min_by_key(|at| at.start) else { continue };
            let at = range(spoken.value.span);
            let new = typo(name, random);
            let place = moved(first, &at, new.len());
            let what = format!("{} speaks {new}", part.name());
            let help = format!("`{new}`");
            let then = Then::Finding { code: "interface-mismatch", places: vec![place], help };
            mistakes.push(Mistake { what, at, new, then });
        }
    }
    mistakes
}

/// A port's name in a need.
pub fn misspelt_port(system: &System, random: &mut Random) -> Vec<Mistake> {
    let needs = system.parts().into_iter().flat_map(|part| part.of("needs").iter());
    let ports = needs.filter_map(|need| need.value.get("ports")).flat_map(|ports| elements(&ports.value));
    ports.map(|port| system.misspelt(range(port.span), "dangling-port", random)).collect()
}

/// An item's own port in its probes, exposures and metrics.
pub fn misspelt_own_port(system: &System, random: &mut Random) -> Vec<Mistake> {
    let mut named: Vec<&Entry> = Vec::new();
    for part in system.parts() {
        let health = part.get("health").into_iter().map(|health| &health.value);
        named.extend(health.flat_map(|health| ["port", "tcp", "grpc"].into_iter().filter_map(|key| health.get(key))));
        named.extend(part.get("metrics").and_then(|metrics| metrics.value.get("port")));
        named.extend(part.of("expose").iter().filter_map(|expose| expose.value.get("port")));
    }
    named.into_iter().map(|port| system.misspelt(range(port.value.span), "dangling-port", random)).collect()
}

pub fn elements(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::List(elements) => elements,
        Kind::Null | Kind::Scalar(_) | Kind::Map(_) => &[],
    }
}

/// The ports of an item by name, with their numbers.
pub fn numbers(system: &System, item: Part<'_>) -> Vec<(String, String)> {
    let number = |port: &Entry| {
        let number = port.value.get("port").map_or(&port.value, |entry| &entry.value);
        (port.key.value.clone(), text(number).unwrap_or_default().to_owned())
    };
    system.merged(item, "ports").into_iter().map(|(port, _)| number(port)).collect()
}
