//! Storage, its class, and scratch folders.

use crate::ast;
use crate::ast::types::{AnyName, Name, Quantity};
use crate::hir;
use crate::source::{Origin, Span, Spanned};

use super::errors::UnknownStorageClass;
use super::model::{Dir, Located, Scratch, Volume};
use super::pod::{bytes, path};
use super::resolve::Resolver;

impl<'p> Resolver<'_, 'p> {
    pub(super) fn volume(&mut self, item: hir::Item<'p>, name: &Spanned<Name>, volume: &ast::Volume) -> Option<Volume> {
        let size = self.field(item, &volume.size);
        let seed = self.seed(volume.seed.as_ref());
        let class = self.class(volume.class.as_ref());
        Some(Volume {
            name: name.as_ref().map(ToString::to_string),
            mount: path(&volume.mount),
            size: bytes(size?),
            class: class?,
            keep: volume.keep.is_some_and(|keep| keep.value),
            seed: seed?,
        })
    }

    /// The cluster's class: what its fleet maps a name to, or a class of that name, or the default.
    pub(super) fn class(&mut self, asked: Option<&Spanned<AnyName>>) -> Option<Option<Located<String>>> {
        let storage = self.context.cluster.storage.as_ref();
        let Some(asked) = asked else {
            let default = storage.and_then(|storage| storage.default.as_ref());
            let located = |class: &Spanned<_>| Located {
                value: ToString::to_string(&class.value as &AnyName),
                origin: Origin::Source(class.span),
            };
            return Some(default.map(located));
        };
        let alias = storage.and_then(|storage| storage.alias.get(asked.value.as_str()));
        let own = storage.is_some_and(|storage| storage.classes.get(asked.value.as_str()).is_some());
        match alias {
            Some(class) => Some(Some(Located { value: class.value.to_string(), origin: Origin::Source(class.span) })),
            None if own => Some(Some(Located { value: asked.value.to_string(), origin: Origin::Source(asked.span) })),
            None => {
                self.diagnostics.push(UnknownStorageClass::new(asked, self.context));
                None
            }
        }
    }

    pub(super) fn scratch(&mut self, item: hir::Item<'p>, scratch: &ast::Scratch) -> Option<Scratch> {
        let size = match self.optional(item, scratch.size.as_ref())? {
            Some(size) => bytes(size),
            None => Located {
                value: Quantity::bytes((64 << 20) * 1000),
                origin: Origin::Rule("a scratch folder holds 64Mi"),
            },
        };
        let seed = self.seed(scratch.seed.as_ref())?;
        Some(Scratch { mount: path(&scratch.mount), size, medium: scratch.medium, seed })
    }

    /// Where a folder is asked to be filled from the image, which the helper does.
    fn seed(&mut self, asked: Option<&Spanned<ast::Seed>>) -> Option<Option<Span>> {
        let Some(asked) = asked else { return Some(None) };
        self.helper(asked.span).map(|()| Some(asked.span))
    }

    pub(super) fn dirs(&mut self, workload: &ast::Workload) -> Option<Vec<Dir>> {
        let there = workload.dirs.iter().filter(|(_, dir)| self.context.is_on(dir.when.as_ref()));
        self.all(there.collect::<Vec<_>>().into_iter(), |this, (at, dir)| {
            this.helper(at.span)?;
            let mode = match dir.mode {
                Some(mode) => Located { value: u32::try_from(mode.value.0).ok()?, origin: Origin::Source(mode.span) },
                None => Located { value: 0o755, origin: Origin::Rule("folders are made for all to read") },
            };
            Some(Dir { path: path(at), mode })
        })
    }
}
