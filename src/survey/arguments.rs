//! What an order says to its menu's parameters.

use std::collections::BTreeMap;

use crate::ast::BoxOrder;
use crate::diagnostic::Diagnostics;
use crate::expr::Value;
use crate::hir::{Menu, misfits};

use super::errors::{MissingParameter, UnknownParameter};

/// The values of all parameters by their paths (`NAME`, or `NAME.KEY` of a map), from the order or by default; nothing after problems were reported.
pub(super) fn arguments(
    menu: &Menu,
    order: &BoxOrder,
    diagnostics: &mut Diagnostics,
) -> Option<BTreeMap<String, Value>> {
    let params = &menu.ast.params;
    let ordered_at = order.menu.as_ref().map_or(order.name.span, |menu| menu.span);
    let mut values = BTreeMap::new();
    let mut whole = true;
    for (name, _) in order.with.iter().filter(|(name, _)| params.get(name.value.as_str()).is_none()) {
        diagnostics.push(UnknownParameter::new(menu.ast.menu.value.as_str(), params, name));
        whole = false;
    }
    for (name, param) in params.iter() {
        let given = order.with.get(name.value.as_str()).or(param.default.as_ref());
        match given.map(|given| param.values(name.value.as_str(), given)) {
            Some(Ok(found)) => values.extend(found),
            Some(Err(finding)) => {
                diagnostics.push(finding.at(param.kind.span, "the parameter's type"));
                whole = false;
            }
            None => {
                diagnostics.push(MissingParameter::new(ordered_at, name, param));
                whole = false;
            }
        }
    }
    if whole {
        for finding in misfits(menu, &values) {
            diagnostics.push(finding.at(order.name.span, "for this box"));
            whole = false;
        }
    }
    whole.then_some(values)
}
