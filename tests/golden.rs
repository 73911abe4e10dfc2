//! The rendered trees under `golden/` are what the sources give.

use boxc::source::Disk;

use crate::support::{Reversed, boxc, cases, compile, copy, files, stderr};

/// Render a changed tree with `boxc build -C golden/CASE` and review the difference.
#[test]
fn golden_trees_are_fresh() {
    for case in cases() {
        let output = boxc(&case, &["build", "--check"]);
        assert_eq!(output.status.code(), Some(0), "{}: {}", case.display(), stderr(&output));
    }
}

#[test]
fn the_order_of_files_does_not_matter() {
    for case in cases() {
        let straight = compile(&Disk::new(&case), None);
        let reversed = compile(&Reversed(Disk::new(&case)), None);
        assert!(straight.findings.is_empty(), "{}", straight.text());
        assert!(!straight.bundles.is_empty());
        assert_eq!(straight.bundles, reversed.bundles, "{}", case.display());
    }
}

#[test]
fn a_fresh_build_gives_the_tree_and_nothing_else() {
    for case in cases() {
        let dir = tempfile::tempdir().unwrap();
        copy(&case, dir.path());
        std::fs::remove_dir_all(dir.path().join("rendered")).unwrap();
        let output = boxc(dir.path(), &["build"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(files(&dir.path().join("rendered")), files(&case.join("rendered")), "{}", case.display());
    }
}
