//! Wrong inputs that users write, each with what they are told: `wrong/SUBJECT/MISTAKE.yaml`, its snapshot beside it.
//!
//! The first line says what went wrong in the author's head. Documents stand between `---`, each where its first key
//! says, or where a line `# file PATH` does. What a reader of the snapshot asks: is it the only finding, does it
//! underline the very word, is what to type next on the screen?

use std::collections::BTreeSet;
use std::path::Path;

use boxc::source::Memory;

use crate::support::{FLEET, compile, files, root};

/// Mistakes that show in several places, each of which has to be mended by hand: how many, and why.
const SEVERAL: &[(&str, usize, &str)] = &[
    ("keys/kubernetes-resources", 2, "two keys are to be written otherwise"),
    ("mounts/path-of-kubernetes", 2, "key and value are to change places"),
];

/// Where a document belongs: a menu called `shop` to `menus/shop.yaml`.
fn place(document: &str) -> (String, &str) {
    if let Some((path, text)) = document.strip_prefix("# file ").and_then(|rest| rest.split_once('\n')) {
        return (path.to_owned(), text);
    }
    let is_key = |line: &&str| !line.starts_with(['#', '%']) && line.contains(':');
    let (key, value) = document.lines().find(is_key).and_then(|line| line.split_once(':')).unwrap_or_default();
    let name = value.trim().trim_matches(['"', '\'']);
    let path = match key.trim() {
        "fleet" => "fleet.yaml".to_owned(),
        "placement" => "placement.yaml".to_owned(),
        "box" => format!("boxes/{name}.yaml"),
        _ => format!("menus/{name}.yaml"),
    };
    (path, document)
}

fn world(text: &str) -> Memory {
    let documents: Vec<(String, &str)> = text.split("\n---\n").map(place).collect();
    let fleet = documents.iter().any(|(path, _)| path == "fleet.yaml");
    let world = if fleet { Memory::default() } else { Memory::default().with("fleet.yaml", FLEET) };
    documents.into_iter().fold(world, |world, (path, text)| world.with(&path, format!("{text}\n")))
}

/// Every input by its path without the ending, and its text.
fn inputs() -> Vec<(String, String)> {
    let all = files(&root().join("tests/wrong")).into_iter();
    let inputs = all.filter_map(|(name, text)| Some((name.strip_suffix(".yaml")?.to_owned(), text)));
    inputs.map(|(name, text)| (name, String::from_utf8(text).unwrap())).collect()
}

#[test]
fn mistakes_are_told_as_they_were_made() {
    let mut counts = Vec::new();
    for (name, text) in inputs() {
        let (title, documents) = text.trim_end_matches('\n').split_once('\n').unwrap();
        assert!(title.starts_with("# "), "{name}: the first line says what is wrong");
        let outcome = compile(&world(documents), None);
        let expected = SEVERAL.iter().find(|(of, ..)| *of == name).map_or(1, |(_, count, _)| *count);
        if outcome.findings.len() != expected {
            counts.push(format!("{name}: {} findings\n{}", outcome.findings.len(), outcome.text()));
        }
        let (subject, mistake) = name.split_once('/').unwrap();
        let shown = format!("{title}\n{documents}\n{:─<80}\n{}", "", outcome.text());
        insta::with_settings!({snapshot_path => Path::new("wrong").join(subject), prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(mistake, shown);
        });
    }
    assert!(counts.is_empty(), "{}", counts.join("\n"));
}

#[test]
fn every_mistake_has_its_snapshot() {
    let inputs: BTreeSet<String> = inputs().into_iter().map(|(name, _)| name).collect();
    let all = files(&root().join("tests/wrong")).into_keys();
    let snapshots: BTreeSet<String> = all.filter_map(|name| Some(name.strip_suffix(".snap")?.to_owned())).collect();
    assert_eq!(inputs, snapshots);
    assert!(SEVERAL.iter().all(|(name, ..)| inputs.contains(*name)));
}
