//! Only members that start or get ready can be counted.

use crate::ast::Until;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{ItemKind, Menu, Need};
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for need in menu.needs() {
        let written = need.written();
        let (count, members) = (written.at_least.as_ref().map(|n| n.span()), written.members.map(|all| all.span));
        if let (Some(_), Some(at)) = (count, members) {
            diagnostics.push(CountedNeed::new(need, at, Problem::Twice));
        }
        let Some(at) = count.or(members) else { continue };
        match (need.provider().kind(), need.until()) {
            (ItemKind::Service(_), Until::Started | Until::Ready) => {}
            (ItemKind::Service(_), Until::Completed | Until::Reachable | Until::None) => {
                diagnostics.push(CountedNeed::new(need, at, Problem::NoWait));
            }
            (ItemKind::Job(_) | ItemKind::External(_), _) => {
                diagnostics.push(CountedNeed::new(need, at, Problem::NoMembers));
            }
        }
    }
}

enum Problem {
    Twice,
    NoWait,
    NoMembers,
}

/// A count where there is nothing to count.
struct CountedNeed {
    at: Span,
    problem: Problem,
    need: String,
    kind: &'static str,
    definition: Span,
}

impl CountedNeed {
    fn new(need: Need<'_>, at: Span, problem: Problem) -> Self {
        let provider = need.provider();
        let (need, kind) = (need.name().value.to_string(), provider.kind().describe());
        CountedNeed { at, problem, need, kind, definition: provider.span() }
    }
}

impl From<CountedNeed> for Diagnostic {
    fn from(error: CountedNeed) -> Self {
        let CountedNeed { at, problem, need, kind, definition } = error;
        let code = |message: String| Diagnostic::error("counted-need", message);
        match problem {
            Problem::Twice => code(format!("this need counts the members of `{need}` twice"))
                .at(at, "counts them as well")
                .help("keep one of `at-least` and `members`"),
            Problem::NoWait => code(format!("this need does not wait for `{need}`"))
                .at(at, "counts nothing")
                .help("remove it, or write `until: ready`"),
            Problem::NoMembers => code(format!("`{need}` is {kind}, which has no members to count"))
                .at(at, "counts members")
                .at(definition, kind)
                .help("remove it: only members of services are counted"),
        }
    }
}
