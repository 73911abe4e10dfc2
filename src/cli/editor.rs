//! What lets an editor complete and check a project's documents: the schemas of this version, and a line that names one.

use std::path::Path;

use crate::ast::schema_text;
use crate::write::{WriteError, new_file};

/// The folder of a project that holds the schemas.
const FOLDER: &str = ".boxc";

/// The document, beginning with the line that names its schema. `up` leads from its folder to the project's.
pub(super) fn with_schema(kind: &str, up: &str, text: &str) -> String {
    format!("# yaml-language-server: $schema={up}{FOLDER}/{kind}.json\n{text}")
}

/// Writes a document's schema into the project, unless it is there.
///
/// # Errors
/// What the file system says.
pub(super) fn put_schema(root: &Path, kind: &str) -> Result<(), WriteError> {
    let path = root.join(FOLDER).join(format!("{kind}.json"));
    match schema_text(kind) {
        Some(text) if !path.exists() => new_file(&path, &text),
        Some(_) | None => Ok(()),
    }
}
