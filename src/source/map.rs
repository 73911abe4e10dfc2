//! The texts of one run.

use std::sync::Arc;

use super::{FileId, Span};

/// One text and where its lines begin.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: Arc<str>,
    text: Arc<str>,
    lines: Arc<[u32]>,
}

impl SourceFile {
    fn new(path: &str, text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let starts = breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX));
        let lines = std::iter::once(0).chain(starts).collect();
        SourceFile { path: path.into(), text: text.into(), lines }
    }

    /// The path as the user would write it from the project's folder.
    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Byte offset of the start of each line.
    pub fn line_starts(&self) -> &[u32] {
        &self.lines
    }

    /// Line and column of a byte offset, both from 1; columns count characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start as usize <= offset).max(1);
        let start = self.lines.get(line - 1).map_or(0, |s| *s as usize);
        let before = self.text.get(start..offset.min(self.text.len())).unwrap_or("");
        (line, before.chars().count() + 1)
    }
}

/// All texts of a run; spans point into it.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Takes a text in. Texts past 4 GiB have no ids; the reader refuses them long before.
    pub fn add(&mut self, path: &str, text: &str) -> FileId {
        self.files.push(SourceFile::new(path, text));
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The same files with other texts of the same length.
    #[must_use]
    pub fn rewritten(&self, text: impl Fn(&str, &str) -> String) -> Self {
        let file = |file: &SourceFile| SourceFile { text: text(&file.path, &file.text).into(), ..file.clone() };
        SourceMap { files: self.files.iter().map(file).collect() }
    }

    /// How many texts were taken in; their numbers are below it.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The same texts under other paths; `path` is asked with a text's number.
    #[must_use]
    pub fn renamed(&self, path: impl Fn(usize, &str) -> String) -> Self {
        let file = |(at, file): (usize, &SourceFile)| SourceFile { path: path(at, &file.path).into(), ..file.clone() };
        SourceMap { files: self.files.iter().enumerate().map(file).collect() }
    }

    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The bytes of a span, empty when it is not of this map.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).and_then(|f| f.text().get(span.start()..span.end())).unwrap_or("")
    }

    /// `path:line:column` of a span's start.
    pub fn place(&self, span: Span) -> String {
        self.file(span.file).map_or_else(String::new, |file| {
            let (line, column) = file.position(span.start());
            format!("{}:{line}:{column}", file.path())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let mut map = SourceMap::default();
        let id = map.add("a.yaml", "é: 1\nb: 2\n");
        let at = |offset| map.file(id).map(|f| f.position(offset));
        assert_eq!(at(0), Some((1, 1)));
        assert_eq!(at(2), Some((1, 2)));
        assert_eq!(at(6), Some((2, 1)));
        assert_eq!(at(99), Some((3, 1)));
        assert_eq!(map.place(Span::new(id, 6, 7)), "a.yaml:2:1");
    }
}
