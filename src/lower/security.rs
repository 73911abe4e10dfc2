//! What containers are denied, and what is relaxed of it.
//!
//! Input: an item's pod. Output: security contexts of the pod and its container, and the level of Pod Security that the
//! pod asks for. Gained: without a relaxation Pod Security "restricted" holds. Not here: tokens, networks, and the
//! node's paths.

use k8s_openapi::api::core::v1::{Capabilities, PodSecurityContext, SeccompProfile, SecurityContext, Sysctl};

use crate::ast::DOCKER_DEFAULT;
use crate::instantiate::{BoxInstance, Item, Pod, Relaxed};

use super::Trace;
use super::containers::some;
use super::graph::pod;
use super::pods::POD;
use super::scope::Scope;

/// A level of Pod Security, the strictest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Restricted,
    Baseline,
    Privileged,
}

/// Settings that concern a pod alone, by which every level stays.
pub(super) const SAFE_SYSCTLS: &[&str] = &[
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_syncookies",
];

/// Those that are so from this minor version on.
const SAFE_SINCE_32: &[&str] = &["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"];

fn is_safe(sysctl: &str, minor: u32) -> bool {
    SAFE_SYSCTLS.contains(&sysctl) || minor >= 32 && SAFE_SINCE_32.contains(&sysctl)
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Level::Restricted => "restricted",
            Level::Baseline => "baseline",
            Level::Privileged => "privileged",
        }
    }

    /// The strictest level that all pods of a box pass.
    pub fn of_box(instance: &BoxInstance) -> Self {
        let levels = instance.items.iter().filter_map(pod).map(|pod| Level::of(pod, instance.cluster.minor));
        levels.max().unwrap_or(Level::Restricted)
    }

    fn of(pod: &Pod, minor: u32) -> Self {
        let relaxed = &pod.relaxed;
        let added = relaxed.capabilities.iter().flat_map(|capabilities| &capabilities.value);
        // What Docker gives but for `NET_RAW` is what "baseline" lets containers add.
        let beyond_baseline = |name: &&String| !DOCKER_DEFAULT.contains(&name.as_str());
        let host = relaxed.host.as_ref().map(|host| &host.value);
        let of_host = host.is_some_and(|host| {
            let unsafe_sysctl = host.sysctl.iter().any(|(name, _)| !is_safe(name, minor));
            let sees = host.network.is_some() || host.pid.is_some();
            sees || unsafe_sysctl || !host.paths.is_empty() || !host.devices.is_empty()
        });
        let unrestricted = |name: &&String| name.as_str() != "NET_BIND_SERVICE";
        if relaxed.privileged.is_some() || of_host || added.clone().any(|name| beyond_baseline(&name)) {
            Level::Privileged
        } else if pod.user.value == 0 || relaxed.escalation.is_some() || added.clone().any(|name| unrestricted(&name)) {
            Level::Baseline
        } else {
            Level::Restricted
        }
    }
}

/// What every container is denied.
pub(super) fn restricted() -> SecurityContext {
    SecurityContext {
        allow_privilege_escalation: Some(false),
        capabilities: Some(Capabilities { drop: Some(vec!["ALL".to_owned()]), add: None }),
        read_only_root_filesystem: Some(true),
        ..SecurityContext::default()
    }
}

/// What an item's own container is denied. The trace stands at the container.
pub(super) fn own<T: Trace>(scope: &mut Scope<'_, T>, relaxed: &Relaxed) -> SecurityContext {
    let mut context = restricted();
    if let Some(at) = relaxed.writable_root {
        scope.set(format_args!("/securityContext/readOnlyRootFilesystem"), at);
        context.read_only_root_filesystem = Some(false);
    }
    if let Some(at) = relaxed.escalation.or(relaxed.privileged) {
        scope.set(format_args!("/securityContext/allowPrivilegeEscalation"), at);
        context.allow_privilege_escalation = Some(true);
    }
    if let Some(at) = relaxed.privileged {
        scope.set(format_args!("/securityContext/privileged"), at);
        context.privileged = Some(true);
    }
    if let Some(added) = &relaxed.capabilities {
        scope.set(format_args!("/securityContext/capabilities/add"), added.span);
        context.capabilities.get_or_insert_default().add = some(added.value.clone());
    }
    context
}

/// Whom the containers of a pod run as.
pub(super) fn of_pod<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, pod: &Pod) -> PodSecurityContext {
    scope.set(format_args!("{POD}/securityContext/runAsUser"), pod.user.origin);
    scope.set(format_args!("{POD}/securityContext/runAsGroup"), pod.group.origin);
    // Root writes to volumes anyway. What it hands over to another user would be taken back to its group at each mount.
    let has_group = pod.user.value != 0;
    if has_group {
        scope.set(format_args!("{POD}/securityContext/fsGroup"), pod.group.origin);
    }
    for (at, group) in pod.groups.iter().enumerate() {
        scope.set(format_args!("{POD}/securityContext/supplementalGroups/{at}"), group.span);
    }
    if let Some(at) = pod.relaxed.root {
        scope.set(format_args!("{POD}/securityContext/runAsNonRoot"), at);
    }
    PodSecurityContext {
        run_as_non_root: Some(pod.user.value != 0),
        run_as_user: Some(pod.user.value.into()),
        run_as_group: Some(pod.group.value.into()),
        fs_group: has_group.then(|| pod.group.value.into()),
        fs_group_change_policy: has_group.then(|| "OnRootMismatch".to_owned()),
        supplemental_groups: some(pod.groups.iter().map(|group| group.value.into()).collect()),
        seccomp_profile: Some(SeccompProfile { type_: "RuntimeDefault".to_owned(), localhost_profile: None }),
        sysctls: some(sysctls(scope, item, pod)),
        ..PodSecurityContext::default()
    }
}

/// Ports below 1024 without root and capabilities: the first unprivileged one is the lowest that is used. On the node's
/// network that is the node's to say.
fn sysctls<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, pod: &Pod) -> Vec<Sysctl> {
    let mut sysctls = Vec::new();
    let host = pod.relaxed.host.as_ref().map(|host| &host.value);
    let lowest = item.ports.iter().filter(|port| port.target < 1024).min_by_key(|port| port.target);
    if let Some(lowest) = lowest.filter(|_| host.is_none_or(|host| host.network.is_none())) {
        scope.set(format_args!("{POD}/securityContext/sysctls/0"), lowest.span);
        let name = "net.ipv4.ip_unprivileged_port_start".to_owned();
        sysctls.push(Sysctl { name, value: lowest.target.to_string() });
    }
    for (name, value) in host.into_iter().flat_map(|host| &host.sysctl) {
        sysctls.retain(|known| known.name != *name);
        scope.set(format_args!("{POD}/securityContext/sysctls/{}", sysctls.len()), value.span);
        sysctls.push(Sysctl { name: name.clone(), value: value.value.clone() });
    }
    sysctls
}
