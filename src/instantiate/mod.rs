//! A checked menu, an order and a cluster -> a box.

mod model;

pub use model::*;
