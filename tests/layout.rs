//! Imports go one way.

use std::collections::BTreeMap;

use crate::support::{files, root};

/// Each module and what it may import, in the order of the pipeline. `compile` alone composes the stages.
const ARROWS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("helper_args", &[]),
    ("diagnostic", &["source"]),
    ("syntax", &["source", "diagnostic"]),
    ("expr", &["source", "diagnostic", "syntax"]),
    ("ast", &["source", "diagnostic", "syntax", "expr"]),
    ("hir", &["source", "diagnostic", "expr", "ast"]),
    ("check", &["source", "helper_args", "diagnostic", "expr", "ast", "hir"]),
    ("contract", &["source", "diagnostic", "syntax", "expr", "ast", "hir"]),
    ("shelf", &["source"]),
    ("survey", &["source", "diagnostic", "expr", "ast", "hir", "check", "shelf"]),
    ("draw", &["source", "ast", "hir"]),
    ("instantiate", &["source", "helper_args", "diagnostic", "expr", "ast", "hir", "check", "survey"]),
    ("lower", &["source", "ast", "instantiate", "helper_args"]),
    ("validate", &["source", "diagnostic", "ast", "lower"]),
    ("emit", &["source", "diagnostic", "syntax", "ast", "instantiate", "lower"]),
    ("write", &["emit"]),
    (
        "compile",
        &[
            "source",
            "diagnostic",
            "syntax",
            "expr",
            "ast",
            "hir",
            "check",
            "shelf",
            "survey",
            "instantiate",
            "lower",
            "validate",
            "emit",
        ],
    ),
    (
        "cli",
        &[
            "source",
            "diagnostic",
            "ast",
            "hir",
            "check",
            "contract",
            "shelf",
            "survey",
            "draw",
            "emit",
            "write",
            "compile",
        ],
    ),
    ("bin", &[]),
    ("lib", &[]),
];

#[test]
fn imports_go_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let import = regex::Regex::new(r"\bcrate::([a-z_]+)").unwrap();
    let mut unused: BTreeMap<&str, Vec<&str>> = ARROWS.iter().map(|(name, to)| (*name, to.to_vec())).collect();
    for (path, bytes) in files(&root().join("src")) {
        if !path.ends_with(".rs") {
            continue;
        }
        let module = path.split(['/', '.']).next().unwrap();
        let arrows = allowed.get(module).unwrap_or_else(|| panic!("{path}: put `{module}` into ARROWS"));
        // What follows `#[cfg(test)]`, and files of tests, may look further.
        let text = String::from_utf8(bytes).unwrap();
        let text = if path.ends_with("tests.rs") { "" } else { text.split("#[cfg(test)]").next().unwrap() };
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for target in import.captures_iter(line).map(|found| found.get(1).unwrap().as_str()) {
                assert!(target == module || arrows.contains(&target), "{path} imports `{target}`: {line}");
                unused.get_mut(module).unwrap().retain(|arrow| *arrow != target);
            }
        }
    }
    unused.retain(|_, arrows| !arrows.is_empty());
    assert!(unused.is_empty(), "arrows that nobody uses: {unused:?}");
}

/// What a file may have at most; more is a second subject.
const LINES: usize = 400;

#[test]
fn files_have_one_subject() {
    for (path, bytes) in files(&root().join("src")) {
        let lines = String::from_utf8(bytes).unwrap().lines().count();
        assert!(!path.ends_with(".rs") || lines <= LINES, "{path} has {lines} lines");
    }
}
