//! What a menu says of all combinations is what trying out each of them says.

use std::collections::BTreeMap;
use std::fmt::Write;

use boxc::diagnostic::Severity;
use proptest::prelude::*;

use crate::support::{Outcome, compile, project};

/// A condition over the parameters of [`PARAMETERS`].
#[derive(Debug, Clone)]
enum When {
    Always,
    Is(usize, usize),
    Not(Box<When>),
    Both(Box<When>, Box<When>),
    Either(Box<When>, Box<When>),
}

/// Each with its values, as they are written.
const PARAMETERS: [(&str, &[&str]); 4] =
    [("a", &["true", "false"]), ("b", &["true", "false"]), ("c", &["true", "false"]), ("size", &["s", "m", "l"])];

type Arguments = [usize; PARAMETERS.len()];

impl When {
    fn holds(&self, arguments: &Arguments) -> bool {
        match self {
            When::Always => true,
            When::Is(parameter, value) => arguments[*parameter] == *value,
            When::Not(inner) => !inner.holds(arguments),
            When::Both(one, other) => one.holds(arguments) && other.holds(arguments),
            When::Either(one, other) => one.holds(arguments) || other.holds(arguments),
        }
    }

    fn text(&self) -> String {
        match self {
            When::Always => "true".to_owned(),
            When::Is(3, value) => format!("params.size == '{}'", PARAMETERS[3].1[*value]),
            When::Is(parameter, 0) => format!("params.{}", PARAMETERS[*parameter].0),
            When::Is(parameter, _) => format!("not params.{}", PARAMETERS[*parameter].0),
            When::Not(inner) => format!("not ({})", inner.text()),
            When::Both(one, other) => format!("({}) and ({})", one.text(), other.text()),
            When::Either(one, other) => format!("({}) or ({})", one.text(), other.text()),
        }
    }

    /// `, when: …` of a flow mapping.
    fn entry(&self) -> String {
        match self {
            When::Always => String::new(),
            other => format!(", when: \"${{{{ {} }}}}\"", other.text()),
        }
    }
}

/// What one item asks for under a condition.
#[derive(Debug, Clone)]
struct Use {
    what: usize,
    when: When,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Service,
    Job,
    External,
}

#[derive(Debug, Clone)]
struct Item {
    kind: Kind,
    /// Names are few, so that some collide.
    name: usize,
    alias: Option<usize>,
    interface: usize,
    when: When,
    /// Of a name, with the interface that is asked for, and whether it is optional.
    needs: Vec<(Use, Option<usize>, bool)>,
    secrets: Vec<Use>,
    volumes: Vec<Use>,
    joins: Option<usize>,
}

#[derive(Debug, Clone)]
struct Menu {
    items: Vec<Item>,
    secrets: [When; 2],
    volumes: [When; 2],
}

const NAMES: [&str; 4] = ["db", "web", "cache", "queue"];
const INTERFACES: [&str; 2] = ["http", "grpc"];

impl Menu {
    /// The menu with its conditions, or what is there of it for some arguments, without them.
    fn text(&self, arguments: Option<&Arguments>) -> String {
        let there = |when: &When| arguments.is_none_or(|arguments| when.holds(arguments));
        let entry = |when: &When| if arguments.is_none() { when.entry() } else { String::new() };
        let mut text = "menu: shop\nversion: 1.0.0\n".to_owned();
        if arguments.is_none() {
            text += "params:\n  a: {type: bool, default: true}\n  b: {type: bool, default: true}\n  c: {type: bool, default: true}\n  size: {type: string, enum: [s, m, l], default: s}\n";
        }
        let mut sections: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        let base = "{image: \"base:1\"}".to_owned();
        sections.entry("services").or_default().insert("base", base);
        for item in self.items.iter().filter(|item| there(&item.when)) {
            let (section, mut body) = match item.kind {
                Kind::Service => ("services", "image: \"x:1\"".to_owned()),
                Kind::Job => ("jobs", "image: \"x:1\"".to_owned()),
                Kind::External => ("externals", String::new()),
            };
            if item.kind != Kind::Job {
                let comma = if body.is_empty() { "" } else { ", " };
                let interface = INTERFACES[item.interface];
                write!(body, "{comma}ports: {{main: {{port: 80, target: 8080, interface: {interface}}}}}").unwrap();
            }
            if let Some(alias) = item.alias {
                write!(body, ", aliases: [{}]", NAMES[alias]).unwrap();
            }
            body += &entry(&item.when);
            if item.kind != Kind::External {
                self.uses(item, arguments, &mut body);
            }
            sections.entry(section).or_default().insert(NAMES[item.name], format!("{{{body}}}"));
        }
        let each = |whens: &[When; 2], body: &str| -> BTreeMap<&str, String> {
            let there = ["one", "two"].into_iter().zip(whens).filter(|(_, when)| there(when));
            there.map(|(name, when)| (name, format!("{{{body}{}}}", entry(when)))).collect()
        };
        sections.insert("secrets", each(&self.secrets, "from: generate, keys: {k: {}}"));
        sections.insert("volumes", each(&self.volumes, "size: 1Gi, share: many"));
        for (section, items) in sections.into_iter().filter(|(_, items)| !items.is_empty()) {
            writeln!(text, "{section}:").unwrap();
            items.iter().for_each(|(name, body)| writeln!(text, "  {name}: {body}").unwrap());
        }
        text
    }

    fn uses(&self, item: &Item, arguments: Option<&Arguments>, body: &mut String) {
        let there = |when: &When| arguments.is_none_or(|arguments| when.holds(arguments));
        let entry = |when: &When| if arguments.is_none() { when.entry() } else { String::new() };
        let met = |name: usize| {
            arguments.is_none_or(|arguments| {
                self.items.iter().any(|item| item.is_called(name) && item.when.holds(arguments))
            })
        };
        let needs = item.needs.iter().filter(|(need, _, optional)| there(&need.when) && (!optional || met(need.what)));
        let needs: BTreeMap<&str, String> = needs
            .map(|(need, interface, optional)| {
                let interface =
                    interface.map_or(String::new(), |interface| format!(", interface: {}", INTERFACES[interface]));
                (NAMES[need.what], format!("{{optional: {optional}{interface}{}}}", entry(&need.when)))
            })
            .collect();
        let secrets = item.secrets.iter().enumerate().filter(|(_, secret)| there(&secret.when));
        let secrets: BTreeMap<String, String> = secrets
            .map(|(at, secret)| {
                let name = ["one", "two"][secret.what];
                (format!("V{at}"), format!("{{secret: {name}, key: k{}}}", entry(&secret.when)))
            })
            .collect();
        let volumes = item.volumes.iter().enumerate().filter(|(_, volume)| there(&volume.when));
        let volumes: BTreeMap<String, String> = volumes
            .map(|(at, volume)| {
                let name = ["one", "two"][volume.what];
                (format!("/v{at}"), format!("{{volume: {name}{}}}", entry(&volume.when)))
            })
            .collect();
        let flow = |entries: Vec<String>| format!("{{{}}}", entries.join(", "));
        let all =
            |map: BTreeMap<String, String>| flow(map.iter().map(|(key, value)| format!("{key}: {value}")).collect());
        let needs = needs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        write!(body, ", needs: {}, env: {}, mounts: {}", all(needs), all(secrets), all(volumes)).unwrap();
        if let Some(joins) = item.joins.filter(|_| item.kind == Kind::Service) {
            write!(body, ", joins: {}", NAMES[joins]).unwrap();
        }
    }
}

impl Item {
    fn is_called(&self, name: usize) -> bool {
        self.name == name || self.alias == Some(name)
    }
}

fn condition() -> impl Strategy<Value = When> {
    let is = prop_oneof![
        4 => Just(When::Always),
        3 => (0..3_usize, 0..2_usize).prop_map(|(parameter, value)| When::Is(parameter, value)),
        1 => (0..3_usize).prop_map(|value| When::Is(3, value)),
    ];
    is.prop_recursive(2, 4, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            inner.prop_map(|one| When::Not(Box::new(one))),
            pair.clone().prop_map(|(one, other)| When::Both(Box::new(one), Box::new(other))),
            pair.prop_map(|(one, other)| When::Either(Box::new(one), Box::new(other))),
        ]
    })
}

fn uses() -> impl Strategy<Value = Vec<Use>> {
    prop::collection::vec((0..2_usize, condition()).prop_map(|(what, when)| Use { what, when }), 0..2)
}

prop_compose! {
    fn item()(
        kind in prop_oneof![4 => Just(Kind::Service), 1 => Just(Kind::Job), 1 => Just(Kind::External)],
        name in 0..4_usize,
        alias in prop::option::weighted(0.2, 0..4_usize),
        interface in prop_oneof![4 => Just(0_usize), 1 => Just(1)],
        when in condition(),
        needs in prop::collection::vec((0..4_usize, condition(), prop::option::weighted(0.3, 0..2_usize), any::<bool>()), 0..3),
        secrets in uses(),
        volumes in uses(),
        joins in prop::option::weighted(0.2, 0..4_usize),
    ) -> Item {
        let needs = needs.into_iter().map(|(what, when, interface, optional)| (Use { what, when }, interface, optional));
        Item { kind, name, alias, interface, when, needs: needs.collect(), secrets, volumes, joins }
    }
}

prop_compose! {
    /// One section has a name once, an item needs a name once, and all that is named is defined somewhere.
    fn menu()(
        items in prop::collection::vec(item(), 1..5),
        secrets in [condition(), condition()],
        volumes in [condition(), condition()],
    ) -> Menu {
        let mut kept: Vec<Item> = Vec::new();
        for item in items {
            if !kept.iter().any(|other| (other.kind, other.name) == (item.kind, item.name)) {
                kept.push(item);
            }
        }
        let names: Vec<usize> = (0..4).filter(|name| kept.iter().any(|item| item.is_called(*name))).collect();
        let services: Vec<usize> = kept.iter().filter(|item| item.kind == Kind::Service).map(|item| item.name).collect();
        for item in &mut kept {
            let mut seen = Vec::new();
            item.alias = item.alias.filter(|alias| *alias != item.name);
            let own = [Some(item.name), item.alias];
            item.needs.retain(|(need, ..)| {
                let again = seen.contains(&need.what);
                seen.push(need.what);
                names.contains(&need.what) && !own.contains(&Some(need.what)) && !again
            });
            item.joins = item.joins.filter(|joins| services.contains(joins) && *joins != item.name);
        }
        Menu { items: kept, secrets, volumes }
    }
}

fn checked(menu: &str) -> Outcome {
    compile(&project(&[menu.to_owned()]), None)
}

fn errors(outcome: &Outcome) -> Vec<&'static str> {
    let errors = outcome.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.code).collect()
}

fn all_arguments() -> impl Iterator<Item = Arguments> {
    let all = PARAMETERS.iter().map(|(_, values)| values.len()).product::<usize>();
    (0..all).map(|mut number| {
        PARAMETERS.map(|(_, values)| {
            let value = number % values.len();
            number /= values.len();
            value
        })
    })
}

/// The arguments that a finding speaks of: those that it names, and any for the others.
fn spoken_of(message: &str) -> impl Iterator<Item = Arguments> {
    let is = |at: usize, value: usize| {
        let (name, values) = PARAMETERS[at];
        let named = message.split(&format!("`{name}` is ")).nth(1);
        named.is_none_or(|rest| rest.starts_with(values[value]))
    };
    all_arguments().filter(move |arguments| arguments.iter().enumerate().all(|(at, value)| is(at, *value)))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_menu_says_what_each_combination_says(menu in menu()) {
        let whole = checked(&menu.text(None));
        let each: Vec<(Arguments, Vec<&str>)> =
            all_arguments().map(|arguments| (arguments, errors(&checked(&menu.text(Some(&arguments)))))).collect();
        let failing = each.iter().find(|(_, errors)| !errors.is_empty());
        prop_assert_eq!(
            errors(&whole).is_empty(),
            failing.is_none(),
            "{}\n{}\n{:?}",
            menu.text(None),
            whole.text(),
            failing.map(|(arguments, _)| checked(&menu.text(Some(arguments))).text())
        );
        let told = ["duplicate-name", "interface-mismatch", "need-cycle", "switched-off"];
        for finding in whole.findings.iter().filter(|finding| told.contains(&finding.code)) {
            for arguments in spoken_of(&finding.message) {
                let (_, errors) = each.iter().find(|(other, _)| *other == arguments).unwrap();
                prop_assert!(!errors.is_empty(), "{}\n{}", menu.text(None), whole.text());
            }
        }
    }
}
