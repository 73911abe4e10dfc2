//! Volumes of a box, and who may mount them.

use crate::support::{Outcome, compile, project};

const FLEET: &str = "fleet: example\nclusters:\n  one:\n    kubernetes: \"1.33\"\n    storage: {default: nfs, classes: {nfs: {share: many}}}\n";

fn of(menu: &str) -> Outcome {
    let menu = format!("menu: shop\nversion: 1.0.0\n{menu}");
    compile(&project(&[FLEET.to_owned(), menu, "box: alice\nmenu: shop\n".to_owned()]), None)
}

const WEB: &str = "  web: {image: 'shop/web:1.0.0', replicas: 2, mounts: {/srv: media}}\n";

#[test]
fn replicas_share_what_can_be_shared() {
    let menu = |share: &str| format!("services:\n{WEB}volumes: {{media: {{size: 1Gi, share: {share}}}}}\n");
    assert_eq!(of(&menu("one")).codes(), ["unshared-volume"]);
    assert!(of(&menu("many")).findings.is_empty());
}

#[test]
fn a_volume_is_there_when_its_mount_is() {
    let params = "params: {stored: {type: bool, default: true}}\n";
    let when = "when: \"${{ params.stored }}\"";
    let menu = |mount: &str| {
        let web = format!("  web: {{image: 'shop/web:1.0.0', mounts: {{/srv: {mount}}}}}\n");
        format!("{params}services:\n{web}volumes: {{media: {{size: 1Gi, {when}}}}}\n")
    };
    assert_eq!(of(&menu("media")).codes(), ["switched-off"]);
    assert!(of(&menu(&format!("{{volume: media, {when}}}"))).findings.is_empty());
}

#[test]
fn items_that_are_never_there_together_may_have_one_volume() {
    let menu = |other: &str| {
        format!(
            "params: {{old: {{type: bool, default: true}}}}\nservices:\n\
             \x20 a: {{image: 'a:1', mounts: {{/srv: media}}, when: \"${{{{ params.old }}}}\"}}\n\
             \x20 b: {{image: 'b:1', mounts: {{/srv: media}}, when: \"${{{{ {other} }}}}\"}}\n\
             volumes: {{media: {{size: 1Gi}}}}\n"
        )
    };
    assert_eq!(of(&menu("params.old")).codes(), ["unshared-volume"]);
    assert!(of(&menu("not params.old")).findings.is_empty());
}

#[test]
fn no_volume_takes_the_name_of_a_members_claim() {
    let menu = "services: {db: {image: 'db:1', storage: {data: {mount: /db, size: 1Gi}}}}\nvolumes: {data-db-0: {size: 1Gi}}\n";
    assert_eq!(of(menu).codes(), ["duplicate-name"]);
}
