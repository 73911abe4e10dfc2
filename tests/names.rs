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
