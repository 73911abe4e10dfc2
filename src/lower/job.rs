//! A job: it runs once for each state of its pod template, or on a schedule.
//!
//! Input: a job. Output: its objects in apply order.
//! Gained: a changed job is a new object with a new name, an unchanged one never runs again.
//! Not here: who waits for it.

use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, Job as KubeJob, JobSpec, JobTemplateSpec};

use crate::ast::{OnMove, Overlap};
use crate::instantiate::{Item, Job, Schedule};
use crate::source::Origin;

use super::containers::int;
use super::pods::POD;
use super::scope::{Care, Scope};
use super::{Body, Readiness, Trace, access, digest, files, monitoring, network, pods, services};

pub(super) fn lower<T: Trace>(scope: &mut Scope<'_, T>, index: usize, item: &Item, job: &Job) {
    network::policy(scope, index, item, &job.pod);
    access::access(scope, item, &job.pod);
    files::config_map(scope, item, &job.pod);
    services::of_job(scope, index, item);
    workload(scope, item, job);
    monitoring::monitor(scope, item);
}

fn workload<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, job: &Job) {
    match &job.schedule {
        Some(schedule) => cron_job(scope, item, job, schedule),
        None => once(scope, item, job),
    }
}

/// No time to live unless it is asked for: a job that was removed runs again at the next apply.
fn once<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, job: &Job) {
    let spec = spec(scope, item, job);
    let name = digest::job_name(&item.name.value, &spec.template, &item.patches);
    let named = Origin::Rule("a job's name carries a digest of its pods, so that a changed job runs and no other");
    let metadata = scope.begin_workload(&name, named, "a job runs once for each state of its pods", &job.pod);
    let skip_on_move = job.on_move == OnMove::Skip;
    let care = Care { readiness: Readiness::Completed, skip_on_move, ..Care::PLAIN };
    let job = KubeJob { metadata, spec: Some(spec), status: None };
    scope.push_with(care, job, |job| Body::Job(Box::new(job)));
}

fn cron_job<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, job: &Job, schedule: &Schedule) {
    let template = scope.nested("/spec/jobTemplate", |scope| spec(scope, item, job));
    let rule = "a job on a schedule is a CronJob";
    let metadata = scope.begin_workload(&item.name.value, item.name.span.into(), rule, &job.pod);
    scope.set(format_args!("/spec/schedule"), schedule.cron.span);
    scope.set(format_args!("/spec/concurrencyPolicy"), schedule.overlap.origin);
    if let Some(zone) = &schedule.zone {
        scope.set(format_args!("/spec/timeZone"), zone.span);
    }
    let policy = match schedule.overlap.value {
        Overlap::Forbid => "Forbid",
        Overlap::Allow => "Allow",
        Overlap::Replace => "Replace",
    };
    let spec = CronJobSpec {
        schedule: schedule.cron.value.clone(),
        time_zone: schedule.zone.as_ref().map(|zone| zone.value.clone()),
        concurrency_policy: Some(policy.to_owned()),
        job_template: JobTemplateSpec { metadata: None, spec: Some(template) },
        ..CronJobSpec::default()
    };
    let cron_job = CronJob { metadata, spec: Some(spec), status: None };
    scope.push(cron_job, |cron_job| Body::CronJob(Box::new(cron_job)));
}

fn spec<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, job: &Job) -> JobSpec {
    let mut pod_spec = pods::spec(scope, item, &job.pod, &[]);
    pod_spec.restart_policy = Some("Never".to_owned());
    scope.set(format_args!("{POD}/restartPolicy"), Origin::Rule("a failed try is a new pod, whose logs are kept"));
    let template = pods::template(scope, item, &job.pod, pod_spec);
    scope.set(format_args!("/spec/backoffLimit"), job.retries.origin);
    if let Some(deadline) = &job.deadline {
        scope.set(format_args!("/spec/activeDeadlineSeconds"), deadline.span);
    }
    if let Some(keep_for) = &job.keep_for {
        scope.set(format_args!("/spec/ttlSecondsAfterFinished"), keep_for.span);
    }
    JobSpec {
        backoff_limit: Some(int(job.retries.value)),
        ttl_seconds_after_finished: job.keep_for.as_ref().map(|keep_for| int(keep_for.value.seconds)),
        active_deadline_seconds: job.deadline.as_ref().map(|deadline| deadline.value.seconds.into()),
        template,
        ..JobSpec::default()
    }
}
