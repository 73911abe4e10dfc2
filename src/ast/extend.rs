//! Templates: what items are built on.
//!
//! Input: a menu's node. Output: the same, with every `extends` worked in and gone; each part keeps the place where it was written.
//! Not here: whether a fragment is right, which shows where an item extends it; one that nobody extends is decoded alone.

use std::collections::BTreeSet;

use crate::source::Spanned;
use crate::syntax::{Entry, Kind, Node};

use super::decode::{Decode, Decoder};
use super::errors::{TemplateCycle, UnknownTemplate};
use super::item::{Job, Service};
use super::server::Server;

/// How items of a section are merged.
pub(super) type Merge = fn(&Node, &Node) -> Node;

/// The sections of a menu whose items may extend a template.
pub(super) const SECTIONS: [(&str, Merge); 3] =
    [("services", Service::merge), ("servers", Server::merge), ("jobs", Job::merge)];

/// The menu with its templates worked in; nothing after problems were reported.
pub fn extended(root: &Node, cx: &mut Decoder<'_>) -> Option<Node> {
    let (node, sound) = worked_in(root, BTreeSet::new(), cx);
    sound.then_some(node)
}

/// The same; after problems were reported, and `false`, without the items that have them.
pub(super) fn extended_rest(root: &Node, cx: &mut Decoder<'_>) -> (Node, bool) {
    worked_in(root, BTreeSet::new(), cx)
}

/// The same of a layer, whose templates from below are looked into there.
pub(super) fn extended_over(below: &Node, layer: &Node, cx: &mut Decoder<'_>) -> Option<Node> {
    let used = templates(below).iter().map(|template| template.key.value.as_str()).collect();
    let (node, sound) = worked_in(layer, used, cx);
    sound.then_some(node)
}

fn templates(menu: &Node) -> &[Entry] {
    menu.get("templates").and_then(|templates| templates.value.entries()).unwrap_or_default()
}

/// `used` are templates that are not decoded by themselves.
fn worked_in<'n>(root: &'n Node, used: BTreeSet<&'n str>, cx: &mut Decoder<'_>) -> (Node, bool) {
    let mut extender = Extender { templates: templates(root), used, sound: true, cx };
    let Kind::Map(sections) = &root.kind else { return (root.clone(), true) };
    let sections = sections.iter().map(|section| extender.section(section)).collect();
    let sound = extender.sound;
    extender.unused();
    (Node { span: root.span, kind: Kind::Map(sections) }, sound)
}

struct Extender<'n, 'c, 'a> {
    templates: &'n [Entry],
    used: BTreeSet<&'n str>,
    sound: bool,
    cx: &'c mut Decoder<'a>,
}

impl<'n> Extender<'n, '_, '_> {
    fn section(&mut self, section: &'n Entry) -> Entry {
        let merge = SECTIONS.iter().find(|(name, _)| *name == section.key.value).map(|(_, merge)| *merge);
        let (Some(merge), Kind::Map(items)) = (merge, &section.value.kind) else { return section.clone() };
        let mut extended = Vec::with_capacity(items.len());
        for item in items {
            match self.extend(&item.value, merge, &mut Vec::new()) {
                Some(value) => extended.push(Entry { key: item.key.clone(), value }),
                None => self.sound = false,
            }
        }
        Entry { key: section.key.clone(), value: Node { span: section.value.span, kind: Kind::Map(extended) } }
    }

    /// The node over the template that it extends, if it does. `trail` are the templates on the way here.
    fn extend(&mut self, node: &'n Node, merge: Merge, trail: &mut Vec<Spanned<String>>) -> Option<Node> {
        let Some(extends) = node.get("extends") else { return Some(node.clone()) };
        // Something else than a name is refused where the field is decoded.
        let Kind::Scalar(name) = &extends.value.kind else { return Some(node.clone()) };
        let name = Spanned::new(name.text.clone(), extends.value.span);
        let Some(template) = self.templates.iter().find(|template| template.key.value == name.value) else {
            let known = self.templates.iter().map(|template| template.key.value.clone()).collect();
            self.cx.push(UnknownTemplate { name, known });
            return None;
        };
        if trail.iter().any(|step| step.value == name.value) {
            trail.push(name);
            self.cx.push(TemplateCycle { trail: std::mem::take(trail) });
            return None;
        }
        self.used.insert(&template.key.value);
        trail.push(name);
        let base = self.extend(&template.value, merge, trail)?;
        Some(without_extends(merge(&base, node)))
    }

    /// Templates that nobody extends are decoded by themselves, as services, so that their mistakes show.
    fn unused(&mut self) {
        for template in self.templates {
            if self.used.contains(template.key.value.as_str()) {
                continue;
            }
            if let Some(whole) = self.extend(&template.value, Service::merge, &mut Vec::new()) {
                Service::decode(&with_image(&whole, template), self.cx);
            }
        }
    }
}

/// What is worked in is not looked for again, when the item is one of another menu.
fn without_extends(mut node: Node) -> Node {
    if let Kind::Map(entries) = &mut node.kind {
        entries.retain(|entry| entry.key.value != "extends");
    }
    node
}

/// A fragment may leave out what an item has to say.
fn with_image(fragment: &Node, template: &Entry) -> Node {
    let Kind::Map(entries) = &fragment.kind else { return fragment.clone() };
    let mut entries = entries.clone();
    if fragment.get("image").is_none() {
        let value = Node::text("image:0", template.key.span);
        entries.push(Entry { key: Spanned::new("image".to_owned(), template.key.span), value });
    }
    Node { span: fragment.span, kind: Kind::Map(entries) }
}
