//! Whether what an order allows its box is what the box can need.

use crate::diagnostic::{Diagnostic, Diagnostics, Page};
use crate::lower::{Shortfall, shortfalls};

/// The pages of this stage's codes.
pub(super) const PAGES: &[Page] = &[Page { code: "small-quota", text: include_str!("pages/small-quota.md") }];

pub(super) fn check(instance: &crate::instantiate::BoxInstance, diagnostics: &mut Diagnostics) {
    shortfalls(instance).into_iter().for_each(|shortfall| diagnostics.push(SmallQuota(shortfall)));
}

/// A quota under which some pod would be refused.
struct SmallQuota(Shortfall);

impl From<SmallQuota> for Diagnostic {
    fn from(SmallQuota(Shortfall { what, asked, needed }): SmallQuota) -> Self {
        let message = format!("this box can need `{needed}` of {what}, and its quota allows `{}`", asked.value);
        Diagnostic::error("small-quota", message)
            .at(asked.span, "pods beyond it would be refused")
            .help(format!("write `{what}: {needed}` or more, or leave it out: a box gets what it can need"))
    }
}
