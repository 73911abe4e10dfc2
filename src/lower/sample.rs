//! A box for tests, made by hand: every kind of item, every kind of edge.

use crate::ast::types::{Cidr, Duration, Image, Quantity};
use crate::ast::{Chars, Literal, OnMove, Overlap, PodField, Scheme, Transport, Until};
use crate::instantiate::{
    BoxInstance, ClusterFacts, Composed, Expose, ExposureFacts, File, FileContent, Identity, Item, ItemKind, Job,
    Located, MenuFacts, Need, Peer, Piece, Pod, Port, Probe, ProbeAction, Relaxed, Route, Schedule, Scratch, Secret,
    SecretKey, SecretSource, Service, Target, Volume, Way,
};
use crate::source::{Origin, SourceMap, Span, Spanned};

pub fn span() -> Span {
    Span::new(SourceMap::default().add("menus/shop.yaml", "text"), 0, 4)
}

pub fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, span())
}

pub fn located<T>(value: T) -> Located<T> {
    Located { value, origin: Origin::Source(span()) }
}

pub fn texts(words: &[&str]) -> Vec<Located<String>> {
    words.iter().map(|word| located((*word).to_owned())).collect()
}

pub fn words(words: &[&str]) -> Vec<Composed> {
    words.iter().map(|word| located(vec![Piece::Text((*word).to_owned())])).collect()
}

pub fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).expect("a quantity")
}

fn image(text: &str) -> Located<Image> {
    located(Image::parse(text).expect("an image"))
}

pub fn cidr(text: &str) -> Cidr {
    Cidr::parse(text).expect("a range")
}

pub fn port(name: &str, port: u16, target: u16) -> Port {
    Port { name: name.to_owned(), port, target, transport: Transport::Tcp, sidecar: None, span: span() }
}

pub fn file(path: &str) -> File {
    let content = FileContent::Text(located(format!("of {path}")));
    File { path: spanned(path.to_owned()), content, mode: None, filled: None, folder: None }
}

pub fn need(name: &str, provider: usize, ports: &[usize], until: Until) -> Need {
    let until_origin = Origin::Source(span());
    Need {
        name: spanned(name.to_owned()),
        provider,
        ports: ports.to_vec(),
        inside: true,
        outside: None,
        until,
        until_origin,
        at_least: None,
        when_down: None,
        within: None,
    }
}

pub fn pod(needs: Vec<Need>) -> Pod {
    Pod {
        image: image("shop/web:1.8.2"),
        command: Vec::new(),
        args: Vec::new(),
        env: Vec::new(),
        files: Vec::new(),
        folders: Vec::new(),
        scratch: Vec::new(),
        dirs: Vec::new(),
        mounts: Vec::new(),
        start: None,
        ready: None,
        alive: None,
        starts_within: located(300),
        cpu: located(quantity("100m")),
        memory: located(quantity("128Mi")),
        cpu_limit: None,
        memory_limit: located(quantity("128Mi")),
        grace: None,
        before_stop: Vec::new(),
        user: located(65532),
        group: located(65532),
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

pub fn service(replicas: u32, pod: Pod) -> ItemKind {
    ItemKind::Service(Service {
        replicas: located(replicas),
        scale: None,
        joins: None,
        host: None,
        storage: Vec::new(),
        stable: false,
        expose: Vec::new(),
        pod,
    })
}

pub fn item(name: &str, wave: u32, ports: Vec<Port>, kind: ItemKind) -> Item {
    Item { name: spanned(name.to_owned()), aliases: Vec::new(), ports, wave, kind, patches: Vec::new() }
}

fn database() -> Item {
    let data = Volume {
        name: spanned("tmp".to_owned()),
        mount: spanned("/var/lib/db".to_owned()),
        size: located(quantity("10Gi")),
        class: Some(located("ssd".to_owned())),
        keep: true,
        seed: None,
    };
    let kind = ItemKind::Service(Service {
        replicas: located(1),
        scale: None,
        joins: None,
        host: None,
        storage: vec![data],
        stable: false,
        expose: Vec::new(),
        pod: Pod { groups: vec![spanned(70)], grace: Some(spanned(Duration { seconds: 60 })), ..pod(Vec::new()) },
    });
    item("db", 1, vec![port("postgres", 5432, 5432)], kind)
}

fn job() -> ItemKind {
    let args = words(&["migrate", "--to", "$(date) $$ $HOME"]);
    let pod = Pod { args, ..pod(vec![need("db", 0, &[0], Until::Ready)]) };
    ItemKind::Job(Job {
        retries: located(3),
        deadline: Some(spanned(Duration { seconds: 600 })),
        schedule: None,
        on_move: OnMove::Run,
        keep_for: None,
        pod,
    })
}

/// A schedule of every night.
pub(super) fn nightly() -> Schedule {
    let overlap = Located { value: Overlap::Forbid, origin: Origin::Rule("by default") };
    Schedule { cron: spanned("30 3 * * *".to_owned()), zone: None, overlap }
}

fn web_pod() -> Pod {
    let needs = vec![
        Need { within: Some(Duration { seconds: 600 }), ..need("db", 0, &[0], Until::Ready) },
        need("migrate", 1, &[], Until::Completed),
        need("pay", 2, &[0], Until::Reachable),
        need("geo", 3, &[0], Until::None),
        need("worker", 4, &[], Until::Ready),
    ];
    let secret = || Piece::Secret { secret: "db".to_owned(), key: "password".to_owned() };
    let url = vec![Piece::Text("postgres://shop:$".to_owned()), secret(), Piece::Text("@db:5432/$(x)".to_owned())];
    let ready = ProbeAction::Http {
        path: spanned("/healthz".to_owned()),
        target: 8080,
        scheme: Scheme::Http,
        headers: vec![("Host".to_owned(), located("web".to_owned()))],
    };
    Pod {
        command: words(&["/app/web"]),
        env: vec![
            (spanned("URL".to_owned()), located(url)),
            (spanned("AGAIN".to_owned()), located(vec![secret(), Piece::Text("!".to_owned())])),
            (spanned("IP".to_owned()), located(vec![Piece::Field(PodField::PodIp)])),
        ],
        files: vec![file("/etc/shop/web.toml"), File { mode: Some(spanned(0o755)), ..file("/usr/bin/hook") }],
        scratch: vec![Scratch {
            mount: spanned("/run/web".to_owned()),
            size: located(quantity("64Mi")),
            medium: None,
            seed: None,
        }],
        ready: Some(Probe {
            action: ready,
            every: located(7),
            timeout: located(5),
            failures: located(3),
            span: span(),
        }),
        before_stop: texts(&["/app/drain", "$$"]),
        ..pod(needs)
    }
}

fn web() -> Item {
    let expose = Expose {
        name: spanned("public".to_owned()),
        way: Way::Route { host: located("alice.bj-a.boxes.example".to_owned()), path: located("/".to_owned()) },
        port: 0,
    };
    let kind = ItemKind::Service(Service {
        replicas: located(2),
        scale: None,
        joins: None,
        host: None,
        storage: Vec::new(),
        stable: false,
        expose: vec![expose],
        pod: web_pod(),
    });
    let ports = vec![port("http", 80, 8080), port("admin", 81, 81)];
    Item { aliases: vec![spanned("shop".to_owned())], ..item("web", 3, ports, kind) }
}

pub fn cluster() -> ClusterFacts {
    ClusterFacts {
        name: "bj-a".to_owned(),
        uid: None,
        minor: 33,
        init_image: Some(image("registry.example/box-init:1.0.0")),
        registries: vec![
            ("*".to_owned(), "mirror.example".to_owned()),
            ("docker.io".to_owned(), "mirror.example/hub".to_owned()),
        ],
        exposure: Some(ExposureFacts {
            route: Some(Route::Gateway { name: "edge".to_owned(), namespace: "infra".to_owned() }),
            load_balancer: None,
            from: vec![Peer::Pods {
                namespace: "infra".to_owned(),
                labels: vec![("app".to_owned(), "edge".to_owned())],
            }],
            tls: true,
        }),
        monitoring: None,
        dns_namespace: "kube-system".to_owned(),
        dns_labels: vec![("k8s-app".to_owned(), "kube-dns".to_owned())],
        dns_port: 53,
        dns_addresses: vec![cidr("169.254.20.10/32")],
        own_ranges: vec![cidr("10.244.0.0/16"), cidr("10.96.0.0/16"), cidr("fd00::/48")],
        nodes: Vec::new(),
        api: vec![(cidr("10.0.0.1/32"), 6443)],
    }
}

/// db <- migrate, worker; web needs all of them and two externals.
pub fn shop() -> BoxInstance {
    let addresses = ["10.1.2.3", "fd12::3"].map(|text| located(text.parse().expect("an address")));
    let geo = ItemKind::External(Target::Addresses(addresses.into()));
    let pay = ItemKind::External(Target::Host(located("pay.corp.example".to_owned())));
    let key = SecretKey { name: spanned("password".to_owned()), length: 32, chars: Chars::Alnum, optional: None };
    BoxInstance {
        identity: Identity { name: "alice".to_owned(), namespace: "box-alice".to_owned(), owner: None },
        span: span(),
        lifetime: None,
        menu: MenuFacts { name: "shop".to_owned(), version: "1.4.0+a".to_owned(), path: "menus/shop.yaml".to_owned() },
        cluster: cluster(),
        items: vec![
            database(),
            item("migrate", 2, Vec::new(), job()),
            item("pay", 0, vec![port("https", 443, 8443)], pay),
            item("geo", 0, vec![port("api", 80, 8080)], geo),
            item("worker", 1, Vec::new(), service(1, pod(vec![need("db", 0, &[0], Until::Started)]))),
            web(),
        ],
        quota: crate::instantiate::Quota::default(),
        guests: Vec::new(),
        allow_from: Vec::new(),
        allow_to: Vec::new(),
        secrets: vec![Secret {
            name: spanned("db".to_owned()),
            from: SecretSource::Generate,
            tls: None,
            keys: vec![key],
        }],
        volumes: Vec::new(),
        manifests: Vec::new(),
    }
}
