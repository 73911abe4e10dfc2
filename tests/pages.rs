//! The examples of `boxc explain`.

use boxc::compile::pages;
use boxc::diagnostic::Severity;

use crate::support::{compile, project};

/// Codes whose cause is no document: an example could not show it.
const WITHOUT_EXAMPLE: &[&str] = &[
    // What the rules before it let through by mistake: no source that is known gives one.
    "invalid-object",
    // No file at all.
    "no-fleet",
    // What the file system says of a file.
    "unreadable-file",
];

#[test]
fn failing_examples_fail_with_their_code_alone() {
    for page in pages() {
        let documents = page.failing().documents;
        assert_eq!(documents.is_empty(), WITHOUT_EXAMPLE.contains(&page.code), "{}", page.code);
        if documents.is_empty() {
            continue;
        }
        let mut outcome = compile(&project(&documents), None);
        let notes = page.text.contains("\nThis is a note.\n");
        if notes {
            outcome.findings.extend(std::mem::take(&mut outcome.notes));
        }
        let mut codes = outcome.codes();
        codes.dedup();
        assert_eq!(codes, [page.code], "{}", outcome.text());
        let warns = notes || page.text.contains("\nThis is a warning.\n");
        assert_eq!(outcome.findings.has_errors(), !warns, "{}", outcome.text());
        insta::with_settings!({snapshot_path => "snapshots/pages", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(page.code, outcome.text());
        });
    }
}

#[test]
fn mended_examples_compile() {
    for page in pages() {
        let documents = page.mended().documents;
        if documents.is_empty() {
            continue;
        }
        let outcome = compile(&project(&documents), None);
        assert!(outcome.findings.is_empty(), "{}: {}", page.code, outcome.text());
        let is_noted = outcome.notes.iter().any(|note| note.code == page.code);
        assert!(!is_noted, "{}", page.code);
    }
}

#[test]
fn pages_are_titled_by_their_code_and_listed_once() {
    let pages = pages();
    for page in &pages {
        assert!(page.text.starts_with(&format!("# {}\n\n", page.code)), "{}", page.code);
        // Most terminals are 80 columns wide; examples of long names may be wider.
        let wide =
            page.text.lines().find(|line| line.chars().count() > 80 && !line.contains("aaaa") && !line.contains("[[["));
        assert_eq!(wide, None, "{}", page.code);
    }
    assert!(pages.windows(2).all(|pair| pair[0].code < pair[1].code));
}

/// Every code that some stage raises has a page. Codes are the first argument of a constructor, or a constant.
#[test]
fn every_code_has_a_page() {
    let known: Vec<&str> = pages().iter().map(|page| page.code).collect();
    let pattern = regex::Regex::new(r#"(?:::error\(|::warning\(|CODE: &'static str =|code: )\s*"([a-z-]+)""#).unwrap();
    for (path, bytes) in crate::support::files(&crate::support::root().join("src")) {
        if !path.ends_with(".rs") || path.contains("tests") || path.starts_with("diagnostic/") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        for code in pattern.captures_iter(&text).map(|found| found[1].to_owned()) {
            assert!(known.contains(&code.as_str()), "{path} raises `{code}`, which has no page");
        }
    }
    assert!(Severity::Error < Severity::Warning);
}
