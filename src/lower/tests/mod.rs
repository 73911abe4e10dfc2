//! What must hold of a lowered box, seen in the JSON that leaves it.

mod files;
mod gates;
mod helper;
mod network;
mod objects;
mod pods;
mod secrets;
mod security;
mod trace;

use serde_json::Value;

use crate::instantiate::{BoxInstance, ItemKind, Pod};

use super::*;

/// The objects of a box as JSON, found as `Kind/name`.
struct Objects(Vec<(String, Value)>);

impl Objects {
    fn of(instance: &BoxInstance) -> Self {
        let lowered = lower(instance, &mut NoTrace);
        let objects = lowered.units.iter().flat_map(|unit| &unit.objects);
        Objects(objects.map(|o| (format!("{}/{}", o.kind, o.name), json(&o.body))).collect())
    }

    fn get(&self, name: &str, pointer: &str) -> &Value {
        let object =
            self.0.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no {name} in {:?}", self.names()));
        object.1.pointer(pointer).unwrap_or(&Value::Null)
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn has(&self, name: &str) -> bool {
        self.names().contains(&name)
    }
}

fn json(body: &Body) -> Value {
    serde_json::to_value(body).expect("objects are JSON")
}

fn pod_of(instance: &mut BoxInstance, index: usize) -> &mut Pod {
    match &mut instance.items[index].kind {
        ItemKind::Service(service) => &mut service.pod,
        ItemKind::Job(job) => &mut job.pod,
        ItemKind::External(_) => panic!("an external has no pod"),
    }
}

const SPEC: &str = "/spec/template/spec";
