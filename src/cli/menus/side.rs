//! What `boxc menus diff` compares: a file, a folder, or a menu by name, of the project or built in.
#![allow(clippy::disallowed_methods, reason = "paths of the command line are seen from the working folder")]

use std::path::{Path, PathBuf};

use crate::ast::{Literal, MenuRange};
use crate::compile::{self, Project};
use crate::diagnostic::{Diagnostics, nearest};
use crate::shelf;
use crate::source::{Beside, Disk, Memory, SourceMap, World};
use crate::survey::find;

/// A fleet for menus that are in no project.
const FLEET: &str = "fleet: none\nclusters: {one: {kubernetes: \"1.33\"}}\n";

/// One of the two, opened.
pub(super) struct Side {
    pub project: Project,
    /// The menus that are meant, by their positions.
    pub menus: Vec<usize>,
    /// The folder that was named, where it is not the project's.
    pub folder: Option<PathBuf>,
}

/// Why a side can't be compared.
pub(super) enum Refused {
    /// A message, and what to write instead.
    Usage(String, Option<String>),
    /// Its menus have errors.
    Broken(Diagnostics),
}

/// The project around, where there is one.
pub(super) struct Around<'a> {
    pub root: Option<&'a Path>,
    pub project: Option<&'a Project>,
}

impl Around<'_> {
    /// Opens what an argument names; its folder is called `name` among the sources.
    pub fn open(&self, given: &str, name: &'static str, sources: &mut SourceMap) -> Result<Side, Refused> {
        let path = Path::new(given);
        if path.is_dir() {
            return self.folder(path, &documents(path), name, sources);
        }
        if !path.is_file() {
            return self.named(given, sources);
        }
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = folder_of(path).unwrap_or(Path::new("."));
        if let Some(own) = self.own(path) {
            let project = self.world(|world, _| open(world, sources))?;
            let meant = project.menus().iter().position(|menu| menu.path == own);
            return meant.map(|at| Side { project, menus: vec![at], folder: None }).ok_or_else(|| no_menu(given));
        }
        self.folder(folder, &[file], name, sources)
    }

    /// The path of a file in the project, where it is a menu of it.
    fn own(&self, path: &Path) -> Option<String> {
        let root = self.root?.canonicalize().ok()?;
        let path = path.canonicalize().ok()?;
        let path = path.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
        self.project?.menus().iter().any(|menu| menu.path == path).then_some(path)
    }

    /// Something in the world of the project, or in one that is empty.
    fn world<T>(&self, run: impl FnOnce(&dyn World, Option<&Project>) -> T) -> T {
        match self.root {
            Some(root) => run(&Disk::new(root), self.project),
            None => run(&Memory::default().with("fleet.yaml", FLEET), None),
        }
    }

    /// Menus of a folder, beside those of the project that have other names.
    fn folder(
        &self,
        folder: &Path,
        files: &[String],
        name: &'static str,
        sources: &mut SourceMap,
    ) -> Result<Side, Refused> {
        let disk = Disk::new(folder);
        let names: Vec<String> = files.iter().filter_map(|file| menu_of(&disk.read(file).ok()?)).collect();
        if names.is_empty() {
            return Err(no_menu(&folder.to_string_lossy()));
        }
        self.world(|world, project| {
            let own = project.into_iter().flat_map(|project| project.menus());
            let hidden = own.filter(|menu| names.iter().any(|name| name == menu.ast.menu.value.as_str()));
            let hidden = hidden.map(|menu| menu.path.clone()).collect();
            let menus = files.to_vec();
            let beside = Beside { base: world, name, folder: &disk, menus, hidden, without_boxes: true };
            let mut found = Diagnostics::default();
            let project = compile::open(&beside, sources, &mut found);
            let project = project.ok_or_else(|| Refused::Broken(std::mem::take(&mut found)))?;
            let meant = (0..project.menus().len()).filter(|at| {
                project.menus().get(*at).is_some_and(|menu| files.iter().any(|file| beside.path(file) == menu.path))
            });
            let menus: Vec<usize> = meant.collect();
            match menus.len() == names.len() {
                true => Ok(Side { project, menus, folder: Some(folder.to_owned()) }),
                false => Err(Refused::Broken(found)),
            }
        })
    }

    /// A menu of the project, or one that is built in.
    fn named(&self, given: &str, sources: &mut SourceMap) -> Result<Side, Refused> {
        let wanted = MenuRange::parse(given).ok().filter(|_| !given.contains(['/', '\\']));
        let Some(wanted) = wanted.filter(|_| !given.ends_with(".yaml")) else {
            return Err(Refused::Usage(format!("there is no file `{given}`"), None));
        };
        let own = self.project.and_then(|project| find(&wanted, project.menus()));
        if let Some(at) = own {
            let project = self.world(|world, _| open(world, sources))?;
            return Ok(Side { project, menus: vec![at], folder: None });
        }
        let versions = self.project.into_iter().flat_map(|project| project.menus());
        let versions = versions.filter(|menu| menu.ast.menu.value.as_str() == wanted.name);
        let versions: Vec<String> = versions.map(|menu| format!("{given} {}", menu.ast.version.value.0)).collect();
        let built_in = shelf::MENUS.iter().find(|menu| menu.name == wanted.name).filter(|_| versions.is_empty());
        let Some(menu) = built_in else {
            return Err(self.unknown(&wanted, given));
        };
        let order = format!("box: {0}\nmenu: {0}\n", menu.name);
        let world = Memory::default().with("fleet.yaml", FLEET).with("boxes/one.yaml", order);
        let project = open(&world, sources)?;
        match find(&wanted, project.menus()) {
            Some(at) => Ok(Side { project, menus: vec![at], folder: None }),
            None => Err(self.unknown(&wanted, given)),
        }
    }

    fn unknown(&self, wanted: &MenuRange, given: &str) -> Refused {
        let menus = || self.project.into_iter().flat_map(|project| project.menus());
        let named = || menus().filter(|menu| menu.ast.menu.value.as_str() == wanted.name);
        let mut versions: Vec<&crate::ast::Version> = named().map(|menu| &menu.ast.version.value).collect();
        versions.sort();
        if !versions.is_empty() {
            let versions = versions.iter().map(|version| version.0.to_string());
            let help = format!("there is {}", crate::diagnostic::listed(versions));
            return Refused::Usage(format!("there is no `{given}`"), Some(help));
        }
        let known = menus().map(|menu| menu.ast.menu.value.as_str()).chain(shelf::MENUS.iter().map(|menu| menu.name));
        let help = match nearest(&wanted.name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a file, a folder, or a menu such as `shop@1.3.0`".to_owned(),
        };
        Refused::Usage(format!("there is no menu `{}`", wanted.name), Some(help))
    }
}

fn open(world: &dyn World, sources: &mut SourceMap) -> Result<Project, Refused> {
    let mut found = Diagnostics::default();
    compile::open(world, sources, &mut found).ok_or(Refused::Broken(found))
}

fn no_menu(given: &str) -> Refused {
    Refused::Usage(format!("there is no sound menu in `{given}`"), Some("a menu begins with `menu: NAME`".to_owned()))
}

/// The folder that a path means: itself, or the one that a file stands in; none for the working folder.
pub(super) fn folder_of(given: &Path) -> Option<&Path> {
    let folder = if given.is_dir() { Some(given) } else { given.parent() };
    folder.filter(|folder| !folder.as_os_str().is_empty())
}

/// The menus of a folder.
fn documents(folder: &Path) -> Vec<String> {
    let disk = Disk::new(folder);
    let hidden = |file: &str| {
        let folders = file.split('/').rev().skip(1);
        folders.into_iter().any(|folder| matches!(folder, "files" | "extra" | "rendered"))
    };
    let named = |file: &String| file.ends_with(".yaml") || file.ends_with(".yml");
    let mut files = disk.list("").unwrap_or_default();
    files.retain(|file| named(file) && !hidden(file));
    files.retain(|file| disk.read(file).ok().and_then(|bytes| menu_of(&bytes)).is_some());
    files
}

/// The name of the menu that a text is, by its first key.
fn menu_of(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let first = text.trim_start_matches('\u{feff}').lines().find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let name = first.strip_prefix("menu:")?;
    Some(name.split('#').next()?.trim().trim_matches(['"', '\'']).to_owned())
}
