//! A service: a Deployment, or a StatefulSet when it has storage, and all that belongs to it.
//!
//! Input: a service. Output: its objects in apply order. Not here: its pods' contents.

use k8s_openapi::api::apps::v1::{
    Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment, StatefulSet,
    StatefulSetPersistentVolumeClaimRetentionPolicy, StatefulSetSpec, StatefulSetUpdateStrategy,
};
use k8s_openapi::api::core::v1::{PodTemplateSpec, TopologySpreadConstraint};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::instantiate::{Item, Pod, Service};
use crate::source::Origin;

use super::containers::{int, some};
use super::graph::GateService;
use super::pods::POD;
use super::scope::{Care, Scope};
use super::{
    Body, DataClass, Readiness, Trace, access, claims, files, monitoring, network, pods, routes, scaling, selector,
    services,
};

/// How long Kubernetes waits for a rollout by itself, in seconds.
const PROGRESS_DEADLINE: u32 = 600;

pub(super) fn lower<T: Trace>(scope: &mut Scope<'_, T>, index: usize, item: &Item, service: &Service) {
    let stateful = service.has_members();
    network::policy(scope, index, item, &service.pod);
    access::access(scope, item, &service.pod);
    files::config_map(scope, item, &service.pod);
    services::of_service(scope, index, item, service);
    if stateful {
        stateful_set(scope, item, service)
    } else {
        deployment(scope, item, service)
    }
    routes::routes(scope, item, service);
    if service.replicas.value >= 2 {
        disruption_budget(scope, item);
    }
    scaling::autoscaler(scope, item, service);
    monitoring::monitor(scope, item);
}

/// The number of pods; none where the load decides, for an apply would undo what it asked for.
fn replicas<T: Trace>(scope: &mut Scope<'_, T>, service: &Service) -> Option<i32> {
    if service.scale.is_some() {
        return None;
    }
    scope.set(format_args!("/spec/replicas"), service.replicas.origin);
    Some(int(service.replicas.value))
}

fn deployment<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, service: &Service) {
    let rule = "a service without storage is a Deployment";
    let metadata = scope.begin_workload(&item.name.value, item.name.span.into(), rule, &service.pod);
    let spec = DeploymentSpec {
        replicas: replicas(scope, service),
        revision_history_limit: Some(2),
        progress_deadline_seconds: progress_deadline(scope, service),
        selector: own_pods(scope, item),
        strategy: Some(strategy(scope, &service.pod)),
        template: template(scope, item, service),
        ..DeploymentSpec::default()
    };
    let care = Care { readiness: Readiness::RolledOut, ..Care::PLAIN };
    let deployment = Deployment { metadata, spec: Some(spec), status: None };
    scope.push_with(care, deployment, |deployment| Body::Deployment(Box::new(deployment)));
}

/// Longer than Kubernetes' own where the author grants the program more time than that.
fn progress_deadline<T: Trace>(scope: &mut Scope<'_, T>, service: &Service) -> Option<i32> {
    let starts_within = &service.pod.starts_within;
    let deadline = starts_within.value.saturating_add(60);
    if deadline <= PROGRESS_DEADLINE {
        return None;
    }
    scope.set(format_args!("/spec/progressDeadlineSeconds"), starts_within.origin);
    Some(int(deadline))
}

/// One more pod at a time; but two pods on two nodes would wait for one volume for ever.
fn strategy<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod) -> DeploymentStrategy {
    if let Some(mount) = pod.single_writer() {
        scope.set(format_args!("/spec/strategy"), mount.path.span);
        return DeploymentStrategy { type_: Some("Recreate".to_owned()), rolling_update: None };
    }
    let rolling =
        RollingUpdateDeployment { max_surge: Some(IntOrString::Int(1)), max_unavailable: Some(IntOrString::Int(0)) };
    DeploymentStrategy { type_: Some("RollingUpdate".to_owned()), rolling_update: Some(rolling) }
}

fn stateful_set<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, service: &Service) {
    let rule = "a service whose members have names of their own is a StatefulSet";
    let metadata = scope.begin_workload(&item.name.value, item.name.span.into(), rule, &service.pod);
    let stored = !service.storage.is_empty();
    let keep = || Some("Retain".to_owned());
    let update = StatefulSetUpdateStrategy { type_: Some("RollingUpdate".to_owned()), rolling_update: None };
    let spec = StatefulSetSpec {
        replicas: replicas(scope, service),
        revision_history_limit: Some(2),
        service_name: Some(match service.stable {
            true => item.name.value.clone(),
            false => GateService::Members.name(&item.name.value),
        }),
        // Members of a quorum wait for each other, so none may wait for the one before it.
        pod_management_policy: service.stable.then(|| "Parallel".to_owned()),
        selector: own_pods(scope, item),
        update_strategy: Some(update),
        persistent_volume_claim_retention_policy: stored
            .then(|| StatefulSetPersistentVolumeClaimRetentionPolicy { when_deleted: keep(), when_scaled: keep() }),
        volume_claim_templates: some(claims::templates(scope, item, &service.storage)),
        template: template(scope, item, service),
        ..StatefulSetSpec::default()
    };
    let prune = !service.storage.iter().any(|volume| volume.keep);
    let data = if stored { DataClass::Holds } else { DataClass::None };
    let care = Care { prune, data, readiness: Readiness::RolledOut, ..Care::PLAIN };
    let stateful_set = StatefulSet { metadata, spec: Some(spec), status: None };
    scope.push_with(care, stateful_set, |set| Body::StatefulSet(Box::new(set)));
}

fn own_pods<T: Trace>(scope: &mut Scope<'_, T>, item: &Item) -> LabelSelector {
    scope.set(format_args!("/spec/selector/matchLabels/app.kubernetes.io~1instance"), scope.instance.span);
    selector_of(scope, item)
}

fn selector_of<T: Trace>(scope: &Scope<'_, T>, item: &Item) -> LabelSelector {
    LabelSelector { match_labels: Some(selector(scope.instance, &item.name.value)), match_expressions: None }
}

fn template<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, service: &Service) -> PodTemplateSpec {
    let mut spec = pods::spec(scope, item, &service.pod, &service.storage);
    if let Some(alias) = &service.host {
        scope.set(format_args!("{POD}/hostname"), alias.span);
        scope.set(format_args!("{POD}/subdomain"), alias.span);
        spec.hostname = Some(alias.value.host.clone());
        spec.subdomain = Some(alias.value.name.clone());
    }
    let on_node = service.pod.relaxed.host.as_ref().is_some_and(|host| host.value.network.is_some());
    let calls_itself = service.host.is_none() && !on_node && item.ports.iter().any(|port| port.port == port.target);
    if !service.has_members() && calls_itself {
        let why = "a program that binds its own name finds its pod's address under it";
        scope.set(format_args!("{POD}/hostname"), Origin::Rule(why));
        spec.hostname = Some(item.name.value.clone());
    }
    if service.replicas.value >= 2 {
        let why = "copies stand on different nodes where there are some";
        scope.set(format_args!("{POD}/topologySpreadConstraints"), Origin::Rule(why));
        spec.topology_spread_constraints = Some(vec![TopologySpreadConstraint {
            max_skew: 1,
            topology_key: "kubernetes.io/hostname".to_owned(),
            when_unsatisfiable: "ScheduleAnyway".to_owned(),
            label_selector: Some(selector_of(scope, item)),
            ..TopologySpreadConstraint::default()
        }]);
    }
    pods::template(scope, item, &service.pod, spec)
}

/// Nodes can be emptied one copy at a time, and a copy that is broken anyway holds nobody up.
fn disruption_budget<T: Trace>(scope: &mut Scope<'_, T>, item: &Item) {
    let rule = "nodes are emptied one copy at a time";
    let metadata = scope.begin(&item.name.value, item.name.span.into(), rule);
    let spec = PodDisruptionBudgetSpec {
        max_unavailable: Some(IntOrString::Int(1)),
        selector: Some(own_pods(scope, item)),
        unhealthy_pod_eviction_policy: Some("AlwaysAllow".to_owned()),
        ..PodDisruptionBudgetSpec::default()
    };
    scope.push(PodDisruptionBudget { metadata, spec: Some(spec), status: None }, Body::PodDisruptionBudget);
}
