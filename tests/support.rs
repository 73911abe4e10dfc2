//! Projects to compile, in memory and on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use boxc::compile::{self, Selection};
use boxc::diagnostic::{Diagnostics, Severity};
use boxc::emit::Bundle;
use boxc::source::{Memory, ReadError, SourceMap, World};

/// A fleet for sources that bring none.
pub const FLEET: &str = "\
fleet: example
defaults: {init-image: \"registry.example/boxc/box-init:0.1.0\"}
clusters:
  one:
    kubernetes: \"1.33\"
    domain: one.boxes.example
    exposure: {ingress: {class: nginx}, from: [10.0.0.0/16]}
    network: {api: [\"10.0.0.1/32:6443\"]}
";

/// What a compilation gave.
pub struct Outcome {
    pub bundles: Vec<Bundle>,
    /// But for notes, which tell of nothing to mend.
    pub findings: Diagnostics,
    pub notes: Diagnostics,
    pub sources: SourceMap,
}

impl Outcome {
    pub fn codes(&self) -> Vec<&'static str> {
        self.findings.iter().map(|finding| finding.code).collect()
    }

    /// A rendered file of the first box; all findings where there is none.
    pub fn file(&self, name: &str) -> String {
        let file = self.bundles.first().and_then(|bundle| bundle.files.get(name));
        file.map_or_else(|| panic!("no {name}: {}", self.text()), |bytes| String::from_utf8(bytes.clone()).unwrap())
    }

    /// The findings as a log shows them.
    pub fn text(&self) -> String {
        boxc::diagnostic::render::plain(&self.findings.clone().sorted(&self.sources), &self.sources)
    }
}

/// Compiles every box of a project.
pub fn compile(world: &dyn World, cluster: Option<&str>) -> Outcome {
    let (mut sources, mut findings, mut bundles) = (SourceMap::default(), Diagnostics::default(), Vec::new());
    if let Some(project) = compile::open(world, &mut sources, &mut findings) {
        let surveyed = project.survey(&mut findings);
        let selection = cluster.map_or(Selection::Homes, Selection::Cluster);
        let mut examined = findings.clone();
        compile::examine(&project, &surveyed, selection, &mut examined);
        let keep = |bundle| {
            bundles.push(bundle);
            Ok::<(), ()>(())
        };
        compile::compile(&project, &surveyed, selection, &mut findings, keep).unwrap();
        let text =
            |findings: &Diagnostics| boxc::diagnostic::render::plain(&findings.clone().sorted(&sources), &sources);
        assert_eq!(text(&examined), text(&findings), "a check finds what a build finds");
    }
    let mut notes = findings.clone();
    notes.retain(|finding| finding.severity == Severity::Note);
    findings.retain(|finding| finding.severity != Severity::Note);
    Outcome { bundles, findings: findings.sorted(&sources), notes: notes.sorted(&sources), sources }
}

/// A project made of documents, each put where its first key says.
pub fn project(documents: &[String]) -> Memory {
    placed(documents).into_iter().fold(Memory::default(), |world, (path, text)| world.with(&path, text))
}

/// The documents of a project and their places, with a fleet if there is none.
pub fn placed(documents: &[String]) -> Vec<(String, String)> {
    let first = |text: &str| text.split(':').next().unwrap_or_default().trim().to_owned();
    let mut placed = Vec::new();
    if !documents.iter().any(|text| first(text) == "fleet") {
        placed.push(("fleet.yaml".to_owned(), FLEET.to_owned()));
    }
    let mut fleets = 0;
    for (at, text) in documents.iter().enumerate() {
        let path = match first(text).as_str() {
            "fleet" => {
                fleets += 1;
                if fleets == 1 { "fleet.yaml".to_owned() } else { format!("menus/{at}.yaml") }
            }
            "placement" => "placement.yaml".to_owned(),
            "box" => format!("boxes/{at}.yaml"),
            "apiVersion" if text.contains("kind: CustomResourceDefinition") => format!("crds/{at}.yaml"),
            "apiVersion" => format!("menus/extra/{at}.yaml"),
            _ => format!("menus/{at}.yaml"),
        };
        placed.push((path, text.clone()));
    }
    placed
}

/// A world that hands out its files in reverse.
pub struct Reversed<W>(pub W);

impl<W: World> World for Reversed<W> {
    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        self.0.list(dir).map(|mut paths| {
            paths.reverse();
            paths
        })
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.0.read(path)
    }
}

/// The repository's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The cases of `golden/`.
pub fn cases() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("golden")).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

/// All files below a folder by their path in it.
pub fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A copy of a folder's files.
pub fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// The voting project without its rendered tree, in a folder of its own.
pub fn voting() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(&root().join("golden/voting"), dir.path());
    let _ = std::fs::remove_dir_all(dir.path().join("rendered"));
    dir
}

/// `boxc`, with an environment that says nothing about terminals.
pub fn boxc(dir: &Path, args: &[&str]) -> Output {
    command(dir).args(args).output().unwrap()
}

pub fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boxc"));
    command.current_dir(dir).env_remove("NO_COLOR").env("TERM", "dumb");
    command
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
