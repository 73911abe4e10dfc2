//! What a run does not do.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use super::{build, bundle, snapshot, two_states};
use crate::write::{Comparison, Tree, WriteError, unfinished};

/// The build fails with a message that holds `words`, and changes nothing.
fn refused(root: &Path, words: &str) {
    let before = snapshot(root);
    let [_, new] = two_states();
    let error = build(root, &new).expect_err(words).to_string();
    assert!(error.contains(words), "{error}");
    assert_eq!(snapshot(root), before);
}

#[test]
fn a_file_of_somebody_else_is_neither_overwritten_nor_removed() {
    for path in ["bj-a/alice/notes.txt", "bj-a/alice/mq.yaml", "sh-b/carol/own.yaml"] {
        let home = tempdir().unwrap();
        build(home.path(), &two_states()[0]).unwrap();
        fs::write(home.path().join(path), "mine").unwrap();
        refused(home.path(), path);
    }
    let home = tempdir().unwrap();
    build(home.path(), &two_states()[0]).unwrap();
    fs::create_dir(home.path().join("sh-b/carol/deep")).unwrap();
    refused(home.path(), "sh-b/carol/deep");
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let home = tempdir().unwrap();
    fs::write(home.path().join("fleet.yaml"), "fleet: f").unwrap();
    refused(home.path(), "holds files that boxc has not written");
    let file = home.path().join("fleet.yaml");
    assert!(matches!(Tree::open(&file), Err(WriteError::NotAFolder { .. })));
    assert!(matches!(Comparison::open(&file), Err(WriteError::NotAFolder { .. })));
    assert!(matches!(Tree::open(Path::new("/")), Err(WriteError::FileSystemRoot { .. })));
}

#[test]
fn a_second_run_is_refused_while_the_first_is_at_work() {
    let home = tempdir().unwrap();
    let first = Tree::open(home.path()).unwrap();
    assert!(matches!(Tree::open(home.path()), Err(WriteError::Busy { .. })));
    drop(first);
    let root = home.path().join("rendered");
    let (mut first, mut second) = (Tree::open(&root).unwrap(), Tree::open(&root).unwrap());
    first.stage(&bundle("c", "a", &[])).unwrap();
    assert!(matches!(second.stage(&bundle("c", "a", &[])), Err(WriteError::Busy { .. })));
    first.commit(|_, _| false).unwrap();
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let home = tempdir().unwrap();
    for name in ["", ".", "..", "a/b", "a\0b", "a.json", "/etc", "é"] {
        for made in [bundle(name, "a", &[]), bundle("c", name, &[]), bundle("c", "a", &[(name, "")])] {
            let error = build(home.path(), &[made]).expect_err(name);
            assert!(matches!(error, WriteError::BadName { .. }), "{name}: {error}");
        }
    }
    let twice = [bundle("c", "a", &[]), bundle("c", "a", &[])];
    assert!(matches!(build(home.path(), &twice), Err(WriteError::Twice { .. })));
}

#[test]
fn a_journal_cannot_lead_elsewhere() {
    let home = tempdir().unwrap();
    fs::create_dir(home.path().join(".boxc-staging")).unwrap();
    let removed = r#"[{"cluster": "..", "name": "precious"}]"#;
    let text = format!(r#"{{"format": 1, "placed": [], "removed": {removed}, "indexes": [], "emptied": []}}"#);
    fs::write(home.path().join(".boxc-staging/journal.json"), text).unwrap();
    assert!(unfinished(home.path()));
    assert!(matches!(Tree::open(home.path()), Err(WriteError::UnknownJournal { .. })));
    assert!(matches!(Comparison::open(home.path()), Err(WriteError::Unfinished { .. })));
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_in_place_of_a_folder_is_refused() {
        for path in ["", "bj-a", "bj-a/alice", ".index", ".index/bj-a", ".boxc-staging"] {
            let (home, outside) = (tempdir().unwrap(), tempdir().unwrap());
            fs::write(outside.path().join("own"), "mine").unwrap();
            let at = home.path().join("rendered").join(path);
            fs::create_dir_all(home.path().join("rendered/.index")).unwrap();
            if at.exists() {
                fs::remove_dir_all(&at).unwrap();
            }
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            symlink(outside.path(), home.path().join("rendered").join(path).components().as_path()).unwrap();
            let error = build(&home.path().join("rendered/"), &two_states()[1]).expect_err(path);
            assert!(matches!(error, WriteError::Link { .. }), "{path}: {error}");
            assert_eq!(snapshot(outside.path()).len(), 1);
        }
    }

    #[test]
    fn a_link_in_place_of_a_file_is_not_written_through() {
        for path in ["bj-a/alice/web.yaml", "bj-a/alice/mq.yaml", ".index/bj-a/alice.json", ".index/bj-a.json"] {
            let home = tempdir().unwrap();
            let root = home.path().join("rendered");
            build(&root, &two_states()[0]).unwrap();
            let outside = home.path().join("bashrc");
            fs::write(&outside, "mine").unwrap();
            let _ = fs::remove_file(root.join(path));
            symlink(&outside, root.join(path)).unwrap();
            build(&root, &two_states()[1]).expect_err(path);
            assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
        }
    }
}
