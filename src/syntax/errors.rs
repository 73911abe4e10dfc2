//! Why a file is no document.

use granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::{Diagnostic, Page};
use crate::source::{MAX_FILE_BYTES, Span, Spanned};

use super::{MAX_DEPTH, MAX_NODES};

/// The pages of this stage's codes.
pub const PAGES: &[Page] = &[
    Page { code: "budget", text: include_str!("pages/budget.md") },
    Page { code: "control-character", text: include_str!("pages/control-character.md") },
    Page { code: "duplicate-key", text: include_str!("pages/duplicate-key.md") },
    Page { code: "not-text", text: include_str!("pages/not-text.md") },
    Page { code: "syntax", text: include_str!("pages/syntax.md") },
    Page { code: "unquoted-braces", text: include_str!("pages/unquoted-braces.md") },
    Page { code: "yaml-feature", text: include_str!("pages/yaml-feature.md") },
];

/// A file past the budget of bytes.
pub(super) struct TooManyBytes {
    pub bytes: usize,
    pub span: Span,
}

impl From<TooManyBytes> for Diagnostic {
    fn from(error: TooManyBytes) -> Self {
        let message = format!("this file has {} bytes, more than the {MAX_FILE_BYTES} that are read", error.bytes);
        Diagnostic::error("budget", message).at(error.span, "").help("split it, or keep large data out of the sources")
    }
}

/// Collections nested past the budget.
pub(super) struct TooDeep {
    pub span: Span,
}

impl From<TooDeep> for Diagnostic {
    fn from(error: TooDeep) -> Self {
        let message = format!("more than {MAX_DEPTH} lists and mappings stand inside each other");
        Diagnostic::error("budget", message).at(error.span, "one level too many")
    }
}

/// More nodes than the budget.
pub(super) struct TooManyNodes {
    pub span: Span,
}

impl From<TooManyNodes> for Diagnostic {
    fn from(error: TooManyNodes) -> Self {
        let message = format!("this file has more than {MAX_NODES} keys and values");
        Diagnostic::error("budget", message).at(error.span, "one too many").help("split the file")
    }
}

/// Bytes that are no UTF-8.
pub(super) struct NotUtf8 {
    /// Of the first wrong byte, from the file's start.
    pub offset: usize,
    pub utf16: bool,
    pub span: Span,
}

impl From<NotUtf8> for Diagnostic {
    fn from(error: NotUtf8) -> Self {
        let (message, help) = if error.utf16 {
            ("this file is UTF-16, not UTF-8".to_owned(), "save it as UTF-8")
        } else {
            (format!("this file is not UTF-8: byte {} fits no character", error.offset), "save it as UTF-8 text")
        };
        Diagnostic::error("not-text", message).at(error.span, "text up to here").help(help)
    }
}

/// A key that is a list, a mapping or nothing.
pub(super) struct KeyIsNoText {
    pub found: &'static str,
    pub span: Span,
}

impl From<KeyIsNoText> for Diagnostic {
    fn from(error: KeyIsNoText) -> Self {
        let found = match error.found {
            "a single value" => "an empty text",
            found => found,
        };
        Diagnostic::error("not-text", format!("{found} stands where a key belongs"))
            .at(error.span, "expected text")
            .help("write a name before the `:`, in quotes if it is a word such as `null`")
    }
}

/// A key that its mapping has already.
pub(super) struct DuplicateKey {
    pub key: Spanned<String>,
    pub first: Span,
}

impl From<DuplicateKey> for Diagnostic {
    fn from(error: DuplicateKey) -> Self {
        let key = &error.key.value;
        Diagnostic::error("duplicate-key", format!("`{key}` is given twice in one mapping"))
            .at(error.key.span, "given again")
            .at(error.first, "first given here")
            .help("remove one of them")
    }
}

/// Parts of YAML that documents don't use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Feature {
    Tag,
    Anchor,
    Alias,
    Merge,
}

/// A use of one of them.
pub(super) struct YamlFeature {
    pub feature: Feature,
    pub span: Span,
}

impl From<YamlFeature> for Diagnostic {
    fn from(error: YamlFeature) -> Self {
        let sharing = "share with `templates`, `let` or `include` instead";
        let (what, help) = match error.feature {
            Feature::Tag => {
                ("tags", "remove it: the field says what type a value has; quote text that begins with `!`")
            }
            Feature::Anchor => ("anchors", sharing),
            Feature::Alias => {
                ("aliases", "share with `templates`, `let` or `include`; quote text that begins with `*`")
            }
            Feature::Merge => ("merge keys", sharing),
        };
        Diagnostic::error("yaml-feature", format!("{what} are not used here")).at(error.span, "").help(help)
    }
}

/// An expression that YAML takes for a mapping or cuts off.
pub(super) struct UnquotedBraces {
    pub span: Span,
}

impl From<UnquotedBraces> for Diagnostic {
    fn from(error: UnquotedBraces) -> Self {
        Diagnostic::error("unquoted-braces", "YAML does not read these braces as text")
            .at(error.span, "an expression without quotes")
            .help("quote it: put the whole value in quotes")
    }
}

/// A character that can't be seen.
pub(super) struct HiddenCharacter {
    pub character: char,
    pub span: Span,
}

impl From<HiddenCharacter> for Diagnostic {
    fn from(error: HiddenCharacter) -> Self {
        let code = u32::from(error.character);
        let escape = match code {
            ..=0xFF => format!("\\x{code:02X}"),
            0x100..=0xFFFF => format!("\\u{code:04X}"),
            _ => format!("\\U{code:08X}"),
        };
        Diagnostic::error("control-character", format!("the invisible character U+{code:04X} stands in this file"))
            .at(error.span, "here")
            .help(format!("remove it, or write it as an escape in double quotes: `{escape}`"))
    }
}

/// A second document in one file.
pub(super) struct SecondDocument {
    pub span: Span,
}

impl From<SecondDocument> for Diagnostic {
    fn from(error: SecondDocument) -> Self {
        Diagnostic::error("syntax", "a file holds one document")
            .at(error.span, "a second one begins here")
            .help("move it to a file of its own")
    }
}

/// A file without any content.
pub(super) struct EmptyFile {
    pub span: Span,
}

impl From<EmptyFile> for Diagnostic {
    fn from(error: EmptyFile) -> Self {
        Diagnostic::error("syntax", "this file is empty")
            .at(error.span, "")
            .help("begin with `menu: NAME`, `box: NAME`, `fleet: NAME` or `placement: FLEET`, or delete the file")
    }
}

/// A list that runs into the next line.
pub(super) struct OpenList {
    pub bracket: Span,
    pub at: Span,
}

impl From<OpenList> for Diagnostic {
    fn from(error: OpenList) -> Self {
        Diagnostic::error("syntax", "this bracket is never closed")
            .at(error.bracket, "opened here")
            .at(error.at, "no part of a list")
            .help("close it with `]`")
    }
}

/// What the parser can't read.
pub(super) struct NotYaml<'a> {
    pub error: &'a ScanError,
    pub span: Span,
    /// The last bracket that is still open before it.
    pub open: Option<Span>,
}

impl From<NotYaml<'_>> for Diagnostic {
    fn from(NotYaml { error, span, open }: NotYaml<'_>) -> Self {
        let diagnostic = match own_words(error.kind()) {
            Some((message, help)) => Diagnostic::error("syntax", message).at(span, "").help(help),
            None => {
                Diagnostic::error("syntax", "this is not valid YAML").at(span, lowercase(&error.kind().to_string()))
            }
        };
        match open.filter(|open| *open != span) {
            Some(open) => diagnostic.at(open, "this bracket is still open"),
            None => diagnostic,
        }
    }
}

fn lowercase(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The mistakes that are made often.
fn own_words(kind: &ErrorKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart => ("a tab stands where YAML wants spaces", "indent with spaces"),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("these quotes are never closed", "close them on the same line")
        }
        ErrorKind::UnclosedFlowCollection { .. } => ("this bracket is never closed", "close it"),
        ErrorKind::MismatchedFlowCollectionEnd { .. } | ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket closes nothing", "remove it, or open one of its kind before")
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            ("a `: ` can't stand here", "quote the text that it belongs to, or begin a new line")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "text follows the closing quote",
            "put the whole value in quotes, and write `\\\"` or `''` for a quote in it",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a list can't begin here", "begin it on a line of its own, or quote the text")
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::InvalidIndentation => {
            ("this line fits into no mapping or list", "check its indentation, and the quotes of the line before")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            ("this line has no `: `", "write `KEY: VALUE`, or indent it as part of the text before")
        }
        ErrorKind::ExpectedFlowMappingSeparator => {
            ("a `,` or `}` is missing here", "separate entries with commas, and quote a text that has a `: `")
        }
        ErrorKind::ExpectedFlowSequenceSeparator => ("a `,` or `]` is missing here", "separate items with commas"),
        ErrorKind::UnknownQuotedScalarEscape => {
            ("this escape is not one of YAML's", "write `\\\\` for a backslash, or use single quotes")
        }
        ErrorKind::UnexpectedCharacter { .. } => ("text can't begin with this character", "quote the text"),
        ErrorKind::DirectiveDisallowed => ("directives are not used here", "remove the line, or quote the text"),
        ErrorKind::CommentNotSeparated => ("a comment needs a space before it", "write ` #`, or quote the text"),
        _ => return None,
    })
}
