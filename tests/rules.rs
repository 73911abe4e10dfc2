//! What a fleet makes of findings that are no errors by nature.

use std::collections::BTreeSet;

use boxc::diagnostic::Severity;

use crate::support::{Outcome, compile, files, project, root};

const BOX: &str = "box: alice\nmenu: shop\nlifetime: 8h\n";

/// Each rule, the rest of a menu that breaks it once, and what that weighs in a fleet that says nothing.
const BROKEN: &[(&str, &str, Severity)] = &[
    ("idle-offer", "image: shop/web:1.8.2\n", Severity::Warning),
    (
        "inside-tls-name",
        "image: shop/web:1.8.2\n    env: {PAY: \"https://${{ needs.payments.host }}/\"}",
        Severity::Warning,
    ),
    ("latest-image", "image: shop/web:latest", Severity::Error),
    ("latest-image", "image: shop/web", Severity::Error),
    ("latest-image", "image: \"${{ params.image }}\"", Severity::Error),
    ("not-checked", "image: shop/web:1.8.2\nsecrets:\n  key: {from: existing, keys: {id: {}}}", Severity::Note),
    ("own-name", "image: shop/web:1.8.2\n    env: {SELF: \"http://web/\"}", Severity::Warning),
    ("short-lifetime", "image: shop/web:1.8.2\n    health: {tcp: http, starts-within: 8h}", Severity::Warning),
    (
        "short-wait",
        "image: shop/web:1.8.2\n  api:\n    image: shop/api:1.8.2\n    needs: {web: {within: 2m}}",
        Severity::Warning,
    ),
    ("stale-placement", "image: shop/web:1.8.2\n", Severity::Warning),
    ("unstated-node", "image: shop/web:1.8.2\n    limits: {open-files: 1024}", Severity::Warning),
    ("undeclared-external", "image: shop/web:1.8.2\n    env: {PAY: \"https://api.stripe.com/\"}", Severity::Warning),
];

/// What of the rest of a project breaks a rule that no menu can.
fn around(code: &str) -> Vec<String> {
    let offer = if code == "idle-offer" { "offers: {web: [bob]}\n" } else { "" };
    let placement = "placement: example\nboxes: {bob: one}\n".to_owned();
    let all = std::iter::once(format!("{BOX}{offer}"));
    all.chain((code == "stale-placement").then_some(placement)).collect()
}

fn under(rules: &str, web: &str) -> Outcome {
    with_around("", rules, web)
}

fn with_around(code: &str, rules: &str, web: &str) -> Outcome {
    let bound = "externals: {payments: {host: pay.corp.example}}";
    let defaults = match rules.contains("defaults:") {
        true => "",
        false => "defaults: {init-image: \"boxc/box-init:0.1.0\"}\n",
    };
    let fleet = format!("fleet: example\n{defaults}{rules}{bound}\nclusters:\n  one: {{kubernetes: \"1.33\"}}\n");
    let menu = format!(
        "menu: shop\nversion: 1.0.0\nparams:\n  image: {{type: image, default: shop/web}}\n\
         externals:\n  payments: {{ports: {{https: 443}}}}\n\
         services:\n  web:\n    needs: {{payments: {{}}}}\n    ports: {{http: {{port: 80, target: 8080}}}}\n    {web}\n"
    );
    let documents: Vec<String> = [fleet, menu].into_iter().chain(around(code)).collect();
    compile(&project(&documents), None)
}

#[test]
fn a_fleet_weighs_what_is_no_error_by_nature() {
    for (code, web, usual) in BROKEN {
        let found = |rules: &str| {
            let outcome = with_around(code, rules, web);
            let findings: Vec<_> =
                outcome.findings.iter().chain(outcome.notes.iter()).map(|found| (found.code, found.severity)).collect();
            (findings, !outcome.bundles.is_empty())
        };
        assert_eq!(found(""), (vec![(*code, *usual)], *usual != Severity::Error), "{web}");
        let rules = |weight: &str| format!("rules: {{{code}: {weight}}}\n");
        assert_eq!(found(&rules("error")), (vec![(*code, Severity::Error)], false), "{web}");
        assert_eq!(found(&rules("warning")), (vec![(*code, Severity::Warning)], true), "{web}");
        assert_eq!(found(&rules("allow")), (vec![], true), "{web}");
    }
}

#[test]
fn the_helpers_image_is_one_too() {
    let of = |rules: &str| under(&format!("defaults: {{init-image: \"boxc/box-init\"}}\n{rules}"), BROKEN[5].1);
    assert_eq!(of("rules: {own-name: allow}\n").codes(), ["latest-image"]);
    assert!(of("rules: {own-name: allow, latest-image: allow}\n").findings.is_empty());
}

#[test]
fn nodes_ask_for_what_moves_each_time() {
    let policy = |image: &str| under("rules: {latest-image: allow}\n", &format!("image: {image}")).file("web.yaml");
    assert!(policy("shop/web:latest").contains("imagePullPolicy: Always"));
    assert!(policy("shop/web:1.8.2").contains("imagePullPolicy: IfNotPresent"));
}

#[test]
fn errors_by_nature_have_no_weight() {
    for (rules, says) in [
        ("latest-imag: error", "write `latest-image`"),
        ("dangling-need: allow", "`dangling-need` is none of `idle-offer`, "),
        ("own-name: off", "`off` is none of `error`, `warning`, `allow`"),
    ] {
        let outcome = under(&format!("rules: {{{rules}}}\n"), "image: shop/web:1.8.2");
        assert_eq!(outcome.codes(), ["wrong-value"], "{rules}");
        assert!(outcome.text().contains(says), "{}", outcome.text());
    }
}

/// The schema knows every warning, and the reference tells what each weighs.
#[test]
fn every_warning_is_a_rule() {
    let schema = std::fs::read_to_string(root().join("schema/fleet.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let names = &schema["$defs"]["Fleet"]["properties"]["rules"]["propertyNames"]["enum"];
    let rules: BTreeSet<&str> = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let warning = regex::Regex::new(r#"Diagnostic::warning\(\s*"([a-z-]+)""#).unwrap();
    let sources =
        files(&root().join("src")).into_iter().filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("tests.rs"));
    let texts: Vec<String> = sources.map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect();
    let texts = texts.iter().map(|text| text.split("#[cfg(test)]").next().unwrap());
    let told: BTreeSet<&str> =
        texts.flat_map(|text| warning.captures_iter(text)).map(|found| found.get(1).unwrap().as_str()).collect();
    let unruled: Vec<_> = told.difference(&rules).collect();
    assert!(unruled.is_empty(), "put {unruled:?} into RuleName");
    assert!(rules.is_subset(&told), "no finding of the rules {:?}", rules.difference(&told));
    let reference = std::fs::read_to_string(root().join("docs/language.md")).unwrap();
    for (code, _, usual) in BROKEN {
        let row = format!("| `{code}` | {} |", usual.word());
        assert!(reference.contains(&row), "docs/language.md: {row}");
    }
    let broken: BTreeSet<&str> = BROKEN.iter().map(|(code, ..)| *code).collect();
    assert_eq!(rules, broken, "each rule has a menu that breaks it");
}
