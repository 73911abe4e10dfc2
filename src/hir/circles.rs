//! Items that wait for each other, and the arguments that make them.

use std::collections::{BTreeSet, VecDeque};

use crate::diagnostic::Diagnostics;

use super::decide::TooMany;
use super::errors::ManyConditions;
use super::graph::Graph;
use super::model::{Edge, ItemId, Menu};
use super::presence::Arguments;
use super::walk::{Item, Need};

/// How many ways along conditional needs are followed before a knot of them is given up.
const MOST_WAYS: usize = 1 << 12;

/// Needs that form a circle: the consumer of each is the provider of the one before.
pub struct Circle<'m> {
    pub needs: Vec<Need<'m>>,
    /// The arguments for which all of them are there; only those that play a part.
    pub when: Arguments,
}

impl Menu {
    /// A shortest circle for every cause: no two circles share a need. A knot that takes too long to follow is reported.
    pub fn circles(&self, diagnostics: &mut Diagnostics) -> Vec<Circle<'_>> {
        let mut left: BTreeSet<usize> = (0..self.edges.len()).collect();
        let mut circles = Vec::new();
        loop {
            let shortest = self.graph_of(&left).cycles();
            if shortest.is_empty() {
                return circles;
            }
            for circle in shortest {
                let found = match self.possible(&circle) {
                    Ok(Some(when)) => Ok(Some((circle.clone(), when))),
                    Ok(None) => self.follow(&circle, &left),
                    Err(too_many) => Err(too_many),
                };
                match found {
                    Ok(Some((circle, when))) => {
                        left.retain(|need| !circle.contains(need));
                        let needs = circle.iter().filter_map(|at| self.need(*at)).collect();
                        circles.push(Circle { needs, when });
                    }
                    // None of the needs of it can be part of a circle with the first of them.
                    Ok(None) => left.retain(|need| Some(need) != circle.first()),
                    Err(TooMany(parameters)) => {
                        if let Some(at) = circle.first().and_then(|at| self.need(*at)).map(|need| need.name().span) {
                            diagnostics.push(ManyConditions { parameters, at });
                        }
                        left.retain(|need| !circle.contains(need));
                    }
                }
            }
        }
    }

    fn graph_of(&self, needs: &BTreeSet<usize>) -> Graph {
        let external: Vec<bool> = self.items().map(Item::is_external).collect();
        Graph::new(&external, self.edges.iter().enumerate().filter(|(at, _)| needs.contains(at)))
    }

    /// Arguments for which all these needs are there, and something to meet them.
    fn possible(&self, needs: &[usize]) -> Result<Option<Arguments>, TooMany> {
        let needs = needs.iter().filter_map(|at| self.need(*at));
        let all = needs.map(|need| need.presence().and(&need.provider().presence()));
        match all.reduce(|all, next| all.and(&next)) {
            Some(all) => self.decide(&all, &[]),
            None => Ok(None),
        }
    }

    /// A shortest circle that can be and begins with the same need as this one, which can't.
    fn follow(&self, circle: &[usize], left: &BTreeSet<usize>) -> Result<Option<(Vec<usize>, Arguments)>, TooMany> {
        let edge = |at: usize| self.edges.get(at).filter(|edge| edge.gates() && left.contains(&at));
        let Some((first, start)) = circle.first().and_then(|at| Some((*at, edge(*at)?))) else { return Ok(None) };
        let mut ways = VecDeque::from([vec![first]]);
        let mut followed = 0;
        while let Some(way) = ways.pop_front() {
            let Some(last) = way.last().and_then(|at| edge(*at)) else { continue };
            let passed = |item: ItemId| way.iter().filter_map(|at| edge(*at)).any(|edge| edge.provider == item);
            let next = |edge: &Edge| edge.consumer == last.provider && !passed(edge.provider);
            for (at, next) in
                (0..self.edges.len()).filter_map(|at| edge(at).filter(|edge| next(edge)).map(|edge| (at, edge)))
            {
                let longer: Vec<usize> = way.iter().copied().chain([at]).collect();
                match self.possible(&longer)? {
                    Some(when) if next.provider == start.consumer => return Ok(Some((longer, when))),
                    Some(_) => ways.push_back(longer),
                    None => {}
                }
                followed += 1;
                if followed > MOST_WAYS {
                    return Err(TooMany(self.read_by(circle)));
                }
            }
        }
        Ok(None)
    }

    fn read_by(&self, needs: &[usize]) -> Vec<String> {
        let needs = needs.iter().filter_map(|at| self.need(*at));
        let read: BTreeSet<String> =
            needs.flat_map(|need| need.presence().and(&need.provider().presence()).parameters()).collect();
        read.into_iter().collect()
    }
}
