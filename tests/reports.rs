//! What programs read of a run's findings: our own JSON, SARIF, JUnit's XML, GitHub's commands.

use boxc::diagnostic::render;
use serde_json::{Value, json};

use crate::support::{boxc, command, compile, project, root, stderr, stdout, voting};

/// What stands for all that can be found: the failing examples of all pages.
fn outcomes() -> Vec<crate::support::Outcome> {
    let documents = boxc::compile::pages().into_iter().map(|page| page.failing().documents);
    documents.filter(|documents| !documents.is_empty()).map(|documents| compile(&project(&documents), None)).collect()
}

fn violations(schema: &Value, text: &str) -> Vec<String> {
    let validator = jsonschema::options().should_validate_formats(true).build(schema).unwrap();
    let value: Value = serde_json::from_str(text).unwrap();
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn json_satisfies_its_published_schema() {
    let published = root().join("schema/report.json");
    let text = render::report_schema();
    if std::env::var("BOXC_UPDATE_SCHEMA").is_ok() {
        std::fs::write(&published, &text).unwrap();
    }
    let stale = "schema/report.json is stale: run the tests once with BOXC_UPDATE_SCHEMA=1, then look at the change";
    assert!(std::fs::read_to_string(&published).unwrap_or_default() == text, "{stale}");
    // Readers may meet more keys later; this version writes none that it does not describe.
    let strict = text.replace("\"type\": \"object\"", "\"type\": \"object\", \"additionalProperties\": false");
    let schema: Value = serde_json::from_str(&strict).unwrap();
    for outcome in outcomes() {
        let report = render::json(&outcome.findings, &outcome.sources);
        assert_eq!(violations(&schema, &report), Vec::<String>::new(), "{report}");
    }
    assert!(!violations(&schema, "{\"version\": 2}").is_empty());
}

/// The schema is OASIS's own, `sarif-schema-2.1.0.json` of https://github.com/oasis-tcs/sarif-spec, unchanged.
#[test]
fn sarif_satisfies_the_official_schema() {
    let schema = std::fs::read_to_string(root().join("tests/sarif-schema-2.1.0.json")).unwrap();
    // Its pattern of languages, of which none is written, is one only where a lone bracket may stand for itself.
    let schema: Value = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).unwrap();
    let pages = boxc::compile::pages();
    for outcome in outcomes() {
        let log = render::sarif(&outcome.findings, &outcome.sources, &pages);
        assert_eq!(violations(&schema, &log), Vec::<String>::new(), "{log}");
        // What GitHub asks for beyond the schema.
        let run = serde_json::from_str::<Value>(&log).unwrap()["runs"][0].take();
        for result in run["results"].as_array().unwrap() {
            assert!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].is_string(), "{log}");
            let rule = &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# "), "{rule}");
            assert!(!rule["shortDescription"]["text"].as_str().unwrap().is_empty());
        }
    }
    assert!(!violations(&schema, "{\"version\": \"2.1.0\", \"runs\": [{}]}").is_empty());
}

#[test]
fn junit_is_xml_that_adds_up() {
    for outcome in outcomes() {
        let text = render::junit(&outcome.findings, &outcome.sources);
        let document = roxmltree::Document::parse(&text).unwrap();
        let whole = document.root_element();
        let count = |name: &str| whole.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
        assert_eq!(whole.attribute("tests"), Some(&*count("testcase")), "{text}");
        assert_eq!(whole.attribute("failures"), Some(&*count("failure")), "{text}");
        assert_eq!(whole.attribute("skipped"), Some(&*count("skipped")), "{text}");
        assert_eq!(count("failure") != "0", outcome.findings.has_errors(), "{text}");
    }
}

/// No page's credential gets out in any form.
#[test]
fn credentials_are_in_no_report() {
    let page = boxc::compile::pages().into_iter().find(|page| page.code == "literal-secret").unwrap();
    let outcome = compile(&project(&page.failing().documents), None);
    let secrets: Vec<&str> =
        outcome.findings.iter().filter_map(|finding| finding.hidden.as_ref()).map(|hidden| &*hidden.text).collect();
    assert!(!secrets.is_empty());
    let (found, sources) = (&outcome.findings, &outcome.sources);
    let texts = [render::json(found, sources), render::sarif(found, sources, &[]), render::junit(found, sources)];
    for text in texts.into_iter().chain([render::github(found, sources)]) {
        secrets.iter().for_each(|secret| assert!(!text.contains(secret), "{text}"));
    }
}

/// What `docs/ci.md` shows of the voting project with an interface that does not fit.
#[test]
fn the_report_is_as_shown() {
    let project = voting();
    let menu = project.path().join("menus/voting.yaml");
    let text = std::fs::read_to_string(&menu).unwrap();
    std::fs::write(menu, text.replacen("redis: {interface: redis@7}", "redis: {interface: redis@8}", 1)).unwrap();
    let page = std::fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let (_, session) = page.split_once("```console\n$ boxc ").unwrap();
    let (arguments, shown) = session.split_once("```").unwrap().0.split_once('\n').unwrap();
    let output = boxc(project.path(), &arguments.split(' ').collect::<Vec<_>>());
    assert_eq!(stdout(&output), shown, "{}", stderr(&output));
}

/// The voting project with one need that dangles, below `folder` of a new folder.
fn broken(folder: &str) -> tempfile::TempDir {
    let (whole, sound) = (tempfile::tempdir().unwrap(), voting());
    let project = whole.path().join(folder);
    crate::support::copy(sound.path(), &project);
    let menu = project.join("menus/voting.yaml");
    let text = std::fs::read_to_string(&menu).unwrap();
    std::fs::write(menu, text.replacen("redis: {interface: redis@7}", "rediss: {interface: redis@7}", 1)).unwrap();
    whole
}

#[test]
fn a_report_for_machines_is_all_of_standard_output() {
    let project = broken("");
    let output = boxc(project.path(), &["check", "--format", "json"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), String::new()));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let finding = &report["findings"][0];
    assert_eq!(finding["code"], "dangling-need");
    assert_eq!(report["counts"], json!({"errors": 1, "warnings": 0, "notes": 0}));
    // The place is the author's text.
    let place = &finding["place"];
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap() - 1;
    let text = std::fs::read_to_string(project.path().join(place["path"].as_str().unwrap())).unwrap();
    let line = text.lines().nth(number(&place["start"]["line"])).unwrap();
    assert_eq!(line[number(&place["start"]["column"])..number(&place["end"]["column"])], *"rediss");

    let sound = voting();
    let output = boxc(sound.path(), &["check", "--format", "junit"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
    assert!(
        stdout(&output).contains("<testcase name=\"no findings\" classname=\"boxc check\"/>"),
        "{}",
        stdout(&output)
    );
    let output = boxc(sound.path(), &["check", "--format", "github"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(0), String::new()));
}

#[test]
fn several_reports_come_of_one_run() {
    let project = broken("");
    std::fs::write(project.path().join("old.xml"), "of the last run").unwrap();
    let args = ["check", "--output", "sarif=out/boxc.sarif", "--output", "junit=old.xml", "--output", "terminal=log"];
    let output = boxc(project.path(), &args);
    assert_eq!(output.status.code(), Some(1));
    let read = |path: &str| std::fs::read_to_string(project.path().join(path)).unwrap();
    assert!(read("out/boxc.sarif").contains("\"ruleId\": \"dangling-need\""));
    assert!(read("old.xml").starts_with("<?xml"));
    assert_eq!(read("log"), stderr(&output));
    assert!(
        !std::fs::read_dir(project.path())
            .unwrap()
            .any(|entry| { entry.unwrap().file_name().to_str().unwrap().ends_with("boxc-new") })
    );

    let output = boxc(project.path(), &["check", "--output", "json=menus"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`menus` is no regular file"), "{}", stderr(&output));
    for (wrong, said) in [("xml=x", "the formats are terminal, json, sarif, junit, github"), ("json", "FORMAT=FILE")] {
        let output = boxc(project.path(), &["check", "--output", wrong]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}

/// People see paths from where they are, machines from the repository's root.
#[test]
fn paths_are_as_their_reader_needs_them() {
    let whole = broken("envs/a");
    let github = |dir: &str, workspace: &str| {
        let mut command = command(&whole.path().join(dir));
        command.args(["check", "-C", &whole.path().join("envs/a").display().to_string(), "--format", "github"]);
        stdout(&command.env("GITHUB_WORKSPACE", whole.path().join(workspace)).output().unwrap())
    };
    assert!(github("", "elsewhere").starts_with("::error file=menus/voting.yaml,"), "no repository is known");
    assert!(github("", "").starts_with("::error file=envs/a/menus/voting.yaml,"), "GitHub says what it is");
    std::fs::create_dir(whole.path().join("envs/.git")).unwrap();
    assert!(github("envs/a/menus", "").starts_with("::error file=a/menus/voting.yaml,"), "it is there");

    let output = boxc(whole.path(), &["check", "-C", "envs/a"]);
    assert!(stderr(&output).starts_with("envs/a/menus/voting.yaml:"), "{}", stderr(&output));
    let output = boxc(&whole.path().join("envs/a/menus"), &["check"]);
    assert!(stderr(&output).starts_with("menus/voting.yaml:"), "{}", stderr(&output));
}
