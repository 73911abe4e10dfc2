//! Programs beside an item's own.

use crate::support::{Outcome, compile, project};

fn of(sidecar: &str) -> Outcome {
    let menu = format!(
        "menu: shop\nversion: 1.0.0\nservices:\n\
         \x20 web:\n    image: shop/web:1.0.0\n    ports: {{http: 80}}\n    sidecars: {{{sidecar}}}\n\
         \x20 asks: {{image: 'shop/asks:1.0.0', needs: {{web: {{ports: [metrics]}}}}}}\n"
    );
    compile(&project(&[menu, "box: alice\nmenu: shop\n".to_owned()]), None)
}

#[test]
fn ports_of_sidecars_are_their_items() {
    let outcome = of("exporter: {image: 'e:1', ports: {metrics: 9113}, resources: {cpu: 30m, memory: 64Mi}}");
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    let text = outcome.file("web.yaml");
    let (before, beside) = text.split_once("initContainers:").unwrap();
    assert!(beside.contains("name: exporter") && beside.contains("restartPolicy: Always"), "{text}");
    assert!(beside.contains("containerPort: 9113") && !before.contains("containerPort: 9113"), "{text}");
    assert!(before.contains("targetPort: 9113"), "the Service leads to it: {text}");
    let quota = outcome.file("_box.yaml");
    assert!(quota.contains("requests.cpu: 460m"), "two pods of 230m, and two that roll: {quota}");
}

#[test]
fn programs_of_a_pod_have_names_of_their_own() {
    assert_eq!(of("web: {image: 'e:1', ports: {metrics: 9113}}").codes(), ["sidecar-name"]);
    assert_eq!(of("wait-for-needs: {image: 'e:1', ports: {metrics: 9113}}").codes(), ["sidecar-name"]);
    assert_eq!(of("e: {image: 'e:1', ports: {metrics: 80}}").codes(), ["duplicate-port"]);
    assert_eq!(of("e: {image: 'e:1', ports: {metrics: 9113, http: 90}}").codes(), ["sidecar-name"]);
}

#[test]
fn texts_of_sidecars_are_looked_into() {
    let with = |env: &str| of(&format!("e: {{image: 'e:1', ports: {{metrics: 9113}}, env: {{{env}}}}}"));
    assert_eq!(with("A: {secret: none, key: k}").codes(), ["dangling-secret"]);
    assert_eq!(with("A: \"${{ needs.db.host }}\"").codes(), ["undeclared-need"]);
    assert_eq!(with("A: http://asks:80/").codes(), ["undeclared-need"]);
    assert_eq!(with("TOKEN: ghp_0123456789abcdefghijklmnopqrstuvwxyz").codes(), ["literal-secret"]);
}
