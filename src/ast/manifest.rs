//! Objects that a menu adds as they are.

use serde_json::{Value, json};

use crate::diagnostic::Diagnostics;
use crate::expr::Type;
use crate::source::{SourceMap, Spanned};
use crate::syntax::Node;

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::errors::WrongShape;
use super::literal::{Literal, Problem};
use super::raw::Raw;
use super::record::record;
use super::schema::Schemas;

record! {
    /// Files with objects that are added to the box as they are.
    pub struct ManifestKeys {
        /// Files in a folder `extra` beside the menu, such as `extra/*.yaml`.
        from: Spanned<ManifestPath> = "from",
    }
}

/// Files with objects that are added to the box as they are.
#[derive(Debug, Clone)]
pub struct Manifests {
    pub from: Spanned<ManifestPath>,
    /// The objects, once the files have been read.
    pub found: Vec<Raw<Value>>,
}

/// Files in a folder `extra` beside the menu; a `*` in the file's name stands for anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestPath(pub String);

/// The folder whose files are no documents of a project, but objects that menus take in.
pub const MANIFEST_FOLDER: &str = "extra";

impl Literal for ManifestPath {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let parts: Vec<&str> = text.split('/').collect();
        let (folders, name) = parts.split_last().map_or((&[][..], ""), |(name, folders)| (folders, *name));
        let strange = |part: &&str| part.is_empty() || part.starts_with('.') || part.contains(['\\', '\0']);
        if parts.iter().any(strange) || folders.iter().any(|part| part.contains('*')) {
            return Err(Problem::new("is no path below the menu's folder").help("for example `extra/*.yaml`"));
        }
        if !folders.contains(&MANIFEST_FOLDER) || !(name.ends_with(".yaml") || name.ends_with(".yml")) {
            return Err(Problem::new("are no YAML files in a folder `extra`").help("for example `extra/*.yaml`"));
        }
        Ok(ManifestPath(text.to_owned()))
    }

    fn schema() -> Value {
        let part = "[^./*\\\\\\u0000][^/*\\\\\\u0000]*";
        let file = "[^./\\\\\\u0000][^/\\\\\\u0000]*\\.ya?ml";
        json!({"type": "string", "pattern": format!("^({part}/)*extra/({part}/)*{file}$")})
    }
}

impl ManifestPath {
    /// Whether a file, by its path from the menu's folder, is one of these.
    pub fn matches(&self, path: &str) -> bool {
        let split = |path: &str| path.rsplit_once('/').map(|(folder, name)| (folder.to_owned(), name.to_owned()));
        match (split(&self.0), split(path)) {
            (Some((folder, pattern)), Some((own, name))) => folder == own && fits(&pattern, &name),
            _ => false,
        }
    }
}

/// Whether a name fits a pattern with `*` in it.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.filter_map(|at| name.get(at..)).any(|name| fits(rest, name))
        }),
    }
}

/// An object of a file; nothing after its problems were reported.
pub fn object(node: &Node, sources: &SourceMap, diagnostics: &mut Diagnostics) -> Option<Raw<Value>> {
    let cx = &mut Decoder::new(sources, diagnostics);
    match node.entries() {
        Some(_) => Raw::literal(node, cx),
        None => {
            cx.push(WrongShape { expected: "an object of Kubernetes", found: node.describe(), span: node.span });
            None
        }
    }
}

/// The documents of a text, each alone in its place: all other lines are blank.
pub fn documents(text: &str) -> Vec<String> {
    let is_break = |line: &str| line.trim_end() == "---";
    let count = text.split('\n').filter(|line| is_break(line)).count();
    let alone = |wanted: usize| {
        let mut at = 0;
        let lines = text.split('\n').map(|line| {
            at += usize::from(is_break(line));
            if at == wanted && !is_break(line) { line.to_owned() } else { String::new() }
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let all = (0..=count).map(alone);
    all.filter(|text| text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))).collect()
}

impl Decode for Manifests {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let keys = ManifestKeys::decode(node, cx)?;
        Some(Manifests { from: keys.from, found: Vec::new() })
    }

    fn schema(schemas: &mut Schemas) -> Value {
        ManifestKeys::schema(schemas)
    }
}

impl Visit for Manifests {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything_in_a_name() {
        let path = |text: &str| ManifestPath::parse(text);
        assert!(path("extra/*.yaml").unwrap().matches("extra/a.yaml"));
        assert!(!path("extra/*.yaml").unwrap().matches("extra/b/a.yaml"));
        assert!(path("extra/a*c*.yaml").unwrap().matches("extra/abcd.yaml"));
        assert!(!path("extra/a*.yaml").unwrap().matches("extra/b.yaml"));
        for bad in
            ["../extra/a.yaml", "/extra/a.yaml", "extra/../a.yaml", "a.yaml", "ext*/extra/a.yaml", "extra/a.txt", ""]
        {
            assert!(path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn documents_keep_their_lines() {
        assert_eq!(documents("# a\n---\na: 1\n---\n---\nb: 2\n"), ["\n\na: 1\n\n\n\n", "\n\n\n\n\nb: 2\n"]);
    }
}
