//! What jobs are, and are not.

use crate::support::{Outcome, compile, project};

fn of(job: &str, needs: &str) -> Outcome {
    let menu = format!(
        "menu: shop\nversion: 1.0.0\nservices:\n  web: {{image: 'shop/web:1.0.0', needs: {needs}}}\njobs:\n  load: {{image: 'shop/load:1.0.0', {job}}}\n"
    );
    compile(&project(&[menu, "box: alice\nmenu: shop\n".to_owned()]), None)
}

#[test]
fn what_is_of_services_is_told_apart() {
    for key in ["replicas: 2", "expose: {}", "storage: {}", "identity: stable", "joins: web"] {
        let outcome = of(key, "{}");
        assert_eq!(outcome.codes(), ["unknown-key"], "{key}");
        assert!(outcome.text().contains("help: "), "{}", outcome.text());
    }
}

#[test]
fn a_job_that_is_waited_for_stays() {
    assert!(of("keep-for: 1h", "{}").file("load.yaml").contains("ttlSecondsAfterFinished: 3600"));
    assert!(of("keep-for: 1h", "{load: none}").findings.is_empty());
    assert_eq!(of("keep-for: 1h", "{load: completed}").codes(), ["idle-job-key"]);
    assert_eq!(of("on-move: skip, schedule: {cron: 0 3 * * *}", "{}").codes(), ["idle-job-key"]);
    let index = |job| String::from_utf8(of(job, "{}").bundles[0].index.clone()).unwrap();
    assert!(index("on-move: skip").contains("\"on-move\":\"skip\""));
    assert!(!index("on-move: run").contains("on-move"));
}
