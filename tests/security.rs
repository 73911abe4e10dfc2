//! What programs are denied, and what is relaxed of it for a reason.

use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::support::{Outcome, compile, project};

const FLEET: &str =
    "fleet: example\nclusters:\n  one: {kubernetes: \"1.33\", network: {api: [\"10.0.0.1/32:6443\"]}}\n";

fn of(security: &str) -> Outcome {
    under(FLEET, security)
}

fn under(fleet: &str, security: &str) -> Outcome {
    let menu = format!(
        "menu: shop\nversion: 1.0.0\nservices:\n  web:\n    image: shop/web:1.0.0\n    ports: {{http: 8080}}\n    security: {security}\n"
    );
    compile(&project(&[fleet.to_owned(), menu, "box: alice\nmenu: shop\n".to_owned()]), None)
}

#[test]
fn every_relaxation_has_a_reason_and_an_effect() {
    for (security, code) in [
        ("{root: {}}", "missing-field"),
        ("{root: {because: \"\"}}", "wrong-value"),
        ("{user: 0}", "root-user"),
        ("{group: 0}", "root-user"),
        ("{user: 7, root: {because: it asks}}", "idle-relaxation"),
        ("{capabilities: {add: [CHOWN], because: it asks}}", "idle-relaxation"),
        ("{capabilities: {add: [cap_chown], because: it asks}}", "wrong-value"),
        ("{capabilities: {add: [ALL], because: it asks}}", "wrong-value"),
        ("{capabilities: {add: [NET_ADMN], because: it asks}}", "wrong-value"),
        ("{host: {because: it asks}}", "idle-relaxation"),
        ("{host: {devices: [/dev/kmsg], because: it asks}}", "idle-relaxation"),
        ("{network: {to: internet, because: it asks}}", "idle-relaxation"),
        ("{token: {rules: [{resources: [\"*\"], verbs: [get]}], because: it asks}}", "wrong-value"),
        ("{token: {rules: [{resources: [pods]}], because: it asks}}", "idle-relaxation"),
    ] {
        let outcome = of(security);
        assert_eq!(outcome.codes(), [code], "{security}: {}", outcome.text());
    }
    assert!(of("{user: 1001, group: 0, root: {because: its files are of that group}}").findings.is_empty());
}

#[test]
fn a_fleet_may_forbid_what_menus_would_relax() {
    let fleet = format!("{FLEET}forbid: [root, host]\n");
    assert_eq!(under(&fleet, "{root: {because: it asks}}").codes(), ["forbidden-relaxation"]);
    assert!(under(&fleet, "{writable-root: {because: it asks}}").findings.is_empty());
}

#[test]
fn no_fleet_makes_everybody_root() {
    let outcome = under(&format!("{FLEET}defaults: {{user: 0}}\n"), "{}");
    assert_eq!(outcome.codes(), ["root-user"], "{}", outcome.text());
}

/// Relaxations, and the strictest level of Pod Security that a pod with each passes, from the standard's own tables.
const LEVELS: &[(&str, usize)] = &[
    ("root: {because: r}", 1),
    ("writable-root: {because: r}", 0),
    ("escalation: {because: r}", 1),
    ("token: {because: r}", 0),
    ("network: {to: internet, ports: [443], because: r}", 0),
    ("capabilities: {add: [NET_BIND_SERVICE], because: r}", 0),
    ("capabilities: {add: docker-default, because: r}", 1),
    ("capabilities: {add: [SYS_ADMIN], because: r}", 2),
    ("privileged: {because: r}", 2),
    ("host: {network: true, because: r}", 2),
    ("host: {pid: true, because: r}", 2),
    ("host: {paths: {/host: /var/log}, because: r}", 2),
    ("host: {sysctl: {net.ipv4.tcp_syncookies: \"1\"}, because: r}", 0),
    ("host: {sysctl: {kernel.msgmax: \"65536\"}, because: r}", 2),
];

proptest! {
    #[test]
    fn a_namespace_is_as_strict_as_its_pods_allow(chosen in subsequence(LEVELS.to_vec(), 0..5)) {
        let mut keys: Vec<&str> = Vec::new();
        let mut level = 0;
        for (text, of_it) in chosen {
            if !keys.iter().any(|known| key_of(known) == key_of(text)) {
                keys.push(text);
                level = level.max(of_it);
            }
        }
        // Capabilities are of use to root, and where programs grant them.
        if keys.iter().any(|text| text.starts_with("capabilities"))
            && !keys.iter().any(|text| ["root", "escalation", "privileged"].contains(&key_of(text)))
        {
            keys.push("root: {because: r}");
            level = level.max(1);
        }
        let outcome = of(&format!("{{{}}}", keys.join(", ")));
        prop_assert!(outcome.findings.is_empty(), "{}", outcome.text());
        let word = ["restricted", "baseline", "privileged"][level];
        let wanted = format!("pod-security.kubernetes.io/enforce: {word}\n");
        prop_assert!(outcome.file("_box.yaml").contains(&wanted), "{keys:?} want {word}");
    }
}

fn key_of(text: &str) -> &str {
    text.split(':').next().unwrap()
}
