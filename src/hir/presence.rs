//! Under which arguments a part of a menu is there.
//!
//! Input: `when` conditions. Output: whether they hold for some arguments, and what to say of those.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{Argument, When};
use crate::expr::{Path, Rendered, Template, Value, Values};
use crate::source::{FileId, Span};

use super::model::Menu;

/// Arguments of the parameters that some conditions read.
pub type Arguments = BTreeMap<String, Value>;

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

    /// Where the conditions stand that may not hold.
    pub fn places(&self) -> impl Iterator<Item = Span> {
        let conditions =
            self.conditions.iter().filter(|condition| condition.literal().is_none_or(|literal| !literal.0));
        conditions.map(|condition| condition.span())
    }

    pub fn is_always(&self) -> bool {
        self.conditions.iter().all(|condition| condition.literal().is_some_and(|literal| literal.0))
    }

    /// Whether it is there for these arguments. What can't be evaluated counts as there; it is reported where it is
    /// checked.
    pub fn holds(&self, arguments: &Arguments) -> bool {
        all_hold(self.menu, &self.conditions, arguments)
    }

    /// Whether its conditions read parameters that there are; what they say is not known otherwise.
    pub fn is_readable(&self) -> bool {
        let known = |path: &Path| match path {
            [root, name, ..] if root.value == "params" => self.menu.params(root.span.file).get(&name.value).is_some(),
            _ => false,
        };
        self.conditions.iter().filter_map(|condition| condition.template()).all(|template| template.paths().all(known))
    }

    /// The parameters of the whole menu that it reads.
    pub fn parameters(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for template in self.conditions.iter().filter_map(|condition| condition.template()) {
            read(self.menu, template, &mut found);
        }
        found
    }

    pub(super) fn conditions(&self) -> &[&'m When] {
        &self.conditions
    }
}

pub(super) fn all_hold(menu: &Menu, conditions: &[&When], arguments: &Arguments) -> bool {
    let given = Given { menu, arguments };
    conditions.iter().all(|condition| match condition.template() {
        None => condition.literal().is_none_or(|literal| literal.0),
        Some(template) => match template.eval(&given) {
            Ok(Rendered::Value(Value::Bool(holds))) => holds,
            Ok(_) | Err(_) => true,
        },
    })
}

/// The parameters that a template reads, by way of the arguments of inclusions.
pub(super) fn read(menu: &Menu, template: &Template, found: &mut BTreeSet<String>) {
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

/// `when cache is false and size is large`, or nothing when it always is so.
pub fn sentence(arguments: &Arguments) -> String {
    let one = |(name, value): (&String, &Value)| format!("`{name}` is {}", value.text().unwrap_or_default());
    let all: Vec<String> = arguments.iter().map(one).collect();
    if all.is_empty() { String::new() } else { format!("when {}", all.join(" and ")) }
}
