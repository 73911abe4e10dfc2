//! What the fleet says of a member cluster, with its defaults filled in.

use crate::ast::types::QualifiedName;
use crate::ast::{self, Ability, Cluster, Dict, Fleet};
use crate::source::{Origin, Spanned};

use super::Site;
use super::model::{ClusterFacts, ExposureFacts, LoadBalancerFacts, Located, MonitoringFacts, Peer, Route};

/// `None` when the fleet has no such cluster, which the survey has reported.
pub(super) fn facts(site: Site<'_>) -> Option<ClusterFacts> {
    let cluster = site.fleet.clusters.get(site.cluster)?;
    let network = cluster.network.as_ref();
    let own = |network: &'_ ast::Network| {
        let all = network.pods.iter().chain(&network.services).chain(&network.nodes);
        all.map(|range| range.value.clone()).collect()
    };
    let (dns_namespace, dns_labels) = dns_pods(cluster);
    let dns = cluster.dns.as_ref();
    Some(ClusterFacts {
        name: site.cluster.to_owned(),
        uid: cluster.identity.as_ref().map(|identity| identity.uid.value.clone()),
        minor: cluster.kubernetes.value.minor,
        init_image: init_image(site.fleet),
        registries: cluster.registries.iter().map(|(host, path)| (host.value.clone(), path.value.0.clone())).collect(),
        exposure: cluster.exposure.as_ref().map(exposure),
        monitoring: cluster.monitoring.as_ref().map(|monitoring| MonitoringFacts {
            namespace: monitoring.pods.namespace.value.to_string(),
            labels: labels(&monitoring.pods),
            finds: cluster.has(Ability::ServiceMonitor).then(|| texts(&monitoring.finds)),
        }),
        dns_namespace,
        dns_labels,
        dns_port: dns.and_then(|dns| dns.port).map_or(53, |port| port.value.0),
        dns_addresses: dns.into_iter().flat_map(|dns| &dns.addresses).map(|range| range.value.clone()).collect(),
        nodes: network.into_iter().flat_map(|network| &network.nodes).map(|range| range.value.clone()).collect(),
        own_ranges: network.map_or_else(Vec::new, own),
        api: network.into_iter().flat_map(|n| &n.api).map(|api| (api.value.range.clone(), api.value.port)).collect(),
    })
}

fn init_image(fleet: &Fleet) -> Option<Located<ast::types::Image>> {
    let image = fleet.defaults.as_ref()?.init_image.as_ref()?;
    Some(Located { value: image.value.clone(), origin: Origin::Source(image.span) })
}

fn dns_pods(cluster: &Cluster) -> (String, Vec<(String, String)>) {
    match cluster.dns.as_ref().and_then(|dns| dns.pods.as_ref()) {
        Some(pods) => (pods.namespace.value.to_string(), labels(pods)),
        None => ("kube-system".to_owned(), vec![("k8s-app".to_owned(), "kube-dns".to_owned())]),
    }
}

fn labels(pods: &ast::PodSelector) -> Vec<(String, String)> {
    pods.labels.iter().map(|(key, value)| (key.value.clone(), value.value.clone())).collect()
}

fn exposure(exposure: &ast::Exposure) -> ExposureFacts {
    let gateway = exposure.gateway.as_ref().map(|gateway| Route::Gateway {
        name: gateway.name.value.to_string(),
        namespace: gateway.namespace.value.to_string(),
    });
    let ingress = exposure.ingress.as_ref().map(|ingress| Route::Ingress { class: ingress.class.value.to_string() });
    let peer = |from: &ast::ExposureFrom| match from {
        ast::ExposureFrom::Pods(pods) => {
            Peer::Pods { namespace: pods.namespace.value.to_string(), labels: labels(pods) }
        }
        ast::ExposureFrom::Addresses(range) => Peer::Range(range.value.clone()),
    };
    ExposureFacts {
        route: gateway.or(ingress),
        load_balancer: exposure.load_balancer.as_ref().map(load_balancer),
        from: exposure.from.iter().map(peer).collect(),
        tls: exposure.tls.is_none_or(|tls| tls.value),
    }
}

fn texts(all: &Dict<QualifiedName, Spanned<String>>) -> Vec<(Spanned<String>, Spanned<String>)> {
    all.iter().map(|(key, value)| (key.as_ref().map(ToString::to_string), value.clone())).collect()
}

fn load_balancer(all: &ast::LoadBalancer) -> LoadBalancerFacts {
    LoadBalancerFacts {
        shared: all.address.is_some_and(|address| address.value == ast::Sharing::Shared),
        class: all.class.as_ref().map(|class| class.as_ref().map(ToString::to_string)),
        annotations: texts(&all.annotations),
    }
}
