//! What a box's secrets hold, never their values.

use crate::source::Spanned;

use super::condition::When;
use super::decode::Dict;
use super::literal::words;
use super::record::record;
use super::types::{KeyName, Name};

words! {
    /// Where a secret comes from.
    pub enum SecretOrigin {
        /// Made once in the cluster by the apply step.
        Generate = "generate",
        /// Somebody puts it into the namespace.
        Existing = "existing",
    }
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
        /// Where it comes from.
        from: Spanned<SecretOrigin> = "from",
        /// Its keys.
        keys: Dict<KeyName, SecretKey> = "keys",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    later { "tls" }
}

record! {
    /// One key of a secret.
    pub struct SecretKey {
        /// How many characters are generated; 32 by default.
        length: Option<Spanned<u32>> = "length",
        /// Which characters are generated.
        chars: Option<Spanned<Chars>> = "chars",
    }
    later { "optional" }
}

/// Secrets by name.
pub type Secrets = Dict<Name, Secret>;
