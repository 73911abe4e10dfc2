//! Trees in folders of their own.
#![allow(clippy::disallowed_methods, reason = "the tests make and read the folders that the writer meets")]

mod interrupted;
mod refused;
mod rewritten;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::hand::Hand;
use super::{Boxes, Report, Tree, WriteError};
use crate::emit::{BoxIndex, BoxLine, Bundle, FORMAT, FileRow, Requests, sha256};

/// A box whose files have the given texts.
pub(super) fn bundle(cluster: &str, name: &str, files: &[(&str, &str)]) -> Bundle {
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(file, text)| ((*file).to_owned(), text.as_bytes().to_vec())).collect();
    let rows = files.iter().map(|(file, text)| FileRow { file: file.clone(), sha256: sha256(text) });
    let zero = || "0".to_owned();
    let index = BoxIndex {
        format: FORMAT,
        name: name.to_owned(),
        namespace: format!("box-{name}"),
        owner: None,
        lifetime: None,
        menu: "shop".to_owned(),
        version: "1.0.0".to_owned(),
        cluster: cluster.to_owned(),
        uid: None,
        requests: Requests { cpu: zero(), memory: zero(), storage: zero(), pods: 0 },
        files: rows.collect(),
        objects: Vec::new(),
        needs: Vec::new(),
        secrets: Vec::new(),
        masked: BTreeMap::new(),
    };
    let index = index.to_json().unwrap();
    let line = BoxLine::of(&index).unwrap();
    Bundle { cluster: cluster.to_owned(), name: name.to_owned(), files, index, line }
}

/// A build of everything.
pub(super) fn build(root: &Path, bundles: &[Bundle]) -> Result<Report, WriteError> {
    build_by(Hand::default(), root, bundles)
}

pub(super) fn build_by(hand: Hand, root: &Path, bundles: &[Bundle]) -> Result<Report, WriteError> {
    let mut tree = Tree::open_by(hand, root)?;
    for bundle in bundles {
        tree.stage(bundle)?;
    }
    tree.commit(|_, _| false)
}

/// All files below a folder by path, and empty folders with `None`.
pub(super) fn snapshot(root: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(dir) = open.pop() {
        let mut empty = true;
        for entry in fs::read_dir(&dir).into_iter().flatten() {
            let path = entry.unwrap().path();
            empty = false;
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(shown(root, &path), Some(fs::read(&path).unwrap()));
            }
        }
        if empty && dir != root {
            found.insert(shown(root, &dir), None);
        }
    }
    found
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap().to_string_lossy().into_owned()
}

pub(super) fn boxes(new: &[&str], changed: &[&str], unchanged: usize, removed: &[&str]) -> Boxes {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Boxes { new: owned(new), changed: owned(changed), unchanged, removed: owned(removed) }
}

/// Two states of a project: alice changes, bob stays, carol goes with her cluster, dave comes.
pub(super) fn two_states() -> [Vec<Bundle>; 2] {
    let bob = || bundle("bj-a", "bob", &[("_box.yaml", "b"), ("web.yaml", "bob")]);
    let old = vec![
        bundle("bj-a", "alice", &[("_box.yaml", "a"), ("web.yaml", "old"), ("db.yaml", "db")]),
        bob(),
        bundle("sh-b", "carol", &[("_box.yaml", "c")]),
    ];
    let new = vec![
        bundle("bj-a", "alice", &[("_box.yaml", "a"), ("web.yaml", "new"), ("mq.yaml", "mq")]),
        bob(),
        bundle("bj-a", "dave", &[("_box.yaml", "d")]),
    ];
    [old, new]
}
