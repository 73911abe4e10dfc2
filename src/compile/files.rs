//! Files that stand beside documents: what menus take into containers and boxes, and what fleets declare of it.
//!
//! Input: a decoded menu. Output: the same, with what its `from` name. Gained: nothing comes from outside of the folder of
//! the document that names it, and none of it through a link; custom resources are as the fleet's `schemas` declare them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::ast::{
    self, Decode, Decoder, Dynamic, FileOrigin, FileSource, Found, FoundContent, FromFile, Raw, Workload, YamlFiles,
};
use crate::diagnostic::{Diagnostic, Diagnostics, Page, nearest};
use crate::hir::Inclusions;
use crate::source::{FileId, SourceMap, Span, Spanned, World, join, parent};
use crate::syntax::{self, Kind, Node, Scalar, Style};
use crate::validate::CustomKinds;

/// The pages of this stage's codes.
pub(super) const PAGES: &[Page] = &[Page { code: "missing-file", text: include_str!("pages/missing-file.md") }];

/// What was read so far: many boxes may change one menu.
pub(super) struct Reader<'w> {
    world: &'w dyn World,
    listed: BTreeMap<String, Vec<String>>,
    read: BTreeMap<String, Arc<[u8]>>,
    /// By the document that names them, which says what the names in them mean.
    texts: BTreeMap<(FileId, String), FileId>,
    kinds: CustomKinds,
}

impl<'w> Reader<'w> {
    pub fn new(world: &'w dyn World) -> Self {
        Reader {
            world,
            listed: BTreeMap::new(),
            read: BTreeMap::new(),
            texts: BTreeMap::new(),
            kinds: CustomKinds::default(),
        }
    }

    /// Reads what a fleet declares of custom resources; before the menus that have such.
    pub fn declare(&mut self, schemas: &[Spanned<YamlFiles>], sources: &mut SourceMap, diagnostics: &mut Diagnostics) {
        for files in schemas {
            for definition in self.objects(&files.value, files.span, sources, diagnostics) {
                self.kinds.declare(&definition, diagnostics);
            }
        }
    }

    /// Reads what a menu names; what is not there is reported.
    pub fn fill(
        &mut self,
        menu: &mut ast::Menu,
        inclusions: &mut Inclusions,
        sources: &mut SourceMap,
        diagnostics: &mut Diagnostics,
    ) {
        for manifests in &mut menu.manifests {
            manifests.found = self.objects(&manifests.from.value.0, manifests.from.span, sources, diagnostics);
            manifests.found.iter().for_each(|object| self.kinds.check(object, diagnostics));
        }
        let is_beside = |file: &FileSource| matches!(file.origin, FileOrigin::From(_));
        let asks = |workload: &Workload| workload.files.iter().any(|(_, file)| is_beside(file));
        menu.change(asks, |workload| {
            for (_, file) in &mut workload.files.entries {
                if let FileSource { origin: FileOrigin::From(from), .. } = file {
                    from.found = self.found(from, sources, diagnostics);
                }
            }
        });
        for ((owner, _), text) in &self.texts {
            if let Some(included) = inclusions.get(owner).cloned() {
                inclusions.insert(*text, included);
            }
        }
    }

    fn found(&mut self, from: &FromFile, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Vec<Found> {
        let span = from.path.span;
        let home = sources.file(span.file).map_or("", |file| parent(file.path())).to_owned();
        let path = join(&home, &from.path.value.0);
        let folder = from.path.value.0.ends_with('/');
        let beside = match self.beside(&home) {
            Ok(beside) => beside,
            Err(reason) => {
                diagnostics.push(MissingFile { reason, span });
                return Vec::new();
            }
        };
        let below = |file: &&String| {
            file.strip_prefix(&path).is_some_and(|rest| if folder { rest.starts_with('/') } else { rest.is_empty() })
        };
        let files: Vec<String> = beside.iter().filter(below).cloned().collect();
        if files.is_empty() {
            let what = if folder { "folder with files" } else { "file" };
            let near = nearest(&path, beside.iter().map(String::as_str)).filter(|_| !folder);
            let near =
                near.and_then(|near| near.strip_prefix(&home)).map(|near| near.trim_start_matches('/').to_owned());
            let missing = MissingFile { reason: format!("there is no {what} `{path}`"), span };
            let finding = Diagnostic::from(missing);
            diagnostics.push(finding.maybe_help(near.map(|near| format!("write `{near}`"))));
        }
        let mut found = Vec::new();
        for file in files {
            let inner = file.strip_prefix(&path).unwrap_or_default().trim_start_matches('/').to_owned();
            match self.content(&file, from, sources, diagnostics) {
                Ok(Some(content)) => found.push(Found { path: inner, content }),
                Ok(None) => {}
                Err(reason) => diagnostics.push(MissingFile { reason, span }),
            }
        }
        found
    }

    /// The objects of files beside a document.
    fn objects(
        &mut self,
        wanted: &YamlFiles,
        span: Span,
        sources: &mut SourceMap,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Raw<Value>> {
        let home = sources.file(span.file).map_or("", |file| parent(file.path())).to_owned();
        let files: Vec<String> = match self.beside(&join(&home, wanted.folder())) {
            Ok(beside) => {
                let own = |path: &str| path.strip_prefix(&home).map(|rest| rest.trim_start_matches('/').to_owned());
                beside.iter().filter(|path| own(path).is_some_and(|path| wanted.matches(&path))).cloned().collect()
            }
            Err(reason) => {
                diagnostics.push(MissingFile { reason, span });
                return Vec::new();
            }
        };
        if files.is_empty() {
            diagnostics.push(MissingFile { reason: format!("there are no files `{}`", wanted.0), span });
        }
        let mut objects = Vec::new();
        for path in files {
            let bytes = match self.world.read(&path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    diagnostics.push(MissingFile { reason: error.to_string(), span });
                    continue;
                }
            };
            let Some(whole) = syntax::text(&path, &bytes, sources, diagnostics) else { continue };
            let texts = sources.file(whole).map(|file| ast::documents(file.text())).unwrap_or_default();
            for text in texts {
                let file = sources.add(&path, &text);
                let document = syntax::parse(file, sources, diagnostics);
                objects.extend(document.and_then(|document| ast::object(&document.root, sources, diagnostics)));
            }
        }
        objects
    }

    /// All files of a document's folder, which no link leads to.
    fn beside(&mut self, home: &str) -> Result<&[String], String> {
        if !self.listed.contains_key(home) {
            let mut listed = self.world.list(home).map_err(|error| error.to_string())?;
            listed.sort();
            self.listed.insert(home.to_owned(), listed);
        }
        Ok(self.listed.get(home).map_or(&[], Vec::as_slice))
    }

    /// `None` after problems of the text were reported.
    fn content(
        &mut self,
        path: &str,
        from: &FromFile,
        sources: &mut SourceMap,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<FoundContent>, String> {
        let bytes = match self.read.get(path) {
            Some(bytes) => bytes.clone(),
            None => {
                let bytes: Arc<[u8]> = self.world.read(path).map_err(|error| error.to_string())?.into();
                self.read.insert(path.to_owned(), bytes.clone());
                bytes
            }
        };
        if !from.build {
            return Ok(Some(FoundContent::Bytes(bytes)));
        }
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| format!("`{path}` is no text, so that nothing can be filled in"))?;
        let owner = from.path.span.file;
        let file = *self.texts.entry((owner, path.to_owned())).or_insert_with(|| sources.add(path, text));
        let scalar = Scalar { text: text.to_owned(), style: Style::Plain };
        let node = Node { span: Span::new(file, 0, text.len()), kind: Kind::Scalar(scalar) };
        Ok(Dynamic::decode(&node, &mut Decoder::new(sources, diagnostics)).map(FoundContent::Built))
    }
}

/// Something that is not beside the document that names it.
struct MissingFile {
    reason: String,
    span: Span,
}

impl From<MissingFile> for Diagnostic {
    fn from(error: MissingFile) -> Self {
        Diagnostic::error("missing-file", error.reason)
            .at(error.span, "taken from beside this document")
            .help("put a regular file there; links, and folders that begin with a dot, are not followed")
    }
}
