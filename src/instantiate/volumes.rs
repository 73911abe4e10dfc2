//! The volumes of a box, and where its items see them.

use crate::ast::{self, Dynamic, Share};
use crate::hir;
use crate::source::{Span, Spanned};

use super::errors::UnsharedClass;
use super::model::{BoxVolume, Located, Mount};
use super::pod::{bytes, path};
use super::resolve::{Resolver, plain_text};

impl<'p> Resolver<'_, 'p> {
    /// The volumes that are there for this order.
    pub(super) fn volumes(&mut self) -> Option<Vec<BoxVolume>> {
        let context = self.context;
        let arguments = &context.surveyed.arguments;
        let menu = context.menu();
        let there =
            menu.ast.volumes.iter().filter(|(name, volume)| menu.presence_of_volume(name, volume).holds(arguments));
        let resolved: Vec<Option<BoxVolume>> = there.map(|(name, volume)| self.box_volume(name, volume)).collect();
        resolved.into_iter().collect()
    }

    fn box_volume(&mut self, name: &Spanned<ast::types::Name>, volume: &'p ast::SharedVolume) -> Option<BoxVolume> {
        let size = self.size(&volume.size);
        let class = self.class(volume.class.as_ref())?;
        if volume.is_shared() {
            self.class_is_shared(class.as_ref(), name.span)?;
        }
        Some(BoxVolume {
            name: name.as_ref().map(ToString::to_string),
            size: bytes(size?),
            class,
            many: volume.is_shared(),
            keep: volume.keep.is_some_and(|keep| keep.value),
        })
    }

    /// A size is made of parameters, which any item of the box may read.
    fn size(&mut self, size: &Dynamic<ast::types::Bytes>) -> Option<Located<ast::types::Bytes>> {
        match (size, self.context.items.first()) {
            (Dynamic::Literal(_), _) | (_, None) => self.literal(size),
            (Dynamic::Template(template), Some((item, _))) => {
                let text = plain_text(self.eval(*item, template)?)?;
                self.parse(&text, template.span())
            }
        }
    }

    /// Where the fleet lists a cluster's classes, it says which can be shared.
    fn class_is_shared(&mut self, class: Option<&Located<String>>, at: Span) -> Option<()> {
        let classes = self.context.cluster.storage.as_ref().map(|storage| &storage.classes);
        let listed = class.zip(classes).and_then(|(class, classes)| classes.get(&class.value));
        match (class, listed) {
            (Some(class), Some(facts)) if facts.share.is_none_or(|share| share.value == Share::One) => {
                self.diagnostics.push(UnsharedClass::new(&class.value, at, self.context));
                None
            }
            _ => Some(()),
        }
    }

    /// Where an item sees the volumes that are there.
    pub(super) fn mounts(&self, workload: &'p ast::Workload) -> Vec<Mount> {
        let context = self.context;
        let menu: &hir::Menu = context.menu();
        let there = workload.mounts.iter().filter(|(_, mount)| context.is_on(mount.when.as_ref()));
        let mount = |(at, mount): (&Spanned<ast::types::AbsolutePath>, &ast::Mount)| {
            let name = mount.volume.as_ref().map(ToString::to_string);
            let volume = menu.volume(&name)?;
            Some(Mount {
                path: path(at),
                volume: menu.renamed(&name.value, name.span.file).to_owned(),
                read_only: mount.read_only.is_some_and(|only| only.value),
                single: !volume.is_shared(),
            })
        };
        there.filter_map(mount).collect()
    }
}
