//! `boxc build` killed at any moment leaves boxes that the next run finds whole.
#![cfg(unix)]

use std::time::Duration;

use crate::support::{boxc, command, files, stderr, voting};

#[test]
fn killed_at_random_moments_boxes_are_whole_after_the_next_run() {
    let project = voting();
    let menu = project.path().join("menus/voting.yaml");
    let boxes = project.path().join("boxes/voting.yaml");
    let text = std::fs::read_to_string(&menu).unwrap();
    let order = std::fs::read_to_string(&boxes).unwrap();
    // Enough boxes that a kill falls into the writing.
    std::fs::write(&boxes, order.replace("copies: 2", "copies: 60\nplace: {cluster: bj-a}")).unwrap();
    let rendered = |replicas: u32| {
        std::fs::write(&menu, text.replace("default: 2, min: 1", &format!("default: {replicas}, min: 1"))).unwrap();
        let output = boxc(project.path(), &["build"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        files(&project.path().join("rendered"))
    };
    let (new, old) = (rendered(3), rendered(2));
    assert_eq!(new.len(), old.len());
    for step in 0..24u64 {
        std::fs::write(&menu, text.replace("default: 2, min: 1", "default: 3, min: 1")).unwrap();
        let mut child = command(project.path())
            .arg("build")
            .stderr(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(step * step / 2));
        child.kill().unwrap();
        child.wait().unwrap();
        // The next run of boxc with the old sources: what the killed one had decided is finished first, then undone.
        assert_eq!(rendered(2), old, "after a kill in step {step}");
    }
    assert_eq!(rendered(3), new);
}
