//! What an item's pods may ask of the API: nothing, the state of the namespace's jobs, the secret that a job writes.
//!
//! Input: an item. Output: its ServiceAccount; a Role and RoleBinding where its wait asks the API.
//! Not here: the token, which only what asks the API mounts.

use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::api::rbac::v1::{PolicyRule, Role, RoleBinding, RoleRef, Subject};

use crate::instantiate::{ApiRule, Item, Pod};

use super::containers::some;
use super::scope::Scope;
use super::{Body, Trace, gates};

/// Why an item may ask the API.
const WHY: &str = "waiting for a job means to read the namespace's jobs, and writing a secret to patch it";

const API_GROUP: &str = "rbac.authorization.k8s.io";

pub(super) fn access<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, pod: &Pod) {
    let metadata = scope.begin(&item.name.value, item.name.span.into(), "every item has an identity of its own");
    let account =
        ServiceAccount { metadata, automount_service_account_token: Some(false), ..ServiceAccount::default() };
    scope.push(account, Body::ServiceAccount);
    if gates::asks_api(scope.instance, pod) || pod.output.is_some() || !token_rules(pod).is_empty() {
        role(scope, item, pod);
        binding(scope, item);
    }
}

/// What the program may ask with a token of its own.
fn token_rules(pod: &Pod) -> &[ApiRule] {
    pod.relaxed.token.as_ref().map_or(&[], |token| &token.value)
}

/// Jobs are found by their item's label, so that a rule can't name one; a secret that a job writes has a name.
fn role<T: Trace>(scope: &mut Scope<'_, T>, item: &Item, pod: &Pod) {
    let rule = WHY;
    let metadata = scope.begin(&item.name.value, item.name.span.into(), rule);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let mut rules = Vec::new();
    if gates::asks_api(scope.instance, pod) {
        rules.push(PolicyRule {
            api_groups: Some(words(&["batch"])),
            resources: Some(words(&["jobs"])),
            verbs: words(&["list", "watch"]),
            ..PolicyRule::default()
        });
    }
    if let Some(output) = &pod.output {
        scope.set(format_args!("/rules/{}", rules.len()), output.span);
        rules.push(PolicyRule {
            api_groups: Some(words(&[""])),
            resources: Some(words(&["secrets"])),
            resource_names: Some(vec![output.secret.clone()]),
            verbs: words(&["get", "patch"]),
            ..PolicyRule::default()
        });
    }
    for rule in token_rules(pod) {
        scope.set(format_args!("/rules/{}", rules.len()), rule.span);
        rules.push(PolicyRule {
            api_groups: Some(rule.groups.clone()),
            resources: Some(rule.resources.clone()),
            resource_names: some(rule.names.clone()),
            verbs: rule.verbs.clone(),
            ..PolicyRule::default()
        });
    }
    scope.push(Role { metadata, rules: Some(rules) }, Body::Role);
}

fn binding<T: Trace>(scope: &mut Scope<'_, T>, item: &Item) {
    let name = &item.name.value;
    let metadata = scope.begin(name, item.name.span.into(), WHY);
    scope.set(format_args!("/roleRef/name"), item.name.span);
    scope.set(format_args!("/subjects/0/name"), item.name.span);
    let role_ref = RoleRef { api_group: API_GROUP.to_owned(), kind: "Role".to_owned(), name: name.clone() };
    let subject = Subject {
        kind: "ServiceAccount".to_owned(),
        name: name.clone(),
        namespace: Some(scope.instance.identity.namespace.clone()),
        api_group: None,
    };
    scope.push(RoleBinding { metadata, role_ref, subjects: Some(vec![subject]) }, Body::RoleBinding);
}
