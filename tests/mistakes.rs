//! Mistakes planted at random into the menus of real systems.
//!
//! Each is one splice of a menu's text, made together with what it has to lead to: the code and the place of the only
//! finding, or what becomes of the rendered files where it is no mistake. What is expected follows from what was done
//! to the text, never from what the compiler says.

mod legal;
mod names;
mod ports;
mod text;
mod values;

use std::collections::BTreeSet;
use std::ops::Range;

use boxc::diagnostic::Severity;
use boxc::source::{Memory, SourceMap};
use boxc::syntax::{self, Node};

use crate::support::{Outcome, compile, files, root};

/// The real systems: each a menu that is built in, and a case of `golden/` that orders it.
const SYSTEMS: [&str; 4] = ["airflow", "online-boutique", "pulsar", "sock-shop"];
const MISTAKES: usize = 200;
/// Who makes one mistake reads no more than these.
const MOST_ERRORS: usize = 3;

/// A system whose menu is a part of its project.
pub struct System {
    name: &'static str,
    sources: Vec<(String, Vec<u8>)>,
    /// The menu's file, its text, and its tree.
    path: String,
    text: String,
    root: Node,
    before: Outcome,
}

/// One splice, and what it leads to.
pub struct Mistake {
    what: String,
    at: Range<usize>,
    new: String,
    then: Then,
}

pub enum Then {
    /// The only finding: its code, the bytes of the changed text that it underlines (one of some), and a part of its help.
    Finding { code: &'static str, places: Vec<Range<usize>>, help: String },
    /// No finding: rendered files that change, each with texts that are gone and texts that are new.
    Change(Vec<Rendered>),
}

pub struct Rendered {
    file: String,
    gone: Vec<String>,
    new: Vec<String>,
}

/// A generator of numbers, the same on every machine (xorshift64).
pub struct Random(u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

type Kind = fn(&System, &mut Random) -> Vec<Mistake>;

const KINDS: &[Kind] = &[
    names::misspelt_need,
    names::misspelt_item,
    names::misspelt_reference,
    names::misspelt_parameter,
    names::misspelt_secret,
    names::misspelt_secret_key,
    names::misspelt_volume,
    names::misspelt_template,
    names::misspelt_inclusion,
    names::dropped_need,
    names::taken_name,
    names::given_twice,
    names::closed_circle,
    names::switched_off,
    ports::other_version,
    ports::other_interface,
    ports::misspelt_port,
    ports::misspelt_own_port,
    values::wrong_type,
    values::unknown_key,
    values::missing_field,
    values::bad_default,
    values::tab,
    legal::unread_need,
    legal::other_port,
    legal::other_image,
];

impl System {
    fn new(name: &'static str) -> Self {
        let case = files(&root().join("golden").join(name)).into_iter();
        let case = case.filter(|(name, _)| name.ends_with(".yaml") && !name.starts_with("rendered/"));
        let menu = files(&root().join("menus").join(name)).into_iter().filter(|(name, _)| name != "box.yaml");
        let menu = menu.map(|(file, text)| (format!("menus/{name}/{file}"), text));
        let sources: Vec<(String, Vec<u8>)> = case.chain(menu).collect();
        let path = format!("menus/{name}/menu.yaml");
        let text = sources.iter().find(|(file, _)| *file == path).map(|(_, text)| text.clone()).unwrap();
        let text = String::from_utf8(text).unwrap();
        let mut map = SourceMap::default();
        let id = map.add(&path, &text);
        let root = syntax::parse(id, &map, &mut boxc::diagnostic::Diagnostics::default()).unwrap().root;
        let before = compile(&world(&sources, &path, &text), None);
        assert!(!before.findings.has_errors(), "{}", before.text());
        System { name, sources, path, text, root, before }
    }

    fn with(&self, mistake: &Mistake) -> (String, Outcome) {
        let mut text = self.text.clone();
        text.replace_range(mistake.at.clone(), &mistake.new);
        let outcome = compile(&world(&self.sources, &self.path, &text), None);
        (text, outcome)
    }

    /// What is wrong with what a mistake led to.
    fn judge(&self, mistake: &Mistake) -> Result<(), String> {
        let (text, after) = self.with(mistake);
        let errors = after.findings.count(Severity::Error);
        if errors > MOST_ERRORS {
            return Err(format!("{errors} errors"));
        }
        match &mistake.then {
            Then::Finding { code, places, help } => self.told(&after, &text, (code, places, help)),
            Then::Change(changes) => self.changed(&after, changes),
        }
    }

    fn told(
        &self,
        after: &Outcome,
        text: &str,
        (code, places, help): (&str, &[Range<usize>], &str),
    ) -> Result<(), String> {
        let before: BTreeSet<&str> = self.before.codes().into_iter().collect();
        let new: Vec<_> = after.findings.iter().filter(|finding| !before.contains(finding.code)).collect();
        let [finding] = new.as_slice() else { return Err(format!("{} findings", new.len())) };
        let span = finding.labels.first().map(|label| label.span);
        let in_menu = span.filter(|span| after.sources.file(span.file).is_some_and(|file| file.path() == self.path));
        let found = in_menu.map(|span| span.start()..span.end());
        if finding.code != code {
            return Err(format!("the code is {}", finding.code));
        }
        if !found.as_ref().is_some_and(|found| places.contains(found)) {
            let expected: Vec<_> = places.iter().map(|place| (place, text.get(place.clone()))).collect();
            return Err(format!("the place is {found:?}, not {expected:?}"));
        }
        let said = finding.help.clone().unwrap_or_default();
        if said.contains(help) { Ok(()) } else { Err(format!("the help lacks {help:?}")) }
    }

    fn changed(&self, after: &Outcome, changes: &[Rendered]) -> Result<(), String> {
        if after.findings.len() != self.before.findings.len() {
            return Err("findings".to_owned());
        }
        let (before, after) = (&self.before.bundles[0].files, &after.bundles[0].files);
        let unlike = |file: &&String| without_waves(before.get(*file)) != without_waves(after.get(*file));
        let other: BTreeSet<&str> = before.keys().chain(after.keys()).filter(unlike).map(String::as_str).collect();
        let expected: BTreeSet<&str> = changes.iter().map(|change| change.file.as_str()).collect();
        // What is said of a box as a whole follows its parts.
        if !other.iter().all(|file| expected.contains(file) || *file == "_box.yaml") || !expected.is_subset(&other) {
            return Err(format!("these files change: {other:?}, and not {expected:?}"));
        }
        for Rendered { file, gone, new } in changes {
            let (before, after) = (without_waves(before.get(file)), without_waves(after.get(file)));
            let stays = gone.iter().find(|text| !before.contains(*text) || after.contains(*text));
            let lacks = new.iter().find(|text| before.contains(*text) || !after.contains(*text));
            if let Some(text) = stays.or(lacks) {
                return Err(format!("{file}: {text:?}"));
            }
        }
        Ok(())
    }
}

/// A rendered file but for the order in which things start, which is that of all needs together, and in which consumers
/// are listed.
fn without_waves(file: Option<&Vec<u8>>) -> String {
    let text = String::from_utf8(file.cloned().unwrap_or_default()).unwrap();
    let mut lines: Vec<&str> = text.split_inclusive('\n').filter(|line| !line.contains("boxc.dev/wave")).collect();
    lines.sort_unstable();
    lines.concat()
}

fn world(sources: &[(String, Vec<u8>)], path: &str, text: &str) -> Memory {
    sources.iter().fold(Memory::default(), |world, (name, bytes)| match name == path {
        true => world.with(name, text),
        false => world.with(name, bytes.as_slice()),
    })
}

/// Takes turns among the kinds, so that each has its share.
fn planted(systems: &[System]) -> Vec<(&System, Mistake)> {
    let mut random = Random(0x5eed_b0c5);
    let mut of_kinds: Vec<Vec<(&System, Mistake)>> = Vec::new();
    for kind in KINDS {
        let mut all: Vec<(&System, Mistake)> = Vec::new();
        for system in systems {
            all.extend(kind(system, &mut random).into_iter().map(|mistake| (system, mistake)));
        }
        assert!(!all.is_empty(), "a kind of mistake that cannot be made");
        of_kinds.push(all);
    }
    let mut planted = Vec::new();
    while planted.len() < MISTAKES {
        for all in of_kinds.iter_mut().filter(|all| !all.is_empty()) {
            planted.push(all.swap_remove(random.below(all.len())));
        }
    }
    planted.truncate(MISTAKES);
    planted
}

#[test]
fn a_mistake_is_told_where_it_was_made() {
    let systems = SYSTEMS.map(System::new);
    let mut wrong = Vec::new();
    for (system, mistake) in planted(&systems) {
        if let Err(why) = system.judge(&mistake) {
            let (_, after) = system.with(&mistake);
            wrong.push(format!("## {}: {}: {why}\n{}", system.name, mistake.what, after.text()));
        }
    }
    assert!(wrong.is_empty(), "{} of {MISTAKES}:\n{}", wrong.len(), wrong.join("\n"));
}
