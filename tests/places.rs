//! Where boxes run, and who is named there.

use crate::support::{Outcome, compile, project};

const FLEET: &str = "fleet: example\nclusters:\n  one: {kubernetes: \"1.33\", labels: {tier: dev}}\n\
                     \x20 two: {kubernetes: \"1.33\", labels: {tier: prod, zone: b}}\n";
const SHOP: &str = "menu: shop\nversion: 1.0.0\nservices:\n  web: {image: \"web:1\", ports: {http: 80}}\n";

fn boxes(documents: &[&str]) -> Outcome {
    let all = [FLEET, SHOP].into_iter().chain(documents.iter().copied()).map(str::to_owned);
    compile(&project(&all.collect::<Vec<_>>()), None)
}

#[test]
fn a_place_is_some_member_cluster() {
    let of = |place: &str| boxes(&[&format!("box: alice\nmenu: shop\nplace: {{{place}}}\n")]);
    assert_eq!(of("cluster: one").codes(), [""; 0]);
    for (place, code) in [("cluster: onne", "unknown-cluster"), ("labels: {tier: dev}", "unplaced-box")] {
        assert_eq!(of(place).codes(), [code], "{place}");
    }
    assert_eq!(of("cluster: onne, avoid: [tow]").codes(), ["unknown-cluster"; 2]);
    let said = [
        "labels: {tier: prd}",
        "labels: {tier: test}",
        "labels: {zon: b}",
        "labels: {gpu: big}",
        "labels: {tier: prod}, avoid: [two]",
        "labels: {tier: dev, zone: b}",
    ];
    insta::assert_snapshot!(said.map(|place| of(place).text()).join("\n"));
}

#[test]
fn an_offer_is_to_somebody() {
    let bob = "box: bob\nmenu: shop\nowner: team-b\nplace: {cluster: one}\ncopies: 2\n";
    let of = |offer: &str| {
        let alice = format!("box: alice\nmenu: shop\nplace: {{cluster: one}}\noffers: {{web: [{offer}]}}\n");
        boxes(&[&alice, bob])
    };
    assert_eq!(of("bob, bob-2, team-b").codes(), [""; 0]);
    insta::assert_snapshot!(of("bob-3, team-d, x").text());
}

#[test]
fn a_line_of_the_placement_places_something() {
    let alice = "box: alice\nmenu: shop\n";
    let bob = "box: bob\nmenu: shop\nplace: {cluster: two}\n";
    let of = |placement: &str| boxes(&[alice, bob, placement]);
    assert_eq!(of("placement: example\nboxes: {alice: one, bob: two}\n").codes(), [""; 0]);
    insta::assert_snapshot!(of("placement: exampel\nboxes: {alice: one, bob: one, alise: one, gone: one}\n").text());
}

#[test]
fn what_is_set_is_there() {
    let of = |set: &str| boxes(&[&format!("box: alice\nmenu: shop\nplace: {{cluster: one}}\nset: {{{set}}}\n")]);
    assert_eq!(of("services: {web: {env: {NEW: \"1\"}}}").codes(), [""; 0]);
    let said = ["services: {wep: {replicas: 2}}", "jobs: {web: {retries: 1}}", "volumes: {media: null}"];
    insta::assert_snapshot!(said.map(|set| of(set).text()).join("\n"));
    let outer = "menu: mall\nversion: 1.0.0\ninclude: {shop: {menu: shop, set: {services: {wep: {replicas: 2}}}}}\n";
    assert_eq!(boxes(&[outer]).codes(), ["dangling-set"]);
}
