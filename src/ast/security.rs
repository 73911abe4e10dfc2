//! Whom a container runs as, and what it may do.

use serde_json::{Value, json};

use crate::diagnostic::nearest;
use crate::expr::Type;
use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node};

use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::literal::{Literal, Problem, literal_from, scalar_of, words};
use super::port::Transport;
use super::reason::Reason;
use super::record::record;
use super::schema::Schemas;
use super::types::{AbsolutePath, Cidr, Port};

record! {
    /// Whom a container runs as, and what is relaxed of what it is denied.
    pub struct Security {
        /// The numeric user; the fleet's default otherwise.
        user: Option<Spanned<u32>> = "user",
        /// The numeric group; the user's number by default.
        group: Option<Spanned<u32>> = "group",
        /// Further numeric groups.
        groups: Vec<Spanned<u32>> = "groups",
        /// It may be user 0, and is when no other is named.
        root: Option<Relaxation> = "root",
        /// It may write to its image's folders.
        writable_root: Option<Relaxation> = "writable-root",
        /// It may gain privileges by programs that grant them.
        escalation: Option<Relaxation> = "escalation",
        /// What it may do of what root may.
        capabilities: Option<Capabilities> = "capabilities",
        /// It may do everything that its node can.
        privileged: Option<Relaxation> = "privileged",
        /// It gets a token of the cluster's API.
        token: Option<Token> = "token",
        /// It may call what is no need of it.
        network: Option<OpenNetwork> = "network",
        /// It sees parts of its node.
        host: Option<HostAccess> = "host",
    }
}

words! {
    /// What may be relaxed of what programs are denied.
    pub enum RelaxationName {
        /// User 0.
        Root = "root",
        /// A writable image.
        WritableRoot = "writable-root",
        /// Gaining privileges.
        Escalation = "escalation",
        /// Capabilities of root.
        Capabilities = "capabilities",
        /// Everything.
        Privileged = "privileged",
        /// A token of the cluster's API.
        Token = "token",
        /// Calls to what is no need.
        Network = "network",
        /// Parts of the node.
        Host = "host",
    }
}

impl Security {
    /// What is relaxed, each with its reason, in the order of the language.
    pub fn relaxations(&self) -> Vec<(RelaxationName, &Spanned<Reason>)> {
        fn plain(name: RelaxationName, relaxation: &Option<Relaxation>) -> Option<(RelaxationName, &Spanned<Reason>)> {
            relaxation.as_ref().map(|given| (name, &given.because))
        }
        let all = [
            plain(RelaxationName::Root, &self.root),
            plain(RelaxationName::WritableRoot, &self.writable_root),
            plain(RelaxationName::Escalation, &self.escalation),
            self.capabilities.as_ref().map(|given| (RelaxationName::Capabilities, &given.because)),
            plain(RelaxationName::Privileged, &self.privileged),
            self.token.as_ref().map(|given| (RelaxationName::Token, &given.because)),
            self.network.as_ref().map(|given| (RelaxationName::Network, &given.because)),
            self.host.as_ref().map(|given| (RelaxationName::Host, &given.because)),
        ];
        all.into_iter().flatten().collect()
    }
}

record! {
    /// Something that programs are denied unless there is a reason.
    pub struct Relaxation {
        /// Why; kept as an annotation.
        because: Spanned<Reason> = "because",
    }
}

record! {
    /// What a program may do of what root may.
    pub struct Capabilities {
        /// The capabilities, or `docker-default` for those that Docker gives, but for `NET_RAW`.
        add: CapabilityList = "add",
        /// Why; kept as an annotation.
        because: Spanned<Reason> = "because",
    }
}

/// What Docker gives to containers, but for `NET_RAW`, which forges packets.
pub const DOCKER_DEFAULT: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// All capabilities that Linux has.
const CAPABILITIES: &[&str] = &[
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

words! {
    /// A set of capabilities with a name.
    pub enum CapabilitySet {
        /// What Docker gives, but for `NET_RAW`.
        DockerDefault = "docker-default",
    }
}

/// Capabilities by name.
#[derive(Debug, Clone)]
pub struct CapabilityList {
    pub names: Vec<Capability>,
    pub span: Span,
}

impl Decode for CapabilityList {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let span = node.span;
        if matches!(node.kind, Kind::List(_)) {
            let names = Vec::<Spanned<Capability>>::decode(node, cx)?;
            return Some(CapabilityList { names: names.into_iter().map(|name| name.value).collect(), span });
        }
        let scalar = scalar_of(node, "a list, or `docker-default`", cx)?;
        literal_from::<CapabilitySet>(scalar, span, cx)?;
        let names = DOCKER_DEFAULT.iter().map(|name| Capability((*name).to_owned())).collect();
        Some(CapabilityList { names, span })
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let set = Spanned::<CapabilitySet>::schema(schemas);
        json!({"anyOf": [Vec::<Spanned<Capability>>::schema(schemas), set]})
    }
}

impl Visit for CapabilityList {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

/// A capability of Linux, without its `CAP_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Capability(pub String);

impl Literal for Capability {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        if CAPABILITIES.contains(&text) {
            return Ok(Capability(text.to_owned()));
        }
        if text == "ALL" {
            return Err(Problem::new("is no capability by itself").help("name those that the program uses"));
        }
        let short = text.to_uppercase();
        let meant = nearest(short.trim_start_matches("CAP_"), CAPABILITIES.iter().copied());
        let problem = Problem::new("is no capability of Linux");
        Err(meant.into_iter().fold(problem, |problem, name| problem.help(format!("write `{name}`"))))
    }

    fn schema() -> Value {
        json!({"enum": CAPABILITIES})
    }
}

record! {
    /// A token of the cluster's API, and what may be asked with it.
    pub struct Token {
        /// What may be asked of the box's own namespace; nothing by default.
        rules: Vec<ApiRule> = "rules",
        /// Why; kept as an annotation.
        because: Spanned<Reason> = "because",
    }
}

record! {
    /// What may be asked of the API in the box's namespace.
    pub struct ApiRule {
        /// Groups of the API; the core group by default.
        groups: Vec<Spanned<ApiWord>> = "groups",
        /// Kinds of objects, such as `configmaps`.
        resources: Vec<Spanned<ApiWord>> = "resources",
        /// What is done with them, such as `get`.
        verbs: Vec<Spanned<ApiWord>> = "verbs",
        /// The objects by name; all of these kinds by default.
        names: Vec<Spanned<ApiWord>> = "names",
    }
}

/// A word of a rule, which stands for itself alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiWord(pub String);

impl Literal for ApiWord {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        if text.contains('*') {
            return Err(Problem::new("stands for more than it says").help("name what the program asks for"));
        }
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-./_".contains(&b);
        if !text.bytes().all(plain) {
            return Err(Problem::new("is no word of a rule"));
        }
        Ok(ApiWord(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[-./_a-zA-Z0-9]*$"})
    }
}

record! {
    /// What a program may call beside its needs.
    pub struct OpenNetwork {
        /// `internet`, which is everything but the cluster's own addresses, or ranges of addresses.
        to: Destination = "to",
        /// The ports: numbers of TCP, or mappings.
        ports: Vec<EgressPort> = "ports",
        /// Why; kept as an annotation.
        because: Spanned<Reason> = "because",
    }
}

words! {
    /// All that is not the cluster's.
    pub enum Everywhere {
        /// Everything but the cluster's own addresses.
        Internet = "internet",
    }
}

/// Where a program may call.
#[derive(Debug, Clone)]
pub enum Destination {
    Internet,
    Ranges(Vec<Spanned<Cidr>>),
}

impl Decode for Destination {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        if matches!(node.kind, Kind::List(_)) {
            return Vec::decode(node, cx).map(Destination::Ranges);
        }
        let scalar = scalar_of(node, "a list of ranges, or `internet`", cx)?;
        literal_from::<Everywhere>(scalar, node.span, cx).map(|_| Destination::Internet)
    }

    fn schema(schemas: &mut Schemas) -> Value {
        json!({"anyOf": [Spanned::<Everywhere>::schema(schemas), Vec::<Spanned<Cidr>>::schema(schemas)]})
    }
}

impl Visit for Destination {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

record! {
    /// A port that a program calls.
    pub struct EgressPort {
        /// The number.
        port: Spanned<Port> = "port",
        /// tcp (default), udp or both.
        transport: Option<Spanned<Transport>> = "transport",
    }
    short { egress_port, egress_port_schema, "port" }
}

fn egress_port(node: &Node, cx: &mut Decoder<'_>) -> Option<EgressPort> {
    Some(EgressPort { port: Spanned::decode(node, cx)?, transport: None })
}

fn egress_port_schema(schemas: &mut Schemas) -> Value {
    Spanned::<Port>::schema(schemas)
}

record! {
    /// Parts of the node that a program sees.
    pub struct HostAccess {
        /// It uses the node's own network, where no policy holds.
        network: Option<Spanned<bool>> = "network",
        /// It sees the node's processes.
        pid: Option<Spanned<bool>> = "pid",
        /// Folders and files of the node by their path in the container; only read unless they say otherwise.
        paths: Dict<AbsolutePath, HostPath> = "paths",
        /// Settings of the kernel for its pod.
        sysctl: Dict<String, Spanned<String>> = "sysctl",
        /// Devices of the node by their path.
        devices: Vec<Spanned<AbsolutePath>> = "devices",
        /// Why; kept as an annotation.
        because: Spanned<Reason> = "because",
    }
}

record! {
    /// A path of the node.
    pub struct HostPath {
        /// The path on the node.
        path: Spanned<AbsolutePath> = "path",
        /// Whether it is only read; it is by default.
        read_only: Option<Spanned<bool>> = "read-only",
    }
    short { host_path, host_path_schema, "path" }
}

fn host_path(node: &Node, cx: &mut Decoder<'_>) -> Option<HostPath> {
    Some(HostPath { path: Spanned::decode(node, cx)?, read_only: None })
}

fn host_path_schema(schemas: &mut Schemas) -> Value {
    Spanned::<AbsolutePath>::schema(schemas)
}
