//! The tests of the whole compiler, in one binary; a case of `golden/` is a directory.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test reads and writes files, and fails by panicking"
)]

mod agreement;
mod bindings;
mod cli;
mod combinations;
mod contract;
mod copies;
mod cycles;
mod determinism;
mod docs;
mod effects;
mod exposures;
mod extremes;
mod files;
mod golden;
mod graph;
mod health;
mod hooks;
mod hostile;
mod includes;
mod interruption;
mod jobs;
mod later;
mod layers;
mod layout;
mod leaks;
mod limits;
mod links;
mod manifests;
mod members;
mod menus_diff;
mod mistakes;
mod mutation;
mod names;
mod neighbours;
mod orders;
mod pages;
mod parameters;
mod patches;
mod places;
mod presence;
mod readme;
mod replicas;
mod reports;
mod resources;
mod rules;
mod security;
mod servers;
mod shelf;
mod sidecars;
mod staged;
mod startup;
mod support;
mod traps;
mod typos;
mod unchecked;
mod volumes;
mod wrong;
