//! `boxc menus diff`

use std::path::Path;

use clap::ValueEnum;

use crate::ast::Version;
use crate::compile::{self, Broken, Exchange, Project};
use crate::contract::{self, Change, Level};
use crate::diagnostic::Diagnostics;
use crate::source::{Beside, Disk, Memory, SourceMap, World};
use crate::survey::find;

use super::super::print::Printer;
use super::super::{Exit, project};
use super::side::{Around, Refused, Side, folder_of};
use super::told;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The menu as it was
    #[arg(value_name = "OLD")]
    old: String,

    /// The menu as it is to be
    #[arg(value_name = "NEW")]
    new: String,

    /// How to print
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What became of one menu.
pub(super) struct Compared {
    pub name: String,
    /// `None` where there was none, or is none any more.
    pub old: Option<Version>,
    pub new: Option<Version>,
    pub changes: Vec<Change>,
    pub broken: Vec<Broken>,
    /// Who asks for a range that the new version is not in: kind, name, range.
    pub stays: Vec<(&'static str, String, String)>,
}

impl Compared {
    /// The most that a change does; what breaks a box of the project breaks somebody.
    fn level(&self) -> Option<Level> {
        let broken = (!self.broken.is_empty()).then_some(Level::Breaking);
        self.changes.iter().map(|change| change.level).chain(broken).max()
    }

    /// The smallest honest version, where there were two.
    pub fn smallest(&self) -> Option<Version> {
        self.old.as_ref().map(|old| Version(contract::next(&old.0, self.level())))
    }

    pub fn is_honest(&self) -> bool {
        let versions = self.old.as_ref().zip(self.new.as_ref()).zip(self.smallest());
        versions.is_none_or(|((old, new), smallest)| contract::is_honest(&new.0, &old.0, &smallest.0))
    }
}

pub(super) fn run(args: &Args, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    let root = match project::find(directory, printer) {
        Ok(root) => root,
        Err(exit) => return exit,
    };
    let mut sources = SourceMap::default();
    let own = root.as_ref().and_then(|root| compile::open(&Disk::new(root), &mut sources, &mut Diagnostics::default()));
    let around = Around { root: root.as_deref(), project: own.as_ref() };
    let old = around.open(&args.old, "old:", &mut sources);
    let new = around.open(&args.new, "new:", &mut sources);
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(refused), _) | (_, Err(refused)) => return refuse(refused, printer, &named(&sources, args)),
    };
    let compared = compare(&old, &new, &around, &mut sources);
    let sources = named(&sources, args);
    match args.format {
        Format::Text => told::all(&compared, printer, &sources),
        Format::Json => printer.text(&told::json(&compared, &sources)),
    }
    if compared.iter().all(Compared::is_honest) { Exit::Fine } else { Exit::Errors }
}

fn refuse(refused: Refused, printer: &mut Printer, sources: &SourceMap) -> Exit {
    match refused {
        Refused::Usage(message, help) => {
            printer.failure(&message, help.as_deref());
            Exit::Failed
        }
        Refused::Broken(found) => {
            printer.findings(&found, sources);
            Exit::Errors
        }
    }
}

/// The sources under the paths that the user gave.
fn named(sources: &SourceMap, args: &Args) -> SourceMap {
    sources.renamed(|_, path| {
        let mut given = [("old:/", &args.old), ("new:/", &args.new)].into_iter();
        let inner = given.find_map(|(name, given)| Some((path.strip_prefix(name)?, Path::new(given))));
        inner.map_or_else(
            || path.to_owned(),
            |(file, given)| {
                folder_of(given).map_or(Path::new("").join(file), |folder| folder.join(file)).display().to_string()
            },
        )
    })
}

/// Menus of both sides: the two that were named, or those of one name; of several versions the highest counts.
fn compare(old: &Side, new: &Side, around: &Around<'_>, sources: &mut SourceMap) -> Vec<Compared> {
    if let ([was], [is]) = (old.menus.as_slice(), new.menus.as_slice()) {
        return pair((old, *was), (new, *is), around, sources).into_iter().collect();
    }
    let (was, is) = (highest(old), highest(new));
    let mut all = Vec::new();
    for (name, at) in &was {
        match is.iter().find(|(other, _)| other == name) {
            Some((_, other)) => all.extend(pair((old, *at), (new, *other), around, sources)),
            None => all.push(alone(name, Some(version(&old.project, *at)), None)),
        }
    }
    let added = is.iter().filter(|(name, _)| !was.iter().any(|(other, _)| other == name));
    all.extend(added.map(|(name, at)| alone(name, None, Some(version(&new.project, *at)))));
    all
}

fn alone(name: &str, old: Option<Option<Version>>, new: Option<Option<Version>>) -> Compared {
    let (old, new) = (old.flatten(), new.flatten());
    Compared { name: name.to_owned(), old, new, changes: Vec::new(), broken: Vec::new(), stays: Vec::new() }
}

fn version(project: &Project, at: usize) -> Option<Version> {
    project.menus().get(at).map(|menu| menu.ast.version.value.clone())
}

/// The names of a side's menus, each with the position of its highest version.
fn highest(side: &Side) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for at in &side.menus {
        let Some(menu) = side.project.menus().get(*at) else { continue };
        let name = menu.ast.menu.value.as_str();
        match found.iter_mut().find(|(other, _)| other == name) {
            Some((_, first)) if version(&side.project, *first) < version(&side.project, *at) => *first = *at,
            Some(_) => {}
            None => found.push((name.to_owned(), *at)),
        }
    }
    found
}

fn pair(
    (old, was): (&Side, usize),
    (new, is): (&Side, usize),
    around: &Around<'_>,
    sources: &mut SourceMap,
) -> Option<Compared> {
    let (before, after) = (old.project.menus().get(was)?, new.project.menus().get(is)?);
    let trees = (old.project.tree(was)?, new.project.tree(is)?);
    let changes = contract::compare((before, trees.0), (after, trees.1));
    let name = before.ast.menu.value.to_string();
    let (stated, next) = (&before.ast.version.value, &after.ast.version.value);
    let mut compared = Compared {
        name: name.clone(),
        old: Some(stated.clone()),
        new: Some(next.clone()),
        changes,
        broken: Vec::new(),
        stays: Vec::new(),
    };
    // Whom it concerns of the project around, which has the old one.
    let Some((root, project)) = around.root.zip(around.project) else { return Some(compared) };
    let held =
        project.menus().iter().find(|menu| menu.ast.menu.value.as_str() == name && menu.ast.version.value == *stated);
    let Some(held) = held else { return Some(compared) };
    let disk = Disk::new(root);
    let nothing = Memory::default();
    let foreign = new.folder.as_ref().map(Disk::new);
    let file = after.path.strip_prefix("new:/").map(str::to_owned);
    let world = Beside {
        base: &disk,
        name: "new:",
        folder: foreign.as_ref().map_or(&nothing as &dyn World, |folder| folder),
        menus: file.iter().cloned().collect(),
        hidden: Vec::new(),
        without_boxes: false,
    };
    let exchange = Exchange { old: &held.path, new: &after.path, version: stated, keep: file.is_none() };
    compared.broken = compile::broken(&disk, &world, exchange, sources);
    let users = project.users(&name).filter(|(_, _, wanted)| {
        let takes = |version: &Version| wanted.value.range.as_ref().is_none_or(|range| range.matches(&version.0));
        find(&wanted.value, project.menus()).is_some() && takes(stated) && !takes(next)
    });
    let written = |at| sources.text(at).trim_matches(['"', '\'']).to_owned();
    compared.stays = users.map(|(kind, user, wanted)| (kind, user.to_owned(), written(wanted.span))).collect();
    Some(compared)
}
