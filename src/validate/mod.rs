//! Whether objects stay within what Kubernetes takes.
//!
//! Input: [`Lowered`](crate::lower::Lowered). Output: [`Finding`]s, each at a JSON pointer of an object; `compile` finds the
//! author's line for it. Gained: names, labels and sizes are legal, and no two objects of a box are one.
//! Not here: whether fields are right (the Kubernetes API's own types see to that).

mod names;
mod refused;
mod resources;
mod sizes;

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Page};
use crate::lower::{Body, Lowered, Object};
use crate::source::Span;

pub use resources::CustomKinds;

/// The pages of this stage's codes.
pub const PAGES: &[Page] = &[
    Page { code: "bad-schema", text: include_str!("pages/bad-schema.md") },
    Page { code: "fixed-field", text: include_str!("pages/fixed-field.md") },
    Page { code: "invalid-object", text: include_str!("pages/invalid-object.md") },
    Page { code: "invalid-patch", text: include_str!("pages/invalid-patch.md") },
    Page { code: "invalid-resource", text: include_str!("pages/invalid-resource.md") },
    Page { code: "unknown-object", text: include_str!("pages/unknown-object.md") },
    Page { code: "weakened-isolation", text: include_str!("pages/weakened-isolation.md") },
];

/// Where an object says what it is called.
const NAME: &str = "/metadata/name";

/// Something that Kubernetes would refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The object's number, counted over all files of the box.
    pub object: usize,
    /// `Deployment/web`.
    pub name: String,
    /// Where in the object: RFC 6901.
    pub pointer: String,
    /// Continues "`NAME` …": `has a label of 70 characters`.
    pub why: String,
    /// The object that has the same name.
    pub twin: Option<usize>,
}

/// Everything that is wrong with the objects of a box.
pub fn validate(lowered: &Lowered) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<(&str, &str, Option<&str>), usize> = BTreeMap::new();
    let objects = lowered.units.iter().flat_map(|unit| &unit.objects);
    for (at, object) in objects.enumerate() {
        let mut report = Report { object, at, findings: &mut findings };
        let key = (object.kind.as_ref(), object.name.as_str(), object.namespace.as_deref());
        if let Some(twin) = seen.insert(key, at) {
            report.found(NAME, "is emitted twice".to_owned(), Some(twin));
        }
        match &object.body {
            // It has the metadata of every object, whatever else it has.
            Body::Custom(value) => match value.get("metadata").map(ObjectMeta::deserialize) {
                Some(Ok(metadata)) => names::check(&metadata, "/metadata", &mut report),
                Some(Err(error)) => report.add("/metadata", format!("has metadata of another shape: {error}")),
                None => {}
            },
            body => {
                let [own, of_pods] = body.metadata();
                let within = if object.kind == "CronJob" { "/spec/jobTemplate/spec" } else { "/spec" };
                own.into_iter().for_each(|metadata| names::check(metadata, "/metadata", &mut report));
                let at = format!("{within}/template/metadata");
                of_pods.into_iter().for_each(|metadata| names::check(metadata, &at, &mut report));
                sizes::check(body, &mut report);
            }
        }
    }
    findings
}

/// Where the checks of one object put what they find.
struct Report<'a> {
    object: &'a Object,
    at: usize,
    findings: &'a mut Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, pointer: &str, why: String) {
        self.found(pointer, why, None);
    }

    fn found(&mut self, pointer: &str, why: String, twin: Option<usize>) {
        let name = format!("{}/{}", self.object.kind, self.object.name);
        self.findings.push(Finding { object: self.at, name, pointer: pointer.to_owned(), why, twin });
    }
}

impl Finding {
    /// The finding at the author's line; `origin` tells where a value of an object comes from.
    pub fn at(self, origin: impl Fn(usize, &str) -> Span) -> Diagnostic {
        let pointer = if self.pointer.is_empty() { "/" } else { &self.pointer };
        let finding = Diagnostic::error("invalid-object", format!("`{}` {}", self.name, self.why))
            .at(origin(self.object, &self.pointer), format!("gives `{pointer}` of it"));
        match self.twin {
            Some(twin) => finding.at(origin(twin, NAME), "and so does this").help("give one of the two another name"),
            None => finding.help("shorten or change what stands here"),
        }
    }
}
