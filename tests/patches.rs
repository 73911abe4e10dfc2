//! Patches: what they change, and what they can't.

use crate::support::{Outcome, boxc, compile, project, root, stdout};

const FLEET: &str = "fleet: example\nclusters:\n  one: {kubernetes: \"1.33\"}\n";

fn menu(patch: &str) -> String {
    let web =
        "image: shop/web:1.0.0\n    replicas: 2\n    ports: {http: 8080}\n    env: {A: a, B: b}\n    args: [one, two]";
    format!("menu: shop\nversion: 1.0.0\nlet: {{words: [x]}}\nservices:\n  web:\n    {web}\n    patch: {patch}\n")
}

fn of(patch: &str) -> Outcome {
    compile(&project(&[FLEET.to_owned(), menu(patch), "box: alice\nmenu: shop\n".to_owned()]), None)
}

#[test]
fn mappings_merge_named_lists_merge_by_name_and_others_are_replaced() {
    let containers = "[{name: web, env: [{name: B, value: other}, {name: C, value: c}], args: \"${{ let.words }}\"}]";
    let outcome = of(&format!("{{Pod: {{spec: {{enableServiceLinks: null, containers: {containers}}}}}}}"));
    let text = outcome.file("web.yaml");
    let env = "- name: A\n          value: a\n        - name: B\n          value: other\n        - name: C\n          value: c\n";
    assert!(text.contains(env) && text.contains("- args:\n        - x\n        env:"), "{}{text}", outcome.text());
    assert!(!text.contains("enableServiceLinks") && text.contains("image: shop/web:1.0.0"));
}

#[test]
fn what_is_wrong_with_a_patch_is_told_at_its_place() {
    let cases = [
        ("{StatefulSet: {spec: {}}}", "unknown-object"),
        ("{Service/web: {spec: {sessionAffinity: ClientIP}}}", ""),
        ("{Service/other: {spec: {sessionAffinity: ClientIP}}}", "unknown-object"),
        ("{NetworkPolicy: {spec: {}}}", "wrong-value"),
        ("{Role: {rules: []}}", "wrong-value"),
        ("{Deployment: [1]}", "wrong-shape"),
        ("{Deployment: {metadata: {name: other}}}", "fixed-field"),
        ("{Deployment: {metadata: {namespace: other}}}", "fixed-field"),
        ("{Deployment: {metadata: null}}", "fixed-field"),
        ("{Deployment: {metadata: {labels: {app.kubernetes.io/name: a}}}}", "fixed-field"),
        ("{Deployment: {metadata: {labels: {team: a}, annotations: {team.example/a: b}}}}", ""),
        ("{Deployment: {spec: null}}", "fixed-field"),
        ("{Deployment: {spec: {template: {spec: {hostNetwork: true}}}}}", "fixed-field"),
        ("{Deployment: {kind: DaemonSet}}", "fixed-field"),
        ("{Pod: {metadata: {labels: {boxc.dev/serves.db: \"true\"}}}}", "fixed-field"),
        ("{Pod: {spec: {serviceAccountName: default}}}", "fixed-field"),
        ("{Pod: {spec: {containers: null}}}", "fixed-field"),
        ("{Service: {spec: {type: NodePort}}}", "fixed-field"),
        ("{Deployment: {spec: {minReadySecond: 1}}}", "invalid-patch"),
        ("{Deployment: {spec: {minReadySeconds: \"1\"}}}", "invalid-patch"),
        ("{Pod: {spec: {containers: [{name: web, env: [{name: A, value: 1}]}]}}}", "invalid-patch"),
        ("{Pod: {spec: {containers: [{name: web, imagePullPolicies: Always}]}}}", "invalid-patch"),
        ("{Pod: {spec: {hostname: \"${{ box.name }}\"}}}", "misplaced-identity"),
        ("{Pod: {spec: {hostname: \"${{ parms.x }}\"}}}", "unknown-root"),
    ];
    for (patch, code) in cases {
        let outcome = of(patch);
        let codes: Vec<&str> = outcome.codes();
        assert_eq!(codes, if code.is_empty() { vec![] } else { vec![code] }, "{patch}: {}", outcome.text());
    }
}

#[test]
fn a_value_of_another_type_says_what_is_wanted() {
    let text = of("{Pod: {spec: {containers: [{name: web, env: [{name: A, value: 1}]}]}}}").text();
    let env = "`/spec/containers/0/env/0/value`\n";
    assert!(text.contains(env.trim()) && text.contains("a text, in quotes"), "{text}");
    let text = of("{Deployment: {spec: {minReadySeconds: soon}}}").text();
    assert!(text.contains("write a whole number"), "{text}");
}

#[test]
fn no_patch_takes_walls_away() {
    let web = |field: &str| format!("{{Pod: {{spec: {{containers: [{{name: web, {field}}}]}}}}}}");
    let pod = |field: &str| format!("{{Pod: {{spec: {{{field}}}}}}}");
    let cases = [
        pod("hostNetwork: true"),
        pod("hostPID: true"),
        pod("automountServiceAccountToken: true"),
        pod("automountServiceAccountToken: null"),
        pod("securityContext: {runAsNonRoot: false}"),
        pod("securityContext: {runAsUser: 0}"),
        pod("securityContext: {seccompProfile: {type: Unconfined}}"),
        pod("securityContext: {sysctls: [{name: kernel.msgmax, value: \"1\"}]}"),
        pod("volumes: [{name: host, hostPath: {path: /}}]"),
        pod("volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t}}]}}]"),
        pod("initContainers: [{name: first, image: 'a:1'}]"),
        web("securityContext: {privileged: true}"),
        web("securityContext: {allowPrivilegeEscalation: null}"),
        web("securityContext: {readOnlyRootFilesystem: false}"),
        web("securityContext: {capabilities: {add: [SYS_ADMIN]}}"),
        web("securityContext: {capabilities: null}"),
        web("securityContext: {runAsUser: 0}"),
        web("securityContext: {procMount: Unmasked}"),
        web("ports: [{containerPort: 8080, hostPort: 80}]"),
    ];
    for patch in cases {
        let outcome = of(&patch);
        assert!(outcome.codes().iter().all(|code| *code == "weakened-isolation"), "{patch}: {}", outcome.text());
        assert!(outcome.findings.has_errors(), "{patch}");
    }
    let safe = "allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}";
    let outcome = of(&pod(&format!("initContainers: [{{name: first, image: 'a:1', securityContext: {{{safe}}}}}]")));
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
}

#[test]
fn a_patch_may_do_what_a_relaxation_allows_already() {
    let relaxed = "    security: {writable-root: {because: it caches beside its code}}\n";
    let patch = "{Pod: {spec: {containers: [{name: web, securityContext: {readOnlyRootFilesystem: null}}]}}}";
    let of = |menu: String| compile(&project(&[FLEET.to_owned(), menu, "box: alice\nmenu: shop\n".to_owned()]), None);
    assert_eq!(of(menu(patch)).codes(), ["weakened-isolation"]);
    let outcome = of(menu(patch) + relaxed);
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
}

#[test]
fn a_patched_job_is_another_job() {
    let name = |patch: &str| {
        let menu = format!("menu: shop\nversion: 1.0.0\njobs:\n  load: {{image: 'a:1', patch: {patch}}}\n");
        let outcome = compile(&project(&[FLEET.to_owned(), menu, "box: alice\nmenu: shop\n".to_owned()]), None);
        let text = outcome.file("load.yaml");
        text.lines().find(|line| line.starts_with("  name: load-")).map(str::to_owned).unwrap_or_else(|| outcome.text())
    };
    let plain = name("{}");
    assert_eq!(plain, name("{ServiceAccount: {metadata: {labels: {team: a}}}}"));
    let pod = name("{Pod: {spec: {priorityClassName: high}}}");
    let job = name("{Job: {spec: {completions: 2}}}");
    assert!(plain != pod && plain != job && pod != job);
}

#[test]
fn a_box_that_sets_a_patch_keeps_the_rest_of_it() {
    let order =
        "box: alice\nmenu: shop\nset: {services: {web: {patch: {Deployment: {spec: {revisionHistoryLimit: null}}}}}}\n";
    let menu = menu("{Deployment: {spec: {minReadySeconds: 7, revisionHistoryLimit: 9}}}");
    let outcome = compile(&project(&[FLEET.to_owned(), menu, order.to_owned()]), None);
    let text = outcome.file("web.yaml");
    assert!(text.contains("minReadySeconds: 7") && !text.contains("revisionHistoryLimit"), "{}", outcome.text());
}

#[test]
fn why_a_patched_value_is_so_shows_the_patch() {
    let case = root().join("golden/hatches");
    let rendered = std::fs::read_to_string(case.join("rendered/one/dev/relay.yaml")).unwrap();
    let line = 1 + rendered.lines().position(|line| line.contains("minReadySeconds")).unwrap();
    let output = boxc(&case, &["why", &format!("rendered/one/dev/relay.yaml:{line}")]);
    assert!(stdout(&output).contains("minReadySeconds: 10, revisionHistoryLimit: null"), "{}", stdout(&output));
}
