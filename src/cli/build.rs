//! `boxc build`

use std::path::{Path, PathBuf};

use crate::compile::{self, Project, Selection};
use crate::diagnostic::{Diagnostics, Severity, listed, nearest};
use crate::emit::Bundle;
use crate::survey::Surveyed;
use crate::write::{Comparison, Difference, Report, Tree, WriteError};

use super::Exit;
use super::print::{Printer, count};
use super::project::open;
use super::report::Found;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Write nothing: report whether the folder is what the sources give
    #[arg(long)]
    check: bool,

    /// Compile every box for this member cluster, wherever it is placed
    #[arg(long, value_name = "NAME")]
    cluster: Option<String>,

    /// The folder to render into; `rendered` in the project's folder by default
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    let mut opened = match open(directory, printer) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let root = args.output.clone().unwrap_or_else(|| opened.root.join("rendered"));
    let project = opened.project.take();
    let exit = match &project {
        Some(project) => {
            let surveyed = project.survey(&mut opened.diagnostics);
            match selection(args, project, &surveyed, printer) {
                Ok(selection) => {
                    let build = Build { project, surveyed: &surveyed, selection, root: &root };
                    let diagnostics = &mut opened.diagnostics;
                    if args.check { build.compare(diagnostics, printer) } else { build.render(diagnostics, printer) }
                }
                Err(exit) => exit,
            }
        }
        None => Exit::Errors,
    };
    opened.diagnostics.retain(|finding| finding.severity != Severity::Note);
    Found::new(opened.diagnostics, opened.sources, &opened.root).print(printer);
    exit
}

/// What is built, and where to.
struct Build<'a> {
    project: &'a Project,
    surveyed: &'a [Surveyed<'a>],
    selection: Selection<'a>,
    root: &'a Path,
}

/// Which cluster to compile for. The project's own tree holds boxes where they are placed, and nowhere else.
fn selection<'a>(
    args: &'a Args,
    project: &Project,
    surveyed: &[Surveyed<'_>],
    printer: &mut Printer,
) -> Result<Selection<'a>, Exit> {
    let Some(cluster) = args.cluster.as_deref() else { return Ok(Selection::Homes) };
    let clusters = || project.fleet.clusters.keys();
    if project.fleet.clusters.get(cluster).is_none() {
        let help = match nearest(cluster, clusters()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the fleet has {}", listed(clusters())),
        };
        printer.failure(&format!("the fleet has no member cluster `{cluster}`"), Some(&help));
        return Err(Exit::Failed);
    }
    let mut elsewhere = surveyed.iter().flat_map(|surveyed| &surveyed.copies).filter(|copy| copy.home != cluster);
    if let Some(copy) = elsewhere.next().filter(|_| args.output.is_none()) {
        let message = format!("`{}` is placed on `{}`, not on `{cluster}`", copy.identity.name, copy.home);
        let help = format!("render for another cluster into a folder of its own: `--cluster {cluster} -o DIR`");
        printer.failure(&message, Some(&help));
        return Err(Exit::Failed);
    }
    Ok(Selection::Cluster(cluster))
}

impl Build<'_> {
    /// Hands every box to `sink`; false when the sources have errors.
    fn compile(
        &self,
        diagnostics: &mut Diagnostics,
        sink: impl FnMut(Bundle) -> Result<(), WriteError>,
    ) -> Result<bool, WriteError> {
        compile::compile(self.project, self.surveyed, self.selection, diagnostics, sink)?;
        Ok(!diagnostics.has_errors())
    }

    /// Whether a box that this run did not produce stays: all of other clusters do when only one was compiled for.
    fn keeps(&self, cluster: &str) -> bool {
        match self.selection {
            Selection::Homes => false,
            Selection::Cluster(only) => only != cluster,
        }
    }

    fn render(&self, diagnostics: &mut Diagnostics, printer: &mut Printer) -> Exit {
        let written = Tree::open(self.root).and_then(|mut tree| {
            match self.compile(diagnostics, |bundle| tree.stage(&bundle).map(|_| ())) {
                Ok(true) => tree.commit(|cluster, _| self.keeps(cluster)).map(Some),
                stopped => tree.discard().and(stopped).map(|_| None),
            }
        });
        match written {
            Ok(Some(report)) => {
                summary(&report, self.root, printer);
                Exit::Fine
            }
            Ok(None) => Exit::Errors,
            Err(error) => failed(&error, printer),
        }
    }

    fn compare(&self, diagnostics: &mut Diagnostics, printer: &mut Printer) -> Exit {
        let compared = Comparison::open(self.root).and_then(|mut comparison| {
            let sound = self.compile(diagnostics, |bundle| comparison.add(&bundle))?;
            if sound { comparison.finish(|cluster, _| self.keeps(cluster)).map(Some) } else { Ok(None) }
        });
        match compared {
            Ok(Some(difference)) if difference.is_empty() => {
                printer.line(&format!("`{}` is what the sources give", self.root.display()));
                Exit::Fine
            }
            Ok(Some(difference)) => {
                stale(&difference, self.root, printer);
                Exit::Errors
            }
            Ok(None) => Exit::Errors,
            Err(error) => failed(&error, printer),
        }
    }
}

fn failed(error: &WriteError, printer: &mut Printer) -> Exit {
    printer.failure(&error.to_string(), None);
    Exit::Failed
}

/// What was written, by cluster and box, and what to look at next.
fn summary(report: &Report, root: &Path, printer: &mut Printer) {
    let mut written = 0;
    for (cluster, boxes) in &report.clusters {
        let folder = root.join(cluster);
        let named = [("new", &boxes.new), ("changed", &boxes.changed), ("removed", &boxes.removed)];
        for (what, names) in named {
            names.iter().for_each(|name| printer.line(&format!("{what:>9}  {}", folder.join(name).display())));
            written += names.len();
        }
        if boxes.unchanged > 0 {
            printer.line(&format!("unchanged  {} in {}", count(boxes.unchanged, "box", "boxes"), folder.display()));
        }
    }
    let clusters = count(report.clusters.len(), "member cluster", "member clusters");
    let files = count(report.files, "file", "files");
    match written {
        0 => printer.line(&format!("nothing to write: {clusters} up to date")),
        _ => printer.line(&format!("wrote {files} for {clusters}")),
    }
    next(report, root, printer);
}

/// What a reader may want to do next, with the first box that has changed where one has.
fn next(report: &Report, root: &Path, printer: &mut Printer) {
    let mut changed = report.clusters.iter().flat_map(|(cluster, boxes)| {
        boxes.new.iter().chain(&boxes.changed).map(move |name| root.join(cluster).join(name))
    });
    let folders: Vec<PathBuf> = report.clusters.keys().map(|cluster| root.join(cluster)).collect();
    let Some(look) = changed.next().or_else(|| folders.first().cloned()) else { return };
    printer.blank();
    printer.line(&format!("read   {}", look.display()));
    printer.line("ask    boxc why FILE:LINE");
    for folder in folders {
        printer.line(&format!("apply  kubectl apply -R -f {}", folder.display()));
    }
}

fn stale(difference: &Difference, root: &Path, printer: &mut Printer) {
    let message = format!("`{}` is not what the sources give", root.display());
    let groups =
        [("stale", &difference.stale), ("missing", &difference.missing), ("superfluous", &difference.superfluous)];
    let mut lines = Vec::new();
    for (what, paths) in groups {
        lines.extend(paths.iter().map(|path| format!("{what:>11}  {path}")));
    }
    printer.failure_of(&message, &lines, Some("render it with `boxc build`, and review what changes"));
}
