//! A part of the language that has no effect yet says so.

use crate::support::{compile, project};

const FLEET: &str = "fleet: example\nclusters:\n  one:\n    kubernetes: \"1.33\"\n";

/// Keys of the language that this version reads and does not act upon, in a document that is sound without it.
const LATER: &[(&str, &str)] = &[
    ("    delivery: kapp", FLEET),
    ("    delivery: {argo: {repo: 'https://git.example/boxes', revision: main, namespace: argocd}}", FLEET),
    ("    delivery: {flux: {source: {kind: GitRepository, name: boxes, namespace: flux-system}, path: one}}", FLEET),
    ("approve: drop-bob", ""),
];

#[test]
fn what_has_no_effect_is_an_error_that_says_so() {
    for (key, document) in LATER {
        let outcome = compile(&project(&[format!("{document}{key}\n")]), None);
        assert_eq!(outcome.codes(), ["not-yet"], "{key}: {}", outcome.text());
    }
}
