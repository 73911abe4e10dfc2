//! What is merged over emitted objects, with its expressions replaced.

use serde_json::Value as Json;

use crate::ast::{Leaf, Resolved};
use crate::expr::{Rendered, Value};
use crate::hir;

use super::model::Patch;
use super::resolve::{Resolver, plain_text};

impl<'p> Resolver<'_, 'p> {
    pub(super) fn patches(&mut self, item: hir::Item<'p>) -> Option<Vec<Patch>> {
        let Some(workload) = item.workload() else { return Some(Vec::new()) };
        self.all(workload.patch.entries.iter(), |this, (target, patch)| {
            let body = patch.0.resolve(&mut |leaf| this.leaf(item, leaf))?;
            let (kind, name) = (target.value.kind.clone(), target.value.name.clone());
            Some(Patch { kind, name, span: target.span, body })
        })
    }

    fn leaf(&mut self, item: hir::Item<'p>, leaf: &Leaf) -> Option<Resolved<Json>> {
        match leaf {
            Leaf::Value(value) => Some(Resolved::One(value.clone())),
            Leaf::Template(template) => match self.eval(item, template)? {
                Rendered::Value(Value::List(values)) => {
                    values.into_iter().map(json).collect::<Option<Vec<_>>>().map(Resolved::Many)
                }
                Rendered::Value(value) => json(value).map(Resolved::One),
                text @ Rendered::Text(_) => plain_text(text).map(|text| Resolved::One(text.into())),
            },
        }
    }
}

/// `None` for lists of lists, and for what only the pod knows: the check lets neither in.
fn json(value: Value) -> Option<Json> {
    match value {
        Value::Text(text) => Some(text.into()),
        Value::Int(number) => Some(number.into()),
        Value::Number(number) => Some(number.into()),
        Value::Bool(bool) => Some(bool.into()),
        Value::List(_) | Value::Secret { .. } | Value::Field(_) => None,
    }
}
