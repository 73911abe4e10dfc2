//! What an order says of other boxes names things that are there.

use crate::ast::{Binding, BoxOrder, Dict};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::hir::Menu;
use crate::source::{Span, Spanned};

use super::errors::BadBinding;
use super::place::{UnknownBox, is_of};

/// A binding says one place.
pub(super) fn bindings<K>(externals: &Dict<K, Binding>, diagnostics: &mut Diagnostics) {
    for (name, binding) in externals.iter() {
        let places = [binding.host.is_some(), !binding.addresses.is_empty(), binding.box_name.is_some()];
        let stated = !binding.ports.is_empty() || !binding.outputs.is_empty();
        let one = places.iter().filter(|place| **place).count() == 1;
        let whole = binding.box_name.is_some() == binding.service.is_some();
        if !one || !whole || binding.box_name.is_some() && stated {
            diagnostics.push(BadBinding { span: name.span });
        }
    }
}

/// The boxes that bindings name are boxes of the project.
pub(super) fn boxes<K>(externals: &Dict<K, Binding>, orders: &[&BoxOrder], diagnostics: &mut Diagnostics) {
    names(externals.iter().filter_map(|(_, binding)| binding.box_name.as_ref()), orders, diagnostics);
}

/// Names of boxes are those of orders, or of their copies.
pub(super) fn names<'a>(
    names: impl Iterator<Item = &'a Spanned<crate::ast::types::AnyName>>,
    orders: &[&BoxOrder],
    diagnostics: &mut Diagnostics,
) {
    for name in names {
        if !orders.iter().any(|order| is_of(order, name.value.as_str())) {
            diagnostics.push(UnknownBox::new(name.as_ref().map(ToString::to_string), orders));
        }
    }
}

/// An order binds externals of its menu, and offers services of it.
pub(super) fn against_menu(order: &BoxOrder, menu: &Menu, diagnostics: &mut Diagnostics) {
    let names = |external: bool| {
        let fits =
            move |item: &crate::hir::Item<'_>| if external { item.is_external() } else { item.service().is_some() };
        menu.items().filter(fits).map(|item| item.name())
    };
    for (name, _) in order.bind.iter().filter(|(name, _)| !names(true).any(|own| own == name.value.as_str())) {
        let near = nearest(name.value.as_str(), names(true)).map(str::to_owned);
        diagnostics.push(Dangling { name: name.value.to_string(), at: name.span, what: "an external", near });
    }
    for (name, _) in order.offers.iter().filter(|(name, _)| !names(false).any(|own| own == name.value.as_str())) {
        let near = nearest(name.value.as_str(), names(false)).map(str::to_owned);
        diagnostics.push(Dangling { name: name.value.to_string(), at: name.span, what: "a service", near });
    }
}

/// Something of the menu that an order names, and the menu does not have.
struct Dangling {
    name: String,
    at: Span,
    what: &'static str,
    near: Option<String>,
}

impl From<Dangling> for Diagnostic {
    fn from(error: Dangling) -> Self {
        let Dangling { name, at, what, near } = error;
        Diagnostic::error("dangling-order", format!("the menu of this box has no `{name}` that is {what}"))
            .at(at, format!("not {what} of this box"))
            .maybe_help(near.map(|near| format!("write `{near}`")))
    }
}
