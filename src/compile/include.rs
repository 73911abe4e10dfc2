//! Menus that take in other menus: their nodes are put together before anything is linked.
//!
//! Every inclusion reads the text of its menu anew, as a file of its own, so that the place of every part tells which
//! inclusion it came with.

use std::collections::BTreeMap;

use crate::ast::types::Name;
use crate::ast::{Argument, Decode, Decoder, Dict, Inclusion, Menu, ParamName, changed_menu, extended_menu};
use crate::diagnostic::{Diagnostic, Diagnostics, Page, nearest};
use crate::hir::{Included, Inclusions};
use crate::source::{FileId, SourceMap, Span, Spanned};
use crate::survey::{MissingParameter, NoVersion, UnknownMenu, UnknownParameter};
use crate::syntax::{self, Entry, Kind, Node};

/// The pages of this stage's codes.
pub(super) const PAGES: &[Page] = &[
    Page { code: "include-cycle", text: include_str!("pages/include-cycle.md") },
    Page { code: "unknown-rename", text: include_str!("pages/unknown-rename.md") },
];

/// The sections whose entries an inclusion brings.
const SECTIONS: [&str; 6] = ["services", "jobs", "externals", "servers", "volumes", "secrets"];

/// A menu that was read, and can be taken in.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'a> {
    pub menus: &'a [(String, Menu, Node)],
    /// Names of menus that have errors.
    pub broken: &'a [String],
}

/// A menu's node with everything that it takes in, and what the texts of the inclusions mean.
#[derive(Debug)]
pub(super) struct Expanded {
    pub node: Node,
    pub inclusions: Inclusions,
}

pub(super) struct Expander<'a> {
    pub shelf: Shelf<'a>,
    pub sources: &'a mut SourceMap,
    pub diagnostics: &'a mut Diagnostics,
}

impl Expander<'_> {
    /// The menu with its inclusions worked in; nothing after problems were reported. `trail` are the names on the way.
    pub fn expand(&mut self, node: &Node, include: &Dict<Name, Inclusion>, trail: &[String]) -> Option<Expanded> {
        let mut whole = Expanded { node: node.clone(), inclusions: BTreeMap::new() };
        let mut sound = true;
        for inclusion in include.iter() {
            match self.include(inclusion, node.span.file, trail) {
                Some(part) => {
                    embed(&mut whole.node, &part.node);
                    whole.inclusions.extend(part.inclusions);
                }
                None => sound = false,
            }
        }
        sound.then_some(whole)
    }

    fn include(
        &mut self,
        (label, inclusion): (&Spanned<Name>, &Inclusion),
        parent: FileId,
        trail: &[String],
    ) -> Option<Expanded> {
        let (_, _, original) = self.find(inclusion)?;
        let name = &inclusion.menu.value.name;
        if trail.contains(name) {
            let trail = trail.iter().chain([name]).cloned().collect();
            self.diagnostics.push(IncludeCycle { trail, span: inclusion.menu.span });
            return None;
        }
        let root = self.anew(original.span.file)?;
        let cx = &mut Decoder::new(self.sources, self.diagnostics);
        let changes = inclusion.set.as_ref().map(|set| set.node(&root));
        let extended = match changes {
            Some(changes) => changed_menu(&root, &changes, cx)?,
            None => extended_menu(&root, cx)?,
        };
        let section = |key: &str| extended.get(key).map(|entry| entry.value.clone());
        let own = decoded(section("include"), cx)?;
        let included = self.included((label, inclusion), parent, &extended)?;
        let trail: Vec<String> = trail.iter().chain([name]).cloned().collect();
        let mut whole = self.expand(&extended, &own, &trail)?;
        self.rename(&mut whole.node, inclusion)?;
        whole.inclusions.values_mut().for_each(|inner| inner.rename_on(&included.rename));
        whole.inclusions.insert(root.span.file, included);
        Some(whole)
    }

    /// The menu that an inclusion means.
    fn find(&mut self, inclusion: &Inclusion) -> Option<(String, Menu, Node)> {
        let wanted = &inclusion.menu;
        if self.shelf.broken.contains(&wanted.value.name) {
            return None;
        }
        let named = self.shelf.menus.iter().filter(|(_, menu, _)| menu.menu.value.as_str() == wanted.value.name);
        let named: Vec<_> = named.collect();
        let fits = |menu: &Menu| wanted.value.range.as_ref().is_none_or(|range| range.matches(&menu.version.value.0));
        let found = named.iter().filter(|(_, menu, _)| fits(menu)).max_by_key(|(_, menu, _)| &menu.version.value);
        if let Some((path, menu, node)) = found {
            return Some((path.clone(), menu.clone(), node.clone()));
        }
        if named.is_empty() {
            let known = self.shelf.menus.iter().map(|(_, menu, _)| menu.menu.value.to_string());
            self.diagnostics.push(UnknownMenu::new(wanted, known));
        } else {
            let versions = named.iter().map(|(_, menu, _)| &menu.version);
            let versions = versions.map(|version| Spanned::new(version.value.0.to_string(), version.span));
            self.diagnostics.push(NoVersion::new(wanted, versions.collect()));
        }
        None
    }

    /// The text of a file once more, as a file of its own. It was read without errors before.
    fn anew(&mut self, file: FileId) -> Option<Node> {
        let source = self.sources.file(file)?;
        let (path, text) = (source.path().to_owned(), source.text().to_owned());
        let id = self.sources.add(&path, &text);
        syntax::parse(id, self.sources, self.diagnostics).map(|document| document.root)
    }

    /// What the texts of an inclusion mean, once its arguments are known to be right.
    fn included(
        &mut self,
        (label, inclusion): (&Spanned<Name>, &Inclusion),
        parent: FileId,
        menu: &Node,
    ) -> Option<Included> {
        let cx = &mut Decoder::new(self.sources, self.diagnostics);
        let section = |key: &str| menu.get(key).map(|entry| entry.value.clone());
        let params: Dict<ParamName, crate::ast::Param> = decoded(section("params"), cx)?;
        let constants = decoded(section("let"), cx)?;
        let mut sound = true;
        for (name, argument) in inclusion.with.iter() {
            match (params.get(name.value.as_str()), argument) {
                (None, _) => {
                    self.diagnostics.push(UnknownParameter::new(&inclusion.menu.value.name, &params, name));
                    sound = false;
                }
                (Some(param), Argument::Literal(value)) => {
                    if let Err(finding) = param.values(name.value.as_str(), value) {
                        self.diagnostics.push(finding.at(param.kind.span, "the parameter's type"));
                        sound = false;
                    }
                }
                (Some(_), Argument::Template(_)) => {}
            }
        }
        for (name, param) in params.iter() {
            if param.default.is_none() && inclusion.with.get(name.value.as_str()).is_none() {
                self.diagnostics.push(MissingParameter::new(inclusion.menu.span, name, param));
                sound = false;
            }
        }
        let rename = inclusion.rename.iter().map(|(old, new)| (old.value.to_string(), new.clone())).collect();
        let (label, menu) = (label.clone(), inclusion.menu.value.name.clone());
        let (arguments, when) = (inclusion.with.clone(), inclusion.when.clone());
        sound.then_some(Included { label, menu, params, constants, arguments, rename, when, parent })
    }

    /// Gives definitions their new names; whoever names them is led there by `rename`.
    fn rename(&mut self, node: &mut Node, inclusion: &Inclusion) -> Option<()> {
        let mut left: BTreeMap<&str, Span> =
            inclusion.rename.iter().map(|(old, _)| (old.value.as_str(), old.span)).collect();
        let mut names = Vec::new();
        for definition in definitions(node) {
            for defined in std::iter::once(&mut definition.key.value).chain(aliases(&mut definition.value)) {
                // An alias of two labels is known by its second.
                let (host, name) = defined.rsplit_once('.').unwrap_or(("", defined));
                names.push(name.to_owned());
                left.remove(name);
                if let Some(new) = inclusion.rename.get(name) {
                    *defined = if host.is_empty() { new.value.to_string() } else { format!("{host}.{}", new.value) };
                }
            }
        }
        for (old, span) in &left {
            let near = nearest(old, names.iter().map(String::as_str)).map(str::to_owned);
            self.diagnostics.push(UnknownRename { name: Spanned::new((*old).to_owned(), *span), near });
        }
        left.is_empty().then_some(())
    }
}

fn decoded<T: Decode>(node: Option<Node>, cx: &mut Decoder<'_>) -> Option<T> {
    match node {
        Some(node) => T::decode(&node, cx),
        None => T::absent(),
    }
}

/// The entries of all sections.
fn definitions(menu: &mut Node) -> impl Iterator<Item = &mut Entry> {
    let sections = match &mut menu.kind {
        Kind::Map(sections) => sections.as_mut_slice(),
        Kind::Null | Kind::Scalar(_) | Kind::List(_) => &mut [],
    };
    let sections = sections.iter_mut().filter(|section| SECTIONS.contains(&section.key.value.as_str()));
    sections.flat_map(|section| match &mut section.value.kind {
        Kind::Map(entries) => entries.as_mut_slice(),
        Kind::Null | Kind::Scalar(_) | Kind::List(_) => &mut [],
    })
}

/// The aliases of an item, as they are written.
fn aliases(item: &mut Node) -> impl Iterator<Item = &mut String> {
    let keys = match &mut item.kind {
        Kind::Map(keys) => keys.as_mut_slice(),
        Kind::Null | Kind::Scalar(_) | Kind::List(_) => &mut [],
    };
    let lists = keys.iter_mut().filter(|entry| entry.key.value == "aliases").map(|entry| match &mut entry.value.kind {
        Kind::List(aliases) => aliases.as_mut_slice(),
        Kind::Null | Kind::Scalar(_) | Kind::Map(_) => &mut [],
    });
    lists.flatten().filter_map(|alias| match &mut alias.kind {
        Kind::Scalar(alias) => Some(&mut alias.text),
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
    })
}

/// Adds what a menu defines to another. Names that both have are found where they are linked.
fn embed(whole: &mut Node, part: &Node) {
    let Kind::Map(sections) = &mut whole.kind else { return };
    for section in part.entries().unwrap_or_default() {
        if !SECTIONS.contains(&section.key.value.as_str()) && section.key.value != "manifests" {
            continue;
        }
        match sections.iter_mut().find(|own| own.key.value == section.key.value) {
            Some(own) => match (&mut own.value.kind, &section.value.kind) {
                (Kind::Map(own), Kind::Map(more)) => own.extend(more.iter().cloned()),
                (Kind::List(own), Kind::List(more)) => own.extend(more.iter().cloned()),
                _ => {}
            },
            None => sections.push(section.clone()),
        }
    }
}

/// Menus that take each other in.
struct IncludeCycle {
    trail: Vec<String>,
    span: Span,
}

impl From<IncludeCycle> for Diagnostic {
    fn from(error: IncludeCycle) -> Self {
        let message = format!("these menus take each other in: {}", error.trail.join(" → "));
        Diagnostic::error("include-cycle", message)
            .at(error.span, "closes the circle")
            .help("let one of them stand by itself")
    }
}

/// A new name for something that the included menu does not have.
struct UnknownRename {
    name: Spanned<String>,
    near: Option<String>,
}

impl From<UnknownRename> for Diagnostic {
    fn from(error: UnknownRename) -> Self {
        let UnknownRename { name, near } = error;
        Diagnostic::error("unknown-rename", format!("the included menu has nothing called `{}`", name.value))
            .at(name.span, "renamed here")
            .maybe_help(near.map(|near| format!("write `{near}`")))
    }
}
