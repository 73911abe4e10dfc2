//! The files and folders of a container.

use crate::ast::{self, FileOrigin, FoundContent};
use crate::check::UnsetVariable;
use crate::helper_args::{Macro, macros};
use crate::hir;
use crate::source::{Origin, Spanned};

use super::errors::FilledInFolder;
use super::model::{File, FileContent, Folder, Located};
use super::pod::{located, path};
use super::resolve::Resolver;

/// A file or folder as it is written, with its path.
type Written<'p> = (&'p Spanned<ast::FilePath>, &'p ast::FileSource);

impl<'p> Resolver<'_, 'p> {
    /// Files, each with the folder that it lies in; one that is named on its own takes the place of the folder's.
    pub(super) fn files(
        &mut self,
        item: hir::Item<'p>,
        workload: &'p ast::Workload,
    ) -> Option<(Vec<File>, Vec<Folder>)> {
        let there: Vec<Written<'p>> =
            workload.files.iter().filter(|(_, file)| self.context.is_on(file.when.as_ref())).collect();
        let (folders, singles): (Vec<_>, Vec<_>) = there.into_iter().partition(|(path, _)| path.value.is_folder());
        let own = self.all(singles.into_iter(), |this, (at, file)| this.single(item, workload, at, file));
        let members =
            self.all(folders.iter().copied().enumerate(), |this, (number, folder)| this.members(item, number, folder));
        let (mut files, folders) = (own?, folders.into_iter().map(|folder| self.folder(folder)).collect::<Vec<_>>());
        for file in &mut files {
            let holds = |folder: &Folder| {
                file.path.value.strip_prefix(&folder.path.value).is_some_and(|rest| rest.starts_with('/'))
            };
            let holding = folders.iter().enumerate().filter(|(_, folder)| holds(folder));
            file.folder = holding.max_by_key(|(_, folder)| folder.path.value.len()).map(|(number, _)| number);
        }
        let mut sound = true;
        for file in &files {
            let folder = file.folder.and_then(|number| folders.get(number));
            if let Some(((asked, _), folder)) = file.filled.as_ref().zip(folder) {
                self.diagnostics.push(FilledInFolder { asked: *asked, folder: folder.path.span });
                sound = false;
            }
        }
        let taken: Vec<String> = files.iter().map(|file| file.path.value.clone()).collect();
        files.extend(members?.into_iter().flatten().filter(|member| !taken.contains(&member.path.value)));
        sound.then_some((files, folders))
    }

    fn single(
        &mut self,
        item: hir::Item<'p>,
        workload: &'p ast::Workload,
        at: &'p Spanned<ast::FilePath>,
        file: &'p ast::FileSource,
    ) -> Option<File> {
        let content = match &file.origin {
            FileOrigin::Content(content) => FileContent::Text(located(self.field(item, content)?, |text| text.0)),
            FileOrigin::From(from) => self.found(item, from.found.first()?, from.path.span.into())?,
            FileOrigin::Secret { secret, key } => {
                let key = key.as_ref()?;
                let called = self.context.menu().renamed(secret.value.as_str(), secret.span.file).to_owned();
                let origin = Origin::Source(secret.span.to(key.span));
                FileContent::Secret { secret: called, key: key.value.to_string(), origin }
            }
        };
        let (content, filled) = match (content, file.start) {
            (FileContent::Text(text), Some(start)) => {
                let (text, variables) = self.filled(item, workload, text, start)?;
                (FileContent::Text(text), Some((start, variables)).filter(|(_, variables)| !variables.is_empty()))
            }
            (content, _) => (content, None),
        };
        let mode = file.mode.map(|mode| mode.map(|mode| mode.0));
        Some(File { path: at.as_ref().map(|at| at.path.as_str().to_owned()), content, mode, filled, folder: None })
    }

    /// The variables that stand in a text, all of which the item has. Without any, nothing is left to do at the start.
    fn filled(
        &mut self,
        item: hir::Item<'p>,
        workload: &'p ast::Workload,
        text: Located<String>,
        start: crate::source::Span,
    ) -> Option<(Located<String>, Vec<String>)> {
        let parts = macros(&text.value);
        let mut variables: Vec<String> = Vec::new();
        for part in &parts {
            match part {
                Macro::Variable(name) if !variables.iter().any(|known| known == name) => {
                    variables.push((*name).to_owned());
                }
                Macro::Variable(_) | Macro::Text(_) | Macro::Broken(_) => {}
            }
        }
        let there = |name: &str| workload.env.get(name).is_some_and(|value| self.context.is_on(value.when.as_ref()));
        let unset = parts.iter().find_map(|part| match part {
            Macro::Variable(name) if !there(name) => Some(format!("${{{name}}}")),
            Macro::Broken(text) => Some((*text).to_owned()),
            Macro::Variable(_) | Macro::Text(_) => None,
        });
        if let Some(written) = unset {
            self.diagnostics.push(UnsetVariable { written, at: start, item: item.span(), near: None });
            return None;
        }
        if !variables.is_empty() {
            self.helper(start)?;
            return Some((text, variables));
        }
        let plain = parts.into_iter().filter_map(|part| match part {
            Macro::Text(text) => Some(text),
            Macro::Variable(_) | Macro::Broken(_) => None,
        });
        Some((Located { value: plain.collect(), origin: text.origin }, variables))
    }

    fn found(&mut self, item: hir::Item<'p>, found: &'p ast::Found, origin: Origin) -> Option<FileContent> {
        Some(match &found.content {
            FoundContent::Built(text) => FileContent::Text(located(self.field(item, text)?, |text| text.0)),
            FoundContent::Bytes(bytes) => match std::str::from_utf8(bytes).ok().filter(|text| is_plain(text)) {
                Some(text) => FileContent::Text(Located { value: text.to_owned(), origin }),
                None => FileContent::Binary(Located { value: bytes.clone(), origin }),
            },
        })
    }

    fn members(&mut self, item: hir::Item<'p>, number: usize, (at, file): Written<'p>) -> Option<Vec<File>> {
        let FileOrigin::From(from) = &file.origin else { return Some(Vec::new()) };
        self.all(from.found.iter(), |this, found| {
            let content = this.found(item, found, from.path.span.into())?;
            let path = at.as_ref().map(|at| format!("{}/{}", at.path.as_str(), found.path));
            Some(File { path, content, mode: None, filled: None, folder: Some(number) })
        })
    }

    fn folder(&self, (at, file): Written<'p>) -> Folder {
        let secret = match &file.origin {
            FileOrigin::Secret { secret, .. } => Some(
                secret.as_ref().map(|name| self.context.menu().renamed(name.as_str(), secret.span.file).to_owned()),
            ),
            FileOrigin::Content(_) | FileOrigin::From(_) => None,
        };
        let mode = file.mode.map(|mode| mode.map(|mode| mode.0));
        Folder { path: path(&at.as_ref().map(|at| at.path.clone())), mode, secret }
    }
}

/// Whether a text can stand in a manifest as text: control characters but line breaks and tabs are kept as bytes.
fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
}
