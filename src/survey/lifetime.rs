//! A box stays for longer than it may take to start.

use crate::ast::BoxOrder;
use crate::ast::types::Duration;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Arguments, Budget, Item, Menu, Startup};
use crate::source::{Span, Spanned};

pub(super) fn check(order: &BoxOrder, menu: &Menu, arguments: &Arguments, diagnostics: &mut Diagnostics) {
    let Some(lifetime) = order.lifetime else { return };
    let startup = Startup::of(menu, arguments);
    if startup.whole() < lifetime.value.seconds {
        return;
    }
    let step = |item: &Item<'_>| {
        let budget = Budget::of(*item).filter(|budget| budget.seconds > 0)?;
        Some((item.name().to_owned(), budget.seconds, budget.stated.unwrap_or(item.span())))
    };
    diagnostics.push(ShortLifetime {
        name: order.name.value.to_string(),
        lifetime,
        whole: startup.whole(),
        steps: startup.critical(menu).iter().filter_map(step).collect(),
    });
}

/// A box that may be removed before it has started.
struct ShortLifetime {
    name: String,
    lifetime: Spanned<Duration>,
    whole: u32,
    /// What may take how long on the way, and where.
    steps: Vec<(String, u32, Span)>,
}

impl From<ShortLifetime> for Diagnostic {
    fn from(error: ShortLifetime) -> Self {
        let ShortLifetime { name, lifetime, whole, steps } = error;
        let time = |seconds| Duration { seconds };
        let message = format!("`{name}` may take {} to start, and stays for {}", time(whole), lifetime.value);
        let mut finding = Diagnostic::warning("short-lifetime", message).at(lifetime.span, "may be removed after that");
        for (name, seconds, at) in steps {
            finding = finding.at(at, format!("`{name}` may take {}", time(seconds)));
        }
        finding.help("let it stay for longer, or let its items take less (`starts-within`, `deadline`)")
    }
}
