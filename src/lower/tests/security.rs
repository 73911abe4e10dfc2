//! Pods against the Pod Security Standards, which are written down here once more.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::instantiate::{BoxInstance, HostAccess, Relaxed};

use super::super::sample::{located, shop, span, spanned};
use super::{Objects, SPEC, pod_of};

/// The levels, strictest first.
const LEVELS: [&str; 3] = ["restricted", "baseline", "privileged"];

const BASELINE: &str = "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP \
                        SETUID SYS_CHROOT";

/// What is safe, and the minor version since which it is.
const SYSCTLS: [(&str, u32); 4] = [
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.tcp_rmem", 32),
    ("kernel.msgmax", u32::MAX),
];

/// The level that a pod needs: <https://kubernetes.io/docs/concepts/security/pod-security-standards>.
fn needed(spec: &Value, minor: u32) -> usize {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let pod = &spec["securityContext"];
    let containers = [list(&spec["containers"]), list(&spec["initContainers"])].concat();
    let security: Vec<&Value> = containers.iter().map(|container| &container["securityContext"]).collect();
    let added: Vec<Value> = security.iter().flat_map(|security| list(&security["capabilities"]["add"])).collect();
    let safe = |sysctl: &Value| SYSCTLS.iter().any(|(name, since)| sysctl["name"] == *name && minor >= *since);
    let baseline = security.iter().all(|security| security["privileged"] != true)
        && added.iter().all(|name| BASELINE.split_whitespace().any(|allowed| name == allowed))
        && list(&pod["sysctls"]).iter().all(safe)
        && ["hostNetwork", "hostPID", "hostIPC"].iter().all(|key| spec[key] != true)
        && list(&spec["volumes"]).iter().all(|volume| volume["hostPath"].is_null());
    let restricted = security.iter().all(|security| {
        security["allowPrivilegeEscalation"] == false && security["capabilities"]["drop"] == json!(["ALL"])
    }) && added.iter().all(|name| name == "NET_BIND_SERVICE")
        && pod["runAsNonRoot"] == true
        && pod["runAsUser"] != 0
        && pod["seccompProfile"]["type"] == "RuntimeDefault";
    match (baseline, restricted) {
        (false, _) => 2,
        (true, false) => 1,
        (true, true) => 0,
    }
}

/// The level that the namespace enforces, and the one that its pods need.
fn levels(instance: &BoxInstance) -> (usize, usize) {
    let objects = Objects::of(instance);
    let (_, namespace) = objects.0.iter().find(|(name, _)| name.starts_with("Namespace/")).unwrap();
    let enforced = &namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"];
    let specs = objects.0.iter().filter_map(|(_, body)| body.pointer(SPEC));
    let needed = specs.map(|spec| needed(spec, instance.cluster.minor)).max().unwrap();
    (LEVELS.iter().position(|level| enforced == level).unwrap(), needed)
}

/// What one pod is let do: user 0, four flags, a capability, a sysctl.
fn relaxed() -> impl Strategy<Value = (bool, Relaxed)> {
    let flag = || any::<bool>().prop_map(|flag| flag.then(span));
    let capability = prop::option::of(prop::sample::select(vec!["NET_BIND_SERVICE", "CHOWN", "SYS_ADMIN"]));
    let sysctl = prop::option::of(prop::sample::select(SYSCTLS[1..].to_vec()));
    // Most pods are let do little, or every namespace would be privileged.
    let rare = || prop::option::weighted(0.1, Just(span()));
    (any::<bool>(), flag(), flag(), rare(), rare(), capability, sysctl).prop_map(
        |(root, writable_root, escalation, privileged, network, capability, sysctl)| {
            let sysctl = sysctl.map(|(name, _)| (name.to_owned(), spanned("1".to_owned())));
            let host = HostAccess {
                network,
                pid: None,
                paths: Vec::new(),
                sysctl: sysctl.into_iter().collect(),
                devices: Vec::new(),
            };
            let capabilities = capability.map(|name| spanned(vec![name.to_owned()]));
            let host = Some(spanned(host));
            (root, Relaxed { writable_root, escalation, privileged, capabilities, host, ..Relaxed::default() })
        },
    )
}

proptest! {
    #[test]
    fn a_namespace_is_as_strict_as_its_pods_allow(
        minor in 29..38_u32,
        asked in prop::collection::vec((prop::sample::select(vec![0_usize, 1, 4, 5]), relaxed()), 0..3),
    ) {
        let mut instance = shop();
        instance.cluster.minor = minor;
        for (item, (root, relaxed)) in asked {
            let pod = pod_of(&mut instance, item);
            pod.user = located(if root { 0 } else { 65532 });
            pod.relaxed = relaxed;
        }
        let (enforced, needed) = levels(&instance);
        prop_assert_eq!(enforced, needed);
    }
}

/// Without `DAC_OVERRIDE` root reads no other user's files: what the helper fills in has to be the program's.
#[test]
fn the_helper_is_the_programs_user_and_is_let_do_nothing_else() {
    let mut instance = shop();
    let pod = pod_of(&mut instance, 5);
    pod.user = located(0);
    pod.relaxed.privileged = Some(span());
    let objects = Objects::of(&instance);
    let helper = objects.get("Deployment/web", &format!("{SPEC}/initContainers/0/securityContext"));
    let denied = json!({
        "allowPrivilegeEscalation": false,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": true,
    });
    assert_eq!(helper, &denied);
    assert_eq!(objects.get("Deployment/web", &format!("{SPEC}/securityContext/runAsUser")), 0);
}
