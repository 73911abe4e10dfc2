//! What a container finds and what it writes to: files, folders, scratch, storage.

use std::sync::Arc;

use crate::ast::Medium;
use crate::ast::types::Quantity;
use crate::source::{Origin, Span, Spanned};

use super::Located;

#[derive(Debug, Clone)]
pub struct File {
    pub path: Spanned<String>,
    pub content: FileContent,
    pub mode: Option<Spanned<i32>>,
    /// Where it is asked that variables are filled in when the container starts, and which are.
    pub filled: Option<(Span, Vec<String>)>,
    /// The folder that it lies in, by index in [`Pod::folders`].
    pub folder: Option<usize>,
}

#[derive(Debug, Clone)]
pub enum FileContent {
    Text(Located<String>),
    Binary(Located<Arc<[u8]>>),
    Secret { secret: String, key: String, origin: Origin },
}

/// A folder that hides what the image has there.
#[derive(Debug, Clone)]
pub struct Folder {
    pub path: Spanned<String>,
    pub mode: Option<Spanned<i32>>,
    /// A secret whose keys are its files; other files are in [`Pod::files`].
    pub secret: Option<Spanned<String>>,
}

#[derive(Debug, Clone)]
pub struct Scratch {
    pub mount: Spanned<String>,
    pub size: Located<Quantity>,
    pub medium: Option<Spanned<Medium>>,
    /// Where it is asked to be filled from the image.
    pub seed: Option<Span>,
}

/// A folder that is made before the program starts.
#[derive(Debug, Clone)]
pub struct Dir {
    pub path: Spanned<String>,
    pub mode: Located<u32>,
}

#[derive(Debug, Clone)]
pub struct Volume {
    pub name: Spanned<String>,
    pub mount: Spanned<String>,
    pub size: Located<Quantity>,
    /// The cluster's class, aliases resolved; the cluster's own default when the fleet names none.
    pub class: Option<Located<String>>,
    pub keep: bool,
    /// Where it is asked to be filled from the image while it is empty.
    pub seed: Option<Span>,
}

/// Where an item sees a volume of the box.
#[derive(Debug, Clone)]
pub struct Mount {
    pub path: Spanned<String>,
    /// The volume's name in the box.
    pub volume: String,
    pub read_only: bool,
    /// The volume is for one writer.
    pub single: bool,
}
