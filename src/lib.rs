//! boxc: the compiler for disposable, replicable Kubernetes environments.
#![forbid(unsafe_code)]

#[cfg(feature = "compiler")]
pub mod ast;
#[cfg(feature = "compiler")]
pub mod diagnostic;
#[cfg(feature = "compiler")]
pub mod expr;
#[cfg(feature = "compiler")]
pub mod instantiate;
#[cfg(feature = "compiler")]
pub mod lower;
#[cfg(feature = "compiler")]
pub mod source;
#[cfg(feature = "compiler")]
pub mod syntax;
