//! What the README shows is what the program prints.

use crate::support::{boxc, root, stderr, stdout, voting};

/// The README's text blocks.
fn blocks() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut blocks = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once("```text\n") {
        let (block, after) = after.split_once("```\n").unwrap();
        blocks.push(block.to_owned());
        rest = after;
    }
    blocks
}

#[test]
fn the_first_build_is_as_shown() {
    let project = voting();
    let output = boxc(project.path(), &["build", "-o", "voting"]);
    let shown = stdout(&output).replace("voting/", "target/voting/");
    assert!(blocks().contains(&shown), "put this into the README:\n{shown}");
}

#[test]
fn the_error_is_as_shown() {
    let project = voting();
    let menu = project.path().join("menus/voting.yaml");
    let text = std::fs::read_to_string(&menu).unwrap();
    let broken = text.replacen("redis: {interface: redis@7}", "redis: {interface: redis@8}", 1);
    std::fs::write(&menu, broken).unwrap();
    let mut command = crate::support::command(project.path());
    let drawn = command.args(["check", "--color", "always"]).env("LC_ALL", "C.UTF-8").output().unwrap();
    let colours = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    let shown = colours.replace_all(&stderr(&drawn), "").into_owned();
    assert!(blocks().contains(&shown), "put this into the README:\n{shown}");
}

#[test]
fn why_is_as_shown() {
    let project = voting();
    assert_eq!(boxc(project.path(), &["build"]).status.code(), Some(0));
    let path = "rendered/hz-b/voting-2/worker.yaml";
    let text = std::fs::read_to_string(project.path().join(path)).unwrap();
    let line = text.lines().position(|line| line.contains("value: mail:")).unwrap() + 1;
    let output = boxc(project.path(), &["why", &format!("{path}:{line}")]);
    let shown = format!("$ boxc why {path}:{line}\n{}", stdout(&output));
    assert!(blocks().contains(&shown), "put this into the README:\n{shown}");
}
