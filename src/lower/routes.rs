//! Ways into the box from outside of the cluster.
//!
//! Input: a service's exposures and what the cluster exposes with. Output: an HTTPRoute, an Ingress or a Service with a load
//! balancer each. Gained: they come after everything else, so that an applier that waits for health is not held up by them.
//! Not here: who may come in, which the policies say.

use k8s_openapi::api::core::v1::{Service as KubeService, ServicePort, ServiceSpec};
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend, IngressSpec,
    IngressTLS, ServiceBackendPort,
};
use serde_json::json;

use crate::instantiate::{Expose, Item, LoadBalancerFacts, Located, Port, Route, Service, Way};
use crate::source::Origin;

use super::ports::{service_ports, wires};
use super::scope::Scope;
use super::{Body, Trace, serves};

pub(super) fn routes<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, service: &Service) {
    let Some(exposure) = &scope.instance.cluster.exposure else { return };
    let last = scope.graph.last_wave.saturating_add(1);
    scope.in_wave(last, |scope| {
        for expose in &service.expose {
            let Some(port) = item.ports.get(expose.port) else { continue };
            match (&expose.way, &exposure.route, &exposure.load_balancer) {
                (Way::LoadBalancer { external }, _, Some(all)) => {
                    load_balancer(scope, item, expose, port, external, all);
                }
                (Way::Route { host, path }, Some(Route::Gateway { name, namespace }), _) => {
                    http_route(scope, item, expose, port, (host, path), (name, namespace));
                }
                (Way::Route { host, path }, Some(Route::Ingress { class }), _) => {
                    ingress(scope, item, expose, port, (host, path), class);
                }
                // No exposure is instantiated without its way in.
                (Way::LoadBalancer { .. }, _, None) | (Way::Route { .. }, None, _) => {}
            }
        }
    });
}

/// The numbers of node ports and load balancers that a service takes.
pub(super) fn load_balancers(item: &Item, service: &Service) -> (usize, usize) {
    let balanced = service.expose.iter().filter(|expose| matches!(expose.way, Way::LoadBalancer { .. }));
    let ports = balanced.filter_map(|expose| item.ports.get(expose.port)).map(|port| port.transport.protocols().len());
    ports.fold((0, 0), |(ports, number), these| (ports + these, number + 1))
}

/// Clients of an address that is one exposure's keep theirs, for the policies to tell them from the cluster's own;
/// controllers share an address only among Services that any node answers for.
fn load_balancer<T: Trace>(
    scope: &mut Scope<'_, T>,
    item: &Item,
    expose: &Expose,
    port: &Port,
    external: &Located<u16>,
    all: &LoadBalancerFacts,
) {
    let name = format!("{}-{}-lb", item.name.value, expose.name.value);
    let mut metadata = scope.begin(&name, expose.name.span.into(), "a load balancer is a Service of its own");
    for (key, value) in &all.annotations {
        metadata.annotations.get_or_insert_default().entry(key.value.clone()).or_insert(value.value.clone());
        scope.set(format_args!("/metadata/annotations/{}", key.value.replace('/', "~1")), value.span);
    }
    let (traffic, why) = match all.shared {
        true => ("Cluster", "an address is shared among Services that any node answers for"),
        false => ("Local", "clients keep their addresses, by which the policies tell them"),
    };
    scope.set(format_args!("/spec/externalTrafficPolicy"), Origin::Rule(why));
    if let Some(class) = &all.class {
        scope.set(format_args!("/spec/loadBalancerClass"), class.span);
    }
    let wires = wires(std::slice::from_ref(port));
    for at in 0..wires.len() {
        scope.set(format_args!("/spec/ports/{at}"), port.span);
        scope.set(format_args!("/spec/ports/{at}/port"), external.origin);
    }
    let outside = |inside: ServicePort| ServicePort { port: external.value.into(), ..inside };
    let spec = ServiceSpec {
        type_: Some("LoadBalancer".to_owned()),
        load_balancer_class: all.class.as_ref().map(|class| class.value.clone()),
        external_traffic_policy: Some(traffic.to_owned()),
        selector: Some(serves(&item.name.value)),
        ports: Some(service_ports(&wires).into_iter().map(outside).collect()),
        ..ServiceSpec::default()
    };
    scope.push(KubeService { metadata, spec: Some(spec), status: None }, Body::Service);
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
    (host, path): (&Located<String>, &Located<String>),
    (gateway, namespace): (&str, &str),
) {
    let rule = "this cluster exposes through a gateway";
    let metadata = scope.begin(&name(item, expose), expose.name.span.into(), rule);
    scope.set(format_args!("/spec/hostnames/0"), host.origin);
    scope.set(format_args!("/spec/rules/0/matches/0/path/value"), path.origin);
    scope.set(format_args!("/spec/rules/0/backendRefs/0/name"), item.name.span);
    scope.set(format_args!("/spec/rules/0/backendRefs/0/port"), port.span);
    let spec = json!({
        "parentRefs": [{"name": gateway, "namespace": namespace}],
        "hostnames": [host.value],
        "rules": [{
            "matches": [{"path": {"type": "PathPrefix", "value": path.value}}],
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
    (host, path): (&Located<String>, &Located<String>),
    class: &str,
) {
    let rule = "this cluster exposes through an ingress controller";
    let metadata = scope.begin(&name(item, expose), expose.name.span.into(), rule);
    let path_at = format_args!("/spec/rules/0/http/paths/0");
    scope.set(format_args!("/spec/rules/0/host"), host.origin);
    scope.set(format_args!("{path_at}/path"), path.origin);
    scope.set(format_args!("{path_at}/backend/service/name"), item.name.span);
    scope.set(format_args!("{path_at}/backend/service/port/number"), port.span);
    let tls = scope.instance.cluster.exposure.as_ref().is_some_and(|exposure| exposure.tls);
    if tls {
        scope.set(format_args!("/spec/tls/0/hosts/0"), host.origin);
    }
    let hosts = || Some(vec![host.value.clone()]);
    let paths = vec![HTTPIngressPath {
        path: Some(path.value.clone()),
        path_type: "Prefix".to_owned(),
        backend: backend(item, port),
    }];
    let spec = IngressSpec {
        ingress_class_name: Some(class.to_owned()),
        rules: Some(vec![IngressRule { host: Some(host.value.clone()), http: Some(HTTPIngressRuleValue { paths }) }]),
        tls: tls.then(|| vec![IngressTLS { hosts: hosts(), secret_name: None }]),
        default_backend: None,
    };
    scope.push(Ingress { metadata, spec: Some(spec), status: None }, Body::Ingress);
}

fn backend(item: &Item, port: &Port) -> IngressBackend {
    let port = Some(ServiceBackendPort { number: Some(port.port.into()), name: None });
    IngressBackend { service: Some(IngressServiceBackend { name: item.name.value.clone(), port }), resource: None }
}
