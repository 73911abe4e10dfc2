//! Whether the fleet makes sense by itself.

use crate::ast::{Cluster, Dynamic, ExposureFrom, Fleet, Visit};
use crate::check::{Check, LatestImage, RootUser};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expr::{Facts, Path, Scope, Template, Type, Wanted};
use crate::source::Span;

use super::bind::bindings;
use super::errors::{BadExposure, EmptyFleet, MisplacedExpression, UnknownClass};

impl Check for Fleet {
    fn findings(&self, diagnostics: &mut Diagnostics) {
        if self.clusters.is_empty() {
            diagnostics.push(EmptyFleet { span: self.fleet.span });
        }
        let user = self.defaults.as_ref().and_then(|defaults| defaults.user);
        user.and_then(RootUser::by_default).into_iter().for_each(|found| diagnostics.push(found));
        if let Some(image) = self.defaults.as_ref().and_then(|defaults| defaults.init_image.as_ref()) {
            LatestImage::find(&image.value, image.span).into_iter().for_each(|found| diagnostics.push(found));
        }
        expressions(self, diagnostics);
        bindings(&self.externals, diagnostics);
        for (name, cluster) in self.clusters.iter() {
            bindings(&cluster.externals, diagnostics);
            classes(cluster, diagnostics);
            let Some(exposure) = &cluster.exposure else { continue };
            let both = exposure.gateway.is_some() && exposure.ingress.is_some();
            let none = exposure.gateway.is_none() && exposure.ingress.is_none() && exposure.load_balancer.is_none();
            if both || none {
                diagnostics.push(BadExposure { cluster: name.value.to_string(), span: name.span, both });
            }
        }
    }
}

fn classes(cluster: &Cluster, diagnostics: &mut Diagnostics) {
    let Some(storage) = cluster.storage.as_ref().filter(|storage| !storage.classes.is_empty()) else { return };
    let aliased = storage.alias.iter().map(|(_, class)| class);
    for class in storage.default.iter().chain(aliased) {
        if storage.classes.get(class.value.as_str()).is_none() {
            diagnostics.push(UnknownClass::new(class, storage));
        }
    }
}

/// In the fleet only two patterns are made of expressions, and only of what the box is and the secret's name.
fn expressions(fleet: &Fleet, diagnostics: &mut Diagnostics) {
    let namespace = fleet.defaults.as_ref().and_then(|defaults| defaults.namespace.as_ref());
    let namespace = namespace.and_then(Dynamic::template).map(Template::span);
    let path = fleet.secrets.as_ref().and_then(|secrets| secrets.path.as_ref());
    let path = path.and_then(Dynamic::template).map(Template::span);
    fleet.visit(&mut |template: &Template, wanted: &Wanted| match Some(template.span()) {
        span if span == namespace => template.check(&Pattern::Namespace, wanted, diagnostics),
        span if span == path => template.check(&Pattern::SecretPath, wanted, diagnostics),
        _ => diagnostics.push(MisplacedExpression { span: template.span() }),
    });
}

/// The patterns of a fleet: of `box.name` and `box.owner`, and `secret.name` in one of them.
enum Pattern {
    Namespace,
    SecretPath,
}

impl Scope for Pattern {
    fn facts(&self, path: &Path) -> Result<Option<Facts>, Box<Diagnostic>> {
        let parts: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
        let identity = |identity| Ok(Some(Facts { ty: Type::Text, identity, in_pod: false }));
        let made_of = match (self, parts.as_slice()) {
            (_, ["box", "name" | "owner"]) => return identity(true),
            (Pattern::SecretPath, ["secret", "name"]) => return identity(false),
            (Pattern::SecretPath, _) => "a path in the store is made of `box.name`, `box.owner` and `secret.name` only",
            (Pattern::Namespace, _) => "a namespace is made of `box.name` and `box.owner` only",
        };
        let span = path.iter().map(|part| part.span).reduce(Span::to);
        let finding = Diagnostic::error("unknown-name", made_of);
        Err(Box::new(match span {
            Some(span) => finding.at(span, "not known here"),
            None => finding,
        }))
    }
}

/// Why a box may not have this namespace, if so.
pub fn reserved_namespaces(fleet: &Fleet, namespace: &str) -> Option<&'static str> {
    if namespace == "default" || namespace.starts_with("kube-") {
        return Some("it belongs to Kubernetes");
    }
    let mentioned = fleet.clusters.iter().flat_map(|(_, cluster)| namespaces(cluster));
    mentioned.into_iter().any(|own| own == namespace).then_some("the fleet uses it for something else")
}

/// The namespaces that a member cluster's description mentions.
fn namespaces(cluster: &Cluster) -> Vec<&str> {
    let exposure = cluster.exposure.as_ref();
    let gateway = exposure.and_then(|exposure| exposure.gateway.as_ref()).map(|gateway| &gateway.namespace);
    let from = exposure.into_iter().flat_map(|exposure| &exposure.from).filter_map(|from| match from {
        ExposureFrom::Pods(pods) => Some(&pods.namespace),
        ExposureFrom::Addresses(_) => None,
    });
    let dns = cluster.dns.as_ref().and_then(|dns| dns.pods.as_ref()).map(|pods| &pods.namespace);
    let monitoring = cluster.monitoring.as_ref().map(|monitoring| &monitoring.pods.namespace);
    gateway.into_iter().chain(from).chain(dns).chain(monitoring).map(|name| name.value.as_str()).collect()
}
