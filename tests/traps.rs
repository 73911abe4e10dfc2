//! The traps that real systems have set, one test each; docs/output.md says what is done about them.

use serde_json::Value;

use crate::support::{Outcome, compile, project};

/// A menu of services, built for one box.
fn built(services: &str) -> Outcome {
    let menu = format!("menu: shop\nversion: 1.0.0\nservices:\n{services}");
    compile(&project(&[menu, "box: alice\nmenu: shop\n".to_owned()]), None)
}

/// The objects of an item by their kinds and names.
fn object(outcome: &Outcome, item: &str, kind: &str, name: &str) -> Value {
    assert!(!outcome.findings.has_errors(), "{}", outcome.text());
    let text = String::from_utf8(outcome.bundles[0].files[&format!("{item}.yaml")].clone()).unwrap();
    let objects = text.split("\n---\n").map(|part| yaml_serde::from_str::<Value>(part).unwrap());
    let found = objects.into_iter().find(|one| one["kind"] == kind && one["metadata"]["name"] == name);
    found.unwrap_or_else(|| panic!("no {kind} {name} in {text}"))
}

fn pod(outcome: &Outcome, item: &str, kind: &str) -> Value {
    object(outcome, item, kind, item)["spec"]["template"]["spec"].clone()
}

#[test]
fn trap_1_dollars_reach_the_container_as_they_were_written() {
    let outcome = built(
        "  web:\n    image: shop/web:1.0.0\n    command: [sh, -c, \"echo $$ $(date) $HOME\"]\n    env: {A: \"$(B) a$$b\"}\n    \
         stop: {before: [sh, -c, \"echo $$ $(date)\"]}\n    health: {run: [test, \"$(date)\"]}\n    ports: {http: 80}\n",
    );
    let container = &pod(&outcome, "web", "Deployment")["containers"][0];
    assert_eq!(container["command"][2], "echo $$$$ $$(date) $HOME");
    assert_eq!(container["env"][0]["value"], "$$(B) a$$$$b");
    assert_eq!(container["readinessProbe"]["exec"]["command"][1], "$$(date)");
    assert_eq!(container["lifecycle"]["preStop"]["exec"]["command"][2], "echo $$ $(date)", "hooks are left alone");
}

#[test]
fn trap_2_no_variables_are_injected() {
    let outcome = built("  kafka: {image: \"apache/kafka:3.9.0\", ports: {kafka: 9092}}\n");
    assert_eq!(pod(&outcome, "kafka", "Deployment")["enableServiceLinks"], false);
}

#[test]
fn trap_3_members_resolve_before_they_are_ready() {
    let keeper = "  keeper: {image: \"zookeeper:3.9.3\", replicas: 3, identity: stable, ports: {client: 2181}}\n";
    let outcome = built(keeper);
    let service = object(&outcome, "keeper", "Service", "keeper");
    assert_eq!(service["spec"]["publishNotReadyAddresses"], true);
    assert_eq!(service["spec"]["clusterIP"], "None");
    let set = object(&outcome, "keeper", "StatefulSet", "keeper");
    assert_eq!(
        (&set["spec"]["podManagementPolicy"], &set["spec"]["serviceName"]),
        (&"Parallel".into(), &"keeper".into())
    );
    assert_ne!(object(&outcome, "keeper", "Service", "keeper-ready")["spec"]["publishNotReadyAddresses"], true);
}

#[test]
fn trap_4_a_single_writer_is_gone_before_the_next_one_starts() {
    let one = "  web: {image: \"shop/web:1.0.0\", mounts: {/srv: media}}\nvolumes: {media: {size: 1Gi}}\n";
    assert_eq!(object(&built(one), "web", "Deployment", "web")["spec"]["strategy"]["type"], "Recreate");
    let two = one.replace("volumes:", "  upload: {image: \"shop/up:1.0.0\", mounts: {/srv: media}}\nvolumes:");
    let outcome = built(&two);
    assert_eq!(outcome.codes(), ["unshared-volume"], "{}", outcome.text());
    assert!(outcome.text().contains("share: many"), "{}", outcome.text());
}

#[test]
fn trap_5_a_program_may_listen_on_its_own_name() {
    let same = "  kafka: {image: \"apache/kafka:3.9.0\", ports: {kafka: 9092}}\n";
    assert_eq!(pod(&built(same), "kafka", "Deployment")["hostname"], "kafka");
    let other = same.replace("kafka: 9092", "kafka: {port: 9092, target: 9093}");
    assert_eq!(pod(&built(&other), "kafka", "Deployment")["hostname"], Value::Null);
    let alias = same.replace("ports", "aliases: [broker.logs], ports");
    assert_eq!(pod(&built(&alias), "kafka", "Deployment")["hostname"], "broker", "an alias of two labels takes it");
    let used =
        |menu: &str| built(&menu.replace("ports", "env: {LISTENERS: \"PLAINTEXT://kafka:9092\"}, ports")).codes();
    assert!(used(same).is_empty());
    assert_eq!(used(&other), ["own-name"]);
    assert_eq!(used(&alias), ["own-name"]);
}

#[test]
fn trap_6_liveness_is_never_copied_unasked() {
    let health = |more: &str| {
        format!("  web: {{image: \"shop/web:1.0.0\", ports: {{http: 80}}, health: {{run: [/app/check]{more}}}}}\n")
    };
    let container = pod(&built(&health("")), "web", "Deployment")["containers"][0].clone();
    assert!(container["readinessProbe"].is_object() && container["livenessProbe"].is_null(), "{container}");
    let asked = pod(&built(&health(", alive: same")), "web", "Deployment")["containers"][0].clone();
    assert_eq!(asked["livenessProbe"]["exec"]["command"][0], "/app/check");
}

#[test]
fn trap_7_low_ports_take_no_root() {
    let low = "  web: {image: \"nginx:1.27.2\", ports: {http: 80}}\n";
    let spec = pod(&built(low), "web", "Deployment");
    let sysctl = &spec["securityContext"]["sysctls"][0];
    assert_eq!((&sysctl["name"], &sysctl["value"]), (&"net.ipv4.ip_unprivileged_port_start".into(), &"80".into()));
    assert_eq!(spec["containers"][0]["securityContext"]["capabilities"]["drop"][0], "ALL");
    let high = pod(&built(&low.replace("80", "8080")), "web", "Deployment");
    assert_eq!(high["securityContext"]["sysctls"], Value::Null);
}

#[test]
fn trap_8_a_changed_file_changes_its_pods() {
    let web = |content: &str| {
        let files = format!("files: {{/etc/web/a.conf: {{content: {content}}}}}");
        built(&format!("  web: {{image: \"shop/web:1.0.0\", {files}}}\n"))
    };
    let (one, other) = (web("a"), web("b"));
    let container = pod(&one, "web", "Deployment")["containers"][0].clone();
    let mut mounts = container["volumeMounts"].as_array().unwrap().iter();
    assert!(mounts.any(|mount| mount["mountPath"] == "/etc/web/a.conf" && mount["subPath"].is_string()), "{container}");
    let template = |outcome| object(outcome, "web", "Deployment", "web")["spec"]["template"]["metadata"].clone();
    assert_ne!(template(&one), template(&other), "such a mount never updates in place");
    assert_eq!(template(&one), template(&web("a")));
}

#[test]
fn trap_9_a_volume_is_filled_with_what_it_would_hide() {
    let web = |seed: &str| {
        built(&format!(
            "  web:\n    image: shop/web:1.0.0\n    storage: {{data: {{mount: /srv/data, size: 1Gi{seed}}}}}\n"
        ))
    };
    let seeded = pod(&web(", seed: image"), "web", "StatefulSet");
    let init = seeded["initContainers"].as_array().unwrap();
    let fill = init.iter().find(|container| container["name"] == "seed-0").unwrap();
    assert_eq!(fill["image"], "shop/web:1.0.0", "only a container of the image sees what the volume will hide");
    assert!(fill["command"].to_string().contains("/srv/data"), "{fill}");
    let mounts = fill["volumeMounts"].as_array().unwrap();
    assert!(mounts.iter().any(|mount| mount["name"] == "data" && mount["mountPath"] != "/srv/data"), "{fill}");
    assert!(init.iter().any(|container| container["name"] == "copy-helper"), "the image may have no cp");
    assert!(pod(&web(""), "web", "StatefulSet")["initContainers"].is_null());
}

#[test]
fn trap_10_durations_and_sizes_in_the_styles_of_kubernetes_and_of_go() {
    let web = |grace: &str, memory: &str| {
        let menu = format!("stop: {{grace: {grace}}}, resources: {{memory: {memory}}}");
        built(&format!("  web: {{image: \"shop/web:1.0.0\", {menu}}}\n"))
    };
    for (grace, memory, seconds) in [("1m30s", "20M", 90), ("600s", "1Gi", 600)] {
        let outcome = web(grace, memory);
        assert_eq!(pod(&outcome, "web", "Deployment")["terminationGracePeriodSeconds"], seconds);
    }
    for (grace, memory, help) in [
        ("5d", "1Gi", "write `120h`"),
        ("30", "1Gi", "write `30s`"),
        ("1m", "20MB", "write `20Mi`"),
        ("1m", "1g", "write `1Gi`"),
    ] {
        let outcome = web(grace, memory);
        assert!(outcome.text().contains(help), "{grace} {memory}: {}", outcome.text());
    }
}

#[test]
fn trap_12_scratch_in_memory_counts_against_the_limit() {
    let web = |size: &str| {
        let scratch =
            format!("scratch: [{{mount: /dev/shm, size: {size}, medium: memory}}], resources: {{memory: 128Mi}}");
        built(&format!("  web: {{image: \"shop/web:1.0.0\", {scratch}}}\n"))
    };
    assert!(web("128Mi").findings.is_empty());
    assert_eq!(web("129Mi").codes(), ["memory-scratch"]);
}
