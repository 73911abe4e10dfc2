//! Mounts name volumes of the menu, and only what may be shared is shared.

use crate::ast::SharedVolume;
use crate::diagnostic::{Diagnostic, Diagnostics, listed, nearest};
use crate::hir::{Item, Menu, Presence};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for (item, at, _) in mounts(menu) {
        if menu.volume(&at).is_none() {
            let known = menu.ast.volumes.keys().map(str::to_owned).collect();
            let name = Spanned::new(at.value.clone(), at.span);
            diagnostics.push(DanglingVolume { item: item.name().to_owned(), name, known });
        }
    }
    for (name, volume) in menu.ast.volumes.iter().filter(|(_, volume)| !volume.is_shared()) {
        let of_it =
            |at: &Spanned<String>| menu.volume(at).is_some_and(|found| std::ptr::eq::<SharedVolume>(found, volume));
        let users: Vec<_> = mounts(menu).filter(|(_, at, _)| of_it(at)).collect();
        let pairs = users.iter().enumerate().flat_map(|(at, one)| users.iter().take(at).map(move |first| (first, one)));
        let mut together = |(one, other): &(&MountOf<'_>, &MountOf<'_>)| {
            let both = one.2.and(&other.2);
            one.0.id() != other.0.id() && menu.lacking(&both, &[], other.1.span, diagnostics).is_some()
        };
        if let Some((first, second)) = pairs.into_iter().find(|pair| together(pair)) {
            let (name, definition) = (name.value.to_string(), name.span);
            diagnostics.push(UnsharedVolume { name, first: first.1.span, second: second.1.span, definition });
        }
    }
}

/// A mount: whose it is, the volume's name as it is written, and when it is there.
type MountOf<'m> = (Item<'m>, Spanned<String>, Presence<'m>);

/// Every mount of the menu.
fn mounts(menu: &Menu) -> impl Iterator<Item = MountOf<'_>> {
    menu.items().flat_map(move |item| {
        let mounts = item.workload().into_iter().flat_map(|workload| workload.mounts.iter());
        mounts.map(move |(_, mount)| {
            let presence = item.presence().and(&Presence::of(menu, [mount.when.as_ref()]));
            (item, mount.volume.as_ref().map(ToString::to_string), presence)
        })
    })
}

/// A mount of a volume that the menu does not have.
struct DanglingVolume {
    item: String,
    name: Spanned<String>,
    known: Vec<String>,
}

impl From<DanglingVolume> for Diagnostic {
    fn from(error: DanglingVolume) -> Self {
        let DanglingVolume { item, name, known } = error;
        let help = match nearest(&name.value, known.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None if known.is_empty() => format!("declare it: `volumes: {{{}: {{size: 10Gi}}}}`", name.value),
            None => format!("the volumes are {}", listed(known)),
        };
        Diagnostic::error("dangling-volume", format!("this menu has no volume `{}`", name.value))
            .at(name.span, format!("mounted by `{item}`"))
            .help(help)
            .mended_by(format!("a volume {}", name.value))
    }
}

/// A volume of one writer that two items mount.
struct UnsharedVolume {
    name: String,
    first: Span,
    second: Span,
    definition: Span,
}

impl From<UnsharedVolume> for Diagnostic {
    fn from(error: UnsharedVolume) -> Self {
        let UnsharedVolume { name, first, second, definition } = error;
        Diagnostic::error("unshared-volume", format!("two items mount `{name}`, which is for one"))
            .at(second, "mounted again")
            .at(first, "mounted first")
            .at(definition, "the volume")
            .help("add `share: many` to the volume, on a storage class that can")
    }
}
