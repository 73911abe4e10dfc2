//! A drawing as a picture: one SVG that needs nothing else, light or dark as its reader likes it.

use std::fmt::Write;

use super::columns::{Columns, GAP, HEAD, Link, Size, columns};
use super::model::{Drawing, Edge, Kind, Node};

/// How wide a character of a name is, and one of smaller text, in a font whose characters are all as wide.
const WIDE: f64 = 8.0;
const SMALL: f64 = 6.8;
/// The height of a line of smaller text.
const LINE: f64 = 17.0;
/// Around everything, and above the columns.
const MARGIN: f64 = 28.0;
const TOP: f64 = 118.0;
const BOTTOM: f64 = 54.0;
/// At the sides of a card.
const PAD: f64 = 12.0;
/// Longer conditions are broken.
const NOTE: usize = 34;

const STYLE: &str = "\
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:11px;fill:#57606a}\
.name{font-size:13px;font-weight:600;fill:#1f2328}.title{font-size:17px;font-weight:600;fill:#1f2328}\
.need{fill:#1f2328}.hot{fill:#bc4c00}.end{text-anchor:end}.mid{text-anchor:middle}\
.page{fill:#fff}.card{fill:#f6f8fa;stroke:#8c959f}.job{fill:#ddf4ff}.external{fill:#fff;stroke-dasharray:4 3}\
.critical{stroke:#bc4c00;stroke-width:2}.rule{stroke:#d0d7de}\
.line{fill:none;stroke:#8c959f;stroke-width:1.3}.run{stroke-dasharray:5 4}.way{stroke:#bc4c00;stroke-width:2.2}\
.tip{fill:#8c959f}.hot-tip{fill:#bc4c00}\
@media(prefers-color-scheme:dark){text{fill:#9198a1}.name,.title,.need{fill:#e6edf3}.hot{fill:#f0883e}\
.page{fill:#0d1117}.card{fill:#161b22;stroke:#6e7681}.job{fill:#12233a}.external{fill:#0d1117}\
.critical,.way{stroke:#f0883e}.rule{stroke:#30363d}.line{stroke:#6e7681}.way{stroke:#f0883e}.tip{fill:#6e7681}\
.hot-tip{fill:#f0883e}}";

/// The drawing as an SVG.
pub fn svg(drawing: &Drawing) -> String {
    Picture::new(drawing).render()
}

/// A card: an item and its needs.
struct Card<'d> {
    node: &'d Node,
    critical: bool,
    notes: Vec<String>,
    /// The needs, by their positions among all, and how far below the top each stands.
    rows: Vec<(usize, &'d Edge, f64)>,
    width: f64,
    height: f64,
}

struct Picture<'d> {
    drawing: &'d Drawing,
    cards: Vec<Card<'d>>,
    headings: Vec<String>,
    /// The column of each card.
    column: Vec<usize>,
    layout: Columns,
    out: String,
}

impl<'d> Picture<'d> {
    fn new(drawing: &'d Drawing) -> Self {
        let waves: Vec<u32> = drawing.waves().into_keys().collect();
        let column = |node: &Node| waves.iter().position(|wave| *wave == node.wave).unwrap_or(0);
        let column: Vec<usize> = drawing.nodes.iter().map(column).collect();
        let mut cards: Vec<Card<'d>> =
            drawing.nodes.iter().enumerate().map(|(at, node)| Card::new(drawing, at, node)).collect();
        // Cards of a column are as wide as its widest.
        let widths: Vec<f64> = cards.iter().map(|card| card.width).collect();
        for (card, own) in cards.iter_mut().zip(&column) {
            let same = widths.iter().zip(&column).filter(|(_, column)| *column == own);
            card.width = same.map(|(width, _)| *width).fold(0.0, f64::max);
        }
        // Needs stand in the order of where they lead, and everything once more where that takes it.
        let first = laid_out(drawing, &cards, &column);
        cards.iter_mut().for_each(|card| card.sort(|edge| leads_to(drawing, &first, edge)));
        let layout = laid_out(drawing, &cards, &column);
        let heading = |wave: &u32| if *wave == 0 { "outside".to_owned() } else { format!("wave {wave}") };
        let headings = waves.iter().map(heading).collect();
        Picture { drawing, cards, headings, column, layout, out: String::new() }
    }

    fn render(mut self) -> String {
        let columns = self.layout.columns.last().map_or(0.0, |(left, width)| left + width);
        let (said, way) = self.drawing.start();
        let texts = [said.chars().count(), way.chars().count(), self.drawing.subtitle.chars().count() + 30, 78];
        let widest = texts.into_iter().map(|text| number(text) * SMALL).fold(columns, f64::max);
        let (width, height) = (widest + 2.0 * MARGIN, self.layout.height + TOP + BOTTOM);
        let label = escaped(&format!("{}: {}; {said}", self.drawing.title, self.drawing.subtitle));
        self.put(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{label}\">\n<style>{STYLE}</style>\n\
             <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8Z\"/></marker>\
             <marker id=\"hot-tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"10\" markerHeight=\"10\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"hot-tip\" d=\"M0 0L8 4L0 8Z\"/></marker></defs>\n\
             <rect class=\"page\" width=\"{width:.0}\" height=\"{height:.0}\" rx=\"12\"/>"
        ));
        self.headings(&said, &way);
        // What is on the critical path lies above the rest.
        for critical in [false, true] {
            for at in 0..self.drawing.edges.len() {
                self.line(at, critical);
            }
        }
        for at in 0..self.cards.len() {
            self.card(at);
        }
        self.legend(height);
        self.out.push_str("</svg>\n");
        self.out
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a text does not fail.
        let _ = writeln!(self.out, "{text}");
    }

    fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        self.put(format_args!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(text)));
    }

    fn headings(&mut self, said: &str, way: &str) {
        let (title, subtitle) = (self.drawing.title.as_str(), self.drawing.subtitle.as_str());
        self.text("title", (MARGIN, 36.0), title);
        self.text("", (MARGIN + number(title.chars().count()) * 10.4 + 12.0, 36.0), subtitle);
        self.text("", (MARGIN, 56.0), said);
        self.text("hot", (MARGIN, 72.0), way);
        for (at, heading) in self.headings.clone().into_iter().enumerate() {
            let Some((left, width)) = self.layout.columns.get(at).copied() else { continue };
            let x = MARGIN + left + width / 2.0;
            self.text("mid", (x, TOP - 10.0), &heading);
        }
    }

    /// The line of a need, from its row to the head of what is needed.
    fn line(&mut self, at: usize, critical: bool) {
        let Some(edge) = self.drawing.edges.get(at).filter(|edge| edge.critical == critical) else { return };
        let columns = &self.layout.columns;
        let side = |card: usize| {
            let column = self.column.get(card).copied().unwrap_or(0);
            let (left, _) = columns.get(column).copied().unwrap_or_default();
            let width = self.cards.get(card).map_or(0.0, |card| card.width);
            (column, MARGIN + left, MARGIN + left + width)
        };
        let ((from, from_left, from_right), (to, to_left, to_right)) = (side(edge.consumer), side(edge.provider));
        let top = |card: usize| TOP + self.layout.tops.get(card).copied().unwrap_or(0.0);
        let rows = self.cards.get(edge.consumer).map_or(&[][..], |card| card.rows.as_slice());
        let row = rows.iter().find(|(own, ..)| *own == at).map_or(HEAD, |(_, _, row)| *row);
        let (y, end) = (top(edge.consumer) + row, top(edge.provider) + HEAD);
        let path = match from.cmp(&to) {
            std::cmp::Ordering::Equal => {
                let out = from_right.max(to_right) + GAP * 0.45;
                format!("M{from_right:.1} {y:.1}C{out:.1} {y:.1} {out:.1} {end:.1} {to_right:.1} {end:.1}")
            }
            order => {
                let onwards = order == std::cmp::Ordering::Less;
                let (start, last) = if onwards { (from_right, to_left) } else { (from_left, to_right) };
                let mut path = format!("M{start:.1} {y:.1}");
                let mut here = (start, y);
                let lanes = self.layout.lanes.get(at).map_or(&[][..], Vec::as_slice);
                for (column, height) in lanes {
                    let (left, width) = columns.get(*column).copied().unwrap_or_default();
                    let (left, right) = (MARGIN + left, MARGIN + left + width);
                    let (near, far) = if onwards { (left, right) } else { (right, left) };
                    path += &curve(here, (near, TOP + height));
                    path += &format!("H{far:.1}");
                    here = (far, TOP + height);
                }
                path + &curve(here, (last, end))
            }
        };
        let run = if edge.gate.is_none() { " run" } else { "" };
        let (way, tip) = if critical { (" way", "hot-tip") } else { ("", "tip") };
        self.put(format_args!("<path class=\"line{run}{way}\" d=\"{path}\" marker-end=\"url(#{tip})\"/>"));
    }

    fn card(&mut self, at: usize) {
        let Some(card) = self.cards.get(at) else { return };
        let (left, _) =
            self.column.get(at).and_then(|column| self.layout.columns.get(*column)).copied().unwrap_or_default();
        let (x, y) = (MARGIN + left, TOP + self.layout.tops.get(at).copied().unwrap_or(0.0));
        let (width, height) = (card.width, card.height);
        let outline = outline(card.node.kind, (x, y), (width, height), card.critical);
        let hot = if card.critical { " hot" } else { "" };
        let up = card.node.time().unwrap_or_default();
        let (name, notes) = (card.node.name.clone(), card.notes.clone());
        let rows: Vec<(String, String, Option<String>, bool, f64)> = card
            .rows
            .iter()
            .map(|(_, edge, row)| {
                let provider = self.drawing.name(edge.provider).to_owned();
                (provider, said(edge), edge.when.clone(), edge.critical, *row)
            })
            .collect();
        self.put(format_args!("{outline}"));
        self.text("name", (x + PAD, y + HEAD + 4.5), &name);
        self.text(&format!("end{hot}"), (x + width - PAD, y + HEAD + 4.0), &up);
        for (at, note) in notes.iter().enumerate() {
            self.text("", (x + PAD, y + HEAD + 4.0 + LINE * number(at + 1)), note);
        }
        if let Some((.., first)) = rows.first() {
            let rule = y + first - LINE / 2.0 - 3.0;
            self.put(format_args!("<path class=\"rule\" d=\"M{x:.1} {rule:.1}h{width:.1}\"/>"));
        }
        for (provider, said, when, critical, row) in rows {
            let hot = if critical { " hot" } else { "" };
            self.text(&format!("need{hot}"), (x + PAD, y + row + 4.0), &provider);
            self.text("end", (x + width - PAD, y + row + 4.0), &said);
            if let Some(when) = when {
                self.text("", (x + PAD + 10.0, y + row + 4.0 + LINE), &when);
            }
        }
    }

    fn legend(&mut self, height: f64) {
        let y = height - 24.0;
        let mut x = MARGIN;
        let edges = &self.drawing.edges;
        let looks = [
            ("line", "waits for it", edges.iter().any(|edge| edge.gate.is_some())),
            ("line run", "calls it at run time", edges.iter().any(|edge| edge.gate.is_none())),
            ("line way", "what a start takes longest", edges.iter().any(|edge| edge.critical)),
        ];
        for (class, said, _) in looks.into_iter().filter(|(.., used)| *used) {
            let tip = if class.ends_with("way") { "hot-tip" } else { "tip" };
            let to = x + 34.0;
            self.put(format_args!("<path class=\"{class}\" d=\"M{x:.1} {y:.1}H{to:.1}\" marker-end=\"url(#{tip})\"/>"));
            self.text("", (x + 42.0, y + 4.0), said);
            x += 42.0 + number(said.chars().count()) * SMALL + 26.0;
        }
    }
}

fn laid_out(drawing: &Drawing, cards: &[Card<'_>], column: &[usize]) -> Columns {
    let size = |(card, column): (&Card<'_>, &usize)| Size { column: *column, width: card.width, height: card.height };
    let sizes: Vec<Size> = cards.iter().zip(column).map(size).collect();
    let row = |at: usize| {
        let rows = cards.iter().flat_map(|card| &card.rows);
        rows.into_iter().find(|(edge, ..)| *edge == at).map_or(HEAD, |(_, _, row)| *row)
    };
    let link = |(at, edge): (usize, &Edge)| Link {
        from: edge.consumer,
        row: row(at),
        to: edge.provider,
        dashed: edge.gate.is_none(),
    };
    let links: Vec<Link> = drawing.edges.iter().enumerate().map(link).collect();
    columns(&sizes, &links)
}

/// Whether a need leads to its own wave or a later one, and how far down its line leads first.
fn leads_to(drawing: &Drawing, layout: &Columns, at: usize) -> (bool, f64) {
    let Some(edge) = drawing.edges.get(at) else { return (false, 0.0) };
    let wave = |node: usize| drawing.nodes.get(node).map_or(0, |node| node.wave);
    let lane = layout.lanes.get(at).and_then(|lanes| lanes.first()).map(|(_, height)| *height);
    let provider = layout.tops.get(edge.provider).map(|top| top + HEAD);
    (wave(edge.provider) >= wave(edge.consumer), lane.or(provider).unwrap_or(0.0))
}

impl<'d> Card<'d> {
    /// Puts the needs in an order.
    fn sort(&mut self, by: impl Fn(usize) -> (bool, f64)) {
        let Some(mut top) = self.rows.first().map(|(_, _, row)| *row) else { return };
        self.rows.sort_by(|(one, ..), (other, ..)| {
            let ((side, height), (other_side, other_height)) = (by(*one), by(*other));
            side.cmp(&other_side).then(height.total_cmp(&other_height))
        });
        for (_, edge, row) in &mut self.rows {
            *row = top;
            top += height(edge);
        }
    }

    fn new(drawing: &'d Drawing, at: usize, node: &'d Node) -> Self {
        let kind = (node.kind != Kind::Service).then(|| node.kind.word().to_owned());
        let included = node.included.as_ref().map(|menu| format!("from {menu}"));
        let facts: Vec<String> = [kind, node.bound.clone(), included].into_iter().flatten().collect();
        let mut notes: Vec<String> = Some(facts.join(" · ")).filter(|facts| !facts.is_empty()).into_iter().collect();
        notes.extend(node.when.as_deref().into_iter().flat_map(broken));
        let mut top = HEAD + LINE * number(notes.len() + 1) + 6.0;
        let mut rows = Vec::new();
        for (edge, need) in drawing.edges.iter().enumerate().filter(|(_, edge)| edge.consumer == at) {
            rows.push((edge, need, top));
            top += height(need);
        }
        let bottom = if rows.is_empty() { HEAD + LINE * number(notes.len()) + HEAD } else { top - LINE / 2.0 + 6.0 };
        let characters = |text: &str| number(text.chars().count());
        let head = characters(&node.name) * WIDE + node.time().map_or(0.0, |up| 16.0 + characters(&up) * SMALL);
        let need = |edge: &Edge| {
            let row = characters(drawing.name(edge.provider)) + characters(&said(edge)) + 3.0;
            let when = edge.when.as_deref().map_or(0.0, |when| characters(when) + 2.0);
            row.max(when) * SMALL
        };
        let needs = rows.iter().map(|(_, edge, _)| need(edge));
        let width = notes.iter().map(|note| characters(note) * SMALL).chain(needs).fold(head, f64::max);
        Card {
            node,
            critical: drawing.critical.contains(&at),
            notes,
            rows,
            width: (width + 2.0 * PAD).max(110.0),
            height: bottom,
        }
    }
}

/// What a row takes.
fn height(edge: &Edge) -> f64 {
    if edge.when.is_some() { 2.0 * LINE } else { LINE }
}

/// What a need asks for, in a row.
fn said(edge: &Edge) -> String {
    let parts = [edge.interface.as_deref(), edge.gate.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The lines of a text, broken between words.
fn broken(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < NOTE => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The outline tells what an item is: a server has two, a job's corners are cut, an external's side is round and dashed.
fn outline(kind: Kind, (x, y): (f64, f64), (width, height): (f64, f64), critical: bool) -> String {
    let critical = if critical { " critical" } else { "" };
    let rect = |class: &str, inset: f64, round: f64| {
        format!(
            "<rect class=\"{class}{critical}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{round}\"/>",
            x + inset,
            y + inset,
            width - 2.0 * inset,
            height - 2.0 * inset
        )
    };
    match kind {
        Kind::Service => rect("card", 0.0, 7.0),
        Kind::Server => format!("{}{}", rect("card", -3.0, 3.0), rect("card", 0.0, 1.0)),
        Kind::External => rect("card external", 0.0, 18.0),
        Kind::Job => {
            let (right, bottom, cut) = (x + width, y + height, 9.0);
            format!(
                "<path class=\"card job{critical}\" d=\"M{:.1} {y:.1}H{:.1}L{right:.1} {:.1}V{:.1}L{:.1} {bottom:.1}H{:.1}L{x:.1} \
                 {:.1}V{:.1}Z\"/>",
                x + cut,
                right - cut,
                y + cut,
                bottom - cut,
                right - cut,
                x + cut,
                bottom - cut,
                y + cut
            )
        }
    }
}

/// From one point to another, level at both ends.
fn curve((x, y): (f64, f64), (to_x, to_y): (f64, f64)) -> String {
    let middle = f64::midpoint(x, to_x);
    format!("C{middle:.1} {y:.1} {middle:.1} {to_y:.1} {to_x:.1} {to_y:.1}")
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Text of an element or an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
