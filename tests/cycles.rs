//! Circles of needs: what is drawn, and which need could be a call at run time.

use crate::support::{compile, project};

/// A menu with these items; services answer on one port.
fn found(items: &str) -> String {
    let menu = format!("menu: shop\nversion: 1.0.0\nparams: {{a: {{type: bool, default: true}}}}\n{items}");
    let outcome = compile(&project(&[menu]), None);
    assert_eq!(outcome.codes(), ["need-cycle"], "{}", outcome.text());
    outcome.text()
}

/// Two services that need each other like this.
fn pair(web: &str, api: &str) -> String {
    let menu = format!(
        "services:\n  web:\n    image: \"web:1\"\n    command: [/web]\n    \
         ports: {{http: {{port: 80, interface: http@1.1}}}}\n    needs: {{api: {web}}}\n  api:\n    image: \"api:1\"\n    command: [/api]\n    \
         ports: {{http: {{port: 80, interface: http@1.1}}, admin: 81}}\n    needs: {{web: {api}}}\n"
    );
    let text = found(&menu);
    text.lines().last().unwrap().trim().to_owned()
}

#[test]
fn three_services_in_a_circle() {
    insta::assert_snapshot!(found(
        "services:\n  web: {image: \"web:1\", ports: {http: 80}, needs: {api: ready}}\n  api:\n    image: \"api:1\"\n    \
         ports: {http: 80}\n    needs:\n      events: {when-down: unready, until: none}\n  events:\n    \
         image: \"events:1\"\n    ports: {http: 80}\n    needs: {web: {within: 5m}}\n"
    ));
}

#[test]
fn a_job_and_the_service_that_waits_for_it() {
    insta::assert_snapshot!(found(
        "services:\n  db: {image: \"db:1\", ports: {db: 5432}, needs: {migrate: completed}}\njobs:\n  migrate: {image: \"db:1\", needs: {db: {}}}\n"
    ));
}

#[test]
fn a_job_a_service_and_a_call() {
    insta::assert_snapshot!(found(
        "services:\n  db: {image: \"db:1\", ports: {db: 5432}, needs: {web: {when: \"${{ params.a }}\"}}}\n  \
         web: {image: \"web:1\", ports: {http: 80}, needs: {migrate: {}}}\n\
         jobs:\n  migrate: {image: \"db:1\", needs: {db: {}}}\n"
    ));
}

#[test]
fn the_likeliest_call_is_named_with_its_line() {
    let api = "{interface: http@1}";
    let helps = [
        pair("{interface: http@>=1, ports: [http]}", api),
        pair("{ports: [http]}", "ready"),
        pair("{ports: [http], optional: true}", api),
        pair("{ports: [http], when-down: {signal: HUP}}", api),
        pair("{ports: [http], when-down: restart}", "{interface: \"http@>=1, <2\"}"),
        pair("{ports: [http], until: none, when-down: unready}", "{until: none, when-down: unready}"),
        pair("{ports: [http], when-down: {run: [/app/reload]}, optional: true}", "{within: 5m}"),
    ];
    insta::assert_snapshot!(helps.join("\n"));
}
