//! How health is told.

use crate::support::{Outcome, compile, project};

fn of(health: &str) -> Outcome {
    let menu = format!(
        "menu: shop\nversion: 1.0.0\nservices:\n  web: {{image: 'shop/web:1.0.0', ports: {{http: 80}}, health: {health}}}\n"
    );
    compile(&project(&[menu, "box: alice\nmenu: shop\n".to_owned()]), None)
}

#[test]
fn starting_takes_as_long_as_it_may() {
    let text = of("{start: {tcp: http, every: 5s}, starts-within: 1m}").file("web.yaml");
    assert!(text.contains("startupProbe:\n          failureThreshold: 12\n"), "{text}");
    assert_eq!(of("{start: {tcp: http, failures: 30}}").codes(), ["conflicting-keys"]);
}

#[test]
fn liveness_is_never_copied_unasked() {
    assert!(!of("{http: /healthz}").file("web.yaml").contains("livenessProbe"));
    assert!(of("{http: /healthz, alive: same}").file("web.yaml").contains("livenessProbe"));
    assert_eq!(of("{alive: same}").codes(), ["conflicting-keys"]);
    assert_eq!(of("{http: /healthz, ready: {tcp: http}}").codes(), ["conflicting-keys"]);
}
