//! Parts that arguments switch off.

use crate::support::{Outcome, compile, project};

const MENU: &str = "\
menu: shop
version: 1.0.0
params:
  cached: {type: bool, default: true}
  size: {type: string, enum: [small, large], default: small}
  outside: {type: bool, default: false}
services:
  cache:
    image: redis:7.4.1
    ports: {redis: 6379}
    when: ${{ params.cached }}
  db:
    image: postgres:16.4
    ports: {postgres: 5432}
    when: ${{ not params.outside }}
  web:
    image: shop/web:1.0.0
    needs:
      cache: {until: ready, optional: true}
      db: {}
    env:
      CACHE: ${{ needs.cache.host if needs.cache.present else 'none' }}
      TRACE: {value: \"on\", when: \"${{ params.size == 'large' }}\"}
    scratch: [{mount: /big, when: \"${{ params.size == 'large' and params.cached }}\"}]
externals:
  db: {ports: {postgres: 5432}, when: \"${{ params.outside }}\"}
";

const FLEET: &str = "\
fleet: example
defaults: {init-image: \"registry.example/boxc/box-init:0.1.0\"}
externals: {db: {host: db.corp.example}}
clusters:
  one: {kubernetes: \"1.33\"}
";

fn built(menu: &str, order: &str) -> Outcome {
    let documents = [FLEET.to_owned(), menu.to_owned(), format!("box: alice\nmenu: shop\n{order}")];
    compile(&project(&documents), None)
}

fn file(outcome: &Outcome, name: &str) -> String {
    assert!(outcome.findings.is_empty(), "{}", outcome.text());
    String::from_utf8(outcome.bundles[0].files.get(name).cloned().unwrap_or_default()).unwrap()
}

#[test]
fn what_is_switched_off_is_not_there() {
    let all = built(MENU, "with: {size: large}\n");
    let web = file(&all, "web.yaml");
    assert!(web.contains("value: cache\n") && web.contains("name: TRACE") && web.contains("mountPath: /big"), "{web}");
    assert!(web.contains("cache: tcp cache:6379"));
    let few = built(MENU, "with: {cached: false, outside: true}\n");
    let web = file(&few, "web.yaml");
    assert!(web.contains("value: \"none\"\n") && !web.contains("TRACE") && !web.contains("/big"), "{web}");
    assert!(!web.contains("wait-for-needs") && !web.contains("serves.cache"), "{web}");
    assert_eq!(file(&few, "cache.yaml"), "");
    assert!(file(&few, "db.yaml").contains("externalName: db.corp.example"), "one name, two ways to be there");
    assert!(file(&all, "db.yaml").contains("kind: Deployment"));
}

#[test]
fn a_menu_is_linked_for_every_combination() {
    let outcome = built(&MENU.replace("cache: {until: ready, optional: true}", "cache: ready"), "");
    assert_eq!(outcome.codes(), ["switched-off"], "{}", outcome.text());
    assert!(outcome.text().contains("`cache` is switched off when `cached` is false, but used all the same"));
    let outcome = built(&MENU.replace("not params.outside", "params.cached"), "");
    assert!(outcome.codes().contains(&"duplicate-name"), "{}", outcome.text());
    assert!(
        outcome.text().contains("the name `db` is taken when `cached` is true and `outside` is true"),
        "{}",
        outcome.text()
    );
}

#[test]
fn circles_count_only_where_arguments_close_them() {
    let circle = |condition: &str| {
        let menu = format!(
            "menu: shop\nversion: 1.0.0\nparams: {{a: {{type: bool, default: true}}}}\nservices:\n  \
             x: {{image: \"x:1\", ports: {{p: 80}}, needs: {{y: {{when: \"${{{{ params.a }}}}\"}}}}}}\n  \
             y: {{image: \"y:1\", ports: {{p: 80}}, needs: {{x: {{when: \"${{{{ {condition} }}}}\"}}}}}}\n"
        );
        built(&menu, "")
    };
    assert!(circle("not params.a").findings.is_empty());
    let outcome = circle("params.a");
    assert_eq!(outcome.codes(), ["need-cycle"]);
    assert!(outcome.text().contains("x → y → x when `a` is true"), "{}", outcome.text());
}

#[test]
fn conditions_read_what_can_be_tried_out() {
    for (from, to) in [
        ("${{ params.cached }}", "${{ params.size }}"),
        ("${{ params.cached }}", "${{ box.name == 'x' }}"),
        ("${{ params.cached }}", "${{ cluster.name == 'x' }}"),
    ] {
        let outcome = built(&MENU.replace(&format!("when: {from}"), &format!("when: \"{to}\"")), "");
        assert!(
            !outcome.codes().is_empty()
                && outcome.codes().iter().all(|code| ["wrong-type", "unknown-name"].contains(code)),
            "{to}: {}",
            outcome.text()
        );
    }
}

#[test]
fn secrets_are_there_where_they_are_used() {
    let menu = "menu: shop\nversion: 1.0.0\nparams: {a: {type: bool, default: true}}\nservices:\n  web:\n    \
                image: x:1\n    env: {TOKEN: {secret: s, key: k}}\nsecrets:\n  s: {from: generate, keys: {k: {}}, when: \"${{ params.a }}\"}\n";
    assert_eq!(built(menu, "").codes(), ["switched-off"]);
    let mended = menu.replace("key: k}}", "key: k, when: \"${{ params.a }}\"}}");
    assert!(built(&mended, "").findings.is_empty());
}

#[test]
fn only_what_plays_a_part_is_told() {
    let either = MENU
        .replace("cache: {until: ready, optional: true}", "cache: ready")
        .replace("when: ${{ params.cached }}", "when: ${{ params.cached and not params.outside }}");
    let outcome = built(&either, "");
    assert!(outcome.text().contains("`cache` is switched off when `outside` is true, but"), "{}", outcome.text());
}

#[test]
fn every_circle_is_told_with_its_own_arguments() {
    let menu = "menu: shop\nversion: 1.0.0\nparams: {a: {type: bool, default: true}}\nservices:\n";
    let service = |name: &str, need: &str, condition: &str| {
        let when = format!("when: \"${{{{ {condition} }}}}\"");
        format!("  {name}: {{image: \"x:1\", ports: {{p: 80}}, needs: {{{need}: {{{when}}}}}}}\n")
    };
    let pair =
        |one: &str, other: &str, condition: &str| service(one, other, condition) + &service(other, one, condition);
    let text = built(&format!("{menu}{}{}", pair("u", "v", "params.a"), pair("x", "y", "not params.a")), "").text();
    assert!(text.contains("u → v → u when `a` is true") && text.contains("x → y → x when `a` is false"), "{text}");
}

#[test]
fn switches_that_never_meet_are_not_multiplied() {
    let name = |at: usize| format!("s{at:02}");
    let count = 30;
    let ring = |last: &str| {
        let mut menu = "menu: shop\nversion: 1.0.0\nparams:\n".to_owned();
        (0..count).for_each(|at| menu += &format!("  {}: {{type: bool, default: false}}\n", name(at)));
        menu += "services:\n";
        for at in 0..count {
            let condition = if at + 1 == count { last.to_owned() } else { format!("params.{}", name(at)) };
            let need = format!("{}: {{when: \"${{{{ {condition} }}}}\"}}", name((at + 1) % count));
            menu += &format!("  {}: {{image: \"x:1\", ports: {{p: 80}}, needs: {{{need}}}}}\n", name(at));
        }
        built(&menu, "")
    };
    let outcome = ring("params.s29");
    assert_eq!(outcome.codes(), ["need-cycle"], "{}", outcome.text());
    assert!(outcome.text().contains("`s00` is true and") && outcome.text().contains("`s29` is true"));
    assert!(ring("not params.s00").findings.is_empty());
}

#[test]
fn what_a_need_does_not_find_is_told_with_the_arguments_that_show_it() {
    let menu = MENU
        .replace(
            "externals:\n  db: {ports: {postgres: 5432}",
            "externals:\n  db: {ports: {postgres: {port: 5432, interface: mysql}}",
        )
        .replace("ports: {postgres: 5432}\n    when", "ports: {postgres: {port: 5432, interface: postgres}}\n    when")
        .replace("db: {}", "db: {interface: postgres}");
    let outcome = built(&menu, "");
    assert_eq!(outcome.codes(), ["interface-mismatch"], "{}", outcome.text());
    assert!(outcome.text().contains("`db` does not offer `postgres` when `outside` is true\n"), "{}", outcome.text());
}
