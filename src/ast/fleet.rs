//! The fleet: member clusters and what each can do.

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::Spanned;

use super::binding::Binding;
use super::capacity::Capacity;
use super::decode::Dict;
use super::delivery::DeliveryBy;
use super::dynamic::Dynamic;
use super::exposure::{Exposure, PodSelector};
use super::limits::NodeLimits;
use super::literal::{Literal, Problem, words};
use super::manifest::YamlFiles;
use super::metrics::Monitoring;
use super::pod::Resources;
use super::record::record;
use super::rules::{RuleName, Weight};
use super::secret::SecretStore;
use super::security::RelaxationName;
use super::types::{AnyName, Cidr, Domain, Image, KeyName, Name, Port};
use super::volume::Share;

record! {
    /// A fleet; its file marks the project's folder.
    pub struct Fleet {
        /// The fleet's name.
        fleet: Spanned<AnyName> = "fleet",
        /// Further folders with menus, relative to this file; `menus` is always one.
        menus: Vec<Spanned<String>> = "menus",
        /// What holds for every box unless it says otherwise.
        defaults: Option<Defaults> = "defaults",
        /// The store that secrets come from which are not made in the cluster.
        secrets: Option<SecretStore> = "secrets",
        /// Relaxations of security that no menu of this fleet may have.
        forbid: Vec<Spanned<RelaxationName>> = "forbid",
        /// What findings weigh that are no errors by nature, by their code.
        rules: Dict<RuleName, Spanned<Weight>> = "rules",
        /// Files with the CustomResourceDefinitions that custom resources are checked against, such as `crds/*.yaml`.
        schemas: Vec<Spanned<YamlFiles>> = "schemas",
        /// Where externals are, for every cluster.
        externals: Dict<Name, Binding> = "externals",
        /// The member clusters.
        clusters: Dict<AnyName, Cluster> = "clusters",
    }
}

record! {
    /// What holds for every box unless it says otherwise.
    pub struct Defaults {
        /// The namespace of a box; its name by default.
        namespace: Option<Dynamic<NamespaceText>> = "namespace",
        /// The numeric user that programs run as; 65532 by default.
        user: Option<Spanned<u32>> = "user",
        /// What a container asks for; 100m and 128Mi by default.
        resources: Option<Resources> = "resources",
        /// The image of box-init, the helper that waits in the pods.
        init_image: Option<Spanned<Image>> = "init-image",
    }
}

/// A namespace, perhaps made of the box's name.
#[derive(Debug, Clone)]
pub struct NamespaceText(pub String);

impl Literal for NamespaceText {
    const TYPE: Type = Type::Text;
    const IDENTITY: bool = true;
    const CODE: &'static str = "bad-name";

    fn parse(text: &str) -> Result<Self, Problem> {
        AnyName::parse(text).map(|name| NamespaceText(name.to_string()))
    }

    fn schema() -> Value {
        AnyName::schema()
    }
}

record! {
    /// A member cluster.
    pub struct Cluster {
        /// What the apply step recognises the cluster by.
        identity: Option<Identity> = "identity",
        /// Its Kubernetes version, quoted, such as `"1.33"`.
        kubernetes: Spanned<KubernetesVersion> = "kubernetes",
        /// Facts that boxes read as `cluster.labels.KEY`.
        labels: Dict<KeyName, Spanned<String>> = "labels",
        /// The domain under which boxes are exposed.
        domain: Option<Spanned<Domain>> = "domain",
        /// How boxes are reached from outside.
        exposure: Option<Exposure> = "exposure",
        /// Storage classes.
        storage: Option<Storage> = "storage",
        /// Registries by the host that images name, or `"*"`, and where to take their images from instead.
        registries: Dict<String, Spanned<RegistryPath>> = "registries",
        /// The cluster's DNS.
        dns: Option<Dns> = "dns",
        /// The cluster's own addresses.
        network: Option<Network> = "network",
        /// What it can hold; placing boxes reads it.
        capacity: Option<Capacity> = "capacity",
        /// What programs find on its nodes.
        nodes: Option<NodeLimits> = "nodes",
        /// What is installed in it that boxes may use.
        has: Vec<Spanned<Ability>> = "has",
        /// What applies the rendered manifests: `plain` by default, and the only one that is compiled so far.
        delivery: Option<DeliveryBy> = "delivery",
        /// The pods that ask for metrics.
        monitoring: Option<Monitoring> = "monitoring",
        /// Values that boxes read as `cluster.vars.KEY`.
        vars: Dict<KeyName, Spanned<String>> = "vars",
        /// Where externals are for this cluster.
        externals: Dict<Name, Binding> = "externals",
    }
}

record! {
    /// What the apply step recognises a cluster by.
    pub struct Identity {
        /// The UID of its `kube-system` namespace.
        uid: Spanned<String> = "uid",
    }
}

/// A minor version of Kubernetes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KubernetesVersion {
    pub minor: u32,
}

impl std::fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}

/// The oldest version whose native sidecars and probes the output relies on.
const OLDEST_MINOR: u32 = 29;

impl Literal for KubernetesVersion {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let minor = text.strip_prefix("1.").and_then(|minor| u32::parse(minor).ok());
        let minor = minor.ok_or_else(|| Problem::new("is no version of Kubernetes").help("for example `\"1.33\"`"))?;
        if !(OLDEST_MINOR..100).contains(&minor) {
            return Err(Problem::new(format!("is older than 1.{OLDEST_MINOR}, the oldest that boxc compiles for")));
        }
        Ok(KubernetesVersion { minor })
    }

    fn schema() -> Value {
        json!({"anyOf": [{"type": "string", "pattern": "^1\\.(29|[3-9][0-9])$"}, {"type": "number", "minimum": 1.29, "exclusiveMaximum": 2}]})
    }
}

impl Cluster {
    pub fn has(&self, ability: Ability) -> bool {
        self.has.iter().any(|has| has.value == ability)
    }
}

words! {
    /// What a member cluster may have installed.
    pub enum Ability {
        /// The Prometheus operator's ServiceMonitors.
        ServiceMonitor = "service-monitor",
        /// External Secrets.
        ExternalSecrets = "external-secrets",
        /// Services of several clusters.
        Mcs = "mcs",
        /// An Argo CD that does not leave EndpointSlices out.
        ArgoEndpointSlices = "argo-endpointslices",
    }
}

record! {
    /// Storage classes of a cluster.
    pub struct Storage {
        /// The class of storage that names none.
        default: Option<Spanned<AnyName>> = "default",
        /// The cluster's classes.
        classes: Dict<AnyName, StorageClass> = "classes",
        /// Names that menus use, and the classes they stand for here.
        alias: Dict<AnyName, Spanned<AnyName>> = "alias",
    }
}

record! {
    /// A storage class.
    pub struct StorageClass {
        /// `many` where its volumes can be mounted on several nodes at once.
        share: Option<Spanned<Share>> = "share",
    }
}

/// Where images are taken from: a host and perhaps a path.
#[derive(Debug, Clone)]
pub struct RegistryPath(pub String);

impl Literal for RegistryPath {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let probe = format!("{}/probe:1", text.trim_end_matches('/'));
        let has_host = text.split('/').next().is_some_and(|host| host.contains(['.', ':']) || host == "localhost");
        match Image::parse(&probe) {
            Ok(_) if has_host => Ok(RegistryPath(text.trim_end_matches('/').to_owned())),
            Ok(_) | Err(_) => Err(Problem::new("is no registry").help("for example `mirror.example/hub`")),
        }
    }

    fn schema() -> Value {
        let host = "^(localhost|[A-Za-z0-9][A-Za-z0-9-]*[.:][A-Za-z0-9.:-]*)";
        json!({"type": "string", "maxLength": 504, "pattern": format!("{host}(/[a-z0-9]+([._-]+[a-z0-9]+)*)*/*$")})
    }
}

record! {
    /// The cluster's DNS.
    pub struct Dns {
        /// Its pods; `k8s-app: kube-dns` in `kube-system` by default.
        pods: Option<PodSelector> = "pods",
        /// The port that its pods listen on; 53 by default.
        port: Option<Spanned<Port>> = "port",
        /// The domain of its names; `cluster.local` by default.
        domain: Option<Spanned<Domain>> = "domain",
        /// Further addresses that answer, such as a cache on each node.
        addresses: Vec<Spanned<Cidr>> = "addresses",
    }
}

record! {
    /// The cluster's own addresses.
    pub struct Network {
        /// The pods'.
        pods: Vec<Spanned<Cidr>> = "pods",
        /// The Services'.
        services: Vec<Spanned<Cidr>> = "services",
        /// The nodes'.
        nodes: Vec<Spanned<Cidr>> = "nodes",
        /// The API server's, each with its port, such as `10.0.0.1/32:6443`.
        api: Vec<Spanned<ApiAddress>> = "api",
    }
}

/// A range of addresses and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiAddress {
    pub range: Cidr,
    pub port: u16,
}

impl Literal for ApiAddress {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let parts = text.rsplit_once(':');
        let parsed = parts.and_then(|(range, port)| Some((Cidr::parse(range).ok()?, Port::parse(port).ok()?.0)));
        let not_one = || Problem::new("is no address with a port").help("for example `10.0.0.1/32:6443`");
        parsed.map(|(range, port)| ApiAddress { range, port }).ok_or_else(not_one)
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[0-9a-fA-F:.]+(/[0-9]{1,3})?:[0-9]+$"})
    }
}
