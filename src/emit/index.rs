//! The index of a box: what an applier and a reviewer must know that manifests don't say.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::digest::sha256;
use super::lines::Lines;
use super::{EmitError, FORMAT};
use crate::ast::types::Quantity;
use crate::ast::{OnMove, Transport};
use crate::instantiate::{BoxInstance, Item, ItemKind, Need, Pod, Port, Reaction, Secret, SecretKey, SecretSource};
use crate::lower::{DataClass, Object, Readiness};

/// `.index/CLUSTER/BOX.json`. Keys that are `None` are left out of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxIndex {
    pub format: u32,
    #[serde(rename = "box")]
    pub name: String,
    pub namespace: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Such as `8h`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<String>,
    pub menu: String,
    pub version: String,
    pub cluster: String,
    /// UID of the cluster's kube-system namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    pub requests: Requests,
    /// By the file's name.
    pub files: Vec<FileRow>,
    /// In apply order.
    pub objects: Vec<ObjectRow>,
    pub needs: Vec<NeedRow>,
    /// What the apply step makes (`generate`) or must find (`existing`).
    pub secrets: Vec<SecretRow>,
    /// Masked digests by item.
    pub masked: BTreeMap<String, String>,
}

/// What a box asks for when all of it runs: every replica, and every job at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    pub cpu: String,
    pub memory: String,
    /// The sum of its volumes.
    pub storage: String,
    pub pods: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    pub file: String,
    /// Of the whole file.
    pub sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectRow {
    pub wave: u32,
    #[serde(rename = "apiVersion")]
    pub api_version: String,
    pub kind: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    pub file: String,
    /// Of the object's document in the file, from after `---` to before the next.
    pub sha256: String,
    pub prune: bool,
    /// `none`, `remade` or `holds`.
    pub data: String,
    /// `exists`, `rolled-out` or `completed`.
    pub ready: String,
    /// `skip` for a job that does not run again where its box moves to.
    #[serde(rename = "on-move", skip_serializing_if = "Option::is_none")]
    pub on_move: Option<String>,
}

/// An edge of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedRow {
    pub consumer: String,
    pub provider: String,
    /// Such as `5432/tcp`; the provider's own numbers, which its pods listen on.
    pub ports: Vec<String>,
    /// `outside`, or both ways; inside alone is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    pub until: String,
    /// What is done while the provider is down: `unready`, `restart`, `signal` or `run`.
    #[serde(rename = "when-down", skip_serializing_if = "Option::is_none")]
    pub when_down: Option<String>,
    /// How many members are waited for, when it is said.
    #[serde(rename = "at-least", skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretRow {
    pub secret: String,
    /// `generate`, `existing` or `job`.
    pub from: String,
    /// The job that writes it; the apply step makes it empty where it is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsRow>,
    pub keys: Vec<KeyRow>,
}

/// A certificate to be made: `tls.crt`, `tls.key`, `ca.crt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsRow {
    pub names: Vec<String>,
    /// The secret of who signs it, with `tls.crt` and `tls.key`; made as well where it is none of the box's secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    pub key: String,
    /// In characters; of generated keys alone, like `chars`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chars: Option<String>,
    /// True where the key may be absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
}

/// Reads an index back; `None` when it is none, or of another format.
pub fn read_box_index(bytes: &[u8]) -> Option<BoxIndex> {
    serde_json::from_slice(bytes).ok().filter(|index: &BoxIndex| index.format == FORMAT)
}

/// The files that an index lists. Of one that is damaged, as by a merge, whatever lines are whole: rows are lines.
pub fn listed_files(bytes: &[u8]) -> BTreeSet<String> {
    if let Some(index) = read_box_index(bytes) {
        return index.files.into_iter().map(|row| row.file).collect();
    }
    let row = |line: &[u8]| serde_json::from_slice::<FileRow>(line.strip_suffix(b",").unwrap_or(line)).ok();
    bytes.split(|b| *b == b'\n').filter_map(row).map(|row| row.file).collect()
}

impl BoxIndex {
    /// JSON with a line for each field and for each row, so that a diff shows what changed.
    ///
    /// # Errors
    /// [`EmitError`] when a value has no text.
    pub fn to_json(&self) -> Result<Vec<u8>, EmitError> {
        self.lines()
            .map_err(|error| EmitError { what: format!("the index of {}", self.name), reason: error.to_string() })
    }

    fn lines(&self) -> serde_json::Result<Vec<u8>> {
        let mut out = Lines::default();
        out.field("format", &self.format)?;
        out.field("box", &self.name)?;
        out.field("namespace", &self.namespace)?;
        out.maybe("owner", self.owner.as_ref())?;
        out.maybe("lifetime", self.lifetime.as_ref())?;
        out.field("menu", &self.menu)?;
        out.field("version", &self.version)?;
        out.field("cluster", &self.cluster)?;
        out.maybe("uid", self.uid.as_ref())?;
        out.field("requests", &self.requests)?;
        out.rows("files", &self.files)?;
        out.rows("objects", &self.objects)?;
        out.rows("needs", &self.needs)?;
        out.rows("secrets", &self.secrets)?;
        out.entries("masked", &self.masked)?;
        Ok(out.end())
    }
}

impl ObjectRow {
    pub(super) fn new(object: &Object, file: &str, text: &[u8]) -> Self {
        ObjectRow {
            wave: object.wave,
            api_version: object.api_version.to_string(),
            kind: object.kind.to_string(),
            name: object.name.clone(),
            namespace: object.namespace.clone(),
            file: file.to_owned(),
            sha256: sha256(text),
            prune: object.prune,
            data: data_word(object.data).to_owned(),
            ready: ready_word(object.readiness).to_owned(),
            on_move: object.skip_on_move.then(|| OnMove::Skip.word().to_owned()),
        }
    }
}

fn data_word(data: DataClass) -> &'static str {
    match data {
        DataClass::None => "none",
        DataClass::Remade => "remade",
        DataClass::Holds => "holds",
    }
}

fn ready_word(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Exists => "exists",
        Readiness::RolledOut => "rolled-out",
        Readiness::Completed => "completed",
    }
}

/// Where a kind stands within its wave: what limits and guards comes before what runs, what lets traffic in comes after.
pub(super) fn rank(kind: &str) -> u8 {
    match kind {
        "Namespace" => 0,
        "ResourceQuota" => 1,
        "LimitRange" => 2,
        "NetworkPolicy" => 3,
        "ServiceAccount" | "Role" | "RoleBinding" => 4,
        "ConfigMap" => 5,
        "Secret" | "ExternalSecret" => 6,
        "PersistentVolumeClaim" => 7,
        "Service" | "EndpointSlice" => 8,
        "Deployment" | "StatefulSet" | "Job" | "CronJob" => 9,
        "PodDisruptionBudget" => 11,
        "HorizontalPodAutoscaler" => 12,
        // Routes, and custom resources, which may name any of the above.
        _ => 10,
    }
}

impl Requests {
    pub(super) fn of(instance: &BoxInstance) -> Self {
        let (mut cpu, mut memory, mut storage, mut pods) = (0u128, 0u128, 0u128, 0u64);
        let mut add = |pod: &Pod, count: u32| {
            for program in std::iter::once(pod).chain(pod.sidecars.iter().map(|(_, sidecar)| sidecar)) {
                cpu = cpu.saturating_add(program.cpu.value.milli().saturating_mul(count.into()));
                memory = memory.saturating_add(program.memory.value.milli().saturating_mul(count.into()));
            }
            pods = pods.saturating_add(count.into());
        };
        for item in &instance.items {
            match &item.kind {
                ItemKind::Service(service) => {
                    let count = service.replicas.value;
                    add(&service.pod, count);
                    let each = service.storage.iter().map(|volume| volume.size.value.milli()).sum::<u128>();
                    storage = storage.saturating_add(each.saturating_mul(count.into()));
                }
                ItemKind::Job(job) => add(&job.pod, 1),
                ItemKind::External(_) => {}
            }
        }
        for volume in &instance.volumes {
            storage = storage.saturating_add(volume.size.value.milli());
        }
        let text = |quantity: Quantity| quantity.text().to_owned();
        let (memory, storage) = (text(Quantity::bytes(memory)), text(Quantity::bytes(storage)));
        Requests { cpu: text(Quantity::cpu(cpu)), memory, storage, pods }
    }
}

pub(super) fn needs(instance: &BoxInstance) -> Vec<NeedRow> {
    let edges = instance.items.iter().filter_map(|item| Some((item, pod(item)?)));
    edges.flat_map(|(item, pod)| pod.needs.iter().filter_map(|need| need_row(instance, item, need))).collect()
}

fn pod(item: &Item) -> Option<&Pod> {
    match &item.kind {
        ItemKind::Service(service) => Some(&service.pod),
        ItemKind::Job(job) => Some(&job.pod),
        ItemKind::External(_) => None,
    }
}

fn need_row(instance: &BoxInstance, consumer: &Item, need: &Need) -> Option<NeedRow> {
    let provider = instance.items.get(need.provider)?;
    let ports = need.ports.iter().filter_map(|at| provider.ports.get(*at));
    Some(NeedRow {
        consumer: consumer.name.value.clone(),
        provider: provider.name.value.clone(),
        ports: ports.flat_map(port_words).collect(),
        via: need.outside.map(|_| if need.inside { "both" } else { "outside" }.to_owned()),
        until: need.until.word().to_owned(),
        when_down: need.when_down.as_ref().map(|reaction| reaction_word(&reaction.value).to_owned()),
        at_least: need.at_least.as_ref().map(|count| count.value),
        within: need.within.map(|within| within.to_string()),
    })
}

fn reaction_word(reaction: &Reaction) -> &'static str {
    match reaction {
        Reaction::Unready => "unready",
        Reaction::Restart => "restart",
        Reaction::Signal(_) => "signal",
        Reaction::Run(_) => "run",
    }
}

fn port_words(port: &Port) -> Vec<String> {
    let transports: &[&str] = match port.transport {
        Transport::Tcp => &["tcp"],
        Transport::Udp => &["udp"],
        Transport::Both => &["tcp", "udp"],
    };
    transports.iter().map(|transport| format!("{}/{transport}", port.target)).collect()
}

pub(super) fn secrets(instance: &BoxInstance) -> Vec<SecretRow> {
    let row = |secret: &Secret| {
        let (from, made, job) = match &secret.from {
            SecretSource::Generate => ("generate", true, None),
            SecretSource::Existing => ("existing", false, None),
            SecretSource::Job(job) => ("job", false, Some(job.clone())),
            SecretSource::Store(_) => return None,
        };
        let keys = secret.keys.iter().map(|key| key_row(made, key)).collect();
        let tls = secret.tls.as_ref().map(|tls| TlsRow { names: tls.names.clone(), ca: tls.ca.clone() });
        Some(SecretRow { secret: secret.name.value.clone(), from: from.to_owned(), job, tls, keys })
    };
    instance.secrets.iter().filter_map(row).collect()
}

fn key_row(made: bool, key: &SecretKey) -> KeyRow {
    KeyRow {
        key: key.name.value.clone(),
        length: made.then_some(key.length),
        chars: made.then(|| key.chars.word().to_owned()),
        optional: key.optional.map(|_| true),
    }
}
