//! Every value of the golden sources has an effect: changed, the output changes, or it is an error.

use std::path::Path;

use boxc::diagnostic::Diagnostics;
use boxc::source::{Memory, SourceMap, Span};
use boxc::syntax::{self, Kind, Node, Style};

use crate::support::{cases, compile, files};

/// Values that only people read, or that nothing of the case asks for: where they stand, and why.
const WITHOUT_EFFECT: &[(&str, &str)] = &[
    ("/summary", "for those who choose"),
    ("/params/*/help", "for those who order"),
    ("/params/*/min", "bounds that no order touches"),
    ("/params/*/max", "bounds that no order touches"),
    ("/params/*/min-length", "bounds that no order touches"),
    ("/params/*/max-length", "bounds that no order touches"),
    ("/params/*/enum/*", "choices that no order takes"),
    ("/params/second/default", "the order gives another"),
    ("/fleet", "the fleet's own name"),
    ("/placement", "the fleet's own name"),
    ("/clusters/*/capacity/*", "placing boxes reads it"),
    ("/place/stay", "placing boxes reads it"),
    ("/clusters/*/labels/*", "facts that no menu of the case reads"),
    ("/spec/group", "a definition of what the case does not have"),
    ("/spec/names/kind", "a definition of what the case does not have"),
    ("/clusters/*/storage/classes/*", "classes that nothing of the case uses"),
];

/// Every single value of a document with its path and place.
fn scalars(node: &Node, path: &str, found: &mut Vec<(String, Span, Style, String)>) {
    match &node.kind {
        Kind::Null => {}
        Kind::Scalar(scalar) => found.push((path.to_owned(), node.span, scalar.style, scalar.text.clone())),
        Kind::List(items) => items.iter().for_each(|item| scalars(item, &format!("{path}/*"), found)),
        Kind::Map(entries) => {
            for entry in entries {
                scalars(&entry.value, &format!("{path}/{}", entry.key.value), found);
            }
        }
    }
}

/// Other values of the same kind, as they would be written in the place of the old one: a greater number and a smaller
/// one, for of some numbers only one of them matters.
fn changed(text: &str, style: Style) -> Vec<String> {
    let others = match text {
        "true" => vec!["false".to_owned()],
        "false" => vec!["true".to_owned()],
        _ => match text.parse::<i64>() {
            Ok(number) => vec![(number + 1).to_string(), (number - 1).to_string()],
            Err(_) => vec![format!("{text}x")],
        },
    };
    let written = |other: String| match style {
        Style::Plain => other,
        Style::Single => format!("'{}'", other.replace('\'', "''")),
        Style::Double => format!("{other:?}"),
        Style::Literal | Style::Folded => format!("{:?}", format!("{text}x")),
    };
    others.into_iter().map(written).collect()
}

fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len() && pattern.iter().zip(&path).all(|(one, other)| *one == "*" || one == other)
}

fn world(sources: &[(String, Vec<u8>)], changed: Option<(&str, &str)>) -> Memory {
    sources.iter().fold(Memory::default(), |world, (name, text)| match changed {
        Some((file, other)) if file == name => world.with(name, other),
        Some(_) | None => world.with(name, text.as_slice()),
    })
}

fn effects(case: &Path) -> Vec<String> {
    let is_source = |name: &str| !name.starts_with("rendered/") && !["edges.txt", "findings.txt"].contains(&name);
    let sources: Vec<(String, Vec<u8>)> = files(case).into_iter().filter(|(name, _)| is_source(name)).collect();
    let before = compile(&world(&sources, None), None);
    assert!(before.findings.is_empty(), "{}", before.text());
    let mut without = Vec::new();
    let yaml = sources.iter().filter(|(name, _)| name.ends_with(".yaml"));
    for (name, text) in yaml.filter_map(|(name, bytes)| Some((name, std::str::from_utf8(bytes).ok()?))) {
        let mut map = SourceMap::default();
        let id = map.add(name, text);
        // Files that menus take in, such as manifests, may be no documents of ours.
        let Some(document) = syntax::parse(id, &map, &mut Diagnostics::default()) else { continue };
        let mut found = Vec::new();
        scalars(&document.root, "", &mut found);
        for (path, span, style, value) in found {
            let (head, tail) = (&text[..span.start()], &text[span.end()..]);
            let same = |other: &String| {
                let after = compile(&world(&sources, Some((name, &format!("{head}{other}{tail}")))), None);
                !after.findings.has_errors() && after.bundles == before.bundles
            };
            if changed(&value, style).iter().all(same)
                && !WITHOUT_EFFECT.iter().any(|(pattern, _)| matches(pattern, &path))
            {
                without.push(format!("{}/{name}: {path} = {value}", case.display()));
            }
        }
    }
    without
}

#[test]
fn every_value_has_an_effect() {
    let without: Vec<String> = cases().iter().flat_map(|case| effects(case)).collect();
    assert!(without.is_empty(), "without effect:\n{}", without.join("\n"));
}
