//! What was not looked at is said, once for each cause.

use crate::support::{Outcome, boxc, compile, project, stderr, stdout};

fn notes(documents: &[&str]) -> Outcome {
    let documents: Vec<String> = documents.iter().map(|document| (*document).to_owned()).collect();
    let outcome = compile(&project(&documents), None);
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    assert!(!outcome.bundles.is_empty(), "a note stops nothing");
    outcome
}

/// What a log shows of them.
fn said(outcome: &Outcome) -> String {
    boxc::diagnostic::render::plain(&outcome.notes, &outcome.sources)
}

const BOXES: [&str; 2] = ["box: alice\nmenu: shop\ncopies: 3\n", "box: bob\nmenu: shop\n"];
const MENU: &str =
    "menu: shop\nversion: 1.0.0\nmanifests: [{from: extra/*.yaml}]\nservices: {web: {image: 'shop/web:1.0.0'}}\n";
const WIDGET: &str = "apiVersion: team.example/v1\nkind: Widget\nmetadata: {name: small}\nspec: {size: 3}\n";

/// A definition of the widget with a schema of its size.
fn definition(size: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: widgets.team.example}}\n\
         spec:\n  group: team.example\n  names: {{kind: Widget, plural: widgets}}\n  scope: Namespaced\n  versions:\n    \
         - name: v1\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            \
         spec: {{type: object, properties: {{size: {size}}}}}\n"
    )
}

#[test]
fn custom_resources_that_nobody_declares() {
    let more = WIDGET.replace("small", "large");
    let other = WIDGET.replace("Widget", "Gadget");
    let outcome = notes(&[MENU, BOXES[0], BOXES[1], WIDGET, &more, &other]);
    insta::assert_snapshot!(said(&outcome));
}

#[test]
fn what_of_a_declared_one_only_a_cluster_looks_at() {
    let fleet = "fleet: example\nschemas: [crds/*.yaml]\nclusters:\n  one: {kubernetes: \"1.33\"}\n";
    let with = |size: &str| said(&notes(&[fleet, &definition(size), MENU, BOXES[0], WIDGET]));
    assert_eq!(with("{type: integer, format: int32}"), "");
    assert_eq!(with("{type: integer}"), "");
    let rules = with("{type: integer, x-kubernetes-validations: [{rule: self > 2}]}");
    assert!(rules.contains("`Widget` has rules in CEL, which only a cluster looks at"), "{rules}");
    let formats = with("{type: integer}, at: {type: string, format: date-time}");
    assert!(formats.contains("`Widget` has texts of a certain format, which"), "{formats}");
}

#[test]
fn what_stands_outside_of_the_project() {
    let menu = "menu: shop\nversion: 1.0.0\nservices:\n  web:\n    image: shop/web:1.0.0\n    needs: {db: {interface: postgres@>=14}}\n    \
                env: {KEY: {secret: partner, key: id}}\nexternals:\n  db: {ports: {sql: {port: 5432, interface: postgres@16}}}\n  \
                pay: {ports: {https: 443}}\nsecrets:\n  partner: {from: existing, keys: {id: {}, token: {}}}\n";
    let fleet = "fleet: example\nclusters:\n  one: {kubernetes: \"1.33\"}\n\
                 externals: {db: {host: db.corp.example}, pay: {addresses: [10.1.2.3]}}\n";
    insta::assert_snapshot!(said(&notes(&[fleet, menu, BOXES[0], BOXES[1]])));
}

#[test]
fn patches_of_custom_resources() {
    let fleet = crate::support::FLEET.replace(
        "{ingress: {class: nginx}, from: [10.0.0.0/16]}",
        "{gateway: {name: edge, namespace: infra}, from: [{namespace: infra}]}",
    );
    let menu = "menu: shop\nversion: 1.0.0\nservices:\n  web:\n    image: shop/web:1.0.0\n    ports: {http: 8080}\n    \
                expose: {public: {host: shop.example}}\n    \
                patch: {HTTPRoute: {spec: {hostname: [a]}}, Deployment: {spec: {minReadySeconds: 5}}}\n";
    let outcome = notes(&[&fleet, menu, BOXES[1]]);
    let place = "menus/1.yaml:8:13: note[not-checked]: whether `HTTPRoute` has the fields of this patch is only known";
    assert!(said(&outcome).starts_with(place) && outcome.notes.len() == 1, "{}", said(&outcome));
}

#[test]
fn a_run_tells_them_a_line_each_and_ends_well() {
    let dir = tempfile::tempdir().unwrap();
    let fleet = crate::support::FLEET;
    for (path, text) in [
        ("fleet.yaml", fleet),
        ("menus/shop.yaml", MENU),
        ("menus/extra/widget.yaml", WIDGET),
        ("boxes/bob.yaml", BOXES[1]),
    ] {
        std::fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
        std::fs::write(dir.path().join(path), text).unwrap();
    }
    let output = boxc(dir.path(), &["check"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), "1 box and 1 menu: no errors\n"));
    insta::assert_snapshot!("a_run", stderr(&output));
    let drawn = boxc(dir.path(), &["check", "--color", "always"]);
    assert!(stderr(&drawn).starts_with("menus/extra/widget.yaml:2:7: note[not-checked]: "), "{}", stderr(&drawn));
    for format in ["json", "sarif", "junit", "github"] {
        let output = boxc(dir.path(), &["check", "--format", format]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("not-checked"), "{format}: {}", stdout(&output));
    }
    let output = boxc(dir.path(), &["build"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
    std::fs::write(dir.path().join("fleet.yaml"), format!("{fleet}rules: {{not-checked: error}}\n")).unwrap();
    assert_eq!(boxc(dir.path(), &["check"]).status.code(), Some(1));
}
