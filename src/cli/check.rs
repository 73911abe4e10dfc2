//! `boxc check`

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::compile::{self, Selection};
use crate::diagnostic::Diagnostics;
use crate::source::{Disk, SourceMap, Span};

use super::Exit;
use super::print::{Printer, count};
use super::project::{self, find, path_from, root};
use super::report::{Found, Reports, report};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Check what these files, and those in folders, reach, each in the project that it is in; everything by default
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    reports: Reports,
}

/// A project and which of its files to look at.
struct Wanted {
    root: PathBuf,
    /// From the project's folder, and as they were given; everything without any.
    files: Option<Vec<(String, PathBuf)>>,
}

/// What was checked.
#[derive(Default)]
struct Seen {
    boxes: usize,
    menus: usize,
    /// Files that some project reads, as they were given.
    files: BTreeSet<PathBuf>,
}

pub(super) fn run(args: &Args, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    let wanted = match wanted(&args.files, directory, printer) {
        Ok(wanted) => wanted,
        Err(exit) => return exit,
    };
    let (mut found, mut seen) = (Found::default(), Seen::default());
    for wanted in wanted {
        check(wanted, &mut found, &mut seen);
    }
    if let Err(exit) = report(&found, &args.reports, printer) {
        return exit;
    }
    let others: Vec<&PathBuf> = args.files.iter().filter(|file| !seen.files.contains(*file)).collect();
    if let Some((first, rest)) = others.split_first() {
        let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
        printer.note(&format!("not looked at, since no project reads it: `{}`{more}", first.display()));
    }
    if found.findings.has_errors() {
        return Exit::Errors;
    }
    if !args.reports.is_for_machines() {
        let (boxes, menus) = (count(seen.boxes, "box", "boxes"), count(seen.menus, "menu", "menus"));
        printer.line(&format!("{boxes} and {menus}: no errors"));
    }
    Exit::Fine
}

/// The projects of the files; of the folder without any.
fn wanted(files: &[PathBuf], directory: Option<&Path>, printer: &mut Printer) -> Result<Vec<Wanted>, Exit> {
    if files.is_empty() {
        return Ok(vec![Wanted { root: root(directory, printer)?, files: None }]);
    }
    let mut wanted: BTreeMap<PathBuf, Vec<(String, PathBuf)>> = BTreeMap::new();
    let mut open_ended: Option<Vec<PathBuf>> = None;
    for given in files {
        let file = directory.map_or_else(|| given.clone(), |directory| directory.join(given));
        // A file that is gone may have been the last of its folder.
        let folder = file.ancestors().find(|folder| folder.is_dir() || folder.as_os_str().is_empty());
        let above = find(folder.filter(|folder| !folder.as_os_str().is_empty()), printer)?;
        let roots = match above {
            Some(root) => vec![root],
            // Projects may share a folder that is in none of them.
            None => open_ended.get_or_insert_with(|| project::open_ended(directory)).clone(),
        };
        for root in roots {
            if let Some(path) = path_from(&root, &file) {
                wanted.entry(root).or_default().push((path, given.clone()));
            }
        }
    }
    Ok(wanted.into_iter().map(|(root, files)| Wanted { root, files: Some(files) }).collect())
}

fn check(Wanted { root, files }: Wanted, found: &mut Found, seen: &mut Seen) {
    let mut findings = Diagnostics::default();
    let first = found.sources.len();
    let project = compile::open(&Disk::new(&root), &mut found.sources, &mut findings);
    // Nobody knows any more what stood in a document that is gone.
    let is_gone = |path: &str| is_yaml(path) && !path.starts_with("../") && !root.join(path).exists();
    let is_read = |path: &str| project.as_ref().is_none_or(|project| project.reads(path)) || is_gone(path);
    let files: Option<Vec<(String, PathBuf)>> =
        files.map(|files| files.into_iter().filter(|(path, _)| is_read(path)).collect());
    if files.as_ref().is_some_and(Vec::is_empty) {
        return;
    }
    if let Some(project) = &project {
        let surveyed = project.survey(&mut findings);
        compile::examine(project, &surveyed, Selection::Homes, &mut findings);
        let changed: Option<Vec<&str>> =
            files.as_ref().map(|files| files.iter().map(|(path, _)| path.as_str()).collect());
        let reach = project.reach(changed.as_deref().filter(|changed| !changed.iter().any(|path| is_gone(path))));
        findings.retain(|finding| reach.tells(finding, &found.sources));
        let orders = surveyed.iter().filter(|one| reach.has(path_of(one.order.name.span, &found.sources)));
        seen.boxes += orders.map(|one| one.copies.len()).sum::<usize>();
        seen.menus += project.menus().iter().filter(|menu| reach.has(&menu.path)).count();
    }
    seen.files.extend(files.into_iter().flatten().map(|(_, given)| given));
    found.add(findings, first, root);
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

fn path_of(span: Span, sources: &SourceMap) -> &str {
    sources.file(span.file).map_or("", |file| file.path())
}
