//! Probes of a container.
//!
//! Input: the health that the author stated, or none. Output: start-up, readiness and liveness probes.
//! Not here: whether the program answers them.

use k8s_openapi::api::core::v1::{
    ExecAction, GRPCAction, HTTPGetAction, HTTPHeader, Probe as KubeProbe, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::ast::{Scheme, tries};
use crate::instantiate::{Located, Pod, Port, Probe, ProbeAction};
use crate::source::Origin;

use super::Trace;
use super::containers::int;
use super::escape::{Next, escape};
use super::graph::takes_tcp;
use super::scope::Scope;

const BY_PORT: Origin = Origin::Rule("an item without `health` is ready when its first TCP port takes connections");

/// The probe that has to succeed once before the others begin. It gives up after the time that starting may take.
pub(super) fn startup<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod) -> Option<KubeProbe> {
    let probe = pod.start.as_ref().or(pod.ready.as_ref()).or(pod.alive.as_ref())?;
    let tries = tries(pod.starts_within.value, probe.every.value);
    let failures = Located { value: tries, origin: pod.starts_within.origin };
    Some(lower(scope, "startupProbe", probe, &failures))
}

pub(super) fn readiness<T: Trace>(scope: &mut Scope<'_, T>, ports: &[Port], pod: &Pod) -> Option<KubeProbe> {
    match &pod.ready {
        Some(probe) => Some(lower(scope, "readinessProbe", probe, &probe.failures)),
        None if pod.start.is_some() || pod.alive.is_some() => None,
        None => by_port(scope, ports),
    }
}

pub(super) fn liveness<T: Trace>(scope: &mut Scope<'_, T>, pod: &Pod) -> Option<KubeProbe> {
    pod.alive.as_ref().map(|probe| lower(scope, "livenessProbe", probe, &probe.failures))
}

fn by_port<T: Trace>(scope: &mut Scope<'_, T>, ports: &[Port]) -> Option<KubeProbe> {
    let port = ports.iter().find(|port| takes_tcp(port))?;
    scope.set(format_args!("/readinessProbe"), BY_PORT);
    scope.set(format_args!("/readinessProbe/tcpSocket/port"), port.span);
    Some(KubeProbe {
        tcp_socket: Some(TCPSocketAction { port: number(port.target), host: None }),
        period_seconds: Some(10),
        timeout_seconds: Some(5),
        failure_threshold: Some(3),
        ..KubeProbe::default()
    })
}

fn lower<T: Trace>(scope: &mut Scope<'_, T>, key: &str, probe: &Probe, failures: &Located<u32>) -> KubeProbe {
    scope.set(format_args!("/{key}"), probe.span);
    scope.set(format_args!("/{key}/periodSeconds"), probe.every.origin);
    scope.set(format_args!("/{key}/timeoutSeconds"), probe.timeout.origin);
    scope.set(format_args!("/{key}/failureThreshold"), failures.origin);
    let mut lowered = KubeProbe {
        period_seconds: Some(int(probe.every.value)),
        timeout_seconds: Some(int(probe.timeout.value)),
        failure_threshold: Some(int(failures.value)),
        ..KubeProbe::default()
    };
    act(scope, key, &probe.action, &mut lowered);
    lowered
}

fn act<T: Trace>(scope: &mut Scope<'_, T>, key: &str, action: &ProbeAction, lowered: &mut KubeProbe) {
    match action {
        ProbeAction::Http { path, target, scheme, headers } => {
            scope.set(format_args!("/{key}/httpGet/path"), path.span);
            for (at, (_, value)) in headers.iter().enumerate() {
                scope.set(format_args!("/{key}/httpGet/httpHeaders/{at}"), value.origin);
            }
            lowered.http_get = Some(http(&path.value, *target, *scheme, headers));
        }
        ProbeAction::Tcp { target } => {
            lowered.tcp_socket = Some(TCPSocketAction { port: number(*target), host: None });
        }
        ProbeAction::Grpc { target } => {
            lowered.grpc = Some(GRPCAction { port: (*target).into(), service: None });
        }
        ProbeAction::Run { command } => {
            for (at, word) in command.iter().enumerate() {
                scope.set(format_args!("/{key}/exec/command/{at}"), word.origin);
            }
            let words = command.iter().map(|word| escape(&word.value, Next::End));
            lowered.exec = Some(ExecAction { command: Some(words.collect()) });
        }
    }
}

fn http(path: &str, target: u16, scheme: Scheme, headers: &[(String, Located<String>)]) -> HTTPGetAction {
    let header =
        |(name, value): &(String, Located<String>)| HTTPHeader { name: name.clone(), value: value.value.clone() };
    let scheme = match scheme {
        Scheme::Http => "HTTP",
        Scheme::Https => "HTTPS",
    };
    HTTPGetAction {
        path: Some(path.to_owned()),
        port: number(target),
        scheme: Some(scheme.to_owned()),
        http_headers: (!headers.is_empty()).then(|| headers.iter().map(header).collect()),
        host: None,
    }
}

fn number(port: u16) -> IntOrString {
    IntOrString::Int(port.into())
}
