//! Who comes from outside of a box: by which exposures, and from where.

use crate::ast::types::Cidr;
use crate::source::{Span, Spanned};

use super::Located;

#[derive(Debug, Clone)]
pub struct ExposureFacts {
    pub route: Option<Route>,
    pub load_balancer: Option<LoadBalancerFacts>,
    pub from: Vec<Peer>,
    pub tls: bool,
}

/// What the Services of load balancers say on a cluster.
#[derive(Debug, Clone)]
pub struct LoadBalancerFacts {
    /// All load balancers of the cluster have one address.
    pub shared: bool,
    pub class: Option<Spanned<String>>,
    pub annotations: Vec<(Spanned<String>, Spanned<String>)>,
}

/// Who asks for metrics.
#[derive(Debug, Clone)]
pub struct MonitoringFacts {
    pub namespace: String,
    pub labels: Vec<(String, String)>,
    /// The labels that ServiceMonitors are found by; nothing where the cluster knows none.
    pub finds: Option<Vec<(Spanned<String>, Spanned<String>)>>,
}

#[derive(Debug, Clone)]
pub enum Route {
    Gateway { name: String, namespace: String },
    Ingress { class: String },
}

#[derive(Debug, Clone)]
pub enum Peer {
    Pods { namespace: String, labels: Vec<(String, String)> },
    Range(Cidr),
}

#[derive(Debug, Clone)]
pub struct Expose {
    pub name: Spanned<String>,
    pub way: Way,
    /// Index in the item's `ports`.
    pub port: usize,
}

/// How the outside comes in.
#[derive(Debug, Clone)]
pub enum Way {
    /// By a host and a path of the cluster's gateway.
    Route { host: Located<String>, path: Located<String> },
    /// By a port of an address; its number there.
    LoadBalancer { external: Located<u16> },
}

/// Where a program tells its metrics.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// Index in the item's `ports`.
    pub port: usize,
    pub path: Located<String>,
    pub span: Span,
}
