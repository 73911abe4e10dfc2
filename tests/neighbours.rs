//! Boxes that call each other.

use crate::support::{Outcome, compile, project};

const SHOP: &str = "menu: shop
version: 1.0.0
services:
  web: {image: 'web:1', needs: {pay: {interface: http@<1.3}}, env: {PAY: '${{ needs.pay.port }}'}}
externals:
  pay: {ports: {http: {port: 80, interface: http@1}}, outputs: {key: text}}
";
const PAY: &str = "menu: pay
version: 1.0.0
services:
  api: {image: 'api:1', ports: {http: {port: 8080, interface: http@1.1}}, outputs: {key: '${{ box.name }}'}}
  new: {image: 'api:2', ports: {http: {port: 8080, interface: http@1.4}}, outputs: {key: k}}
jobs:
  fill: {image: 'fill:1'}
";

fn boxes(documents: &[&str]) -> Outcome {
    let menus = [SHOP, PAY].into_iter().chain(documents.iter().copied()).map(str::to_owned);
    compile(&project(&menus.collect::<Vec<_>>()), None)
}

fn bound(bind: &str, offers: &str) -> Outcome {
    let alice = format!("box: alice\nmenu: shop\nowner: team\nbind: {{pay: {bind}}}\n");
    boxes(&[&alice, &format!("box: shared\nmenu: pay\n{offers}")])
}

#[test]
fn a_service_of_another_box_keeps_the_contract() {
    let offers = "offers: {api: [team], new: [alice]}\n";
    let sound = bound("{box: shared, service: api}", offers);
    assert!(sound.findings.is_empty(), "{}", sound.text());
    assert!(
        sound.file("web.yaml").contains("\"8080\"") && sound.file("pay.yaml").contains("api.shared.svc.cluster.local")
    );
    assert_eq!(
        bound("{box: shared, service: new}", offers).codes(),
        ["mismatched-service"],
        "too new for its consumer"
    );
    assert_eq!(bound("{box: shared, service: apy}", offers).codes(), ["mismatched-service"]);
    assert_eq!(bound("{box: shared, service: fill}", offers).codes(), ["mismatched-service"], "a job");
    assert_eq!(bound("{box: shraed, service: api}", offers).codes(), ["unknown-box"]);
    assert_eq!(bound("{box: shared}", offers).codes(), ["bad-binding"]);
    assert_eq!(bound("{box: shared, service: api}", "offers: {api: [shared]}\n").codes(), ["not-offered"]);
    assert_eq!(
        bound("{box: shared, service: api}", "offers: {apy: [alice]}\n").codes(),
        ["not-offered", "dangling-order"]
    );
}

#[test]
fn errors_of_another_box_are_its_own() {
    let outcome = bound("{box: shared, service: api}", "with: {none: 1}\n");
    assert_eq!(outcome.codes(), ["unknown-parameter"], "{}", outcome.text());
}

#[test]
fn a_copy_is_meant_by_its_number() {
    let offers = "copies: 2\noffers: {api: [alice]}\n";
    let sound = bound("{box: shared-2, service: api}", offers);
    assert!(sound.findings.is_empty(), "{}", sound.text());
    assert!(sound.file("pay.yaml").contains("api.shared-2.svc"));
    assert_eq!(bound("{box: shared-3, service: api}", offers).codes(), ["unknown-box"]);
}

#[test]
fn outputs_that_boxes_ask_of_each_other_end() {
    let menu = |name: &str| {
        format!(
            "menu: {name}\nversion: 1.0.0\nservices:\n  api:\n    image: api:1\n    ports: {{http: 80}}\n    needs: {{next: {{}}}}\n    outputs: {{key: '${{{{ needs.next.outputs.key }}}}'}}\n    env: {{KEY: '${{{{ needs.next.outputs.key }}}}'}}\nexternals:\n  next: {{ports: {{http: 80}}, outputs: {{key: text}}}}\n"
        )
    };
    let order = |name: &str, other: &str| {
        format!(
            "box: {name}\nmenu: {name}\nbind: {{next: {{box: {other}, service: api}}}}\noffers: {{api: [{other}]}}\n"
        )
    };
    let (a, b, c, d) = (menu("a"), menu("b"), order("a", "b"), order("b", "a"));
    let outcome = boxes(&[&a, &b, &c, &d]);
    assert!(
        outcome.codes().iter().all(|code| *code == "missing-fact") && !outcome.findings.is_empty(),
        "{}",
        outcome.text()
    );
}

#[test]
fn walls_open_where_both_say_so() {
    let order = |name: &str, allow: &str| format!("box: {name}\nmenu: pay\nallow: {allow}\n");
    let outcome = boxes(&[&order("alice", "{from: [{box: bob}]}"), &order("bob", "{to: [{box: alice}]}")]);
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    let policies = outcome.file("_box.yaml");
    assert!(policies.contains("name: box.allow") && policies.contains("kubernetes.io/metadata.name: bob"));
    let one = boxes(&[&order("alice", "{from: [{box: bob}]}"), &order("bob", "{from: [{box: alice}]}")]);
    assert_eq!(one.codes(), ["one-sided-allow", "one-sided-allow"]);
}
