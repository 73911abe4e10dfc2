//! What an order says to its menu's parameters.

use std::collections::BTreeMap;

use crate::ast::BoxOrder;
use crate::diagnostic::Diagnostics;
use crate::expr::Value;
use crate::hir::Menu;

use super::errors::{MissingParameter, UnknownParameter};

/// The value of every parameter, from the order or by default; nothing after problems were reported.
pub(super) fn arguments(
    menu: &Menu,
    order: &BoxOrder,
    diagnostics: &mut Diagnostics,
) -> Option<BTreeMap<String, Value>> {
    let params = &menu.ast.params;
    let mut values = BTreeMap::new();
    let mut whole = true;
    for (name, _) in order.with.iter().filter(|(name, _)| params.get(name.value.as_str()).is_none()) {
        diagnostics.push(UnknownParameter::new(menu, name));
        whole = false;
    }
    for (name, param) in params.iter() {
        let given = order.with.get(name.value.as_str()).or(param.default.as_ref());
        let value = match given.map(|given| param.value(given)) {
            Some(Ok(value)) => value,
            Some(Err(finding)) => {
                diagnostics.push(finding.at(param.kind.span, "the parameter's type"));
                whole = false;
                continue;
            }
            None => {
                diagnostics.push(MissingParameter::new(order, name, param));
                whole = false;
                continue;
            }
        };
        values.insert(name.value.as_str().to_owned(), value);
    }
    whole.then_some(values)
}
