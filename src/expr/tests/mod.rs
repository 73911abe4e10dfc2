//! Expressions as their users see them: from a scalar in a source to a value or a finding.

use crate::diagnostic::Diagnostics;
use crate::source::{SourceMap, Span};
use crate::syntax::{Scalar, Style};

use super::*;

mod names;
mod places;
mod properties;

use names::*;

#[test]
fn examples_of_the_functions_give_what_is_documented() {
    for function in FILTERS.iter().chain(TESTS) {
        let expression = format!("${{{{ {} }}}}", function.example);
        let (sources, template, mut d) = parse(&expression);
        let template = template.unwrap_or_else(|| panic!("{}", shown(&sources, &d)));
        let list = |of| Type::List(Box::new(of));
        // One of these types is the right one; none means that the checker refuses the example.
        let fits = [Type::Int, Type::Bool, Type::Text, list(Type::Text)].into_iter().any(|ty| {
            d = Diagnostics::default();
            template.check(&Names, &wanted(ty), &mut d);
            d.is_empty()
        });
        assert!(fits, "{}: {}", function.name, shown(&sources, &d));
        assert_eq!(json_of(function.example), function.result, "{}", function.name);
        assert!(function.signature.contains(function.name), "{}", function.name);
    }
}

#[test]
fn functions_are_sorted_by_name() {
    for table in [FILTERS, TESTS] {
        assert!(table.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}

#[test]
fn expressions_have_values() {
    for (expression, expected) in [
        ("params.n", "3"),
        ("params.n - 1", "2"),
        ("params.n + params.port * 2", "16163"),
        ("7 // 2", "3"),
        ("-7 // 2", "-4"),
        ("7 // -2", "-4"),
        ("-7 % 3", "2"),
        ("7 % -3", "-2"),
        ("-7.5 % 2", "0.5"),
        ("10 / 2", "5"),
        ("1 / 4", "0.25"),
        ("params.n + params.ratio", "3.5"),
        ("'a' ~ params.n ~ true", r#""a3true""#),
        ("params.size == 'large' and not params.debug", "false"),
        ("params.n >= 3 or 1 // 0 == 1", "true"),
        ("3 == 3.0", "true"),
        ("'arg' in params.size", "true"),
        ("'c' not in params.list", "true"),
        ("3 in [1, 2, 3]", "true"),
        ("'yes' if params.debug else 'no'", r#""yes""#),
        ("['--debug'] if params.n > 5 else []", "[]"),
        ("params.list | join('-') | upper", r#""A-B""#),
        ("params.n is odd", "true"),
        ("params.n is not odd", "false"),
        ("needs.order-db.host", r#""order-db""#),
        ("-(params.n)", "-3"),
        ("params.memory", r#""1Gi""#),
        ("params.ratio | int", "0"),
        ("'ab' | replace('', '-')", r#""-a-b-""#),
        ("'}} ${{' | length", "6"),
        (r#""a\n\"" | length"#, "3"),
    ] {
        assert_eq!(json_of(expression), expected, "{expression}");
    }
}

#[test]
fn what_has_no_value_is_a_finding() {
    for (expression, expected) in [
        ("1 // 0", "this divides by zero"),
        ("1 / (params.n - 3)", "this divides by zero"),
        ("5 is divisibleby(0)", "this divides by zero"),
        ("9223372036854775807 + 1", "this number is too large"),
        ("1e308 * 10", "this number is too large"),
        ("params.size | int", "`large` is no int"),
        ("[] | join('') | split('x') | last | int", "`` is no int"),
        ("params.list | sort | first | int", "`a` is no int"),
    ] {
        assert_eq!(json_of(expression), format!("failed-expression: {expected}"), "{expression}");
    }
}

#[test]
fn a_failure_is_shown_at_the_part_that_failed() {
    let (sources, template, _) = parse("a ${{ 1 + 6 // (params.n - 3) }}");
    let finding = template.unwrap().eval(&Names).unwrap_err();
    assert_eq!(sources.text(finding.labels[0].span), "6 // (params.n - 3)");
}

#[test]
fn one_bad_expression_does_not_hide_the_next() {
    let found = findings("${{ nope }} and ${{ }} and ${{ params.n }} and ${{ 1 if }}", &wanted(Type::Text));
    assert_eq!(found.lines().count(), 3, "{found}");
}

#[test]
fn growth_is_bounded() {
    let ten = "'0123456789'";
    let grow = " | replace('0', '0000000000')".repeat(8);
    assert_eq!(json_of(&format!("{ten}{grow}")), "failed-expression: this value is too large");
    let (sources, _, d) = parse(&format!("${{{{ 1{} }}}}", " + 1".repeat(600)));
    assert_eq!(d.iter().next().unwrap().message, "this expression is too long", "{}", shown(&sources, &d));
    for deep in ["-".repeat(490) + "params.n", "(".repeat(400) + "1", "not ".repeat(400) + "true", "[".repeat(400)] {
        assert!(parse(&format!("${{{{ {deep} }}}}")).2.has_errors(), "{deep}");
    }
}

#[test]
fn expressions_that_cannot_be_read() {
    for (text, expected) in [
        ("a ${{ params.n", "bad-expression `${{`: this expression has no end"),
        ("${{ params.n ${{ params.n }}", "bad-expression `${{`: this expression has no end"),
        ("${{ 'a }}", "bad-expression `'`: this text in an expression has no end"),
        ("${{ }}", "bad-expression `${{ }}`: there is nothing in this expression"),
        (
            "${{ params.n params.n }}",
            "bad-expression `params.n`: this is no expression: unexpected input after expression",
        ),
        ("${{ params. }}", "bad-expression `.`: this is no expression: unexpected end of it, expected a name"),
        ("${{ params.debug && true }}", "bad-expression `&`: this is no expression: unexpected character"),
        ("${{ 1 if params.debug }}", "bad-expression `1 if params.debug`: this `if` has no `else`"),
        ("${{ range(3) }}", "bad-expression `range(3)`: expressions have no functions to call"),
        ("${{ {'a': 1} }}", "bad-expression `{'a': 1}`: expressions have no mappings"),
        ("${{ params.list[0] }}", "bad-expression `params.list[0]`: only a path has parts"),
        ("${{ 1 < 2 < 3 }}", "bad-expression `1 < 2 < 3`: comparisons do not chain"),
        ("${{ none }}", "bad-expression `none`: expressions have no `none`"),
        ("${{ box }}", "bad-expression `box`: `box` is no value by itself"),
        ("${{ 'a' | replace('b') }}", "bad-expression `replace('b')`: these are not the arguments of `replace`"),
        (
            "${{ 99999999999999999999 }}",
            "bad-expression `99999999999999999999`: `99999999999999999999` is too large for a number",
        ),
        ("${{ param.n }}", "unknown-root `param`: there is no `param` in expressions"),
        ("${{ params.n + production }}", "unknown-root `production`: there is no `production` in expressions"),
        ("${{ 'A' | lowercase }}", "unknown-filter `lowercase`: there is no filter `lowercase`"),
        ("${{ 1 is defined }}", "unknown-filter `defined`: there is no test `defined`"),
        ("${{ 1 | box.name }}", "unknown-filter `box.name`: there is no filter `box.name`"),
    ] {
        assert_eq!(findings(text, &wanted(Type::Text)).trim_end(), expected, "{text}");
    }
}

#[test]
fn operators_of_other_languages_have_help() {
    for (text, expected) in [
        ("${{ params.debug && true }}", "write `and`"),
        ("${{ params.debug || true }}", "write `or`"),
        ("${{ !params.debug }}", "write `not`"),
        ("${{ params.debug ? 1 : 2 }}", "write `VALUE if TEST else OTHER`"),
        ("${{ params.n = 1 }}", "compare with `==`"),
        ("${{ paramz.n }}", "write `params`"),
        ("${{ 'a' | uper }}", "write `upper`"),
        ("${{ 'a' | replace('b') }}", "it is written `text | replace(text, text)`"),
    ] {
        assert_eq!(parse(text).2.iter().next().unwrap().help.as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn types_are_held_against_what_is_wanted() {
    let list = |of| Type::List(Box::new(of));
    let elements = |of| Type::OneOrList(Box::new(of));
    for (text, ty) in [
        ("${{ params.n }}", Type::Text),
        ("${{ params.n }}", Type::Number),
        ("${{ params.n }}", Type::Port),
        ("${{ params.port }}", Type::Int),
        ("${{ params.size }}", Type::Quantity),
        ("${{ params.memory }}", Type::Text),
        ("${{ 1 if params.debug else 'x' }}", Type::Text),
        ("${{ params.list }}", elements(Type::Text)),
        ("${{ ['-v', params.n] if params.debug else [] }}", elements(Type::Text)),
        ("${{ params.list if params.debug else [] }}", list(Type::Text)),
        ("--n=${{ params.n }}", elements(Type::Text)),
        ("${{ 65535 }}", Type::Port),
    ] {
        assert_eq!(findings(text, &wanted(ty)), "", "{text}");
    }
    for (text, ty, expected) in [
        ("${{ params.size }}", Type::Int, "`params.size`: a text stands where an int belongs"),
        ("${{ params.ratio }}", Type::Int, "`params.ratio`: a number stands where an int belongs"),
        ("${{ 4 / 2 }}", Type::Int, "`4 / 2`: a number stands where an int belongs"),
        ("${{ 'a' not in params.list }}", Type::Int, "`'a' not in params.list`: a bool stands where an int belongs"),
        ("${{ not 'a' in params.list }}", Type::Int, "`not 'a' in params.list`: a bool stands where an int belongs"),
        ("${{ params.n is not odd }}", Type::Int, "`params.n is not odd`: a bool stands where an int belongs"),
        ("${{ params.n }}", Type::Bool, "`params.n`: an int stands where a bool belongs"),
        ("${{ params.n }}", Type::Image, "`params.n`: an int stands where an image belongs"),
        ("${{ params.list }}", Type::Text, "`params.list`: a list of texts stands where a text belongs"),
        ("x ${{ params.list }}", Type::Text, "`params.list`: a list of texts stands where a single value belongs"),
        ("80${{ params.n }}", Type::Port, "`80${{ params.n }}`: a text stands where a port belongs"),
        ("${{ 0 }}", Type::Port, "`0`: `0` stands where a port from 1 to 65535 belongs"),
        (
            "${{ 70000 if params.debug else 1 }}",
            Type::Port,
            "`70000`: `70000` stands where a port from 1 to 65535 belongs",
        ),
        ("${{ 1 if params.n else 2 }}", Type::Int, "`params.n`: an int stands where a bool belongs"),
        ("${{ 'a' + 'b' }}", Type::Text, "`'a'`: a text stands where a number belongs"),
        ("${{ params.n == 'x' }}", Type::Bool, "`'x'`: a text stands where an int belongs"),
        ("${{ params.n in ['x'] }}", Type::Bool, "`params.n`: an int stands where a text belongs"),
        ("${{ (1 if params.debug else 'x') ~ '' }}", Type::Text, "`'x'`: a text stands where an int belongs"),
        ("${{ ['a', 1] | join('') }}", Type::Text, "`1`: an int stands where a text belongs"),
        ("${{ [] | first }}", Type::Text, "`[]`: an empty list stands where a list with elements belongs"),
        ("${{ true < false }}", Type::Bool, "`true`: a bool stands where a text or a number belongs"),
        (
            "${{ params.n | lower }}",
            Type::Int,
            "`params.n`: an int stands where a text belongs\nwrong-type `params.n | lower`: a text stands where an int belongs",
        ),
    ] {
        assert_eq!(findings(text, &wanted(ty)).trim_end(), format!("wrong-type {expected}"), "{text}");
    }
}

#[test]
fn an_unknown_name_has_no_follow_ups() {
    let text = "${{ (params.nope + 1) * 2 if params.debug else params.worse | lower }}";
    let expected = "unknown-name `nope`: no params.nope\nunknown-name `worse`: no params.worse\n";
    assert_eq!(findings(text, &wanted(Type::Int)).replace("wrong-type", ""), expected.to_owned() + LOWER_IS_NO_INT);
}

/// What `lower` gives is a text, whatever it was applied to.
const LOWER_IS_NO_INT: &str = " `params.worse | lower`: a text stands where an int belongs\n";

#[test]
fn identity_and_what_the_pod_knows_stand_alone() {
    for text in ["${{ box.name }}", "a-${{ box.name }}-b", "${{ (box.name) }}", "x${{ secrets.tls[\"tls.crt\"] }}"] {
        assert_eq!(findings(text, &anywhere(Type::Text)), "", "{text}");
        assert_ne!(findings(text, &wanted(Type::Text)), "", "{text}");
    }
    for path in ["box.name", "fields.pod-ip"] {
        for around in ["P ~ 'x'", "P | upper", "P == 'x'", "'a' if true else P", "[P]", "not P", "P in 'x'"] {
            let expression = around.replace('P', path);
            let ty = if around == "[P]" { Type::OneOrList(Box::new(Type::Text)) } else { Type::Text };
            let code = if path == "box.name" { "misplaced-identity" } else { "misplaced-pod-value" };
            let found = findings(&format!("${{{{ {expression} }}}}"), &anywhere(ty));
            assert!(
                found.starts_with(&format!("{code} `{path}`")) && found.lines().count() == 1,
                "{expression}: {found}"
            );
        }
    }
}

#[test]
fn composed_texts_keep_what_the_pod_knows_apart() {
    let (_, template, _) = parse("a${{ params.n }}b$${{ ${{ secrets.tls['tls.crt'] }}@${{ fields.pod-ip }}");
    let pieces = template.unwrap().eval(&Names).unwrap();
    let secret = Piece::Secret { secret: "tls".into(), key: "tls.crt".into() };
    let text = |text: &str| Piece::Text(text.to_owned());
    assert_eq!(pieces, Rendered::Text(vec![text("a3b${{ "), secret, text("@"), Piece::Field("pod-ip".into())]));
}

#[test]
fn paths_come_in_order_with_their_places() {
    let (sources, template, _) =
        parse("${{ params.size if params.debug else 'params.x' }} ${{ secrets.tls[\"tls.crt\"] }}");
    let template = template.unwrap();
    assert_eq!(
        template.paths().map(joined).collect::<Vec<_>>(),
        ["params.size", "params.debug", "secrets.tls.tls.crt"]
    );
    let last = template.paths().last().unwrap();
    let written: Vec<_> = last.iter().map(|part| sources.text(part.span)).collect();
    assert_eq!(written, ["secrets", "tls", "tls.crt"]);
}

#[test]
fn places_are_exact_in_every_style_of_scalar() {
    // Source of the scalar, its style, its text.
    let cases: &[(&str, Style, &str)] = &[
        ("é ${{ nope + 1 }}", Style::Plain, "é ${{ nope + 1 }}"),
        ("é ${{ 1\n    + nope }}", Style::Plain, "é ${{ 1 + nope }}"),
        ("'it''s ${{ ''a'' ~ nope }}'", Style::Single, "it's ${{ 'a' ~ nope }}"),
        (r#""\t\u00e9 nope \x24{{ \"a\\n\" ~ nope }}""#, Style::Double, "\té nope ${{ \"a\\n\" ~ nope }}"),
        ("\"x \\\n   y\n\n  ${{ 'b' ~\n nope }}\"", Style::Double, "x y\n${{ 'b' ~ nope }}"),
        ("| # note\n    a\n      b\n\n    ${{ 1 +\n    nope }}\n", Style::Literal, "a\n  b\n\n${{ 1 +\nnope }}\n"),
        (">-\n    a\n    b\n\n    ${{ 1 +\n    nope }}\n", Style::Folded, "a b\n${{ 1 + nope }}"),
    ];
    for (source, style, text) in cases {
        let whole = format!("key: {source}\nother: nope\n");
        let (mut sources, mut d) = (SourceMap::default(), Diagnostics::default());
        let file = sources.add("menu.yaml", &whole);
        let span = Span::new(file, 5, 5 + source.len());
        let scalar = Scalar { text: (*text).to_owned(), style: *style };
        assert!(Template::parse(&scalar, span, &sources, &mut d).is_none());
        let label = d.iter().next().unwrap().labels[0].span;
        assert_eq!((sources.text(label), label.start()), ("nope", 5 + source.rfind("nope").unwrap()), "{source}");
    }
}

#[test]
fn what_is_no_expression_passes_through() {
    for text in ["$X", "$(x)", "${X}", "{{ x }}", "$$", "$", "${", "}}", "$${{", "$${{ a }}", "$$${{", "${ {"] {
        let (_, template, d) = parse(text);
        let expected = text.replace("$${{", "${{");
        assert_eq!(template.unwrap().literal(), Some(expected.as_str()));
        assert!(d.is_empty());
    }
}

#[test]
fn pages_have_examples() {
    for page in PAGES {
        assert!(page.text.starts_with(&format!("# {}\n", page.code)));
        assert!(!page.failing().documents.is_empty() && !page.mended().documents.is_empty(), "{}", page.code);
    }
}
