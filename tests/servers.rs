//! Delivered machines.

use crate::support::{Outcome, compile, project};

fn of(menu: &str) -> Outcome {
    let menu = format!("menu: shop\nversion: 1.0.0\n{menu}");
    compile(&project(&[menu, "box: alice\nmenu: shop\n".to_owned()]), None)
}

#[test]
fn a_server_has_one_pod_and_one_home() {
    let server =
        |more: &str| format!("servers: {{dev: {{image: 'dev:1', home: {{mount: /home, size: 1Gi}}{more}}}}}\n");
    let outcome = of(&server(""));
    let text = outcome.file("dev.yaml");
    assert!(text.contains("kind: StatefulSet") && text.contains("replicas: 1") && text.contains("mountPath: /home"));
    assert_eq!(of(&server(", storage: {home: {mount: /h, size: 1Gi}}")).codes(), ["conflicting-keys"]);
    assert_eq!(of(&server(", replicas: 2")).codes(), ["unknown-key"]);
    let ssh = "secrets: {guests: {from: existing, keys: {alice: {}}}}\n";
    let entered = |more: &str| format!("{}{ssh}", server(&format!(", ssh: {{keys: guests}}{more}")));
    let text = of(&entered("")).file("dev.yaml");
    assert!(text.contains("name: guests") && text.contains("targetPort: 2222"), "{text}");
    assert!(of(&entered(", ports: {ssh: {port: 2022, target: 2222}}")).file("dev.yaml").contains("port: 2022"));
    assert_eq!(of(&entered(", command: [/bin/sh]")).codes(), ["conflicting-keys"]);
    assert_eq!(of(&server(", ssh: {keys: guests}")).codes(), ["dangling-secret"]);
    assert_eq!(of("servers: {dev: {image: 'dev:1'}}\n").codes(), ["missing-field"]);
}
