//! What one box asks for and does not get.

use crate::ast::types::{KeyName, Name, Port as PortNumber};
use crate::ast::{self, Problem};
use crate::diagnostic::{Diagnostic, Page, listed, nearest};
use crate::expr::Path;
use crate::hir::{Item, Need};
use crate::source::{Span, Spanned};

use super::values::Context;

/// The pages of this stage's codes.
pub const PAGES: &[Page] = &[
    Page { code: "filled-in-folder", text: include_str!("pages/filled-in-folder.md") },
    Page { code: "forbidden-relaxation", text: include_str!("pages/forbidden-relaxation.md") },
    Page { code: "inside-tls-name", text: include_str!("pages/inside-tls-name.md") },
    Page { code: "limit-below-request", text: include_str!("pages/limit-below-request.md") },
    Page { code: "large-files", text: include_str!("pages/large-files.md") },
    Page { code: "memory-scratch", text: include_str!("pages/memory-scratch.md") },
    Page { code: "missing-fact", text: include_str!("pages/missing-fact.md") },
    Page { code: "no-api-address", text: include_str!("pages/no-api-address.md") },
    Page { code: "no-exposure", text: include_str!("pages/no-exposure.md") },
    Page { code: "no-init-image", text: include_str!("pages/no-init-image.md") },
    Page { code: "no-storage-class", text: include_str!("pages/no-storage-class.md") },
    Page { code: "no-secret-store", text: include_str!("pages/no-secret-store.md") },
    Page { code: "node-limit", text: include_str!("pages/node-limit.md") },
    Page { code: "rebound-port", text: include_str!("pages/rebound-port.md") },
    Page { code: "unshared-class", text: include_str!("pages/unshared-class.md") },
    Page { code: "undeclared-external", text: include_str!("pages/undeclared-external.md") },
    Page { code: "unbound-external", text: include_str!("pages/unbound-external.md") },
    Page { code: "unstated-node", text: include_str!("pages/unstated-node.md") },
    Page { code: "mismatched-service", text: include_str!("pages/mismatched-service.md") },
    Page { code: "not-offered", text: include_str!("pages/not-offered.md") },
    Page { code: "one-sided-allow", text: include_str!("pages/one-sided-allow.md") },
    Page { code: "other-cluster", text: include_str!("pages/other-cluster.md") },
];

/// A fact that the order, the fleet or a binding does not state.
pub(super) struct MissingFact {
    path: String,
    span: Span,
    /// Who should state it: the order or the member cluster, and what to call it.
    owner: (Span, String),
    help: String,
}

impl MissingFact {
    pub(super) fn new(path: &Path, context: &Context<'_>) -> Self {
        let parts: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
        let (name, cluster) = cluster(context);
        let order = context.surveyed.order.name.span;
        let help = match parts.as_slice() {
            ["box", "owner"] => "add `owner: NAME` to the box".to_owned(),
            ["cluster", rest @ ..] => format!("add `{}` to `{name}` in the fleet", rest.join(".")),
            ["needs", need, "tls-name"] => format!("bind `{need}` to a `host` on `{name}`; addresses have no name"),
            ["needs", need, "outputs", key] => format!("add `{key}` to the `outputs` of the binding of `{need}`"),
            _ => "state it, or do without it".to_owned(),
        };
        let owner = match cluster.filter(|_| parts.first() != Some(&"box")) {
            Some(span) => (span, format!("not stated for `{name}`")),
            None => (order, "not stated by this box".to_owned()),
        };
        let span = path.iter().map(|part| part.span).reduce(Span::to).unwrap_or(order);
        MissingFact { path: parts.join("."), span, owner, help }
    }
}

impl From<MissingFact> for Diagnostic {
    fn from(error: MissingFact) -> Self {
        let MissingFact { path, span, owner, help } = error;
        let mend = format!("{path} {:?}", owner.0);
        Diagnostic::error("missing-fact", format!("nothing states `{path}`"))
            .at(span, "used here")
            .at(owner.0, owner.1)
            .help(help)
            .mended_by(mend)
    }
}

/// An expression whose result its field does not take.
pub(super) struct WrongResult {
    pub code: &'static str,
    pub text: String,
    pub problem: Problem,
    pub span: Span,
    pub order: Span,
}

impl From<WrongResult> for Diagnostic {
    fn from(error: WrongResult) -> Self {
        let WrongResult { code, text, problem, span, order } = error;
        Diagnostic::error(code, format!("`{text}` {}", problem.why))
            .at(span, format!("gives `{text}`"))
            .at(order, "for this box")
            .maybe_help(problem.help)
    }
}

/// An external that a cluster has no binding for.
pub(super) struct UnboundExternal {
    name: Spanned<String>,
    lacking: Vec<String>,
}

impl UnboundExternal {
    pub(super) fn new(item: Item<'_>, context: &Context<'_>) -> Self {
        let fleet = context.site.fleet;
        let name = item.name();
        let lacks = |(_, cluster): &(&Spanned<_>, &ast::Cluster)| cluster.externals.get(name).is_none();
        let lacking = fleet.clusters.iter().filter(lacks).map(|(name, _)| name.value.to_string()).collect();
        UnboundExternal { name: Spanned::new(name.to_owned(), item.span()), lacking }
    }
}

impl From<UnboundExternal> for Diagnostic {
    fn from(error: UnboundExternal) -> Self {
        let UnboundExternal { name, lacking } = error;
        Diagnostic::error("unbound-external", format!("nothing says where `{}` is", name.value))
            .at(name.span, format!("not bound on {}", listed(&lacking)))
            .help(format!("add `externals: {{{}: {{host: …}}}}` to the fleet, for a cluster or for all", name.value))
    }
}

/// A fact that a binding owes to its external.
pub(super) struct UnboundOutput {
    external: String,
    key: Spanned<String>,
    cluster: String,
}

impl UnboundOutput {
    pub(super) fn new(item: Item<'_>, key: &Spanned<KeyName>, context: &Context<'_>) -> Self {
        let cluster = context.site.cluster.to_owned();
        let key = Spanned::new(key.value.to_string(), key.span);
        UnboundOutput { external: item.name().to_owned(), key, cluster }
    }
}

impl From<UnboundOutput> for Diagnostic {
    fn from(error: UnboundOutput) -> Self {
        let UnboundOutput { external, key, cluster } = error;
        Diagnostic::error(
            "unbound-external",
            format!("the binding of `{external}` on `{cluster}` lacks `{}`", key.value),
        )
        .at(key.span, "asked for here")
        .help(format!("add `outputs: {{{}: …}}` to the binding in the fleet", key.value))
    }
}

/// A binding of a port that the external does not have.
pub(super) struct UnknownBoundPort {
    external: String,
    external_span: Span,
    port: Spanned<String>,
    near: Option<String>,
}

impl UnknownBoundPort {
    pub(super) fn new(item: Item<'_>, port: &Spanned<Name>) -> Self {
        let names = item.ports().iter().map(|(name, _)| name.value.as_str());
        UnknownBoundPort {
            external: item.name().to_owned(),
            external_span: item.span(),
            near: nearest(port.value.as_str(), names).map(str::to_owned),
            port: Spanned::new(port.value.to_string(), port.span),
        }
    }
}

impl From<UnknownBoundPort> for Diagnostic {
    fn from(error: UnknownBoundPort) -> Self {
        let UnknownBoundPort { external, external_span, port, near } = error;
        Diagnostic::error("dangling-port", format!("`{external}` has no port `{}`", port.value))
            .at(port.span, "no such port")
            .at(external_span, format!("`{external}` is defined here"))
            .maybe_help(near.map(|near| format!("write `{near}`")))
    }
}

/// A port that a host binding moves, and a consumer that would not notice.
pub(super) struct ReboundPort {
    consumer: String,
    need: Spanned<String>,
    menu_port: u16,
    moved: Spanned<PortNumber>,
    cluster: String,
}

impl ReboundPort {
    pub(super) fn new(need: Need<'_>, port: &ast::Port, moved: Spanned<PortNumber>, context: &Context<'_>) -> Self {
        ReboundPort {
            consumer: need.consumer().name().to_owned(),
            need: Spanned::new(need.name().value.to_string(), need.name().span),
            menu_port: port.port.value.0,
            moved,
            cluster: context.site.cluster.to_owned(),
        }
    }
}

impl From<ReboundPort> for Diagnostic {
    fn from(error: ReboundPort) -> Self {
        let ReboundPort { consumer, need, menu_port, moved, cluster } = error;
        let name = &need.value;
        Diagnostic::error(
            "rebound-port",
            format!("`{consumer}` would call port {menu_port} of `{name}` on `{cluster}`"),
        )
        .at(need.span, format!("`{consumer}` never asks which port it is"))
        .at(moved.span, format!("here it is at {}, and a host name can't change a port", moved.value.0))
        .help(format!("write `${{{{ needs.{name}.port }}}}` where `{consumer}` is told the address"))
    }
}

/// An exposure on a cluster without such a way in.
pub(super) struct NoExposure {
    span: Span,
    balanced: bool,
    cluster: String,
    cluster_span: Option<Span>,
}

impl NoExposure {
    pub(super) fn new(span: Span, balanced: bool, context: &Context<'_>) -> Self {
        let (cluster, cluster_span) = cluster(context);
        NoExposure { span, balanced, cluster, cluster_span }
    }
}

impl From<NoExposure> for Diagnostic {
    fn from(error: NoExposure) -> Self {
        let (lacks, help) = match error.balanced {
            true => ("load balancers", "add `exposure: {load-balancer: {address: own}}` to the cluster in the fleet"),
            false => (
                "way in from outside",
                "add `exposure: {gateway: …}` or `exposure: {ingress: …}` to the cluster in the fleet",
            ),
        };
        let finding = Diagnostic::error("no-exposure", format!("`{}` has no {lacks}", error.cluster));
        at_cluster(finding.at(error.span, "exposed here"), error.cluster_span).help(help)
    }
}

/// A storage class that the cluster does not have.
pub(super) struct UnknownStorageClass {
    class: Spanned<String>,
    cluster: String,
    cluster_span: Option<Span>,
    known: Vec<String>,
}

impl UnknownStorageClass {
    pub(super) fn new(class: &Spanned<ast::types::AnyName>, context: &Context<'_>) -> Self {
        let storage = context.cluster.storage.as_ref();
        let names = storage.into_iter().flat_map(|storage| storage.alias.keys().chain(storage.classes.keys()));
        let (cluster, cluster_span) = cluster(context);
        UnknownStorageClass {
            class: Spanned::new(class.value.to_string(), class.span),
            cluster,
            cluster_span,
            known: names.map(str::to_owned).collect(),
        }
    }
}

impl From<UnknownStorageClass> for Diagnostic {
    fn from(error: UnknownStorageClass) -> Self {
        let UnknownStorageClass { class, cluster, cluster_span, known } = error;
        let message = format!("`{cluster}` has no storage class `{}`", class.value);
        let finding = Diagnostic::error("no-storage-class", message).at(class.span, "asked for here");
        let finding = at_cluster(finding, cluster_span);
        match nearest(&class.value, known.iter().map(String::as_str)) {
            Some(near) => finding.help(format!("write `{near}`")),
            None => finding
                .help(format!("map it in the fleet: `storage: {{alias: {{{}: CLASS}}}}`", class.value))
                .mended_by(format!("{cluster} {}", class.value)),
        }
    }
}

/// A volume for many on storage for one.
pub(super) struct UnsharedClass {
    class: String,
    at: Span,
    cluster: String,
    cluster_span: Option<Span>,
}

impl UnsharedClass {
    pub(super) fn new(class: &str, at: Span, context: &Context<'_>) -> Self {
        let (cluster, cluster_span) = cluster(context);
        UnsharedClass { class: class.to_owned(), at, cluster, cluster_span }
    }
}

impl From<UnsharedClass> for Diagnostic {
    fn from(error: UnsharedClass) -> Self {
        let UnsharedClass { class, at, cluster, cluster_span } = error;
        let message = format!("the class `{class}` of `{cluster}` can't be shared");
        let finding = Diagnostic::error("unshared-class", message).at(at, "shared by many");
        at_cluster(finding, cluster_span).help(format!(
            "give the volume a class that can, or say that this one can: `classes: {{{class}: {{share: many}}}}`"
        ))
    }
}

/// A wait, and nothing to wait with.
pub(super) struct NoInitImage {
    pub asked: Span,
    pub fleet: Span,
}

impl From<NoInitImage> for Diagnostic {
    fn from(error: NoInitImage) -> Self {
        Diagnostic::error("no-init-image", "the fleet does not say which image helps in the pods")
            .at(error.asked, "done by box-init")
            .at(error.fleet, "the fleet")
            .help("add `defaults: {init-image: REGISTRY/box-init:VERSION}` to the fleet")
            .mended_by("init-image")
    }
}

/// A file that is filled in, in a folder that nobody can write to.
pub(super) struct FilledInFolder {
    pub asked: Span,
    pub folder: Span,
}

impl From<FilledInFolder> for Diagnostic {
    fn from(error: FilledInFolder) -> Self {
        Diagnostic::error("filled-in-folder", "a file that is filled in at the start can't lie in a folder of files")
            .at(error.asked, "filled in when the container starts")
            .at(error.folder, "the folder, which nobody writes to")
            .help("give the file a path outside of the folder, or name the folder's other files one by one")
    }
}

/// Something that takes the API of a cluster whose API can't be reached.
pub(super) struct NoApiAddress {
    asked: Span,
    what: &'static str,
    cluster: String,
    cluster_span: Option<Span>,
}

impl NoApiAddress {
    pub(super) fn new(asked: Span, what: &'static str, context: &Context<'_>) -> Self {
        let (cluster, cluster_span) = cluster(context);
        NoApiAddress { asked, what, cluster, cluster_span }
    }
}

impl From<NoApiAddress> for Diagnostic {
    fn from(error: NoApiAddress) -> Self {
        let message = format!("pods on `{}` can't reach its API", error.cluster);
        let finding = Diagnostic::error("no-api-address", message).at(error.asked, error.what);
        at_cluster(finding, error.cluster_span)
            .help(
                "add `network: {api: [\"10.0.0.1/32:6443\"]}`, the address of its API server, to the cluster in the fleet",
            )
            .mended_by(error.cluster)
    }
}

pub(super) fn cluster(context: &Context<'_>) -> (String, Option<Span>) {
    let name = context.site.cluster;
    (name.to_owned(), context.site.fleet.clusters.entry(name).map(|(name, _)| name.span))
}

pub(super) fn at_cluster(finding: Diagnostic, span: Option<Span>) -> Diagnostic {
    match span {
        Some(span) => finding.at(span, "this cluster"),
        None => finding,
    }
}
