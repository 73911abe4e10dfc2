//! Menus that take in other menus.

use crate::support::{Outcome, compile, project};

const KAFKA: &str = "\
menu: kafka
version: 3.1.0
params:
  brokers: {type: int, default: 1, max: 5}
  ui: {type: bool, default: true}
let: {topic: \"t-${{ params.brokers }}\"}
services:
  kafka:
    image: apache/kafka:3.9.0
    replicas: ${{ params.brokers }}
    ports: {kafka: {port: 9092, interface: kafka@3.9}}
    env: {TOPIC: \"${{ let.topic }}\", PASSWORD: \"${{ secrets.kafka.password }}\"}
  ui:
    image: kafka-ui:1.0.0
    ports: {http: 8080}
    needs: {kafka: ready}
    env: {BROKERS: \"${{ needs.kafka.host }}:${{ needs.kafka.port }}\", PASSWORD: {secret: kafka, key: password}}
    when: ${{ params.ui }}
secrets:
  kafka: {from: generate, keys: {password: {}}}
";

const SHOP: &str = "\
menu: shop
version: 1.0.0
params:
  brokers: {type: int, default: 3}
  monitored: {type: bool, default: true}
include:
  events:
    menu: kafka@^3
    with: {brokers: \"${{ params.brokers }}\", ui: \"${{ params.monitored }}\"}
    rename: {ui: events-ui}
  logs:
    menu: kafka@^3
    with: {ui: false}
    rename: {kafka: logs, ui: logs-ui}
    set: {services: {kafka: {env: {TOPIC: logs}}}}
services:
  web:
    image: shop/web:1.0.0
    needs: {kafka: {interface: kafka@^3}, logs: {}}
    env: {EVENTS: \"${{ needs.kafka.host }}\", LOGS: \"${{ needs.logs.host }}:${{ needs.logs.port }}\"}
";

fn built(documents: &[&str]) -> Outcome {
    let documents: Vec<String> = documents.iter().map(|text| (*text).to_owned()).collect();
    compile(&project(&documents), None)
}

fn file(outcome: &Outcome, name: &str) -> String {
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    String::from_utf8(outcome.bundles[0].files.get(name).cloned().unwrap_or_default()).unwrap()
}

#[test]
fn the_same_menu_twice_under_other_names() {
    let outcome = built(&[KAFKA, SHOP, "box: alice\nmenu: shop\nwith: {brokers: 2}\n"]);
    let events = file(&outcome, "kafka.yaml");
    assert!(events.contains("replicas: 2\n") && events.contains("value: t-2\n"), "{events}");
    assert!(events.contains("key: password\n              name: kafka\n"), "{events}");
    let logs = file(&outcome, "logs.yaml");
    assert!(logs.contains("replicas: 1\n") && logs.contains("value: logs\n"), "{logs}");
    assert!(logs.contains("key: password\n              name: logs\n"), "the secret goes with its items: {logs}");
    let ui = file(&outcome, "events-ui.yaml");
    assert!(ui.contains("value: kafka:9092\n") && ui.contains("kafka: tcp kafka:9092"), "{ui}");
    assert_eq!(file(&outcome, "logs-ui.yaml"), "", "switched off by an argument");
    assert!(file(&outcome, "web.yaml").contains("value: logs:9092\n"));
}

#[test]
fn an_argument_may_switch_off() {
    let outcome = built(&[KAFKA, SHOP, "box: alice\nmenu: shop\nwith: {monitored: false}\n"]);
    assert_eq!(file(&outcome, "events-ui.yaml"), "");
    let optional =
        SHOP.replace("rename: {ui: events-ui}", "rename: {ui: events-ui}\n    when: ${{ params.monitored }}");
    let outcome = built(&[KAFKA, &optional]);
    assert_eq!(outcome.codes(), ["switched-off"], "{}", outcome.text());
    assert!(outcome.text().contains("`kafka` is switched off when `monitored` is false"), "{}", outcome.text());
}

#[test]
fn a_box_sets_what_an_inclusion_brings() {
    let order = "box: alice\nmenu: shop\nset: {services: {logs: {replicas: 4}}}\n";
    assert!(file(&built(&[KAFKA, SHOP, order]), "logs.yaml").contains("replicas: 4\n"));
}

#[test]
fn templates_stay_with_the_menu_that_has_them() {
    let cache = "menu: cache\nversion: 1.0.0\ntemplates: {base: {image: \"redis:7.4.1\", env: {SAVE: \"no\"}}}\n\
                 services: {cache: {extends: base, ports: {redis: 6379}}}\n";
    let shop = "menu: shop\nversion: 1.0.0\ntemplates: {base: {image: \"shop/web:1.0.0\", env: {OWN: \"1\"}}}\n\
                include: {cache: {menu: cache}}\nservices: {web: {extends: base}}\n";
    for order in ["box: alice\nmenu: shop\n", "box: alice\ninclude: {cache: {menu: cache}}\n"] {
        let cache = file(&built(&[cache, shop, order]), "cache.yaml");
        assert!(cache.contains("image: redis:7.4.1\n") && cache.contains("SAVE"), "{cache}");
        assert!(!cache.contains("OWN"), "{cache}");
    }
}

#[test]
fn mistakes_point_at_the_inclusion() {
    for (from, to, code) in [
        ("menu: kafka@^3\n    with: {brokers", "menu: kafca@^3\n    with: {brokers", "unknown-menu"),
        ("menu: kafka@^3\n    with: {brokers", "menu: kafka@^4\n    with: {brokers", "no-version"),
        ("with: {ui: false}", "with: {ui: maybe}", "wrong-value"),
        ("with: {ui: false}", "with: {ui: false, brokers: 9}", "wrong-value"),
        ("with: {ui: false}", "with: {gui: false}", "unknown-parameter"),
        ("with: {ui: false}", "with: {ui: \"${{ params.brokers }}\"}", "wrong-type"),
        ("with: {ui: false}", "with: {ui: \"${{ box.name }}\"}", "unknown-name"),
        ("rename: {kafka: logs, ui: logs-ui}", "rename: {kafka: logs, gui: logs-ui}", "unknown-rename"),
        ("rename: {ui: events-ui}", "rename: {ui: web}", "duplicate-name"),
        ("set: {services: {kafka: {env", "set: {services: {kafka: {enw", "unknown-key"),
    ] {
        let outcome = built(&[KAFKA, &SHOP.replace(from, to)]);
        let mut codes = outcome.codes();
        codes.dedup();
        assert_eq!(codes, [code], "{to}: {}", outcome.text());
        assert!(outcome.text().starts_with("menus/"), "{}", outcome.text());
    }
}

#[test]
fn what_is_taken_in_needs_no_name_twice() {
    let outcome = built(&[KAFKA, &SHOP.replace("    rename: {kafka: logs, ui: logs-ui}\n", "")]);
    assert!(outcome.text().contains("the name `kafka` is taken"), "{}", outcome.text());
    assert_eq!(outcome.text().matches("the name `kafka`").count(), 1, "of service and secret: {}", outcome.text());
}

#[test]
fn a_broken_menu_is_reported_once() {
    let outcome = built(&[&KAFKA.replace("image: kafka-ui:1.0.0", "imge: kafka-ui:1.0.0"), SHOP]);
    assert_eq!(outcome.codes(), ["unknown-key"], "{}", outcome.text());
}

#[test]
fn what_an_argument_gives_is_within_the_parameters_bounds() {
    let order = |with: &str| format!("box: alice\nmenu: shop\nwith: {{{with}}}\n");
    assert!(built(&[KAFKA, SHOP, &order("brokers: 5")]).codes().is_empty());
    let outcome = built(&[KAFKA, SHOP, &order("brokers: 6")]);
    assert!(outcome.text().contains("with: {brokers: \"${{ params.brokers }}\""), "{}", outcome.text());
    assert!(outcome.text().contains("`6` is more than 5") && outcome.text().contains("for this box"));
    let menu = SHOP.replace("{type: int, default: 3}", "{type: int, default: 9}");
    assert_eq!(built(&[KAFKA, &menu]).codes(), ["wrong-value"], "the default of the menu itself");
    let off =
        SHOP.replace("    rename: {ui: events-ui}", "    rename: {ui: events-ui}\n    when: ${{ params.monitored }}");
    let off = off.replace(
        "    needs: {kafka: {interface: kafka@^3}, logs: {}}",
        "    needs: {kafka: {optional: true}, logs: {}}",
    );
    let outcome = built(&[KAFKA, &off, &order("brokers: 6, monitored: false")]);
    assert!(outcome.codes().is_empty(), "it is not taken in: {}", outcome.text());
    let choice = KAFKA.replace("params:", "params:\n  tier: {type: string, enum: [gold, silver], default: gold}");
    let shop = SHOP.replace("ui: false}", "ui: false, tier: \"t-${{ params.brokers }}\"}");
    let outcome = built(&[&choice, &shop]);
    assert!(outcome.text().contains("`t-3` is none of `gold`"), "{}", outcome.text());
}

#[test]
fn an_expression_is_no_value_of_a_parameter() {
    let list = KAFKA.replace("params:", "params:\n  topics: {type: list, of: string, default: [a]}");
    let shop = SHOP.replace("ui: false}", "ui: false, topics: [\"${{ params.brokers }}\"]}");
    assert_eq!(built(&[&list, &shop]).codes(), ["wrong-value"]);
    let order = "box: alice\nmenu: shop\nwith: {brokers: \"${{ params.brokers }}\"}\n";
    assert_eq!(built(&[KAFKA, SHOP, order]).codes(), ["wrong-value"]);
}

/// Takes in a menu which takes in another.
const STACK: &str = "\
menu: stack
version: 1.0.0
include: {events: {menu: kafka, rename: {kafka: log}}}
services:
  api: {image: \"stack/api:1.0.0\", needs: {log: ready}, env: {LOG: \"${{ needs.log.host }}\"}}
";

#[test]
fn new_names_reach_what_an_inclusion_takes_in_itself() {
    let shop = "menu: shop\nversion: 1.0.0\n\
                include: {stack: {menu: stack, rename: {log: journal, ui: journal-ui, kafka: keys}}}\n";
    let outcome = built(&[KAFKA, STACK, &shop.replace(", kafka: keys", ""), "box: alice\nmenu: shop\n"]);
    let ui = file(&outcome, "journal-ui.yaml");
    assert!(ui.contains("value: journal:9092\n") && ui.contains("name: journal\n"), "the secret goes with it: {ui}");
    assert!(file(&outcome, "api.yaml").contains("value: journal\n"));
    let gone = built(&[KAFKA, STACK, shop]);
    assert!(gone.text().contains("error[unknown-rename]: the included menu has nothing called `kafka`"));
}

#[test]
fn an_alias_gets_a_new_name_by_its_own() {
    let kafka = KAFKA.replace("kafka: {port: 9092, interface: kafka@3.9}}", "kafka: 9092}\n    aliases: [broker]");
    let kafka = kafka.replace("needs: {kafka: ready}", "needs: {broker: ready}").replace("needs.kafka", "needs.broker");
    let shop = "menu: shop\nversion: 1.0.0\ninclude: {events: {menu: kafka, rename: {broker: log}}}\n";
    let outcome = built(&[&kafka, shop, "box: alice\nmenu: shop\n"]);
    assert!(file(&outcome, "ui.yaml").contains("value: log:9092\n"), "{}", file(&outcome, "ui.yaml"));
    assert!(file(&outcome, "kafka.yaml").contains("name: log\n"));
    let host = kafka.replace("aliases: [broker]", "aliases: [one.broker]");
    let outcome = built(&[&host, shop, "box: alice\nmenu: shop\n"]);
    assert!(file(&outcome, "kafka.yaml").contains("subdomain: log\n"), "{}", outcome.text());
    assert!(file(&outcome, "kafka.yaml").contains("hostname: one\n"));
}

#[test]
fn a_text_does_not_follow_a_new_name() {
    let kafka = KAFKA.replace(
        "BROKERS: \"${{ needs.kafka.host }}:${{ needs.kafka.port }}\"",
        "BROKERS: \"kafka:9092\", OWN: \"http://ui:8080/\", TOLD: \"kafka and ui\"",
    );
    let outcome = built(&[&kafka, SHOP]);
    insta::assert_snapshot!(outcome.text());
    assert!(built(&[&kafka]).findings.is_empty(), "as long as nothing has another name");
}
