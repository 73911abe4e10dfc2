//! How long boxes may take to start, and waits that are shorter.

use std::collections::BTreeMap;

use boxc::compile;
use boxc::diagnostic::Diagnostics;
use boxc::expr::Value;
use boxc::hir::{Arguments, Budget, Late, Startup};
use boxc::source::SourceMap;
use proptest::prelude::*;

use crate::support::{compile as compiled, project};

const HEAD: &str = "menu: shop\nversion: 1.0.0\nparams: {a: {type: bool, default: true}, n: {type: int, default: 1}, b0: {type: bool, default: true}, b1: {type: bool, default: true}, b2: {type: bool, default: true}}\n";

/// Runs something on the only menu of a project.
fn on_menu<T>(items: &str, look: impl Fn(&boxc::hir::Menu) -> T) -> T {
    let (mut sources, mut findings) = (SourceMap::default(), Diagnostics::default());
    let opened = compile::open(&project(&[format!("{HEAD}{items}")]), &mut sources, &mut findings);
    let opened = opened.filter(|opened| opened.menus().len() == 1);
    let text = || boxc::diagnostic::render::plain(&findings, &sources);
    look(opened.as_ref().unwrap_or_else(|| panic!("{}", text())).menus().first().unwrap())
}

/// When each item may still wait, and when the first and the last of its members is up: `db 0-300-600`.
fn moments(items: &str, arguments: &[(&str, Value)]) -> String {
    let arguments = arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    on_menu(items, |menu| {
        let startup = Startup::of(menu, &arguments);
        let all = menu.items().map(|item| {
            let moment = startup.moment(item.id());
            let open = if moment.unbounded { "+" } else { "" };
            format!("{} {}-{}-{}{open}", item.name(), moment.open, moment.up, moment.whole)
        });
        all.collect::<Vec<_>>().join(", ")
    })
}

#[test]
fn services_take_what_their_health_grants() {
    let items = "services:\n  a: {image: \"a:1\", ports: {p: 1}, health: {tcp: p, starts-within: 62s}}\n  \
                 b: {image: \"b:1\", ports: {p: 1}, needs: {a: {}}}\n  c: {image: \"c:1\", needs: {b: none, a: started}}\n  \
                 d: {image: \"d:1\", needs: {b: {until: none, when-down: unready}}}\n  \
                 e: {image: \"e:1\", needs: {d: {}}, ports: {p: 1, s: 2}, health: {tcp: p, starts-within: 10s}, \
                 sidecars: {s: {image: \"s:1\", health: {tcp: s, starts-within: 30s, every: 5s}}}}\n";
    assert_eq!(moments(items, &[]), "a 0-70-70, b 70-370-370, c 0-0-0, d 0-370-370, e 370-410-410");
}

#[test]
fn jobs_take_their_deadline_from_when_they_are_made() {
    let items = "services:\n  db: {image: \"a:1\", ports: {p: 1}, health: {tcp: p, starts-within: 100s}}\n  \
                 web: {image: \"a:1\", ports: {p: 1}, needs: {fill: {}}}\n  api: {image: \"a:1\", needs: {free: {}}}\n\
                 jobs:\n  fill: {image: \"a:1\", deadline: 5m, needs: {db: {}}}\n  free: {image: \"a:1\", needs: {db: {}}}\n  \
                 nightly: {image: \"a:1\", schedule: {cron: \"0 3 * * *\"}, deadline: 1m, needs: {web: {}}}\n";
    let expected =
        "db 0-100-100, web 300-600-600, api 100-100-100+, fill 100-300-300, free 100-100-100+, nightly 0-0-0";
    assert_eq!(moments(items, &[]), expected);
}

#[test]
fn members_come_in_order_but_for_a_quorum() {
    let db = "image: \"a:1\", ports: {p: 1}, replicas: \"${{ params.n }}\", storage: {d: {mount: /d, size: 1Gi}}";
    let items = format!(
        "services:\n  db: {{{db}}}\n  q: {{image: \"a:1\", ports: {{p: 1}}, identity: stable, replicas: 3}}\n  \
         one: {{image: \"a:1\", needs: {{db: {{}}}}}}\n  two: {{image: \"a:1\", needs: {{db: {{at-least: 2}}}}}}\n  \
         all: {{image: \"a:1\", needs: {{db: {{members: all}}}}}}\n  \
         there: {{image: \"a:1\", needs: {{db: {{until: started, members: all}}}}}}\n  \
         every: {{image: \"a:1\", needs: {{q: {{members: all}}}}}}\n"
    );
    assert_eq!(
        moments(&items, &[("n", Value::Int(3))]),
        "db 0-300-900, q 0-300-300, one 300-300-300, two 600-600-600, all 900-900-900, there 600-600-600, every 300-300-300"
    );
    assert!(moments(&items, &[]).starts_with("db 0-300-300, "));
}

#[test]
fn the_critical_path_is_what_was_waited_for() {
    let items = "services:\n  db: {image: \"a:1\", ports: {p: 1}, when: \"${{ params.a }}\"}\n  \
                 web: {image: \"a:1\", ports: {p: 1}, needs: {db: {optional: true}, cache: {}}}\n  \
                 cache: {image: \"a:1\", ports: {p: 1}, health: {tcp: p, starts-within: 10s}}\n";
    let path = |a: bool| {
        let arguments = BTreeMap::from([("a".to_owned(), Value::Bool(a))]);
        on_menu(items, |menu| {
            let startup = Startup::of(menu, &arguments);
            let names: Vec<&str> = startup.critical(menu).into_iter().map(|item| item.name()).collect();
            format!("{} in {}", names.join(" "), startup.whole())
        })
    };
    assert_eq!(path(true), "db web in 600");
    assert_eq!(path(false), "cache web in 310");
}

/// The kubelet begins a start anew when the budget is over, and not before.
#[test]
fn the_budget_is_what_the_probe_grants() {
    for (health, seconds) in [("starts-within: 7m", 420), ("every: 7s, starts-within: 60s", 63), ("every: 1m", 300)] {
        let items = format!("services:\n  web: {{image: \"a:1\", ports: {{p: 1}}, health: {{tcp: p, {health}}}}}\n");
        let budget = on_menu(&items, |menu| Budget::of(menu.named("web").unwrap()).unwrap().seconds);
        let outcome = compiled(&project(&[format!("{HEAD}{items}"), "box: b\nmenu: shop\n".to_owned()]), None);
        let text = outcome.file("web.yaml");
        let probe = text.split("startupProbe:").nth(1).unwrap();
        let number = |key: &str| -> u32 {
            let line = probe.lines().find_map(|line| line.trim().strip_prefix(key)).unwrap();
            line.trim().parse().unwrap()
        };
        assert_eq!((budget, number("failureThreshold:") * number("periodSeconds:")), (seconds, seconds), "{health}");
    }
}

/// What is found in a menu of these items.
fn found(items: &str) -> String {
    let outcome = compiled(&project(&[format!("{HEAD}{items}")]), None);
    outcome.text()
}

#[test]
fn a_wait_shorter_than_a_chain() {
    insta::assert_snapshot!(found(
        "services:\n  db:\n    image: \"a:1\"\n    ports: {p: 1}\n    when: ${{ not params.a }}\n  api:\n    image: \"a:1\"\n    \
         ports: {p: 1}\n    health: {tcp: p, starts-within: 2m}\n    needs: {db: {optional: true}}\n  web:\n    \
         image: \"a:1\"\n    needs:\n      api: {within: 3m}\n"
    ));
}

#[test]
fn a_job_whose_time_runs_while_it_waits() {
    insta::assert_snapshot!(found(
        "services:\n  db: {image: \"a:1\", ports: {p: 1}}\n  cache:\n    image: \"a:1\"\n    ports: {p: 1}\n    \
         health: {tcp: p, starts-within: 15m}\njobs:\n  fill:\n    image: \"a:1\"\n    deadline: 5m\n    \
         needs: {db: {}, cache: {}}\n"
    ));
}

#[test]
fn bounds_of_no_wait() {
    insta::assert_snapshot!(found(
        "services:\n  db: {image: \"a:1\", ports: {p: 1}}\n  web:\n    image: \"a:1\"\n    needs:\n      \
         db: {until: none, within: 1m}\n      mail: {within: 1m}\n      nightly: {within: 1m}\n\
         jobs:\n  nightly: {image: \"a:1\", schedule: {cron: \"0 3 * * *\"}}\nexternals:\n  mail: {ports: {smtp: 25}}\n"
    ));
}

#[test]
fn a_wait_that_is_long_enough_for_every_order() {
    let items = |within: &str| {
        format!(
            "services:\n  db: {{image: \"a:1\", ports: {{p: 1}}, when: \"${{{{ params.a }}}}\"}}\n  \
             web: {{image: \"a:1\", needs: {{db: {{within: {within}, when: \"${{{{ not params.a }}}}\", optional: true}}}}}}\n"
        )
    };
    assert_eq!(found(&items("1m")), "", "it is never there together with what it waits for");
    let always = items("1m").replace("when: \"${{ not params.a }}\", ", "");
    assert!(found(&always).contains("warning[short-wait]"), "{}", found(&always));
}

#[test]
fn a_wait_for_nobody() {
    let items = "services:\n  db: {image: \"a:1\", ports: {p: 1}, replicas: 0}\n  \
                 none: {image: \"a:1\", ports: {p: 1}, replicas: 0, when: \"${{ params.a }}\"}\n  \
                 web:\n    image: \"a:1\"\n    needs:\n      db: {}\n      none: {when: \"${{ not params.a }}\"}\n  \
                 api:\n    image: \"a:1\"\n    needs: {db: {until: none, when-down: unready}}\n  \
                 calls: {image: \"a:1\", needs: {db: none}}\n";
    insta::assert_snapshot!(found(&items.replace("{when: \"${{ not", "{optional: true, when: \"${{ not")));
    // What joins it answers for it.
    let joined = "services:\n  db: {image: \"a:1\", ports: {p: 1}, replicas: 0}\n  \
                  other: {image: \"a:1\", ports: {p: 1}, joins: db}\n  web: {image: \"a:1\", needs: {db: {}}}\n";
    assert_eq!(found(joined), "");
    let ordered = "services:\n  db: {image: \"a:1\", ports: {p: 1}, replicas: \"${{ params.n }}\"}\n  \
                   web: {image: \"a:1\", needs: {db: {}}}\n  api: {image: \"a:1\", needs: {db: {}}}\n";
    let order = |n: u32| format!("box: b\nmenu: shop\nwith: {{n: {n}}}\n");
    let outcome = |n| compiled(&project(&[format!("{HEAD}{ordered}"), order(n)]), None);
    assert_eq!(outcome(0).codes(), ["unmet-count", "unmet-count"], "{}", outcome(0).text());
    assert!(outcome(1).findings.is_empty(), "{}", outcome(1).text());
    let divided = ordered.replace("${{ params.n }}", "${{ 4 // params.n }}");
    let outcome = compiled(&project(&[format!("{HEAD}{divided}"), order(0)]), None);
    assert_eq!(
        outcome.codes(),
        ["failed-expression"],
        "what follows from another error is not said: {}",
        outcome.text()
    );
}

/// Needs of each service among those before it.
fn needs() -> impl Strategy<Value = Vec<(u32, Vec<usize>)>> {
    prop::collection::vec((1..90u32, prop::collection::vec(0..8usize, 0..3)), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 32, ..ProptestConfig::default() })]

    /// The longest way through the graph, found the long way round.
    #[test]
    fn the_whole_is_the_longest_way(services in needs()) {
        let mut items = "services:\n".to_owned();
        let mut up: Vec<u32> = Vec::new();
        for (at, (tens, providers)) in services.iter().enumerate() {
            let providers: std::collections::BTreeSet<usize> = providers.iter().copied().filter(|p| *p < at).collect();
            let list: Vec<String> = providers.iter().map(|provider| format!("s{provider}: {{}}")).collect();
            items += &format!(
                "  s{at}: {{image: \"a:1\", ports: {{p: 1}}, health: {{tcp: p, starts-within: {}s}}, needs: {{{}}}}}\n",
                tens * 10, list.join(", ")
            );
            up.push(providers.iter().map(|provider| up[*provider]).max().unwrap_or(0) + tens * 10);
        }
        let (whole, path) = on_menu(&items, |menu| {
            let startup = Startup::of(menu, &BTreeMap::new());
            (startup.whole(), startup.critical(menu).iter().map(|item| Budget::of(*item).unwrap().seconds).sum::<u32>())
        });
        prop_assert_eq!(Some(whole), up.into_iter().max());
        prop_assert_eq!(whole, path, "the critical path takes all of it");
    }

    /// What is decided way by way is what trying every order gives.
    #[test]
    fn late_is_what_some_order_makes_late(parts in parts(), limit in 1..120u32) {
        on_menu(&switched(&parts), |menu| {
            let all = Startup::of_all(menu);
            let combinations = (0..8).map(|number| {
                let value = |at: u32| Value::Bool(number >> at & 1 == 1);
                ["b0", "b1", "b2"].into_iter().zip(0..).map(|(name, at)| (name.to_owned(), value(at))).collect()
            });
            let combinations: Vec<Arguments> = combinations.collect();
            for need in menu.needs() {
                let late = |arguments: &Arguments| {
                    need.is_there(arguments) && Startup::of(menu, arguments).opens(menu, need, arguments) > limit * 10
                };
                match menu.late(need, limit * 10, Some(&all)) {
                    Late::Never => assert!(!combinations.iter().any(late), "missed"),
                    Late::For(found) => {
                        let agrees = |all: &&Arguments| found.iter().all(|(name, value)| all.get(name) == Some(value));
                        // What it does not name is the default, which is true.
                        let whole = combinations.iter().rev().find(agrees).unwrap();
                        assert!(late(whole), "{found:?}");
                    }
                    Late::Unknown => panic!("eight orders can be tried"),
                }
            }
        });
    }
}

/// What switches a part of a menu on.
const CONDITIONS: [&str; 5] = ["", "params.b0", "not params.b0", "params.b1 and params.b2", "not params.b2"];

#[derive(Debug, Clone)]
struct Part {
    tens: u32,
    condition: usize,
    job: bool,
    /// Providers, what switches each need on, and whether only readiness waits.
    needs: Vec<(usize, usize, bool)>,
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let need = (0..6usize, 0..CONDITIONS.len(), any::<bool>());
    let part = (1..40u32, 0..CONDITIONS.len(), any::<bool>(), prop::collection::vec(need, 0..3));
    prop::collection::vec(part.prop_map(|(tens, condition, job, needs)| Part { tens, condition, job, needs }), 1..6)
}

/// The menu of some parts, each of which needs parts before it.
fn switched(parts: &[Part]) -> String {
    let when = |condition: usize| match CONDITIONS[condition] {
        "" => String::new(),
        condition => format!(", when: \"${{{{ {condition} }}}}\""),
    };
    let (mut services, mut jobs) = (String::new(), String::new());
    for (at, part) in parts.iter().enumerate() {
        let mut needs = BTreeMap::new();
        for (provider, condition, unready) in part.needs.iter().filter(|(provider, ..)| *provider < at) {
            let waits = match *unready && !part.job && !parts[*provider].job {
                true => ", until: none, when-down: unready",
                false => "",
            };
            needs.insert(*provider, format!("s{provider}: {{optional: true{waits}{}}}", when(*condition)));
        }
        let needs: Vec<String> = needs.into_values().collect();
        let (needs, when, seconds) = (needs.join(", "), when(part.condition), part.tens * 10);
        if part.job {
            jobs += &format!("  s{at}: {{image: \"a:1\", deadline: {seconds}s, needs: {{{needs}}}{when}}}\n");
        } else {
            let health = format!("ports: {{p: 1}}, health: {{tcp: p, starts-within: {seconds}s}}");
            services += &format!("  s{at}: {{image: \"a:1\", {health}, needs: {{{needs}}}{when}}}\n");
        }
    }
    let sections = [("services:\n", services), ("jobs:\n", jobs)];
    sections
        .into_iter()
        .filter(|(_, items)| !items.is_empty())
        .map(|(section, items)| format!("{section}{items}"))
        .collect()
}

/// Many switches that have nothing to do with each other are never tried out together.
#[test]
fn forty_switches_take_no_time() {
    let mut menu = "menu: shop\nversion: 1.0.0\nparams:\n".to_owned();
    for at in 0..40 {
        menu += &format!("  p{at}: {{type: bool, default: true}}\n");
    }
    menu += "services:\n";
    for at in 0..40 {
        let need = if at == 0 { String::new() } else { format!("s{}: {{optional: true}}", at - 1) };
        let health = "ports: {p: 1}, health: {tcp: p, starts-within: 1m}";
        menu +=
            &format!("  s{at}: {{image: \"a:1\", {health}, when: \"${{{{ params.p{at} }}}}\", needs: {{{need}}}}}\n");
    }
    menu += "  web: {image: \"a:1\", needs: {s39: {optional: true, within: 1m}, s38: {optional: true, within: 2h}}}\n";
    let outcome = compiled(&project(std::slice::from_ref(&menu)), None);
    assert_eq!(outcome.codes(), ["short-wait"], "{}", outcome.text());
    assert!(outcome.text().contains("which may take 40m\n"), "{}", outcome.text());
    let off = menu.replace("default: true", "default: false");
    let outcome = compiled(&project(&[off]), None);
    assert!(outcome.text().contains("which may take 2m when `p38` is true and `p39` is true"), "{}", outcome.text());
}
