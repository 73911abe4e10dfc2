//! Services and jobs: what is theirs beside their pods.

use crate::ast::types::{HostText, Name, Port as PortNumber};
use crate::ast::{self, OnMove, Overlap};
use crate::hir;
use crate::source::{Origin, Spanned};

use super::errors::NoExposure;
use super::model::{Expose, HostAlias, Job, Located, Scale, Schedule, Service, Way};
use super::pod::located;
use super::resolve::Resolver;

impl<'p> Resolver<'_, 'p> {
    pub(super) fn service(&mut self, item: hir::Item<'p>, service: &'p ast::Service) -> Option<Service> {
        let replicas = self.optional(item, service.replicas.as_ref().map(ast::Replicas::most));
        let range = service.replicas.as_ref().and_then(ast::Replicas::range);
        let min = self.optional(item, range.and_then(|range| range.min.as_ref()));
        let context = self.context;
        let storage = service.storage.entries.iter().filter(|(_, volume)| context.is_on(volume.when.as_ref()));
        let storage = self.all(storage, |this, (name, volume)| this.volume(item, name, volume));
        let expose = service.expose.entries.iter().filter(|(_, expose)| context.is_on(expose.when.as_ref()));
        let expose = self.all(expose, |this, (name, expose)| this.expose(item, name, expose));
        let pod = self.pod(item, &service.workload);
        let one = Located { value: 1, origin: Origin::Rule("a service has one pod unless it asks for more") };
        let stable = service.identity.is_some();
        let min = min?.unwrap_or(one.clone());
        let scale = range.map(|range| Scale {
            min,
            cpu: match range.cpu {
                Some(cpu) => Located { value: cpu.value, origin: Origin::Source(cpu.span) },
                None => Located { value: 80, origin: Origin::Rule("four fifths of the processors are aimed at") },
            },
        });
        let joins = service.joins.as_ref().and_then(|joins| self.joined(joins));
        let mut hosts = item.aliases().iter().filter_map(|alias| {
            let host = alias.value.host.as_ref()?.to_string();
            Some(Spanned::new(HostAlias { host, name: alias.value.name.to_string() }, alias.span))
        });
        let host = hosts.next();
        Some(Service {
            joins,
            host,
            replicas: replicas?.unwrap_or(one),
            scale,
            storage: storage?,
            stable,
            expose: expose?,
            pod: pod?,
        })
    }

    /// Where the service that is joined stands among the items that are there.
    fn joined(&self, joins: &Spanned<Name>) -> Option<Spanned<usize>> {
        let menu: &hir::Menu = self.context.menu();
        let name = joins.value.to_string();
        let meant: Vec<_> = menu.all_named(menu.renamed(&name, joins.span.file)).map(hir::Item::id).collect();
        let at = self.context.items.iter().position(|(item, _)| meant.contains(&item.id()))?;
        Some(Spanned::new(at, joins.span))
    }

    pub(super) fn job(&mut self, item: hir::Item<'p>, job: &'p ast::Job) -> Option<Job> {
        let retries = match job.retries {
            Some(retries) => Located { value: retries.value, origin: Origin::Source(retries.span) },
            None => Located { value: 6, origin: Origin::Rule("a failed job is tried again six times") },
        };
        let schedule = job.schedule.as_ref().map(|schedule| Schedule {
            cron: schedule.cron.as_ref().map(|cron| cron.0.clone()),
            zone: schedule.zone.as_ref().map(|zone| zone.as_ref().map(|zone| zone.0.clone())),
            overlap: match schedule.overlap {
                Some(overlap) => Located { value: overlap.value, origin: Origin::Source(overlap.span) },
                None => Located { value: Overlap::Forbid, origin: Origin::Rule("runs do not overlap unless asked") },
            },
        });
        let on_move = job.on_move.map_or(OnMove::Run, |on_move| on_move.value);
        Some(Job {
            on_move,
            keep_for: job.keep_for,
            retries,
            deadline: job.deadline,
            schedule,
            pod: self.pod(item, &job.workload)?,
        })
    }

    fn expose(&mut self, item: hir::Item<'p>, name: &Spanned<Name>, expose: &ast::Expose) -> Option<Expose> {
        let cluster = self.context.cluster.exposure.as_ref();
        let there = match expose.way {
            Some(_) => cluster.is_some_and(|all| all.load_balancer.is_some()),
            None => cluster.is_some_and(|all| all.gateway.is_some() || all.ingress.is_some()),
        };
        if !there {
            self.diagnostics.push(NoExposure::new(name.span, expose.way.is_some(), self.context));
            return None;
        }
        let host = self.optional(item, expose.host.as_ref())?;
        let external = self.optional(item, expose.external.as_ref());
        let port = item.exposed_port(expose)?;
        let (_, inside) = item.ports().get(port)?;
        let own = || Located { value: inside.port.value.0, origin: Origin::Source(inside.port.span) };
        let way = match expose.way {
            Some(_) => Way::LoadBalancer { external: external?.map_or_else(own, |n| located(n, |n: PortNumber| n.0)) },
            None => route(expose, host?),
        };
        Some(Expose { name: name.as_ref().map(ToString::to_string), way, port })
    }
}

fn route(expose: &ast::Expose, host: Located<HostText>) -> Way {
    let path = match &expose.path {
        Some(path) => Located { value: path.value.0.clone(), origin: Origin::Source(path.span) },
        None => Located { value: "/".to_owned(), origin: Origin::Rule("an exposure takes every path by default") },
    };
    Way::Route { host: located(host, |host| host.0.as_str().to_owned()), path }
}
