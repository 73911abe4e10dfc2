//! A menu that passes takes every order within its parameters' bounds.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::support::{Outcome, compile, project};

/// What an order may choose, and where the menu uses it.
#[derive(Debug, Clone)]
struct Choice {
    /// The parameter's type and bounds.
    param: Value,
    /// What the order gives, within the bounds; the default is one more such value.
    given: Option<Value>,
    /// Something that is not within them.
    wrong: Value,
    /// A field of a service, and what stands there: `P` is the parameter.
    field: &'static str,
    text: &'static str,
}

/// Texts that programs stumble over.
const TEXTS: &[&str] = &[
    "",
    " ",
    "yes",
    "1.10",
    "0x1F",
    "null",
    "~",
    "a: b",
    "# c",
    "{{ x }}",
    "${B}",
    "$(A)",
    "$$",
    "'\"",
    "ü→",
    "two\nlines\n",
    "-",
    "*x",
    "&y",
    "!z",
    "%",
    "@home",
    "`",
    "=",
    "true",
    "012",
    "12:30",
    "a\tb",
    "{",
    "[",
    "|",
    ">",
    "\\n",
    "%s",
];

fn choice(
    kind: Value,
    values: impl Strategy<Value = Value> + Clone + 'static,
    wrong: Value,
    uses: &'static [(&'static str, &'static str)],
) -> BoxedStrategy<Choice> {
    let given = prop::option::of(values.clone());
    (values, given, select(uses))
        .prop_map(move |(default, given, (field, text))| {
            let mut param = kind.clone();
            param["default"] = default;
            Choice { param, given, wrong: wrong.clone(), field, text }
        })
        .boxed()
}

fn texts(texts: &'static [&'static str]) -> impl Strategy<Value = Value> + Clone {
    select(texts).prop_map(|text| json!(text))
}

fn choices() -> impl Strategy<Value = Choice> {
    let numbers = (1..9_i64).prop_map(|number| json!(number));
    let some = prop::collection::vec(select(TEXTS), 0..3).prop_map(|texts| json!(texts));
    let ports = prop::collection::vec(1..65535_u16, 0..3).prop_map(|ports| json!(ports));
    let maps = select(TEXTS).prop_map(|text| json!({"one": text, "two": "x"}));
    prop_oneof![
        choice(
            json!({"type": "int", "min": 1, "max": 8}),
            numbers,
            json!(9),
            &[
                ("replicas", "${{ P }}"),
                ("replicas", "${{ P * 2 + 1 }}"),
                ("env", "${{ P }}"),
                ("env", "${{ P + 1 }}/${{ P // 2 }}"),
                ("args", "--copies=${{ P }}"),
            ]
        ),
        choice(
            json!({"type": "number", "min": 0, "max": 1}),
            texts(&["x"]).prop_map(|_| json!(0.25)),
            json!(1.5),
            &[("env", "${{ P }}"), ("args", "${{ P * 2 }}"),]
        ),
        choice(
            json!({"type": "bool"}),
            any::<bool>().prop_map(|bool| json!(bool)),
            json!("maybe"),
            &[
                ("env", "${{ P }}"),
                ("env", "${{ 'on' if P else 'off' }}"),
                ("replicas", "${{ 2 if P else 1 }}"),
                ("when", "${{ not P }}"),
            ]
        ),
        choice(
            json!({"type": "string", "enum": ["small", "large"]}),
            texts(&["small", "large"]),
            json!("medium"),
            &[
                ("env", "${{ P | upper }}"),
                ("memory", "${{ '1Gi' if P == 'large' else '64Mi' }}"),
                ("when", "${{ P == 'large' }}"),
            ]
        ),
        choice(
            json!({"type": "string", "max-length": 12}),
            texts(TEXTS),
            json!("much too long"),
            &[
                ("env", "${{ P }}"),
                ("env", "<${{ P }}> ${{ box.name }}"),
                ("args", "${{ P }}"),
                ("args", "--title=${{ P | replace('a', 'b') }}"),
                ("content", "title = ${{ P }}\n"),
            ]
        ),
        choice(
            json!({"type": "string", "pattern": "[a-z]{1,8}"}),
            texts(&["a", "shop", "xyz"]),
            json!("Shop"),
            &[
                ("host", "${{ P }}-${{ self.name }}-${{ box.name }}.${{ cluster.domain }}"),
                ("env", "${{ P | length }}"),
            ]
        ),
        choice(
            json!({"type": "quantity"}),
            texts(&["64Mi", "1Gi", "0.5Gi", "200M", "1.5Gi"]),
            json!("1 GB"),
            &[("memory", "${{ P }}"), ("size", "${{ P }}"), ("scratch", "${{ P }}"), ("env", "${{ P }}"),]
        ),
        choice(json!({"type": "duration"}), texts(&["30s", "2m", "1h"]), json!("soon"), &[("env", "${{ P }}"),]),
        choice(
            json!({"type": "port"}),
            (1024..9000_u16).prop_map(|port| json!(port)),
            json!(0),
            &[("env", "${{ P }}"), ("args", "--listen=:${{ P }}"),]
        ),
        choice(
            json!({"type": "image"}),
            texts(&["shop/x:1", "registry.example:5000/a/b:2.0"]),
            json!("A B"),
            &[("image", "${{ P }}"), ("env", "${{ P }}"),]
        ),
        choice(
            json!({"type": "list", "of": "string"}),
            some,
            json!("no list"),
            &[
                ("args", "${{ P }}"),
                ("env", "${{ P | join(',') }}"),
                ("env", "${{ P | length }}"),
                ("content", "${{ P | tojson }}"),
            ]
        ),
        choice(
            json!({"type": "list", "of": "port"}),
            ports,
            json!([70000]),
            &[("args", "${{ P }}"), ("env", "${{ P | join(' ') }}"),]
        ),
        choice(
            json!({"type": "map", "of": "string"}),
            maps,
            json!([1]),
            &[("env", "${{ P.one }}+${{ P.two }}"), ("args", "${{ P.one }}"),]
        ),
    ]
}

/// What stands in a field, with the parameter's name.
fn written(choice: &Choice, at: usize) -> Value {
    json!(choice.text.replace('P', &format!("params.p{at}")))
}

/// Services whose fields are made of parameters, each service with needs of those before it.
fn menu(services: &[Vec<Choice>]) -> String {
    let mut params = serde_json::Map::new();
    let mut items = serde_json::Map::new();
    for (number, choices) in services.iter().enumerate() {
        let mut item = json!({
            "image": "shop/x:1.0.0",
            "ports": {"main": {"port": 80, "target": 8080, "interface": "http"}},
            "health": {"tcp": "main"},
            "env": {}, "args": [], "files": {}, "needs": {},
        });
        for choice in choices {
            let at = params.len();
            params.insert(format!("p{at}"), choice.param.clone());
            let value = written(choice, at);
            match choice.field {
                "env" => item["env"][format!("V{at}")] = value,
                "args" => item["args"].as_array_mut().unwrap().push(value),
                "content" => item["files"][format!("/etc/x/{at}")] = json!({"content": value}),
                "host" => item["expose"]["main"]["host"] = value,
                "memory" => item["resources"]["memory"] = value,
                "size" => item["storage"]["data"] = json!({"mount": "/data", "size": value}),
                "scratch" => item["scratch"] = json!([{"mount": "/scratch", "size": value}]),
                field => item[field] = value,
            }
        }
        for before in 0..number {
            let name = format!("s{before}");
            item["needs"][&name] = json!({"interface": "http", "optional": true});
            item["env"][format!("AT_{before}")] =
                json!(format!("http://${{{{ needs.{name}.host }}}}:${{{{ needs.{name}.port }}}}/"));
            item["env"][format!("THERE_{before}")] = json!(format!("${{{{ needs.{name}.present }}}}"));
        }
        items.insert(format!("s{number}"), item);
    }
    let menu = json!({"menu": "shop", "version": "1.0.0", "params": params, "services": items});
    ordered(&menu, &["menu", "version", "params", "services"])
}

/// A document whose first key says what it is.
fn ordered(document: &Value, keys: &[&str]) -> String {
    keys.iter().filter(|key| !document[**key].is_null()).map(|key| format!("{key}: {}\n", document[*key])).collect()
}

fn order(name: &str, with: &Value) -> String {
    ordered(&json!({"box": name, "menu": "shop", "with": with}), &["box", "menu", "with"])
}

fn given(services: &[Vec<Choice>]) -> Value {
    let all = services.iter().flatten().enumerate();
    let given = all.filter_map(|(at, choice)| Some((format!("p{at}"), choice.given.clone()?)));
    Value::Object(given.collect())
}

fn built(documents: &[String]) -> Outcome {
    compile(&project(documents), None)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_menu_that_passes_takes_every_order(services in prop::collection::vec(prop::collection::vec(choices(), 0..4), 1..4)) {
        let menu = menu(&services);
        let alone = built(std::slice::from_ref(&menu));
        prop_assert!(!alone.findings.has_errors(), "{}\n{}", menu, alone.text());
        let with = given(&services);
        let outcome = built(&[menu.clone(), order("alice", &with), order("bob", &json!({}))]);
        prop_assert!(!outcome.findings.has_errors(), "{}\n{}\n{}", menu, with, outcome.text());
        prop_assert_eq!(outcome.bundles.len(), 2);
    }

    #[test]
    fn an_order_out_of_bounds_is_the_order_s_fault(choices in prop::collection::vec(choices(), 1..4), pick in any::<prop::sample::Index>()) {
        let services = [choices];
        let mut with = given(&services);
        let at = pick.index(services[0].len());
        with[format!("p{at}")] = services[0][at].wrong.clone();
        let outcome = built(&[menu(&services), order("alice", &with)]);
        let finding = outcome.findings.iter().next().unwrap();
        let place = outcome.sources.file(finding.labels[0].span.file).unwrap().path();
        prop_assert_eq!(place, "boxes/1.yaml", "{}", outcome.text());
        prop_assert_eq!(outcome.findings.len(), 1, "{}", outcome.text());
    }
}
