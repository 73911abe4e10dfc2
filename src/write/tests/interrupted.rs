//! A run that stops after any of its steps, and a next run that may stop after any of its own.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use tempfile::{TempDir, tempdir, tempdir_in};

use super::{build, build_by, bundle, snapshot, two_states};
use crate::emit::Bundle;
use crate::write::hand::Hand;
use crate::write::{Tree, WriteError, unfinished};

type Snapshot = BTreeMap<String, Option<Vec<u8>>>;

/// In memory where that can be had: thousands of small trees are made here, each with a journal that is synced.
fn home() -> TempDir {
    tempdir_in("/dev/shm").or_else(|_| tempdir()).unwrap()
}

fn stopping_after(steps: usize) -> Hand {
    Hand { left: Some(Cell::new(steps)), plain: false }
}

/// The files and the index of each box that is in one of the two states.
fn by_box(snapshot: &Snapshot) -> [Snapshot; 4] {
    [("bj-a", "alice"), ("bj-a", "bob"), ("sh-b", "carol"), ("bj-a", "dave")].map(|(cluster, name)| {
        let (dir, index) = (format!("{cluster}/{name}/"), format!(".index/{cluster}/{name}.json"));
        let of_it = |path: &String| path.starts_with(&dir) || *path == index;
        snapshot.iter().filter(|(path, _)| of_it(path)).map(|(path, text)| (path.clone(), text.clone())).collect()
    })
}

struct States {
    old: Snapshot,
    new: Snapshot,
}

impl States {
    fn make() -> Self {
        let of = |bundles: &[Bundle]| {
            let home = home();
            build(home.path(), bundles).unwrap();
            snapshot(home.path())
        };
        let [old, new] = two_states();
        States { old: of(&old), new: of(&new) }
    }

    fn assert_whole(&self, root: &Path, when: &str) {
        let boxes = by_box(&snapshot(root)).into_iter().zip(by_box(&self.old)).zip(by_box(&self.new));
        for ((found, old), new) in boxes {
            assert!(found == old || found == new, "{when}: {:?}", found.keys());
        }
    }
}

/// Runs the second build on the first one's tree and stops it; `None` once it is not stopped any more.
fn stopped_build(steps: usize, exchanges: bool) -> Option<TempDir> {
    let home = home();
    let [old, new] = two_states();
    build(home.path(), &old).unwrap();
    let hand = Hand { plain: !exchanges, ..stopping_after(steps) };
    build_by(hand, home.path(), &new).err().map(|_| home)
}

#[test]
fn a_run_stopped_anywhere_leaves_whole_boxes_to_the_next() {
    let states = States::make();
    for exchanges in [true, false] {
        let mut journals = 0;
        let stopped = (0..).map_while(|steps| Some((steps, stopped_build(steps, exchanges)?)));
        let count = stopped.map(|(steps, home)| {
            let when = format!("exchanges {exchanges}, stopped after {steps}");
            if unfinished(home.path()) {
                journals += 1;
            } else {
                states.assert_whole(home.path(), &when);
            }
            drop(Tree::open(home.path()).unwrap());
            states.assert_whole(home.path(), &format!("{when}, reopened"));
            assert!(!home.path().join(".boxc-staging").exists(), "{when}");
            build(home.path(), &two_states()[1]).unwrap();
            assert_eq!(snapshot(home.path()), states.new, "{when}");
        });
        assert!(count.count() > 20);
        assert!(journals > 8, "{journals}");
    }
}

#[test]
fn finishing_can_be_stopped_too() {
    let states = States::make();
    for exchanges in [true, false] {
        let journals = (0..).map_while(|steps| Some((steps, stopped_build(steps, exchanges)?)));
        let journals: Vec<usize> =
            journals.filter(|(_, home)| unfinished(home.path())).map(|(steps, _)| steps).collect();
        for steps in journals {
            for more in 0.. {
                let home = stopped_build(steps, exchanges).unwrap();
                let done = Tree::open_by(stopping_after(more), home.path()).is_ok();
                drop(Tree::open(home.path()).unwrap());
                assert_eq!(snapshot(home.path()), states.new, "stopped after {steps}, then after {more}");
                if done {
                    break;
                }
            }
        }
    }
}

/// A run that was stopped as soon as its journal stood.
fn with_journal() -> TempDir {
    (0..).find_map(|steps| stopped_build(steps, true).filter(|home| unfinished(home.path()))).unwrap()
}

#[test]
fn a_file_that_was_put_there_since_is_not_lost() {
    for path in ["bj-a/alice/notes.txt", "sh-b/carol/notes.txt"] {
        let home = with_journal();
        std::fs::write(home.path().join(path), "mine").unwrap();
        assert!(matches!(Tree::open(home.path()), Err(WriteError::Foreign { .. })));
        assert_eq!(std::fs::read_to_string(home.path().join(path)).unwrap(), "mine");
        std::fs::remove_file(home.path().join(path)).unwrap();
        drop(Tree::open(home.path()).unwrap());
        assert_eq!(snapshot(home.path()), States::make().new);
    }
}

#[test]
fn staged_files_that_were_lost_leave_the_old_box() {
    let states = States::make();
    let first = with_journal();
    std::fs::write(first.path().join(".boxc-staging/boxes/bj-a/alice/web.yaml"), "").unwrap();
    drop(Tree::open(first.path()).unwrap());
    states.assert_whole(first.path(), "a power cut");
    build(first.path(), &two_states()[1]).unwrap();
    assert_eq!(snapshot(first.path()), states.new);
}

/// Any few boxes on two member clusters, with any of three files, each with one of three texts or not there.
fn any_state() -> impl Strategy<Value = Vec<Bundle>> {
    const FILES: [&str; 3] = ["_box.yaml", "db.yaml", "web.yaml"];
    const TEXTS: [&str; 3] = ["", "one", "two"];
    let texts = prop::array::uniform3(prop::option::of(prop::sample::select(&TEXTS)));
    let boxes = prop::collection::btree_map(("[ab]", "[cde]"), texts, 0..5);
    boxes.prop_map(|boxes| {
        let files = |texts: [Option<&'static str>; 3]| FILES.into_iter().zip(texts).filter_map(|(f, t)| Some((f, t?)));
        let made = boxes.into_iter().map(|((c, n), texts)| bundle(&c, &n, &files(texts).collect::<Vec<_>>()));
        made.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn a_stopped_run_and_a_next_one_make_the_new_tree(
        old in any_state(), new in any_state(), steps in 0usize..60, plain in any::<bool>(),
    ) {
        let (home, fresh) = (home(), home());
        build(home.path(), &old).unwrap();
        let before = snapshot(home.path());
        build(fresh.path(), &new).unwrap();
        let stopped = build_by(Hand { plain, ..stopping_after(steps) }, home.path(), &new).is_err();
        let committed = unfinished(home.path()) || !stopped;
        drop(Tree::open(home.path()).unwrap());
        let reopened = snapshot(home.path());
        prop_assert!(reopened == snapshot(fresh.path()) || (!committed && reopened == before));
        build(home.path(), &new).unwrap();
        prop_assert_eq!(snapshot(home.path()), snapshot(fresh.path()));
    }
}
