//! Needs: their order, their waves, their gates, and circles of them.

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::*;

use crate::support::{Outcome, compile, project};

/// A menu of services that answer on a port, each with its needs.
fn menu(needs: &[Vec<(usize, &str)>]) -> String {
    let mut text = "menu: shop\nversion: 1.0.0\nservices:\n".to_owned();
    for (at, needs) in needs.iter().enumerate() {
        write!(text, "  s{at}:\n    image: shop/s:1.0.0\n    ports: {{http: 8080}}\n    needs:").unwrap();
        let listed: Vec<String> = needs.iter().map(|(provider, until)| format!("s{provider}: {until}")).collect();
        writeln!(text, " {{{}}}", listed.join(", ")).unwrap();
    }
    text
}

fn built(needs: &[Vec<(usize, &str)>]) -> Outcome {
    compile(&project(&[menu(needs), "box: alice\nmenu: shop\n".to_owned()]), None)
}

fn index(outcome: &Outcome) -> serde_json::Value {
    serde_json::from_slice(&outcome.bundles[0].index).unwrap()
}

/// The wave of every Deployment.
fn waves(outcome: &Outcome) -> BTreeMap<String, u64> {
    let index = index(outcome);
    let objects = index["objects"].as_array().unwrap().iter().filter(|object| object["kind"] == "Deployment");
    objects.map(|object| (object["name"].as_str().unwrap().to_owned(), object["wave"].as_u64().unwrap())).collect()
}

#[test]
fn waves_count_what_is_waited_for_until_it_is_ready() {
    let outcome = built(&[vec![(1, "ready"), (2, "started")], vec![(3, "ready")], vec![(3, "none")], vec![]]);
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    let found = waves(&outcome);
    assert_eq!([found["s0"], found["s1"], found["s2"], found["s3"]], [3, 2, 1, 1]);
    let text = String::from_utf8(outcome.bundles[0].files["s0.yaml"].clone()).unwrap();
    assert!(text.contains("- \"s1: tcp s1:8080\"\n        - \"s2: dns s2-members at-least 1\"\n"), "{text}");
    let other = String::from_utf8(outcome.bundles[0].files["s2.yaml"].clone()).unwrap();
    assert!(!other.contains("wait-for-needs"), "a call at run time waits for nothing");
    assert!(other.contains("name: s2-members"));
}

#[test]
fn the_shortest_circle_of_each_cause_is_drawn() {
    let outcome =
        built(&[vec![(1, "ready")], vec![(2, "ready"), (3, "ready")], vec![(0, "ready")], vec![(1, "ready")]]);
    assert_eq!(outcome.codes(), ["need-cycle", "need-cycle"], "{}", outcome.text());
    for circle in ["s1 → s3 → s1", "s0 → s1 → s2 → s0"] {
        assert!(outcome.text().contains(&format!("these wait for each other: {circle}")), "{}", outcome.text());
    }
}

#[test]
fn what_waits_for_itself_is_a_circle_and_a_call_is_none() {
    assert_eq!(built(&[vec![(0, "ready")]]).codes(), ["need-cycle"]);
    assert!(built(&[vec![(0, "none")]]).findings.is_empty());
}

#[test]
fn what_calls_no_port_waits_and_names_all_the_same() {
    let menu = "menu: m\nversion: 1.0.0\nservices:\n  db: {image: \"db:1\", ports: {a: 1000, b: 2000}}\n  web:\n    image: \"web:1\"\n    \
                needs: {db: {ports: []}}\n    env: {ADVERTISED: \"${{ needs.db.host }}:1\"}\n";
    let outcome = compile(&project(&[menu.to_owned(), "box: b\nmenu: m\n".to_owned()]), None);
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    let text = |file: &str| String::from_utf8(outcome.bundles[0].files[file].clone()).unwrap();
    assert!(text("web.yaml").contains("- \"db: dns db-gate at-least 1\"\n"), "{}", text("web.yaml"));
    assert!(text("web.yaml").contains("value: db:1\n"));
    assert!(!text("web.yaml").contains("serves.db") && !text("db.yaml").contains("serves.web"), "nothing is opened");
    let asks = menu.replace("needs.db.host }}:1", "needs.db.ports.a }}");
    let outcome = compile(&project(&[asks, "box: b\nmenu: m\n".to_owned()]), None);
    assert_eq!(outcome.codes(), ["unknown-name"], "{}", outcome.text());
}

/// Needs of each service among the services before it, in a shuffled order of names.
fn acyclic() -> impl Strategy<Value = Vec<Vec<(usize, &'static str)>>> {
    let gates = prop::sample::select(vec!["ready", "started", "none"]);
    let needs = prop::collection::vec(prop::collection::btree_map(0..12usize, gates, 0..4), 2..12);
    let shuffled = needs.prop_flat_map(|needs| {
        let order: Vec<usize> = (0..needs.len()).collect();
        (Just(needs), Just(order).prop_shuffle())
    });
    shuffled.prop_map(|(needs, order)| {
        let mut named = vec![Vec::new(); needs.len()];
        for (at, needs) in needs.into_iter().enumerate() {
            named[order[at]] =
                needs.into_iter().filter(|(provider, _)| *provider < at).map(|(p, gate)| (order[p], gate)).collect();
        }
        named
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn the_order_keeps_every_gate(needs in acyclic()) {
        let outcome = built(&needs);
        prop_assert!(outcome.findings.is_empty(), "{}", outcome.text());
        let waves = waves(&outcome);
        for (consumer, needs) in needs.iter().enumerate() {
            for (provider, _) in needs.iter().filter(|(_, gate)| *gate == "ready") {
                let wave = |at: &usize| waves[&format!("s{at}")];
                prop_assert!(wave(&consumer) > wave(provider));
            }
        }
    }

    /// A wait of the provider for its consumer makes a circle of any edge.
    #[test]
    fn an_edge_back_is_a_circle(needs in acyclic(), pick in any::<prop::sample::Index>()) {
        let edges: Vec<(usize, usize)> = needs
            .iter()
            .enumerate()
            .flat_map(|(at, needs)| needs.iter().filter(|(_, gate)| *gate != "none").map(move |(p, _)| (at, *p)))
            .collect();
        prop_assume!(!edges.is_empty());
        let (consumer, provider) = edges[pick.index(edges.len())];
        let mut needs = needs;
        needs[provider].retain(|(other, _)| *other != consumer);
        needs[provider].push((consumer, "ready"));
        let outcome = built(&needs);
        prop_assert!(outcome.codes().contains(&"need-cycle"), "{}", outcome.text());
        prop_assert!(outcome.bundles.is_empty());
    }
}

/// What switches a part on, over two parameters.
const CONDITIONS: [&str; 6] =
    ["", "params.a", "params.b", "not params.a", "params.a and params.b", "params.size == 'large'"];

#[derive(Debug, Clone)]
struct Part {
    condition: usize,
    /// The provider, what switches the need off, whether it is optional, and whether it is told the address.
    needs: Vec<(usize, usize, bool, bool)>,
    aliased: bool,
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let need = (0..5usize, 0..CONDITIONS.len(), any::<bool>(), any::<bool>());
    let part = (0..CONDITIONS.len(), prop::collection::vec(need, 0..3), any::<bool>());
    let part = part.prop_map(|(condition, needs, aliased)| Part { condition, needs, aliased });
    prop::collection::vec(part, 2..6)
}

/// `when: …`, or nothing.
fn when(condition: usize) -> String {
    match CONDITIONS[condition] {
        "" => String::new(),
        condition => format!(", when: \"${{{{ {condition} }}}}\""),
    }
}

fn conditional(parts: &[Part]) -> String {
    let mut text =
        "menu: shop\nversion: 1.0.0\nparams:\n  a: {type: bool, default: true}\n  b: {type: bool, default: true}\n  \
                    size: {type: string, enum: [small, large], default: small}\nservices:\n"
            .to_owned();
    for (at, part) in parts.iter().enumerate() {
        let mut needs = BTreeMap::new();
        let mut env = BTreeMap::new();
        for (provider, condition, optional, told) in &part.needs {
            let name = format!("s{}", provider % parts.len());
            needs.insert(name.clone(), format!("{name}: {{optional: {optional}, until: none{}}}", when(*condition)));
            if *told {
                env.insert(name.clone(), format!("{}: \"${{{{ needs.{name}.host }}}}\"", name.to_uppercase()));
            }
        }
        let list = |map: BTreeMap<String, String>| map.into_values().collect::<Vec<_>>().join(", ");
        let alias = if part.aliased { "aliases: [other], " } else { "" };
        writeln!(
            text,
            "  s{at}: {{image: \"shop/s:1.0.0\", ports: {{http: 8080}}, {alias}needs: {{{}}}, env: {{{}}}{}}}",
            list(needs),
            list(env),
            when(part.condition)
        )
        .unwrap();
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    /// A menu that passes can't fail to link when it is ordered, whatever the arguments are.
    #[test]
    fn a_menu_that_passes_links_for_every_order(parts in parts()) {
        let menu = conditional(&parts);
        let alone = compile(&project(std::slice::from_ref(&menu)), None);
        let mut orders = Vec::new();
        for a in [true, false] {
            for b in [true, false] {
                for size in ["small", "large"] {
                    orders.push(format!("box: x-{a}-{b}-{size}\nmenu: shop\nwith: {{a: {a}, b: {b}, size: {size}}}\n"));
                }
            }
        }
        let ordered = compile(&project(&[vec![menu], orders].concat()), None);
        prop_assert_eq!(alone.findings.has_errors(), ordered.findings.has_errors(), "{}", ordered.text());
        if !alone.findings.has_errors() {
            prop_assert_eq!(ordered.bundles.len(), 8, "{}", ordered.text());
        }
    }
}

#[test]
fn what_one_line_of_the_fleet_mends_is_said_once() {
    let fleet = "fleet: example\nclusters:\n  one: {kubernetes: \"1.33\"}\n";
    let menu = "menu: shop\nversion: 1.0.0\nservices:\n  db: {image: 'db:1', ports: {db: 5432}}\n  \
                a: {image: 'a:1', needs: {db: {}}}\n  b: {image: 'b:1', needs: {db: {}}}\n";
    let order = |name: &str| format!("box: {name}\nmenu: shop\n");
    let outcome = compile(&project(&[fleet.to_owned(), menu.to_owned(), order("one"), order("two")]), None);
    assert_eq!(outcome.codes(), ["no-init-image"], "{}", outcome.text());
    let volumes = "volumes:\n  one: {size: 1Gi, class: slow}\n  two: {size: 1Gi, class: slow}\n  three: {size: 1Gi, class: fast}\n";
    let menu = format!("menu: shop\nversion: 1.0.0\nservices: {{web: {{image: 'web:1'}}}}\n{volumes}");
    let outcome = compile(&project(&[fleet.to_owned(), menu, order("one")]), None);
    assert_eq!(outcome.codes(), ["no-storage-class", "no-storage-class"], "{}", outcome.text());
}
