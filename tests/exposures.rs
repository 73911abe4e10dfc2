//! Routes, load balancers and metrics: who comes from outside, and what each way in can't have.

use crate::support::{Outcome, compile, project};

const WEB: &str = "image: shop/web:1.0.0\n    ports: {http: 8080, turn: {port: 3478, transport: both}}\n    ";

fn of(exposure: &str, cluster: &str, more: &str) -> Outcome {
    let fleet = format!("fleet: example\nclusters:\n  one: {{kubernetes: \"1.33\", exposure: {{{cluster}}}}}\n");
    let menu =
        format!("menu: shop\nversion: 1.0.0\nservices:\n  web:\n    {WEB}expose: {{media: {{{exposure}}}}}\n{more}");
    compile(&project(&[fleet, menu, "box: alice\nmenu: shop\n".to_owned()]), None)
}

const BALANCED: &str = "load-balancer: {address: own}";
const ROUTED: &str = "ingress: {class: nginx}";

#[test]
fn a_load_balancer_takes_any_port_and_a_route_one_of_tcp() {
    let codes = |exposure: &str| of(exposure, BALANCED, "").codes();
    assert!(codes("port: turn, as: load-balancer").is_empty());
    assert_eq!(codes("as: load-balancer"), ["unnamed-port"]);
    assert_eq!(codes("as: load-balancer, port: turns"), ["dangling-port"]);
    assert_eq!(codes("as: load-balancer, port: turn, path: /"), ["unfit-exposure"]);
    assert_eq!(of("port: http", ROUTED, "").codes(), ["unfit-exposure"]);
    assert_eq!(of("port: http, host: a.example, external: 80", ROUTED, "").codes(), ["unfit-exposure"]);
}

#[test]
fn a_cluster_has_the_ways_in_that_it_says() {
    assert_eq!(of("port: http, host: a.example", BALANCED, "").codes(), ["no-exposure"]);
    let outcome = of("port: turn, as: load-balancer", ROUTED, "");
    assert_eq!(outcome.codes(), ["no-exposure"]);
    assert!(outcome.text().contains("`one` has no load balancers"), "{}", outcome.text());
    let both = format!("{ROUTED}, gateway: {{name: a, namespace: b}}, {BALANCED}");
    assert_eq!(of("port: turn, as: load-balancer", &both, "").codes(), ["bad-exposure"]);
}

#[test]
fn an_address_is_known_by_a_host_and_has_a_scheme() {
    let env = "    env: {URL: \"${{ self.expose.media.url }}\"}\n";
    assert_eq!(of("port: http, as: load-balancer", BALANCED, env).codes(), ["unfit-exposure"]);
    let outcome = of("port: http, as: load-balancer, host: a.example, external: 80", BALANCED, env);
    assert!(outcome.file("web.yaml").contains("value: tcp://a.example:80\n"), "{}", outcome.text());
    let circle = "port: http, as: load-balancer, host: a.example, external: \"${{ self.expose.media.url | length }}\"";
    assert_eq!(of(circle, BALANCED, env).codes(), ["value-cycle"]);
}

#[test]
fn metrics_are_asked_for_over_tcp() {
    let codes =
        |metrics: &str| of("port: turn, as: load-balancer", BALANCED, &format!("    metrics: {metrics}\n")).codes();
    assert!(codes("{port: http}").is_empty());
    assert_eq!(codes("{port: htp}"), ["dangling-port"]);
    assert_eq!(codes("{path: /m}"), ["unnamed-port"]);
    assert_eq!(codes("{path: m}"), ["wrong-value"]);
}

#[test]
fn the_name_of_the_service_has_room() {
    let fleet = format!("fleet: example\nclusters:\n  one: {{kubernetes: \"1.33\", exposure: {{{BALANCED}}}}}\n");
    let menu = |expose: usize| {
        let (item, expose) = ("a".repeat(30), "e".repeat(expose));
        format!(
            "menu: shop\nversion: 1.0.0\nservices:\n  {item}: {{image: 'a:1', ports: {{p: 1}}, expose: {{{expose}: {{as: load-balancer}}}}}}\n"
        )
    };
    let codes =
        |expose| compile(&project(&[fleet.clone(), menu(expose), "box: alice\nmenu: shop\n".to_owned()]), None).codes();
    assert!(codes(29).is_empty());
    assert_eq!(codes(30), ["long-name"]);
}

#[test]
fn a_number_of_a_shared_address_belongs_to_one_exposure() {
    let fleet = |address: &str| {
        format!(
            "fleet: example\nclusters:\n  one: {{kubernetes: \"1.33\", exposure: {{load-balancer: {{address: {address}}}}}}}\n"
        )
    };
    let menu = "menu: shop\nversion: 1.0.0\nservices:\n  web: {image: 'a:1', ports: {p: 1}, expose: {e: {as: load-balancer}}}\n";
    let of = |address| {
        compile(&project(&[fleet(address), menu.to_owned(), "box: alice\nmenu: shop\ncopies: 2\n".to_owned()]), None)
    };
    assert!(of("own").findings.is_empty());
    assert_eq!(of("shared").codes(), ["duplicate-external"]);
}

#[test]
fn a_path_belongs_to_one_exposure_however_it_ends() {
    let menu = "menu: shop\nversion: 1.0.0\nservices:\n  web:\n    image: a:1\n    ports: {http: 80}\n    expose:\n\
                \x20     one: {host: a.example, path: /api}\n      two: {host: a.example, path: /api/}\n\
                \x20     all: {host: a.example}\n";
    let outcome = compile(&project(&[menu.to_owned(), "box: alice\nmenu: shop\n".to_owned()]), None);
    assert_eq!(outcome.codes(), ["duplicate-host"], "{}", outcome.text());
    assert!(outcome.text().contains("`a.example/api` on `one` would belong to two exposures"));
}

#[test]
fn what_is_called_from_outside_is_exposed_there() {
    let called = |exposure: &str, need: &str, env: &str| {
        let caller =
            format!("  robot:\n    image: shop/robot:1.0.0\n    needs: {{{need}}}\n    env: {{A: \"{env}\"}}\n");
        of(&format!("port: http, host: a.example{exposure}"), ROUTED, &caller)
    };
    let need = |via: &str| format!("web: {{ports: [http], until: none, via: {via}}}");
    let url = "${{ needs.web.expose.media.url }}";
    assert!(called("", &need("outside"), url).codes().is_empty());
    for inside in ["host", "port", "ports.http"] {
        let outcome = called("", &need("outside"), &format!("${{{{ needs.web.{inside} }}}}"));
        assert_eq!(outcome.codes(), ["via-outside"], "{inside}");
        assert!(outcome.text().contains("`needs.web.expose.media.host` or `.url`"), "{}", outcome.text());
        assert!(called("", &need("[inside, outside]"), &format!("${{{{ needs.web.{inside} }}}}")).codes().is_empty());
    }
    assert_eq!(called("", "web: {ports: [turn], until: none, via: outside}", "").codes(), ["via-outside"]);
    assert_eq!(called(", when: false", &need("outside"), "").codes(), ["via-outside"]);
    assert_eq!(called("", "prepare: {via: outside, until: none}\n", "").codes(), ["dangling-need"]);
    let job = "jobs:\n  robot:\n    image: shop/robot:1.0.0\n  second: {image: 'shop/robot:1.0.0', needs: {robot: {via: outside, until: none}}}\n";
    assert_eq!(of("port: http, host: a.example", ROUTED, job).codes(), ["via-outside"]);
    for wrong in ["[]", "[outside, outside]", "{outside: true}"] {
        assert_eq!(called("", &need(wrong), "").codes(), ["wrong-shape"], "{wrong}");
    }
}
