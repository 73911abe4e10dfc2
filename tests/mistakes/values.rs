//! Values of the wrong type, and keys that there are not.

use std::ops::Range;

use boxc::syntax::{Entry, Kind, Node};

use super::text::{range, text};
use super::{Mistake, Random, System, Then};

/// What is no value of a key, by the key.
const WRONG: &[(&[&str], &str, &str)] = &[
    (&["port", "target", "replicas", "retries", "user", "failures"], "eighty", "wrong-value"),
    (&["every", "timeout", "grace", "starts-within"], "soon", "wrong-value"),
    (&["memory", "memory-limit", "cpu", "cpu-limit", "size"], "much", "wrong-value"),
    (&["image", "class", "mount"], "[one, two]", "wrong-shape"),
    (&["args", "command", "scratch"], "all", "wrong-shape"),
    (&["when"], "perhaps", "wrong-value"),
    (&["share", "identity", "medium", "until", "from"], "sometimes", "wrong-value"),
];

/// Mappings whose keys are those of the language, by their path.
const RECORDS: &[&str] = &[
    "params/*",
    "services/*",
    "jobs/*",
    "templates/*",
    "secrets/*",
    "volumes/*",
    "include/*",
    "services/*/ports/*",
    "services/*/needs/*",
    "services/*/resources",
    "services/*/health",
    "services/*/security",
    "services/*/stop",
    "services/*/storage/*",
    "services/*/expose/*",
    "jobs/*/security",
    "jobs/*/needs/*",
];

/// A value of another type.
pub fn wrong_type(system: &System, _: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    entries(&system.root, "", &mut |path, _, entry| {
        let of_item = path.starts_with("services/") || path.starts_with("jobs/") || path.starts_with("volumes/");
        let wrong = WRONG.iter().find(|(keys, ..)| keys.contains(&entry.key.value.as_str()));
        let Some((_, new, code)) = wrong.filter(|_| of_item && system.is_one_line(&entry.value)) else { return };
        // Sections of names that authors choose, and a port by its name.
        let chosen = ["env", "files", "outputs", "keys", "ports", "health", "expose", "metrics"];
        let above = path.split('/').rev().nth(1).unwrap_or_default();
        if chosen.contains(&above) && !matches!(entry.key.value.as_str(), "every" | "timeout" | "starts-within") {
            return;
        }
        if entry.key.value == "port" && !path.contains("/ports/") {
            return;
        }
        mistakes.push(system.replaced(&entry.value, new, code));
    });
    mistakes
}

/// A key, nearly.
pub fn unknown_key(system: &System, random: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    entries(&system.root, "", &mut |path, map, entry| {
        if is_record(path) && !matches!(map.kind, Kind::Null) {
            mistakes.push(system.misspelt(range(entry.key.span), "unknown-key", random));
        }
    });
    mistakes
}

/// What every item, parameter, secret or volume has to say: said at the first key that is left.
pub fn missing_field(system: &System, _: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    entries(&system.root, "", &mut |path, map, entry| {
        let required = match path.rsplit_once('/').map_or("", |(of, _)| of).split('/').next().unwrap_or_default() {
            "params" => "type",
            "secrets" => "from",
            "volumes" => "size",
            "include" => "menu",
            "services" | "jobs" if map.get("extends").is_none() => "image",
            _ => return,
        };
        let all = map.entries().unwrap();
        if entry.key.value != required || path.matches('/').count() != 2 || all.len() < 2 {
            return;
        }
        let at = system.whole_entry(map, entry);
        let first = all.iter().find(|other| other.key.value != required).map(|other| range(other.key.span)).unwrap();
        let place = if first.start > at.start { first.start - at.len()..first.end - at.len() } else { first };
        let then = Then::Finding { code: "missing-field", places: vec![place], help: format!("`{required}: ") };
        mistakes.push(Mistake { what: format!("{path} is gone"), at, new: String::new(), then });
    });
    mistakes
}

/// A default that its own parameter refuses.
pub fn bad_default(system: &System, _: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for param in system.section("params") {
        let key = |key: &str| param.value.get(key).map(|entry| &entry.value);
        let Some(default) = key("default") else { continue };
        let most = key("max").and_then(text).and_then(|max| max.parse::<i64>().ok());
        let wrong = match (key("type").and_then(text), most) {
            (Some("int"), Some(most)) => (most + 1).to_string(),
            (Some("bool"), _) => "maybe".to_owned(),
            (Some("quantity"), _) => "much".to_owned(),
            (Some("string"), _) if key("enum").is_some() => "neither".to_owned(),
            (Some("string"), _) if key("pattern").is_some() => "\"!\"".to_owned(),
            _ => continue,
        };
        mistakes.push(system.replaced(default, &wrong, "bad-default"));
    }
    mistakes
}

/// A tab where a line is indented.
pub fn tab(system: &System, _: &mut Random) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let starts = system.items().into_iter().filter_map(|item| {
        let first = item.entry.value.entries()?.first()?.key.span.start();
        let line = system.text[..first].rfind('\n').map_or(0, |at| at + 1);
        system.text[line..first].chars().all(|c| c == ' ').then_some(line..first)
    });
    let starts: Vec<Range<usize>> = starts.collect();
    for at in starts {
        let place = at.start..at.start + 1;
        let then = Then::Finding { code: "syntax", places: vec![place], help: "spaces".to_owned() };
        mistakes.push(Mistake { what: format!("tab in {}", system.line(at.start)), at, new: "\t".to_owned(), then });
    }
    mistakes
}

fn is_record(path: &str) -> bool {
    let (of, _) = path.rsplit_once('/').unwrap_or_default();
    let matches = |pattern: &&&str| {
        let (pattern, of): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), of.split('/').collect());
        pattern.len() == of.len() && pattern.iter().zip(&of).all(|(one, other)| *one == "*" || one == other)
    };
    RECORDS.iter().any(|pattern| matches(&pattern))
}

/// Every entry with its path and the mapping that it stands in.
fn entries<'s>(node: &'s Node, path: &str, visit: &mut dyn FnMut(&str, &'s Node, &'s Entry)) {
    match &node.kind {
        Kind::Map(all) => {
            for entry in all {
                let path =
                    if path.is_empty() { entry.key.value.clone() } else { format!("{path}/{}", entry.key.value) };
                visit(&path, node, entry);
                entries(&entry.value, &path, visit);
            }
        }
        Kind::List(all) => all.iter().for_each(|element| entries(element, &format!("{path}/-"), visit)),
        Kind::Null | Kind::Scalar(_) => {}
    }
}
