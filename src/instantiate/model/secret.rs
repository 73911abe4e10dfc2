//! Secrets: what they hold and who fills them.

use crate::ast::{Chars, StoreKind};
use crate::source::{Span, Spanned};

use super::Located;

#[derive(Debug, Clone)]
pub struct Secret {
    pub name: Spanned<String>,
    pub from: SecretSource,
    pub tls: Option<Tls>,
    pub keys: Vec<SecretKey>,
}

/// A key of a secret that a job writes.
#[derive(Debug, Clone)]
pub struct Output {
    pub secret: String,
    pub key: String,
    pub span: Span,
}

/// A certificate to be made.
#[derive(Debug, Clone)]
pub struct Tls {
    pub names: Vec<String>,
    /// The secret of who signs it; itself when `None`.
    pub ca: Option<String>,
}

/// Who fills a secret.
#[derive(Debug, Clone)]
pub enum SecretSource {
    Generate,
    Existing,
    Store(Stored),
    /// This job, which finds an empty one.
    Job(String),
}

/// Where a secret is in a store outside of the cluster.
#[derive(Debug, Clone)]
pub struct Stored {
    pub store: Located<String>,
    pub kind: Located<StoreKind>,
    pub path: Located<String>,
}

#[derive(Debug, Clone)]
pub struct SecretKey {
    pub name: Spanned<String>,
    pub length: u32,
    pub chars: Chars,
    /// Where it says that it may be absent.
    pub optional: Option<Span>,
}
