//! One difference between two versions of a menu.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Whom a change concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It changes what is rendered, and nobody has to know.
    Inside,
    /// There is more than before; whoever was content still is.
    New,
    /// An order, an inclusion or a binding that was right may not be any more.
    Breaking,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Level::Inside => "inside",
            Level::New => "new",
            Level::Breaking => "breaking",
        }
    }
}

/// One difference.
#[derive(Debug, Clone)]
pub struct Change {
    pub level: Level,
    /// A sentence about the new version.
    pub what: String,
    /// Where the old version says otherwise.
    pub old: Option<Span>,
    pub new: Option<Span>,
}

impl From<&Change> for Diagnostic {
    fn from(change: &Change) -> Self {
        let finding = Diagnostic::note(change.what.clone());
        let finding = change.old.into_iter().fold(finding, |finding, at| finding.at(at, "the old version"));
        change.new.into_iter().fold(finding, |finding, at| finding.at(at, "the new version"))
    }
}

/// The differences that were found so far.
#[derive(Debug, Default)]
pub(super) struct Changes {
    list: Vec<Change>,
}

impl Changes {
    pub fn breaks(&mut self, what: String, old: Option<Span>, new: Option<Span>) {
        self.list.push(Change { level: Level::Breaking, what, old, new });
    }

    pub fn adds(&mut self, what: String, old: Option<Span>, new: Option<Span>) {
        self.list.push(Change { level: Level::New, what, old, new });
    }

    pub fn differs(&mut self, what: String, old: Option<Span>, new: Option<Span>) {
        self.list.push(Change { level: Level::Inside, what, old, new });
    }

    /// Whether a change within one of two places was told.
    pub fn covers(&self, old: Option<Span>, new: Option<Span>) -> bool {
        let within = |at: Option<Span>, whole: Option<Span>| {
            at.zip(whole)
                .is_some_and(|(at, whole)| at.file == whole.file && whole.start <= at.start && at.end <= whole.end)
        };
        self.list.iter().any(|change| within(change.old, old) || within(change.new, new))
    }

    /// What breaks first, each level in the order in which it was found.
    pub fn sorted(mut self) -> Vec<Change> {
        self.list.sort_by_key(|change| std::cmp::Reverse(change.level));
        self.list
    }
}
