//! How boxes of a member cluster are reached from outside.

use serde_json::{Value, json};

use crate::source::Spanned;
use crate::syntax::{Kind, Node};

use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::literal::words;
use super::record::record;
use super::schema::Schemas;
use super::types::{AnyName, Cidr, QualifiedName};

record! {
    /// How boxes are reached from outside.
    pub struct Exposure {
        /// A Gateway that routes attach to.
        gateway: Option<Gateway> = "gateway",
        /// An Ingress class.
        ingress: Option<Ingress> = "ingress",
        /// Where the gateway's traffic comes from: pods, or ranges of addresses.
        from: Vec<ExposureFrom> = "from",
        /// Whether the outside talks TLS; it does by default.
        tls: Option<Spanned<bool>> = "tls",
        /// What load balancers are like; without it the cluster has none.
        load_balancer: Option<LoadBalancer> = "load-balancer",
    }
}

record! {
    /// What load balancers are like.
    pub struct LoadBalancer {
        /// Whether each has an address of its own, the default, or all of the cluster share one.
        address: Option<Spanned<Sharing>> = "address",
        /// The class that their Services name; the cluster's default otherwise.
        class: Option<Spanned<QualifiedName>> = "class",
        /// Annotations of their Services, by which controllers are told what else they want to know.
        annotations: Dict<QualifiedName, Spanned<String>> = "annotations",
    }
}

words! {
    /// Who has an address.
    pub enum Sharing {
        /// Each load balancer.
        Own = "own",
        /// All load balancers of a cluster.
        Shared = "shared",
    }
}

record! {
    /// A Gateway that routes attach to.
    pub struct Gateway {
        /// Its name.
        name: Spanned<AnyName> = "name",
        /// Its namespace.
        namespace: Spanned<AnyName> = "namespace",
    }
}

record! {
    /// An Ingress class.
    pub struct Ingress {
        /// The name of the class.
        class: Spanned<AnyName> = "class",
    }
}

record! {
    /// Pods of another namespace.
    pub struct PodSelector {
        /// Their namespace.
        namespace: Spanned<AnyName> = "namespace",
        /// Their labels; every pod of the namespace by default.
        labels: Dict<String, Spanned<String>> = "labels",
    }
}

/// Where traffic comes from.
#[derive(Debug, Clone)]
pub enum ExposureFrom {
    Pods(PodSelector),
    Addresses(Spanned<Cidr>),
}

impl Decode for ExposureFrom {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        match node.kind {
            Kind::Map(_) => PodSelector::decode(node, cx).map(ExposureFrom::Pods),
            Kind::Null | Kind::Scalar(_) | Kind::List(_) => Spanned::decode(node, cx).map(ExposureFrom::Addresses),
        }
    }

    fn schema(schemas: &mut Schemas) -> Value {
        json!({"anyOf": [Spanned::<Cidr>::schema(schemas), PodSelector::schema(schemas)]})
    }
}

impl Visit for ExposureFrom {
    fn visit(&self, _: &mut Visitor<'_>) {}
}
