//! A drawing in the language of Graphviz.

use std::fmt::Write;

use super::model::{Drawing, Kind};

/// The drawing as a digraph: arrows lead from consumers to providers, waves are ranks.
pub fn dot(drawing: &Drawing) -> String {
    let (said, _) = drawing.start();
    let title = format!("{}: {}\n{said}", drawing.title, drawing.subtitle);
    let mut out = format!(
        "digraph {} {{\n  rankdir=RL\n  label={}\n  labelloc=t\n  node [shape=box, style=rounded, fontname=\"sans-serif\"]\n  \
         edge [fontname=\"sans-serif\", fontsize=10]\n",
        quoted(&drawing.title),
        quoted(&title)
    );
    for (wave, nodes) in drawing.waves() {
        let heading = if wave == 0 { "outside".to_owned() } else { format!("wave {wave}") };
        // Writing to a text does not fail.
        let _ = writeln!(out, "  subgraph {} {{\n    rank=same", quoted(&heading));
        for at in nodes {
            let Some(node) = drawing.nodes.get(at) else { continue };
            let critical = if drawing.critical.contains(&at) { ", penwidth=2, color=\"#bc4c00\"" } else { "" };
            let _ =
                writeln!(out, "    n{at} [label={}{}{critical}]", quoted(&node.lines().join("\n")), shape(node.kind));
        }
        out.push_str("  }\n");
    }
    for edge in &drawing.edges {
        let mut looks = format!("label={}", quoted(&edge.label()));
        if edge.gate.is_none() {
            looks.push_str(", style=dashed");
        }
        let wave = |at: usize| drawing.nodes.get(at).map_or(0, |node| node.wave);
        if wave(edge.provider) >= wave(edge.consumer) {
            looks.push_str(", constraint=false");
        }
        if edge.critical {
            looks.push_str(", penwidth=2, color=\"#bc4c00\"");
        }
        let _ = writeln!(out, "  n{} -> n{} [{looks}]", edge.consumer, edge.provider);
    }
    out.push_str("}\n");
    out
}

fn shape(kind: Kind) -> &'static str {
    match kind {
        Kind::Service => "",
        Kind::Server => ", shape=box3d, style=solid",
        Kind::Job => ", shape=hexagon, style=solid",
        Kind::External => ", shape=ellipse, style=dashed",
    }
}

/// A quoted text, in which a line's end is `\n`.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
