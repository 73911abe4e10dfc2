//! Bindings to names inside of a cluster.
//!
//! A service of another box is bound as such, so that its contract is checked and both walls open. What else runs in a cluster is
//! the fleet's to know, as long as boxes can reach it there. Not here: what texts say, which is looked into where boxes are.

use std::collections::BTreeMap;

use crate::ast::{Binding, BoxOrder, Cluster, Fleet};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Span, Spanned};

/// The box of each namespace.
pub(super) type Namespaces = BTreeMap<String, (String, Span)>;

pub(super) fn bindings(fleet: &Fleet, orders: &[&BoxOrder], boxes: &Namespaces, diagnostics: &mut Diagnostics) {
    let finder = Finder { fleet, boxes };
    for (name, binding) in fleet.externals.iter() {
        let walled = fleet.clusters.iter().filter(|(_, cluster)| cluster.externals.get(name.value.as_str()).is_none());
        let walled = walled.filter_map(|(cluster, facts)| Some((cluster.value.to_string(), wall(facts)?))).next();
        diagnostics.extend(finder.of_fleet(binding, walled));
    }
    for (name, cluster) in fleet.clusters.iter() {
        for (_, binding) in cluster.externals.iter() {
            let walled = wall(cluster).map(|wall| (name.value.to_string(), wall));
            diagnostics.extend(finder.of_fleet(binding, walled));
        }
    }
    for order in orders {
        for (_, binding) in order.bind.iter() {
            diagnostics.extend(finder.of_box(binding));
        }
    }
}

/// Where a cluster says which addresses are its own, which boxes do not reach.
fn wall(cluster: &Cluster) -> Option<Span> {
    let network = cluster.network.as_ref()?;
    network.pods.iter().chain(&network.services).map(|range| range.span).next()
}

struct Finder<'a> {
    fleet: &'a Fleet,
    boxes: &'a Namespaces,
}

impl Finder<'_> {
    fn of_fleet(&self, binding: &Binding, walled: Option<(String, Span)>) -> Diagnostics {
        self.found(binding, |host| walled.map(|(cluster, wall)| InsideBinding::Walled { host, cluster, wall }))
    }

    fn of_box(&self, binding: &Binding) -> Diagnostics {
        self.found(binding, |host| Some(InsideBinding::OfBox { host }))
    }

    fn found(&self, binding: &Binding, other: impl FnOnce(Spanned<String>) -> Option<InsideBinding>) -> Diagnostics {
        let mut found = Diagnostics::default();
        let Some(host) = &binding.host else { return found };
        let host = Spanned::new(host.value.as_str().to_owned(), host.span);
        let labels: Vec<&str> = host.value.split('.').collect();
        let inside = self.is_inside(&host.value);
        if let [service, namespace, rest @ ..] = labels.as_slice()
            && let Some((name, _)) = self.boxes.get(*namespace).filter(|_| inside || rest.is_empty())
        {
            let (service, name) = ((*service).to_owned(), name.clone());
            found.push(InsideBinding::ToBox { host, name, service });
        } else if inside {
            other(host).into_iter().for_each(|finding| found.push(finding));
        }
        found
    }

    fn is_inside(&self, host: &str) -> bool {
        let domains = self.fleet.clusters.iter().filter_map(|(_, cluster)| cluster.dns.as_ref()?.domain.as_ref());
        let below = |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
        host.ends_with(".svc")
            || host.contains(".svc.")
            || below("cluster.local")
            || domains.into_iter().any(|domain| below(domain.value.as_str()))
    }
}

/// A binding to a name inside of a cluster.
enum InsideBinding {
    ToBox { host: Spanned<String>, name: String, service: String },
    OfBox { host: Spanned<String> },
    Walled { host: Spanned<String>, cluster: String, wall: Span },
}

impl From<InsideBinding> for Diagnostic {
    fn from(error: InsideBinding) -> Self {
        let finding = |host: &str, what: &str| Diagnostic::error("inside-binding", format!("`{host}` is {what}"));
        match error {
            InsideBinding::ToBox { host, name, service } => finding(
                &host.value,
                &format!("something in the box `{name}`"),
            )
            .at(host.span, "neither its contract nor who may call it is known so")
            .help(format!(
                "write `{{box: {name}, service: {service}}}`, and let `{name}` offer it: `offers: {{{service}: […]}}`"
            )),
            InsideBinding::OfBox { host } => finding(&host.value, "a name inside a cluster")
                .at(host.span, "means something else wherever this box may run next")
                .help("bind it in the fleet, for the cluster that has it"),
            InsideBinding::Walled { host, cluster, wall } => {
                finding(&host.value, &format!("inside of `{cluster}`, where no box reaches it"))
                    .at(host.span, "a box calls nothing of the cluster's own addresses")
                    .at(wall, "these are its own")
                    .help("bind it to a host or to addresses outside of them, or to a service that another box offers")
            }
        }
    }
}
