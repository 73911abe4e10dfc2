//! What only the command line does: arguments, exit codes, what is printed where.

use crate::support::{boxc, files, stderr, stdout, voting};

#[test]
fn check_is_quiet_about_a_sound_project() {
    let project = voting();
    let output = boxc(project.path(), &["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), "2 boxes and 1 menu: no errors\n");
    assert!(!project.path().join("rendered").exists());
}

#[test]
fn the_project_is_found_upwards() {
    let project = voting();
    let output = boxc(&project.path().join("menus"), &["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let nowhere = tempfile::tempdir().unwrap();
    let output = boxc(nowhere.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no `fleet.yaml`"), "{}", stderr(&output));
}

#[test]
fn errors_write_nothing_and_come_in_order_of_place() {
    let project = voting();
    assert_eq!(boxc(project.path(), &["build"]).status.code(), Some(0));
    let before = files(&project.path().join("rendered"));
    let menu = project.path().join("menus/voting.yaml");
    let text = std::fs::read_to_string(&menu).unwrap();
    let broken = text
        .replace("redis: {interface: redis@7}", "rediss: {interface: redis@7}")
        .replace("db: {interface: postgres@>=15}", "db: {interface: postgres@^17}");
    std::fs::write(&menu, broken).unwrap();
    std::fs::write(project.path().join("boxes/other.yaml"), "box: other\nmenu: voting\nlifetime: 3d\n").unwrap();
    let output = boxc(project.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    assert_eq!(files(&project.path().join("rendered")), before);
    insta::assert_snapshot!(stderr(&output));
}

#[test]
fn build_check_tells_a_stale_tree() {
    let project = voting();
    let output = boxc(project.path(), &["build", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!project.path().join("rendered").exists(), "a check writes nothing");
    assert_eq!(boxc(project.path(), &["build"]).status.code(), Some(0));
    let output = boxc(project.path(), &["build", "--check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let web = project.path().join("rendered/bj-a/voting-1/vote.yaml");
    std::fs::write(&web, "edited: by hand\n").unwrap();
    let output = boxc(project.path(), &["build", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("vote.yaml"), "{}", stderr(&output));
}

#[test]
fn build_says_what_it_wrote_and_what_to_look_at() {
    let project = voting();
    let first = boxc(project.path(), &["build"]);
    insta::assert_snapshot!("first_build", stdout(&first));
    let second = boxc(project.path(), &["build"]);
    insta::assert_snapshot!("second_build", stdout(&second));
}

#[test]
fn one_cluster_goes_into_a_folder_of_its_own() {
    let project = voting();
    let output = boxc(project.path(), &["build", "--cluster", "hz-b"]);
    assert_eq!(output.status.code(), Some(2), "boxes placed elsewhere don't belong into the tree");
    assert!(!project.path().join("rendered").exists());
    let output = boxc(project.path(), &["build", "--cluster", "hz-b", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let out = project.path().join("out");
    assert!(out.join("hz-b/voting-1/vote.yaml").is_file());
    assert!(!out.join("bj-a").exists());
    let output = boxc(project.path(), &["build", "--cluster", "hz-c", "-o", "out2"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("hz-b"), "{}", stderr(&output));
}

#[test]
fn why_shows_the_line_that_a_value_comes_from() {
    let project = voting();
    assert_eq!(boxc(project.path(), &["build"]).status.code(), Some(0));
    let path = "rendered/bj-a/voting-1/vote.yaml";
    let text = std::fs::read_to_string(project.path().join(path)).unwrap();
    let line = |what: &str| text.lines().position(|line| line.trim_start().starts_with(what)).unwrap() + 1;
    let ask = |what: &str| boxc(project.path(), &["why", &format!("{path}:{}", line(what))]);
    let image = ask("image: mirror.bj.example/hub/dockersamples");
    assert_eq!(image.status.code(), Some(0), "{}", stderr(&image));
    insta::assert_snapshot!("why_an_image", stdout(&image));
    insta::assert_snapshot!("why_a_rule", stdout(&ask("enableServiceLinks")));
    let beyond = boxc(project.path(), &["why", &format!("{path}:99999")]);
    assert_eq!(beyond.status.code(), Some(1));
    assert_eq!(boxc(project.path(), &["why", "vote.yaml"]).status.code(), Some(2));
}

/// Every line of every rendered file has an answer, or holds nothing.
#[test]
fn why_answers_for_every_line() {
    let project = voting();
    assert_eq!(boxc(project.path(), &["build"]).status.code(), Some(0));
    let path = "rendered/hz-b/voting-2/result.yaml";
    let text = std::fs::read_to_string(project.path().join(path)).unwrap();
    for (at, line) in text.lines().enumerate().filter(|(at, line)| at % 7 == 0 && !line.starts_with(['#', '-'])) {
        let output = boxc(project.path(), &["why", &format!("{path}:{}", at + 1)]);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", stderr(&output));
    }
}

#[test]
fn explain_and_schema_print_what_they_name() {
    let dir = tempfile::tempdir().unwrap();
    let output = boxc(dir.path(), &["explain", "dangling-need"]);
    assert!(stdout(&output).starts_with("# dangling-need\n"));
    let output = boxc(dir.path(), &["explain", "dangling-ned"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `dangling-need`?"));
    let output = boxc(dir.path(), &["explain", "service.health"]);
    assert!(
        stdout(&output).starts_with("# menu.services.health\n\nHow to tell that it is ready"),
        "{}",
        stdout(&output)
    );
    let output = boxc(dir.path(), &["explain", "servce.health"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `service.health`?"), "{}", stderr(&output));
    let output = boxc(dir.path(), &["explain"]);
    assert!(stdout(&output).contains("\ndangling-need\n") && stdout(&output).contains("\nmenu.services\n"));
    for kind in ["menu", "box", "fleet", "report"] {
        let output = boxc(dir.path(), &["schema", kind]);
        let published = std::fs::read_to_string(crate::support::root().join(format!("schema/{kind}.json"))).unwrap();
        assert_eq!(stdout(&output), published);
    }
    assert_eq!(boxc(dir.path(), &["schema", "pod"]).status.code(), Some(2));
    assert_eq!(boxc(dir.path(), &["bild"]).status.code(), Some(2));
    assert_eq!(boxc(dir.path(), &["--help"]).status.code(), Some(0));
}

#[test]
fn plain_text_where_there_is_no_terminal() {
    let project = voting();
    std::fs::write(project.path().join("boxes/voting.yaml"), "box: voting\nmenu: votting@^1\nplace: {cluster: bj-a}\n")
        .unwrap();
    let output = boxc(project.path(), &["check"]);
    let text = stderr(&output);
    assert!(text.starts_with("boxes/voting.yaml:2:7: error[unknown-menu]: "), "{text}");
    assert!(!text.contains('\u{1b}'));
    let drawn = boxc(project.path(), &["check", "--color", "always"]);
    assert!(stderr(&drawn).contains('\u{1b}'));
}
