//! A secret says of its keys what whoever fills it can make of them.

use crate::ast::{Secret, SecretOrigin};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for (name, secret) in menu.ast.secrets.iter() {
        let is_made = matches!(secret.from.origin, SecretOrigin::Generate);
        let mut report = |problem, at| diagnostics.push(SecretKeys { problem, at, secret: name.value.to_string() });
        match &secret.tls {
            Some(_) if !is_made => report(Problem::CertificateFromElsewhere, secret.from.span),
            Some(tls) => {
                if let Some((key, _)) = secret.keys.entries.first() {
                    report(Problem::KeysOfCertificate, key.span);
                }
                if tls.names.is_empty() {
                    report(Problem::CertificateForNobody, name.span);
                }
            }
            None if matches!(secret.from.origin, SecretOrigin::Job(_)) && secret.keys.entries.len() != 1 => {
                report(Problem::OneOutput, name.span);
            }
            None if secret.keys.is_empty() => report(Problem::NoKeys, name.span),
            None => {}
        }
        for (_, key) in secret.keys.iter().filter(|_| !is_made) {
            let length = key.length.map(|length| length.span);
            if let Some(at) = length.or(key.chars.map(|chars| chars.span)) {
                report(Problem::NotGenerated, at);
            }
        }
        authority(menu, secret, diagnostics);
    }
}

/// Who signs a certificate has one itself.
fn authority(menu: &Menu, secret: &Secret, diagnostics: &mut Diagnostics) {
    let Some(ca) = secret.tls.as_ref().and_then(|tls| tls.ca.as_ref()) else { return };
    let Some(declared) = menu.ast.secrets.get(menu.renamed(ca.value.as_str(), ca.span.file)) else { return };
    let has = |key: &str| declared.key_names().any(|own| own == key);
    if !(has("tls.crt") && has("tls.key")) {
        let secret = ca.value.to_string();
        diagnostics.push(SecretKeys { problem: Problem::NoAuthority, at: ca.span, secret });
    }
}

/// What is wrong with the keys of a secret.
struct SecretKeys {
    problem: Problem,
    at: Span,
    secret: String,
}

enum Problem {
    NoKeys,
    CertificateFromElsewhere,
    KeysOfCertificate,
    CertificateForNobody,
    NotGenerated,
    OneOutput,
    NoAuthority,
}

impl From<SecretKeys> for Diagnostic {
    fn from(error: SecretKeys) -> Self {
        let SecretKeys { problem, at, secret } = error;
        let (message, label, help) = match problem {
            Problem::NoKeys => (format!("the secret `{secret}` has no keys"), "holds nothing", "add `keys: {KEY: {}}`"),
            Problem::CertificateFromElsewhere => (
                format!("nobody makes the certificate `{secret}`"),
                "comes from elsewhere",
                "write `from: generate`, or instead of `tls` the keys: `keys: {tls.crt: {}, tls.key: {}}`",
            ),
            Problem::KeysOfCertificate => (
                format!("`{secret}` is a certificate and has keys of its own"),
                "a certificate has `tls.crt`, `tls.key` and `ca.crt`",
                "remove `keys`, or make another secret of them",
            ),
            Problem::CertificateForNobody => (
                format!("the certificate `{secret}` holds for no host"),
                "has no names",
                "add `names: [HOST]` to its `tls`",
            ),
            Problem::NotGenerated => (
                format!("boxc does not make the keys of `{secret}`"),
                "is said of generated keys",
                "remove it, or write `from: generate`",
            ),
            Problem::OneOutput => (
                format!("`{secret}` is the output of a job, which is one key"),
                "has another number of keys",
                "name the one key: `keys: {KEY: {}}`",
            ),
            Problem::NoAuthority => (
                format!("the secret `{secret}` can sign nothing"),
                "signs the certificate",
                "give it the keys `tls.crt` and `tls.key`, or name a secret that is declared nowhere: it is made then",
            ),
        };
        Diagnostic::error("secret-keys", message).at(at, label).help(help)
    }
}
