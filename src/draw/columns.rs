//! Where everything of a picture stands: waves are columns, cards are items, and what passes a column has a lane in it.
//!
//! Input: the sizes of cards, and the needs between them. Output: [`Columns`]: the place of each card, and the way of each
//! need. Gained: nothing overlaps; few lines cross; the same from run to run. Not here: what is drawn there.

use std::collections::{BTreeMap, BTreeSet};

/// Between the columns, where lines run.
pub(super) const GAP: f64 = 76.0;
/// Between what stands in a column.
const SPACE: f64 = 22.0;
/// What a lane takes of a column.
const LANE: f64 = 2.0;
/// How often a column is ordered by its neighbours, and moved towards them.
const SWEEPS: usize = 12;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Card(usize),
    /// What leads to this card from the column before or behind; calls at run time have lanes of their own.
    Lane {
        to: usize,
        column: usize,
        onwards: bool,
        dashed: bool,
    },
}

/// A card, before it has a place.
#[derive(Debug)]
pub(super) struct Size {
    pub column: usize,
    pub width: f64,
    pub height: f64,
}

/// A need: from a row of a card to the head of another.
#[derive(Debug)]
pub(super) struct Link {
    pub from: usize,
    /// How far below the card's top it begins.
    pub row: f64,
    pub to: usize,
    pub dashed: bool,
}

/// How far below its top a card is entered.
pub(super) const HEAD: f64 = 18.0;

/// The places of all cards, and the ways of all links.
#[derive(Debug)]
pub(super) struct Columns {
    /// Left and width of each column.
    pub columns: Vec<(f64, f64)>,
    /// The top of each card.
    pub tops: Vec<f64>,
    /// For each link, the lanes on its way, as columns and heights.
    pub lanes: Vec<Vec<(usize, f64)>>,
    pub height: f64,
}

pub(super) fn columns(sizes: &[Size], links: &[Link]) -> Columns {
    let mut plan = Plan::new(sizes, links);
    plan.order();
    plan.settle();
    let top = plan.tops.values().copied().fold(f64::INFINITY, f64::min);
    let shift = if top.is_finite() { top } else { 0.0 };
    let bottom = plan.tops.iter().map(|(place, top)| top + plan.height(*place) - shift).fold(0.0, f64::max);
    let mut lefts = Vec::new();
    let mut left = 0.0;
    for column in 0..plan.columns.len() {
        let width = sizes.iter().filter(|size| size.column == column).map(|size| size.width).fold(0.0, f64::max);
        lefts.push((left, width));
        left += width + GAP;
    }
    let at = |place: Place| plan.tops.get(&place).copied().unwrap_or(0.0) - shift;
    let lane = |place: &Place| match *place {
        Place::Lane { column, .. } => Some((column, at(*place) + LANE / 2.0)),
        Place::Card(_) => None,
    };
    Columns {
        columns: lefts,
        tops: (0..sizes.len()).map(|card| at(Place::Card(card))).collect(),
        lanes: plan.ways.iter().map(|way| way.iter().filter_map(lane).collect()).collect(),
        height: bottom,
    }
}

struct Plan<'a> {
    sizes: &'a [Size],
    /// What stands in each column, from top to bottom.
    columns: Vec<Vec<Place>>,
    /// The places that each link passes, from its card to the other.
    ways: Vec<Vec<Place>>,
    /// Neighbours of each place in the column before and behind, each with the difference of where they are tied.
    before: BTreeMap<Place, Vec<(Place, f64)>>,
    behind: BTreeMap<Place, Vec<(Place, f64)>>,
    /// Neighbours in the same column.
    beside: BTreeMap<Place, Vec<Place>>,
    tops: BTreeMap<Place, f64>,
}

impl<'a> Plan<'a> {
    fn new(sizes: &'a [Size], links: &[Link]) -> Self {
        let count = sizes.iter().map(|size| size.column + 1).max().unwrap_or(0);
        let mut plan = Plan {
            sizes,
            columns: vec![Vec::new(); count],
            ways: Vec::new(),
            before: BTreeMap::new(),
            behind: BTreeMap::new(),
            beside: BTreeMap::new(),
            tops: BTreeMap::new(),
        };
        for (card, size) in sizes.iter().enumerate() {
            plan.put(size.column, Place::Card(card));
        }
        let mut tied = BTreeSet::new();
        for link in links {
            let way = plan.way(link);
            for pair in way.windows(2) {
                if let [from, to] = *pair
                    && (matches!(from, Place::Card(_)) || tied.insert((from, to)))
                {
                    plan.tie(from, to, link.row);
                }
            }
            plan.ways.push(way);
        }
        plan
    }

    fn put(&mut self, column: usize, place: Place) {
        if let Some(places) = self.columns.get_mut(column).filter(|places| !places.contains(&place)) {
            places.push(place);
        }
    }

    fn column(&self, place: Place) -> usize {
        match place {
            Place::Card(card) => self.sizes.get(card).map_or(0, |size| size.column),
            Place::Lane { column, .. } => column,
        }
    }

    fn height(&self, place: Place) -> f64 {
        match place {
            Place::Card(card) => self.sizes.get(card).map_or(0.0, |size| size.height),
            Place::Lane { .. } => LANE,
        }
    }

    /// The places from one card to the other; the lanes between them are made where they lack.
    fn way(&mut self, link: &Link) -> Vec<Place> {
        let (from, to) = (self.column(Place::Card(link.from)), self.column(Place::Card(link.to)));
        let onwards = from < to;
        let mut between: Vec<usize> = (from.min(to) + 1..from.max(to)).collect();
        if !onwards {
            between.reverse();
        }
        let lane = |column| Place::Lane { to: link.to, column, onwards, dashed: link.dashed };
        let lanes: Vec<Place> = between.into_iter().map(lane).collect();
        lanes.iter().for_each(|lane| self.put(self.column(*lane), *lane));
        [Place::Card(link.from)].into_iter().chain(lanes).chain([Place::Card(link.to)]).collect()
    }

    /// Notes that a line runs between two places, and how far below the top of each.
    fn tie(&mut self, from: Place, to: Place, row: f64) {
        let leaves = if matches!(from, Place::Card(_)) { row } else { LANE / 2.0 };
        let enters = if matches!(to, Place::Card(_)) { HEAD } else { LANE / 2.0 };
        let (left, right, difference) = match self.column(from).cmp(&self.column(to)) {
            std::cmp::Ordering::Equal => {
                self.beside.entry(from).or_default().push(to);
                return;
            }
            std::cmp::Ordering::Less => (from, to, leaves - enters),
            std::cmp::Ordering::Greater => (to, from, enters - leaves),
        };
        self.behind.entry(left).or_default().push((right, -difference));
        self.before.entry(right).or_default().push((left, difference));
    }

    /// Orders each column by where the neighbours of its places stand, and keeps the order with the fewest crossings.
    fn order(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            let forwards = sweep % 2 == 0;
            let count = self.columns.len();
            for step in 0..count {
                self.reorder(if forwards { step } else { count - 1 - step }, forwards);
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    fn reorder(&mut self, column: usize, forwards: bool) {
        let rank = self.ranks();
        let neighbours = if forwards { &self.before } else { &self.behind };
        let wish = |(at, place): (usize, Place)| {
            let near = neighbours.get(&place).map_or(&[][..], Vec::as_slice);
            let beside = self.beside.get(&place).map_or(&[][..], Vec::as_slice);
            let mean = |ranks: Vec<f64>| (!ranks.is_empty()).then(|| ranks.iter().sum::<f64>() / number(ranks.len()));
            let here = || mean(beside.iter().filter_map(|other| rank.get(other)).copied().collect());
            let there = mean(near.iter().filter_map(|(other, _)| rank.get(other)).copied().collect());
            let tied = |place| self.before.contains_key(place) || self.behind.contains_key(place);
            there.or_else(|| here().filter(|_| !tied(&place))).unwrap_or_else(|| share(at, self.columns.get(column)))
        };
        let Some(places) = self.columns.get(column) else { return };
        let mut wishes: Vec<(f64, Place)> =
            places.iter().copied().enumerate().map(|(at, place)| (wish((at, place)), place)).collect();
        // Stable: what wishes for the same keeps its order.
        wishes.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let sorted = wishes.into_iter().map(|(_, place)| place).collect();
        if let Some(places) = self.columns.get_mut(column) {
            *places = sorted;
        }
    }

    /// Where each place stands in its column, from 0 to 1.
    fn ranks(&self) -> BTreeMap<Place, f64> {
        let ranks = self
            .columns
            .iter()
            .flat_map(|places| places.iter().enumerate().map(|(at, place)| (*place, share(at, Some(places)))));
        ranks.collect()
    }

    fn crossings(&self) -> usize {
        let rank = self.ranks();
        let rank = |place: &Place| rank.get(place).copied().unwrap_or(0.0);
        let column = |left: usize| {
            let places = self.columns.get(left).map_or(&[][..], Vec::as_slice);
            let lines = places.iter().flat_map(|place| {
                let behind = self.behind.get(place).map_or(&[][..], Vec::as_slice);
                behind.iter().map(|(other, difference)| (rank(place), rank(other), *difference))
            });
            let lines: Vec<(f64, f64, f64)> = lines.collect();
            let crossed = |(at, one): (usize, &(f64, f64, f64))| {
                lines.iter().skip(at + 1).filter(|other| (one.0 - other.0) * (one.1 - other.1) < 0.0).count()
            };
            lines.iter().enumerate().map(crossed).sum::<usize>()
        };
        (0..self.columns.len()).map(column).sum()
    }

    /// Moves places towards their neighbours, in the order that they have.
    fn settle(&mut self) {
        for places in &self.columns {
            let mut top = 0.0;
            for place in places {
                self.tops.insert(*place, top);
                top += self.height(*place) + SPACE;
            }
        }
        for sweep in 0..SWEEPS * 2 {
            let count = self.columns.len();
            for step in 0..count {
                let column = if sweep % 2 == 0 { step } else { count - 1 - step };
                self.settle_column(column);
            }
        }
    }

    fn settle_column(&mut self, column: usize) {
        let Some(places) = self.columns.get(column) else { return };
        let own = |place: &Place| self.tops.get(place).copied().unwrap_or(0.0);
        let wish = |(at, place): (usize, &Place)| {
            let near = [&self.before, &self.behind].into_iter().filter_map(|ties| ties.get(place)).flatten();
            let tops: Vec<f64> = near.filter_map(|(other, by)| Some(self.tops.get(other)? + by)).collect();
            if !tops.is_empty() {
                return (tops.iter().sum::<f64>() / number(tops.len()), number(tops.len()));
            }
            // What nothing holds stands right below what is above it, or right above what is below.
            let above = at.checked_sub(1).and_then(|at| places.get(at));
            let below = places.get(at + 1).map(|below| own(below) - self.height(*place) - SPACE);
            (above.map(|above| own(above) + self.height(*above) + SPACE).or(below).unwrap_or(0.0), 0.001)
        };
        let wishes: Vec<(f64, f64)> = places.iter().enumerate().map(wish).collect();
        let heights: Vec<f64> = places.iter().map(|place| self.height(*place) + SPACE).collect();
        let settled: Vec<(Place, f64)> = places.iter().copied().zip(apart(&wishes, &heights)).collect();
        self.tops.extend(settled);
    }
}

/// Tops as near as possible to the wished ones, each with its weight, that leave each place its height: neighbours that
/// would overlap are moved together.
fn apart(wishes: &[(f64, f64)], heights: &[f64]) -> Vec<f64> {
    // Blocks of places that touch: their common wish for the first, their weight, and how many they are.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    let mut offsets = Vec::new();
    let mut offset = 0.0;
    for ((wish, weight), height) in wishes.iter().zip(heights) {
        offsets.push(offset);
        let mut block = (wish - offset, *weight, 1);
        while let Some(last) = blocks.last().copied().filter(|last| last.0 > block.0) {
            let weight = last.1 + block.1;
            block = ((last.0 * last.1 + block.0 * block.1) / weight, weight, last.2 + block.2);
            blocks.pop();
        }
        blocks.push(block);
        offset += height;
    }
    let starts = blocks.into_iter().flat_map(|(start, _, count)| std::iter::repeat_n(start, count));
    starts.zip(offsets).map(|(start, offset)| start + offset).collect()
}

fn share(at: usize, places: Option<&Vec<Place>>) -> f64 {
    (number(at) + 0.5) / number(places.map_or(1, Vec::len).max(1))
}

/// A count as a number; there are never so many that it matters.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_would_overlap_is_moved_together() {
        assert_eq!(apart(&[(0.0, 1.0), (0.0, 1.0)], &[10.0, 10.0]), [-5.0, 5.0]);
        assert_eq!(apart(&[(0.0, 1.0), (50.0, 1.0)], &[10.0, 10.0]), [0.0, 50.0]);
        assert_eq!(apart(&[(0.0, 1.0), (0.0, 1.0), (-90.0, 1.0)], &[10.0, 10.0, 1.0]), [-40.0, -30.0, -20.0]);
    }

    #[test]
    fn a_line_that_passes_a_column_has_a_lane_there() {
        let size = |column| Size { column, width: 100.0, height: 36.0 };
        let sizes = [size(0), size(1), size(2)];
        let link = |from, to| Link { from, row: 30.0, to, dashed: false };
        let found = columns(&sizes, &[link(2, 0), link(2, 1), link(0, 2), link(1, 1)]);
        let passed: Vec<Vec<usize>> =
            found.lanes.iter().map(|way| way.iter().map(|(column, _)| *column).collect()).collect();
        assert_eq!(passed, [vec![1], vec![], vec![1], vec![]]);
        let card = found.tops[1]..found.tops[1] + 36.0;
        assert!(found.lanes.iter().flatten().all(|(_, height)| !card.contains(height)), "{found:?}");
    }

    /// Cards of some columns.
    fn cards() -> impl Strategy<Value = Vec<(usize, f64)>> {
        prop::collection::vec((0..4usize, 36.0..200.0f64), 1..12)
    }

    fn needs() -> impl Strategy<Value = Vec<(usize, usize, bool)>> {
        prop::collection::vec((0..12usize, 0..12usize, any::<bool>()), 0..24)
    }

    proptest! {
        #[test]
        fn nothing_overlaps(cards in cards(), needs in needs()) {
            let size = |(column, height): &(usize, f64)| Size { column: *column, width: 100.0, height: *height };
            let sizes: Vec<Size> = cards.iter().map(size).collect();
            let link = |(from, to, dashed): &(usize, usize, bool)| Link {
                from: from % cards.len(),
                row: 30.0,
                to: to % cards.len(),
                dashed: *dashed,
            };
            let links: Vec<Link> = needs.iter().map(link).collect();
            let found = columns(&sizes, &links);
            for column in 0..4 {
                let own = sizes.iter().zip(&found.tops).filter(|(size, _)| size.column == column);
                let mut spans: Vec<(f64, f64)> = own.map(|(size, top)| (*top, top + size.height)).collect();
                let lanes = found.lanes.iter().flatten().filter(|(at, _)| *at == column);
                let mut lanes: Vec<f64> = lanes.map(|(_, height)| *height).collect();
                lanes.sort_by(f64::total_cmp);
                lanes.dedup();
                spans.extend(lanes.into_iter().map(|height| (height, height)));
                spans.sort_by(|one, other| one.0.total_cmp(&other.0));
                prop_assert!(spans.windows(2).all(|pair| pair[0].1 < pair[1].0), "{:?}", spans);
                prop_assert!(spans.iter().all(|(top, bottom)| *top >= 0.0 && *bottom <= found.height + 1e-6));
            }
        }
    }
}
