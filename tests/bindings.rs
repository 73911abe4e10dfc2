//! Where externals are, on every member cluster where a box may run.

use crate::support::{Outcome, compile, project};

const SHOP: &str = "\
menu: shop
version: 1.0.0
services:
  web: {image: 'web:1', needs: {pay: {}}, env: {PAY: '${{ needs.pay.host }}:80'}}
externals:
  pay: {ports: {http: 80}, outputs: {key: text}}
";
const BOUND: &str = "{host: pay.corp.example, outputs: {key: k}}";

/// What a box of `shop` on the member cluster `one` says where the others bind `pay` like this.
fn of(place: &str, two: &str, three: &str) -> Outcome {
    let bound = |binding: &str| match binding {
        "" => String::new(),
        binding => format!(", externals: {{pay: {binding}}}"),
    };
    let fleet = format!(
        "fleet: example\nclusters:\n  one: {{kubernetes: \"1.33\", labels: {{tier: dev}}{}}}\n\
         \x20 two: {{kubernetes: \"1.33\", labels: {{tier: dev}}{}}}\n  three: {{kubernetes: \"1.33\"{}}}\n",
        bound(BOUND),
        bound(two),
        bound(three)
    );
    let order = format!("box: alice\nmenu: shop\n{place}");
    let placement = "placement: example\nboxes: {alice: one}\n".to_owned();
    compile(&project(&[fleet, SHOP.to_owned(), order, placement]), None)
}

#[test]
fn a_box_is_bound_wherever_it_may_run() {
    assert!(of("", BOUND, BOUND).findings.is_empty(), "{}", of("", BOUND, BOUND).text());
    insta::assert_snapshot!(of("", "", "").text());
    let dev = "place: {labels: {tier: dev}}\n";
    insta::assert_snapshot!(of(dev, "", "").text());
    assert!(of(dev, BOUND, "").findings.is_empty(), "it never runs on three");
    assert!(of("place: {avoid: [two, three]}\n", "", "").findings.is_empty());
    let fixed = "place: {cluster: one}\n";
    assert!(of(fixed, "", "").findings.is_empty(), "nor anywhere but on one");
}

#[test]
fn a_binding_keeps_the_contract_everywhere() {
    let said = [
        "{host: pay.two.example}",
        "{host: pay.two.example, outputs: {key: k}, ports: {https: 443}}",
        "{host: pay.two.example, outputs: {key: k}, ports: {http: 8080}}",
    ];
    insta::assert_snapshot!(said.map(|two| of("", two, BOUND).text()).join("\n"));
}

/// What a fleet says of bindings to names inside of clusters, with a box `shared` beside.
fn inside(fleet: &str, bind: &str) -> Outcome {
    let fleet = format!("fleet: example\n{fleet}");
    let menu = "menu: pay\nversion: 1.0.0\nservices: {api: {image: 'api:1', ports: {http: 80}, outputs: {key: k}}}\n";
    let orders =
        [format!("box: alice\nmenu: shop\n{bind}"), "box: shared\nmenu: pay\noffers: {api: [alice]}\n".to_owned()];
    let documents: Vec<String> = [fleet, SHOP.to_owned(), menu.to_owned()].into_iter().chain(orders).collect();
    compile(&project(&documents), None)
}

#[test]
fn names_inside_of_a_cluster_are_the_fleets_to_bind() {
    let one = "clusters: {one: {kubernetes: \"1.33\"}}\n";
    let host = |host: &str| format!("bind: {{pay: {{host: {host}, outputs: {{key: k}}}}}}\n");
    let said = ["api.shared.svc.cluster.local", "api.shared", "db.infra.svc.cluster.local", "db.infra.svc"];
    insta::assert_snapshot!(said.map(|name| inside(one, &host(name)).text()).join("\n"));
    assert!(inside(one, &host("db.infra")).findings.is_empty(), "a name outside");
    assert!(inside(one, "bind: {pay: {box: shared, service: api}}\n").findings.is_empty());

    let externals = "externals: {pay: {host: db.infra.svc.cluster.local, outputs: {key: k}}}";
    let of_fleet = format!("{externals}\n{one}");
    assert!(inside(&of_fleet, "").findings.is_empty(), "{}", inside(&of_fleet, "").text());
    let network = "network: {pods: [10.244.0.0/16], services: [10.96.0.0/16]}";
    let of_fleet = format!("{externals}\nclusters: {{one: {{kubernetes: \"1.33\", {network}}}}}\n");
    let of_cluster = format!("clusters: {{one: {{kubernetes: \"1.33\", {network}, {externals}}}}}\n");
    let to_box = of_cluster.replace("db.infra", "api.shared");
    insta::assert_snapshot!([of_fleet, of_cluster, to_box].map(|fleet| inside(&fleet, "").text()).join("\n"));
}

#[test]
fn a_text_that_a_parameter_gives_is_looked_into() {
    let menu = "menu: shop\nversion: 1.0.0\nparams: {url: {type: string, default: 'http://db:80'}}\nservices:\n\
                \x20 db: {image: 'db:1', ports: {http: 80}}\n\
                \x20 web: {image: 'web:1', env: {DB: '${{ params.url }}', SELF: 'web and db'}}\n";
    let of =
        |menu: &str, with: &str| compile(&project(&[menu.to_owned(), format!("box: alice\nmenu: shop\n{with}")]), None);
    insta::assert_snapshot!(of(menu, "").text());
    assert!(of(menu, "with: {url: 'http://other.example/'}\n").findings.is_empty());
    let needed = menu.replace("image: 'web:1'", "image: 'web:1', needs: {db: {}}");
    assert!(of(&needed, "").findings.is_empty(), "{}", of(&needed, "").text());
}

#[test]
fn a_file_that_a_parameter_fills_is_looked_into() {
    let menu = "menu: shop\nversion: 1.0.0\nparams: {host: {type: string, default: db}}\nservices:\n\
                \x20 db: {image: 'db:1', ports: {http: 80}}\n\
                \x20 web: {image: 'web:1', files: {/etc/web.ini: {content: \"db = http://${{ params.host }}/\\n\"}}}\n";
    let order = "box: alice\nmenu: shop\n";
    let of = |documents: &[&str]| {
        compile(&project(&documents.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()), None)
    };
    assert_eq!(of(&[menu, order]).codes(), ["undeclared-need"], "{}", of(&[menu, order]).text());
    let with = format!("{order}with: {{host: other.example}}\n");
    assert!(of(&[menu, &with]).findings.is_empty(), "{}", of(&[menu, &with]).text());
    let needed = menu.replace("image: 'web:1'", "image: 'web:1', needs: {db: {}}");
    assert!(of(&[&needed, order]).findings.is_empty());
    let mall = "menu: mall\nversion: 1.0.0\ninclude: {shop: {menu: shop, rename: {db: store}}}\n";
    let outcome = of(&[&needed, mall, "box: alice\nmenu: mall\n"]);
    insta::assert_snapshot!(outcome.text());
}
