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
        from: Spanned<ManifestFiles> = "from",
    }
}

/// Files with objects that are added to the box as they are.
#[derive(Debug, Clone)]
pub struct Manifests {
    pub from: Spanned<ManifestFiles>,
    /// The objects, once the files have been read.
    pub found: Vec<Raw<Value>>,
}

/// YAML files below the folder of the document that names them; a `*` in a file's name stands for anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlFiles(pub String);

/// Files in a folder `extra` beside the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestFiles(pub YamlFiles);

/// The folder whose files are no documents of a project, but objects that menus take in.
pub const MANIFEST_FOLDER: &str = "extra";

impl Literal for YamlFiles {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let (folder, name) = text.rsplit_once('/').unwrap_or(("", text));
        let strange = |part: &str| part.is_empty() || part.starts_with('.') || part.contains(['\\', '\0']);
        if text.split('/').any(strange) || folder.contains('*') {
            return Err(Problem::new("is no path below this document's folder").help("for example `crds/*.yaml`"));
        }
        if !(name.ends_with(".yaml") || name.ends_with(".yml")) {
            return Err(Problem::new("are no YAML files").help("for example `crds/*.yaml`"));
        }
        Ok(YamlFiles(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": format!("^({PART}/)*{FILE}$")})
    }
}

const PART: &str = "[^./*\\\\\\u0000][^/*\\\\\\u0000]*";
const FILE: &str = "[^./\\\\\\u0000][^/\\\\\\u0000]*\\.ya?ml";

impl Literal for ManifestFiles {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let files = YamlFiles::parse(text).map_err(|problem| problem.help("for example `extra/*.yaml`"))?;
        if !files.folder().split('/').any(|folder| folder == MANIFEST_FOLDER) {
            return Err(Problem::new("are no files in a folder `extra`").help("for example `extra/*.yaml`"));
        }
        Ok(ManifestFiles(files))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": format!("^({PART}/)*extra/({PART}/)*{FILE}$")})
    }
}

impl YamlFiles {
    /// The folder that they stand in, from the document's, and what their names look like.
    fn split(&self) -> (&str, &str) {
        self.0.rsplit_once('/').unwrap_or(("", &self.0))
    }

    /// The folder that they stand in, from the document's; `""` for that one itself.
    pub fn folder(&self) -> &str {
        self.split().0
    }

    /// Whether a file is one of these, by its path from the document's folder.
    pub fn matches(&self, path: &str) -> bool {
        let (folder, pattern) = self.split();
        let (own, name) = path.rsplit_once('/').unwrap_or(("", path));
        folder == own && fits(pattern, name)
    }
}

/// Whether a name fits a pattern with `*` in it.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| name.strip_prefix(start)) else { return false };
    let Some(end) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(end)
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
        let path = |text: &str| YamlFiles::parse(text);
        assert!(path("extra/*.yaml").unwrap().matches("extra/a.yaml"));
        assert!(!path("extra/*.yaml").unwrap().matches("extra/b/a.yaml"));
        assert!(path("extra/a*c*.yaml").unwrap().matches("extra/abcd.yaml"));
        assert!(!path("extra/a*.yaml").unwrap().matches("extra/b.yaml"));
        assert!(path("*.yaml").unwrap().matches("b.yaml"));
        assert!(path("*-*-b.yaml").unwrap().matches("b-a-b-b.yaml"));
        assert!(!path("a*ab.yaml").unwrap().matches("ab.yaml"));
        for bad in ["../extra/a.yaml", "/extra/a.yaml", "extra/../a.yaml", "ext*/extra/a.yaml", "extra/a.txt", ""] {
            assert!(path(bad).is_err(), "{bad}");
        }
        assert!(ManifestFiles::parse("extra/a.yaml").is_ok());
        assert!(ManifestFiles::parse("a.yaml").is_err());
    }

    #[test]
    fn documents_keep_their_lines() {
        assert_eq!(documents("# a\n---\na: 1\n---\n---\nb: 2\n"), ["\n\na: 1\n\n\n\n", "\n\n\n\n\nb: 2\n"]);
    }
}
