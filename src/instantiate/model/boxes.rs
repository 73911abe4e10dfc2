//! What other boxes on the same cluster are to this one.

use crate::ast::types::Quantity;
use crate::source::{Span, Spanned};

use super::Located;

/// What the order says that the box may use at most.
#[derive(Debug, Clone, Default)]
pub struct Quota {
    pub cpu: Option<Spanned<Quantity>>,
    pub memory: Option<Spanned<Quantity>>,
    pub pods: Option<Spanned<u32>>,
    pub storage: Option<Spanned<Quantity>>,
}

/// A service of another box.
#[derive(Debug, Clone)]
pub struct BoxTarget {
    /// The name by which the cluster knows it.
    pub host: Located<String>,
    pub namespace: String,
    /// Its in-box name there.
    pub service: String,
    /// What its pods listen on, for each port of the external.
    pub targets: Vec<u16>,
}

/// An item of other boxes that calls a service of this one.
#[derive(Debug, Clone)]
pub struct Guest {
    /// The service that is called.
    pub service: String,
    /// Its ports, by position.
    pub ports: Vec<usize>,
    /// The item that calls, and the namespaces that it is in.
    pub item: String,
    pub namespaces: Vec<String>,
    /// Where the service is offered.
    pub span: Span,
}

/// A box on the other side of the wall.
#[derive(Debug, Clone)]
pub struct Neighbour {
    pub namespace: String,
    pub span: Span,
}
