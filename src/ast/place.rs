//! Where a box may run.

use crate::source::Spanned;

use super::decode::Dict;
use super::record::record;
use super::types::{AnyName, KeyName};

record! {
    /// Where a box runs: on one member cluster, or on any that fits.
    pub struct Place {
        /// The member cluster.
        cluster: Option<Spanned<AnyName>> = "cluster",
        /// Labels that the member cluster has.
        labels: Dict<KeyName, Spanned<String>> = "labels",
        /// Member clusters that the box does not run on.
        avoid: Vec<Spanned<AnyName>> = "avoid",
        /// Boxes that it does not share a member cluster with, where that can be.
        spread_from: Vec<Spanned<AnyName>> = "spread-from",
        /// Boxes that it shares a member cluster with, where that can be.
        near: Vec<Spanned<AnyName>> = "near",
        /// Whether it stays where it is, whatever would be better.
        stay: Option<Spanned<bool>> = "stay",
    }
}
