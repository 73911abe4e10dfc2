//! What a run found, in every form that was asked for.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::diagnostic::{Diagnostics, render};
use crate::shelf::SCHEME;
use crate::source::{SourceMap, join};
use crate::write::put_file;

use super::project::repository;
use super::{Exit, print::Printer};

#[derive(Debug, clap::Args)]
pub(super) struct Reports {
    /// What is printed: text for people on standard error, or a format for machines on standard output
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Format,

    /// Write the findings into a file too, such as `sarif=boxc.sarif`; can be given several times
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = output)]
    outputs: Vec<(Format, PathBuf)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Terminal,
    /// JSON, as `boxc schema report` describes it
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit's XML, for lists of test results
    Junit,
    /// GitHub's workflow commands, for annotations
    Github,
}

fn output(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("write FORMAT=FILE")?;
    let formats = || Format::value_variants().iter().filter_map(Format::to_possible_value);
    let known = || formats().map(|format| format.get_name().to_owned()).collect::<Vec<_>>().join(", ");
    let format = Format::from_str(format, false).map_err(|_| format!("the formats are {}", known()))?;
    Ok((format, PathBuf::from(file)))
}

/// What was found in some projects.
#[derive(Default)]
pub(super) struct Found {
    /// Those of each project in order of place.
    pub findings: Diagnostics,
    pub sources: SourceMap,
    /// The folder of each project, and the number of its first text.
    roots: Vec<(usize, PathBuf)>,
}

impl Found {
    /// What was found in one project.
    pub fn new(findings: Diagnostics, sources: SourceMap, root: &Path) -> Self {
        let mut found = Found { sources, ..Found::default() };
        found.add(findings, 0, root.to_owned());
        found
    }

    /// What was found in a project whose texts are those from `first` on.
    pub fn add(&mut self, findings: Diagnostics, first: usize, root: PathBuf) {
        self.findings.extend(findings.sorted(&self.sources));
        self.roots.push((first, root));
    }

    /// The texts as people name them: from the working folder, where the project is in it.
    fn seen_from_here(&self) -> SourceMap {
        self.below(|root| if root.is_relative() { root.to_owned() } else { PathBuf::new() })
    }

    fn below(&self, folder: impl Fn(&Path) -> PathBuf) -> SourceMap {
        let name = |root: &Path| folder(root).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let folders: Vec<(usize, String)> = self.roots.iter().map(|(first, root)| (*first, name(root))).collect();
        self.sources.renamed(|at, path| match folders.iter().rfind(|(first, _)| *first <= at) {
            Some((_, folder)) if !path.starts_with(SCHEME) => join(folder, path),
            Some(_) | None => path.to_owned(),
        })
    }

    pub fn print(&self, printer: &mut Printer) {
        printer.findings(&self.findings, &self.seen_from_here());
    }
}

/// Prints and writes what was found.
///
/// # Errors
/// The exit after a file could not be written.
pub(super) fn report(found: &Found, args: &Reports, printer: &mut Printer) -> Result<(), Exit> {
    let for_machines = found.below(repository);
    let text = |format| match format {
        Format::Terminal => {
            let text = render::plain(&found.findings, &found.seen_from_here());
            format!("{text}{}\n", render::summary(&found.findings))
        }
        Format::Json => render::json(&found.findings, &for_machines),
        Format::Sarif => render::sarif(&found.findings, &for_machines, &crate::compile::pages()),
        Format::Junit => render::junit(&found.findings, &for_machines),
        Format::Github => render::github(&found.findings, &for_machines),
    };
    match args.format {
        Format::Terminal => found.print(printer),
        format => printer.text(&text(format)),
    }
    for (format, file) in &args.outputs {
        if let Err(error) = put_file(file, text(*format)) {
            printer.failure(&error.to_string(), None);
            return Err(Exit::Failed);
        }
    }
    Ok(())
}

impl Reports {
    /// Whether standard output holds what a program reads, and nothing else.
    pub fn is_for_machines(&self) -> bool {
        self.format != Format::Terminal
    }
}
