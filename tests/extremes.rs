//! Names and texts as long as they may be: a check finds what a build would, without making any object.

use proptest::prelude::*;
use serde_json::json;

use crate::support::{compile, project};

/// A name of so many characters.
fn name(first: char, length: usize) -> String {
    std::iter::once(first).chain(std::iter::repeat_n('x', length - 1)).collect()
}

fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![Just(63_usize), Just(53), Just(52), 40..=63_usize, 1..=10_usize]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn names_at_their_limits_are_found_by_a_check(
        lengths in prop::collection::vec(lengths(), 10),
        schedule in any::<bool>(),
        stored in any::<bool>(),
        counted in any::<bool>(),
        content in prop_oneof![9 => Just(10_usize), 1 => Just(1 << 19)],
    ) {
        let [provider, consumer, job, storage, exposure, port, secret, volume, owner, boxed] =
            std::array::from_fn(|at| name(char::from(b'a' + u8::try_from(at).unwrap()), lengths[at]));
        let port = port[..port.len().min(15)].to_owned();
        let mut service = json!({
            "image": "x:1",
            "ports": {&port: {"port": 80, "interface": "http"}},
            "health": {"tcp": &port},
            "expose": {&exposure: {"port": &port, "host": "${{ box.name }}.${{ cluster.domain }}"}},
            "mounts": {"/shared": {"volume": &volume}},
            "files": {"/etc/x": {"content": "y ".repeat(content)}, "/etc/z": {"secret": &secret, "key": "k"}},
            "env": {"V": {"value": "x", "public": {"because": "z".repeat(1000)}}},
            "security": {"token": {"because": "w", "rules": [{"resources": ["pods"], "verbs": ["get"]}]}},
        });
        if stored {
            service["storage"] = json!({&storage: {"mount": "/data", "size": "1Gi"}});
        }
        let until = if counted { json!({"until": "started", "at-least": 1}) } else { json!({}) };
        let other = json!({"image": "x:1", "needs": {&provider: until}, "replicas": {"min": 1, "max": 2, "cpu": 70}});
        let mut run = json!({"image": "x:1", "needs": {&provider: {}}});
        if schedule {
            run["schedule"] = json!({"cron": "0 * * * *"});
        }
        let documents = [
            format!(
                "menu: shop\nversion: 1.0.0\nservices: {}\njobs: {}\nsecrets: {}\nvolumes: {}\n",
                json!({&provider: service, &consumer: other}),
                json!({&job: run}),
                json!({&secret: {"from": "generate", "keys": {"k": {}}}}),
                json!({&volume: {"size": "1Gi", "share": "many"}}),
            ),
            format!("box: {boxed}\nmenu: shop\nowner: {owner}\n"),
        ];
        // Compiling compares the two.
        let outcome = compile(&project(&documents), None);
        prop_assert!(outcome.findings.iter().all(|finding| finding.code != "invalid-object"), "{}", outcome.text());
    }
}
