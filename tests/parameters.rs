//! Parameters of every type, and constants made of them.

use crate::support::{Outcome, compile, project};

fn built(menu: &str, order: &str) -> Outcome {
    let menu = format!("menu: shop\nversion: 1.0.0\n{menu}");
    compile(&project(&[menu, format!("box: alice\nmenu: shop\n{order}")]), None)
}

const MENU: &str = "\
params:
  hosts: {type: list, of: string, default: [a, b]}
  ports: {type: list, of: port, default: []}
  limits: {type: map, of: int, default: {low: 1, high: 9}}
  ratio: {type: number, default: 0.5, min: 0, max: 1}
  fast: {type: bool, default: true}
let:
  flags: [-Xmx256m, \"-Dratio=${{ params.ratio }}\", \"${{ params.hosts }}\"]
  copies: 2
  heap: ${{ '512m' if params.fast else '128m' }}
  name: shop-${{ params.limits.high }}
services:
  web:
    image: shop/web:1.0.0
    replicas: ${{ let.copies }}
    args: [\"${{ let.flags }}\", --heap, \"${{ let.heap }}\", \"${{ params.ports }}\"]
    env: {HOSTS: \"${{ params.hosts | join(',') }}\", NAME: \"${{ let.name }}\", LOW: \"${{ params.limits.low }}\"}
";

#[test]
fn lists_are_spliced_and_maps_are_read_by_key() {
    let outcome = built(MENU, "with: {ports: [80, 443], limits: {low: 3, high: 4}}\n");
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    let web = String::from_utf8(outcome.bundles[0].files["web.yaml"].clone()).unwrap();
    let args = ["\"-Xmx256m\"", "\"-Dratio=0.5\"", "a", "b", "--heap", "512m", "\"80\"", "\"443\""];
    let args: String = args.iter().map(|arg| format!("        - {arg}\n")).collect();
    assert!(web.contains(&args), "{web}");
    assert!(web.contains("value: a,b\n") && web.contains("value: shop-4\n") && web.contains("value: \"3\"\n"), "{web}");
    assert!(web.contains("replicas: 2\n"));
}

#[test]
fn arguments_are_of_their_types() {
    for (order, code) in [
        ("with: {hosts: a}\n", "wrong-shape"),
        ("with: {hosts: [[a]]}\n", "wrong-shape"),
        ("with: {ports: [http]}\n", "wrong-value"),
        ("with: {limits: [1]}\n", "wrong-shape"),
        ("with: {limits: {low: x, high: 1}}\n", "wrong-value"),
        ("with: {limits: {low: 1}}\n", "missing-fact"),
        ("with: {ratio: 1.5}\n", "wrong-value"),
        ("with: {ratio: \"0.5\"}\n", "wrong-value"),
        ("with: {ratio: .inf}\n", "wrong-value"),
        ("with: {fast: yes}\n", "wrong-value"),
    ] {
        let outcome = built(MENU, order);
        assert_eq!(outcome.codes(), [code], "{order}: {}", outcome.text());
    }
}

#[test]
fn what_can_never_fit_is_found_before_anybody_orders() {
    let params = "params:\n  n: {type: int, default: 2, min: 1}\n  size: {type: string, enum: [small, large], default: small}\n  \
                  free: {type: string, default: big}\n  on: {type: bool, default: true}\n";
    let of = |field: &str, when: &str| {
        let menu = format!("menu: shop\nversion: 1.0.0\n{params}services:\n  web: {{image: \"x:1\", {field}{when}}}\n");
        compile(&project(&[menu]), None).codes()
    };
    let memory = |value: &str| of(&format!("resources: {{memory: \"{value}\"}}"), "");
    for never in ["${{ 'big' }}", "${{ params.n }}XB", "${{ params.size }}", "${{ params.size ~ params.n }}"] {
        assert_eq!(memory(never), ["wrong-value"], "{never}");
    }
    for may in ["${{ params.free }}", "${{ '1Gi' if params.on else 'none' }}", "${{ params.n }}Gi"] {
        assert!(memory(may).is_empty(), "{may}");
    }
    assert_eq!(of("env: {A: \"${{ params.n / (2 - 2) }}\"}", ""), ["failed-expression"]);
    assert!(of("env: {A: \"${{ 8 // (params.n - 1) }}\"}", "").is_empty(), "only `n: 1` fails");
    assert_eq!(of("image: \"${{ params.size ~ ' x' }}\"", "").len(), 1);
}

#[test]
fn constants_keep_their_types_and_are_made_of_parameters_alone() {
    let with = |constant: &str, replicas: &str| {
        let menu = format!(
            "let: {{x: {constant}}}\nservices:\n  web: {{image: \"shop/web:1.0.0\", replicas: \"{replicas}\"}}\n"
        );
        built(&menu, "").codes()
    };
    assert!(with("2", "${{ let.x }}").is_empty());
    assert_eq!(with("\"2\"", "${{ let.x }}"), ["wrong-type"]);
    assert_eq!(with("\"${{ box.name }}\"", "${{ 1 }}"), ["unknown-name"]);
    assert_eq!(with("2", "${{ let.y }}"), ["unknown-name"]);
}
