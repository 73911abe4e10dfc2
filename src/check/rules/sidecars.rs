//! The programs of a pod have names of their own, and so have their ports.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Item, Menu};
use crate::source::Span;

/// Names of containers that the compiler adds, and what those begin with that are numbered.
const ADDED: [&str; 5] = ["copy-helper", "wait-for-needs", "make-folders", "fill-files", "watch-needs"];
const NUMBERED: &str = "seed-";

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for item in menu.items() {
        let sidecars = item.workload().into_iter().flat_map(|workload| workload.sidecars.iter());
        for (name, _) in sidecars {
            let text = name.value.as_str();
            if text == item.name() {
                diagnostics.push(TakenName { name: text.to_owned(), at: name.span, first: Some(item.span()) });
            } else if ADDED.contains(&text) || text.starts_with(NUMBERED) {
                diagnostics.push(TakenName { name: text.to_owned(), at: name.span, first: None });
            }
        }
        ports(item, diagnostics);
    }
}

fn ports(item: Item<'_>, diagnostics: &mut Diagnostics) {
    for (at, (name, _)) in item.ports().iter().enumerate() {
        let first = item.ports().iter().take(at).find(|(earlier, _)| earlier.value == name.value);
        if let Some((first, _)) = first {
            diagnostics.push(TakenName { name: name.value.to_string(), at: name.span, first: Some(first.span) });
        }
    }
}

/// A name that another program or port of the pod has.
struct TakenName {
    name: String,
    at: Span,
    first: Option<Span>,
}

impl From<TakenName> for Diagnostic {
    fn from(error: TakenName) -> Self {
        let TakenName { name, at, first } = error;
        let finding = Diagnostic::error("sidecar-name", format!("the pod has a `{name}` already")).at(at, "once more");
        let finding = match first {
            Some(first) => finding.at(first, "the first"),
            None => finding,
        };
        finding.help("choose another name: the programs of a pod and their ports share one set of names each")
    }
}
