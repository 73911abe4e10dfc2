//! A relaxation relaxes something.

use crate::ast::{HostAccess, OpenNetwork, Security};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for security in menu.items().filter_map(|item| item.workload()).filter_map(|workload| workload.security.as_ref()) {
        for (span, why, help) in idle(security) {
            diagnostics.push(IdleRelaxation { span, why, help });
        }
    }
}

/// What relaxes nothing as it is written, why, and what to write.
fn idle(security: &Security) -> Vec<(Span, &'static str, &'static str)> {
    let mut found = Vec::new();
    let is_root = security.user.map_or(security.root.is_some(), |user| user.value == 0);
    let has_root = is_root || security.group.is_some_and(|group| group.value == 0);
    if let Some(root) = security.root.as_ref().filter(|_| !has_root) {
        let why = "it runs as another user and group";
        found.push((root.because.span, why, "drop `root`, or the `user`"));
    }
    if let Some(capabilities) = &security.capabilities
        && !is_root
        && security.escalation.is_none()
        && security.privileged.is_none()
    {
        let why = "a user other than 0 gets capabilities by programs that grant them";
        found.push((capabilities.add.span, why, "add `escalation: {because: …}`, or `root: {because: …}`"));
    }
    if let Some(network) = security.network.as_ref().filter(|network| opens_nothing(network)) {
        found.push((network.because.span, "it opens nothing", "name `ports`, and `to`: `internet`, or ranges"));
    }
    if let Some(host) = &security.host {
        if let Some(device) = host.devices.first().filter(|_| security.privileged.is_none()) {
            let why = "Kubernetes gives devices to privileged programs alone";
            found.push((device.span, why, "add `privileged: {because: …}`"));
        }
        if shows_nothing(host) {
            let help = "name what it sees: `network`, `pid`, `paths`, `sysctl` or `devices`";
            found.push((host.because.span, "it shows nothing of the node", help));
        }
    }
    let rules = security.token.iter().flat_map(|token| token.rules.iter().map(move |rule| (token, rule)));
    for (token, rule) in rules {
        if rule.resources.is_empty() || rule.verbs.is_empty() {
            found.push((
                token.because.span,
                "a rule of it allows nothing",
                "name `resources` and `verbs` in each rule",
            ));
        }
    }
    found
}

fn opens_nothing(network: &OpenNetwork) -> bool {
    let nowhere = match &network.to {
        crate::ast::Destination::Internet => false,
        crate::ast::Destination::Ranges(ranges) => ranges.is_empty(),
    };
    nowhere || network.ports.is_empty()
}

fn shows_nothing(host: &HostAccess) -> bool {
    let asked = |flag: Option<crate::source::Spanned<bool>>| flag.is_some_and(|flag| flag.value);
    let lists = host.paths.is_empty() && host.sysctl.is_empty() && host.devices.is_empty();
    lists && !asked(host.network) && !asked(host.pid)
}

/// A relaxation without an effect.
struct IdleRelaxation {
    span: Span,
    why: &'static str,
    help: &'static str,
}

impl From<IdleRelaxation> for Diagnostic {
    fn from(error: IdleRelaxation) -> Self {
        Diagnostic::error("idle-relaxation", "this relaxation has no effect").at(error.span, error.why).help(error.help)
    }
}
