//! A small box, emitted.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use proptest::prelude::*;

use super::*;
use crate::ast::types::{Duration, Image, Quantity};
use crate::ast::{Chars, Literal, OnMove, Transport, Until};
use crate::instantiate::{
    BoxInstance, ClusterFacts, Identity, Item, ItemKind, Job, Located, MenuFacts, Need, Pod, Port, Relaxed, Secret,
    SecretKey, SecretSource, Service, Volume,
};
use crate::lower::{Body, DataClass, Lowered, Object, Readiness, Unit};
use crate::source::{Origin, SourceMap, Span, Spanned};

fn span() -> Span {
    Span::new(SourceMap::default().add("menus/shop.yaml", ""), 0, 0)
}

fn here<T>(value: T) -> Located<T> {
    Located { value, origin: Origin::Rule("a test") }
}

fn named(name: &str) -> Spanned<String> {
    Spanned::new(name.to_owned(), span())
}

fn image() -> Located<Image> {
    here(Image::parse("nginx:1.27").ok().unwrap())
}

fn quantity(text: &str) -> Located<Quantity> {
    here(<Quantity as Literal>::parse(text).ok().unwrap())
}

fn pod(needs: Vec<Need>) -> Pod {
    Pod {
        image: image(),
        command: Vec::new(),
        args: Vec::new(),
        env: Vec::new(),
        files: Vec::new(),
        folders: Vec::new(),
        mounts: Vec::new(),
        scratch: Vec::new(),
        dirs: Vec::new(),
        start: None,
        ready: None,
        alive: None,
        starts_within: here(300),
        cpu: quantity("250m"),
        memory: quantity("256Mi"),
        cpu_limit: None,
        memory_limit: quantity("256Mi"),
        grace: None,
        before_stop: Vec::new(),
        user: here(1000),
        group: here(1000),
        groups: Vec::new(),
        needs,
        sequence: None,
        open_files: None,
        metrics: None,
        output: None,
        reasons: Vec::new(),
        relaxed: Relaxed::default(),
        sidecars: Vec::new(),
    }
}

fn item(name: &str, wave: u32, kind: ItemKind) -> Item {
    let port = Port {
        name: "main".to_owned(),
        port: 80,
        target: 8080,
        transport: Transport::Both,
        sidecar: None,
        span: span(),
    };
    Item { name: named(name), aliases: Vec::new(), ports: vec![port], wave, kind, patches: Vec::new() }
}

fn items() -> Vec<Item> {
    let volume = Volume {
        name: named("data"),
        mount: named("/data"),
        size: quantity("1Gi"),
        class: None,
        keep: true,
        seed: None,
    };
    let db = Service {
        replicas: here(3),
        scale: None,
        joins: None,
        host: None,
        storage: vec![volume],
        stable: false,
        expose: Vec::new(),
        pod: pod(Vec::new()),
    };
    let need = Need {
        name: named("db"),
        provider: 0,
        ports: vec![0],
        inside: true,
        outside: None,
        until: Until::Ready,
        until_origin: Origin::Rule("a test"),
        at_least: None,
        when_down: None,
        within: Some(Duration { seconds: 90 }),
    };
    let seed = Job {
        retries: here(3),
        deadline: None,
        schedule: None,
        on_move: OnMove::Run,
        keep_for: None,
        pod: pod(vec![need]),
    };
    vec![item("db", 1, ItemKind::Service(db)), item("seed", 2, ItemKind::Job(seed))]
}

fn secrets() -> Vec<Secret> {
    let key = || SecretKey { name: named("password"), length: 24, chars: Chars::Alnum, optional: None };
    [("made", SecretSource::Generate), ("found", SecretSource::Existing)]
        .map(|(name, from)| Secret { name: named(name), from, tls: None, keys: vec![key()] })
        .into()
}

fn instance() -> BoxInstance {
    let cluster = ClusterFacts {
        name: "bj-a".to_owned(),
        uid: None,
        minor: 33,
        init_image: Some(image()),
        registries: Vec::new(),
        exposure: None,
        monitoring: None,
        dns_namespace: "kube-system".to_owned(),
        dns_labels: Vec::new(),
        dns_port: 53,
        dns_addresses: Vec::new(),
        nodes: Vec::new(),
        own_ranges: Vec::new(),
        api: Vec::new(),
    };
    let menu = MenuFacts { name: "shop".to_owned(), version: "1.2.0".to_owned(), path: "menus/shop.yaml".to_owned() };
    let identity = Identity { name: "alice".to_owned(), namespace: "box-alice".to_owned(), owner: None };
    let lifetime = Some(Duration { seconds: 28_800 });
    BoxInstance {
        identity,
        span: span(),
        lifetime,
        menu,
        cluster,
        items: items(),
        quota: crate::instantiate::Quota::default(),
        guests: Vec::new(),
        allow_from: Vec::new(),
        allow_to: Vec::new(),
        secrets: secrets(),
        volumes: Vec::new(),
        manifests: Vec::new(),
    }
}

fn object(kind: &'static str, name: &str, wave: u32, body: Body) -> Object {
    let namespace = Some("box-alice".to_owned());
    let (data, readiness) = (DataClass::None, Readiness::Exists);
    Object {
        api_version: "v1".into(),
        kind: kind.into(),
        name: name.to_owned(),
        namespace,
        wave,
        prune: true,
        data,
        readiness,
        skip_on_move: false,
        body,
    }
}

fn config(name: &str, wave: u32, text: &str) -> Object {
    let data = Some(BTreeMap::from([("text".to_owned(), text.to_owned())]));
    object("ConfigMap", name, wave, Body::ConfigMap(ConfigMap { data, ..ConfigMap::default() }))
}

fn custom(kind: &'static str, name: &str, wave: u32) -> Object {
    object(kind, name, wave, Body::Custom(serde_json::json!({"kind": kind, "metadata": {"name": name}})))
}

fn unit(name: &str, objects: Vec<Object>) -> Unit {
    Unit { name: name.to_owned(), objects }
}

fn lowered(seed: &str) -> Lowered {
    let space = object("Namespace", "box-alice", 0, Body::Namespace(Namespace::default()));
    let seed = vec![custom("Job", "seed", 2), config("seed", 2, seed), custom("NetworkPolicy", "seed", 1)];
    let db = vec![custom("StatefulSet", "db", 1), config("db", 1, "db")];
    Lowered {
        units: vec![unit("_box", vec![space]), unit("db", db), unit("seed", seed), unit("mail", Vec::new())],
        refused: Vec::new(),
    }
}

fn made(seed: &str) -> Bundle {
    let masked = digests(&lowered(seed)).unwrap();
    bundle(&instance(), &lowered(seed), &masked).unwrap()
}

fn text<'a>(bundle: &'a Bundle, file: &str) -> &'a str {
    std::str::from_utf8(&bundle.files[file]).unwrap()
}

#[test]
fn files_begin_with_what_they_are() {
    let bundle = made("x");
    assert_eq!(bundle.files.keys().collect::<Vec<_>>(), ["_box.yaml", "db.yaml", "seed.yaml"]);
    assert!(text(&bundle, "_box.yaml").starts_with("# box alice · shop · menus/shop.yaml\n"));
    assert!(text(&bundle, "seed.yaml").starts_with("# seed · shop · menus/shop.yaml\n"));
    let mut instance = instance();
    instance.menu.path = "menus/\nkind: Secret\u{2028}#.yaml".to_owned();
    let odd = super::bundle(&instance, &lowered("x"), &Digests::default()).unwrap();
    assert_eq!(text(&odd, "db.yaml").lines().next(), Some("# db · shop · menus/\u{fffd}kind: Secret\u{fffd}#.yaml"));
}

#[test]
fn the_index_tells_every_file_and_object() {
    let bundle = made("x");
    let index = read_box_index(&bundle.index).unwrap();
    for row in &index.files {
        assert_eq!(row.sha256, sha256(&bundle.files[&row.file]));
    }
    assert_eq!(index.files.len(), bundle.files.len());
    for row in &index.objects {
        let (_, documents) = text(&bundle, &row.file).split_once('\n').unwrap();
        let found = documents.split("---\n").filter(|document| row.sha256 == sha256(document.as_bytes()));
        assert_eq!(found.count(), 1, "{row:?}");
    }
    let order: Vec<_> = index.objects.iter().map(|row| format!("{} {} {}", row.wave, row.kind, row.name)).collect();
    let wanted = [
        "0 Namespace box-alice",
        "1 NetworkPolicy seed",
        "1 ConfigMap db",
        "1 StatefulSet db",
        "2 ConfigMap seed",
        "2 Job seed",
    ];
    assert_eq!(order, wanted);
}

#[test]
fn the_index_tells_the_box() {
    let bundle = made("x");
    let index = read_box_index(&bundle.index).unwrap();
    assert_eq!((index.lifetime.as_deref(), index.uid), (Some("8h"), None));
    assert!(!String::from_utf8_lossy(&bundle.index).contains("null"), "what is not known has no key");
    let ports = vec!["8080/tcp".to_owned(), "8080/udp".to_owned()];
    let need = NeedRow {
        consumer: "seed".to_owned(),
        provider: "db".to_owned(),
        ports,
        via: None,
        until: "ready".to_owned(),
        at_least: None,
        when_down: None,
        within: Some("1m30s".to_owned()),
    };
    assert_eq!(index.needs, [need]);
    let keys: Vec<_> = index.secrets.iter().map(|secret| (secret.from.as_str(), secret.keys[0].length)).collect();
    assert_eq!(keys, [("generate", Some(24)), ("existing", None)]);
    let Requests { cpu, memory, storage, pods } = bundle.line.requests;
    assert_eq!((cpu.as_str(), memory.as_str(), storage.as_str(), pods), ("1", "1Gi", "3Gi", 4));
    assert_eq!(bundle.line.digest, sha256(&bundle.index));
}

#[test]
fn a_change_stays_with_its_item() {
    let (one, other) = (made("x"), made("y"));
    assert_eq!(one, made("x"));
    let differ = |file: &&String| one.files[*file] != other.files[*file];
    assert_eq!(one.files.keys().filter(differ).collect::<Vec<_>>(), ["seed.yaml"]);
    let lines = |bundle: &Bundle| String::from_utf8_lossy(&bundle.index).lines().map(str::to_owned).collect::<Vec<_>>();
    let changed = lines(&one).into_iter().zip(lines(&other)).filter(|(a, b)| a != b).count();
    assert_eq!(changed, 3, "the file, the object and the masked digest");
}

#[test]
fn two_units_of_one_name_are_refused() {
    let twice = Lowered {
        units: vec![unit("a", vec![custom("Job", "a", 1)]), unit("a", vec![custom("Job", "b", 1)])],
        refused: Vec::new(),
    };
    let error = bundle(&instance(), &twice, &Digests::default()).unwrap_err();
    assert_eq!(error.to_string(), "a.yaml can't be written as text: two items have this name");
}

proptest! {
    #[test]
    fn an_index_reads_back(owner in proptest::option::of(any::<String>()), files in prop::collection::vec(any::<String>(), 0..4)) {
        let mut index = read_box_index(&made("x").index).unwrap();
        index.masked = files.iter().map(|file| (file.clone(), sha256(file.as_bytes()))).collect();
        index.files = files.iter().map(|file| FileRow { file: file.clone(), sha256: sha256(b"") }).collect();
        index.owner = owner;
        index.objects.clear();
        let text = index.to_json().unwrap();
        prop_assert_eq!(read_box_index(&text), Some(index.clone()));
        // As a merge leaves it: unreadable as a whole, readable by line.
        let damaged = [b"<<<<<<< ours\n".as_slice(), &text].concat();
        prop_assert_eq!(read_box_index(&damaged), None);
        prop_assert_eq!(listed_files(&damaged), listed_files(&text));

        let line = BoxLine::of(&text).unwrap();
        let lines = BTreeMap::from([("a".to_owned(), line.clone()), ("b".to_owned(), line.clone())]);
        let read = read_cluster_index(&cluster_index("bj-a", &lines).unwrap()).unwrap();
        prop_assert_eq!(read.boxes, [line.clone(), line]);
    }
}
