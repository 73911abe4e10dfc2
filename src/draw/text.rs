//! A drawing as text: its waves, each with its items, each with what it needs.

use super::model::{Drawing, Edge, Node};

/// A line and how it is shown where there is colour.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// On the way that a start takes longest.
    pub critical: bool,
    /// The name of a wave, or of the whole.
    pub heading: bool,
}

/// The columns of most terminals.
const WIDTH: usize = 80;

/// The lines of a drawing.
pub fn text(drawing: &Drawing) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut put = |text: String, critical: bool, heading: bool| {
        lines.push(Line { text: text.trim_end().to_owned(), critical, heading });
    };
    put(format!("{}: {}", drawing.title, drawing.subtitle), false, true);
    let (said, way) = drawing.start();
    wrapped(&said, " ").into_iter().for_each(|line| put(line, false, false));
    if !drawing.critical.is_empty() {
        wrapped(&format!("* {way}"), " → ").into_iter().for_each(|line| put(line, true, false));
    }
    let names = drawing.nodes.iter().map(|node| node.name.chars().count());
    let name_width = names.max().unwrap_or(0).max(8);
    let gates = drawing.edges.iter().map(|edge| gate(edge).chars().count());
    let gate_width = gates.max().unwrap_or(0);
    for (wave, nodes) in drawing.waves() {
        put(String::new(), false, false);
        put(if wave == 0 { "outside".to_owned() } else { format!("wave {wave}") }, false, true);
        for at in nodes {
            let Some(node) = drawing.nodes.get(at) else { continue };
            let critical = drawing.critical.contains(&at);
            let mark = if critical { '*' } else { ' ' };
            let width = name_width + 2;
            put(format!("{mark} {:width$}  {:8}  {}", node.name, node.kind.word(), facts(node)), critical, false);
            if let Some(when) = &node.when {
                wrapped(&format!("      {when}"), " ").into_iter().for_each(|line| put(line, critical, false));
            }
            for edge in drawing.needs(at) {
                let (mark, name) = (if edge.critical { '*' } else { ' ' }, drawing.name(edge.provider));
                let arrow = if edge.gate.is_some() { "<-" } else { "<." };
                let said = edge.interface.as_deref().unwrap_or_default();
                let line = format!("{mark}   {arrow} {name:name_width$}  {:gate_width$}  {said}", gate(edge));
                put(line, edge.critical, false);
                if let Some(when) = &edge.when {
                    let lines = wrapped(&format!("         {when}"), " ");
                    lines.into_iter().for_each(|line| put(line, edge.critical, false));
                }
            }
        }
    }
    lines
}

fn gate(edge: &Edge) -> &str {
    edge.gate.as_deref().unwrap_or("at run time")
}

fn facts(node: &Node) -> String {
    let up = node.time().map(|up| format!("by {up}"));
    let included = node.included.as_ref().map(|menu| format!("from {menu}"));
    let facts = [up, node.bound.clone(), included];
    facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Lines of a text that is broken at a mark, further lines a little to the right of the first.
fn wrapped(text: &str, mark: &str) -> Vec<String> {
    let indent = " ".repeat(text.chars().take_while(|character| *character == ' ').count() + 4);
    let mut lines = vec![String::new()];
    for part in text.split_inclusive(mark) {
        let taken = lines.last().map_or(0, |line| line.chars().count());
        if taken > indent.len() && taken + part.trim_end().chars().count() > WIDTH {
            lines.push(indent.clone());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(part);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        let words = format!("   if {}", ["params.one"; 12].join(" or "));
        let lines = wrapped(&words, " ");
        assert!(lines.len() > 1 && lines.iter().all(|line| line.trim_end().chars().count() <= WIDTH), "{lines:?}");
        assert!(
            lines.iter().skip(1).all(|line| line.starts_with("       p") || line.starts_with("       o")),
            "{lines:?}"
        );
        assert_eq!(wrapped(&"x".repeat(100), " ").len(), 1);
    }
}
