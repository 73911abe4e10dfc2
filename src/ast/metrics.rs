//! What items measure, and who on a member cluster asks for it.

use crate::source::Spanned;

use super::decode::Dict;
use super::expose::UrlPath;
use super::exposure::PodSelector;
use super::record::record;
use super::types::{Name, QualifiedName};

record! {
    /// Where an item tells its metrics, where the cluster asks for them.
    pub struct Metrics {
        /// The port of this item, by name; its only one by default.
        port: Option<Spanned<Name>> = "port",
        /// The path there; `/metrics` by default.
        path: Option<Spanned<UrlPath>> = "path",
    }
}

record! {
    /// Who asks for metrics.
    pub struct Monitoring {
        /// Labels by which it finds ServiceMonitors; it finds all of them by default.
        finds: Dict<QualifiedName, Spanned<String>> = "finds",
        ..pods: PodSelector,
    }
}
