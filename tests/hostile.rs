//! No input makes the compiler panic, and what it says is always about the input.

use std::sync::LazyLock;

use boxc::source::Memory;
use proptest::prelude::*;

use crate::support::{compile, files, root};

/// The sources of the example.
static SOURCES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let all = files(&root().join("golden/voting"));
    let sources = all.into_iter().filter(|(name, _)| name.ends_with(".yaml") && !name.starts_with("rendered/"));
    sources.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
});

/// What may stand in the place of a word.
const WORDS: &[&str] = &[
    "",
    "null",
    "[]",
    "{}",
    "0",
    "-1",
    "99999999999999999999",
    "no",
    "true",
    "${{ box.name }}",
    "${{ params.replicas }}",
    "${{ needs.db.port }}",
    "${{ secrets.db.password }}",
    "${{ cluster.domain }}",
    "${{",
    "${{ 1 // 0 }}",
    "redis",
    "db",
    "x",
    "\"\"",
    "'",
    "|",
    "&a",
    "*a",
    "!!int",
    "1Gi",
    "10m",
    "\u{202e}",
    "é",
    "ready",
    "completed",
    "services:",
    "- x",
];

#[derive(Debug, Clone)]
enum Change {
    Drop,
    Twice,
    Word(usize, usize),
    Indent(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Drop),
        Just(Change::Twice),
        (0..12usize, 0..WORDS.len()).prop_map(|(at, word)| Change::Word(at, word)),
        (0..8usize).prop_map(Change::Indent),
    ]
}

fn changed(line: &str, change: &Change) -> Vec<String> {
    match change {
        Change::Drop => Vec::new(),
        Change::Twice => vec![line.to_owned(), line.to_owned()],
        Change::Indent(by) => vec![format!("{}{}", " ".repeat(*by), line.trim_start())],
        Change::Word(at, word) => {
            let mut words: Vec<&str> = line.split_inclusive([' ', ',', ':', '{', '}']).collect();
            let at = at % words.len().max(1);
            if let Some(slot) = words.get_mut(at) {
                *slot = WORDS[*word];
            }
            vec![words.concat()]
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_sources_compile_or_are_explained(
        file in 0..4usize,
        changes in prop::collection::vec((0..130usize, change()), 1..4),
    ) {
        let mut world = Memory::default();
        for (at, (name, text)) in SOURCES.iter().enumerate() {
            let mut lines: Vec<Vec<String>> = text.lines().map(|line| vec![line.to_owned()]).collect();
            if at == file {
                for (line, change) in &changes {
                    let line = line % lines.len();
                    lines[line] = lines[line].iter().flat_map(|line| changed(line, change)).collect();
                }
            }
            world = world.with(name, lines.concat().join("\n") + "\n");
        }
        let outcome = compile(&world, None);
        prop_assert!(outcome.findings.has_errors() || !outcome.bundles.is_empty(), "{}", outcome.text());
        for finding in outcome.findings.iter() {
            prop_assert!(!finding.message.is_empty());
            for label in &finding.labels {
                let file = outcome.sources.file(label.span.file).unwrap();
                prop_assert!(file.text().get(label.span.start()..label.span.end()).is_some());
            }
        }
    }
}
