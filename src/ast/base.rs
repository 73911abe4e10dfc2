//! Menus that boxes and inclusions change.
//!
//! Input: a menu's node, and layers of changes to merge over it. Output: the changed menu. A change of few items decodes
//! those alone: the menu that comes of it shares the others with the menu that it was.

use std::borrow::Cow;
use std::sync::Arc;

use crate::syntax::{Entry, Kind, Node};

use super::change::{are_known, sections};
use super::decode::{Decode, Decoder, Dict};
use super::extend::{SECTIONS, extended, extended_over};
use super::item::Service;
use super::menu::Menu;
use super::merge::maps;
use super::types::Name;

/// A menu that can be changed.
#[derive(Debug)]
pub struct Base {
    node: Node,
    /// The node with its templates worked in, and the menu that it is, where they are known.
    known: Option<(Node, Menu)>,
}

impl Base {
    pub fn new(node: Node) -> Self {
        Base { node, known: None }
    }

    /// With the menu that it is, if it was decoded before; nothing after problems were reported.
    pub fn decoded(node: Node, menu: Option<Menu>, cx: &mut Decoder<'_>) -> Option<Self> {
        let extended = extended(&node, cx)?;
        let menu = menu.map_or_else(|| Menu::decode(&extended, cx), Some)?;
        Some(Base { node, known: Some((extended, menu)) })
    }

    /// The node with its templates worked in, where it is known.
    pub fn tree(&self) -> Option<&Node> {
        self.known.as_ref().map(|(extended, _)| extended)
    }

    pub fn menu(&self) -> Option<&Menu> {
        self.known.as_ref().map(|(_, menu)| menu)
    }

    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The menu with sections of a box's own merged over it, and over those what the box sets. Items may extend the
    /// templates of what is below, and follow those that are set. Nothing after problems were reported.
    pub(super) fn changed(&self, own: Vec<Entry>, mut set: Vec<Entry>, cx: &mut Decoder<'_>) -> Option<Menu> {
        let base = with_templates(&self.node, &mut set);
        are_known(&set, &[sections(&base), &own], cx).then_some(())?;
        let layers: Vec<Vec<Entry>> = [own, set].into_iter().filter(|layer| !layer.is_empty()).collect();
        if let Some((extended, menu)) = self.known.as_ref().filter(|_| layers.iter().flatten().all(is_of_items)) {
            let changed = merged(part(extended, &layers), layers.clone(), cx)?;
            let part = Menu::decode(&changed, cx)?;
            let mut menu = menu.clone();
            graft(&mut menu.services, part.services, "services", &layers);
            graft(&mut menu.servers, part.servers, "servers", &layers);
            graft(&mut menu.jobs, part.jobs, "jobs", &layers);
            return Some(menu);
        }
        let whole = merged(extended(&base, cx)?, layers, cx)?;
        Menu::decode(&whole, cx)
    }
}

/// Whether a section holds items that are decoded one by one.
fn is_of_items(section: &Entry) -> bool {
    SECTIONS.iter().any(|(name, _)| *name == section.key.value)
}

/// Whether some layer says something of an item.
fn is_changed(layers: &[Vec<Entry>], section: &str, item: &str) -> bool {
    let sections = layers.iter().flatten().filter(|entry| entry.key.value == section);
    sections.into_iter().any(|section| section.value.get(item).is_some())
}

/// What of a menu the layers change, with what every menu has.
fn part(menu: &Node, layers: &[Vec<Entry>]) -> Node {
    let items = layers.iter().flatten().flat_map(|section| section.value.entries().unwrap_or_default());
    let extends = items.into_iter().any(|item| item.value.get("extends").is_some());
    let section = |section: &Entry| match (section.key.value.as_str(), &section.value.kind) {
        ("menu" | "version", _) => Some(section.clone()),
        ("templates", _) => extends.then(|| section.clone()),
        (name, Kind::Map(items)) if is_of_items(section) => {
            let changed = items.iter().filter(|item| is_changed(layers, name, &item.key.value));
            let kind = Kind::Map(changed.cloned().collect());
            Some(Entry { key: section.key.clone(), value: Node { span: section.value.span, kind } })
        }
        _ => None,
    };
    let sections = menu.entries().unwrap_or_default().iter().filter_map(section).collect();
    Node { span: menu.span, kind: Kind::Map(sections) }
}

/// Puts what was changed where it was, or behind the others; what is gone is removed.
fn graft<T>(whole: &mut Dict<Name, Arc<T>>, part: Dict<Name, Arc<T>>, section: &str, layers: &[Vec<Entry>]) {
    let stays = |name: &str| part.get(name).is_some() || !is_changed(layers, section, name);
    whole.entries.retain(|(name, _)| stays(name.value.as_str()));
    for (name, item) in part.entries {
        match whole.entries.iter_mut().find(|(own, _)| own.value == name.value) {
            Some(own) => *own = (name, item),
            None => whole.entries.push((name, item)),
        }
    }
}

fn merged(base: Node, layers: Vec<Vec<Entry>>, cx: &mut Decoder<'_>) -> Option<Node> {
    let mut whole = base;
    for mut layer in layers {
        let has_own = layer.iter().any(|entry| entry.key.value == "templates");
        if let Some(templates) = whole.get("templates").filter(|_| !has_own) {
            layer.push(templates.clone());
        }
        let layer = Node { span: whole.span, kind: Kind::Map(layer) };
        whole = Menu::merge(&whole, &extended_over(&whole, &layer, cx)?);
    }
    Some(whole)
}

/// A menu's node with changes merged over it and the templates worked in; nothing after problems were reported.
pub fn changed_menu(base: &Node, changes: &Node, cx: &mut Decoder<'_>) -> Option<Node> {
    let mut layer = changes.entries().unwrap_or_default().to_vec();
    let sound = are_known(&layer, &[sections(base)], cx);
    let base = extended(&with_templates(base, &mut layer), cx)?;
    let layer = Node { span: changes.span, kind: Kind::Map(layer) };
    let changed = Menu::merge(&base, &extended_over(&base, &layer, cx)?);
    sound.then_some(changed)
}

/// The menu with the templates that a layer changes, which then has all of them. Items follow their templates.
fn with_templates<'n>(base: &'n Node, layer: &mut [Entry]) -> Cow<'n, Node> {
    let changes = layer.iter_mut().find(|entry| entry.key.value == "templates");
    let (Some(changes), Some(old), Kind::Map(sections)) = (changes, base.get("templates"), &base.kind) else {
        return Cow::Borrowed(base);
    };
    changes.value = maps(&old.value, &changes.value, &|_, old, new| Service::merge(old, new));
    let section = |section: &Entry| match section.key.value.as_str() {
        "templates" => changes.clone(),
        _ => section.clone(),
    };
    Cow::Owned(Node { span: base.span, kind: Kind::Map(sections.iter().map(section).collect()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::BoxOrder;
    use crate::diagnostic::Diagnostics;
    use crate::source::SourceMap;
    use crate::syntax::parse;

    const MENU: &str = "\
menu: shop
version: 1.0.0
params: {n: {type: int, default: 1}}
templates:
  java: {image: \"java:21\", env: {A: a}, ports: {http: 80}}
  fast: {extends: java, env: {B: b}}
services:
  web: {extends: fast, replicas: \"${{ params.n }}\"}
  api: {image: \"api:1\", ports: {http: 8080}, needs: {web: {}}}
  old: {image: \"old:1\"}
jobs:
  init: {image: \"init:1\", env: {TOKEN: {secret: s, key: k}}}
secrets: {s: {from: generate, keys: {k: {}}}}
";

    /// The menu that a box makes, by the items that change and as a whole, and what was found wrong.
    fn both(order: &str) -> [(String, usize); 2] {
        let mut sources = SourceMap::default();
        let (menu, order) =
            (sources.add("menu.yaml", MENU), sources.add("box.yaml", &format!("box: b\nmenu: shop\n{order}")));
        let mut found = Diagnostics::default();
        let menu = parse(menu, &sources, &mut found).unwrap().root;
        let order = parse(order, &sources, &mut found).unwrap().root;
        let order = BoxOrder::decode(&order, &mut Decoder::new(&sources, &mut found)).unwrap();
        let known = Base::decoded(menu.clone(), None, &mut Decoder::new(&sources, &mut found)).unwrap();
        assert!(found.is_empty(), "{found:?}");
        [known, Base::new(menu)].map(|base| {
            let mut found = Diagnostics::default();
            let changed = order.own_menu(Some(&base), &mut Decoder::new(&sources, &mut found));
            (format!("{changed:?}"), found.len())
        })
    }

    #[test]
    fn items_that_change_alone_change_as_with_all_others() {
        for order in [
            "set: {services: {web: {image: \"java:22\", env: {A: null, C: c}}}}\n",
            "set: {services: {old: null, api: {needs: {web: null}}}}\n",
            "set: {services: {web: {ports: {http: {target: 8080}}}}, jobs: {init: {env: {TOKEN: plain}}}}\n",
            "services: {more: {extends: java, env: {A: z}}}\nset: {services: {more: {replicas: 2}, web: {replicas: 3}}}\n",
            "jobs: {web: {image: \"w:1\"}}\nservices: {last: {image: \"l:1\"}}\n",
            "set: {templates: {java: {image: \"java:22\"}}, services: {api: {image: \"api:2\"}}}\n",
            "set: {params: {n: {default: 2}}, services: {api: {image: \"api:2\"}}}\n",
            "set: {services: {api: {imge: x}, old: {replicas: many}}}\n",
            "set: {services: {new: {replicas: 1}}}\n",
            "services: {more: {extends: jva}}\n",
        ] {
            let [alone, whole] = both(order);
            assert_eq!(alone, whole, "{order}");
        }
    }
}
