//! Ways into the box from outside of the cluster.
//!
//! Input: a service's exposures and what the cluster exposes with. Output: an HTTPRoute or an Ingress each.
//! Gained: they come after everything else, so that an applier that waits for health is not held up by them.
//! Not here: who may come in, which the policies say.

use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend, IngressSpec,
    IngressTLS, ServiceBackendPort,
};
use serde_json::json;

use crate::instantiate::{Expose, ExposureFacts, Item, Port, Route, Service};

use super::scope::Scope;
use super::{Body, Trace};

pub(super) fn routes<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, service: &Service) {
    let Some(exposure) = &scope.instance.cluster.exposure else { return };
    let last = scope.graph.last_wave.saturating_add(1);
    scope.in_wave(last, |scope| {
        for expose in &service.expose {
            let Some(port) = item.ports.get(expose.port) else { continue };
            match &exposure.route {
                Route::Gateway { name, namespace } => http_route(scope, item, expose, port, (name, namespace)),
                Route::Ingress { class } => ingress(scope, item, expose, port, class, exposure),
            }
        }
    });
}

/// Names of items have no dots, so no two exposures meet in one name.
fn name(item: &Item, expose: &Expose) -> String {
    format!("{}.{}", item.name.value, expose.name.value)
}

fn http_route<T: Trace>(
    scope: &mut Scope<'_, T>,
    item: &Item,
    expose: &Expose,
    port: &Port,
    (gateway, namespace): (&str, &str),
) {
    let rule = "this cluster exposes through a gateway";
    let metadata = scope.begin(&name(item, expose), expose.name.span.into(), rule);
    scope.set(format_args!("/spec/hostnames/0"), expose.host.origin);
    scope.set(format_args!("/spec/rules/0/matches/0/path/value"), expose.path.origin);
    scope.set(format_args!("/spec/rules/0/backendRefs/0/name"), item.name.span);
    scope.set(format_args!("/spec/rules/0/backendRefs/0/port"), port.span);
    let spec = json!({
        "parentRefs": [{"name": gateway, "namespace": namespace}],
        "hostnames": [expose.host.value],
        "rules": [{
            "matches": [{"path": {"type": "PathPrefix", "value": expose.path.value}}],
            "backendRefs": [{"name": item.name.value, "port": port.port}],
        }],
    });
    scope.push_custom("gateway.networking.k8s.io/v1", "HTTPRoute", metadata, &spec);
}

fn ingress<T: Trace>(
    scope: &mut Scope<'_, T>,
    item: &Item,
    expose: &Expose,
    port: &Port,
    class: &str,
    exposure: &ExposureFacts,
) {
    let rule = "this cluster exposes through an ingress controller";
    let metadata = scope.begin(&name(item, expose), expose.name.span.into(), rule);
    let path_at = format_args!("/spec/rules/0/http/paths/0");
    scope.set(format_args!("/spec/rules/0/host"), expose.host.origin);
    scope.set(format_args!("{path_at}/path"), expose.path.origin);
    scope.set(format_args!("{path_at}/backend/service/name"), item.name.span);
    scope.set(format_args!("{path_at}/backend/service/port/number"), port.span);
    if exposure.tls {
        scope.set(format_args!("/spec/tls/0/hosts/0"), expose.host.origin);
    }
    let hosts = || Some(vec![expose.host.value.clone()]);
    let paths = vec![HTTPIngressPath {
        path: Some(expose.path.value.clone()),
        path_type: "Prefix".to_owned(),
        backend: backend(item, port),
    }];
    let spec = IngressSpec {
        ingress_class_name: Some(class.to_owned()),
        rules: Some(vec![IngressRule {
            host: Some(expose.host.value.clone()),
            http: Some(HTTPIngressRuleValue { paths }),
        }]),
        tls: exposure.tls.then(|| vec![IngressTLS { hosts: hosts(), secret_name: None }]),
        default_backend: None,
    };
    scope.push(Ingress { metadata, spec: Some(spec), status: None }, Body::Ingress);
}

fn backend(item: &Item, port: &Port) -> IngressBackend {
    let port = Some(ServiceBackendPort { number: Some(port.port.into()), name: None });
    IngressBackend { service: Some(IngressServiceBackend { name: item.name.value.clone(), port }), resource: None }
}
