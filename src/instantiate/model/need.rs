//! Needs: what a pod waits for and may call.

use crate::ast::types::Duration;
use crate::ast::{Signal, Until};
use crate::source::{Origin, Span, Spanned};

use super::Located;

/// An edge to another item of this box.
#[derive(Debug, Clone)]
pub struct Need {
    /// The in-box name as the consumer writes it (an alias, perhaps).
    pub name: Spanned<String>,
    /// Index of the provider in [`BoxInstance::items`].
    pub provider: usize,
    /// The provider's ports that this edge opens, by index in its `ports`.
    pub ports: Vec<usize>,
    /// Whether it is called by its name in the box.
    pub inside: bool,
    /// Where it says that it is called through the provider's exposures.
    pub outside: Option<Span>,
    pub until: Until,
    pub until_origin: Origin,
    /// What is done while the provider is down.
    pub when_down: Option<Located<Reaction>>,
    /// How many members are waited for, when it is said.
    pub at_least: Option<Located<u32>>,
    pub within: Option<Duration>,
}

/// What is done while a provider is down.
#[derive(Debug, Clone)]
pub enum Reaction {
    Unready,
    Restart,
    Signal(Signal),
    Run(Vec<Located<String>>),
}
