//! Where values come from.

use serde_json::Value;

use crate::instantiate::{BoxInstance, ItemKind, Route};
use crate::source::Origin;

use super::super::sample::{nightly, shop};
use super::super::{Recorder, lower};
use super::{SPEC, json};

/// Every scalar below a value, by its pointer.
fn scalars(value: &Value, at: &str, found: &mut Vec<String>) {
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(map) => map.iter().for_each(|(key, v)| scalars(v, &format!("{at}/{}", escaped(key)), found)),
        Value::Array(list) => list.iter().enumerate().for_each(|(n, v)| scalars(v, &format!("{at}/{n}"), found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(at.to_owned()),
    }
}

/// The shop, whose job runs every night.
fn scheduled() -> BoxInstance {
    let mut instance = shop();
    for item in &mut instance.items {
        if let ItemKind::Job(job) = &mut item.kind {
            job.schedule = Some(nightly());
        }
    }
    instance
}

#[test]
fn every_scalar_has_an_origin_and_every_origin_a_value() {
    let mut with_ingress = shop();
    with_ingress.cluster.exposure.as_mut().unwrap().route = Some(Route::Ingress { class: "nginx".to_owned() });
    for instance in [shop(), with_ingress, scheduled()] {
        let mut trace = Recorder::default();
        let lowered = lower(&instance, &mut trace);
        let objects: Vec<_> = lowered.units.iter().flat_map(|unit| &unit.objects).collect();
        for (number, object) in objects.iter().enumerate() {
            let body = json(&object.body);
            let mut found = Vec::new();
            scalars(&body, "", &mut found);
            for pointer in found {
                assert!(trace.origin(number, &pointer).is_some(), "{} {} {pointer}", object.kind, object.name);
            }
            for pointer in trace.pointers(number) {
                assert!(body.pointer(pointer).is_some(), "{} {} has no {pointer}", object.kind, object.name);
            }
        }
        assert_eq!(trace.pointers(objects.len()).count(), 0);
    }
}

#[test]
fn a_schedule_has_its_job_further_in() {
    let instance = scheduled();
    let mut trace = Recorder::default();
    let lowered = lower(&instance, &mut trace);
    let mut objects = lowered.units.iter().flat_map(|unit| &unit.objects);
    let job = objects.position(|object| object.kind == "CronJob").unwrap();
    for written in
        ["/spec/schedule", "/spec/jobTemplate/spec/backoffLimit", "/spec/jobTemplate/spec/activeDeadlineSeconds"]
    {
        assert!(matches!(trace.origin(job, written), Some(Origin::Source(_))), "{written}");
    }
    let image = format!("/spec/jobTemplate{SPEC}/containers/0/image");
    assert!(matches!(trace.origin(job, &image), Some(Origin::Source(_))));
}

#[test]
fn what_the_author_wrote_is_traced_to_the_author() {
    let instance = shop();
    let mut trace = Recorder::default();
    let lowered = lower(&instance, &mut trace);
    let mut objects = lowered.units.iter().flat_map(|unit| &unit.objects);
    let web = objects.position(|object| object.kind == "Deployment" && object.name == "web").unwrap();
    let main = format!("{SPEC}/containers/0");
    for authors in ["image", "command/0", "env/1/value", "ports/0/containerPort", "resources/limits/memory"] {
        let origin = trace.origin(web, &format!("{main}/{authors}"));
        assert!(matches!(origin, Some(Origin::Source(_))), "{authors}: {origin:?}");
    }
    for ours in ["env/0/valueFrom/secretKeyRef/key", "securityContext/allowPrivilegeEscalation", "imagePullPolicy"] {
        let origin = trace.origin(web, &format!("{main}/{ours}"));
        assert!(matches!(origin, Some(Origin::Rule(_))), "{ours}: {origin:?}");
    }
}
