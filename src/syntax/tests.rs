use proptest::prelude::*;

use crate::diagnostic::Diagnostics;
use crate::source::{SourceMap, Span};

use super::{Kind, MAX_DEPTH, MAX_FINDINGS, Node, parse, text};

/// What one file gives: its tree as text, or its findings as `code offset..end "bytes": message`.
fn read(source: &str) -> Result<String, Vec<String>> {
    let (sources, root, diagnostics) = parsed(source);
    root.map(|root| dump(&root, &sources)).ok_or_else(|| findings(&diagnostics, &sources))
}

fn parsed(source: &str) -> (SourceMap, Option<Node>, Diagnostics) {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let file = text("a.yaml", source.as_bytes(), &mut sources, &mut diagnostics).unwrap();
    let root = parse(file, &sources, &mut diagnostics).map(|document| document.root);
    assert_eq!(root.is_none(), diagnostics.has_errors());
    (sources, root, diagnostics)
}

fn findings(diagnostics: &Diagnostics, sources: &SourceMap) -> Vec<String> {
    let label = |span: Span| format!("{}..{} {:?}", span.start, span.end, sources.text(span));
    let line = |d: &crate::diagnostic::Diagnostic| {
        let labels: Vec<String> = d.labels.iter().map(|l| label(l.span)).collect();
        format!("{} {}", d.code, labels.join(" / "))
    };
    diagnostics.iter().map(line).collect()
}

/// Each scalar as its source, each collection with its span.
fn dump(node: &Node, sources: &SourceMap) -> String {
    let span = format!("{}..{}", node.span.start, node.span.end);
    match &node.kind {
        Kind::Null => format!("null@{span}"),
        Kind::Scalar(scalar) => format!("{:?}={:?}", sources.text(node.span), scalar.text),
        Kind::List(items) => {
            let items: Vec<String> = items.iter().map(|item| dump(item, sources)).collect();
            format!("[{}]@{span}", items.join(", "))
        }
        Kind::Map(entries) => {
            let entry = |e: &super::Entry| format!("{}: {}", sources.text(e.key.span), dump(&e.value, sources));
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}@{span}", entries.join(", "))
        }
    }
}

fn tree(source: &str) -> String {
    read(source).unwrap()
}

fn fails(source: &str) -> Vec<String> {
    read(source).unwrap_err()
}

#[test]
fn values_that_were_left_out_stand_behind_colon_or_dash() {
    assert_eq!(tree("a:\nb: ~\nc: # x\n"), "{a: null@2..2, b: null@6..7, c: null@10..10}@0..10");
    assert_eq!(
        tree("- \n-\n- # - x\n- - \n  -\n"),
        "[null@1..1, null@4..4, null@6..6, [null@16..16, null@21..21]@16..21]@1..21"
    );
    assert_eq!(tree("a: {b, c: , d: }\n"), "{a: {b: null@5..5, c: null@9..9, d: null@14..14}@3..16}@0..16");
    assert_eq!(tree("? a\n? b\n: c\n"), r#"{a: null@3..3, b: "c"="c"}@2..11"#);
    assert_eq!(tree("a: null\nb: 'null'\nc: Null"), r#"{a: null@3..7, b: "'null'"="null", c: "Null"="Null"}@0..25"#);
}

#[test]
fn block_scalars_run_from_their_header_to_their_last_line() {
    assert_eq!(tree("a: |\n  x\n# c\nb: 1\n"), r#"{a: "|\n  x"="x\n", b: "1"="1"}@0..17"#);
    assert_eq!(tree("a: >- # | c\n  x\n  y\n\n\nb: 1"), r#"{a: ">- # | c\n  x\n  y"="x y", b: "1"="1"}@0..26"#);
    assert_eq!(tree("- |2\n    x\n\n   y\n- z"), r#"["|2\n    x\n\n   y"="  x\n\n y\n", "z"="z"]@2..20"#);
    assert_eq!(tree("- - |+\n    x\n\n  - y"), r#"[["|+\n    x\n\n"="x\n\n", "y"="y"]@4..19]@4..19"#);
    assert_eq!(tree("a: # |\n  |\n\n  é"), r#"{a: "|\n\n  é"="\né\n"}@0..16"#);
    assert_eq!(tree("a: |\n\nb: 1\n"), r#"{a: "|"="", b: "1"="1"}@0..10"#);
    assert_eq!(tree("--- |\n x\n"), r#""|\n x"="x\n""#);
}

#[test]
fn spans_count_bytes_and_include_quotes_and_brackets() {
    assert_eq!(
        tree("é: 'ü'\n\"k\\n\": [ä, {}, [ ]]\n"),
        r#"{é: "'ü'"="ü", "k\n": ["ä"="ä", {}@21..23, []@25..28]@16..29}@0..29"#
    );
    assert_eq!(tree("a: [x: y]"), r#"{a: [{x: "y"="y"}@4..8]@3..9}@0..9"#);
    assert_eq!(tree("a: \"x\n  y\"\nb: x\n  y\n"), r#"{a: "\"x\n  y\""="x y", b: "x\n  y"="x y"}@0..19"#);
    assert_eq!(tree("\u{FEFF}1: a"), r#"{1: "a"="a"}@0..4"#);
}

fn texts(node: &Node, found: &mut Vec<String>) {
    match &node.kind {
        Kind::Null => found.push("null".to_owned()),
        Kind::Scalar(scalar) => found.push(scalar.text.clone()),
        Kind::List(items) => items.iter().for_each(|item| texts(item, found)),
        Kind::Map(entries) => entries.iter().for_each(|entry| {
            found.push(entry.key.value.clone());
            texts(&entry.value, found);
        }),
    }
}

#[test]
fn line_ends_of_windows_make_no_difference() {
    let source = "a: |\n  x\n  y\nb: >+\n  x\n\n- ignored\n".replace("- ignored\n", "c:\n  - \"q\n    r\"\n  -\n");
    let read = |source: &str| {
        let mut found = Vec::new();
        texts(&parsed(source).1.unwrap(), &mut found);
        found
    };
    assert_eq!(read(&source), read(&source.replace('\n', "\r\n")));
    assert_eq!(tree("a: |\r\n  x\r\nb: 1\r\n"), r#"{a: "|\r\n  x"="x\n", b: "1"="1"}@0..15"#);
}

#[test]
fn expressions_without_quotes_have_a_finding_of_their_own() {
    assert_eq!(
        fails("a: {{ x }}\nb: {{ y | z(\"a\", 1) }}\n"),
        [r#"unquoted-braces 3..10 "{{ x }}""#, r#"unquoted-braces 14..33 "{{ y | z(\"a\", 1) }}""#]
    );
    assert_eq!(fails("a: {{ x }}/y\n"), [r#"unquoted-braces 3..10 "{{ x }}""#]);
    assert_eq!(fails("- {{ x: y }} z\n"), [r#"unquoted-braces 2..12 "{{ x: y }}""#]);
    assert_eq!(fails("a: ${{ x: y }}\n"), [r#"unquoted-braces 3..14 "${{ x: y }}""#]);
    assert_eq!(fails("a: [${{ x }}]\n"), [r#"unquoted-braces 4..12 "${{ x }}""#]);
    assert_eq!(fails("a: ${{ x # y }}\n"), [r#"unquoted-braces 3..15 "${{ x # y }}""#]);
    assert_eq!(fails("a:\n  b: 1\n c: ${{ x }}\n"), [r#"syntax 11..12 "c""#]);
    assert_eq!(tree("a: ${{ x }}"), r#"{a: "${{ x }}"="${{ x }}"}@0..11"#);
}

#[test]
fn keys_are_text_and_unique() {
    assert_eq!(fails("a: 1\nb: 2\n\"a\": 3\n"), [r#"duplicate-key 10..13 "\"a\"" / 0..1 "a""#]);
    assert_eq!(fails("? [a]\n: 1\n"), [r#"not-text 2..5 "[a]""#]);
    assert_eq!(
        fails("null: 1\n~: 2\n\"\": 3\n: 4\n"),
        [r#"not-text 0..4 "null""#, r#"not-text 8..9 "~""#, r#"not-text 13..15 "\"\"""#, r#"not-text 19..19 """#]
    );
    let many: String = (0..40_000).map(|n| format!("k{n}: 1\n")).collect();
    assert_eq!(fails(&format!("{many}k7: 2\n")).len(), 1);
}

#[test]
fn sharing_and_types_of_yaml_are_refused_once_each() {
    assert_eq!(fails("a: &x 1\nb: *x\nc: *x\n"), [r#"yaml-feature 3..5 "&x""#]);
    assert_eq!(fails("a: *x\n"), [r#"yaml-feature 3..5 "*x""#]);
    assert_eq!(fails("<<: *x\n"), [r#"yaml-feature 0..2 "<<""#, r#"yaml-feature 4..6 "*x""#]);
    assert_eq!(fails("a: !t\n"), [r#"yaml-feature 3..5 "!t""#]);
    assert_eq!(fails("a: [!!str 1]\n"), [r#"yaml-feature 4..9 "!!str""#]);
    assert_eq!(fails("&a a: &b [*b]\n"), [r#"yaml-feature 0..2 "&a""#]);
    assert_eq!(tree("'<<': 1"), r#"{'<<': "1"="1"}@0..7"#);
}

#[test]
fn budgets_end_the_reading() {
    assert_eq!(fails(&"[".repeat(100_000)).len(), 1);
    assert!(fails(&"[".repeat(100_000))[0].starts_with("budget"));
    let nested: String = (0..3000).map(|n| format!("{}a:\n", " ".repeat(n))).take(1000).collect();
    assert!(fails(&nested)[0].starts_with("budget"));
    let mixed = format!("{}{}{}", "- ".repeat(MAX_DEPTH - 10), "[".repeat(11), "]".repeat(11));
    assert!(fails(&mixed)[0].starts_with("budget"));
    let deepest = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert!(read(&deepest).is_ok());
    assert!(fails(&"- 1\n".repeat(200_001))[0].starts_with("budget 799998..799999"));
    // One line, one finding a value: neither may cost the length of the line each time.
    let braces = format!("[{}]", "{{x}},".repeat(100_000));
    assert_eq!(fails(&braces).len(), MAX_FINDINGS);
    assert_eq!(fails(&"a: 1\n".repeat(100_000)).len(), MAX_FINDINGS);
    assert!(read(&format!("[{}]", "a,".repeat(190_000))).is_ok());
}

#[test]
fn broken_files_have_one_finding() {
    assert_eq!(fails(""), [r#"syntax 0..0 """#]);
    assert_eq!(fails("# c\n"), [r#"syntax 0..0 """#]);
    assert_eq!(fails("---\n"), [r#"syntax 0..0 """#]);
    assert_eq!(fails("a: 1\n---\nb: {{ 1 }}\n"), [r#"syntax 5..8 "---""#]);
    assert_eq!(fails("a:\n\tb: 1\n"), [r#"syntax 3..4 "\t""#]);
    assert_eq!(fails("a: 'x\nb: 1\n"), [r#"syntax 3..4 "'""#]);
    assert_eq!(fails("a: b: c\n"), [r#"syntax 4..5 ":""#]);
    assert_eq!(fails("a: [1\nb: 2\n"), [r#"syntax 3..4 "[" / 7..8 ":""#]);
    assert_eq!(fails("a: [1, [2\n"), [r#"syntax 7..8 "[""#]);
    assert_eq!(fails("a: - b\n"), [r#"syntax 3..4 "-""#]);
    assert_eq!(fails("%YAML 1.1\n---\na: 1\n"), [r#"syntax 0..1 "%""#]);
    assert_eq!(
        fails("a: \"\u{200B}\" # \u{202E}\n"),
        ["control-character 4..7 \"\\u{200b}\"", "control-character 11..14 \"\\u{202e}\""]
    );
    assert_eq!(fails(&"\0".repeat(1000)).len(), 16);
    assert_eq!(tree(r#"a: "\u200B\0""#), r#"{a: "\"\\u200B\\0\""="\u{200b}\0"}@0..13"#);
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_offset() {
    let refused = |bytes: &[u8]| {
        let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
        assert_eq!(text("a.yaml", bytes, &mut sources, &mut diagnostics), None);
        let first = diagnostics.iter().next().unwrap();
        (first.message.clone(), first.labels[0].span.start)
    };
    assert_eq!(refused(b"\xEF\xBB\xBFa: \xFF"), ("this file is not UTF-8: byte 6 fits no character".to_owned(), 3));
    assert_eq!(refused(b"\xFF\xFEa\0"), ("this file is UTF-16, not UTF-8".to_owned(), 0));
    assert!(refused(&vec![b'a'; (1 << 20) + 1]).0.starts_with("this file has 1048577 bytes"));
}

#[test]
fn the_pages_examples_fail_and_are_mended() {
    for page in super::PAGES {
        let codes = |document: &str| -> Vec<&str> { parsed(document).2.iter().map(|finding| finding.code).collect() };
        let failing = page.failing();
        assert!(!failing.documents.is_empty());
        for document in &failing.documents {
            assert_eq!(codes(document), [page.code], "{document}");
        }
        for document in &page.mended().documents {
            assert!(read(document).is_ok(), "{document}");
        }
    }
}

fn valid() -> impl Strategy<Value = String> {
    Just(
        "menu: shop # c\nversion: 1.0.0\nservices:\n  web: {image: \"nginx:1.27\", args: [a, 'b', \"${{ c }}\"]}\n  \
         é:\n    files:\n      - |2-\n          x\n      - >+\n        y\n\n      -\n    ? k\n    : v\n"
            .to_owned(),
    )
}

/// Whatever was read: spans nest and cut no character.
fn sound(node: &Node, text: &str) {
    assert!(text.get(node.span.start()..node.span.end()).is_some());
    let inside = |span: Span| node.span.start <= span.start && span.end <= node.span.end;
    match &node.kind {
        Kind::Null | Kind::Scalar(_) => {}
        Kind::List(items) => items.iter().for_each(|item| {
            assert!(inside(item.span));
            sound(item, text);
        }),
        Kind::Map(entries) => entries.iter().for_each(|entry| {
            assert!(inside(entry.key.span) && inside(entry.value.span));
            assert!(entry.key.span.end <= entry.value.span.start, "{node:?}\n{text:?}");
            sound(&entry.value, text);
        }),
    }
}

fn survives(bytes: &[u8]) {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let Some(file) = text("a.yaml", bytes, &mut sources, &mut diagnostics) else { return };
    let document = parse(file, &sources, &mut diagnostics);
    assert_eq!(document.is_none(), diagnostics.has_errors());
    if let Some(document) = document {
        sound(&document.root, sources.file(file).unwrap().text());
    }
    for label in diagnostics.iter().flat_map(|d| &d.labels) {
        assert!(sources.file(file).unwrap().text().get(label.span.start()..label.span.end()).is_some());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(&bytes);
    }

    #[test]
    fn any_marks_are_survived(source in "[-?:,\\[\\]{}#&*!|>'\"%@ \n\ra-cé0-9+~<]{0,60}") {
        survives(source.as_bytes());
    }

    #[test]
    fn broken_documents_are_survived(
        source in valid(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..4usize, "[-?:,\\[\\]{}#&*!|>'\" \n\r\té]{0,3}"), 1..4),
    ) {
        let mut chars: Vec<char> = source.chars().collect();
        for (at, length, new) in cuts {
            let at = at.index(chars.len());
            let end = (at + length).min(chars.len());
            chars.splice(at..end, new.chars());
        }
        survives(chars.into_iter().collect::<String>().as_bytes());
    }
}
