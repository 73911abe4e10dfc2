//! Menus that are one box's alone: what it orders, changed by what it sets and holds itself.

use rayon::prelude::*;

use crate::ast::{self, Base, BoxOrder, Decoder};
use crate::check::{Checked, check};
use crate::diagnostic::Diagnostics;
use crate::hir::{Inclusions, Menu, link};
use crate::source::SourceMap;
use crate::survey::{Ordered, find};

use super::files::Reader;
use super::include::{Expanded, Expander, Shelf};

/// What boxes make their menus of.
#[derive(Debug)]
pub(super) struct Stock {
    pub base: Base,
    pub inclusions: Inclusions,
}

/// What can be ordered: each menu with its stock, and what boxes may include.
#[derive(Clone, Copy)]
pub(super) struct Offered<'a> {
    pub menus: &'a [Checked<Menu>],
    pub stocks: &'a [Stock],
    pub shelf: Shelf<'a>,
}

/// Decodes, links and checks what each order makes of its menu. Files are read one after the other, the rest is done in
/// parallel.
pub(super) fn ordered(
    orders: &[(String, BoxOrder)],
    offered: Offered<'_>,
    reader: &mut Reader<'_>,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Vec<Ordered> {
    let drafts: Vec<Draft<'_>> = orders.iter().map(|(path, order)| Draft::new(path, order, offered, sources)).collect();
    let known = &*sources;
    let mut drafts: Vec<Draft<'_>> = drafts.into_par_iter().map(|draft| draft.decoded(known)).collect();
    drafts.iter_mut().for_each(|draft| draft.fill(reader, sources));
    let checked: Vec<(Ordered, Diagnostics)> = drafts.into_par_iter().map(Draft::checked).collect();
    let (ordered, found): (Vec<Ordered>, Vec<Diagnostics>) = checked.into_iter().unzip();
    found.into_iter().for_each(|found| diagnostics.extend(found));
    ordered
}

/// A menu on its way from an order.
struct Draft<'a> {
    order: &'a BoxOrder,
    /// The file of its menu.
    path: &'a str,
    state: State<'a>,
    found: Diagnostics,
}

enum State<'a> {
    Done(Ordered),
    /// What it is made of: a menu of the project, by position, or that with what the box includes.
    Stock(Option<usize>, Option<&'a Stock>, Option<Box<Stock>>),
    Menu(Box<ast::Menu>, Inclusions),
}

impl<'a> Draft<'a> {
    fn new(path: &'a str, order: &'a BoxOrder, offered: Offered<'a>, sources: &mut SourceMap) -> Self {
        let mut draft = Draft { order, path, state: State::Done(Ordered::Shared(None)), found: Diagnostics::default() };
        let at = order.menu.as_ref().map(|wanted| find(&wanted.value, offered.menus));
        // The survey says where there is no such menu.
        let Some(at) = at.map_or(Some(None), |found| found.map(Some)) else { return draft };
        let stock = at.and_then(|at| offered.stocks.get(at));
        draft.path = at.and_then(|at| offered.menus.get(at)).map_or(path, |menu| menu.path.as_str());
        draft.state = match order.include.is_empty() {
            true => State::Stock(at, stock, None),
            false => draft.including(at, stock, offered.shelf, sources),
        };
        draft
    }

    fn including(
        &mut self,
        at: Option<usize>,
        stock: Option<&'a Stock>,
        shelf: Shelf<'a>,
        sources: &mut SourceMap,
    ) -> State<'a> {
        let node = stock.map_or_else(|| self.order.bare_menu(), |stock| stock.base.node().clone());
        let trail = [self.order.name.value.to_string()];
        let mut expander = Expander { shelf, sources, diagnostics: &mut self.found };
        match expander.expand(&node, &self.order.include, &trail) {
            Some(Expanded { node, mut inclusions }) => {
                inclusions.extend(stock.map(|stock| stock.inclusions.clone()).unwrap_or_default());
                State::Stock(at, stock, Some(Box::new(Stock { base: Base::new(node), inclusions })))
            }
            None => State::Done(Ordered::Broken),
        }
    }

    fn decoded(mut self, sources: &SourceMap) -> Self {
        if let State::Stock(at, stock, taken) = self.state {
            let stock = taken.as_deref().or(stock);
            let menu = self.order.own_menu(stock.map(|stock| &stock.base), &mut Decoder::new(sources, &mut self.found));
            self.state = match menu {
                Some(None) => State::Done(Ordered::Shared(at)),
                Some(Some(menu)) => {
                    let inclusions = stock.map(|stock| stock.inclusions.clone()).unwrap_or_default();
                    State::Menu(Box::new(menu), inclusions)
                }
                None => State::Done(Ordered::Broken),
            };
        }
        self
    }

    fn fill(&mut self, reader: &mut Reader<'_>, sources: &mut SourceMap) {
        if let State::Menu(menu, inclusions) = &mut self.state {
            reader.fill(menu, inclusions, sources, &mut self.found);
        }
    }

    fn checked(self) -> (Ordered, Diagnostics) {
        let mut found = self.found;
        let ordered = match self.state {
            State::Done(ordered) => ordered,
            State::Stock(at, ..) => Ordered::Shared(at),
            State::Menu(menu, inclusions) => {
                let linked = link(*menu, inclusions, self.path, &mut found);
                let checked = check(linked, &mut found).filter(|_| !found.has_errors());
                checked.map_or(Ordered::Broken, |menu| Ordered::Own(Box::new(menu)))
            }
        };
        (ordered, found)
    }
}

impl Stock {
    /// Of a menu with what it takes in, and the menu that it is; nothing after problems were reported.
    pub fn of(
        read: &ast::Menu,
        expanded: Expanded,
        sources: &SourceMap,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Self, ast::Menu)> {
        let Expanded { node, inclusions } = expanded;
        let cx = &mut Decoder::new(sources, diagnostics);
        // Without inclusions it is as it was read.
        let read = inclusions.is_empty().then(|| read.clone());
        let base = Base::decoded(node, read, cx)?;
        let menu = base.menu()?.clone();
        Some((Stock { base, inclusions }, menu))
    }
}
