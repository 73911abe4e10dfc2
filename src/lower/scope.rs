//! Making the objects of one unit: what all of them have in common, and where they go.
//!
//! Input: bodies in the Kubernetes API's types. Output: [`Object`]s in the order they were pushed.
//! Gained: each has its namespace, labels and wave, and ends its own part of the trace.
//! Not here: what the objects say.

use std::collections::BTreeMap;
use std::fmt;

use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::{Metadata, Resource};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::ast::{Literal, PatchTarget};
use crate::instantiate::{BoxInstance, Item, ItemKind, Patch, Pod, Way};
use crate::source::Origin;

use super::digest::fitted;
use super::graph::{Graph, pod};
use super::patch::{Set, apply};
use super::ports::free;
use super::refused::{Refused, Why};
use super::{Body, DataClass, LABEL_PREFIX, Lowered, Object, Readiness, Trace, Unit, labels};

/// A type of the Kubernetes API's own.
pub(super) trait Kind: Resource + Metadata<Ty = ObjectMeta> + Serialize + DeserializeOwned {}

impl<K: Resource + Metadata<Ty = ObjectMeta> + Serialize + DeserializeOwned> Kind for K {}

/// Where the objects of one unit are made.
pub(super) struct Scope<'a, T> {
    pub instance: &'a BoxInstance,
    pub graph: &'a Graph,
    trace: &'a mut T,
    /// The item whose objects are made; `None` for the box's own.
    item: Option<&'a Item>,
    wave: u32,
    /// Where the part that is being made stands in its object: before all pointers.
    within: String,
    objects: Vec<Object>,
    refused: Vec<Refused>,
    has_pod: bool,
}

/// How an object is to be treated; most are plain.
#[derive(Clone, Copy)]
pub(super) struct Care {
    pub prune: bool,
    pub data: DataClass,
    pub readiness: Readiness,
    /// Whether it stays away where its box moves to another member cluster.
    pub skip_on_move: bool,
}

impl Care {
    pub const PLAIN: Care =
        Care { prune: true, data: DataClass::None, readiness: Readiness::Exists, skip_on_move: false };
}

impl<'a, T: Trace> Scope<'a, T> {
    pub fn new(
        instance: &'a BoxInstance,
        graph: &'a Graph,
        trace: &'a mut T,
        item: Option<&'a Item>,
        wave: u32,
    ) -> Self {
        let (within, objects, refused) = (String::new(), Vec::new(), Vec::new());
        Scope { instance, graph, trace, item, wave, within, objects, refused, has_pod: false }
    }

    pub fn finish(mut self, name: &str, lowered: &mut Lowered) {
        self.unmatched();
        lowered.units.push(Unit { name: name.to_owned(), objects: self.objects });
        lowered.refused.extend(self.refused);
    }

    /// Patches of what is not there, or of what is there more than once.
    fn unmatched(&mut self) {
        let Some(item) = self.item else { return };
        let mut emitted: Vec<String> = self.has_pod.then(|| "Pod".to_owned()).into_iter().collect();
        let patchable = self.objects.iter().filter(|object| PatchTarget::parse(&object.kind).is_ok());
        let named: Vec<(&str, &str)> = patchable.map(|object| (object.kind.as_ref(), object.name.as_str())).collect();
        let of_kind = |kind: &str| named.iter().filter(|(own, _)| *own == kind).count();
        emitted.extend(named.iter().map(|(kind, name)| match of_kind(kind) {
            1 => (*kind).to_owned(),
            _ => format!("{kind}/{name}"),
        }));
        for patch in &item.patches {
            let found = match (&patch.name, patch.kind.as_str()) {
                (None, "Pod") => usize::from(self.has_pod),
                (None, kind) => of_kind(kind),
                (Some(name), kind) => usize::from(named.contains(&(kind, name))),
            };
            let why = match found {
                1 => continue,
                0 if is_of_another_cluster(&patch.kind, item) => continue,
                0 => {
                    let target =
                        patch.name.as_ref().map_or_else(|| patch.kind.clone(), |name| format!("{}/{name}", patch.kind));
                    Why::Missing { target, item: item.name.value.clone(), emitted: emitted.clone() }
                }
                _ => {
                    let several = emitted.iter().filter(|name| name.starts_with(&format!("{}/", patch.kind)));
                    Why::Several { kind: patch.kind.clone(), emitted: several.cloned().collect() }
                }
            };
            self.refused.push(Refused { span: patch.span, why });
        }
    }

    /// The object with its author's patches; as it was where one can't be applied, which is kept for the reader.
    fn patched<K: Serialize + DeserializeOwned>(&mut self, kind: &str, name: Option<&str>, at: &str, object: K) -> K {
        let item = self.item;
        let meant = |patch: &&Patch| patch.kind == kind && (patch.name.is_none() || patch.name.as_deref() == name);
        let mut object = object;
        for patch in item.into_iter().flat_map(|item| &item.patches).filter(meant) {
            match apply(&object, patch) {
                Ok((patched, set)) => {
                    object = patched;
                    set.iter().for_each(|one| self.set(format_args!("{at}{}", one.pointer), one.span));
                }
                Err(refused) => self.refused.extend(refused),
            }
        }
        object
    }

    /// The template of the item's pods, as its author patches it.
    pub fn patched_pod(&mut self, template: PodTemplateSpec) -> PodTemplateSpec {
        self.has_pod = true;
        self.patched("Pod", None, "/spec/template", template)
    }

    /// Records why the value at `pointer` is what it is.
    pub fn set(&mut self, pointer: fmt::Arguments<'_>, origin: impl Into<Origin>) {
        let within = &self.within;
        self.trace.set(format_args!("{within}{pointer}"), origin.into());
    }

    /// Makes a part that stands at `within` in its object: all that is recorded meanwhile is below that.
    pub fn nested<R>(&mut self, within: &str, make: impl FnOnce(&mut Self) -> R) -> R {
        let own = self.within.len();
        self.within.push_str(within);
        let made = make(self);
        self.within.truncate(own);
        made
    }

    /// Begins an object of the unit's wave: `rule` explains all that nothing else explains.
    pub fn begin(&mut self, name: &str, origin: Origin, rule: &'static str) -> ObjectMeta {
        let mut metadata = self.begin_cluster_object(name, origin, rule);
        metadata.namespace = Some(self.instance.identity.namespace.clone());
        self.set(format_args!("/metadata/namespace"), self.instance.span);
        metadata
    }

    /// As [`Scope::begin`], for an object that is in no namespace.
    pub fn begin_cluster_object(&mut self, name: &str, origin: Origin, rule: &'static str) -> ObjectMeta {
        self.set(format_args!(""), Origin::Rule(rule));
        self.set(format_args!("/metadata/name"), origin);
        self.set(format_args!("/metadata/labels/app.kubernetes.io~1instance"), self.instance.span);
        ObjectMeta {
            name: Some(name.to_owned()),
            labels: Some(labels(self.instance, self.item.map(|item| item.name.value.as_str()))),
            annotations: Some(BTreeMap::from([wave_annotation(self.wave)])),
            ..ObjectMeta::default()
        }
    }

    /// Begins the workload of an item, which keeps the reasons of what its author asks for: beside its pods, so that
    /// other words for a reason restart nothing.
    pub fn begin_workload(&mut self, name: &str, origin: Origin, rule: &'static str, pod: &Pod) -> ObjectMeta {
        let mut metadata = self.begin(name, origin, rule);
        for because in &pod.reasons {
            let annotations = metadata.annotations.get_or_insert_default();
            let name = free(because_name(&because.what), '-', |name| annotations.contains_key(&because_key(name)));
            annotations.insert(because_key(&name), because.reason.value.clone());
            self.set(format_args!("/metadata/annotations/{LABEL_PREFIX}~1because.{name}"), because.reason.span);
        }
        metadata
    }

    /// Ends an object that needs no special care.
    pub fn push<K: Kind>(&mut self, resource: K, wrap: impl FnOnce(K) -> Body) {
        self.push_with(Care::PLAIN, resource, wrap);
    }

    /// Ends an object.
    pub fn push_with<K: Kind>(&mut self, care: Care, resource: K, wrap: impl FnOnce(K) -> Body) {
        let name = resource.metadata().name.clone();
        let resource = self.patched(K::KIND, name.as_deref(), "", resource);
        let metadata = resource.metadata();
        self.objects.push(Object {
            api_version: K::API_VERSION.into(),
            kind: K::KIND.into(),
            name: metadata.name.clone().unwrap_or_default(),
            namespace: metadata.namespace.clone(),
            wave: self.wave,
            prune: care.prune,
            data: care.data,
            readiness: care.readiness,
            skip_on_move: care.skip_on_move,
            body: wrap(resource),
        });
        self.trace.next_object();
    }

    /// Ends a custom resource of this type.
    pub fn push_custom(
        &mut self,
        api_version: &'static str,
        kind: &'static str,
        metadata: ObjectMeta,
        spec: &serde_json::Value,
    ) {
        self.push_custom_with(Care::PLAIN, api_version, kind, metadata, spec);
    }

    /// As [`Scope::push_custom`], for one that needs care.
    pub fn push_custom_with(
        &mut self,
        care: Care,
        api_version: &'static str,
        kind: &'static str,
        metadata: ObjectMeta,
        spec: &serde_json::Value,
    ) {
        let body = serde_json::json!({"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec});
        let body = self.patched(kind, metadata.name.as_deref(), "", body);
        self.objects.push(Object {
            api_version: api_version.into(),
            kind: kind.into(),
            name: metadata.name.unwrap_or_default(),
            namespace: metadata.namespace,
            wave: self.wave,
            prune: care.prune,
            data: care.data,
            readiness: care.readiness,
            skip_on_move: care.skip_on_move,
            body: Body::Custom(body),
        });
        self.trace.next_object();
    }

    /// Ends an object that was written as it is, with the places of what stands in it.
    pub fn push_raw(&mut self, object: Value, set: &Set) {
        self.set(format_args!(""), Origin::Rule("an object that its menu adds as it is"));
        set.iter().for_each(|one| self.set(format_args!("{}", one.pointer), one.span));
        self.set(format_args!("/metadata/namespace"), self.instance.span);
        self.set(format_args!("/metadata/labels/app.kubernetes.io~1instance"), self.instance.span);
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        self.objects.push(Object {
            api_version: text("/apiVersion").into(),
            kind: text("/kind").into(),
            name: text("/metadata/name"),
            namespace: Some(self.instance.identity.namespace.clone()),
            wave: self.wave,
            prune: true,
            data: DataClass::None,
            readiness: Readiness::Exists,
            skip_on_move: false,
            body: Body::Custom(object),
        });
        self.trace.next_object();
    }

    pub fn refuse(&mut self, refused: Vec<Refused>) {
        self.refused.extend(refused);
    }

    /// Makes objects of another wave than the unit's.
    pub fn in_wave(&mut self, wave: u32, make: impl FnOnce(&mut Self)) {
        let own = std::mem::replace(&mut self.wave, wave);
        make(self);
        self.wave = own;
    }
}

/// Whether an item gives such an object, by another name perhaps, on a cluster that has other things.
fn is_of_another_cluster(kind: &str, item: &Item) -> bool {
    match (kind, &item.kind) {
        ("ServiceMonitor", _) => pod(item).is_some_and(|pod| pod.metrics.is_some()),
        ("HTTPRoute" | "Ingress", ItemKind::Service(service)) => {
            service.expose.iter().any(|expose| matches!(expose.way, Way::Route { .. }))
        }
        _ => false,
    }
}

/// What a reason is for, as the end of an annotation's name: 63 characters with `because.`, and room for a number.
fn because_name(what: &str) -> String {
    let valid = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = what.chars().map(valid).collect();
    fitted(name.trim_end_matches(['-', '_', '.']), 63 - "because.".len() - 5)
}

fn because_key(name: &str) -> String {
    format!("{LABEL_PREFIX}/because.{name}")
}

fn wave_annotation(wave: u32) -> (String, String) {
    (format!("{LABEL_PREFIX}/wave"), wave.to_string())
}
