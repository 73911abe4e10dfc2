//! A path that ends with `/` is a folder, and is filled by one.

use crate::ast::{FileOrigin, FilePath, FileSource, Workload};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let workloads = || menu.items().filter_map(|item| item.workload());
    for (workload, (path, file)) in
        workloads().flat_map(|workload| workload.files.iter().map(move |one| (workload, one)))
    {
        if let Some((what, at, help)) = misfit(path, file).or_else(|| absent(menu, workload, path, file)) {
            let path = path.as_ref().map(|path| path.as_ref().to_owned());
            diagnostics.push(FileOrFolder { path, what, at, help });
        }
    }
}

/// What fills a path and can't, where, and what to write.
fn misfit(path: &Spanned<FilePath>, file: &FileSource) -> Option<(&'static str, Span, String)> {
    let folder = path.value.is_folder();
    match &file.origin {
        FileOrigin::Content(text) if folder => {
            Some(("one text", text.span(), format!("name a file: `{}NAME`", path.value.as_ref())))
        }
        FileOrigin::From(from) if folder != from.path.value.0.ends_with('/') => Some(match folder {
            true => {
                ("one file", from.path.span, format!("write `{}/` for a folder, or name a file", from.path.value.0))
            }
            false => ("a folder", from.path.span, format!("write `{}/`", path.value.as_ref())),
        }),
        FileOrigin::Secret { secret, key } if folder == key.is_some() => Some(match folder {
            true => ("one key", key.as_ref()?.span, "drop the `key`: a folder holds all of them".to_owned()),
            false => ("a whole secret", secret.span, format!("add `key: NAME`, or write `{}/`", path.value.as_ref())),
        }),
        FileOrigin::Content(_) | FileOrigin::From(_) | FileOrigin::Secret { .. } => {
            let start = file.start.filter(|_| folder)?;
            Some(("what is filled in at the start", start, "name the files that are filled in one by one".to_owned()))
        }
    }
}

/// A key that may be absent is no file then, and would be mounted as an empty folder; in a folder it is just not there.
fn absent(
    menu: &Menu,
    workload: &Workload,
    path: &Spanned<FilePath>,
    file: &FileSource,
) -> Option<(&'static str, Span, String)> {
    let FileOrigin::Secret { secret, key: Some(key) } = &file.origin else { return None };
    let declared = menu.ast.secrets.get(menu.renamed(secret.value.as_str(), secret.span.file))?;
    let optional = declared.keys.get(key.value.as_str())?.optional.is_some_and(|optional| optional.value);
    let in_folder =
        workload.files.iter().any(|(other, _)| other.value.is_folder() && other.value.path.holds(&path.value.path));
    let help = || "take the whole secret into a folder: its path ends with `/`".to_owned();
    (optional && !in_folder).then(|| ("a key that may be absent", key.span, help()))
}

/// A folder where a file belongs, or the other way round.
struct FileOrFolder {
    path: Spanned<String>,
    what: &'static str,
    at: Span,
    help: String,
}

impl From<FileOrFolder> for Diagnostic {
    fn from(error: FileOrFolder) -> Self {
        let FileOrFolder { path, what, at, help } = error;
        let kind = if path.value.ends_with('/') { "folder" } else { "file" };
        Diagnostic::error("file-or-folder", format!("`{}` is a {kind}, and can't be filled by {what}", path.value))
            .at(at, what)
            .at(path.span, format!("a {kind}"))
            .help(help)
    }
}
