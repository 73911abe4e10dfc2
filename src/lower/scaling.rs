//! How many pods a service has when its load decides.
//!
//! Input: a service whose replicas are a range. Output: its HorizontalPodAutoscaler.
//! Gained: nothing else sets the number, so that an apply never undoes what the load asked for.

use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, MetricSpec, MetricTarget,
    ResourceMetricSource,
};

use crate::instantiate::{Item, Service};

use super::containers::int;
use super::scope::Scope;
use super::{Body, Trace};

pub(super) fn autoscaler<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, service: &Service) {
    let Some(scale) = &service.scale else { return };
    let rule = "the load decides between the fewest and the most replicas";
    let metadata = scope.begin(&item.name.value, item.name.span.into(), rule);
    scope.set(format_args!("/spec/maxReplicas"), service.replicas.origin);
    scope.set(format_args!("/spec/minReplicas"), scale.min.origin);
    scope.set(format_args!("/spec/metrics/0/resource/target/averageUtilization"), scale.cpu.origin);
    let target = MetricTarget {
        type_: "Utilization".to_owned(),
        average_utilization: Some(int(scale.cpu.value)),
        ..MetricTarget::default()
    };
    let cpu = MetricSpec {
        type_: "Resource".to_owned(),
        resource: Some(ResourceMetricSource { name: "cpu".to_owned(), target }),
        ..MetricSpec::default()
    };
    let kind = if service.has_members() { "StatefulSet" } else { "Deployment" };
    let spec = HorizontalPodAutoscalerSpec {
        scale_target_ref: CrossVersionObjectReference {
            api_version: Some("apps/v1".to_owned()),
            kind: kind.to_owned(),
            name: item.name.value.clone(),
        },
        min_replicas: Some(int(scale.min.value)),
        max_replicas: int(service.replicas.value),
        metrics: Some(vec![cpu]),
        behavior: None,
    };
    let autoscaler = HorizontalPodAutoscaler { metadata, spec: Some(spec), status: None };
    scope.push(autoscaler, |autoscaler| Body::HorizontalPodAutoscaler(Box::new(autoscaler)));
}
