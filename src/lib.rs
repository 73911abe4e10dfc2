//! boxc: the compiler for disposable, replicable Kubernetes environments.
//!
//! The stages, in the order in which a project passes them; imports go the same way, and only [`compile`] composes:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`source`] | files | texts with places |
//! | [`diagnostic`] | findings | what is printed about them |
//! | [`syntax`] | a text | a tree of spanned nodes |
//! | [`expr`] | a scalar | an expression, its type, its value |
//! | [`ast`] | a tree | a menu, a box, a fleet, a placement |
//! | [`hir`] | a menu | a linked menu: items, needs, order |
//! | [`check`] | a linked menu | a checked one |
//! | [`contract`] | two linked menus | what of the one the other keeps, and the version that says so |
//! | [`shelf`] | | the menus that are built in |
//! | [`survey`] | orders | orders with their menus, arguments, copies and homes |
//! | [`draw`] | a linked menu and arguments | pictures of who needs whom |
//! | [`instantiate`] | an order, an identity, a member cluster | a box whose values are all known |
//! | [`helper_args`] | what a pod waits for | the arguments of its helper, and back |
//! | [`lower`] | a box | Kubernetes objects |
//! | [`validate`] | objects | what Kubernetes would refuse |
//! | [`emit`] | objects | files and an index |
//! | [`write`] | files | a folder, exchanged as a whole |
//! | [`compile`] | a project | bundles |
//! | [`cli`] | arguments | text, a folder, an exit code |
//!
//! Read: `fleet.yaml`, `menus/**`, `boxes/**`, `placement.yaml`. Written: `rendered/`, and the files that a command names.

#[cfg(feature = "compiler")]
pub mod ast;
#[cfg(feature = "compiler")]
pub mod check;
#[cfg(feature = "compiler")]
pub mod cli;
#[cfg(feature = "compiler")]
pub mod compile;
#[cfg(feature = "compiler")]
pub mod contract;
#[cfg(feature = "compiler")]
pub mod diagnostic;
#[cfg(feature = "compiler")]
pub mod draw;
#[cfg(feature = "compiler")]
pub mod emit;
#[cfg(feature = "compiler")]
pub mod expr;
pub mod helper_args;
#[cfg(feature = "compiler")]
pub mod hir;
#[cfg(feature = "compiler")]
pub mod instantiate;
#[cfg(feature = "compiler")]
pub mod lower;
#[cfg(feature = "compiler")]
pub mod shelf;
#[cfg(feature = "compiler")]
pub mod source;
#[cfg(feature = "compiler")]
pub mod survey;
#[cfg(feature = "compiler")]
pub mod syntax;
#[cfg(feature = "compiler")]
pub mod validate;
#[cfg(feature = "compiler")]
pub mod write;
