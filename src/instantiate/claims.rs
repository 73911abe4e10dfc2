//! What a box asks for that only one exposure of its cluster can have.

use crate::survey::{Claim, Claimed};

use super::model::{BoxInstance, Expose, Item, ItemKind, Way};

impl BoxInstance {
    pub fn claims(&self) -> Vec<Claim> {
        let exposures = self.items.iter().flat_map(|item| match &item.kind {
            ItemKind::Service(service) => service.expose.iter().map(|expose| (item, expose)).collect(),
            ItemKind::Job(_) | ItemKind::External(_) => Vec::new(),
        });
        let claims = exposures.flat_map(|(item, expose)| {
            self.claimed(item, expose).into_iter().map(|claimed| Claim {
                cluster: self.cluster.name.clone(),
                claimed,
                name: self.identity.name.clone(),
                span: expose.name.span,
            })
        });
        claims.collect()
    }

    fn claimed(&self, item: &Item, expose: &Expose) -> Vec<Claimed> {
        let load_balancers = self.cluster.exposure.as_ref().and_then(|exposure| exposure.load_balancer.as_ref());
        match &expose.way {
            Way::Route { host, path } => {
                // A route takes what is below its path, however that ends.
                let below = path.value.trim_end_matches('/');
                let path = if below.is_empty() { "/" } else { below }.to_owned();
                vec![Claimed::Route { host: host.value.clone(), path }]
            }
            Way::LoadBalancer { external } if load_balancers.is_some_and(|all| all.shared) => {
                let protocols = item.ports.get(expose.port).map_or(&[][..], |port| port.transport.protocols());
                let claimed = |protocol: &&'static str| Claimed::Port { number: external.value, protocol };
                protocols.iter().map(claimed).collect()
            }
            Way::LoadBalancer { .. } => Vec::new(),
        }
    }
}
