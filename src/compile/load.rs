//! From files to documents.

use crate::ast::{self, BoxOrder, File, Fleet, Menu, Placement};
use crate::diagnostic::{Diagnostic, Diagnostics, Page};
use crate::shelf;
use crate::source::{ReadError, SourceMap, Span, World, join};
use crate::syntax::{self, Kind, Node};

use super::reach::Mentions;

/// The pages of this stage's codes.
pub const PAGES: &[Page] = &[
    Page { code: "misplaced-document", text: include_str!("pages/misplaced-document.md") },
    Page { code: "no-fleet", text: include_str!("pages/no-fleet.md") },
    Page { code: "unreadable-file", text: include_str!("pages/unreadable-file.md") },
];

/// The documents of a project, each right by itself.
pub(super) struct Documents {
    pub fleet: Option<Fleet>,
    /// `None` when there is one and it has errors.
    pub placement: Option<Option<Placement>>,
    /// Each with its path and its node, which boxes may change.
    pub menus: Vec<(String, Menu, Node)>,
    /// Each with its path.
    pub orders: Vec<(String, BoxOrder)>,
    pub broken: Vec<String>,
    pub unreadable: bool,
    /// What each file names, in the order of reading.
    pub mentions: Vec<Mentions>,
}

impl Documents {
    /// Whether something asks for a menu that is not there.
    fn lack(&self, name: &str) -> bool {
        let has = self.menus.iter().any(|(_, menu, _)| menu.menu.value.as_str() == name)
            || self.broken.iter().any(|broken| broken == name);
        let included = self.menus.iter().map(|(_, menu, _)| &menu.include);
        let included = included.chain(self.orders.iter().map(|(_, order)| &order.include));
        let included = included.flat_map(|include| include.iter().map(|(_, inclusion)| &inclusion.menu));
        let mut wanted = included.chain(self.orders.iter().filter_map(|(_, order)| order.menu.as_ref()));
        !has && wanted.any(|wanted| wanted.value.name == name)
    }
}

/// Reads everything that makes up a project: `fleet.yaml`, the menus, the boxes, `placement.yaml`.
pub(super) fn documents(world: &dyn World, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Documents {
    let mut loader = Loader { world, sources, diagnostics, mentions: Vec::new() };
    let mut documents = Documents {
        fleet: None,
        placement: Some(None),
        menus: Vec::new(),
        orders: Vec::new(),
        broken: Vec::new(),
        unreadable: false,
        mentions: Vec::new(),
    };
    match loader.file("fleet.yaml") {
        Outcome::Document(file, node) => loader.take("fleet.yaml", (file, node), &mut documents),
        Outcome::Missing => loader.diagnostics.push(NoFleet),
        Outcome::Broken(_) => {}
    }
    for path in loader.paths(documents.fleet.as_ref()) {
        match loader.file(&path) {
            Outcome::Document(file, node) => loader.take(&path, (file, node), &mut documents),
            Outcome::Broken(Hidden::Menu(name)) => documents.broken.push(name),
            Outcome::Broken(Hidden::Anything) | Outcome::Missing => documents.unreadable = true,
            Outcome::Broken(Hidden::Nothing) => {}
        }
    }
    loader.built_in(&mut documents);
    match loader.file("placement.yaml") {
        Outcome::Document(file, node) => loader.take("placement.yaml", (file, node), &mut documents),
        Outcome::Missing => {}
        Outcome::Broken(_) => documents.placement = None,
    }
    documents.mentions = loader.mentions;
    documents
}

/// What became of a file.
enum Outcome {
    Document(File, Node),
    Missing,
    /// Its problems were reported.
    Broken(Hidden),
}

/// What a broken file keeps from the others.
enum Hidden {
    Menu(String),
    Anything,
    /// Nothing that others refer to.
    Nothing,
}

struct Loader<'a> {
    world: &'a dyn World,
    sources: &'a mut SourceMap,
    diagnostics: &'a mut Diagnostics,
    mentions: Vec<Mentions>,
}

impl Loader<'_> {
    /// The files of menus and boxes, sorted, each once.
    fn paths(&mut self, fleet: Option<&Fleet>) -> Vec<String> {
        let further = fleet.into_iter().flat_map(|fleet| &fleet.menus).map(|dir| join("", &dir.value));
        let dirs: Vec<String> = ["menus".to_owned(), "boxes".to_owned()].into_iter().chain(further).collect();
        let mut paths = Vec::new();
        for dir in dirs {
            match self.world.list(&dir) {
                Ok(found) => paths.extend(found),
                Err(error) => self.unreadable(error),
            }
        }
        paths.retain(|path| is_document(path));
        paths.sort();
        paths.dedup();
        paths
    }

    fn file(&mut self, path: &str) -> Outcome {
        let bytes = match self.world.read(path) {
            Ok(bytes) => bytes,
            Err(ReadError::Missing { .. }) => return Outcome::Missing,
            Err(error) => {
                self.mentions.push(Mentions::of(path, None));
                self.unreadable(error);
                return Outcome::Broken(Hidden::Anything);
            }
        };
        let text = syntax::text(path, &bytes, self.sources, self.diagnostics);
        let document = text.and_then(|file| syntax::parse(file, self.sources, self.diagnostics));
        self.mentions.push(Mentions::of(path, document.as_ref().map(|document| &document.root)));
        let Some(document) = document else { return Outcome::Broken(Hidden::Anything) };
        match ast::decode(&document, self.sources, self.diagnostics) {
            Some(file) => Outcome::Document(file, document.root),
            None => Outcome::Broken(hidden(&document.root)),
        }
    }

    /// The built-in menus that something asks for where the project has none of that name; they may ask for more.
    fn built_in(&mut self, documents: &mut Documents) {
        if documents.unreadable {
            return;
        }
        while let Some(menu) = shelf::MENUS.iter().find(|menu| documents.lack(menu.name)) {
            match self.file(&menu.path()) {
                Outcome::Document(file, node) => self.take(&menu.path(), (file, node), documents),
                Outcome::Broken(_) | Outcome::Missing => documents.broken.push(menu.name.to_owned()),
            }
        }
    }

    /// Puts a document where it belongs; the fleet and the placement have files of their own.
    fn take(&mut self, path: &str, (file, node): (File, Node), documents: &mut Documents) {
        match (file, path) {
            (File::Fleet(fleet), "fleet.yaml") => documents.fleet = Some(*fleet),
            (File::Placement(placement), "placement.yaml") => documents.placement = Some(Some(placement)),
            (File::Menu(menu), _) if !is_special(path) => documents.menus.push((path.to_owned(), *menu, node)),
            (File::Box(order), _) if !is_special(path) => documents.orders.push((path.to_owned(), *order)),
            (File::Fleet(fleet), _) => self.misplaced(fleet.fleet.span, "a fleet", "`fleet.yaml`"),
            (File::Placement(found), _) => self.misplaced(found.placement.span, "a placement", "`placement.yaml`"),
            (File::Menu(menu), _) => self.misplaced(menu.menu.span, "a menu", "the folder `menus`"),
            (File::Box(order), _) => self.misplaced(order.name.span, "a box", "the folder `boxes`"),
        }
    }

    /// Its place is the file, as one without a text.
    fn unreadable(&mut self, error: ReadError) {
        let span = Span::new(self.sources.add(error.path(), ""), 0, 0);
        self.diagnostics.push(Unreadable { error, span });
    }

    fn misplaced(&mut self, span: Span, what: &'static str, place: &'static str) {
        self.diagnostics.push(Misplaced { span, what, place });
    }
}

/// What stands in a folder `files` is taken into containers, and in a folder `extra` into boxes, whatever it is called.
fn is_document(path: &str) -> bool {
    let named = path.ends_with(".yaml") || path.ends_with(".yml");
    named && !path.split('/').rev().skip(1).any(|folder| folder == "files" || folder == ast::MANIFEST_FOLDER)
}

fn is_special(path: &str) -> bool {
    matches!(path, "fleet.yaml" | "placement.yaml")
}

/// What a document with errors would have been.
fn hidden(root: &Node) -> Hidden {
    let Some(first) = root.entries().and_then(|entries| entries.first()) else { return Hidden::Anything };
    match (first.key.value.as_str(), &first.value.kind) {
        ("menu", Kind::Scalar(name)) => Hidden::Menu(name.text.clone()),
        ("box" | "fleet" | "placement", _) => Hidden::Nothing,
        _ => Hidden::Anything,
    }
}

/// A folder that is no project.
struct NoFleet;

impl From<NoFleet> for Diagnostic {
    fn from(_: NoFleet) -> Self {
        Diagnostic::error("no-fleet", "there is no `fleet.yaml` in this folder or above it")
            .help("go to a project's folder, or name it with `-C DIR`")
    }
}

/// A file that the system does not hand out.
struct Unreadable {
    error: ReadError,
    span: Span,
}

impl From<Unreadable> for Diagnostic {
    fn from(Unreadable { error, span }: Unreadable) -> Self {
        Diagnostic::error("unreadable-file", error.to_string()).at(span, "").help("a project is made of regular files")
    }
}

/// A document in a file for another kind.
struct Misplaced {
    span: Span,
    what: &'static str,
    place: &'static str,
}

impl From<Misplaced> for Diagnostic {
    fn from(error: Misplaced) -> Self {
        let Misplaced { span, what, place } = error;
        Diagnostic::error("misplaced-document", format!("{what} stands in a file that is for something else"))
            .at(span, format!("{what} belongs into {place}"))
            .help(format!("move it to {place}"))
    }
}
