//! The tables of a linked menu.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::ast::types::Name;
use crate::ast::{self, Constant, Dict, Param, ParamName, SecretOrigin, Until};
use crate::source::{FileId, Span, Spanned};

use super::graph::Graph;
use super::inclusion::{Included, Inclusions, renamed};
use super::presence::{Arguments, Presence};
use super::walk::{Item, Need};

/// An item of a menu, by its place in the author's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemId(pub(super) usize);

/// A linked menu.
#[derive(Debug)]
pub struct Menu {
    pub ast: ast::Menu,
    /// What it takes in, by the files of the texts; its own and a box's texts are of no inclusion.
    pub inclusions: Inclusions,
    /// The menu's file, as a path from the project's folder.
    pub path: String,
    pub(super) items: Vec<Place>,
    /// The ports of services and jobs, those of sidecars among them, by item.
    pub(super) ports: Vec<Vec<(Spanned<Name>, ast::Port)>>,
    /// By name; several are never there together.
    pub(super) names: BTreeMap<String, Vec<Definition>>,
    pub(super) edges: Vec<Edge>,
    pub(super) graph: Graph,
}

/// Where an item stands in the tree: its section, and its position there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Service(usize),
    Server(usize),
    Job(usize),
    External(usize),
}

/// What an in-box name means, and where it says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Definition {
    pub item: ItemId,
    pub span: Span,
    /// It takes a name that another has at the same time, which was reported.
    pub again: bool,
}

/// A need whose provider is known.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub consumer: ItemId,
    pub provider: ItemId,
    /// Position among the consumer's needs.
    pub need: usize,
    /// Positions among the provider's ports.
    pub ports: Vec<usize>,
    pub until: Until,
    /// The consumer's readiness waits for the provider's, whatever its start waits for.
    pub unready: bool,
}

impl Edge {
    /// Whether the consumer is not started, or not ready, before the provider is what the need asks for.
    pub fn gates(&self) -> bool {
        self.until != Until::None || self.unready
    }
}

impl Menu {
    /// The item with this id; `None` for an id of another menu.
    pub fn item(&self, id: ItemId) -> Option<Item<'_>> {
        Item::of(self, id)
    }

    /// The parameters that a text of this file may name.
    pub fn params(&self, file: FileId) -> &Dict<ParamName, Param> {
        self.inclusions.get(&file).map_or(&self.ast.params, |included| &included.params)
    }

    /// The constants that a text of this file may name.
    pub fn constants(&self, file: FileId) -> &Dict<ParamName, Constant> {
        self.inclusions.get(&file).map_or(&self.ast.constants, |included| &included.constants)
    }

    /// Under which arguments a secret is there.
    pub fn presence_of_secret<'m>(&'m self, name: &Spanned<Name>, secret: &'m ast::Secret) -> Presence<'m> {
        Presence::of_file(self, name.span.file).and(&Presence::of(self, [secret.when.as_ref()]))
    }

    /// The volume that a mount means.
    pub fn volume(&self, name: &Spanned<String>) -> Option<&ast::SharedVolume> {
        self.ast.volumes.get(self.renamed(&name.value, name.span.file))
    }

    /// Under which arguments a volume is there.
    pub fn presence_of_volume<'m>(&'m self, name: &Spanned<Name>, volume: &'m ast::SharedVolume) -> Presence<'m> {
        Presence::of_file(self, name.span.file).and(&Presence::of(self, [volume.when.as_ref()]))
    }

    /// The inclusion of this menu itself that a file came with; none of the menu's own text.
    pub fn inclusion(&self, file: FileId) -> Option<&Included> {
        let included = self.inclusions.get(&file)?;
        self.inclusion(included.parent).or(Some(included))
    }

    /// The new name that the inclusion of a file gives to something of it, where that is another.
    pub fn new_name(&self, old: &str, file: FileId) -> Option<&Spanned<Name>> {
        self.inclusions.get(&file)?.rename.get(old).filter(|new| new.value.as_str() != old)
    }

    /// What a name that stands in some file is called in this menu.
    pub fn renamed<'m>(&'m self, name: &'m str, file: FileId) -> &'m str {
        renamed(&self.inclusions, name, file)
    }

    /// The secrets that a job writes.
    pub fn written_by(&self, job: Item<'_>) -> impl Iterator<Item = (&Spanned<Name>, &ast::Secret)> {
        self.ast.secrets.iter().filter(move |(_, secret)| match &secret.from.origin {
            SecretOrigin::Job(by) => job.is_job() && self.renamed(by.value.as_str(), by.span.file) == job.name(),
            SecretOrigin::Generate | SecretOrigin::Existing | SecretOrigin::Store(_) => false,
        })
    }

    /// All items, in the author's order.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        (0..self.items.len()).filter_map(|at| self.item(ItemId(at)))
    }

    /// An item that an in-box name or alias means; where it depends on arguments, the first.
    pub fn named(&self, name: &str) -> Option<Item<'_>> {
        self.all_named(name).next()
    }

    /// All items that an in-box name or alias may mean, of which never two are there together.
    pub fn all_named(&self, name: &str) -> impl Iterator<Item = Item<'_>> {
        let definitions = self.names.get(name).into_iter().flatten();
        definitions.filter(|definition| !definition.again).filter_map(|definition| self.item(definition.item))
    }

    /// The same, with those that take the name of another.
    pub fn all_claiming(&self, name: &str) -> impl Iterator<Item = Item<'_>> {
        self.names.get(name).into_iter().flatten().filter_map(|definition| self.item(definition.item))
    }

    /// All in-box names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// All linked needs, in the author's order.
    pub fn needs(&self) -> impl Iterator<Item = Need<'_>> {
        self.edges.iter().filter_map(|edge| Need::of(self, edge))
    }

    /// The linked need at this position.
    pub fn need(&self, at: usize) -> Option<Need<'_>> {
        self.edges.get(at).and_then(|edge| Need::of(self, edge))
    }

    /// Who waits for whom, when everything is there.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Who waits for whom, of what is there for these arguments.
    pub fn graph_for(&self, arguments: &Arguments) -> Cow<'_, Graph> {
        let there = |need: &Need<'_>| need.is_there(arguments);
        if self.needs().all(|need| there(&need)) {
            return Cow::Borrowed(&self.graph);
        }
        let external: Vec<bool> = self.items().map(Item::is_external).collect();
        let needs = self.edges.iter().enumerate().filter(|(at, _)| self.need(*at).is_some_and(|need| there(&need)));
        Cow::Owned(Graph::new(&external, needs))
    }
}
