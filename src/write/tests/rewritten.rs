//! What a run changes, and what it leaves.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use super::{boxes, build, bundle, snapshot, two_states};
use crate::emit::read_cluster_index;
use crate::write::{Change, Comparison, Difference, Tree};

fn differences(root: &Path, bundles: &[crate::emit::Bundle]) -> Difference {
    let mut comparison = Comparison::open(root).unwrap();
    for bundle in bundles {
        comparison.add(bundle).unwrap();
    }
    comparison.finish(|_, _| false).unwrap()
}

#[test]
fn a_tree_becomes_what_the_build_produces() {
    let (home, fresh) = (tempdir().unwrap(), tempdir().unwrap());
    let root = home.path().join("rendered");
    let [old, new] = two_states();
    let report = build(&root, &old).unwrap();
    assert_eq!(report.clusters.get("bj-a"), Some(&boxes(&["alice", "bob"], &[], 0, &[])));
    assert_eq!(report.files, 9);

    let report = build(&root, &new).unwrap();
    assert_eq!(report.clusters.get("bj-a"), Some(&boxes(&["dave"], &["alice"], 1, &[])));
    assert_eq!(report.clusters.get("sh-b"), Some(&boxes(&[], &[], 0, &["carol"])));
    build(&fresh.path().join("rendered"), &new).unwrap();
    assert_eq!(snapshot(&root), snapshot(&fresh.path().join("rendered")));
    assert_eq!(
        snapshot(&root).keys().map(String::as_str).collect::<Vec<_>>(),
        [
            ".index/bj-a.json",
            ".index/bj-a/alice.json",
            ".index/bj-a/bob.json",
            ".index/bj-a/dave.json",
            "bj-a/alice/_box.yaml",
            "bj-a/alice/mq.yaml",
            "bj-a/alice/web.yaml",
            "bj-a/bob/_box.yaml",
            "bj-a/bob/web.yaml",
            "bj-a/dave/_box.yaml",
        ]
    );
    assert!(!root.join(".boxc-staging").exists());
    assert!(build(&root, &[]).unwrap().clusters.contains_key("bj-a"));
    assert_eq!(snapshot(&root).len(), 0);
}

#[test]
fn what_is_the_same_is_not_touched() {
    let home = tempdir().unwrap();
    let [old, new] = two_states();
    build(home.path(), &old).unwrap();
    let age = |path: &str| fs::metadata(home.path().join(path)).unwrap().modified().unwrap();
    let paths = ["bj-a/bob", "bj-a/bob/web.yaml", ".index/bj-a/bob.json"];
    let before = paths.map(age);
    let all = (age(""), age(".index/bj-a.json"));
    let report = build(home.path(), &old).unwrap();
    assert_eq!((report.files, report.clusters["bj-a"].unchanged), (0, 2));
    assert_eq!((age(""), age(".index/bj-a.json")), all, "an equal build makes not even a staging folder");
    build(home.path(), &new).unwrap();
    assert_eq!(paths.map(age), before);
}

#[test]
fn a_change_names_its_paths() {
    let home = tempdir().unwrap();
    let [old, new] = two_states();
    build(home.path(), &old).unwrap();
    let mut tree = Tree::open(home.path()).unwrap();
    let Change::Changed(difference) = tree.stage(&new[0]).unwrap() else { panic!("alice has changed") };
    assert_eq!(difference.stale, ["bj-a/alice/web.yaml", ".index/bj-a/alice.json"]);
    assert_eq!(difference.missing, ["bj-a/alice/mq.yaml"]);
    assert_eq!(difference.superfluous, ["bj-a/alice/db.yaml"]);
    assert_eq!(tree.stage(&new[1]).unwrap(), Change::Unchanged);
    assert_eq!(tree.stage(&new[2]).unwrap(), Change::New);
}

#[test]
fn boxes_that_were_not_selected_stay() {
    let home = tempdir().unwrap();
    let [old, new] = two_states();
    build(home.path(), &old).unwrap();
    let mut tree = Tree::open(home.path()).unwrap();
    tree.stage(&new[2]).unwrap();
    let report = tree.commit(|_, name| name != "alice").unwrap();
    assert_eq!(report.clusters["bj-a"], boxes(&["dave"], &[], 0, &["alice"]));
    let index = fs::read(home.path().join(".index/bj-a.json")).unwrap();
    let lines = read_cluster_index(&index).unwrap().boxes;
    assert_eq!(lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["bob", "dave"]);
    assert_eq!(lines[0], old[1].line, "the line of a box that stays comes from its index");
}

#[test]
fn comparing_finds_every_difference_and_writes_nothing() {
    let home = tempdir().unwrap();
    let [old, new] = two_states();
    build(home.path(), &old).unwrap();
    assert!(differences(home.path(), &old).is_empty());
    fs::write(home.path().join("bj-a/stray.yaml"), "kind: Secret").unwrap();
    fs::write(home.path().join("bj-a/bob/web.yaml"), "edited").unwrap();
    let before = snapshot(home.path());
    let found = differences(home.path(), &new);
    let stale = [".index/bj-a.json", ".index/bj-a/alice.json", "bj-a/alice/web.yaml", "bj-a/bob/web.yaml"];
    assert_eq!(found.stale, stale);
    assert_eq!(found.missing, [".index/bj-a/dave.json", "bj-a/alice/mq.yaml", "bj-a/dave/_box.yaml"]);
    let gone = [".index/sh-b.json", ".index/sh-b/carol.json", "bj-a/alice/db.yaml", "bj-a/stray.yaml"];
    assert_eq!(found.superfluous[..4], gone);
    assert_eq!(found.superfluous[4..], ["sh-b/carol/_box.yaml"]);
    assert_eq!(snapshot(home.path()), before);
    assert_eq!(differences(&home.path().join("nowhere"), &old).missing.len(), 11);
}

#[test]
fn a_discarded_run_leaves_every_byte() {
    let home = tempdir().unwrap();
    let [old, new] = two_states();
    build(home.path(), &old).unwrap();
    let before = snapshot(home.path());
    let mut tree = Tree::open(home.path()).unwrap();
    for bundle in &new {
        tree.stage(bundle).unwrap();
    }
    assert_ne!(snapshot(home.path()), before);
    tree.discard().unwrap();
    assert_eq!(snapshot(home.path()), before);

    let root = home.path().join("first");
    let mut tree = Tree::open(&root).unwrap();
    tree.stage(&new[0]).unwrap();
    tree.discard().unwrap();
    assert!(!root.exists());
}

#[test]
fn a_damaged_index_does_not_make_our_files_foreign() {
    let home = tempdir().unwrap();
    let [old, new] = two_states();
    build(home.path(), &old).unwrap();
    let index = home.path().join(".index/bj-a/alice.json");
    let mut text = b"<<<<<<< ours\n".to_vec();
    text.extend(fs::read(&index).unwrap());
    fs::write(&index, text).unwrap();
    build(home.path(), &new).unwrap();
    assert!(differences(home.path(), &new).is_empty());
}

#[cfg(unix)]
#[test]
fn all_may_read() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempdir().unwrap();
    let root = home.path().join("rendered");
    build(&root, &[bundle("c", "a", &[("web.yaml", "a")])]).unwrap();
    let mode = |path: &str| fs::metadata(root.join(path)).unwrap().permissions().mode() & 0o777;
    for file in ["c/a/web.yaml", ".index/c.json", ".index/c/a.json"] {
        assert_eq!(mode(file), 0o644, "{file}");
    }
    for dir in ["", "c", "c/a", ".index", ".index/c"] {
        assert_eq!(mode(dir), 0o755, "{dir}");
    }
}

/// The umask is the process's, so the test above runs again in processes of its own.
#[cfg(unix)]
#[test]
fn modes_do_not_come_from_the_umask() {
    for umask in ["000", "077"] {
        let script = format!("umask {umask} && exec \"$0\" --exact write::tests::rewritten::all_may_read");
        let program = std::env::current_exe().unwrap();
        let output = std::process::Command::new("sh").args(["-c", &script]).arg(program).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && text.contains("1 passed"), "{umask}: {text}");
    }
}
