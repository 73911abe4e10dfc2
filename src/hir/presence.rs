//! Under which arguments a part of a menu is there.
//!
//! Input: `when` conditions. Output: whether some can hold while others don't, with the smallest arguments that show it.
//! Gained: a menu is linked for every combination of the parameters that its conditions read.

use std::collections::BTreeMap;

use crate::ast::{Menu as Ast, ParamKind, When};
use crate::expr::{Path, Rendered, Value, Values};

/// Arguments of the parameters that some conditions read.
pub type Arguments = BTreeMap<String, Value>;

/// More combinations than this are not tried; conditions together read too many parameters then.
const MOST: usize = 4096;

/// What has to hold for a part to be there: all of some conditions. None is always there.
#[derive(Debug, Clone, Default)]
pub struct Presence<'m>(Vec<&'m When>);

impl<'m> Presence<'m> {
    pub fn of(conditions: impl IntoIterator<Item = Option<&'m When>>) -> Self {
        Presence(conditions.into_iter().flatten().collect())
    }

    /// Both parts are there.
    #[must_use]
    pub fn and(&self, other: &Presence<'m>) -> Self {
        Presence(self.0.iter().chain(&other.0).copied().collect())
    }

    pub fn is_always(&self) -> bool {
        self.0.iter().all(|condition| condition.literal().is_some_and(|literal| literal.0))
    }

    /// Whether it is there for these arguments. What can't be evaluated counts as there; it is reported where it is
    /// checked.
    pub fn holds(&self, arguments: &Arguments) -> bool {
        self.0.iter().all(|condition| holds(condition, arguments))
    }

    fn parameters(&self) -> impl Iterator<Item = String> {
        let templates = self.0.iter().filter_map(|condition| condition.template());
        let paths = templates.flat_map(|template| template.paths().map(<[_]>::to_vec).collect::<Vec<_>>());
        paths.filter_map(|path| match path.as_slice() {
            [root, name] if root.value == "params" => Some(name.value.clone()),
            _ => None,
        })
    }
}

fn holds(condition: &When, arguments: &Arguments) -> bool {
    match condition.template() {
        None => condition.literal().is_none_or(|literal| literal.0),
        Some(template) => match template.eval(&Given(arguments)) {
            Ok(Rendered::Value(Value::Bool(holds))) => holds,
            Ok(_) | Err(_) => true,
        },
    }
}

struct Given<'a>(&'a Arguments);

impl Values for Given<'_> {
    fn value(&self, path: &Path) -> Option<Value> {
        match path {
            [root, name] if root.value == "params" => self.0.get(&name.value).cloned(),
            _ => None,
        }
    }
}

/// The first arguments, of the parameters that `parts` read, for which `test` is true; those nearest to the first values
/// of each come first.
pub fn find(ast: &Ast, parts: &[&Presence<'_>], test: impl Fn(&Arguments) -> bool) -> Option<Arguments> {
    let mut names: Vec<String> = parts.iter().flat_map(|part| part.parameters()).collect();
    names.sort();
    names.dedup();
    let domains: Vec<(String, Vec<Value>)> =
        names.into_iter().filter_map(|name| domain(ast, &name).map(|values| (name, values))).collect();
    let all = domains.iter().try_fold(1usize, |all, (_, values)| all.checked_mul(values.len()))?;
    (0..all.min(MOST)).map(|number| combination(&domains, number)).find(|arguments| test(arguments))
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
