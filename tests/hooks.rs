//! What runs boxc for others: pre-commit's hooks and GitHub's action.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::{boxc, copy, root, stdout, voting};

/// `PATH` with this boxc before all others.
fn path() -> std::ffi::OsString {
    let own = Path::new(env!("CARGO_BIN_EXE_boxc")).parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&others))).unwrap()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn yaml(text: &str) -> Value {
    yaml_serde::from_str(text).unwrap()
}

/// A file that `docs/ci.md` shows.
fn shown(file: &str) -> String {
    let page = read("docs/ci.md");
    let (_, rest) = page.split_once(&format!("<!-- file: {file} -->\n```yaml\n")).unwrap();
    rest.split_once("```\n").unwrap().0.to_owned()
}

/// A program in a folder, with a Git that knows who commits and nothing of this machine.
fn run(dir: &Path, program: &str, args: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(args).current_dir(dir).env("PATH", path());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    let home = dir.parent().unwrap().join("home");
    command.env("PRE_COMMIT_HOME", &home).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "test").env(format!("GIT_{role}_EMAIL"), "test@example.org");
    }
    command.output().unwrap()
}

fn git(dir: &Path, args: &[&str]) -> String {
    let output = run(dir, "git", args);
    assert!(output.status.success(), "git {args:?}: {output:?}");
    stdout(&output).trim().to_owned()
}

/// Without the program nothing is tried, and that is said; `.ci/run` sees to it that it is there.
#[allow(clippy::print_stderr, reason = "whoever runs the tests is told what was skipped")]
fn has_pre_commit() -> bool {
    let found = std::env::split_paths(&path()).any(|dir| dir.join("pre-commit").is_file());
    assert!(
        found || std::env::var_os("BOXC_PRE_COMMIT").is_none(),
        "BOXC_PRE_COMMIT is set, and pre-commit is not there"
    );
    if !found {
        eprintln!("skipped: pre-commit is not installed");
    }
    found
}

/// A repository with the project of `docs/ci.md` and its hooks, committed, in a folder of its own.
fn repository() -> (tempfile::TempDir, PathBuf) {
    let whole = tempfile::tempdir().unwrap();
    let (hooks, user) = (whole.path().join("hooks"), whole.path().join("user"));
    std::fs::create_dir_all(&hooks).unwrap();
    // What is tried is this program: building it anew is left to `.ci/run`.
    let text = read(".pre-commit-hooks.yaml").replace("language: rust", "language: system");
    std::fs::write(hooks.join(".pre-commit-hooks.yaml"), text).unwrap();
    for args in [&["init", "-q"][..], &["add", "-A"], &["commit", "-qm", "hooks"]] {
        git(&hooks, args);
    }
    let revision = git(&hooks, &["rev-parse", "HEAD"]);
    copy(voting().path(), &user.join("envs/a"));
    assert_eq!(boxc(&user.join("envs/a"), &["build"]).status.code(), Some(0));
    std::fs::write(user.join("README.md"), "# Boxes\n").unwrap();
    let config = shown(".pre-commit-config.yaml").replace("https://git.example/boxc", hooks.to_str().unwrap());
    std::fs::write(user.join(".pre-commit-config.yaml"), config.replace("v0.1.0", &revision)).unwrap();
    for args in [&["init", "-q"][..], &["add", "-A"]] {
        git(&user, args);
    }
    (whole, user)
}

#[test]
fn pre_commit_runs_the_hooks() {
    if !has_pre_commit() {
        return;
    }
    let (_whole, user) = repository();
    let hooks = |staged: &[&str]| {
        git(&user, &[&["add"], staged].concat());
        let output = run(&user, "pre-commit", &["run", "--color", "never"]);
        (output.status.code(), stdout(&output))
    };
    let edit = |path: &str, from: &str, to: &str| {
        let path = user.join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    let (code, text) = hooks(&["-A"]);
    assert_eq!((code, text.matches("Passed").count()), (Some(0), 2), "{text}");
    git(&user, &["commit", "-qnm", "all"]);

    // What is staged has an error: it is shown where it is.
    let menu = "envs/a/menus/voting.yaml";
    edit(menu, "redis: {interface: redis@7}", "rediss: {interface: redis@7}");
    let (code, text) = hooks(&[menu]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("envs/a/menus/voting.yaml:18:7: error[dangling-need]: "), "{text}");

    // It is sound, and changes the tree.
    edit(menu, "rediss: {interface: redis@7}", "redis: {interface: redis@7}");
    edit(menu, "image: redis:7.4", "image: redis:7.4.1");
    let (code, text) = hooks(&[menu]);
    assert_eq!((code, text.matches("Passed").count()), (Some(1), 1), "{text}");
    assert!(text.contains("`envs/a/rendered` is not what the sources give"), "{text}");
    assert_eq!(boxc(&user.join("envs/a"), &["build"]).status.code(), Some(0));
    let (code, text) = hooks(&["-A"]);
    assert_eq!((code, text.matches("Passed").count()), (Some(0), 2), "{text}");
    git(&user, &["commit", "-qnm", "changed"]);

    // Files of no project are no error, and neither is one that goes.
    edit("README.md", "Boxes", "All boxes");
    assert_eq!(hooks(&["README.md"]).0, Some(0));
    std::fs::remove_file(user.join("README.md")).unwrap();
    assert_eq!(hooks(&["-A"]).0, Some(0));
}

#[test]
fn the_hooks_are_what_the_page_names() {
    let hooks = yaml(&read(".pre-commit-hooks.yaml"));
    let ids = |hooks: &Value| hooks.as_array().unwrap().iter().map(|hook| hook["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&hooks), ids(&yaml(&shown(".pre-commit-config.yaml"))["repos"][0]["hooks"]));
    for hook in hooks.as_array().unwrap() {
        let words: Vec<&str> = hook["entry"].as_str().unwrap().split(' ').collect();
        let help = boxc(root(), &[&words[1..], &["--help"]].concat());
        assert!(words[0] == "boxc" && help.status.success(), "{hook}");
    }
}

/// The action's steps, each as a runner starts it, but for the first, which installs boxc: `.ci/run` tries that.
fn action(dir: &Path, inputs: &[(&str, &str)]) -> Vec<Output> {
    let action = yaml(&read("action.yml"));
    let value = |name: &str| {
        let given = inputs.iter().find(|(input, _)| *input == name).map(|(_, value)| (*value).to_owned());
        given.unwrap_or_else(|| action["inputs"][name]["default"].as_str().unwrap().to_owned())
    };
    let mut outputs = Vec::new();
    for step in action["runs"]["steps"].as_array().unwrap().iter().skip(1) {
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()]);
        command.current_dir(dir).env("PATH", path()).env("GITHUB_WORKSPACE", dir);
        for (name, text) in step["env"].as_object().unwrap() {
            let input = text.as_str().unwrap().strip_prefix("${{ inputs.").unwrap().strip_suffix(" }}").unwrap();
            command.env(name, value(input));
        }
        outputs.push(command.output().unwrap());
    }
    outputs
}

#[test]
fn the_action_is_one() {
    let action = yaml(&read("action.yml"));
    assert_eq!(action["runs"]["using"], "composite");
    for text in [&action["name"], &action["description"]] {
        assert!(text.is_string());
    }
    let steps = action["runs"]["steps"].as_array().unwrap();
    for step in steps {
        assert_eq!(step["shell"], "bash");
        // What an input holds is never a part of a program.
        assert!(!step["run"].as_str().unwrap().contains("${{"), "{step}");
    }
    assert!(steps[0]["run"].as_str().unwrap().contains("--path \"$GITHUB_ACTION_PATH\""));
    for input in action["inputs"].as_object().unwrap().values() {
        assert!(input["description"].is_string() && input["default"].is_string());
    }
    let used = yaml(&shown(".github/workflows/boxes.yaml"))["jobs"]["boxes"]["steps"][1].take();
    let known = action["inputs"].as_object().unwrap();
    assert!(used["with"].as_object().unwrap().keys().all(|input| known.contains_key(input)), "{used}");
}

#[test]
fn the_action_annotates_and_compares() {
    let whole = tempfile::tempdir().unwrap();
    let project = whole.path().join("envs/a b");
    copy(voting().path(), &project);
    assert_eq!(boxc(&project, &["build"]).status.code(), Some(0));
    let inputs = [("directory", "envs/a b"), ("sarif", "out.sarif")];
    for output in action(whole.path(), &inputs) {
        assert!(output.status.success(), "{output:?}");
    }
    let menu = project.join("menus/voting.yaml");
    let text = std::fs::read_to_string(&menu).unwrap();
    std::fs::write(menu, text.replacen("redis: {interface: redis@7}", "rediss: {interface: redis@7}", 1)).unwrap();
    let outputs = action(whole.path(), &inputs);
    assert!(outputs.iter().all(|output| output.status.code() == Some(1)), "{outputs:?}");
    assert!(stdout(&outputs[0]).starts_with("::error file=envs/a b/menus/voting.yaml,line=18,"), "{outputs:?}");
    let sarif: Value = serde_json::from_slice(&std::fs::read(whole.path().join("out.sarif")).unwrap()).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "envs/a%20b/menus/voting.yaml");
}
