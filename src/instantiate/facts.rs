//! What is true of a whole box: its parameters and constants, its own name, its cluster.

use crate::ast::types::ConstantText;
use crate::ast::{Constant, Dynamic};
use crate::expr::{Path, Rendered, Template, Type, Value, Values};
use crate::source::FileId;

use super::resolve::plain_text;
use super::values::Context;

/// The values of the roots that mean the same for every item.
#[derive(Clone, Copy)]
pub(super) struct BoxValues<'c, 'p> {
    pub context: &'c Context<'p>,
}

impl Values for BoxValues<'_, '_> {
    fn value(&self, path: &Path) -> Option<Value> {
        let parts: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
        // Names mean what they mean in the menu whose text this is.
        let file = path.first()?.span.file;
        match parts.as_slice() {
            ["params", name] => self.param(file, name, None),
            ["params", name, key] => self.param(file, name, Some(key)),
            ["let", name] => self.constant(file, name),
            ["box", "name"] => text(&self.context.identity.name),
            ["box", "owner"] => text(self.context.identity.owner.as_ref()?),
            ["cluster", rest @ ..] => self.cluster(rest),
            _ => None,
        }
    }
}

impl BoxValues<'_, '_> {
    fn param(&self, file: FileId, name: &str, key: Option<&str>) -> Option<Value> {
        if let Some(included) = self.context.menu().inclusions.get(&file) {
            return included.argument(name, key, self);
        }
        let path = key.map_or_else(|| name.to_owned(), |key| format!("{name}.{key}"));
        self.context.surveyed.arguments.get(&path).cloned()
    }

    /// A constant, which a checked menu can always give.
    fn constant(&self, file: FileId, name: &str) -> Option<Value> {
        match self.context.menu().constants(file).get(name)? {
            Constant::Literal { text, ty: Type::Int, .. } => text.parse().ok().map(Value::Int),
            Constant::Literal { text, ty: Type::Bool, .. } => text.parse().ok().map(Value::Bool),
            Constant::Literal { text, .. } => Some(Value::Text(text.clone())),
            Constant::Template(template) => given(template, self),
            Constant::List(list) => {
                let mut all = Vec::new();
                for element in &list.items {
                    match self.element(element)? {
                        Value::List(spliced) => all.extend(spliced),
                        one => all.push(one),
                    }
                }
                Some(Value::List(all))
            }
        }
    }

    fn element(&self, element: &Dynamic<ConstantText>) -> Option<Value> {
        match element {
            Dynamic::Literal(text) => Some(Value::Text(text.value.0.clone())),
            Dynamic::Template(template) => given(template, self),
        }
    }

    fn cluster(&self, rest: &[&str]) -> Option<Value> {
        let cluster = self.context.cluster;
        match rest {
            ["name"] => text(self.context.site.cluster),
            ["domain"] => text(cluster.domain.as_ref()?.value.as_str()),
            ["labels", key] => text(&cluster.labels.get(key)?.value),
            ["vars", key] => text(&cluster.vars.get(key)?.value),
            _ => None,
        }
    }
}

/// What a template gives, in its own type.
pub(super) fn given(template: &Template, values: &dyn Values) -> Option<Value> {
    match template.eval(values).ok()? {
        Rendered::Value(value) => Some(value),
        composed @ Rendered::Text(_) => plain_text(composed).map(Value::Text),
    }
}

pub(super) fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}
