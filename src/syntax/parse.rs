//! One text -> its document.

use granit_parser::{ErrorKind, Event, Options, Parser, ScanError};

use crate::diagnostic::Diagnostics;
use crate::source::{FileId, SourceMap, Span};

use super::braces::Braces;
use super::errors::{EmptyFile, HiddenCharacter, NotYaml, OpenList, SecondDocument, TooDeep, UnquotedBraces};
use super::tree::{Step, Tree};
use super::{Document, MAX_DEPTH, characters};

/// A file full of zero bytes has one fault, not a million.
const MAX_HIDDEN: usize = 16;

/// Reads the one document of a text. `None` when anything was found, so that no stage reports what follows from it.
pub fn parse(file: FileId, sources: &SourceMap, diagnostics: &mut Diagnostics) -> Option<Document> {
    let text = sources.file(file)?.text();
    let mut own = Diagnostics::default();
    for (character, span) in characters::hidden(file, text).take(MAX_HIDDEN) {
        own.push(HiddenCharacter { character, span });
    }
    let root = if own.is_empty() { read(file, text, &mut own) } else { None };
    let clean = own.is_empty();
    diagnostics.extend(own);
    root.filter(|_| clean).map(|root| Document { root })
}

fn read(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<super::Node> {
    let mut documents = 0;
    let mut tree = Tree::new(file, text, diagnostics);
    for event in Parser::new_from_str_with_options(text, options()) {
        let step = match event {
            Ok((Event::DocumentStart(..), marks)) => {
                documents += 1;
                let at = marks.start.byte_offset().unwrap_or(0);
                if documents > 1 { second(&mut tree, file, text, at) } else { Step::Continue }
            }
            Ok((event, marks)) => tree.take(event, marks),
            Err(error) => {
                tree.fail(&error);
                Step::Stop
            }
        };
        if step == Step::Stop {
            return None;
        }
    }
    let root = tree.into_root().filter(|root| !root.span.is_empty());
    if root.is_none() && diagnostics.is_empty() {
        diagnostics.push(EmptyFile { span: Span::new(file, 0, 0) });
    }
    root
}

impl Tree<'_> {
    /// Whether a key on a later line is what the parser stumbled upon in a list that is not closed.
    fn is_list_above(&self, open: Span, at: usize, kind: &ErrorKind) -> bool {
        let between = self.text().get(open.start()..at).unwrap_or("");
        let colon = matches!(kind, ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement);
        colon && between.starts_with('[') && between.contains('\n')
    }
}

fn options() -> Options {
    granit_parser::options! {
        disallow_directives: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

fn second(tree: &mut Tree<'_>, file: FileId, text: &str, at: usize) -> Step {
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    tree.report(SecondDocument { span: Span::new(file, at, at + line.trim_end().len()) });
    Step::Stop
}

impl Tree<'_> {
    /// The parser can't go on. Braces without quotes are the usual cause, so they are looked for first.
    fn fail(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or(self.cursor());
        let (span, open) = (self.character(self.tab_before(at)), self.open_bracket());
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => self.report(TooDeep { span }),
            ErrorKind::UnclosedQuotedScalar | ErrorKind::UnclosedFlowCollection { .. } => {
                self.report(NotYaml { error, span, open: None })
            }
            _ => match self.broken_braces(at) {
                Braces::New(span) => self.report(UnquotedBraces { span }),
                Braces::Told => {}
                // What YAML has and documents do not may read like an error further on.
                Braces::None if self.told_on_line(at) => {}
                Braces::None if let Some(bracket) = open.filter(|open| self.is_list_above(*open, at, error.kind())) => {
                    self.report(OpenList { bracket, at: span })
                }
                Braces::None => self.report(NotYaml { error, span, open }),
            },
        }
    }
}
