//! Objects and what the index says of them.

use std::borrow::Cow;

use k8s_openapi::Metadata;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{
    ConfigMap, LimitRange, Namespace, PersistentVolumeClaim, PodTemplateSpec, ResourceQuota, Service, ServiceAccount,
};
use k8s_openapi::api::discovery::v1::EndpointSlice;
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::api::rbac::v1::{Role, RoleBinding};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::refused::Refused;

/// All objects of a box, in files.
#[derive(Debug, Default)]
pub struct Lowered {
    pub units: Vec<Unit>,
    /// What was asked for and not done.
    pub refused: Vec<Refused>,
}

/// One file: the box's own objects (`_box`, `_volumes`), or all objects of one item in apply order.
#[derive(Debug)]
pub struct Unit {
    /// The file's name without its ending: an item's name, `_box` or `_volumes`.
    pub name: String,
    pub objects: Vec<Object>,
}

/// One object and what an applier has to know of it.
#[derive(Debug)]
pub struct Object {
    pub api_version: Cow<'static, str>,
    pub kind: Cow<'static, str>,
    pub name: String,
    /// `None` for objects of the cluster.
    pub namespace: Option<String>,
    pub wave: u32,
    /// Whether it may be removed when the sources no longer ask for it.
    pub prune: bool,
    pub data: DataClass,
    pub readiness: Readiness,
    /// Whether it stays away where its box moves to another member cluster.
    pub skip_on_move: bool,
    pub body: Body,
}

/// What is lost when an object is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataClass {
    None,
    /// Data that can be made again, such as a generated secret.
    Remade,
    /// Data that is gone for good.
    Holds,
}

/// How an applier judges that an object is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// It is there.
    Exists,
    /// Its latest generation is rolled out.
    RolledOut,
    /// It has completed.
    Completed,
}

/// The object itself, in the Kubernetes API's own types; custom resources as JSON.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant, reason = "the largest are Services, and there is one for every name")]
pub enum Body {
    Namespace(Namespace),
    ResourceQuota(ResourceQuota),
    LimitRange(LimitRange),
    NetworkPolicy(NetworkPolicy),
    ServiceAccount(ServiceAccount),
    Role(Role),
    RoleBinding(RoleBinding),
    ConfigMap(ConfigMap),
    PersistentVolumeClaim(PersistentVolumeClaim),
    Service(Service),
    EndpointSlice(EndpointSlice),
    Deployment(Box<Deployment>),
    StatefulSet(Box<StatefulSet>),
    Job(Box<Job>),
    CronJob(Box<CronJob>),
    Ingress(Ingress),
    PodDisruptionBudget(PodDisruptionBudget),
    HorizontalPodAutoscaler(Box<HorizontalPodAutoscaler>),
    Custom(serde_json::Value),
}

impl Body {
    /// Its own metadata and those of the pods that it makes; nothing of a custom resource.
    pub fn metadata(&self) -> [Option<&ObjectMeta>; 2] {
        fn of_pod(template: &PodTemplateSpec) -> Option<&ObjectMeta> {
            template.metadata.as_ref()
        }
        match self {
            Body::Namespace(object) => [Some(object.metadata()), None],
            Body::ResourceQuota(object) => [Some(object.metadata()), None],
            Body::LimitRange(object) => [Some(object.metadata()), None],
            Body::NetworkPolicy(object) => [Some(object.metadata()), None],
            Body::ServiceAccount(object) => [Some(object.metadata()), None],
            Body::Role(object) => [Some(object.metadata()), None],
            Body::RoleBinding(object) => [Some(object.metadata()), None],
            Body::ConfigMap(object) => [Some(object.metadata()), None],
            Body::PersistentVolumeClaim(object) => [Some(object.metadata()), None],
            Body::Service(object) => [Some(object.metadata()), None],
            Body::EndpointSlice(object) => [Some(object.metadata()), None],
            Body::Ingress(object) => [Some(object.metadata()), None],
            Body::PodDisruptionBudget(object) => [Some(object.metadata()), None],
            Body::HorizontalPodAutoscaler(object) => [Some(object.metadata()), None],
            Body::Deployment(object) => {
                [Some(object.metadata()), object.spec.as_ref().and_then(|spec| of_pod(&spec.template))]
            }
            Body::StatefulSet(object) => {
                [Some(object.metadata()), object.spec.as_ref().and_then(|spec| of_pod(&spec.template))]
            }
            Body::Job(object) => {
                [Some(object.metadata()), object.spec.as_ref().and_then(|spec| of_pod(&spec.template))]
            }
            Body::CronJob(object) => {
                let job = object.spec.as_ref().and_then(|spec| spec.job_template.spec.as_ref());
                [Some(object.metadata()), job.and_then(|spec| of_pod(&spec.template))]
            }
            Body::Custom(_) => [None, None],
        }
    }
}
