//! How to tell that an item is ready and alive.

use serde_json::{Value, json};

use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node};

use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::dynamic::{Dynamic, Elements};
use super::errors::ConflictingKeys;
use super::expose::UrlPath;
use super::literal::words;
use super::merge;
use super::record::record;
use super::schema::Schemas;
use super::types::{Duration, FileText, Name, WordText};

words! {
    /// How an HTTP probe connects.
    pub enum Scheme {
        /// Plain HTTP.
        Http = "http",
        /// HTTP over TLS; the certificate is not checked.
        Https = "https",
    }
}

words! {
    /// Refers to the readiness probe.
    pub enum Same {
        /// The same probe.
        Same = "same",
    }
}

/// How many seconds a program may take to start where it is not said.
pub const STARTS_WITHIN: u32 = 300;

/// How many seconds there are between two tries of a probe where it is not said.
pub const EVERY: u32 = 10;

/// How often a probe is tried, one try every so many seconds, before a start has taken too long.
pub fn tries(starts_within: u32, every: u32) -> u32 {
    starts_within.div_ceil(every.max(1)).max(1)
}

/// What a probe does.
#[derive(Debug, Clone)]
pub enum ProbeAction {
    Http {
        path: Spanned<UrlPath>,
        port: Option<Spanned<Name>>,
        scheme: Scheme,
        headers: Dict<String, Dynamic<FileText>>,
    },
    Tcp {
        port: Spanned<Name>,
    },
    Grpc {
        port: Spanned<Name>,
    },
    Run {
        command: Elements<WordText>,
    },
}

record! {
    /// A probe: one of `http`, `tcp`, `grpc` and `run`, and how often.
    pub struct ProbeKeys {
        /// An HTTP path that answers with success.
        http: Option<Spanned<UrlPath>> = "http",
        /// A port that takes connections.
        tcp: Option<Spanned<Name>> = "tcp",
        /// A port that answers gRPC health checks.
        grpc: Option<Spanned<Name>> = "grpc",
        /// A command that succeeds.
        run: Option<Elements<WordText>> = "run",
        /// The port of `http`, by name; the only one by default.
        port: Option<Spanned<Name>> = "port",
        /// The scheme of `http`: http (default) or https.
        scheme: Option<Spanned<Scheme>> = "scheme",
        /// Headers of `http`.
        headers: Dict<String, Dynamic<FileText>> = "headers",
        /// The time between two tries; 10s by default.
        every: Option<Spanned<Duration>> = "every",
        /// How long one try may take; 5s by default.
        timeout: Option<Spanned<Duration>> = "timeout",
        /// How many failures in a row count; 3 by default.
        failures: Option<Spanned<u32>> = "failures",
    }
    alternatives { "http", "tcp", "grpc", "run" }
}

/// A probe and how often it is tried.
#[derive(Debug, Clone)]
pub struct Probe {
    pub action: ProbeAction,
    pub every: Option<Spanned<Duration>>,
    pub timeout: Option<Spanned<Duration>>,
    pub failures: Option<Spanned<u32>>,
    pub span: Span,
}

/// The keys of which a probe has one.
const ACTIONS: [&str; 4] = ["http", "tcp", "grpc", "run"];
/// The keys that belong to a probe, and to `http` alone.
const OF_A_PROBE: [&str; 6] = ["port", "scheme", "headers", "every", "timeout", "failures"];

fn required(key: &str) -> Value {
    json!({"required": [key]})
}

fn any(keys: &[&str]) -> Value {
    json!({"anyOf": keys.iter().map(|key| required(key)).collect::<Vec<_>>()})
}

/// What holds of a probe's keys.
fn one_action() -> Value {
    let with_http = json!({"port": ["http"], "scheme": ["http"], "headers": ["http"]});
    json!({"oneOf": ACTIONS.map(required).to_vec(), "dependentRequired": with_http})
}

/// What holds of health: it is one probe, or several by their names.
fn either_form() -> Value {
    let short = json!({"allOf": [one_action(), {"not": any(&["start", "ready"])}]});
    let own_alive = json!({"allOf": [any(&["start", "alive"]), {"properties": {"alive": {"type": "object"}}}]});
    let of_a_probe = any(&[&ACTIONS[..], &OF_A_PROBE[..]].concat());
    let long = json!({"anyOf": [required("ready"), own_alive], "not": of_a_probe});
    json!({"anyOf": [short, long]})
}

/// Refers to the readiness probe, or is one of its own.
#[derive(Debug, Clone)]
pub enum Alive {
    Same(Span),
    Probe(Probe),
}

record! {
    /// Health in its long form, or one probe with `alive` and `starts-within`.
    pub struct HealthKeys {
        /// Tells that it has started; `ready` by default, else `alive`.
        start: Option<Probe> = "start",
        /// Tells that it can be used.
        ready: Option<Probe> = "ready",
        /// Tells that it must be restarted when it fails: `same`, or a probe. Never by default.
        alive: Option<Alive> = "alive",
        /// How long it may take to start; 5m by default.
        starts_within: Option<Spanned<Duration>> = "starts-within",
        ..probe: ProbeKeys,
    }
}

/// How to tell that an item has started, is ready, and is alive.
#[derive(Debug, Clone)]
pub struct Health {
    pub start: Option<Probe>,
    pub ready: Option<Probe>,
    pub alive: Option<Probe>,
    pub starts_within: Option<Spanned<Duration>>,
    pub span: Span,
}

impl ProbeKeys {
    fn any(&self) -> bool {
        self.http.is_some() || self.tcp.is_some() || self.grpc.is_some() || self.run.is_some()
    }

    /// Whether something is said of a probe.
    fn says_more(&self) -> bool {
        let http = self.port.is_some() || self.scheme.is_some() || !self.headers.is_empty();
        http || self.every.is_some() || self.timeout.is_some() || self.failures.is_some()
    }

    fn into_probe(self, span: Span, cx: &mut Decoder<'_>) -> Option<Probe> {
        let only_http =
            self.http.is_none() && (self.port.is_some() || self.scheme.is_some() || !self.headers.is_empty());
        let action = match (self.http, self.tcp, self.grpc, self.run) {
            (Some(path), None, None, None) => {
                let scheme = self.scheme.map_or(Scheme::Http, |scheme| scheme.value);
                ProbeAction::Http { path, port: self.port, scheme, headers: self.headers }
            }
            (None, Some(port), None, None) if !only_http => ProbeAction::Tcp { port },
            (None, None, Some(port), None) if !only_http => ProbeAction::Grpc { port },
            (None, None, None, Some(command)) if !only_http => ProbeAction::Run { command },
            (None, None, None, None) | (None, _, _, _) if only_http => {
                one_of("`http` (with `port`, `scheme` and `headers`), `tcp`, `grpc` and `run`", span, cx);
                return None;
            }
            _ => {
                one_of("`http`, `tcp`, `grpc` and `run`", span, cx);
                return None;
            }
        };
        Some(Probe { action, every: self.every, timeout: self.timeout, failures: self.failures, span })
    }
}

impl Decode for Probe {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        ProbeKeys::decode(node, cx)?.into_probe(node.span, cx)
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let reference = ProbeKeys::schema(schemas);
        schemas.constrain("ProbeKeys", &one_action());
        reference
    }

    fn merge(base: &Node, over: &Node) -> Node {
        ProbeKeys::merge(base, over)
    }
}

impl Decode for Alive {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        if matches!(node.kind, Kind::Map(_)) {
            return Probe::decode(node, cx).map(Alive::Probe);
        }
        Spanned::<Same>::decode(node, cx).map(|same| Alive::Same(same.span))
    }

    fn schema(schemas: &mut Schemas) -> Value {
        json!({"anyOf": [Spanned::<Same>::schema(schemas), Probe::schema(schemas)]})
    }
}

impl Decode for Health {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let keys = HealthKeys::decode(node, cx)?;
        if let Some(failures) = keys.start.as_ref().and_then(|start| start.failures) {
            cx.push(ConflictingKeys {
                message: "`starts-within` says how long starting may take, not a number of failures".to_owned(),
                span: failures.span,
                help: "write `starts-within: TIME` beside `start` instead".to_owned(),
            });
            return None;
        }
        let short = keys.probe.any();
        if short && (keys.start.is_some() || keys.ready.is_some()) {
            one_of("a probe and `start`/`ready`", node.span, cx);
            return None;
        }
        if !short && keys.probe.says_more() {
            one_of("`http`, `tcp`, `grpc` and `run` beside what is said of it", node.span, cx);
            return None;
        }
        let ready = if short { Some(keys.probe.into_probe(node.span, cx)?) } else { keys.ready };
        let alive = match keys.alive {
            Some(Alive::Same(span)) if ready.is_none() => {
                one_of("`ready` (which `same` refers to) and a probe under `alive`", span, cx);
                return None;
            }
            Some(Alive::Same(_)) => ready.clone(),
            Some(Alive::Probe(probe)) => Some(probe),
            None => None,
        };
        if ready.is_none() && alive.is_none() && keys.start.is_none() {
            one_of("`http`, `tcp`, `grpc`, `run`, `start`, `ready` and `alive`", node.span, cx);
            return None;
        }
        Some(Health { start: keys.start, ready, alive, starts_within: keys.starts_within, span: node.span })
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let reference = HealthKeys::schema(schemas);
        schemas.constrain("HealthKeys", &either_form());
        reference
    }

    /// Another kind of probe, or the other form, replaces the whole.
    fn merge(base: &Node, over: &Node) -> Node {
        let any = |node: &Node, keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
        let (short, long) = (["http", "tcp", "grpc", "run"], ["ready", "start"]);
        let other_form = (any(base, &short) && any(over, &long)) || (any(base, &long) && any(over, &short));
        if other_form || merge::differ(base, over, &short) { over.clone() } else { HealthKeys::merge(base, over) }
    }
}

impl Visit for ProbeAction {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        match self {
            ProbeAction::Http { headers, .. } => headers.visit(visitor),
            ProbeAction::Run { command } => command.visit(visitor),
            ProbeAction::Tcp { .. } | ProbeAction::Grpc { .. } => {}
        }
    }
}

impl Visit for Probe {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        self.action.visit(visitor);
    }
}

impl Visit for Alive {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        match self {
            Alive::Same(_) => {}
            Alive::Probe(probe) => probe.visit(visitor),
        }
    }
}

impl Visit for Health {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        self.probes().for_each(|probe| probe.visit(visitor));
    }
}

impl Health {
    /// The seconds that a start may take before it is begun anew: until its probe has failed as often as it may.
    pub fn budget(&self) -> u32 {
        let seconds = |duration: Option<Spanned<Duration>>, usual| duration.map_or(usual, |given| given.value.seconds);
        let probe = self.start.as_ref().or(self.ready.as_ref()).or(self.alive.as_ref());
        let every = seconds(probe.and_then(|probe| probe.every), EVERY);
        tries(seconds(self.starts_within, STARTS_WITHIN), every).saturating_mul(every)
    }

    pub fn probes(&self) -> impl Iterator<Item = &Probe> {
        [&self.start, &self.ready, &self.alive].into_iter().flatten()
    }

    /// The name of a probe's header field, as a check on `AnyName` would be too narrow: any HTTP token.
    pub fn is_header_name(text: &str) -> bool {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
    }
}

/// Reports that exactly one of some keys belongs here.
fn one_of(keys: &str, span: Span, cx: &mut Decoder<'_>) {
    cx.push(ConflictingKeys {
        message: format!("exactly one of {keys} belongs here"),
        span,
        help: format!("keep one of {keys}"),
    });
}
