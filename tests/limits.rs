//! What programs need of their nodes.

use crate::support::{Outcome, compile, project};

fn of(nodes: &str, limits: &str) -> Outcome {
    let fleet = format!("fleet: example\nclusters:\n  one:\n    kubernetes: \"1.33\"\n    {nodes}\n");
    let menu =
        format!("menu: shop\nversion: 1.0.0\nservices:\n  web:\n    image: shop/web:1.0.0\n    limits: {limits}\n");
    compile(&project(&[fleet, menu, "box: alice\nmenu: shop\n".to_owned()]), None)
}

#[test]
fn nodes_have_what_is_needed_or_more() {
    for (has, needs, less) in [
        ("open-files: 1024", "open-files: 1024", false),
        ("open-files: 1023", "open-files: 1024", true),
        ("sysctl: {vm.max_map_count: 68719476736}", "sysctl: {vm.max_map_count: 262144}", false),
        ("sysctl: {vm.max_map_count: 65530}", "sysctl: {vm.max_map_count: 262144}", true),
        ("locked-memory: unlimited", "locked-memory: unlimited", false),
    ] {
        let outcome = of(&format!("nodes: {{{has}}}"), &format!("{{{needs}}}"));
        let expected: &[&str] = if less { &["node-limit"] } else { &[] };
        assert_eq!(outcome.codes(), expected, "{has}: {needs}\n{}", outcome.text());
        assert_eq!(outcome.bundles.is_empty(), less, "{has}: {needs}");
    }
}

#[test]
fn a_fleet_that_is_silent_is_told_what_to_say() {
    for needs in ["open-files: 1024", "locked-memory: unlimited", "sysctl: {vm.max_map_count: 262144}"] {
        for nodes in ["", "nodes: {}", "nodes: {sysctl: {fs.aio-max-nr: 1048576}}"] {
            let outcome = of(nodes, &format!("{{{needs}}}"));
            assert_eq!(outcome.codes(), ["unstated-node"], "{nodes}: {needs}");
            assert!(!outcome.findings.has_errors(), "{needs}");
            assert!(outcome.text().contains(&format!("add `nodes: {{{needs}}}` to `one`")), "{}", outcome.text());
        }
        assert!(of(&format!("nodes: {{{needs}}}"), &format!("{{{needs}}}")).findings.is_empty(), "{needs}");
    }
}
