//! How many pods a service has.

use crate::support::{Outcome, compile, project};

const FLEET: &str = "fleet: example\nclusters:\n  one: {kubernetes: \"1.33\"}\n";

fn of(service: &str, with: &str) -> Outcome {
    let params = "params: {least: {type: int, default: 2}}\n";
    let menu = format!(
        "menu: shop\nversion: 1.0.0\n{params}services:\n  web:\n    image: shop/web:1.0.0\n    ports: {{http: 80}}\n{service}"
    );
    compile(&project(&[FLEET.to_owned(), menu, format!("box: alice\nmenu: shop\n{with}")]), None)
}

#[test]
fn a_range_is_checked_where_its_numbers_are_known() {
    let range = "    replicas: {min: \"${{ params.least }}\", max: 5}\n";
    assert!(of(range, "").findings.is_empty());
    assert_eq!(of(range, "with: {least: 6}\n").codes(), ["replica-range"]);
    assert_eq!(of(range, "with: {least: 0}\n").codes(), ["replica-range"]);
    assert_eq!(of("    replicas: {min: 6, max: 5}\n", "").codes(), ["replica-range"]);
    assert_eq!(of("    replicas: {max: 5}\n    identity: stable\n", "").codes(), ["replica-range"]);
}

#[test]
fn nobody_knows_how_many_a_range_has() {
    let asks = |what: &str| format!("    replicas: {{max: 5}}\n    env: {{N: \"${{{{ self.{what} }}}}\"}}\n");
    assert_eq!(of(&asks("replicas"), "").codes(), ["unknown-name"]);
    let stored = format!("{}    storage: {{data: {{mount: /d, size: 1Gi}}}}\n", asks("members | join(',')"));
    assert_eq!(of(&stored, "").codes(), ["unknown-name"]);
}

#[test]
fn a_box_may_set_a_number_instead_of_a_range() {
    let set = |replicas: &str| format!("set: {{services: {{web: {{replicas: {replicas}}}}}}}\n");
    let outcome = of("    replicas: {min: 2, max: 5}\n", &set("3"));
    let text = outcome.file("web.yaml");
    assert!(text.contains("replicas: 3") && !text.contains("HorizontalPodAutoscaler"), "{text}");
    let text = of("    replicas: {min: 2, max: 5}\n", &set("{max: 9}")).file("web.yaml");
    assert!(text.contains("minReplicas: 2") && text.contains("maxReplicas: 9"), "{text}");
}
