//! What findings weigh in this fleet.
//!
//! Stages report what is no error by nature as a warning. Input: findings, a fleet's `rules`. Output: the same findings, each
//! of those an error, a warning, a note or gone. Not here: errors, which are errors in every fleet.

use crate::ast::{Fleet, Literal, RuleName, Weight};
use crate::diagnostic::{Diagnostics, Page, Severity};

/// The pages of codes that several stages raise.
pub(super) const PAGES: &[Page] = &[Page { code: "not-checked", text: include_str!("pages/not-checked.md") }];

/// Without a fleet everything weighs what it does by default.
pub(super) fn weigh(fleet: Option<&Fleet>, diagnostics: &mut Diagnostics) {
    diagnostics.weigh(|code| {
        let Ok(rule) = RuleName::parse(code) else { return Some(Severity::Warning) };
        let said = fleet.and_then(|fleet| fleet.rules.iter().find(|(name, _)| name.value == rule));
        match said.map(|(_, weight)| weight.value) {
            None => Some(rule.usual()),
            Some(Weight::Error) => Some(Severity::Error),
            Some(Weight::Warning) => Some(Severity::Warning),
            Some(Weight::Allow) => None,
        }
    });
}
