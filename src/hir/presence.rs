//! Under which arguments a part of a menu is there.
//!
//! Input: `when` conditions. Output: whether some can hold while others don't, with the smallest arguments that show it.
//! Gained: a menu is linked for every combination of the parameters that its conditions read.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{Argument, Menu as Ast, ParamKind, When};
use crate::expr::{Path, Rendered, Template, Value, Values};
use crate::source::FileId;

use super::model::Menu;

/// Arguments of the parameters that some conditions read.
pub type Arguments = BTreeMap<String, Value>;

/// More combinations than this are not tried; conditions together read too many parameters then.
pub const MOST_COMBINATIONS: usize = 1 << 16;

/// What has to hold for a part to be there: all of some conditions. None is always there.
#[derive(Debug, Clone)]
pub struct Presence<'m> {
    menu: &'m Menu,
    conditions: Vec<&'m When>,
}

impl<'m> Presence<'m> {
    pub fn of(menu: &'m Menu, conditions: impl IntoIterator<Item = Option<&'m When>>) -> Self {
        Presence { menu, conditions: conditions.into_iter().flatten().collect() }
    }

    /// Of what stands in a file: what switches the inclusion off whose text it is, and those around it.
    pub(super) fn of_file(menu: &'m Menu, file: FileId) -> Self {
        let mut conditions = Vec::new();
        let mut at = file;
        while let Some(included) = menu.inclusions.get(&at).filter(|included| included.parent != at) {
            conditions.extend(&included.when);
            at = included.parent;
        }
        Presence { menu, conditions }
    }

    /// Both parts are there.
    #[must_use]
    pub fn and(&self, other: &Presence<'m>) -> Self {
        let conditions = self.conditions.iter().chain(&other.conditions).copied().collect();
        Presence { menu: self.menu, conditions }
    }

    pub fn is_always(&self) -> bool {
        self.conditions.iter().all(|condition| condition.literal().is_some_and(|literal| literal.0))
    }

    /// Whether it is there for these arguments. What can't be evaluated counts as there; it is reported where it is
    /// checked.
    pub fn holds(&self, arguments: &Arguments) -> bool {
        let given = Given { menu: self.menu, arguments };
        self.conditions.iter().all(|condition| match condition.template() {
            None => condition.literal().is_none_or(|literal| literal.0),
            Some(template) => match template.eval(&given) {
                Ok(Rendered::Value(Value::Bool(holds))) => holds,
                Ok(_) | Err(_) => true,
            },
        })
    }

    /// The parameters of the whole menu that it reads.
    fn parameters(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for template in self.conditions.iter().filter_map(|condition| condition.template()) {
            read(self.menu, template, &mut found);
        }
        found
    }
}

/// The parameters that a template reads, by way of the arguments of inclusions.
fn read(menu: &Menu, template: &Template, found: &mut BTreeSet<String>) {
    for path in template.paths() {
        let [root, name, ..] = path else { continue };
        if root.value != "params" {
            continue;
        }
        match menu.inclusions.get(&root.span.file) {
            None => {
                found.insert(name.value.clone());
            }
            Some(included) => {
                if let Some(Argument::Template(argument)) = included.arguments.get(&name.value) {
                    read(menu, argument, found);
                }
            }
        }
    }
}

/// What parameters stand for under some arguments, by way of the arguments of inclusions.
pub(super) struct Given<'a> {
    pub menu: &'a Menu,
    pub arguments: &'a Arguments,
}

impl Values for Given<'_> {
    fn value(&self, path: &Path) -> Option<Value> {
        let [root, name, key @ ..] = path else { return None };
        let key = match key {
            [] => None,
            [key] => Some(key.value.as_str()),
            _ => return None,
        };
        match self.menu.inclusions.get(&root.span.file) {
            _ if root.value != "params" => None,
            Some(included) => included.argument(&name.value, key, self),
            None => match key {
                Some(key) => self.arguments.get(&format!("{}.{key}", name.value)).cloned(),
                None => self.arguments.get(&name.value).cloned(),
            },
        }
    }
}

/// The first arguments, of the parameters that `parts` read, for which `test` is true; those nearest to the first values
/// of each come first.
pub fn find(ast: &Ast, parts: &[&Presence<'_>], test: impl Fn(&Arguments) -> bool) -> Option<Arguments> {
    let domains = domains(ast, parts);
    let all = count(&domains)?;
    (0..all).map(|number| combination(&domains, number)).find(|arguments| test(arguments))
}

/// The parameters that some parts read, where there are more combinations of them than [`find`] tries.
pub fn too_many(ast: &Ast, parts: &[&Presence<'_>]) -> Option<Vec<String>> {
    let domains = domains(ast, parts);
    count(&domains).is_none().then(|| domains.into_iter().map(|(name, _)| name).collect())
}

fn domains(ast: &Ast, parts: &[&Presence<'_>]) -> Vec<(String, Vec<Value>)> {
    let names: BTreeSet<String> = parts.iter().flat_map(|part| part.parameters()).collect();
    names.into_iter().filter_map(|name| domain(ast, &name).map(|values| (name, values))).collect()
}

fn count(domains: &[(String, Vec<Value>)]) -> Option<usize> {
    let all = domains.iter().try_fold(1usize, |all, (_, values)| all.checked_mul(values.len()));
    all.filter(|all| *all <= MOST_COMBINATIONS)
}

/// The combination with this number: the digits of a number whose base changes from place to place.
fn combination(domains: &[(String, Vec<Value>)], mut number: usize) -> Arguments {
    let mut arguments = Arguments::new();
    for (name, values) in domains {
        if let Some(value) = values.get(number % values.len().max(1)) {
            arguments.insert(name.clone(), value.clone());
        }
        number /= values.len().max(1);
    }
    arguments
}

/// All values of a parameter that conditions may read.
fn domain(ast: &Ast, name: &str) -> Option<Vec<Value>> {
    let param = ast.params.get(name)?;
    match param.kind.value {
        ParamKind::Bool => Some(vec![Value::Bool(true), Value::Bool(false)]),
        ParamKind::String if !param.choices.is_empty() => {
            Some(param.choices.iter().map(|choice| Value::Text(choice.value.clone())).collect())
        }
        _ => None,
    }
}

/// `when cache is false and size is large`, or nothing when it always is so.
pub fn sentence(arguments: &Arguments) -> String {
    let one = |(name, value): (&String, &Value)| format!("`{name}` is {}", value.text().unwrap_or_default());
    let all: Vec<String> = arguments.iter().map(one).collect();
    if all.is_empty() { String::new() } else { format!("when {}", all.join(" and ")) }
}
