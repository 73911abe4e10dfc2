//! The compiler: its stages by name, and nothing else.

mod exchange;
mod files;
mod include;
mod load;
mod own;
mod quota;
mod reach;
mod stream;
mod weigh;

use crate::ast::{self, BoxOrder, Fleet, MenuRange, Placement};
use crate::check::{Checked, check};
use crate::diagnostic::{Diagnostics, Page};
use crate::hir::{Menu, link};
use crate::shelf::Shelved;
use crate::source::{SourceMap, Spanned, World};
use crate::survey::{Ground, Ordered, Surveyed};
use crate::syntax::Node;

use files::Reader;
use include::{Expander, Shelf};
use own::{Offered, Stock};

pub use exchange::{Broken, Exchange, broken};
pub use reach::Reach;
pub use stream::{Selection, Traced, compile, examine, trace};

/// A project whose documents are right by themselves, and whose menus are right for every box.
#[derive(Debug)]
pub struct Project {
    pub fleet: Checked<Fleet>,
    menus: Vec<Checked<Menu>>,
    /// What boxes make their menus of, by position.
    stocks: Vec<Stock>,
    /// Each with the menu that it means.
    orders: Vec<(BoxOrder, Ordered)>,
    placement: Option<Placement>,
    /// Names of menus that have errors; what orders them is not reported again.
    broken: Vec<String>,
    /// A menu could not be read at all, so a name that is not there may be its.
    unreadable: bool,
    /// What each document names.
    mentions: Vec<reach::Mentions>,
}

/// Reads, decodes, links and checks the documents of a project. All problems are reported; without a sound fleet and a
/// sound placement there is nothing to go on with.
pub fn open(world: &dyn World, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<Project> {
    let project = read(world, None, sources, diagnostics);
    weigh::weigh(project.as_ref().map(|project| &*project.fleet), diagnostics);
    project
}

fn read(
    world: &dyn World,
    exchange: Option<Exchange<'_>>,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Project> {
    let world = &Shelved(world);
    let mut documents = load::documents(world, sources, diagnostics);
    if let Some(exchange) = exchange {
        exchange.apply(&mut documents);
    }
    let mut broken = documents.broken;
    let mut reader = Reader::new(world);
    let schemas = documents.fleet.as_ref().map_or(&[][..], |fleet| &fleet.schemas);
    reader.declare(schemas, sources, diagnostics);
    let (menus, stocks) = menus(&documents.menus, &mut broken, &mut reader, sources, diagnostics);
    let shelf = Shelf { menus: &documents.menus, broken: &broken };
    let offered = Offered { menus: &menus, stocks: &stocks, shelf };
    let ordered = own::ordered(&documents.orders, offered, &mut reader, sources, diagnostics);
    let orders = documents.orders.into_iter().map(|(_, order)| order).zip(ordered).collect();
    let fleet = documents.fleet.and_then(|fleet| check(fleet, diagnostics));
    let placement = documents.placement?;
    let (unreadable, mentions) = (documents.unreadable, documents.mentions);
    Some(Project { fleet: fleet?, menus, stocks, orders, placement, broken, unreadable, mentions })
}

/// The sound menus, linked and checked, each with what boxes may change of it.
fn menus(
    read: &[(String, ast::Menu, Node)],
    broken: &mut Vec<String>,
    reader: &mut Reader<'_>,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> (Vec<Checked<Menu>>, Vec<Stock>) {
    let (mut menus, mut stocks) = (Vec::new(), Vec::new());
    for (path, menu, node) in read {
        let mut found = Diagnostics::default();
        let name = menu.menu.value.to_string();
        let shelf = Shelf { menus: read, broken };
        let expanded = Expander { shelf, sources, diagnostics: &mut found }.expand(
            node,
            &menu.include,
            std::slice::from_ref(&name),
        );
        let stocked = expanded.and_then(|expanded| Stock::of(menu, expanded, sources, &mut found));
        // What could be linked is checked all the same, so that all errors of a menu come at once.
        let checked = stocked.and_then(|(stock, mut menu)| {
            let mut inclusions = stock.inclusions.clone();
            reader.fill(&mut menu, &mut inclusions, sources, &mut found);
            let linked = link(menu, inclusions, path, &mut found);
            Some((check(linked, &mut found)?, stock))
        });
        match checked.filter(|_| !found.has_errors()) {
            Some((menu, stock)) => {
                menus.push(menu);
                stocks.push(stock);
            }
            None => broken.push(name),
        }
        diagnostics.extend(found);
    }
    (menus, stocks)
}

impl Project {
    pub fn menus(&self) -> &[Checked<Menu>] {
        &self.menus
    }

    /// The tree of a menu with everything worked in, by its position.
    pub fn tree(&self, at: usize) -> Option<&Node> {
        self.stocks.get(at)?.base.tree()
    }

    /// Who asks for which versions of a menu: the kind, the name and the file of a document, and what it asks for.
    pub fn users<'p>(&'p self, menu: &'p str) -> impl Iterator<Item = (&'static str, &'p str, &'p Spanned<MenuRange>)> {
        let of_menus = self.menus.iter().flat_map(|menu| {
            let included = menu.ast.include.iter().map(|(_, inclusion)| &inclusion.menu);
            included.map(|wanted| ("menu", menu.ast.menu.value.as_str(), wanted))
        });
        let of_boxes = self.orders.iter().flat_map(|(order, _)| {
            let included = order.include.iter().map(|(_, inclusion)| &inclusion.menu);
            let wanted = order.menu.iter().chain(included);
            wanted.map(|wanted| ("box", order.name.value.as_str(), wanted))
        });
        of_boxes.chain(of_menus).filter(move |(_, _, wanted)| wanted.value.name == menu)
    }

    /// Whether a file is a part of the project, by its path from the project's folder.
    pub fn reads(&self, path: &str) -> bool {
        self.mentions.iter().any(|document| document.reads(path))
    }

    /// What a change of these files can break, by their paths from the project's folder; without any, everything.
    pub fn reach(&self, changed: Option<&[&str]>) -> Reach<'_> {
        changed.map_or_else(|| Reach::all(&self.mentions), |changed| Reach::of(&self.mentions, changed))
    }

    /// What the boxes of the project claim; those with problems are reported and left out.
    pub fn survey(&self, diagnostics: &mut Diagnostics) -> Vec<Surveyed<'_>> {
        let ground = Ground {
            fleet: &self.fleet,
            placement: self.placement.as_ref(),
            menus: &self.menus,
            broken: &self.broken,
            unreadable: self.unreadable,
        };
        let mut own = Diagnostics::default();
        let surveyed = crate::survey::survey(&self.orders, ground, &mut own);
        // A name that is not there may be that of a box with errors.
        if !diagnostics.has_errors() && !own.has_errors() {
            crate::survey::stale(&self.orders, ground, &mut own);
        }
        weigh::weigh(Some(&self.fleet), &mut own);
        diagnostics.extend(own);
        surveyed
    }
}

/// The pages of all codes, by code.
pub fn pages() -> Vec<Page> {
    let stages = [
        crate::syntax::PAGES,
        crate::expr::PAGES,
        crate::ast::PAGES,
        crate::hir::PAGES,
        crate::check::PAGES,
        crate::survey::PAGES,
        crate::instantiate::PAGES,
        crate::validate::PAGES,
        files::PAGES,
        load::PAGES,
        include::PAGES,
        quota::PAGES,
        weigh::PAGES,
    ];
    let mut pages: Vec<Page> = stages.into_iter().flatten().copied().collect();
    pages.sort_by_key(|page| page.code);
    pages
}
