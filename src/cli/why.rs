//! `boxc why FILE:LINE`

use std::path::{Component, Path, PathBuf};

use crate::compile;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::emit::places::{self, Place};
use crate::source::{Disk, Origin, World};

use super::project::{Opened, open};
use super::report::Found;
use super::{Exit, print::Printer};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A line of a rendered manifest, such as `rendered/bj-a/alice/web.yaml:12`
    #[arg(value_name = "FILE:LINE")]
    line: String,
}

/// A line of a rendered file.
struct Asked {
    folder: PathBuf,
    /// The last three parts of its path: member cluster, box, file.
    cluster: String,
    name: String,
    file: String,
    line: usize,
}

pub(super) fn run(args: &Args, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    let Some(asked) = parse(&args.line) else {
        let help = "write it as `rendered/CLUSTER/BOX/FILE.yaml:LINE`";
        printer.failure(&format!("`{}` is no line of a rendered file", args.line), Some(help));
        return Exit::Failed;
    };
    let start = directory.map_or_else(|| asked.folder.clone(), Path::to_owned);
    let mut opened = match open(Some(&start), printer) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let answer = answer(&asked, &mut opened, printer);
    opened.diagnostics.retain(|finding| finding.severity != Severity::Note);
    Found::new(opened.diagnostics, opened.sources, &opened.root).print(printer);
    answer
}

fn parse(text: &str) -> Option<Asked> {
    let (path, line) = text.rsplit_once(':')?;
    let path = Path::new(path);
    let mut parts = path.components().rev().filter_map(|part| match part {
        Component::Normal(part) => part.to_str().map(str::to_owned),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    let (file, name, cluster) = (parts.next()?, parts.next()?, parts.next()?);
    let folder = path.parent()?.to_owned();
    Some(Asked { folder, cluster, name, file, line: line.parse().ok().filter(|line| *line > 0)? })
}

fn answer(asked: &Asked, opened: &mut Opened, printer: &mut Printer) -> Exit {
    let Some(project) = &opened.project else { return Exit::Errors };
    let surveyed = project.survey(&mut opened.diagnostics);
    let boxed = (asked.cluster.as_str(), asked.name.as_str());
    let Some(traced) = compile::trace(project, &surveyed, boxed, &mut opened.diagnostics) else {
        if !opened.diagnostics.has_errors() {
            printer.failure(&format!("the project has no box `{}` for `{}`", asked.name, asked.cluster), None);
        }
        return Exit::Errors;
    };
    let rendered = Disk::new(&asked.folder).read(&asked.file);
    let fresh = traced.files.get(&asked.file);
    let Some(fresh) = fresh.filter(|fresh| rendered.as_ref().is_ok_and(|rendered| rendered == *fresh)) else {
        printer.failure(
            &format!("`{}` is not what the sources give now", asked.folder.join(&asked.file).display()),
            Some("render it again with `boxc build`, then ask"),
        );
        return Exit::Errors;
    };
    let text = String::from_utf8_lossy(fresh);
    let shown = asked.folder.join(&asked.file).display().to_string();
    let file = opened.sources.add(&shown, &text);
    let Some(place) = places::at_line(file, asked.line, &opened.sources) else {
        printer.failure(&format!("line {} of `{shown}` holds nothing", asked.line), None);
        return Exit::Errors;
    };
    let origin = traced.origin(&asked.file, &place);
    show(&place, origin, opened, printer);
    Exit::Fine
}

fn show(place: &Place, origin: Option<Origin>, opened: &Opened, printer: &mut Printer) {
    let note = Diagnostic::note(format!("`{}`", place.pointer)).at(place.span, "this value");
    let mut answer = Diagnostics::default();
    answer.push(match origin {
        Some(Origin::Source(span)) => note.at(span, "comes from here"),
        Some(Origin::Rule(why)) => note.help(format!("set by boxc: {why}")),
        None => note.help("set by boxc"),
    });
    printer.answer(&answer, &opened.sources);
}
