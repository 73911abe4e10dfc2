//! A box for one cluster: every value known, every name resolved. `lower` reads nothing else.

mod boxes;
mod folders;
mod need;
mod outside;
mod secret;

use std::net::IpAddr;

use crate::ast::types::{Cidr, Duration, Image, Quantity};
use crate::ast::{OnMove, Overlap, PodField, Raw, Scheme, Transport};
use crate::source::{Origin, Span, Spanned};

pub use boxes::{BoxTarget, Guest, Neighbour, Quota};
pub use folders::{Dir, File, FileContent, Folder, Mount, Scratch, Volume};
pub use need::{Need, Reaction};
pub use outside::{Expose, ExposureFacts, LoadBalancerFacts, Metrics, MonitoringFacts, Peer, Route, Way};
pub use secret::{Output, Secret, SecretKey, SecretSource, Stored, Tls};

/// A value and why it is what it is.
#[derive(Debug, Clone)]
pub struct Located<T> {
    pub value: T,
    pub origin: Origin,
}

pub use crate::survey::Identity;

/// One box on one member cluster.
#[derive(Debug, Clone)]
pub struct BoxInstance {
    pub identity: Identity,
    /// Where the order stands (`box: NAME`).
    pub span: Span,
    pub lifetime: Option<Duration>,
    pub menu: MenuFacts,
    pub cluster: ClusterFacts,
    /// Providers before consumers, ties in the author's order.
    pub items: Vec<Item>,
    pub secrets: Vec<Secret>,
    /// What the order says that the box may use at most.
    pub quota: Quota,
    /// Who calls services of this box from other boxes.
    pub guests: Vec<Guest>,
    /// Boxes whose pods may call all of this box's, and those whose pods all of this box's may call.
    pub allow_from: Vec<Neighbour>,
    pub allow_to: Vec<Neighbour>,
    pub volumes: Vec<BoxVolume>,
    /// Objects that its menu adds as they are.
    pub manifests: Vec<Raw<serde_json::Value>>,
}

#[derive(Debug, Clone)]
pub struct MenuFacts {
    pub name: String,
    pub version: String,
    /// The menu's file, as a path from the project's folder.
    pub path: String,
}

/// What the output has to know of its cluster.
#[derive(Debug, Clone)]
pub struct ClusterFacts {
    pub name: String,
    /// UID of its kube-system namespace, when the fleet states it.
    pub uid: Option<String>,
    /// The minor version of Kubernetes, `1.MINOR`.
    pub minor: u32,
    /// None only where nothing waits.
    pub init_image: Option<Located<Image>>,
    pub registries: Vec<(String, String)>,
    pub exposure: Option<ExposureFacts>,
    pub monitoring: Option<MonitoringFacts>,
    pub dns_namespace: String,
    pub dns_labels: Vec<(String, String)>,
    pub dns_port: u16,
    pub dns_addresses: Vec<Cidr>,
    /// The cluster's own ranges: pods, Services, nodes.
    pub own_ranges: Vec<Cidr>,
    /// Those of them that are nodes.
    pub nodes: Vec<Cidr>,
    pub api: Vec<(Cidr, u16)>,
}

#[derive(Debug, Clone)]
pub struct Item {
    pub name: Spanned<String>,
    pub aliases: Vec<Spanned<String>>,
    pub ports: Vec<Port>,
    /// What starts before it: 1 for items that wait for nothing; externals are 0.
    pub wave: u32,
    pub kind: ItemKind,
    pub patches: Vec<Patch>,
}

/// What its author merges over emitted objects of this kind; `Pod` is the template of its pods.
#[derive(Debug, Clone)]
pub struct Patch {
    pub kind: String,
    pub name: Option<String>,
    pub span: Span,
    pub body: Raw<serde_json::Value>,
}

#[derive(Debug, Clone)]
pub enum ItemKind {
    Service(Service),
    Job(Job),
    External(Target),
}

#[derive(Debug, Clone)]
pub struct Service {
    /// The number of its pods, the most where the load decides.
    pub replicas: Located<u32>,
    /// What the load decides by.
    pub scale: Option<Scale>,
    pub storage: Vec<Volume>,
    /// The service under whose name its pods answer, too, by index in [`BoxInstance::items`].
    pub joins: Option<Spanned<usize>>,
    /// The name of its pods below a headless Service.
    pub host: Option<Spanned<HostAlias>>,
    /// A quorum: members are `NAME-0.NAME`, and resolve before they are ready.
    pub stable: bool,
    pub expose: Vec<Expose>,
    pub pod: Pod,
}

/// `HOST.NAME`.
#[derive(Debug, Clone)]
pub struct HostAlias {
    pub host: String,
    pub name: String,
}

/// The fewest replicas, and the share of the requested processors in percent that is aimed at.
#[derive(Debug, Clone)]
pub struct Scale {
    pub min: Located<u32>,
    pub cpu: Located<u32>,
}

impl BoxInstance {
    /// Where a key of a secret says that it may be absent.
    pub fn optional_key(&self, secret: &str, key: &str) -> Option<Span> {
        let secret = self.secrets.iter().find(|own| own.name.value == secret)?;
        secret.keys.iter().find(|own| own.name.value == key)?.optional
    }

    /// Whether a secret may be absent: all of its keys may.
    pub fn optional_secret(&self, secret: &str) -> bool {
        let own = self.secrets.iter().find(|own| own.name.value == secret);
        own.is_some_and(|own| own.keys.iter().all(|key| key.optional.is_some()))
    }
}

impl Service {
    /// Whether its members have names of their own: with storage, or as a quorum, it is a StatefulSet.
    pub fn has_members(&self) -> bool {
        self.stable || !self.storage.is_empty()
    }
}

#[derive(Debug, Clone)]
pub struct Job {
    pub retries: Located<u32>,
    pub deadline: Option<Spanned<Duration>>,
    /// Runs again and again.
    pub schedule: Option<Schedule>,
    pub on_move: OnMove,
    pub keep_for: Option<Spanned<Duration>>,
    pub pod: Pod,
}

/// When a job runs.
#[derive(Debug, Clone)]
pub struct Schedule {
    pub cron: Spanned<String>,
    pub zone: Option<Spanned<String>>,
    pub overlap: Located<Overlap>,
}

/// Where an external is on this cluster.
#[derive(Debug, Clone)]
pub enum Target {
    /// A host; its ports are the item's ports' `target` numbers.
    Host(Located<String>),
    /// A service of another box on this cluster.
    Box(BoxTarget),
    /// Addresses behind a Service of the item's ports; `target` is the number at the addresses.
    Addresses(Vec<Located<IpAddr>>),
}

#[derive(Debug, Clone)]
pub struct Port {
    pub name: String,
    pub port: u16,
    pub target: u16,
    pub transport: Transport,
    /// The sidecar that listens there, where it is not the item's own program.
    pub sidecar: Option<String>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Pod {
    pub image: Located<Image>,
    pub command: Vec<Composed>,
    pub args: Vec<Composed>,
    /// In dependency order.
    pub env: Vec<(Spanned<String>, Composed)>,
    pub files: Vec<File>,
    pub folders: Vec<Folder>,
    pub scratch: Vec<Scratch>,
    pub dirs: Vec<Dir>,
    pub mounts: Vec<Mount>,
    pub start: Option<Probe>,
    pub ready: Option<Probe>,
    pub alive: Option<Probe>,
    /// How long it may take to start.
    pub starts_within: Located<u32>,
    pub cpu: Located<Quantity>,
    pub memory: Located<Quantity>,
    pub cpu_limit: Option<Located<Quantity>>,
    pub memory_limit: Located<Quantity>,
    pub grace: Option<Spanned<Duration>>,
    pub before_stop: Vec<Located<String>>,
    pub user: Located<u32>,
    pub group: Located<u32>,
    pub groups: Vec<Spanned<u32>>,
    pub needs: Vec<Need>,
    /// Where its lines are asked to be numbered.
    pub sequence: Option<Span>,
    /// How many files it has to be able to open.
    pub open_files: Option<Spanned<u32>>,
    pub metrics: Option<Metrics>,
    /// The secret that its standard output is kept in.
    pub output: Option<Output>,
    /// The reasons that its author gave.
    pub reasons: Vec<Because>,
    pub relaxed: Relaxed,
    /// Programs beside it, each with what its container has; they need nothing by themselves.
    pub sidecars: Vec<(Spanned<String>, Pod)>,
}

/// What is relaxed of what programs are denied, each by its place.
#[derive(Debug, Clone, Default)]
pub struct Relaxed {
    /// It may be user 0.
    pub root: Option<Span>,
    pub writable_root: Option<Span>,
    pub escalation: Option<Span>,
    pub privileged: Option<Span>,
    pub capabilities: Option<Spanned<Vec<String>>>,
    /// It gets a token of the API; what it may ask in the namespace.
    pub token: Option<Spanned<Vec<ApiRule>>>,
    pub network: Option<Spanned<OpenNetwork>>,
    pub host: Option<Spanned<HostAccess>>,
}

/// What may be asked of the API.
#[derive(Debug, Clone)]
pub struct ApiRule {
    pub groups: Vec<String>,
    pub resources: Vec<String>,
    pub verbs: Vec<String>,
    /// Objects by name; all when empty.
    pub names: Vec<String>,
    pub span: Span,
}

/// What a program may call beside its needs.
#[derive(Debug, Clone)]
pub struct OpenNetwork {
    pub to: Reach,
    pub ports: Vec<Spanned<(u16, Transport)>>,
}

#[derive(Debug, Clone)]
pub enum Reach {
    /// Everything but the cluster's own addresses.
    Internet,
    Ranges(Vec<Cidr>),
}

/// Parts of the node that a program sees.
#[derive(Debug, Clone)]
pub struct HostAccess {
    pub network: Option<Span>,
    pub pid: Option<Span>,
    pub paths: Vec<HostPath>,
    pub sysctl: Vec<(String, Spanned<String>)>,
    pub devices: Vec<Spanned<String>>,
}

#[derive(Debug, Clone)]
pub struct HostPath {
    pub mount: Spanned<String>,
    pub path: Spanned<String>,
    pub read_only: bool,
}

impl Pod {
    /// A mount of a volume that one pod at a time can have.
    pub fn single_writer(&self) -> Option<&Mount> {
        self.mounts.iter().find(|mount| mount.single)
    }
}

/// A text with, perhaps, values that only the pod knows.
pub type Composed = Located<Vec<Piece>>;

/// Why something is done that is refused by default.
#[derive(Debug, Clone)]
pub struct Because {
    /// What it is a reason for, such as `env.NAME`.
    pub what: String,
    pub reason: Spanned<String>,
}

#[derive(Debug, Clone)]
pub enum Piece {
    Text(String),
    Secret {
        secret: String,
        key: String,
    },
    Field(PodField),
    /// The pod's number among the members of its item.
    MemberIndex,
}

/// A volume of the box, which its items mount.
#[derive(Debug, Clone)]
pub struct BoxVolume {
    pub name: Spanned<String>,
    pub size: Located<Quantity>,
    pub class: Option<Located<String>>,
    /// Mounted on several nodes at once.
    pub many: bool,
    pub keep: bool,
}

#[derive(Debug, Clone)]
pub struct Probe {
    pub action: ProbeAction,
    pub every: Located<u32>,
    pub timeout: Located<u32>,
    pub failures: Located<u32>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum ProbeAction {
    Http { path: Spanned<String>, target: u16, scheme: Scheme, headers: Vec<(String, Located<String>)> },
    Tcp { target: u16 },
    Grpc { target: u16 },
    Run { command: Vec<Located<String>> },
}
