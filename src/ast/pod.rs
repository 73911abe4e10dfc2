//! What services and jobs have in common: a container and what it stands in.

use serde_json::{Value, json};

use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node};

use super::condition::When;
use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::dynamic::{Dynamic, Elements};
use super::errors::ConflictingKeys;
use super::literal::words;
use super::need::Need;
use super::record::record;
use super::schema::Schemas;
use super::types::{
    AbsolutePath, ArgText, Bytes, Cpu, Duration, EnvText, FileText, HostText, Image, Interface, KeyName, Mode, Name,
    OutputText, Port as PortNumber, VariableName,
};
use super::{Health, merge, types};

words! {
    /// How packets travel to a port.
    pub enum Transport {
        /// TCP, the default.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
        /// The same number for TCP and UDP.
        Both = "both",
    }
}

words! {
    /// What the downward API tells a container about its pod.
    pub enum PodField {
        /// The pod's address.
        PodIp = "pod-ip",
        /// The pod's name.
        PodName = "pod-name",
        /// The name of the node.
        NodeName = "node-name",
        /// The node's address.
        NodeIp = "node-ip",
        /// The namespace.
        Namespace = "namespace",
        /// The container's limit of processors.
        CpuLimit = "cpu-limit",
        /// The container's limit of memory, in bytes.
        MemoryLimit = "memory-limit",
    }
}

words! {
    /// Where a scratch folder is kept.
    pub enum Medium {
        /// In memory; it counts against the memory limit.
        Memory = "memory",
    }
}

record! {
    /// A container and what it stands in.
    pub struct Workload {
        /// A template of the menu that this item builds on.
        extends: Option<Spanned<Name>> = "extends",
        /// The image, with a tag other than `latest` or a digest.
        image: Dynamic<Image> = "image",
        /// Replaces the image's entry point.
        command: Option<Elements<ArgText>> = "command",
        /// Replaces the image's arguments.
        args: Option<Elements<ArgText>> = "args",
        /// Ports by name: a number, or a mapping.
        ports: Dict<Name, Port> = "ports",
        /// What this item uses, by in-box name.
        needs: Dict<Name, Need> = "needs",
        /// Environment variables.
        env: Dict<VariableName, EnvValue> = "env",
        /// Files by their path in the container.
        files: Dict<AbsolutePath, FileSource> = "files",
        /// How to tell that it is ready and alive.
        health: Option<Health> = "health",
        /// What it asks of its node; the fleet's default otherwise.
        resources: Option<Resources> = "resources",
        /// Writable folders that are gone with the pod, each a path (64Mi) or a mapping.
        scratch: Vec<Scratch> = "scratch",
        /// Further in-box names of this item.
        aliases: Vec<Spanned<Name>> = "aliases",
        /// Facts that others read as `needs.NAME.outputs.KEY`.
        outputs: Dict<KeyName, Dynamic<OutputText>> = "outputs",
        /// How it is stopped.
        stop: Option<Stop> = "stop",
        /// Whom it runs as.
        security: Option<Security> = "security",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later {
        "sidecars", "limits", "metrics", "logs", "mounts", "dirs", "patch", "joins",
    }
}

impl Workload {
    /// The texts that the program sees as they were written, with their places: variables and arguments.
    pub fn literals(&self) -> impl Iterator<Item = (&str, Span)> {
        let env = self.env.iter().filter_map(|(_, value)| match value.parts().0 {
            EnvValue::Text(Dynamic::Literal(text)) => Some((text.value.0.as_str(), text.span)),
            EnvValue::Text(Dynamic::Template(_))
            | EnvValue::Secret { .. }
            | EnvValue::Field(_)
            | EnvValue::When(..) => None,
        });
        let arguments = self.command.iter().chain(&self.args).flat_map(|list| &list.items);
        let arguments = arguments.filter_map(|argument| match argument {
            Dynamic::Literal(text) => Some((text.value.0.as_str(), text.span)),
            Dynamic::Template(_) => None,
        });
        env.chain(arguments)
    }
}

record! {
    /// A port that an item listens on.
    pub struct Port {
        /// The number under which others reach it.
        port: Spanned<PortNumber> = "port",
        /// The number that the program listens on; the same by default.
        target: Option<Spanned<PortNumber>> = "target",
        /// What it speaks, perhaps with a version: `postgres@16.2`. The transport's name by default.
        interface: Option<Spanned<Interface>> = "interface",
        /// tcp (default), udp or both.
        transport: Option<Spanned<Transport>> = "transport",
    }
    short { port_of, port_schema, "port" }
}

fn port_of(node: &Node, cx: &mut Decoder<'_>) -> Option<Port> {
    let port = Spanned::decode(node, cx)?;
    Some(Port { port, target: None, interface: None, transport: None })
}

fn port_schema(schemas: &mut Schemas) -> Value {
    Spanned::<PortNumber>::schema(schemas)
}

impl Port {
    pub fn transport(&self) -> Transport {
        self.transport.map_or(Transport::Tcp, |t| t.value)
    }

    pub fn target(&self) -> u16 {
        self.target.map_or(self.port.value.0, |target| target.value.0)
    }

    pub fn takes_tcp(&self) -> bool {
        self.transport() != Transport::Udp
    }
}

/// The value of an environment variable.
#[derive(Debug, Clone)]
pub enum EnvValue {
    Text(Dynamic<EnvText>),
    Secret {
        secret: Spanned<Name>,
        key: Spanned<KeyName>,
    },
    Field(Spanned<PodField>),
    /// One that may be switched off.
    When(Box<EnvValue>, When),
}

impl EnvValue {
    fn when(self, condition: Option<When>) -> Self {
        match condition {
            Some(condition) => EnvValue::When(Box::new(self), condition),
            None => self,
        }
    }

    /// The value itself, and what switches it off.
    pub fn parts(&self) -> (&EnvValue, Option<&When>) {
        match self {
            EnvValue::When(value, condition) => (value, Some(condition)),
            EnvValue::Text(_) | EnvValue::Secret { .. } | EnvValue::Field(_) => (self, None),
        }
    }
}

record! {
    /// A value from a secret of the box.
    pub struct SecretRef {
        /// The secret's name under `secrets`.
        secret: Spanned<Name> = "secret",
        /// The key in it.
        key: Spanned<KeyName> = "key",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

record! {
    /// A value that the pod learns when it starts.
    pub struct FieldRef {
        /// What to tell.
        field: Spanned<PodField> = "field",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

record! {
    /// A value in its long form.
    pub struct EnvLong {
        /// The text.
        value: Dynamic<EnvText> = "value",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "public" }
}

impl Decode for EnvValue {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        if !matches!(node.kind, Kind::Map(_)) {
            return Dynamic::decode(node, cx).map(EnvValue::Text);
        }
        if node.get("secret").is_some() {
            return SecretRef::decode(node, cx).map(|r| EnvValue::Secret { secret: r.secret, key: r.key }.when(r.when));
        }
        if node.get("field").is_some() {
            return FieldRef::decode(node, cx).map(|r| EnvValue::Field(r.field).when(r.when));
        }
        EnvLong::decode(node, cx).map(|long| EnvValue::Text(long.value).when(long.when))
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let text = Dynamic::<EnvText>::schema(schemas);
        json!({"anyOf": [text, SecretRef::schema(schemas), FieldRef::schema(schemas), EnvLong::schema(schemas)]})
    }

    fn merge(base: &Node, over: &Node) -> Node {
        let (base, over) = (&merge::written_out(base, "value"), &merge::written_out(over, "value"));
        if merge::differ(base, over, &["value", "secret", "field"]) {
            return over.clone();
        }
        merge::maps(base, over, &|_, _, new| new.clone())
    }
}

impl Visit for EnvValue {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        match self {
            EnvValue::Text(text) => text.visit(visitor),
            EnvValue::Secret { .. } | EnvValue::Field(_) => {}
            EnvValue::When(value, _) => value.visit(visitor),
        }
    }
}

record! {
    /// A file of a container.
    pub struct FileSource {
        /// The text, in which `${{ }}` is replaced.
        content: Dynamic<FileText> = "content",
        /// Its permissions in octal, quoted; `"0644"` by default.
        mode: Option<Spanned<Mode>> = "mode",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "from", "expand", "secret", "key" }
    alternatives { "content", "from", "secret" }
}

record! {
    /// What a container asks of its node.
    pub struct Resources {
        /// Processors, such as `250m`.
        cpu: Option<Dynamic<Cpu>> = "cpu",
        /// Memory, such as `256Mi`; also the limit, unless `memory-limit` says more.
        memory: Option<Dynamic<Bytes>> = "memory",
        /// The most processors it may use; no limit by default.
        cpu_limit: Option<Dynamic<Cpu>> = "cpu-limit",
        /// The most memory it may use.
        memory_limit: Option<Dynamic<Bytes>> = "memory-limit",
    }
}

record! {
    /// A writable folder that is gone with the pod.
    pub struct Scratch {
        /// Its path in the container.
        mount: Spanned<AbsolutePath> = "mount",
        /// How much it may hold; 64Mi by default.
        size: Option<Dynamic<Bytes>> = "size",
        /// Where it is kept; on the node's disk by default.
        medium: Option<Spanned<Medium>> = "medium",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "seed" }
    short { scratch_of, scratch_schema, "mount" }
}

fn scratch_of(node: &Node, cx: &mut Decoder<'_>) -> Option<Scratch> {
    let mount = Spanned::decode(node, cx)?;
    Some(Scratch { mount, size: None, medium: None, when: None })
}

fn scratch_schema(schemas: &mut Schemas) -> Value {
    Spanned::<AbsolutePath>::schema(schemas)
}

record! {
    /// How an item is reached from outside of its box.
    pub struct Expose {
        /// The host name.
        host: Dynamic<HostText> = "host",
        /// The path below it; `/` by default.
        path: Option<Spanned<UrlPath>> = "path",
        /// The port of this item, by name; its only one by default.
        port: Option<Spanned<Name>> = "port",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "as", "external" }
}

/// The path of an address, beginning with `/`.
#[derive(Debug, Clone)]
pub struct UrlPath(pub String);

impl super::literal::Literal for UrlPath {
    const TYPE: crate::expr::Type = crate::expr::Type::Text;

    fn parse(text: &str) -> Result<Self, super::literal::Problem> {
        let unusable = |c: char| c.is_control() || c.is_whitespace() || !c.is_ascii();
        if !text.starts_with('/') || text.contains(unusable) || text.contains("//") {
            return Err(super::literal::Problem::new("is no path of an address").help("begin it with `/`"));
        }
        Ok(UrlPath(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^/", "not": {"pattern": "//|[^!-~]"}})
    }
}

record! {
    /// Storage that outlives a pod; each member has its own.
    pub struct Volume {
        /// Its path in the container.
        mount: Spanned<AbsolutePath> = "mount",
        /// How much it holds.
        size: Dynamic<Bytes> = "size",
        /// A storage class of the cluster, or a name that its fleet maps to one; the cluster's default otherwise.
        class: Option<Spanned<types::AnyName>> = "class",
        /// Whether it survives the deletion of the box.
        keep: Option<Spanned<bool>> = "keep",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "seed" }
}

record! {
    /// How a container is stopped.
    pub struct Stop {
        /// How long it may take; 30s by default.
        grace: Option<Spanned<Duration>> = "grace",
        /// A command that runs in the container before it is told to stop.
        before: Option<Elements<ArgText>> = "before",
    }
}

record! {
    /// Whom a container runs as.
    pub struct Security {
        /// The numeric user; the fleet's default otherwise.
        user: Option<Spanned<u32>> = "user",
        /// The numeric group; the user's number by default.
        group: Option<Spanned<u32>> = "group",
        /// Further numeric groups.
        groups: Vec<Spanned<u32>> = "groups",
    }
    later { "root", "writable-root", "escalation", "capabilities", "privileged", "token", "rules", "network", "host" }
}

/// Reports that exactly one of some keys belongs here.
pub(super) fn one_of(keys: &str, span: Span, cx: &mut Decoder<'_>) {
    cx.push(ConflictingKeys {
        message: format!("exactly one of {keys} belongs here"),
        span,
        help: format!("keep one of {keys}"),
    });
}
