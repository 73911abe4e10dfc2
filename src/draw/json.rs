//! A drawing for programs.

use serde_json::{Value, json};

use super::model::{Drawing, Edge, Node};

/// The drawing as one JSON object.
pub fn json(drawing: &Drawing) -> String {
    let node = |(at, node): (usize, &Node)| {
        json!({
            "name": node.name,
            "kind": node.kind.word(),
            "wave": node.wave,
            "up-within": node.up,
            "unbounded": node.unbounded,
            "from": node.included,
            "bound-to": node.bound,
            "when": node.when,
            "critical": drawing.critical.contains(&at),
        })
    };
    let edge = |edge: &Edge| {
        json!({
            "consumer": drawing.name(edge.consumer),
            "provider": drawing.name(edge.provider),
            "interface": edge.interface,
            "until": edge.gate,
            "when": edge.when,
            "critical": edge.critical,
        })
    };
    let names = |all: &[usize]| all.iter().map(|at| drawing.name(*at)).collect::<Vec<_>>();
    let whole = json!({
        "title": drawing.title,
        "subtitle": drawing.subtitle,
        "items": drawing.nodes.iter().enumerate().map(node).collect::<Vec<Value>>(),
        "needs": drawing.edges.iter().map(edge).collect::<Vec<Value>>(),
        "start": {
            "seconds": drawing.whole,
            "critical": names(&drawing.critical),
            "unbounded": names(&drawing.unbounded),
        },
    });
    format!("{whole:#}\n")
}
