//! What can be wrong with one document by itself.

use crate::diagnostic::{Diagnostic, Page, nearest};
use crate::source::{Span, Spanned};

use super::literal::Problem;

/// The pages of this stage's codes.
pub const PAGES: &[Page] = &[
    Page { code: "bad-image", text: include_str!("pages/bad-image.md") },
    Page { code: "bad-name", text: include_str!("pages/bad-name.md") },
    Page { code: "conflicting-keys", text: include_str!("pages/conflicting-keys.md") },
    Page { code: "dangling-set", text: include_str!("pages/dangling-set.md") },
    Page { code: "disputed-scalar", text: include_str!("pages/disputed-scalar.md") },
    Page { code: "missing-field", text: include_str!("pages/missing-field.md") },
    Page { code: "not-yet", text: include_str!("pages/not-yet.md") },
    Page { code: "template-cycle", text: include_str!("pages/template-cycle.md") },
    Page { code: "unknown-document", text: include_str!("pages/unknown-document.md") },
    Page { code: "unknown-key", text: include_str!("pages/unknown-key.md") },
    Page { code: "unknown-template", text: include_str!("pages/unknown-template.md") },
    Page { code: "wrong-shape", text: include_str!("pages/wrong-shape.md") },
    Page { code: "wrong-value", text: include_str!("pages/wrong-value.md") },
];

/// Keys of other tools, and the keys here that say the same.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("condition", &["until"]),
    ("containerPort", &["port"]),
    ("depends_on", &["needs"]),
    ("dependsOn", &["needs"]),
    ("entrypoint", &["command"]),
    ("environment", &["env"]),
    ("exec", &["run"]),
    ("externalName", &["host"]),
    ("failureThreshold", &["failures"]),
    ("fsGroup", &["group"]),
    ("healthcheck", &["health"]),
    ("httpGet", &["http"]),
    ("initialDelaySeconds", &["starts-within"]),
    ("interval", &["every"]),
    ("limits", &["cpu-limit", "memory-limit"]),
    ("livenessProbe", &["health"]),
    ("mountPath", &["mount"]),
    ("parameters", &["params"]),
    ("periodSeconds", &["every"]),
    ("readinessProbe", &["health"]),
    ("requests", &["cpu", "memory"]),
    ("runAsGroup", &["group"]),
    ("runAsUser", &["user"]),
    ("scale", &["replicas"]),
    ("securityContext", &["security"]),
    ("start_period", &["starts-within"]),
    ("startupProbe", &["health"]),
    ("storageClassName", &["class"]),
    ("targetPort", &["target"]),
    ("tcpSocket", &["tcp"]),
    ("terminationGracePeriodSeconds", &["stop"]),
    ("timeoutSeconds", &["timeout"]),
    ("values", &["with"]),
    ("volumes", &["mounts"]),
];

/// A key that its mapping does not have.
pub struct UnknownKey {
    pub key: Spanned<String>,
    pub known: Vec<&'static str>,
}

impl From<UnknownKey> for Diagnostic {
    fn from(error: UnknownKey) -> Self {
        let key = &error.key.value;
        let elsewhere =
            ELSEWHERE.iter().find(|(word, ours)| word == key && ours.iter().all(|own| error.known.contains(own)));
        let help = match (elsewhere, nearest(key, error.known.iter().copied())) {
            (Some((_, ours)), _) => {
                format!("write {}", ours.iter().map(|own| format!("`{own}`")).collect::<Vec<_>>().join(" and "))
            }
            (None, Some(near)) => format!("write `{near}`"),
            (None, None) => format!("the keys here are {}", listed(&error.known)),
        };
        let message = format!("there is no key `{key}` here");
        Diagnostic::error("unknown-key", message).at(error.key.span, "not a key of this mapping").help(help)
    }
}

/// A key that others have, and this mapping has not.
pub struct ForeignKey {
    pub key: Spanned<String>,
    pub why: &'static str,
}

impl From<ForeignKey> for Diagnostic {
    fn from(error: ForeignKey) -> Self {
        let message = format!("there is no key `{}` here", error.key.value);
        Diagnostic::error("unknown-key", message).at(error.key.span, "not a key of this mapping").help(error.why)
    }
}

fn listed(names: &[&str]) -> String {
    let mut names = names.to_vec();
    names.sort_unstable();
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A required key that is not there.
pub struct MissingField {
    pub key: &'static str,
    pub span: Span,
}

impl From<MissingField> for Diagnostic {
    fn from(error: MissingField) -> Self {
        let key = error.key;
        Diagnostic::error("missing-field", format!("`{key}` is missing"))
            .at(error.span, format!("this mapping has no `{key}`"))
            .help(format!("add `{key}: …`"))
    }
}

/// A list where a mapping belongs, and the like.
pub struct WrongShape {
    pub expected: &'static str,
    pub found: &'static str,
    pub span: Span,
}

impl From<WrongShape> for Diagnostic {
    fn from(error: WrongShape) -> Self {
        let WrongShape { expected, found, span } = error;
        let message = format!("{found} stands where {expected} belongs");
        Diagnostic::error("wrong-shape", message).at(span, format!("expected {expected}"))
    }
}

/// A scalar that is no value of its field's type.
pub struct WrongValue {
    pub code: &'static str,
    pub text: String,
    pub problem: Problem,
    pub span: Span,
}

impl From<WrongValue> for Diagnostic {
    fn from(error: WrongValue) -> Self {
        let shown: String = error.text.chars().take(60).collect();
        let dots = if shown.len() < error.text.len() { "…" } else { "" };
        Diagnostic::error(error.code, format!("`{shown}{dots}` {}", error.problem.why))
            .at(error.span, "")
            .maybe_help(error.problem.help)
    }
}

/// Keys that exclude each other, or of which one is needed.
pub struct ConflictingKeys {
    pub message: String,
    pub span: Span,
    pub help: String,
}

impl From<ConflictingKeys> for Diagnostic {
    fn from(error: ConflictingKeys) -> Self {
        Diagnostic::error("conflicting-keys", error.message).at(error.span, "").help(error.help)
    }
}

/// A box that orders nothing and holds nothing.
pub struct EmptyBox {
    pub span: Span,
}

impl From<EmptyBox> for Diagnostic {
    fn from(error: EmptyBox) -> Self {
        Diagnostic::error("missing-field", "this box is empty")
            .at(error.span, "it orders no menu and has no items of its own")
            .help("add `menu: NAME`, or `services: {…}`")
    }
}

/// An item on a template that the menu does not have.
pub struct UnknownTemplate {
    pub name: Spanned<String>,
    pub known: Vec<String>,
}

impl From<UnknownTemplate> for Diagnostic {
    fn from(error: UnknownTemplate) -> Self {
        let UnknownTemplate { name, known } = error;
        let help = match nearest(&name.value, known.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None if known.is_empty() => format!("add `templates: {{{}: {{…}}}}` to the menu", name.value),
            None => format!("its templates are {}", crate::diagnostic::listed(known)),
        };
        Diagnostic::error("unknown-template", format!("this menu has no template `{}`", name.value))
            .at(name.span, "extended here")
            .help(help)
    }
}

/// Templates that extend each other.
pub struct TemplateCycle {
    pub trail: Vec<Spanned<String>>,
}

impl From<TemplateCycle> for Diagnostic {
    fn from(error: TemplateCycle) -> Self {
        let names: Vec<&str> = error.trail.iter().map(|step| step.value.as_str()).collect();
        let message = format!("these templates extend each other: {}", names.join(" → "));
        let mut finding = Diagnostic::error("template-cycle", message);
        for step in error.trail.iter().rev() {
            finding = finding.at(step.span, format!("extends `{}`", step.value));
        }
        finding.help("let one of them stand by itself")
    }
}

/// A part of the language that this version of boxc reads and does not act upon.
pub struct NotYet {
    pub key: Spanned<String>,
}

impl From<NotYet> for Diagnostic {
    fn from(error: NotYet) -> Self {
        let key = &error.key.value;
        Diagnostic::error("not-yet", format!("`{key}` has no effect in this version of boxc"))
            .at(error.key.span, "part of the language, but not compiled yet")
            .help(format!("remove `{key}`, or wait for a version that compiles it"))
    }
}

/// A file whose first key names no kind of document.
pub struct UnknownDocument {
    pub key: Spanned<String>,
}

impl From<UnknownDocument> for Diagnostic {
    fn from(error: UnknownDocument) -> Self {
        let key = &error.key.value;
        Diagnostic::error("unknown-document", format!("a file that begins with `{key}` is no document of a project"))
            .at(error.key.span, "the first key says what the document is")
            .help(match key.as_str() {
                "apiVersion" | "kind" => {
                    "move a manifest to a folder `extra` beside the menu: `manifests: [{from: extra/*.yaml}]`"
                }
                _ => "begin with `menu: NAME`, `box: NAME`, `fleet: NAME` or `placement: FLEET`",
            })
    }
}
