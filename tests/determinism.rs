//! The output depends on the sources alone.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{command, files, stderr, voting};

fn built(dir: &Path, project: &Path, environment: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("out");
    let mut command = command(dir);
    command.arg("build").arg("-C").arg(project).arg("-o").arg(&target).envs(environment.iter().copied());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    files(&target)
}

#[test]
fn place_locale_time_zone_and_threads_do_not_matter() {
    let project = voting();
    let plain = built(project.path(), Path::new("."), &[]);
    assert!(plain.len() > 10);
    let elsewhere = tempfile::tempdir().unwrap();
    let variations: [&[(&str, &str)]; 5] = [
        &[("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati")],
        &[("LC_ALL", "C"), ("TZ", "Asia/Kathmandu")],
        &[("RAYON_NUM_THREADS", "1")],
        &[("RAYON_NUM_THREADS", "7"), ("HOME", "/nowhere"), ("USER", "nobody")],
        &[("SOURCE_DATE_EPOCH", "1"), ("LANG", "ja_JP.UTF-8")],
    ];
    for environment in variations {
        assert_eq!(built(elsewhere.path(), project.path(), environment), plain, "{environment:?}");
    }
}

#[test]
fn the_folder_does_not_matter() {
    let project = voting();
    let plain = built(project.path(), Path::new("."), &[]);
    let parent = tempfile::tempdir().unwrap();
    let odd = parent.path().join("a folder").join("mit Ümläuten").join("x".repeat(150));
    crate::support::copy(project.path(), &odd);
    assert_eq!(built(&odd, Path::new("."), &[]), plain);
    assert_eq!(built(parent.path(), &odd, &[]), plain);
    for (name, bytes) in &plain {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(parent.path().to_str().unwrap()), "{name} holds a path of this machine");
    }
}

#[test]
fn line_ends_and_a_mark_of_bytes_do_not_matter() {
    let project = voting();
    let plain = built(project.path(), Path::new("."), &[]);
    for name in ["fleet.yaml", "menus/voting.yaml", "boxes/voting.yaml", "placement.yaml"] {
        let path = project.path().join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    }
    assert_eq!(built(project.path(), Path::new("."), &[]), plain);
}

/// One changed value of one item changes that item's file and the box's index, and no other file.
#[test]
fn a_change_touches_only_what_it_changes() {
    let project = voting();
    let before = built(project.path(), Path::new("."), &[]);
    let menu = project.path().join("menus/voting.yaml");
    let text = std::fs::read_to_string(&menu).unwrap();
    std::fs::write(&menu, text.replace("POSTGRES_DB: votes", "POSTGRES_DB: ballots")).unwrap();
    let after = built(project.path(), Path::new("."), &[]);
    let changed: Vec<&str> =
        after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes)).map(|(name, _)| name.as_str()).collect();
    let expected = [
        ".index/bj-a.json",
        ".index/bj-a/voting-1.json",
        ".index/hz-b.json",
        ".index/hz-b/voting-2.json",
        "bj-a/voting-1/db.yaml",
        "hz-b/voting-2/db.yaml",
    ];
    assert_eq!(changed, expected);
    assert_eq!(before.len(), after.len());
}
