//! What a program is allowed beyond what others are.

use crate::ast::{self, Destination, RelaxationName, Transport};
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

use super::model::{ApiRule, HostAccess, HostPath, OpenNetwork, Reach, Relaxed};
use super::pod::path;
use super::resolve::Resolver;

impl Resolver<'_, '_> {
    /// What is relaxed, as far as the fleet forbids none of it.
    pub(super) fn relaxed(&mut self, security: Option<&ast::Security>) -> Option<Relaxed> {
        let Some(security) = security else { return Some(Relaxed::default()) };
        let mut sound = true;
        for (name, because) in security.relaxations() {
            let forbidden = self.context.site.fleet.forbid.iter().find(|forbidden| forbidden.value == name);
            if let Some(forbidden) = forbidden {
                self.diagnostics.push(ForbiddenRelaxation { name, at: because.span, forbidden: forbidden.span });
                sound = false;
            }
        }
        if let Some(token) = &security.token {
            sound &= self.api(token.because.span, "takes a token of the API").is_some();
        }
        let place = |relaxation: &Option<ast::Relaxation>| relaxation.as_ref().map(|given| given.because.span);
        sound.then(|| Relaxed {
            root: place(&security.root),
            writable_root: place(&security.writable_root),
            escalation: place(&security.escalation),
            privileged: place(&security.privileged),
            capabilities: security.capabilities.as_ref().map(|given| {
                let names = given.add.names.iter().map(|name| name.0.clone()).collect();
                Spanned::new(names, given.add.span)
            }),
            token: security.token.as_ref().map(token),
            network: security.network.as_ref().map(network),
            host: security.host.as_ref().map(host),
        })
    }
}

fn token(token: &ast::Token) -> Spanned<Vec<ApiRule>> {
    let words = |words: &[Spanned<ast::ApiWord>]| words.iter().map(|word| word.value.0.clone()).collect();
    let rule = |rule: &ast::ApiRule| ApiRule {
        groups: if rule.groups.is_empty() { vec![String::new()] } else { words(&rule.groups) },
        resources: words(&rule.resources),
        verbs: words(&rule.verbs),
        names: words(&rule.names),
        span: rule.resources.first().map_or(token.because.span, |first| first.span),
    };
    Spanned::new(token.rules.iter().map(rule).collect(), token.because.span)
}

fn network(network: &ast::OpenNetwork) -> Spanned<OpenNetwork> {
    let to = match &network.to {
        Destination::Internet => Reach::Internet,
        Destination::Ranges(ranges) => Reach::Ranges(ranges.iter().map(|range| range.value.clone()).collect()),
    };
    let ports = network.ports.iter().map(|port| {
        let transport = port.transport.map_or(Transport::Tcp, |transport| transport.value);
        Spanned::new((port.port.value.0, transport), port.port.span)
    });
    Spanned::new(OpenNetwork { to, ports: ports.collect() }, network.because.span)
}

fn host(host: &ast::HostAccess) -> Spanned<HostAccess> {
    let is = |flag: Option<Spanned<bool>>| flag.filter(|flag| flag.value).map(|flag| flag.span);
    let paths = host.paths.iter().map(|(mount, from)| HostPath {
        mount: path(mount),
        path: path(&from.path),
        read_only: from.read_only.is_none_or(|only| only.value),
    });
    let sysctl = host.sysctl.iter().map(|(name, value)| (name.value.clone(), value.clone()));
    let access = HostAccess {
        network: is(host.network),
        pid: is(host.pid),
        paths: paths.collect(),
        sysctl: sysctl.collect(),
        devices: host.devices.iter().map(path).collect(),
    };
    Spanned::new(access, host.because.span)
}

/// A relaxation that the fleet forbids.
struct ForbiddenRelaxation {
    name: RelaxationName,
    at: Span,
    forbidden: Span,
}

impl From<ForbiddenRelaxation> for Diagnostic {
    fn from(error: ForbiddenRelaxation) -> Self {
        let ForbiddenRelaxation { name, at, forbidden } = error;
        let name = name.word();
        Diagnostic::error("forbidden-relaxation", format!("this fleet forbids `{name}`"))
            .at(at, "relaxed for this reason")
            .at(forbidden, "forbidden here")
            .help(format!("do without `{name}`, or ask those who answer for the fleet"))
    }
}
