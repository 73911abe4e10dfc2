//! Where boxes were decided to run.

use crate::source::Spanned;

use super::decode::Dict;
use super::record::record;
use super::types::AnyName;

record! {
    /// The decided placement; `build` only reads it.
    pub struct Placement {
        /// The fleet that it was decided for.
        placement: Spanned<AnyName> = "placement",
        /// The member cluster of each box.
        boxes: Dict<AnyName, Spanned<AnyName>> = "boxes",
    }
}
