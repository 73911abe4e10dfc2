//! What must not stand in a menu's texts: credentials, and hosts that nobody declared.

use boxc::diagnostic::render::{Look, plain, terminal};

use crate::support::{Outcome, compile, project};

const SECRET: &str = "kP3v9XqL2mZt8RwB";

fn built(menu: &str) -> Outcome {
    compile(&project(&[format!("menu: shop\nversion: 1.0.0\n{menu}"), "box: alice\nmenu: shop\n".to_owned()]), None)
}

/// A service of this image with more.
fn web(more: &str) -> String {
    format!("services:\n  web:\n    image: shop/web:1.0.0\n{more}")
}

#[test]
fn credentials_are_found_wherever_a_program_sees_them_and_shown_nowhere() {
    let key =
        format!("-----BEGIN PRIVATE KEY-----\n          {0}{0}{0}\n          -----END PRIVATE KEY-----\n", SECRET);
    let cases = [
        format!("    env: {{TOKEN: {SECRET}}}\n"),
        // Its first letter is written as its number.
        format!("    env: {{TOKEN: \"\\x6b{}\"}}\n", &SECRET[1..]),
        format!("    env: {{URL: \"amqp://u:{SECRET}@${{{{ self.name }}}}/x\"}}\n"),
        format!("    args: [--token, {SECRET}]\n"),
        format!("    command: [run, \"--token={SECRET}\"]\n"),
        format!("    files:\n      /etc/a.ini:\n        content: |\n          # shop\n          password = {SECRET}\n"),
        format!("    files:\n      /etc/key.pem:\n        content: |\n          {key}"),
    ];
    for case in cases {
        let Outcome { findings, sources, .. } = built(&web(&case));
        let text = plain(&findings, &sources);
        assert!(text.contains("[literal-secret]"), "{case}: {text}");
        assert!(!text.contains(&SECRET[1..]) && text.contains("*"), "{case}: {text}");
        for width in [40, 200] {
            let drawn = terminal(&findings, &sources, Look { colour: false, unicode: true, width });
            assert!(!drawn.contains(&SECRET[1..9]), "{case}: {drawn}");
        }
    }
}

#[test]
fn another_finding_does_not_show_it_either() {
    let menu = web(&format!("    env:\n      TOKEN: {SECRET}\n      OTHER: ${{{{ params.none }}}}\n"));
    let Outcome { findings, sources, .. } = built(&menu);
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["literal-secret", "unknown-name"]);
    let drawn = terminal(&findings, &sources, Look { colour: false, unicode: true, width: 100 });
    assert!(drawn.contains("TOKEN: ****************\n") && !drawn.contains(SECRET), "{drawn}");
}

#[test]
fn what_is_public_says_so() {
    let public = "public: {because: every browser sees it}";
    for ways_out in [
        format!("    env: {{TOKEN: {{value: {SECRET}, {public}}}}}\n"),
        format!("    args: [--token, {{value: {SECRET}, {public}}}]\n"),
        format!("    files: {{/etc/a.ini: {{content: \"password = {SECRET}\", {public}}}}}\n"),
        format!(
            "    env: {{PASSWORD_FILE: /run/{SECRET}, TOKEN: \"${{{{ secrets.s.k }}}}\"}}\nsecrets: {{s: {{from: existing, keys: {{k: {{}}}}}}}}\n"
        ),
    ] {
        let outcome = built(&web(&ways_out));
        assert!(outcome.findings.is_empty(), "{ways_out}: {}", outcome.text());
    }
}

#[test]
fn an_item_that_is_named_is_needed() {
    let other = "  cache: {image: \"redis:7.4.1\", ports: {redis: 6379}}\n";
    for named in [
        "    env: {CACHE: \"http://cache/x\"}\n",
        "    env: {CACHE: \"cache:6379\"}\n",
        "    args: [\"--cache=cache:6379\", x]\n",
        "    args: [\"${{ self.name }}@cache:6379\"]\n",
        "    files: {/etc/a.conf: {content: \"upstream //cache;\"}}\n",
    ] {
        let outcome = built(&format!("{}{other}", web(named)));
        assert_eq!(outcome.codes(), ["undeclared-need"], "{named}: {}", outcome.text());
        let needed = built(&format!("{}    needs: {{cache: {{}}}}\n{other}", web(named)));
        assert!(needed.findings.is_empty(), "{named}: {}", needed.text());
    }
    for not_named in [
        "    env: {IMAGE: \"cache:7.4.1\", OTHER: \"cache:80\", PATHS: /cache:6379, CLASS: org.cache.Main}\n",
        "    args: [\"cache\", \"--level=cache\"]\n",
        "    files: {/etc/a.conf: {content: \"# see http://cache:6379\\nx = 1\\n\"}}\n",
    ] {
        let outcome = built(&format!("{}{other}", web(not_named)));
        assert!(outcome.findings.is_empty(), "{not_named}: {}", outcome.text());
    }
}

#[test]
fn what_is_inside_of_a_cluster_or_of_another_box_is_not_named() {
    for (value, codes) in [
        ("http://db.team.svc:80", &["leaked-name"][..]),
        ("db.team.svc.cluster.local", &["leaked-name"]),
        ("http://api.bob/x", &["leaked-name"]),
        ("api.bob.svc:80", &["leaked-name"]),
        ("http://dns.kube-system:53", &["leaked-name"]),
        ("com.example.svc", &[]),
        ("org.bob.Main", &[]),
        ("http://web-0.alice-0", &[]),
        ("api.bob", &[]),
    ] {
        let menu = format!("menu: shop\nversion: 1.0.0\n{}", web(&format!("    env: {{A: \"{value}\"}}\n")));
        let boxes = ["box: alice\nmenu: shop\n", "box: bob\nmenu: other\n"].map(str::to_owned);
        let other = "menu: other\nversion: 1.0.0\nservices: {x: {image: \"x:1.0.0\"}}\n".to_owned();
        let outcome = compile(&project(&[vec![menu, other], boxes.to_vec()].concat()), None);
        assert_eq!(outcome.codes(), codes, "{value}: {}", outcome.text());
    }
}

#[test]
fn hosts_outside_are_externals() {
    for (env, codes) in [
        ("A: \"https://api.stripe.com/v1\"", &["undeclared-external"][..]),
        ("A: \"${{ 'https://api.stripe.com' }}\"", &["undeclared-external"]),
        (
            "A: \"http://www.w3.org/2001/XMLSchema\", B: \"https://pay.example.com\", C: \"http://localhost:80\", D: \"http://10.1.2.3\"",
            &[],
        ),
        ("A: \"https://${{ needs.pay.tls-name }}/x\", B: \"api.stripe.com\"", &[]),
        ("A: \"${{ self.expose.public.url }}\"", &[]),
    ] {
        let expose = "    expose: {public: {host: shop.corp.net}}\n    ports: {http: 80}\n    needs: {pay: {}}\n";
        let menu = format!(
            "menu: shop\nversion: 1.0.0\n{}{expose}externals: {{pay: {{ports: {{https: 443}}}}}}\n",
            web(&format!("    env: {{{env}}}\n"))
        );
        let fleet = format!("{}externals: {{pay: {{host: pay.corp.net}}}}\n", crate::support::FLEET);
        let outcome = compile(&project(&[fleet, menu, "box: alice\nmenu: shop\n".to_owned()]), None);
        assert_eq!(outcome.codes(), codes, "{env}: {}", outcome.text());
    }
}

#[test]
fn a_credential_that_an_order_brings_is_found() {
    let menu = format!(
        "menu: shop\nversion: 1.0.0\nparams: {{key: {{type: string, default: none}}}}\n{}",
        web("    env: {TOKEN: \"${{ params.key }}\"}\n")
    );
    let order = format!("box: alice\nmenu: shop\nwith: {{key: {SECRET}}}\n");
    let Outcome { findings, sources, .. } = compile(&project(&[menu, order]), None);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["literal-secret"]);
    assert!(!plain(&findings, &sources).contains(SECRET));
}
