//! Names that several programs answer to.

use crate::support::{Outcome, compile, project};

fn of(canary: &str) -> Outcome {
    let menu = format!(
        "menu: shop\nversion: 1.0.0\nparams: {{split: {{type: bool, default: false}}}}\nservices:\n\
         \x20 front:\n    image: shop/front:1.0.0\n    ports: {{http: {{port: 80, interface: http@1.1}}}}\n\
         \x20   when: \"${{{{ params.split }}}}\"\n\
         \x20 web:\n    image: shop/web:1.0.0\n    needs: {{front: {{interface: http@1, optional: true}}}}\n\
         \x20 canary:\n    image: shop/front:1.1.0\n    when: \"${{{{ params.split }}}}\"\n    joins: front\n{canary}"
    );
    compile(&project(&[menu, "box: alice\nmenu: shop\nwith: {split: true}\n".to_owned()]), None)
}

#[test]
fn what_joins_a_service_speaks_what_is_asked_of_it() {
    let ports = |interface: &str| format!("    ports: {{http: {{port: 80, interface: {interface}}}}}\n");
    let outcome = of(&ports("http@1.2"));
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    assert!(outcome.file("canary.yaml").contains("boxc.dev/serves.front: \"true\""));
    assert_eq!(of(&ports("http@2.0")).codes(), ["unlike-join"]);
    assert_eq!(of("    ports: {http: {port: 80, transport: both, interface: http@1}}\n").codes(), ["unlike-join"]);
    assert_eq!(of("").codes(), ["unlike-join"]);
}

#[test]
fn what_is_joined_is_there() {
    let menu = "menu: shop\nversion: 1.0.0\nparams: {old: {type: bool, default: true}}\nservices:\n\
                \x20 front: {image: 'a:1', ports: {http: 80}, when: \"${{ params.old }}\"}\n\
                \x20 canary: {image: 'a:2', ports: {http: 80}, joins: front}\n";
    let outcome = compile(&project(&[menu.to_owned(), "box: alice\nmenu: shop\n".to_owned()]), None);
    assert_eq!(outcome.codes(), ["switched-off"], "{}", outcome.text());
}

#[test]
fn an_alias_of_two_labels_is_for_pods_without_names() {
    let of = |service: &str| {
        let menu = format!("menu: shop\nversion: 1.0.0\nservices:\n  web:\n    image: shop/web:1.0.0\n{service}");
        compile(&project(&[menu, "box: alice\nmenu: shop\n".to_owned()]), None)
    };
    assert!(of("    ports: {http: 80}\n    aliases: [a.b]\n").findings.is_empty());
    for service in [
        "    aliases: [a.b]\n    identity: stable\n",
        "    aliases: [a.b, c.d]\n",
        "    aliases: [a.b]\n    ports: {http: {port: 80, target: 8080}}\n",
    ] {
        assert_eq!(of(service).codes(), ["host-alias"], "{service}");
    }
    assert_eq!(of("    aliases: [a.web]\n").codes(), ["duplicate-name"]);
    assert_eq!(of("    aliases: [a.b.c]\n").codes(), ["bad-name"]);
}

fn found(services: &str) -> Outcome {
    compile(&project(&[format!("menu: shop\nversion: 1.0.0\nservices:\n{services}")]), None)
}

#[test]
fn what_joins_is_shown_beside_who_asks() {
    insta::assert_snapshot!(
        found(
            "  front: {image: 'a:1', ports: {http: {port: 80, interface: http@1}}}\n\
             \x20 canary: {image: 'a:2', ports: {http: {port: 80, interface: http@2}}, joins: front}\n\
             \x20 web: {image: 'w:1', needs: {front: {interface: http@1}}}\n",
        )
        .text()
    );
}

#[test]
fn names_made_of_two_names_differ() {
    insta::assert_snapshot!(
        found(
            "  c: {image: 'a:1', storage: {a-b: {mount: /d, size: 1Gi}}}\n\
             \x20 b-c: {image: 'a:1', storage: {a: {mount: /d, size: 1Gi}}}\n\
             \x20 x: {image: 'a:1', ports: {p: 1}, expose: {y-z: {as: load-balancer}}}\n\
             \x20 x-y: {image: 'a:1', ports: {p: 1}, expose: {z: {as: load-balancer}}}\n",
        )
        .text()
    );
    let long =
        format!("  {}: {{image: 'a:1', ports: {{p: 1}}, expose: {{media: {{as: load-balancer}}}}}}\n", "a".repeat(60));
    assert_eq!(found(&long).codes(), ["long-name"]);
    let never = "params: {x: {type: bool, default: true}}\n";
    let services = "  c: {image: 'a:1', storage: {a-b: {mount: /d, size: 1Gi}}, when: '${{ params.x }}'}\n\
                    \x20 b-c: {image: 'a:1', storage: {a: {mount: /d, size: 1Gi}}, when: '${{ not params.x }}'}\n";
    let menu = format!("menu: shop\nversion: 1.0.0\n{never}services:\n{services}");
    assert!(compile(&project(&[menu]), None).findings.is_empty(), "never there together");
}

#[test]
fn an_inclusion_is_shown_where_its_names_meet_others() {
    let menu = "menu: shop\nversion: 1.0.0\ninclude: {one: {menu: redis}, two: {menu: redis}}\n";
    insta::assert_snapshot!(compile(&project(&[menu.to_owned()]), None).text());
}

#[test]
fn an_object_that_is_emitted_twice_is_shown_with_its_twin() {
    let raw = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 1}]}\n";
    let menu = "menu: shop\nversion: 1.0.0\nmanifests: [{from: extra/*.yaml}]\n\
                services: {web: {image: 'a:1', ports: {http: 80}}}\n";
    let documents = [raw, menu, "box: alice\nmenu: shop\n"].map(str::to_owned);
    insta::assert_snapshot!(compile(&project(&documents), None).text());
}
