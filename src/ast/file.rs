//! The files of a container.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::{Span, Spanned};
use crate::syntax::Node;

use super::condition::When;
use super::decode::{Decode, Decoder, Visit, Visitor};
use super::dynamic::Dynamic;
use super::errors::{ConflictingKeys, MissingField};
use super::literal::{Literal, Problem, words};
use super::reason::Public;
use super::record::record;
use super::schema::Schemas;
use super::types::{AbsolutePath, FileText, KeyName, Mode, Name};

/// A path in a container; a folder's ends with `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePath {
    text: String,
    /// The same without a slash at the end.
    pub path: AbsolutePath,
}

impl FilePath {
    pub fn is_folder(&self) -> bool {
        self.text.ends_with('/')
    }
}

impl AsRef<str> for FilePath {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Literal for FilePath {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let path = AbsolutePath::parse(text.strip_suffix('/').unwrap_or(text))?;
        Ok(FilePath { text: text.to_owned(), path })
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^(/[^/:]+)+/?$", "maxLength": 1024, "not": {"pattern": "/\\.\\.?(/|$)"}})
    }
}

/// A file or folder beside a menu, which stays in the menu's folder; a folder's ends with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePath(pub String);

impl Literal for SourcePath {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let odd = |part: &str| {
            part.is_empty() || part.starts_with('.') || part.contains(|c: char| c.is_control() || c == '\\')
        };
        if text.starts_with('/') || text.split('/').any(|part| part == "..") {
            return Err(
                Problem::new("leads out of the menu's folder").help("put the file beside the menu: `files/NAME`")
            );
        }
        if text.strip_suffix('/').unwrap_or(text).split('/').any(odd) {
            return Err(Problem::new("is no plain path: no empty parts, and none that begins with a dot"));
        }
        Ok(SourcePath(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[^./\\\\][^/\\\\]*(/[^./\\\\][^/\\\\]*)*/?$"})
    }
}

words! {
    /// When a file's text is filled in.
    pub enum Expand {
        /// `${{ }}` when the box is compiled.
        Build = "build",
        /// `${VARIABLE}` when the container starts.
        Start = "start",
    }
}

record! {
    /// A file of a container, or a folder of files.
    pub struct FileKeys {
        /// The text, in which `${{ }}` is replaced.
        content: Option<Dynamic<FileText>> = "content",
        /// A file or folder beside the menu, which is taken as it is unless `expand` says otherwise.
        from: Option<Spanned<SourcePath>> = "from",
        /// A secret of the box, by its name under `secrets`.
        secret: Option<Spanned<Name>> = "secret",
        /// The key of the secret; a folder holds all of them.
        key: Option<Spanned<KeyName>> = "key",
        /// What is filled in: `build` the `${{ }}` of a file from beside the menu, `start` the `${VARIABLE}` of declared variables.
        expand: Vec<Spanned<Expand>> = "expand",
        /// Its permissions in octal, quoted; `"0644"` by default.
        mode: Option<Spanned<Mode>> = "mode",
        /// Says why a text that looks like a credential may be seen by everybody.
        public: Option<Public> = "public",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
    alternatives { "content", "from", "secret" }
}

/// A file of a container, or a folder of files.
#[derive(Debug, Clone)]
pub struct FileSource {
    pub origin: FileOrigin,
    /// Where `${VARIABLE}` is asked to be filled in when the container starts.
    pub start: Option<Span>,
    pub mode: Option<Spanned<Mode>>,
    pub public: Option<Public>,
    pub when: Option<When>,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum FileOrigin {
    Content(Dynamic<FileText>),
    From(FromFile),
    Secret { secret: Spanned<Name>, key: Option<Spanned<KeyName>> },
}

/// Files beside the menu.
#[derive(Debug, Clone)]
pub struct FromFile {
    pub path: Spanned<SourcePath>,
    /// Whether `${{ }}` is replaced in them.
    pub build: bool,
    /// What was found there, once it has been read; a single file, or those of a folder in the order of their names.
    pub found: Vec<Found>,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its path in the folder; empty for a single file.
    pub path: String,
    pub content: FoundContent,
}

#[derive(Debug, Clone)]
pub enum FoundContent {
    Bytes(Arc<[u8]>),
    /// A text whose `${{ }}` are replaced.
    Built(Dynamic<FileText>),
}

impl FileSource {
    /// The texts with expressions in them.
    pub fn texts(&self) -> impl Iterator<Item = &Dynamic<FileText>> {
        let (content, found) = match &self.origin {
            FileOrigin::Content(content) => (Some(content), [].as_slice()),
            FileOrigin::From(from) => (None, from.found.as_slice()),
            FileOrigin::Secret { .. } => (None, [].as_slice()),
        };
        let built = found.iter().filter_map(|found| match &found.content {
            FoundContent::Built(text) => Some(text),
            FoundContent::Bytes(_) => None,
        });
        content.into_iter().chain(built)
    }
}

impl FileSource {
    /// The texts of files that are taken as they are, each with the place that names it.
    pub fn raw(&self) -> impl Iterator<Item = (String, Span)> {
        let from = match &self.origin {
            FileOrigin::From(from) => Some(from),
            FileOrigin::Content(_) | FileOrigin::Secret { .. } => None,
        };
        from.into_iter().flat_map(|from| {
            from.found.iter().filter_map(|found| match &found.content {
                FoundContent::Bytes(bytes) => Some((String::from_utf8(bytes.to_vec()).ok()?, from.path.span)),
                FoundContent::Built(_) => None,
            })
        })
    }
}

impl Decode for FileSource {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let keys = FileKeys::decode(node, cx)?;
        let asks = |wanted: Expand| keys.expand.iter().find(|asked| asked.value == wanted).map(|asked| asked.span);
        let (build, start) = (asks(Expand::Build), asks(Expand::Start));
        let conflict = match (&keys.content, &keys.from, &keys.secret) {
            (None, None, None) => {
                let span = node.entries().and_then(|entries| entries.first()).map_or(node.span, |entry| entry.key.span);
                cx.push(MissingField { key: "content", span });
                return None;
            }
            (Some(_), Some(from), _) => Some((from.span, "has both `content` and `from`", "keep one of the two")),
            (Some(_), _, Some(secret)) | (_, Some(_), Some(secret)) => {
                Some((secret.span, "is from a secret, and from elsewhere, too", "keep one of the two"))
            }
            (Some(_), None, None) if build.is_some() => {
                build.map(|span| (span, "expands its `content` twice", "drop `build`: `content` always has `${{ }}`"))
            }
            (_, _, Some(_)) => {
                build.or(start).map(|span| (span, "expands a secret", "compose a text of it with `content`"))
            }
            _ => keys
                .key
                .as_ref()
                .filter(|_| keys.secret.is_none())
                .map(|key| (key.span, "has a `key`, but no `secret`", "add `secret: NAME`, or drop the `key`")),
        };
        if let Some((span, what, help)) = conflict {
            cx.push(ConflictingKeys { message: format!("this file {what}"), span, help: help.to_owned() });
            return None;
        }
        let FileKeys { content, from, secret, key, mode, public, when, .. } = keys;
        let origin = match (content, from, secret) {
            (Some(content), ..) => FileOrigin::Content(content),
            (None, Some(path), _) => FileOrigin::From(FromFile { path, build: build.is_some(), found: Vec::new() }),
            (None, None, secret) => FileOrigin::Secret { secret: secret?, key },
        };
        Some(FileSource { origin, start, mode, public, when })
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let reference = FileKeys::schema(schemas);
        let filled = |key: &str, expand: Value| json!({"required": [key], "properties": {"expand": expand}});
        let kinds = [
            filled("content", json!({"items": {"enum": ["start"]}})),
            filled("from", json!({})),
            filled("secret", json!({"maxItems": 0})),
        ];
        schemas.constrain("FileKeys", &json!({"oneOf": kinds.to_vec(), "dependentRequired": {"key": ["secret"]}}));
        reference
    }

    fn merge(base: &Node, over: &Node) -> Node {
        FileKeys::merge(base, over)
    }
}

impl Visit for FileSource {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        self.texts().for_each(|text| text.visit(visitor));
    }
}
