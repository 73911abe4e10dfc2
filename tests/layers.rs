//! Templates, what boxes set, and items of a box's own: the rules of merging.

use crate::support::{Outcome, compile, project};

const MENU: &str = "\
menu: shop
version: 1.0.0
templates:
  base:
    env: {LEVEL: info, REGION: cn}
    stop: {grace: 45s}
  web:
    extends: base
    image: shop/web:1.0.0
    args: [serve, --fast]
    ports: {http: 8080}
    env: {NAME: \"${{ self.name }}\"}
    health: {http: /, every: 7s}
services:
  front: {extends: web, args: [serve], env: {REGION: null}}
  api:
    extends: web
    ports: {http: {target: 9090}}
    health: {tcp: http}
    resources: {memory: 256Mi}
";

fn built(documents: &[&str]) -> Outcome {
    let documents: Vec<String> = documents.iter().map(|text| (*text).to_owned()).collect();
    compile(&project(&documents), None)
}

fn file(outcome: &Outcome, name: &str) -> String {
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    String::from_utf8(outcome.bundles[0].files[name].clone()).unwrap()
}

#[test]
fn mappings_merge_lists_replace_and_null_removes() {
    let outcome = built(&[MENU, "box: alice\nmenu: shop\n"]);
    let front = file(&outcome, "front.yaml");
    assert!(
        front.contains("        - name: LEVEL\n          value: info\n        - name: NAME\n          value: front\n"),
        "{front}"
    );
    assert!(!front.contains("REGION") && !front.contains("--fast"), "{front}");
    assert!(front.contains("terminationGracePeriodSeconds: 45"));
    assert!(front.contains("periodSeconds: 7"));
}

#[test]
fn short_forms_are_written_out_and_other_kinds_replace() {
    let api = file(&built(&[MENU, "box: alice\nmenu: shop\n"]), "api.yaml");
    assert!(api.contains("    port: 8080\n    protocol: TCP\n    targetPort: 9090\n"), "{api}");
    assert!(api.contains("tcpSocket:\n            port: 9090\n"), "{api}");
    assert!(api.contains("periodSeconds: 10"), "the other probe's `every` went with it: {api}");
    assert!(api.contains("memory: 256Mi"));
}

#[test]
fn a_box_sets_adds_and_removes() {
    let order = "\
box: alice
menu: shop
set:
  services:
    front: {replicas: 3, env: {LEVEL: debug}}
    api: null
services:
  extra: {extends: web, env: {UPSTREAM: \"${{ needs.front.host }}\"}, needs: {front: ready}}
";
    let outcome = built(&[MENU, order]);
    let front = file(&outcome, "front.yaml");
    assert!(front.contains("replicas: 3") && front.contains("value: debug"), "{front}");
    assert!(file(&outcome, "extra.yaml").contains("value: front"));
    assert!(!outcome.bundles[0].files.contains_key("api.yaml"));
}

#[test]
fn what_a_box_sets_is_checked_like_a_menu() {
    let outcome = built(&[MENU, "box: alice\nmenu: shop\nset: {services: {front: {replica: 3}}}\n"]);
    assert_eq!(outcome.codes(), ["unknown-key"], "{}", outcome.text());
    assert!(outcome.text().starts_with("boxes/1.yaml:3:26:"), "{}", outcome.text());
    let needed = MENU.replace("  api:\n", "  api:\n    needs: {front: ready}\n");
    let outcome = built(&[&needed, "box: alice\nmenu: shop\nset: {services: {front: null}}\n"]);
    assert_eq!(outcome.codes(), ["dangling-need"], "what `set` removes is the box's own doing: {}", outcome.text());
}

#[test]
fn a_box_needs_no_menu() {
    let outcome = built(&["box: alice\nservices:\n  web: {image: \"nginx:1.27.2\", ports: {http: 8080}}\n"]);
    assert!(file(&outcome, "web.yaml").starts_with("# web · alice · boxes/0.yaml\n"));
    assert_eq!(built(&["box: alice\n"]).codes(), ["missing-field"]);
}

#[test]
fn templates_that_nobody_extends_are_read_all_the_same() {
    let outcome = built(&["menu: shop\nversion: 1.0.0\ntemplates: {java: {replica: 2}}\n"]);
    assert_eq!(outcome.codes(), ["unknown-key"], "{}", outcome.text());
}

#[test]
fn items_follow_templates_that_are_set() {
    let menu = "menu: shop\nversion: 1.0.0\ntemplates: {java: {image: \"java:21.0.1\", env: {A: one, B: two}}}\n\
                services: {api: {extends: java}, web: {extends: java, env: {A: own}}}\n";
    let set = "set: {templates: {java: {env: {A: set, B: null}}}}";
    let including = format!("menu: all\nversion: 1.0.0\ninclude: {{shop: {{menu: shop, {set}}}}}\n");
    for documents in [
        vec![menu, "box: dev\nmenu: shop\nset: {templates: {java: {env: {A: set, B: null}}}}\n"],
        vec![menu, &including, "box: dev\nmenu: all\n"],
    ] {
        let outcome = built(&documents);
        assert!(outcome.findings.is_empty(), "{}", outcome.text());
        assert!(file(&outcome, "api.yaml").contains("value: set"));
        assert!(file(&outcome, "web.yaml").contains("value: own"));
        assert!(!file(&outcome, "api.yaml").contains("value: two"));
    }
}

#[test]
fn templates_that_the_ordered_menu_completes_are_not_read_alone() {
    let menu = "menu: shop\nversion: 1.0.0\ntemplates: {slow: {image: \"slow:1.0.0\", health: {every: 30s}}}\n\
                services: {api: {extends: slow, ports: {http: 80}, health: {http: /, port: http}}}\n";
    for set in ["services: {api: {replicas: 2}}", "templates: {slow: {health: {every: 20s}}}"] {
        let including = format!("menu: all\nversion: 1.0.0\ninclude: {{shop: {{menu: shop, set: {{{set}}}}}}}\n");
        for documents in [
            vec![menu.to_owned(), format!("box: dev\nmenu: shop\nset: {{{set}}}\n")],
            vec![menu.to_owned(), including, "box: dev\nmenu: all\n".to_owned()],
        ] {
            let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
            let outcome = built(&documents);
            assert!(outcome.findings.is_empty(), "{}", outcome.text());
        }
    }
    let outcome = built(&[menu, "box: dev\nmenu: shop\nset: {templates: {odd: {replica: 2}}}\n"]);
    assert_eq!(outcome.codes(), ["unknown-key"], "{}", outcome.text());
}
