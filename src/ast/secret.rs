//! What a box's secrets hold, never their values.

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node};

use super::condition::When;
use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::dynamic::Dynamic;
use super::literal::{Literal, Problem, words};
use super::record::record;
use super::schema::Schemas;
use super::types::{AnyName, Domain, KeyName, Name};

/// Where a secret comes from.
#[derive(Debug, Clone)]
pub struct SecretFrom {
    pub origin: SecretOrigin,
    pub span: Span,
}

/// Who fills a secret.
#[derive(Debug, Clone)]
pub enum SecretOrigin {
    Generate,
    Existing,
    /// A store outside of the cluster; the fleet's pattern says where in it, unless a path is given.
    Store(Option<Dynamic<StorePath>>),
    /// The standard output of a job.
    Job(Spanned<Name>),
}

words! {
    /// Where a secret comes from, in a word.
    pub enum OriginWord {
        /// Made once in the cluster by the apply step.
        Generate = "generate",
        /// Somebody puts it into the namespace.
        Existing = "existing",
        /// The fleet's store of secrets, under the fleet's pattern of paths.
        Store = "store",
    }
}

record! {
    /// A secret from a store.
    pub struct FromStore {
        /// The path in the fleet's store of secrets.
        store: Dynamic<StorePath> = "store",
    }
}

record! {
    /// A secret that a job writes.
    pub struct FromJob {
        /// The job whose standard output it is.
        job: Spanned<Name> = "job",
    }
}

impl Decode for SecretFrom {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let origin = match &node.kind {
            Kind::Map(_) if node.get("job").is_some() => SecretOrigin::Job(FromJob::decode(node, cx)?.job),
            Kind::Map(_) => SecretOrigin::Store(Some(FromStore::decode(node, cx)?.store)),
            Kind::Null | Kind::Scalar(_) | Kind::List(_) => match Spanned::<OriginWord>::decode(node, cx)?.value {
                OriginWord::Generate => SecretOrigin::Generate,
                OriginWord::Existing => SecretOrigin::Existing,
                OriginWord::Store => SecretOrigin::Store(None),
            },
        };
        Some(SecretFrom { origin, span: node.span })
    }

    fn schema(schemas: &mut Schemas) -> Value {
        json!({"anyOf": [Spanned::<OriginWord>::schema(schemas), FromStore::schema(schemas), FromJob::schema(schemas)]})
    }
}

impl Visit for SecretFrom {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        match &self.origin {
            SecretOrigin::Store(path) => path.visit(visitor),
            SecretOrigin::Generate | SecretOrigin::Existing | SecretOrigin::Job(_) => {}
        }
    }
}

/// A path in a store of secrets.
#[derive(Debug, Clone)]
pub struct StorePath(pub String);

impl Literal for StorePath {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        path(text).map(StorePath)
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": r"^[^\s\x00-\x1f\x7f-\x9f]+$"})
    }
}

/// The fleet's pattern of paths, perhaps made of the box's name and the secret's.
#[derive(Debug, Clone)]
pub struct StorePattern(pub String);

impl Literal for StorePattern {
    const TYPE: Type = Type::Text;
    const IDENTITY: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        path(text).map(StorePattern)
    }

    fn schema() -> Value {
        StorePath::schema()
    }
}

fn path(text: &str) -> Result<String, Problem> {
    let strange = |c: char| c.is_control() || c.is_whitespace();
    if text.is_empty() || text.contains(strange) {
        return Err(Problem::new("is no path in a store: it has spaces, or nothing at all"));
    }
    Ok(text.to_owned())
}

words! {
    /// The characters of a generated key.
    pub enum Chars {
        /// Letters, digits, `-` and `_`; the default.
        UrlSafe = "url-safe",
        /// Letters and digits.
        Alnum = "alnum",
        /// Lower-case hexadecimal digits.
        Hex = "hex",
    }
}

record! {
    /// A secret and its keys.
    pub struct Secret {
        /// Where it comes from: `generate`, `existing`, `store`, `{store: PATH}` or `{job: NAME}`.
        from: SecretFrom = "from",
        /// Its keys.
        keys: Dict<KeyName, SecretKey> = "keys",
        /// Makes it a certificate with its key: `tls.crt`, `tls.key`, and `ca.crt` of who signed it.
        tls: Option<Tls> = "tls",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

/// The keys of a certificate.
const TLS_KEYS: [&str; 3] = ["tls.crt", "tls.key", "ca.crt"];

impl Secret {
    /// The keys that can be used, in order.
    pub fn key_names(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().chain(self.tls.iter().flat_map(|_| TLS_KEYS))
    }
}

record! {
    /// A certificate that the apply step makes.
    pub struct Tls {
        /// The host names that it holds for.
        names: Vec<Dynamic<CertificateName>> = "names",
        /// Who signs it: a secret with `tls.crt` and `tls.key`, made as well where `secrets` declares none of that name.
        /// By default it signs itself.
        ca: Option<Spanned<Name>> = "ca",
    }
}

/// A host name that a certificate holds for; `*.` for all names below.
#[derive(Debug, Clone)]
pub struct CertificateName(pub String);

impl Literal for CertificateName {
    const TYPE: Type = Type::Text;
    const IDENTITY: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        Domain::parse(text.strip_prefix("*.").unwrap_or(text)).map(|_| CertificateName(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^(\\*\\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", "maxLength": 253})
    }
}

record! {
    /// One key of a secret.
    pub struct SecretKey {
        /// How many characters are generated; 32 by default.
        length: Option<Spanned<u32>> = "length",
        /// Which characters are generated.
        chars: Option<Spanned<Chars>> = "chars",
        /// Whether it may be absent; a secret all of whose keys may be absent may be absent itself.
        optional: Option<Spanned<bool>> = "optional",
    }
}

impl SecretKey {
    pub fn is_optional(&self) -> bool {
        self.optional.is_some_and(|optional| optional.value)
    }
}

/// Secrets by name.
pub type Secrets = Dict<Name, Secret>;

words! {
    /// The kinds of stores that External Secrets reads.
    pub enum StoreKind {
        /// One of the whole cluster; the default.
        Cluster = "ClusterSecretStore",
        /// One in the box's own namespace, which somebody has to put there.
        Namespaced = "SecretStore",
    }
}

record! {
    /// The store that secrets `from: store` come from, by way of External Secrets.
    pub struct SecretStore {
        /// The store's name.
        store: Spanned<AnyName> = "store",
        /// Its kind; `ClusterSecretStore` by default.
        kind: Option<Spanned<StoreKind>> = "kind",
        /// Where in it a secret is that names no path: made of `box.name`, `box.owner` and `secret.name`.
        path: Option<Dynamic<StorePattern>> = "path",
    }
}
