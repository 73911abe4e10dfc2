//! Changes (`set`) are of what is there.
//!
//! Input: a menu's node, and a layer of changes. Output: whether every entry that the layer changes is one of the menu's.
//! Not here: what is changed inside an entry, where new keys are as good as old ones.

use crate::diagnostic::{Diagnostic, listed, nearest};
use crate::source::Spanned;
use crate::syntax::{Entry, Node};

use super::decode::Decoder;

/// The sections whose entries have names that others refer to, and what an entry is called.
const SECTIONS: [(&str, &str); 7] = [
    ("templates", "template"),
    ("services", "service"),
    ("servers", "server"),
    ("jobs", "job"),
    ("externals", "external"),
    ("secrets", "secret"),
    ("volumes", "volume"),
];

/// Whether `changes` change what one of `menus` has; what does not is reported.
pub(super) fn are_known(changes: &[Entry], menus: &[&[Entry]], cx: &mut Decoder<'_>) -> bool {
    let mut known = true;
    for (section, what) in SECTIONS {
        let has = menus.iter().flat_map(|menu| names(menu, section));
        let has: Vec<&str> = has.map(|name| name.value.as_str()).collect();
        for name in names(changes, section).filter(|name| !has.contains(&name.value.as_str())) {
            let elsewhere = SECTIONS
                .iter()
                .find(|(other, _)| menus.iter().flat_map(|menu| names(menu, other)).any(|own| own.value == name.value));
            cx.push(DanglingSet {
                name: name.clone(),
                what,
                has: has.iter().map(|name| (*name).to_owned()).collect(),
                elsewhere: elsewhere.map(|(section, _)| *section),
            });
            known = false;
        }
    }
    known
}

fn names<'n>(menu: &'n [Entry], section: &str) -> impl Iterator<Item = &'n Spanned<String>> {
    let section = menu.iter().find(|entry| entry.key.value == section);
    let entries = section.and_then(|section| section.value.entries()).unwrap_or_default();
    entries.iter().map(|entry| &entry.key)
}

/// The sections of a menu's node.
pub(super) fn sections(menu: &Node) -> &[Entry] {
    menu.entries().unwrap_or_default()
}

/// A change of something that is not there.
struct DanglingSet {
    name: Spanned<String>,
    what: &'static str,
    has: Vec<String>,
    /// The section that has something of this name.
    elsewhere: Option<&'static str>,
}

impl From<DanglingSet> for Diagnostic {
    fn from(error: DanglingSet) -> Self {
        let DanglingSet { name, what, has, elsewhere } = error;
        let near = nearest(&name.value, has.iter().map(String::as_str));
        let help = match (near, elsewhere) {
            (_, Some(section)) => format!("it stands under `{section}`"),
            (Some(near), None) => format!("write `{near}`"),
            (None, None) if has.is_empty() => {
                format!("there is no {what}; `set` changes what is there and adds nothing")
            }
            (None, None) => format!("there is {}; `set` changes what is there and adds nothing", listed(&has)),
        };
        Diagnostic::error("dangling-set", format!("there is no {what} `{}` to change", name.value))
            .at(name.span, "set here")
            .help(help)
    }
}
