//! An image means the same program every day.

use crate::ast::Dynamic;
use crate::ast::types::Image;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for workload in menu.items().filter_map(|item| item.workload()) {
        if let Dynamic::Literal(image) = &workload.image {
            LatestImage::find(&image.value, image.span).into_iter().for_each(|found| diagnostics.push(found));
        }
    }
}

/// An image whose tag moves, or that has none.
pub struct LatestImage {
    text: String,
    tag: bool,
    at: Span,
}

impl LatestImage {
    /// What is wrong with an image that stands at this place.
    pub fn find(image: &Image, at: Span) -> Option<Self> {
        image.moves().then(|| LatestImage { text: image.text(), tag: image.tag().is_some(), at })
    }
}

impl From<LatestImage> for Diagnostic {
    fn from(error: LatestImage) -> Self {
        let LatestImage { text, tag, at } = error;
        let (why, help) = match tag {
            true => ("has the tag `latest`", "name a version, or add a digest".to_owned()),
            false => ("names neither a tag nor a digest", format!("write `{text}:VERSION`")),
        };
        Diagnostic::warning("latest-image", format!("`{text}` {why}"))
            .at(at, "means another program every day")
            .help(help)
    }
}
