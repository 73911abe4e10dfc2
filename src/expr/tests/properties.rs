//! What holds for every text and every expression.

use proptest::prelude::*;

use super::*;

/// The kinds of values that the generator aims at.
#[derive(Clone, Copy, Debug)]
enum Aim {
    Text,
    Number,
    Bool,
    List,
    Numbers,
}

/// Expressions that mostly give what is aimed at; each step may miss, so that the checker has something to refuse.
fn expressions(aim: Aim, depth: u32) -> BoxedStrategy<String> {
    if depth == 0 {
        return leaves(aim);
    }
    let of = |aim| expressions(aim, depth - 1);
    let any = || prop_oneof![of(Aim::Text), of(Aim::Number), of(Aim::Bool)];
    let hit = match aim {
        Aim::Text => prop_oneof![
            (any(), any()).prop_map(|(a, b)| format!("({a} ~ {b})")),
            (of(Aim::Text), select(&["lower", "upper", "trim", "b64encode", "tojson"]))
                .prop_map(|(a, f)| format!("({a} | {f})")),
            (of(Aim::Text), of(Aim::Text), of(Aim::Text)).prop_map(|(a, b, c)| format!("({a} | replace({b}, {c}))")),
            (of(Aim::List), of(Aim::Text)).prop_map(|(a, b)| format!("({a} | join({b}))")),
            (of(Aim::List), select(&["first", "last", "min", "max"])).prop_map(|(a, f)| format!("({a} | {f})")),
            any().prop_map(|a| format!("({a} | string)")),
        ]
        .boxed(),
        Aim::Number => prop_oneof![
            (of(Aim::Number), select(&["+", "-", "*", "/", "//", "%"]), of(Aim::Number))
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            of(Aim::Number).prop_map(|a| format!("(-{a})")),
            of(Aim::Text).prop_map(|a| format!("({a} | length | int)")),
            (of(Aim::Numbers), select(&["first", "last", "min", "max", "length"]))
                .prop_map(|(a, f)| format!("({a} | {f})")),
            of(Aim::Number).prop_map(|a| format!("({a} | int)")),
        ]
        .boxed(),
        Aim::Bool => prop_oneof![
            (of(Aim::Number), select(&["==", "!=", "<", "<=", ">", ">="]), of(Aim::Number))
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (of(Aim::Text), select(&["==", "<", "in", "not in"]), of(Aim::Text))
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (of(Aim::Number), of(Aim::Numbers)).prop_map(|(a, b)| format!("({a} in {b})")),
            (of(Aim::Bool), select(&["and", "or", "=="]), of(Aim::Bool))
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            of(Aim::Bool).prop_map(|a| format!("(not {a})")),
            (of(Aim::Number), of(Aim::Number)).prop_map(|(a, b)| format!("(({a} | int) is divisibleby({b} | int))")),
        ]
        .boxed(),
        Aim::List => prop_oneof![
            (of(Aim::Text), of(Aim::Text)).prop_map(|(a, b)| format!("[{a}, {b}]")),
            (of(Aim::List), select(&["sort", "unique"])).prop_map(|(a, f)| format!("({a} | {f})")),
            (of(Aim::Text), of(Aim::Text)).prop_map(|(a, b)| format!("({a} | split({b}))")),
        ]
        .boxed(),
        Aim::Numbers => prop_oneof![
            (of(Aim::Number), of(Aim::Number)).prop_map(|(a, b)| format!("[{a}, {b}]")),
            (of(Aim::Numbers), select(&["sort", "unique"])).prop_map(|(a, f)| format!("({a} | {f})")),
        ]
        .boxed(),
    };
    let branch = (of(aim), of(Aim::Bool), of(aim)).prop_map(|(a, b, c)| format!("({a} if {b} else {c})"));
    prop_oneof![40 => hit, 10 => branch, 10 => leaves(aim), 1 => any()].boxed()
}

fn leaves(aim: Aim) -> BoxedStrategy<String> {
    match aim {
        Aim::Text => {
            select(&["params.size", "params.memory", "needs.order-db.host", "'a'", "'7'", "''", "'e'"]).boxed()
        }
        Aim::Number => {
            select(&["params.n", "params.port", "params.ratio", "0", "2", "-1", "1.5", "9223372036854775807"]).boxed()
        }
        Aim::Bool => select(&["params.debug", "true", "false"]).boxed(),
        Aim::List => select(&["params.list", "[]", "['b', 'a', 'b']"]).boxed(),
        Aim::Numbers => select(&["[]", "[1, 2]", "[params.ratio]"]).boxed(),
    }
}

fn select(texts: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    prop::sample::select(texts.to_vec()).prop_map(String::from)
}

fn aimed() -> impl Strategy<Value = String> {
    let aims = [Aim::Text, Aim::Number, Aim::Bool, Aim::List, Aim::Numbers];
    prop::sample::select(aims.to_vec()).prop_flat_map(|aim| expressions(aim, 3))
}

fn is_of(value: &Value, ty: &Type) -> bool {
    match (ty, value) {
        (Type::List(of), Value::List(list)) => list.iter().all(|value| is_of(value, of)),
        (Type::Text, value) => value.text().is_some() || matches!(value, Value::Secret { .. } | Value::Field(_)),
        (Type::Int, Value::Int(_)) | (Type::Number, Value::Int(_) | Value::Number(_)) => true,
        (Type::Bool, Value::Bool(_)) => true,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn text_without_expressions_is_unchanged(text in "[${} a-z\n]{0,20}|.{0,40}") {
        prop_assume!(!text.contains("${{"));
        let (_, template, d) = parse(&text);
        prop_assert!(d.is_empty());
        let template = template.unwrap();
        prop_assert_eq!(template.literal(), Some(text.as_str()));
    }

    #[test]
    fn nothing_panics(text in r#"(\$\{\{|\}\}|params\.|box\.name|n|[-+*/~|.,()\[\]{}'"\\ <>=%!:é0-9]|\.tls| if | else | is | not | in |join|int|\n){0,24}"#, closed: bool) {
        let text = if closed { format!("${{{{{text}}}}}") } else { text };
        let (_, template, mut d) = parse(&text);
        prop_assert_eq!(template.is_none(), d.has_errors());
        if let Some(template) = template {
            template.check(&Names, &anywhere(Type::Text), &mut d);
            let _ = template.eval(&Names);
        }
    }

    #[test]
    fn places_never_leave_the_scalar(source in r#"["' \\\n|>${}a-zé]{0,30}"#, text in r#"[ \n'"\\${}a-zé]{0,12}\$\{\{ nope \}\}[ \na-z]{0,5}"#, style in 0..5) {
        let style = [Style::Plain, Style::Single, Style::Double, Style::Literal, Style::Folded][style as usize];
        let (mut sources, mut d) = (SourceMap::default(), Diagnostics::default());
        let file = sources.add("menu.yaml", &source);
        let span = Span::new(file, 0, source.len());
        Template::parse(&Scalar { text, style }, span, &sources, &mut d);
        for label in d.iter().flat_map(|finding| &finding.labels) {
            prop_assert!(label.span.start <= label.span.end && label.span.end <= span.end);
            prop_assert!(source.get(label.span.start()..label.span.end()).is_some());
        }
    }

    #[test]
    fn what_is_checked_has_a_value_of_its_type(expression in aimed()) {
        let (sources, template, d) = parse(&format!("${{{{ {expression} }}}}"));
        prop_assert!(d.is_empty());
        let template = template.unwrap();
        let list = |of| Type::List(Box::new(of));
        for ty in [Type::Text, Type::Int, Type::Number, Type::Bool, list(Type::Text), list(Type::Number)] {
            let mut d = Diagnostics::default();
            template.check(&Names, &anywhere(ty.clone()), &mut d);
            for label in d.iter().flat_map(|finding| &finding.labels) {
                // What is underlined is a whole part of the expression.
                let part = format!("${{{{ {} }}}}", sources.text(label.span));
                prop_assert!(parse(&part).1.is_some(), "{}", part);
            }
            if !d.is_empty() {
                continue;
            }
            match template.eval(&Names) {
                Ok(Rendered::Value(value)) => prop_assert!(is_of(&value, &ty), "{:?} is no {:?}", value, ty),
                Ok(Rendered::Text(_)) => prop_assert!(false, "one expression is no composed text"),
                Err(finding) => {
                    let unchecked = finding.message.contains("wrong type") || finding.message.contains("no value here");
                    prop_assert!(!unchecked, "{}", finding.message);
                }
            }
        }
    }
}
