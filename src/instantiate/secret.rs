//! Secrets, and whether this cluster can fill them.

use crate::ast::types::{KeyName, Name};
use crate::ast::{self, Ability, Dynamic, SecretOrigin, StoreKind, StorePattern};
use crate::diagnostic::Diagnostic;
use crate::expr::{Path, Value, Values};
use crate::hir;
use crate::source::{Origin, Span, Spanned};

use super::errors::at_cluster;
use super::facts::{BoxValues, text};
use super::model::{Located, Output, Secret, SecretKey, SecretSource, Stored, Tls};
use super::resolve::Resolver;
use super::values::Context;

impl<'p> Resolver<'_, 'p> {
    pub(super) fn secrets(&mut self) -> Option<Vec<Secret>> {
        let context = self.context;
        let there = context.menu().ast.secrets.iter().filter(|(name, secret)| {
            context.menu().presence_of_secret(name, secret).holds(&context.surveyed.arguments)
        });
        self.all(there, |this, (name, secret)| this.secret(name, secret))
    }

    fn secret(&mut self, name: &Spanned<Name>, secret: &'p ast::Secret) -> Option<Secret> {
        let from = match &secret.from.origin {
            SecretOrigin::Generate => SecretSource::Generate,
            SecretOrigin::Existing => SecretSource::Existing,
            SecretOrigin::Job(job) => {
                SecretSource::Job(self.context.menu().renamed(job.value.as_str(), job.span.file).to_owned())
            }
            SecretOrigin::Store(path) => {
                SecretSource::Store(self.stored(name.value.as_str(), secret.from.span, path.as_ref())?)
            }
        };
        let tls = match &secret.tls {
            Some(tls) => Some(self.tls(tls)?),
            None => None,
        };
        let keys = secret.keys.iter().map(key).collect();
        Some(Secret { name: name.as_ref().map(ToString::to_string), from, tls, keys })
    }

    fn tls(&mut self, tls: &'p ast::Tls) -> Option<Tls> {
        let context = self.context;
        let values = BoxValues { context };
        let names = self.all(tls.names.iter(), |this, name| this.field_of(&values, name))?;
        let called = |ca: &Spanned<Name>| context.menu().renamed(ca.value.as_str(), ca.span.file).to_owned();
        Some(Tls { names: names.into_iter().map(|name| name.value.0).collect(), ca: tls.ca.as_ref().map(called) })
    }

    /// Where a secret is in the fleet's store, which External Secrets reads.
    fn stored(&mut self, name: &str, span: Span, path: Option<&Dynamic<ast::StorePath>>) -> Option<Stored> {
        let context = self.context;
        let fleet = context.site.fleet;
        if !context.cluster.has(Ability::ExternalSecrets) {
            self.diagnostics.push(NoSecretStore::new(Lack::ExternalSecrets, span, context));
            return None;
        }
        let Some(store) = &fleet.secrets else {
            self.diagnostics.push(NoSecretStore::new(Lack::Store, span, context));
            return None;
        };
        let path = match (path, &store.path) {
            (Some(path), _) => {
                let path = self.field_of(&BoxValues { context }, path)?;
                Located { value: path.value.0, origin: path.origin }
            }
            (None, Some(pattern)) => {
                let path: Located<StorePattern> = self.field_of(&PatternValues { context, name }, pattern)?;
                Located { value: path.value.0, origin: path.origin }
            }
            (None, None) => {
                self.diagnostics.push(NoSecretStore::new(Lack::Path, span, context));
                return None;
            }
        };
        let kind = match store.kind {
            Some(kind) => Located { value: kind.value, origin: Origin::Source(kind.span) },
            None => Located { value: StoreKind::Cluster, origin: Origin::Rule("stores are the cluster's") },
        };
        let store = Located { value: store.store.value.to_string(), origin: Origin::Source(store.store.span) };
        Some(Stored { store, kind, path })
    }
}

impl<'p> Resolver<'_, 'p> {
    /// The secret that a job writes, where this cluster lets it: writing takes the API.
    pub(super) fn output(&mut self, item: hir::Item<'p>) -> Option<Option<Output>> {
        let context = self.context;
        let menu: &hir::Menu = context.menu();
        let there = |(name, secret): &(&Spanned<Name>, &ast::Secret)| {
            menu.presence_of_secret(name, secret).holds(&context.surveyed.arguments)
        };
        let Some((name, secret)) = menu.written_by(item).find(there) else { return Some(None) };
        let (key, _) = secret.keys.entries.first()?;
        self.api(secret.from.span, "writes a secret")?;
        Some(Some(Output { secret: name.value.to_string(), key: key.value.to_string(), span: secret.from.span }))
    }
}

fn key((name, key): (&Spanned<KeyName>, &ast::SecretKey)) -> SecretKey {
    SecretKey {
        name: name.as_ref().map(ToString::to_string),
        length: key.length.map_or(32, |length| length.value),
        chars: key.chars.map_or(ast::Chars::UrlSafe, |chars| chars.value),
        optional: key.optional.filter(|optional| optional.value).map(|optional| optional.span),
    }
}

/// What the fleet's pattern of paths is made of.
struct PatternValues<'c, 'p> {
    context: &'c Context<'p>,
    /// The secret's.
    name: &'c str,
}

impl Values for PatternValues<'_, '_> {
    fn value(&self, path: &Path) -> Option<Value> {
        let parts: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
        match parts.as_slice() {
            ["secret", "name"] => text(self.name),
            ["box", _] => BoxValues { context: self.context }.value(path),
            _ => None,
        }
    }
}

/// What is missing for a secret to come from a store.
#[derive(Clone, Copy)]
enum Lack {
    ExternalSecrets,
    Store,
    Path,
}

/// A secret from a store that nothing can fetch.
struct NoSecretStore {
    lack: Lack,
    span: Span,
    cluster: String,
    cluster_span: Option<Span>,
    fleet: Span,
}

impl NoSecretStore {
    fn new(lack: Lack, span: Span, context: &Context<'_>) -> Self {
        let (cluster, cluster_span) = super::errors::cluster(context);
        NoSecretStore { lack, span, cluster, cluster_span, fleet: context.site.fleet.fleet.span }
    }
}

impl From<NoSecretStore> for Diagnostic {
    fn from(error: NoSecretStore) -> Self {
        let NoSecretStore { lack, span, cluster, cluster_span, fleet } = error;
        let finding = |message: String| Diagnostic::error("no-secret-store", message).at(span, "comes from a store");
        match lack {
            Lack::ExternalSecrets => {
                at_cluster(finding(format!("nothing on `{cluster}` fetches secrets from a store")), cluster_span)
                    .help("install External Secrets and add `has: [external-secrets]` to the cluster in the fleet, or write `from: existing`")
            }
            Lack::Store => finding("the fleet names no store of secrets".to_owned())
                .at(fleet, "the fleet")
                .help("add `secrets: {store: NAME, path: PATTERN}` to the fleet"),
            Lack::Path => finding("nothing says where in the store this secret is".to_owned())
                .at(fleet, "the fleet")
                .help("write `from: {store: PATH}`, or add `path: \"boxes/${{ box.name }}/${{ secret.name }}\"` to the fleet's `secrets`"),
        }
    }
}
