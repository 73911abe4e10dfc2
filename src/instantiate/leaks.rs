//! What the texts of a box let out of it, once they are known: credentials, other boxes, hosts that nobody declared.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{self, SeenText, TextPlace};
use crate::check::{Host, LeakedName, hosts, item_name, lines, literal_secrets, renamed_name, undeclared_need};
use crate::diagnostic::Diagnostic;
use crate::expr::HOLE;
use crate::hir::{self, ItemKind};
use crate::source::{Origin, Span, Spanned};
use crate::survey::reserved_namespaces;

use super::model::{Composed, FileContent, Piece, Pod};
use super::resolve::Resolver;

/// The namespaces of all boxes of a project.
pub type Namespaces = BTreeSet<String>;

impl<'p> Resolver<'_, 'p> {
    /// Reports what the texts of a container let out.
    pub(super) fn leaks(&mut self, item: hir::Item<'p>, workload: &ast::Workload, pod: &Pod) {
        let written = workload.texts();
        let texts = texts(&written, pod);
        // What is as the menu says was looked at there.
        let written: BTreeMap<Span, &str> = written.iter().map(|text| (text.span, text.text.as_str())).collect();
        let is_known = |text: &SeenText<'_>| written.get(&text.span).is_some_and(|written| *written == text.text);
        literal_secrets(&texts, is_known, self.diagnostics);
        for text in &texts {
            for host in lines(text).flat_map(hosts) {
                self.leaked(item, text, host);
            }
        }
    }

    fn leaked(&mut self, item: hir::Item<'p>, text: &SeenText<'_>, host: Host<'_>) {
        let at = text.span;
        if let Some(found) = renamed_name(self.context.menu(), item, host, at) {
            // The menu's own texts are right, so an argument says the name.
            let new = self.context.menu().new_name(item_name(host.name), at.file).map_or("", |new| new.value.as_str());
            let help = format!("let the argument say `{new}`, or write an expression for the name");
            self.diagnostics.push(found.at(self.order(), "for this box").help(help));
        } else if self.is_used(item, host) {
            let name = Spanned::new(item_name(host.name).to_owned(), at);
            let found = undeclared_need(self.context.menu(), item, name);
            self.diagnostics.push(found.at(self.order(), "for this box"));
        } else if let Some(host) = self.outer_name(item, host) {
            self.diagnostics.push(InsideTlsName { host, at });
        } else if self.is_declared(host.name) {
            // By its outer name, which is known to be called.
        } else if let Some(what) = self.elsewhere(host.name) {
            self.diagnostics.push(LeakedName { host: host.name.to_owned(), written: host.written(), what, at });
        } else if host.url && text.place != TextPlace::File && is_outside(host.name) {
            let (host, item) = (host.name.to_owned(), item.name().to_owned());
            self.diagnostics.push(UndeclaredExternal { host, item, at });
        }
    }

    /// Whether a host is another item of the box that is not needed. Where the menu alone tells, it did.
    fn is_used(&self, item: hir::Item<'p>, host: Host<'_>) -> bool {
        let (menu, name) = (self.context.menu(), item_name(host.name));
        let there = menu.all_named(name).filter(|named| named.presence().holds(&self.context.surveyed.arguments));
        let mut others = there.filter(|named| named.id() != item.id());
        others.any(|named| host.reaches(named)) && !item.needs().any(|need| need.name().value.as_str() == name)
    }

    /// The host that an external is bound to which a program calls by TLS under its inside name.
    fn outer_name(&self, item: hir::Item<'p>, host: Host<'_>) -> Option<Spanned<String>> {
        let provider = item.need(host.name).filter(|_| host.tls)?.provider();
        let outer = self.context.binding(provider.name()).filter(|_| provider.is_external())?.host.as_ref()?;
        Some(Spanned::new(host.name.to_owned(), outer.span))
    }

    /// What a name of two labels or more means that is not in this box: `ITEM.NAMESPACE`, perhaps with `.svc`.
    fn elsewhere(&self, host: &str) -> Option<&'static str> {
        let (_, rest) = host.split_once('.')?;
        let namespace = rest.split_once(".svc").map_or(rest, |(namespace, _)| namespace);
        let own = namespace == self.context.identity.namespace || self.context.menu().named(namespace).is_some();
        if namespace.contains('.') || own {
            return None;
        }
        if self.context.site.namespaces.contains(namespace) {
            return Some("something in another box");
        }
        reserved_namespaces(self.context.site.fleet, namespace).map(|_| "something in another namespace")
    }

    /// Whether a host is where some external of the box is bound, or where the box itself is exposed.
    fn is_declared(&self, host: &str) -> bool {
        let context = self.context;
        let bound = |item: hir::Item<'p>| {
            let named = context.binding(item.name()).and_then(|binding| binding.host.as_ref());
            let in_box = || context.bound_box(item).is_some_and(|bound| bound.host(context) == host);
            named.is_some_and(|named| named.value.as_str() == host) || in_box()
        };
        let exposed = |item: hir::Item<'p>| {
            let exposures = item.service().into_iter().flat_map(|service| service.expose.keys());
            let mut hosts = exposures.filter_map(|name| self.values(item).exposure_host(name));
            hosts.any(|own| own == host)
        };
        context.items.iter().any(|(item, _)| match item.kind() {
            ItemKind::External(_) => bound(*item),
            ItemKind::Service(_) | ItemKind::Job(_) => exposed(*item),
        })
    }
}

/// The texts of a container as it sees them.
fn texts<'a>(written: &[SeenText<'_>], pod: &'a Pod) -> Vec<SeenText<'a>> {
    let spans = |keep: fn(&SeenText<'_>) -> bool| -> BTreeSet<Span> {
        written.iter().filter(|text| keep(text)).map(|text| text.span).collect()
    };
    let public = spans(|text| text.public);
    // What a file says that no expression is in was looked into at the menu.
    let made = spans(|text| text.place == TextPlace::File && text.text.contains(HOLE));
    let seen = |place, text: String, origin: Origin| match origin {
        Origin::Source(span) => Some(SeenText { place, text, span, public: public.contains(&span) }),
        Origin::Rule(_) => None,
    };
    let composed = |place, text: &Composed| seen(place, outline(&text.value), text.origin);
    let env = pod.env.iter().filter_map(|(name, text)| composed(TextPlace::Variable(name.value.as_str()), text));
    let words = pod.command.iter().chain(&pod.args).filter_map(|text| composed(TextPlace::Argument, text));
    let files = pod.files.iter().filter_map(|file| match &file.content {
        FileContent::Text(text) => seen(TextPlace::File, text.value.clone(), text.origin),
        FileContent::Binary(_) | FileContent::Secret { .. } => None,
    });
    env.chain(words).chain(files.filter(|text| made.contains(&text.span))).collect()
}

fn outline(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Secret { .. } | Piece::Field(_) | Piece::MemberIndex => HOLE.to_string(),
    };
    pieces.iter().map(piece).collect()
}

/// Whether a name is of the internet, and one that a program would call: names that only identify something, and those
/// that are kept for examples, are none.
fn is_outside(host: &str) -> bool {
    const IDENTIFIERS: [&str; 9] = [
        "w3.org",
        "json-schema.org",
        "schema.org",
        "xmlsoap.org",
        "apache.org",
        "springframework.org",
        "opengis.net",
        "purl.org",
        "localhost",
    ];
    const EXAMPLES: [&str; 7] =
        ["example", "test", "invalid", "localhost", "example.com", "example.org", "example.net"];
    let below = |domain: &&str| host == *domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    let last = host.rsplit('.').next().unwrap_or(host);
    let named = host.contains('.') && last.len() > 1 && last.bytes().all(|b| b.is_ascii_lowercase());
    named && !IDENTIFIERS.iter().any(below) && !EXAMPLES.iter().any(below)
}

/// TLS by a name that no certificate has.
struct InsideTlsName {
    /// The inside name, and where the external is bound.
    host: Spanned<String>,
    at: Span,
}

impl From<InsideTlsName> for Diagnostic {
    fn from(error: InsideTlsName) -> Self {
        let InsideTlsName { host, at } = error;
        let name = host.value;
        Diagnostic::warning("inside-tls-name", format!("no certificate is for `{name}`"))
            .at(at, "called by TLS")
            .at(host.span, "it is this host, whose certificate is for that name")
            .help(format!("write `${{{{ needs.{name}.tls-name }}}}` for the host"))
    }
}

/// A host outside of the box that a program is told of, and no external.
struct UndeclaredExternal {
    host: String,
    item: String,
    at: Span,
}

impl From<UndeclaredExternal> for Diagnostic {
    fn from(error: UndeclaredExternal) -> Self {
        let UndeclaredExternal { host, item, at } = error;
        let name: String = host.split('.').rev().nth(1).unwrap_or("outside").chars().take(50).collect();
        Diagnostic::warning("undeclared-external", format!("`{host}` is outside of the box, and no external of it"))
            .at(at, "the network lets nobody through to what is not needed")
            .help(format!(
                "declare it, `externals: {{{name}: {{ports: {{https: 443}}}}}}`, bind it to `{host}` in the fleet, and let \
                 `{item}` need it"
            ))
    }
}

#[cfg(test)]
mod tests {
    use super::is_outside;

    #[test]
    fn hosts_of_the_internet() {
        for outside in ["api.stripe.com", "smtp.corp.internal", "sts.eu-west-1.amazonaws.com"] {
            assert!(is_outside(outside), "{outside}");
        }
        for none in
            ["www.w3.org", "maven.apache.org", "pay.example.com", "x.test", "localhost", "web", "10.1.2.3", "es-0.es.1"]
        {
            assert!(!is_outside(none), "{none}");
        }
    }
}
