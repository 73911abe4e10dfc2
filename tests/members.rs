//! Services whose pods have names of their own.

use crate::support::{Outcome, compile, project};

fn keepers(replicas: &str, ports: &str, members: &str, order: &str) -> Outcome {
    let menu = format!(
        "menu: shop\nversion: 1.0.0\nparams: {{n: {{type: int, default: 3}}}}\nservices:\n  keeper:\n    image: zookeeper:3.9.3\n    \
         replicas: {replicas}\n    identity: stable\n    ports: {{{ports}}}\n    env: {{SERVERS: \"{members}\"}}\n"
    );
    compile(&project(&[menu, format!("box: alice\nmenu: shop\n{order}")]), None)
}

#[test]
fn no_list_of_members_is_cut_short() {
    let all = "${{ self.members | join(',') }}";
    let asked = [("1500", ""), ("\"${{ params.n }}\"", "with: {n: 1500}\n")];
    for (replicas, order) in asked {
        let outcome = keepers(replicas, "client: 2181", all, order);
        assert_eq!(outcome.codes(), ["many-members"], "{}", outcome.text());
        assert!(outcome.text().contains("replicas: "), "{}", outcome.text());
    }
    let outcome = keepers("1000", "client: 2181", all, "");
    let file = String::from_utf8(outcome.bundles[0].files["keeper.yaml"].clone()).unwrap();
    assert!(file.contains(",keeper-999.keeper"), "{}", outcome.text());
}

#[test]
fn peers_are_made_of_members() {
    let peers = "${{ self.members | each('{n}@{}:9093') | join(',') }}/${{ self.member-index }}";
    let file = keepers("3", "client: 2181, peer: 2888", peers, "").file("keeper.yaml");
    assert!(
        file.contains("0@keeper-0.keeper:9093,1@keeper-1.keeper:9093,2@keeper-2.keeper:9093/$(BOX_FIELD_"),
        "{file}"
    );
    assert!(file.contains("metadata.labels['apps.kubernetes.io/pod-index']"), "{file}");
}

#[test]
fn which_port_of_the_members_is_meant() {
    let outcome = keepers("3", "client: 2181, peer: 2888", "${{ self.member-ports | join(',') }}", "");
    assert!(outcome.text().contains("write `self.members`, and a port behind each"), "{}", outcome.text());
}
