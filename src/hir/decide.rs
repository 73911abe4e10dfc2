//! Under which arguments something is there and something else is not.
//!
//! What has to be true falls apart into groups that read no parameter in common, and each is decided by itself: switches
//! that have nothing to do with each other are never tried out together.

use std::collections::BTreeSet;

use crate::ast::{Param, When};
use crate::diagnostic::Diagnostics;
use crate::expr::Value;
use crate::source::Span;

use super::errors::ManyConditions;
use super::model::Menu;
use super::presence::{Arguments, Presence, all_hold, read};

/// How many values of parameters are tried before one question is given up.
const MOST_TRIED: usize = 1 << 16;

/// One thing that has to be true of the arguments.
enum Demand<'m> {
    Holds(&'m When),
    /// Not all of them hold.
    Fails(Vec<&'m When>),
}

impl Demand<'_> {
    fn conditions(&self) -> &[&When] {
        match self {
            Demand::Holds(condition) => std::slice::from_ref(condition),
            Demand::Fails(conditions) => conditions,
        }
    }

    fn met(&self, menu: &Menu, arguments: &Arguments) -> bool {
        match self {
            Demand::Holds(condition) => all_hold(menu, &[condition], arguments),
            Demand::Fails(conditions) => !all_hold(menu, conditions, arguments),
        }
    }

    fn parameters(&self, menu: &Menu) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for template in self.conditions().iter().filter_map(|condition| condition.template()) {
            read(menu, template, &mut found);
        }
        found.into_iter().filter(|name| !domain(menu, name).is_empty()).collect()
    }
}

/// The parameters whose values were too many.
pub(super) struct TooMany(pub Vec<String>);

impl Menu {
    /// Arguments for which `asked` is there and none of `offered` is; only those parameters that play a part. A question that
    /// takes too long to answer is reported at `at`.
    pub fn lacking(
        &self,
        asked: &Presence<'_>,
        offered: &[Presence<'_>],
        at: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<Arguments> {
        answer(self.decide(asked, offered), at, diagnostics)
    }

    /// Whether two parts can be there together; where that takes too long to answer, they may.
    pub fn meet(&self, one: &Presence<'_>, other: &Presence<'_>) -> bool {
        !matches!(self.decide(&one.and(other), &[]), Ok(None))
    }

    /// All values of some parameters together, as far as conditions may read them; `None` where they are too many.
    pub fn combinations(&self, parameters: &BTreeSet<String>) -> Option<Vec<Arguments>> {
        let mut all = vec![Arguments::new()];
        for name in parameters {
            let values = domain(self, name);
            if values.is_empty() {
                continue;
            }
            (all.len().saturating_mul(values.len()) <= MOST_TRIED).then_some(())?;
            let with = |value: &Value| all.iter().map(|one| with(one, name, value)).collect::<Vec<_>>();
            all = values.iter().flat_map(with).collect();
        }
        Some(all)
    }

    pub(super) fn decide(&self, asked: &Presence<'_>, offered: &[Presence<'_>]) -> Result<Option<Arguments>, TooMany> {
        if offered.iter().any(Presence::is_always) {
            return Ok(None);
        }
        let unmet = offered.iter().map(|offered| Demand::Fails(offered.conditions().to_vec()));
        let demands = asked.conditions().iter().map(|condition| Demand::Holds(condition)).chain(unmet);
        solve(self, demands)
    }
}

fn answer(found: Result<Option<Arguments>, TooMany>, at: Span, diagnostics: &mut Diagnostics) -> Option<Arguments> {
    found.unwrap_or_else(|TooMany(parameters)| {
        diagnostics.push(ManyConditions { parameters, at });
        None
    })
}

fn solve<'m>(menu: &'m Menu, demands: impl Iterator<Item = Demand<'m>>) -> Result<Option<Arguments>, TooMany> {
    let mut arguments = Arguments::new();
    for group in groups(menu, demands) {
        match group.solve()? {
            Some(found) => arguments.extend(found),
            None => return Ok(None),
        }
    }
    Ok(Some(arguments))
}

/// Demands that hang together by the parameters that they read.
struct Group<'m> {
    menu: &'m Menu,
    demands: Vec<(Demand<'m>, BTreeSet<String>)>,
    parameters: BTreeSet<String>,
}

fn groups<'m>(menu: &'m Menu, demands: impl Iterator<Item = Demand<'m>>) -> Vec<Group<'m>> {
    let mut groups: Vec<Group<'m>> = Vec::new();
    for demand in demands {
        let read = demand.parameters(menu);
        let (joined, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| !group.parameters.is_disjoint(&read));
        groups = apart;
        let mut whole = Group { menu, demands: vec![(demand, read.clone())], parameters: read };
        for group in joined {
            whole.demands.extend(group.demands);
            whole.parameters.extend(group.parameters);
        }
        groups.push(whole);
    }
    groups
}

impl Group<'_> {
    /// The first arguments that meet all demands, without those that could as well be others.
    fn solve(&self) -> Result<Option<Arguments>, TooMany> {
        let domains: Vec<(&str, Vec<Value>)> =
            self.parameters.iter().map(|name| (name.as_str(), domain(self.menu, name))).collect();
        let (mut arguments, mut fuel) = (Arguments::new(), MOST_TRIED);
        let constant =
            |(demand, read): &(Demand<'_>, BTreeSet<String>)| !read.is_empty() || demand.met(self.menu, &arguments);
        if !self.demands.iter().all(constant) {
            return Ok(None);
        }
        match self.assign(&domains, &mut arguments, &mut fuel) {
            Some(true) => Ok(Some(self.without_others(&domains, arguments))),
            Some(false) => Ok(None),
            None => Err(TooMany(self.parameters.iter().cloned().collect())),
        }
    }

    /// Gives the parameters that are left values that meet all demands; false when there are none, nothing when that
    /// took too long.
    fn assign(&self, left: &[(&str, Vec<Value>)], arguments: &mut Arguments, fuel: &mut usize) -> Option<bool> {
        let Some(((name, values), left)) = left.split_first() else { return Some(true) };
        for value in values {
            *fuel = fuel.checked_sub(1)?;
            arguments.insert((*name).to_owned(), value.clone());
            if self.met_so_far(name, arguments) && self.assign(left, arguments, fuel)? {
                return Some(true);
            }
        }
        arguments.remove(*name);
        Some(false)
    }

    /// Whether what can be told since this parameter has a value is met.
    fn met_so_far(&self, name: &str, arguments: &Arguments) -> bool {
        let known =
            |read: &BTreeSet<String>| read.contains(name) && read.iter().all(|name| arguments.contains_key(name));
        self.demands.iter().filter(|(_, read)| known(read)).all(|(demand, _)| demand.met(self.menu, arguments))
    }

    /// The arguments without those whose values play no part: all demands are met whatever they are.
    fn without_others(&self, domains: &[(&str, Vec<Value>)], mut arguments: Arguments) -> Arguments {
        let mut free: Vec<&(&str, Vec<Value>)> = Vec::new();
        for parameter in domains {
            free.push(parameter);
            let mut fuel = MOST_TRIED;
            if self.meets_for_all(&free, &mut arguments.clone(), &mut fuel) != Some(true) {
                free.pop();
            }
        }
        arguments.retain(|name, _| !free.iter().any(|(free, _)| free == name));
        arguments
    }

    fn meets_for_all(&self, free: &[&(&str, Vec<Value>)], arguments: &mut Arguments, fuel: &mut usize) -> Option<bool> {
        let Some(((name, values), left)) = free.split_first() else {
            *fuel = fuel.checked_sub(1)?;
            return Some(self.demands.iter().all(|(demand, _)| demand.met(self.menu, arguments)));
        };
        for value in values {
            arguments.insert((*name).to_owned(), value.clone());
            if !self.meets_for_all(left, arguments, fuel)? {
                return Some(false);
            }
        }
        Some(true)
    }
}

fn with(arguments: &Arguments, name: &str, value: &Value) -> Arguments {
    let mut arguments = arguments.clone();
    arguments.insert(name.to_owned(), value.clone());
    arguments
}

/// All values of a parameter that conditions may read; none for others.
fn domain(menu: &Menu, name: &str) -> Vec<Value> {
    menu.ast.params.get(name).map_or_else(Vec::new, Param::all_values)
}
