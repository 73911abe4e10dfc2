//! Policies and what else opens a way.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::ast::{Transport, Until};
use crate::instantiate::{
    BoxInstance, BoxTarget, Expose, Guest, ItemKind, LoadBalancerFacts, Metrics, MonitoringFacts, Need, Neighbour,
    Peer, Port, Target, Way,
};

use super::super::sample::{cidr, item, located, need, pod, port, service, shop, span, spanned};
use super::{Objects, SPEC, pod_of};

#[test]
fn only_a_wait_for_a_job_gets_a_token_a_role_and_the_api() {
    let objects = Objects::of(&shop());
    assert!(objects.has("Role/web") && objects.has("RoleBinding/web"));
    assert!(!objects.has("Role/worker") && !objects.has("Role/migrate"));
    let verbs = objects.get("Role/web", "/rules/0");
    assert_eq!(verbs, &json!({"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["list", "watch"]}));
    let api = json!({
        "to": [{"ipBlock": {"cidr": "10.0.0.1/32"}}],
        "ports": [{"port": 6443, "protocol": "TCP"}],
    });
    let egress = |name: &str| objects.get(name, "/spec/egress").as_array().unwrap().contains(&api);
    assert!(egress("NetworkPolicy/web") && !egress("NetworkPolicy/worker"));
    let mounts_token = |mounts: &Value| mounts.to_string().contains("api-token");
    assert!(mounts_token(objects.get("Deployment/web", &format!("{SPEC}/initContainers/0/volumeMounts"))));
    assert!(!mounts_token(objects.get("Deployment/web", &format!("{SPEC}/containers/0/volumeMounts"))));
}

#[test]
fn other_boxes_are_reached_on_what_their_pods_listen_on() {
    let mut instance = shop();
    let bound = BoxTarget {
        host: located("api.pay.svc.cluster.local".to_owned()),
        namespace: "pay".to_owned(),
        service: "api".to_owned(),
        targets: vec![9000],
    };
    instance.items[2].kind = ItemKind::External(Target::Box(bound));
    let objects = Objects::of(&instance);
    assert_eq!(objects.get("Service/pay", "/spec/externalName"), "api.pay.svc.cluster.local");
    let there = json!({
        "to": [{
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "pay"}},
            "podSelector": {"matchLabels": {"boxc.dev/serves.api": "true"}},
        }],
        "ports": [{"port": 9000, "protocol": "TCP"}],
    });
    let egress = objects.get("NetworkPolicy/web", "/spec/egress").as_array().unwrap();
    assert!(egress.contains(&there), "{egress:?}");
}

#[test]
fn what_is_offered_is_open_to_guests_and_what_is_allowed_to_all_pods() {
    let mut instance = shop();
    let namespaces = vec!["a".to_owned(), "b".to_owned()];
    let (service, item) = ("db".to_owned(), "web".to_owned());
    instance.guests = vec![Guest { service, ports: vec![0], item, namespaces, span: span() }];
    instance.allow_to = vec![Neighbour { namespace: "c".to_owned(), span: span() }];
    let objects = Objects::of(&instance);
    let rules = objects.get("NetworkPolicy/db", "/spec/ingress").as_array().unwrap();
    let from = rules.iter().find(|rule| !rule["from"][0]["namespaceSelector"].is_null()).unwrap();
    let name = &from["from"][0]["namespaceSelector"]["matchExpressions"][0];
    assert_eq!(name, &json!({"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["a", "b"]}));
    assert_eq!(from["from"][0]["podSelector"]["matchLabels"], json!({"boxc.dev/serves.web": "true"}));
    assert_eq!(from["ports"], json!([{"port": 5432, "protocol": "TCP"}]));
    let allow = objects.get("NetworkPolicy/box.allow", "/spec");
    assert_eq!((&allow["policyTypes"], &allow["ingress"]), (&json!(["Egress"]), &Value::Null));
    assert_eq!(allow["egress"][0]["ports"], json!([{"protocol": "TCP"}, {"protocol": "UDP"}]));
}

/// Who may come in on which ports, as `PEERS -> PORTS` in short.
fn doors(objects: &Objects, item: &str, direction: &str) -> Vec<String> {
    let peers = if direction == "ingress" { "from" } else { "to" };
    let rules = objects.get(&format!("NetworkPolicy/{item}"), &format!("/spec/{direction}"));
    let rule = |rule: &Value| {
        let who = |peer: &Value| {
            let labels = peer.pointer("/podSelector/matchLabels").and_then(Value::as_object);
            let label = labels.and_then(|labels| labels.keys().next().cloned());
            label.unwrap_or_else(|| peer["ipBlock"]["cidr"].as_str().unwrap_or("?").to_owned())
        };
        let who: Vec<_> = rule[peers].as_array().expect("peers are never left out").iter().map(who).collect();
        let ports = rule["ports"].as_array().expect("ports are never left out").iter().map(|p| p["port"].to_string());
        format!("{} {}", who.join(","), ports.collect::<Vec<_>>().join(","))
    };
    rules.as_array().map(|rules| rules.iter().map(rule).collect()).unwrap_or_default()
}

#[test]
fn who_calls_from_outside_reaches_the_way_in_and_no_pod() {
    let mut shop = shop();
    let ItemKind::Service(web) = &mut shop.items[5].kind else { unreachable!() };
    let way = Way::LoadBalancer { external: located(13478) };
    web.expose.push(Expose { name: spanned("media".to_owned()), way, port: 1 });
    let exposure = shop.cluster.exposure.as_mut().unwrap();
    exposure.load_balancer = Some(LoadBalancerFacts { shared: false, class: None, annotations: Vec::new() });
    let gateway = doors(&Objects::of(&shop), "web", "ingress");
    let need = need("web", 5, &[0], Until::Ready);
    let with = |ports: &[usize], inside: bool| {
        let mut shop = shop.clone();
        pod_of(&mut shop, 4).needs =
            vec![Need { inside, outside: Some(span()), ports: ports.to_vec(), ..need.clone() }];
        Objects::of(&shop)
    };
    let outside = with(&[0], false);
    assert_eq!(doors(&outside, "worker", "egress"), ["app 80,443"]);
    assert_eq!(doors(&outside, "web", "ingress"), gateway, "nothing is opened between the two");
    let gate = |objects: &Objects| objects.get("Deployment/worker", &format!("{SPEC}/initContainers/0/args/1")).clone();
    assert_eq!(gate(&outside), "web: dns web-gate at-least 1");
    assert!(outside.has("Service/web-gate"));
    assert_eq!(doors(&with(&[1], false), "worker", "egress"), ["0.0.0.0/0,::/0 13478"]);
    let both = with(&[0], true);
    assert_eq!(doors(&both, "worker", "egress"), ["boxc.dev/serves.web 8080", "app 80,443"]);
    assert_eq!(gate(&both), "web: tcp web:80");
}

#[test]
fn a_load_balancer_lets_in_who_is_no_part_of_the_cluster() {
    let balanced = |shared: bool, from: Vec<Peer>| {
        let mut shop = shop();
        let web = shop.items.last_mut().unwrap();
        web.ports.push(Port { transport: Transport::Both, ..port("turn", 3478, 3479) });
        let ItemKind::Service(service) = &mut web.kind else { unreachable!() };
        let way = Way::LoadBalancer { external: located(13478) };
        service.expose.push(Expose { name: spanned("media".to_owned()), way, port: 2 });
        let exposure = shop.cluster.exposure.as_mut().unwrap();
        exposure.load_balancer = Some(LoadBalancerFacts { shared, class: None, annotations: Vec::new() });
        exposure.from.extend(from);
        shop.cluster.nodes = vec![cidr("10.10.0.0/16")];
        shop.cluster.own_ranges.push(cidr("10.10.0.0/16"));
        Objects::of(&shop)
    };
    let own = balanced(false, Vec::new());
    let turn = json!({
        "externalTrafficPolicy": "Local",
        "ports": [
            {"name": "turn-tcp", "port": 13478, "protocol": "TCP", "targetPort": 3479},
            {"name": "turn-udp", "port": 13478, "protocol": "UDP", "targetPort": 3479},
        ],
        "selector": {"boxc.dev/serves.web": "true"},
        "type": "LoadBalancer",
    });
    assert_eq!(own.get("Service/web-media-lb", "/spec"), &turn);
    assert_eq!(own.get("ResourceQuota/box", "/spec/hard/services.loadbalancers"), "1");
    assert_eq!(own.get("ResourceQuota/box", "/spec/hard/services.nodeports"), "2");
    let last = |objects: &Objects| doors(objects, "web", "ingress").pop().unwrap();
    assert_eq!(last(&own), "0.0.0.0/0,::/0 3479,3479");
    let except = |objects: &Objects| objects.get("NetworkPolicy/web", "/spec/ingress/2/from/0/ipBlock/except").clone();
    assert_eq!(except(&own), json!(["10.10.0.0/16", "10.244.0.0/16", "10.96.0.0/16", "169.254.169.254/32"]));
    let shared = balanced(true, Vec::new());
    assert_eq!(except(&shared), json!(["10.244.0.0/16", "10.96.0.0/16", "169.254.169.254/32"]), "nodes pass it on");
    assert_eq!(shared.get("Service/web-media-lb", "/spec/externalTrafficPolicy"), "Cluster");
    assert_eq!(last(&balanced(false, vec![Peer::Range(cidr("203.0.113.0/24"))])), "203.0.113.0/24 3479,3479");
}

#[test]
fn who_monitors_reaches_the_port_of_the_metrics_by_one_service() {
    let mut shop = shop();
    let path = located("/stats".to_owned());
    pod_of(&mut shop, 5).metrics = Some(Metrics { port: 1, path, span: span() });
    let unmonitored = Objects::of(&shop);
    assert!(!unmonitored.has("ServiceMonitor/web") && !unmonitored.names().is_empty());
    let who = MonitoringFacts { namespace: "metrics".to_owned(), labels: Vec::new(), finds: None };
    shop.cluster.monitoring = Some(who.clone());
    let walled = Objects::of(&shop);
    assert!(!walled.has("ServiceMonitor/web"), "the cluster has none");
    let opening = json!({
        "from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "metrics"}}}],
        "ports": [{"port": 81, "protocol": "TCP"}],
    });
    assert_eq!(walled.get("NetworkPolicy/web", "/spec/ingress/2"), &opening);
    assert!(walled.get("Service/web", "/metadata/labels/boxc.dev~1metrics").is_null());

    let ours = "app.kubernetes.io/instance";
    let finds = [("release", "stack"), (ours, "theirs")].map(|(k, v)| (spanned(k.to_owned()), spanned(v.to_owned())));
    shop.cluster.monitoring = Some(MonitoringFacts { finds: Some(finds.into()), ..who });
    let objects = Objects::of(&shop);
    assert_eq!(objects.get("ServiceMonitor/web", "/metadata/labels/release"), "stack");
    assert_eq!(objects.get("ServiceMonitor/web", "/metadata/labels/app.kubernetes.io~1instance"), "alice");
    let labels = json!({ours: "alice", "app.kubernetes.io/name": "web", "boxc.dev/metrics": "true"});
    let spec = json!({"endpoints": [{"path": "/stats", "port": "admin"}], "selector": {"matchLabels": labels}});
    assert_eq!(objects.get("ServiceMonitor/web", "/spec"), &spec);
    let marked = objects.0.iter().filter(|(name, object)| {
        name.starts_with("Service/") && object.pointer("/metadata/labels/boxc.dev~1metrics").is_some()
    });
    assert_eq!(marked.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Service/web"]);
}

#[test]
fn policies_open_the_edges_on_target_ports_and_nothing_else() {
    let objects = Objects::of(&shop());
    let db = ["migrate", "worker", "web", "db"].map(|name| format!("boxc.dev/serves.{name} 5432"));
    assert_eq!(doors(&objects, "db", "ingress"), db);
    assert_eq!(doors(&objects, "db", "egress"), ["boxc.dev/serves.db 5432"]);
    assert_eq!(doors(&objects, "web", "ingress"), ["boxc.dev/serves.web 8080,81", "app 8080"]);
    let web = [
        "boxc.dev/serves.db 5432",
        "0.0.0.0/0,::/0 8443",
        "10.1.2.3/32,fd12::3/128 8080",
        "boxc.dev/serves.web 8080,81",
        "10.0.0.1/32 6443",
    ];
    assert_eq!(doors(&objects, "web", "egress"), web);
    assert!(doors(&objects, "migrate", "ingress").is_empty());
    let except = objects.get("NetworkPolicy/web", "/spec/egress/1/to/0/ipBlock/except");
    assert_eq!(except, &json!(["10.244.0.0/16", "10.96.0.0/16", "169.254.169.254/32"]));
    let deny = objects.get("NetworkPolicy/box.default-deny", "/spec");
    assert_eq!(deny, &json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}));
}

#[test]
fn an_opening_without_peers_is_no_opening_to_everybody() {
    let mut instance = shop();
    instance.cluster.own_ranges = vec![cidr("0.0.0.0/0"), cidr("::/0")];
    instance.cluster.exposure.as_mut().unwrap().from = Vec::new();
    instance.cluster.api = Vec::new();
    let objects = Objects::of(&instance);
    assert_eq!(doors(&objects, "web", "ingress"), ["boxc.dev/serves.web 8080,81"]);
    assert_eq!(doors(&objects, "web", "egress").len(), 3);
}

/// Services that need earlier ones on some of their ports: `edges[consumer]` lists providers and port numbers.
fn boxes_of_edges() -> impl Strategy<Value = Vec<Vec<(usize, Vec<usize>)>>> {
    let ports = prop::sample::subsequence(vec![0, 1, 2], 0..=3);
    let needs = prop::collection::vec((any::<prop::sample::Index>(), ports), 0..4);
    prop::collection::vec(needs, 1..6).prop_map(|needs| {
        let earlier = |(consumer, needs): (usize, Vec<(prop::sample::Index, Vec<usize>)>)| {
            let needs = needs.into_iter().filter(|_| consumer > 0);
            needs.map(|(provider, ports)| (provider.index(consumer), ports)).collect()
        };
        needs.into_iter().enumerate().map(earlier).collect()
    })
}

fn box_of(edges: &[Vec<(usize, Vec<usize>)>]) -> BoxInstance {
    let ports = vec![port("a", 80, 8080), port("b", 90, 8080), port("c", 100, 100)];
    let item_of = |(consumer, needs): (usize, &Vec<(usize, Vec<usize>)>)| {
        let needs = needs.iter().map(|(provider, ports)| need(&format!("s{provider}"), *provider, ports, Until::None));
        item(&format!("s{consumer}"), 1, ports.clone(), service(1, pod(needs.collect())))
    };
    BoxInstance { items: edges.iter().enumerate().map(item_of).collect(), ..shop() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// Every edge is open on both sides, on the same ports, and nothing is open that no edge asks for.
    #[test]
    fn policies_are_the_edges(edges in boxes_of_edges()) {
        let objects = Objects::of(&box_of(&edges));
        let targets = |ports: &[usize]| ports.iter().map(|port| [8080, 8080, 100][*port]).collect::<BTreeSet<u64>>();
        let mut expected = BTreeMap::<(String, String), BTreeSet<u64>>::new();
        for (consumer, needs) in edges.iter().enumerate() {
            for (provider, ports) in needs.iter().filter(|(_, ports)| !ports.is_empty()) {
                let edge = expected.entry((format!("s{consumer}"), format!("s{provider}"))).or_default();
                edge.extend(targets(ports));
            }
        }
        let (mut incoming, mut outgoing) = (BTreeMap::new(), BTreeMap::new());
        for name in (0..edges.len()).map(|number| format!("s{number}")) {
            for (peer, ports) in opened(&objects, &name, "ingress") {
                incoming.insert((peer, name.clone()), ports);
            }
            for (peer, ports) in opened(&objects, &name, "egress") {
                outgoing.insert((name.clone(), peer), ports);
            }
        }
        prop_assert_eq!(&incoming, &expected);
        prop_assert_eq!(&outgoing, &expected);
    }
}

/// The items that a policy lets through, with the ports.
fn opened(objects: &Objects, item: &str, direction: &str) -> Vec<(String, BTreeSet<u64>)> {
    let doors = doors(objects, item, direction);
    let open = doors.iter().map(|door| {
        let (peer, ports) = door.split_once(' ').expect("a peer and ports");
        let ports = ports.split(',').map(|port| port.parse().expect("a number")).collect();
        (peer.trim_start_matches("boxc.dev/serves.").to_owned(), ports)
    });
    open.collect()
}
