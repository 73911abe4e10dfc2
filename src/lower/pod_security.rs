//! What pods are let do beyond the Pod Security Standard "restricted", and beyond our own defaults.
//!
//! Input: the template of a pod as JSON. Output: everything in it that weakens the pod's walls. Not here: whether a
//! relaxation allows it.

use serde_json::Value;

use super::security::SAFE_SYSCTLS;

/// Something that a pod is let do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weakness {
    /// Where in the template, by names of containers and volumes: what is the same before and after a patch.
    pub of: String,
    pub pointer: String,
    pub what: &'static str,
    /// What to write for it.
    pub help: &'static str,
}

const HOST: &str = "write it under `security.host`, with a reason";
const TOKEN: &str = "write `security: {token: {because: …}}`";

/// Volumes of these kinds hold nothing of the node's.
const VOLUMES: [&str; 7] =
    ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "secret"];
const SELINUX: [&str; 5] = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

pub(super) fn weaknesses(template: &Value) -> Vec<Weakness> {
    let mut found = Found(Vec::new());
    let Some(spec) = template.get("spec") else { return found.0 };
    pod(spec, &mut found);
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for (at, container) in items(spec, list).enumerate() {
            self::container(spec, container, &format!("/spec/{list}/{at}"), &mut found);
        }
    }
    let annotations = template.pointer("/metadata/annotations").and_then(Value::as_object);
    let unconfined = annotations.into_iter().flatten().filter(|(key, value)| {
        key.starts_with("container.apparmor.security.beta.kubernetes.io/") && *value == "unconfined"
    });
    for (key, _) in unconfined {
        let pointer = format!("/metadata/annotations/{}", key.replace('/', "~1"));
        found.add("", &pointer, "runs without AppArmor", HOST);
    }
    found.0
}

struct Found(Vec<Weakness>);

impl Found {
    fn add(&mut self, of: &str, pointer: &str, what: &'static str, help: &'static str) {
        self.0.push(Weakness { of: format!("{of} {what}"), pointer: pointer.to_owned(), what, help });
    }

    fn add_if(&mut self, weak: bool, of: &str, pointer: &str, what: &'static str, help: &'static str) {
        if weak {
            self.add(of, pointer, what, help);
        }
    }
}

fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn is(value: &Value, pointer: &str, wanted: bool) -> bool {
    value.pointer(pointer).and_then(Value::as_bool) == Some(wanted)
}

fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}

fn pod(spec: &Value, found: &mut Found) {
    for field in ["hostNetwork", "hostPID", "hostIPC"] {
        found.add_if(
            is(spec, &format!("/{field}"), true),
            field,
            &format!("/spec/{field}"),
            "uses its node's name spaces",
            HOST,
        );
    }
    let token = !is(spec, "/automountServiceAccountToken", false);
    found.add_if(token, "", "/spec/automountServiceAccountToken", "has a token for the API", TOKEN);
    for (at, sysctl) in
        spec.pointer("/securityContext/sysctls").and_then(Value::as_array).into_iter().flatten().enumerate()
    {
        let name = text(sysctl, "/name").unwrap_or_default();
        let pointer = format!("/spec/securityContext/sysctls/{at}");
        found.add_if(!SAFE_SYSCTLS.contains(&name), name, &pointer, "sets parameters of its node's kernel", HOST);
    }
    for (at, volume) in items(spec, "volumes").enumerate() {
        let (name, pointer) = (text(volume, "/name").unwrap_or_default(), format!("/spec/volumes/{at}"));
        let kinds =
            || volume.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).filter(|key| *key != "name");
        let projected = kinds().all(|kind| kind == "projected");
        found.add_if(
            !projected && !kinds().all(|kind| VOLUMES.contains(&kind)),
            name,
            &pointer,
            "mounts what is its node's or lies outside",
            HOST,
        );
        let tokens = volume.pointer("/projected/sources").and_then(Value::as_array).into_iter().flatten();
        let tokens = tokens.filter(|source| source.get("serviceAccountToken").is_some()).count();
        found.add_if(tokens > 0, name, &pointer, "has a token for the API", TOKEN);
    }
    context(spec.get("securityContext").unwrap_or(&Value::Null), "", "/spec/securityContext", found);
}

/// What a pod and a container say alike.
fn context(context: &Value, of: &str, pointer: &str, found: &mut Found) {
    let user = context.get("runAsUser").and_then(Value::as_i64) == Some(0);
    found.add_if(user, of, &format!("{pointer}/runAsUser"), "runs as root", "write `security: {root: {because: …}}`");
    let seccomp = text(context, "/seccompProfile/type").is_some_and(|kind| kind == "Unconfined");
    found.add_if(
        seccomp,
        of,
        &format!("{pointer}/seccompProfile"),
        "calls its node's kernel unconfined",
        "leave the profile as it is",
    );
    let apparmor = text(context, "/appArmorProfile/type").is_some_and(|kind| kind == "Unconfined");
    found.add_if(
        apparmor,
        of,
        &format!("{pointer}/appArmorProfile"),
        "runs without AppArmor",
        "leave the profile as it is",
    );
    let selinux = context.get("seLinuxOptions").is_some_and(|options| {
        !SELINUX.contains(&text(options, "/type").unwrap_or_default())
            || options.get("user").is_some()
            || options.get("role").is_some()
    });
    found.add_if(
        selinux,
        of,
        &format!("{pointer}/seLinuxOptions"),
        "has labels of SELinux that let it out",
        "leave `user`, `role` and `type` out",
    );
    let windows = is(context, "/windowsOptions/hostProcess", true);
    found.add_if(windows, of, &format!("{pointer}/windowsOptions"), "runs as a process of its node", HOST);
}

fn container(spec: &Value, container: &Value, pointer: &str, found: &mut Found) {
    let of = text(container, "/name").unwrap_or_default();
    let own = container.get("securityContext").unwrap_or(&Value::Null);
    let at = |field: &str| format!("{pointer}/securityContext/{field}");
    context(own, of, &format!("{pointer}/securityContext"), found);
    found.add_if(
        is(own, "/privileged", true),
        of,
        &at("privileged"),
        "is privileged",
        "write `security: {privileged: {because: …}}`",
    );
    let escalates = !is(own, "/allowPrivilegeEscalation", false);
    found.add_if(
        escalates,
        of,
        &at("allowPrivilegeEscalation"),
        "may gain privileges",
        "write `allowPrivilegeEscalation: false`, or `security: {escalation: {because: …}}`",
    );
    let writes = !is(own, "/readOnlyRootFilesystem", true);
    found.add_if(
        writes,
        of,
        &at("readOnlyRootFilesystem"),
        "writes into its image",
        "write `readOnlyRootFilesystem: true`, or `security: {writable-root: {because: …}}`",
    );
    let nobody = is(own, "/runAsNonRoot", true)
        || own.get("runAsNonRoot").is_none() && is(spec, "/securityContext/runAsNonRoot", true);
    found.add_if(
        !nobody,
        of,
        &at("runAsNonRoot"),
        "may run as root",
        "leave `runAsNonRoot: true`, or write `security: {root: {because: …}}`",
    );
    let all_dropped = own.get("capabilities").is_some_and(|own| items(own, "drop").any(|one| one == "ALL"));
    found.add_if(!all_dropped, of, &at("capabilities"), "keeps capabilities", "write `capabilities: {drop: [ALL]}`");
    for added in
        own.pointer("/capabilities/add").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    {
        let of = format!("{of} {added}");
        found.add_if(
            added != "NET_BIND_SERVICE",
            &of,
            &at("capabilities/add"),
            "has capabilities",
            "write `security: {capabilities: {add: […], because: …}}`",
        );
    }
    let masked = text(own, "/procMount").is_none_or(|mount| mount == "Default");
    found.add_if(!masked, of, &at("procMount"), "sees all of `/proc`", "leave `procMount` out");
    for (number, port) in items(container, "ports").enumerate() {
        let bound = port.get("hostPort").and_then(Value::as_i64).is_some_and(|port| port != 0);
        found.add_if(bound, of, &format!("{pointer}/ports/{number}"), "takes a port of its node", "write `expose`");
    }
}
