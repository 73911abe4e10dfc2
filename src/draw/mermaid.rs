//! A drawing as a flowchart of Mermaid.

use std::fmt::Write;

use super::model::{Drawing, Kind, Node};

/// The drawing as a flowchart: arrows lead from consumers to providers.
pub fn mermaid(drawing: &Drawing) -> String {
    let (said, _) = drawing.start();
    let title = format!("{}: {}, {said}", drawing.title, drawing.subtitle);
    let mut out = format!("---\ntitle: {}\n---\nflowchart RL\n", serde_json::Value::from(title));
    for (at, node) in drawing.nodes.iter().enumerate() {
        let (open, close) = shape(node.kind);
        // Writing to a text does not fail.
        let _ = writeln!(out, "  n{at}{open}\"{}\"{close}", label(node));
    }
    for edge in &drawing.edges {
        let arrow = if edge.gate.is_some() { "-->" } else { "-.->" };
        let label = edge.label();
        let label = if label.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&label)) };
        let _ = writeln!(out, "  n{} {arrow}{label} n{}", edge.consumer, edge.provider);
    }
    let names = |all: Vec<usize>, of: &str| all.iter().map(|at| format!("{of}{at}")).collect::<Vec<_>>().join(",");
    let externals = drawing.nodes.iter().enumerate().filter(|(_, node)| node.kind == Kind::External);
    let externals = names(externals.map(|(at, _)| at).collect(), "n");
    if !externals.is_empty() {
        let _ = writeln!(out, "  classDef outside stroke-dasharray:4 3\n  class {externals} outside");
    }
    if !drawing.critical.is_empty() {
        let nodes = names(drawing.critical.clone(), "n");
        let _ = writeln!(out, "  classDef critical stroke:#bc4c00,stroke-width:2px\n  class {nodes} critical");
    }
    let steps = drawing.edges.iter().enumerate().filter(|(_, edge)| edge.critical);
    let steps = names(steps.map(|(at, _)| at).collect(), "");
    if !steps.is_empty() {
        let _ = writeln!(out, "  linkStyle {steps} stroke:#bc4c00,stroke-width:2px");
    }
    out
}

fn shape(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Service => ("(", ")"),
        Kind::Server => ("[[", "]]"),
        Kind::Job => ("{{", "}}"),
        Kind::External => ("([", "])"),
    }
}

fn label(node: &Node) -> String {
    node.lines().iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br/>")
}

/// Text in quotes, where Mermaid's own entities stand for what would end or mark something.
fn escaped(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;").replace('`', "#96;")
}
