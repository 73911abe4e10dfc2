//! A checked menu, an order and a cluster -> a box.
//!
//! Input: a surveyed order, an identity and a member cluster. Output: a [`BoxInstance`].
//! Gained: every value is known, every name resolved, everything asked for is there on this cluster.
//! Not here: Kubernetes objects.

mod bound;
mod claims;
mod cluster;
mod counts;
mod elsewhere;
mod env;
mod errors;
mod external;
mod facts;
mod files;
mod leaks;
mod limits;
mod model;
mod needs;
mod node;
mod patch;
mod pod;
mod probe;
mod program;
mod relaxed;
mod resolve;
mod secret;
mod storage;
mod values;
mod volumes;

use crate::ast::types::Alias;
use crate::ast::{self, Fleet};
use crate::diagnostic::Diagnostics;
use crate::hir::{self, Menu};
use crate::source::Spanned;
use crate::survey::{Peers, Surveyed};

pub use elsewhere::elsewhere;
pub use errors::PAGES;
pub use leaks::Namespaces;
pub use model::*;

use bound::Direction;
use resolve::Resolver;
use values::Context;

/// What boxes are instantiated for.
#[derive(Debug, Clone, Copy)]
pub struct Site<'p> {
    pub fleet: &'p Fleet,
    /// A member cluster of the fleet, by name.
    pub cluster: &'p str,
    /// Those of all boxes of the project.
    pub namespaces: &'p Namespaces,
    /// What the boxes of the project are to each other.
    pub peers: &'p Peers<'p>,
}

/// One box on one member cluster, or nothing after its problems were reported.
pub fn instantiate(
    surveyed: &Surveyed<'_>,
    identity: &Identity,
    site: Site<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<BoxInstance> {
    let menu: &Menu = surveyed.menu;
    let context = Context::new(surveyed, identity, site)?;
    let mut resolver = Resolver::new(&context, diagnostics);
    let items: Vec<Option<Item>> = context.items.iter().map(|(item, wave)| resolver.item(*item, *wave)).collect();
    let volumes = resolver.volumes();
    let secrets = resolver.secrets();
    let neighbours = (resolver.neighbours(Direction::From), resolver.neighbours(Direction::To));
    let guests = resolver.guests();
    let items = items.into_iter().collect::<Option<Vec<Item>>>()?;
    Some(BoxInstance {
        identity: identity.clone(),
        span: surveyed.order.name.span,
        lifetime: surveyed.order.lifetime.map(|lifetime| lifetime.value),
        menu: MenuFacts {
            name: menu.ast.menu.value.to_string(),
            version: menu.ast.version.value.0.to_string(),
            path: menu.path.clone(),
        },
        cluster: cluster::facts(site)?,
        items,
        secrets: secrets?,
        quota: quota(surveyed.order.quota.as_ref()),
        guests,
        allow_from: neighbours.0?,
        allow_to: neighbours.1?,
        volumes: volumes?,
        manifests: menu.ast.manifests.iter().flat_map(|manifests| &manifests.found).cloned().collect(),
    })
}

impl BoxInstance {
    /// Whether some of its objects, or parts of them, are written by hand.
    pub fn has_objects_by_hand(&self) -> bool {
        !self.manifests.is_empty() || self.items.iter().any(|item| !item.patches.is_empty())
    }
}

impl<'p> Resolver<'_, 'p> {
    fn item(&mut self, item: hir::Item<'p>, wave: u32) -> Option<Item> {
        let kind = match item.kind() {
            hir::ItemKind::Service(service) => self.service(item, service).map(ItemKind::Service)?,
            hir::ItemKind::Job(job) => self.job(item, job).map(ItemKind::Job)?,
            hir::ItemKind::External(external) => ItemKind::External(self.external(item, external)?),
        };
        Some(Item {
            name: Spanned::new(item.name().to_owned(), item.span()),
            aliases: item.aliases().iter().filter_map(plain_alias).collect(),
            ports: self.ports(item),
            wave,
            patches: self.patches(item)?,
            kind,
        })
    }
}

/// An alias of one label; one of two belongs to the pods of a service.
fn plain_alias(alias: &Spanned<Alias>) -> Option<Spanned<String>> {
    alias.value.host.is_none().then(|| alias.as_ref().map(|alias| alias.name.to_string()))
}

fn quota(asked: Option<&ast::Quota>) -> Quota {
    let Some(asked) = asked else { return Quota::default() };
    let bytes = |bytes: &Option<Spanned<ast::types::Bytes>>| bytes.as_ref().map(|b| b.as_ref().map(|b| b.0.clone()));
    Quota {
        cpu: asked.cpu.as_ref().map(|cpu| cpu.as_ref().map(|cpu| cpu.0.clone())),
        memory: bytes(&asked.memory),
        pods: asked.pods,
        storage: bytes(&asked.storage),
    }
}
