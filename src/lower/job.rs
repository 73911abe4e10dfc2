//! A job: it runs once for each state of its pod template.
//!
//! Input: a job. Output: its objects in apply order.
//! Gained: a changed job is a new object with a new name, an unchanged one never runs again.
//! Not here: who waits for it.

use k8s_openapi::api::batch::v1::{Job as KubeJob, JobSpec};

use crate::instantiate::{Item, Job};
use crate::source::Origin;

use super::containers::int;
use super::pods::POD;
use super::scope::{Care, Scope};
use super::{Body, Readiness, Trace, access, digest, files, network, pods, services};

pub(super) fn lower<T: Trace>(scope: &mut Scope<'_, T>, index: usize, item: &Item, job: &Job) {
    network::policy(scope, index, item, &job.pod);
    access::access(scope, item, &job.pod);
    files::config_map(scope, item, &job.pod);
    services::of_job(scope, index, item);
    workload(scope, item, job);
}

/// No time to live: a job that were removed would run again at the next apply.
fn workload<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, job: &Job) {
    let mut pod_spec = pods::spec(scope, item, &job.pod, &[]);
    pod_spec.restart_policy = Some("Never".to_owned());
    scope.set(format_args!("{POD}/restartPolicy"), Origin::Rule("a failed try is a new pod, whose logs are kept"));
    let template = pods::template(scope, item, &job.pod, pod_spec);

    let name = digest::job_name(&item.name.value, &template);
    let named = Origin::Rule("a job's name carries a digest of its pods, so that a changed job runs and no other");
    let metadata = scope.begin(&name, named, "a job runs once for each state of its pods");
    scope.set(format_args!("/spec/backoffLimit"), job.retries.origin);
    if let Some(deadline) = &job.deadline {
        scope.set(format_args!("/spec/activeDeadlineSeconds"), deadline.span);
    }
    let spec = JobSpec {
        backoff_limit: Some(int(job.retries.value)),
        active_deadline_seconds: job.deadline.as_ref().map(|deadline| deadline.value.seconds.into()),
        template,
        ..JobSpec::default()
    };
    let care = Care { readiness: Readiness::Completed, ..Care::PLAIN };
    let job = KubeJob { metadata, spec: Some(spec), status: None };
    scope.push_with(care, job, |job| Body::Job(Box::new(job)));
}
