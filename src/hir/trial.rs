//! What templates give, whoever orders, as far as that can be told before.

use std::collections::BTreeSet;

use crate::ast::{Param, ParamKind};
use crate::diagnostic::Diagnostic;
use crate::expr::{Rendered, Template, Value};

use super::model::Menu;
use super::presence::{Arguments, Given, Presence, read};

/// More combinations than this are not tried.
const MOST_TRIALS: usize = 256;

impl Menu {
    /// What a template gives where the part that it stands in is there: for all values of parameters that have few, and for
    /// some of numbers. Nothing where it is made of anything else.
    pub fn trials(&self, there: &Presence<'_>, template: &Template) -> Vec<Result<Rendered, Box<Diagnostic>>> {
        if !template.paths().all(|path| matches!(path, [root, _] if root.value == "params")) {
            return Vec::new();
        }
        let mut names: BTreeSet<String> = there.parameters();
        read(self, template, &mut names);
        let samples = |name: &String| Some((name.clone(), samples(name, self.ast.params.get(name)?)?));
        let Some(samples) = names.iter().map(samples).collect::<Option<Vec<_>>>() else { return Vec::new() };
        let all = samples.iter().try_fold(vec![Arguments::new()], |all, (name, values)| {
            let with = |arguments: &Arguments, value: &Value| {
                let mut arguments = arguments.clone();
                arguments.insert(name.clone(), value.clone());
                arguments
            };
            let all: Vec<Arguments> =
                all.iter().flat_map(|arguments| values.iter().map(move |value| with(arguments, value))).collect();
            (all.len() <= MOST_TRIALS).then_some(all)
        });
        let present = all.into_iter().flatten().filter(|arguments| there.holds(arguments));
        present.map(|arguments| template.eval(&Given { menu: self, arguments: &arguments })).collect()
    }
}

/// Values of a parameter to try; nothing of one that can be any text.
fn samples(name: &str, param: &Param) -> Option<Vec<Value>> {
    let default = param.default.as_ref().and_then(|default| param.values(name, default).ok());
    let default = default.into_iter().flatten().map(|(_, value)| value);
    let numbers: Vec<Value> = match param.kind.value {
        ParamKind::Bool | ParamKind::String => return Some(param.all_values()).filter(|all| !all.is_empty()),
        ParamKind::Int | ParamKind::Port => [1, 2, 8080].map(Value::Int).into(),
        ParamKind::Number => [0.5, 1.0].map(Value::Number).into(),
        ParamKind::Quantity | ParamKind::Duration | ParamKind::Image => Vec::new(),
        ParamKind::List | ParamKind::Map => return None,
    };
    let fits = |value: &Value| param.admits(value, param.kind.span).is_ok();
    let all: Vec<Value> = default.chain(numbers.into_iter().filter(fits)).collect();
    Some(all).filter(|all| !all.is_empty())
}
