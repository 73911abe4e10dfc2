//! A menu in place of another: who of a project would break.
//!
//! Input: a project, the paths of two menus, and the version that the old one had. Output: the boxes and menus that were sound
//! with the old one and are not with the new one, each with what is wrong then.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::{SourceMap, World};
use crate::syntax::Kind;

use super::load::Documents;
use super::{Project, read, stream, weigh};

/// A menu that stands where another stood: under its version, so that whoever asked for that one gets it.
#[derive(Debug, Clone, Copy)]
pub struct Exchange<'a> {
    /// The old one's file.
    pub old: &'a str,
    /// The new one's file.
    pub new: &'a str,
    pub version: &'a ast::Version,
    /// Whether the new one is a menu of the project under its own version, too.
    pub keep: bool,
}

impl Exchange<'_> {
    pub(super) fn apply(&self, documents: &mut Documents) {
        let Some((path, mut menu, mut node)) = documents.menus.iter().find(|(path, ..)| path == self.new).cloned()
        else {
            return;
        };
        menu.version.value = self.version.clone();
        if let Kind::Map(entries) = &mut node.kind {
            for entry in entries.iter_mut().filter(|entry| entry.key.value == "version") {
                entry.value = crate::syntax::Node::text(&self.version.0.to_string(), entry.value.span);
            }
        }
        documents.menus.retain(|(other, ..)| other != self.old && (self.keep || other != self.new));
        documents.menus.push((path, menu, node));
    }
}

/// A box or a menu that an exchange breaks.
#[derive(Debug)]
pub struct Broken {
    /// `box` or `menu`.
    pub kind: String,
    pub name: String,
    pub path: String,
    /// What is wrong with it; nothing where the menu that it orders is among the broken.
    pub findings: Diagnostics,
}

/// Documents by their kind and name, each with its errors.
type Verdicts = BTreeMap<(String, String), Vec<Diagnostic>>;

/// Who of a project breaks when one menu takes the place of another; `beside` is the project with the new one in it.
pub fn broken(project: &dyn World, beside: &dyn World, exchange: Exchange<'_>, sources: &mut SourceMap) -> Vec<Broken> {
    let (Some((before, was)), Some((after, is))) =
        (judged(project, None, sources), judged(beside, Some(exchange), sources))
    else {
        return Vec::new();
    };
    let known: BTreeSet<_> = was.values().flatten().map(|finding| key(finding, sources)).collect();
    let mut all = Vec::new();
    for ((kind, name), errors) in is {
        let mut findings = Diagnostics::default();
        let mut seen = known.clone();
        errors.into_iter().filter(|error| seen.insert(key(error, sources))).for_each(|error| findings.push(error));
        if !findings.is_empty() {
            all.push(broken_by(&after, kind, name, findings));
        }
    }
    let old = after.mentions.iter().find(|document| document.path() == exchange.old);
    let old = old.and_then(|document| document.defined()).map(|(_, name)| name);
    let fell: Vec<&String> =
        after.broken.iter().filter(|name| !before.broken.contains(name) && Some(name.as_str()) != old).collect();
    for (order, _) in &after.orders {
        let menu = order.menu.as_ref().filter(|menu| fell.iter().any(|name| **name == menu.value.name));
        let name = order.name.value.to_string();
        if menu.is_some() && !all.iter().any(|broken| broken.kind == "box" && broken.name == name) {
            all.push(broken_by(&after, "box".to_owned(), name, Diagnostics::default()));
        }
    }
    all
}

fn broken_by(project: &Project, kind: String, name: String, findings: Diagnostics) -> Broken {
    let is = |defined: Option<(&str, &str)>| defined == Some((kind.as_str(), name.as_str()));
    let document = project.mentions.iter().find(|document| is(document.defined()));
    let path = document.map_or_else(String::new, |document| document.path().to_owned());
    Broken { kind, name, path, findings }
}

/// What a finding is told apart by.
fn key(finding: &Diagnostic, sources: &SourceMap) -> (&'static str, String, String) {
    let place = finding.labels.first().map_or_else(String::new, |label| sources.place(label.span));
    (finding.code, finding.message.clone(), place)
}

/// The errors of a project by the document whose they are.
fn judged(world: &dyn World, exchange: Option<Exchange<'_>>, sources: &mut SourceMap) -> Option<(Project, Verdicts)> {
    let mut found = Diagnostics::default();
    let project = read(world, exchange, sources, &mut found)?;
    let surveyed = project.survey(&mut found);
    let mut verdicts = Verdicts::new();
    for finding in found.iter().filter(|finding| finding.severity == Severity::Error) {
        let own = |path: &str| exchange.is_none_or(|exchange| path != exchange.old && path != exchange.new);
        let paths = finding.labels.iter().filter_map(|label| Some(sources.file(label.span.file)?.path()));
        let documents = paths.filter(|path| own(path));
        let mut documents =
            documents.filter_map(|path| project.mentions.iter().find(|document| document.path() == path)?.defined());
        if let Some((kind, name)) = documents.next() {
            verdicts.entry((kind.to_owned(), name.to_owned())).or_default().push(finding.clone());
        }
    }
    for (name, mut found) in stream::judge(&project, &surveyed) {
        weigh::weigh(Some(&project.fleet), &mut found);
        let errors = found.iter().filter(|finding| finding.severity == Severity::Error).cloned();
        verdicts.entry(("box".to_owned(), name)).or_default().extend(errors);
    }
    drop(surveyed);
    Some((project, verdicts))
}
