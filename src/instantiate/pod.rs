//! Services, jobs and their containers.

use crate::ast::types::{Bytes, Cpu, Duration, EnvText, Quantity};
use crate::ast::{self, Dynamic, Literal, Overlap, PodField, Transport, Until};
use crate::expr::{Rendered, Value};
use crate::hir;
use crate::source::{Origin, Spanned};

use super::errors::{NoApiAddress, NoExposure, NoInitImage, UnknownStorageClass};
use super::model::{
    EnvValue, Expose, File, Job, Located, Need, Piece, Pod, Probe, ProbeAction, Schedule, Scratch, Service, Volume,
};
use super::resolve::Resolver;
use super::values::MEMBER_HOST;

impl<'p> Resolver<'_, 'p> {
    pub(super) fn service(&mut self, item: hir::Item<'p>, service: &'p ast::Service) -> Option<Service> {
        let replicas = self.optional(item, service.replicas.as_ref());
        let context = self.context;
        let storage = service.storage.entries.iter().filter(|(_, volume)| context.is_on(volume.when.as_ref()));
        let storage = self.all(storage, |this, (name, volume)| this.volume(item, name, volume));
        let expose = service.expose.entries.iter().filter(|(_, expose)| context.is_on(expose.when.as_ref()));
        let expose = self.all(expose, |this, (name, expose)| this.expose(item, name, expose));
        let pod = self.pod(item, &service.workload);
        let one = Located { value: 1, origin: Origin::Rule("a service has one pod unless it asks for more") };
        let stable = service.identity.is_some();
        Some(Service { replicas: replicas?.unwrap_or(one), storage: storage?, stable, expose: expose?, pod: pod? })
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
        Some(Job { retries, deadline: job.deadline, schedule, pod: self.pod(item, &job.workload)? })
    }

    /// Every part of a list; all problems are reported before the list is given up.
    fn all<A, B>(
        &mut self,
        parts: impl Iterator<Item = A>,
        mut resolve: impl FnMut(&mut Self, A) -> Option<B>,
    ) -> Option<Vec<B>> {
        let resolved: Vec<Option<B>> = parts.map(|part| resolve(self, part)).collect();
        resolved.into_iter().collect()
    }

    fn volume(
        &mut self,
        item: hir::Item<'p>,
        name: &Spanned<ast::types::Name>,
        volume: &ast::Volume,
    ) -> Option<Volume> {
        let size = self.field(item, &volume.size);
        let class = self.class(volume.class.as_ref());
        Some(Volume {
            name: name.as_ref().map(ToString::to_string),
            mount: path(&volume.mount),
            size: bytes(size?),
            class: class?,
            keep: volume.keep.is_some_and(|keep| keep.value),
        })
    }

    /// The cluster's class: what its fleet maps a name to, or a class of that name, or the default.
    fn class(&mut self, asked: Option<&Spanned<ast::types::AnyName>>) -> Option<Option<Located<String>>> {
        let storage = self.context.cluster.storage.as_ref();
        let Some(asked) = asked else {
            let default = storage.and_then(|storage| storage.default.as_ref());
            let located = |class: &Spanned<_>| Located {
                value: ToString::to_string(&class.value as &ast::types::AnyName),
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

    fn expose(
        &mut self,
        item: hir::Item<'p>,
        name: &Spanned<ast::types::Name>,
        expose: &ast::Expose,
    ) -> Option<Expose> {
        if self.context.cluster.exposure.is_none() {
            self.diagnostics.push(NoExposure::new(name.span, self.context));
            return None;
        }
        let host = self.field(item, &expose.host)?;
        let path = match &expose.path {
            Some(path) => Located { value: path.value.0.clone(), origin: Origin::Source(path.span) },
            None => Located { value: "/".to_owned(), origin: Origin::Rule("an exposure takes every path by default") },
        };
        Some(Expose {
            name: name.as_ref().map(ToString::to_string),
            host: Located { value: host.value.0.as_str().to_owned(), origin: host.origin },
            path,
            port: tcp_port(item, expose.port.as_ref())?,
        })
    }

    fn pod(&mut self, item: hir::Item<'p>, workload: &'p ast::Workload) -> Option<Pod> {
        let image = self.field(item, &workload.image);
        let command = self.arguments(item, workload.command.as_ref());
        let args = self.arguments(item, workload.args.as_ref());
        let context = self.context;
        let env = workload.env.entries.iter().filter(|(_, value)| context.is_on(value.parts().1));
        let env =
            self.all(env, |this, (name, value)| Some((name.as_ref().map(ToString::to_string), this.env(item, value)?)));
        let files = workload.files.entries.iter().filter(|(_, file)| context.is_on(file.when.as_ref()));
        let files = self.all(files, |this, (path, file)| this.file(item, path, file));
        let scratch = workload.scratch.iter().filter(|scratch| context.is_on(scratch.when.as_ref()));
        let scratch = self.all(scratch, |this, scratch| this.scratch(item, scratch));
        let health = workload.health.as_ref();
        let start = self.probe(item, health.and_then(|health| health.start.as_ref()));
        let ready = self.probe(item, health.and_then(|health| health.ready.as_ref()));
        let alive = self.probe(item, health.and_then(|health| health.alive.as_ref()));
        let cpu = self.resource(item, workload, |r| r.cpu.as_ref(), "100m");
        let memory = self.resource(item, workload, |r| r.memory.as_ref(), "128Mi");
        let cpu_limit = self.asked(item, workload, |r| r.cpu_limit.as_ref());
        let memory_limit = self.asked(item, workload, |r| r.memory_limit.as_ref());
        let stop = workload.stop.as_ref();
        let before_stop = self.arguments(item, stop.and_then(|stop| stop.before.as_ref()));
        let needs = self.needs(item);
        let memory = located(memory?, |bytes: Bytes| bytes.0);
        let starts_within = health.and_then(|health| health.starts_within);
        let user = self.user(workload);
        Some(Pod {
            image: image?,
            command: command?,
            args: args?,
            env: env?,
            files: files?,
            scratch: scratch?,
            start: start?,
            ready: ready?,
            alive: alive?,
            starts_within: seconds(starts_within, 300, "a program may take five minutes to start"),
            cpu: located(cpu?, |cpu: Cpu| cpu.0),
            cpu_limit: cpu_limit?.map(|limit| located(limit, |cpu: Cpu| cpu.0)),
            memory_limit: memory_limit?.map_or_else(|| memory.clone(), |limit| located(limit, |bytes: Bytes| bytes.0)),
            memory,
            grace: stop.and_then(|stop| stop.grace),
            before_stop: before_stop?,
            group: group(workload, &user),
            groups: workload.security.as_ref().map_or_else(Vec::new, |security| security.groups.clone()),
            user,
            needs: needs?,
        })
    }

    fn arguments<T: Literal + Clone + Into<String>>(
        &mut self,
        item: hir::Item<'p>,
        list: Option<&ast::Elements<T>>,
    ) -> Option<Vec<Located<String>>> {
        let Some(list) = list else { return Some(Vec::new()) };
        let elements = self.elements(item, list)?;
        Some(elements.into_iter().map(|element| located(element, Into::into)).collect())
    }

    fn env(&mut self, item: hir::Item<'p>, value: &ast::EnvValue) -> Option<EnvValue> {
        match value {
            ast::EnvValue::Text(text) => self.env_text(item, text),
            ast::EnvValue::Secret { secret, key } => Some(EnvValue::Secret {
                secret: self.context.menu().renamed(secret.value.as_str(), secret.span.file).to_owned(),
                key: key.value.to_string(),
                origin: Origin::Source(secret.span.to(key.span)),
            }),
            ast::EnvValue::When(value, _) => self.env(item, value),
            ast::EnvValue::Field(field) => Some(EnvValue::Field(field.value, Origin::Source(field.span))),
        }
    }

    fn env_text(&mut self, item: hir::Item<'p>, text: &Dynamic<EnvText>) -> Option<EnvValue> {
        let origin = Origin::Source(text.span());
        let Dynamic::Template(template) = text else {
            let located = self.field(item, text)?;
            return Some(EnvValue::Text(vec![Piece::Text(located.value.0)], origin));
        };
        match self.eval(item, template)? {
            Rendered::Value(Value::Secret { secret, key }) => Some(EnvValue::Secret { secret, key, origin }),
            Rendered::Value(Value::Field(name)) if name != MEMBER_HOST => {
                PodField::parse(&name).ok().map(|field| EnvValue::Field(field, origin))
            }
            Rendered::Value(Value::Field(_)) => Some(EnvValue::Text(member_host(item)?, origin)),
            Rendered::Text(pieces) => {
                let pieces = pieces.into_iter().map(|one| piece(item, one)).collect::<Option<Vec<_>>>()?;
                Some(EnvValue::Text(pieces.concat(), origin))
            }
            value @ Rendered::Value(_) => {
                let text = super::resolve::plain_text(value)?;
                Some(EnvValue::Text(vec![Piece::Text(text)], origin))
            }
        }
    }

    fn file(
        &mut self,
        item: hir::Item<'p>,
        at: &Spanned<ast::types::AbsolutePath>,
        file: &ast::FileSource,
    ) -> Option<File> {
        let content = self.field(item, &file.content)?;
        Some(File {
            path: path(at),
            content: located(content, |text| text.0),
            mode: file.mode.map(|mode| mode.map(|m| m.0)),
        })
    }

    fn scratch(&mut self, item: hir::Item<'p>, scratch: &ast::Scratch) -> Option<Scratch> {
        let size = match self.optional(item, scratch.size.as_ref())? {
            Some(size) => bytes(size),
            None => Located {
                value: Quantity::bytes((64 << 20) * 1000),
                origin: Origin::Rule("a scratch folder holds 64Mi"),
            },
        };
        Some(Scratch { mount: path(&scratch.mount), size, medium: scratch.medium })
    }

    fn probe(&mut self, item: hir::Item<'p>, probe: Option<&ast::Probe>) -> Option<Option<Probe>> {
        let Some(probe) = probe else { return Some(None) };
        Some(Some(Probe {
            action: self.action(item, &probe.action)?,
            every: seconds(probe.every, 10, "a probe is tried every ten seconds"),
            timeout: seconds(probe.timeout, 5, "a probe may take five seconds"),
            failures: match probe.failures {
                Some(failures) => Located { value: failures.value, origin: Origin::Source(failures.span) },
                None => Located { value: 3, origin: Origin::Rule("three failures in a row count") },
            },
            span: probe.span,
        }))
    }

    fn action(&mut self, item: hir::Item<'p>, action: &ast::ProbeAction) -> Option<ProbeAction> {
        let target = |port: &Spanned<ast::types::Name>| item.port(port.value.as_str()).map(ast::Port::target);
        match action {
            ast::ProbeAction::Http { path, port, scheme, headers } => {
                let at = tcp_port(item, port.as_ref())?;
                let headers = self.all(headers.entries.iter(), |this, (name, value)| {
                    let value = this.field(item, value)?;
                    Some((name.value.clone(), located(value, |text| text.0)))
                })?;
                let path = Spanned::new(path.value.0.clone(), path.span);
                let target = item.ports().get(at).map(|(_, port)| port.target())?;
                Some(ProbeAction::Http { path, target, scheme: *scheme, headers })
            }
            ast::ProbeAction::Tcp { port } => Some(ProbeAction::Tcp { target: target(port)? }),
            ast::ProbeAction::Grpc { port } => Some(ProbeAction::Grpc { target: target(port)? }),
            ast::ProbeAction::Run { command } => {
                Some(ProbeAction::Run { command: self.arguments(item, Some(command))? })
            }
        }
    }

    /// What the item asks for, or the fleet's default, or ours.
    fn resource<T: Literal + Clone>(
        &mut self,
        item: hir::Item<'p>,
        workload: &'p ast::Workload,
        field: impl Fn(&ast::Resources) -> Option<&Dynamic<T>>,
        default: &str,
    ) -> Option<Located<T>> {
        if let Some(own) = self.asked(item, workload, field)? {
            return Some(own);
        }
        let origin = Origin::Rule("what a container asks for unless it says otherwise");
        T::parse(default).ok().map(|value| Located { value, origin })
    }

    fn asked<T: Literal + Clone>(
        &mut self,
        item: hir::Item<'p>,
        workload: &'p ast::Workload,
        field: impl Fn(&ast::Resources) -> Option<&Dynamic<T>>,
    ) -> Option<Option<Located<T>>> {
        let fleet = self.context.site.fleet.defaults.as_ref().and_then(|defaults| defaults.resources.as_ref());
        let asked = workload.resources.as_ref().and_then(&field).or_else(|| fleet.and_then(&field));
        self.optional(item, asked)
    }

    fn user(&self, workload: &ast::Workload) -> Located<u32> {
        let own = workload.security.as_ref().and_then(|security| security.user);
        let fleet = self.context.site.fleet.defaults.as_ref().and_then(|defaults| defaults.user);
        match own.or(fleet) {
            Some(user) => Located { value: user.value, origin: Origin::Source(user.span) },
            None => Located { value: 65532, origin: Origin::Rule("programs run as nobody unless they name a user") },
        }
    }

    fn needs(&mut self, item: hir::Item<'p>) -> Option<Vec<Need>> {
        let context = self.context;
        let arguments = &context.surveyed.arguments;
        self.all(item.needs().filter(|need| need.is_there(arguments)), |this, need| {
            this.gate_is_possible(need)?;
            let until = need.written().until;
            Some(Need {
                name: need.name().as_ref().map(ToString::to_string),
                provider: context.items.iter().position(|(item, _)| item.id() == need.provider().id())?,
                ports: need.port_positions().to_vec(),
                until: need.until(),
                until_origin: match until {
                    Some(until) => Origin::Source(until.span),
                    None => Origin::Source(need.name().span),
                },
                within: need.written().within.map(|within| within.value),
            })
        })
    }

    /// Waiting takes the helper, and waiting for a job takes the cluster's API: its pod may be gone already.
    fn gate_is_possible(&mut self, need: hir::Need<'p>) -> Option<()> {
        if need.until() == Until::None {
            return Some(());
        }
        let defaults = self.context.site.fleet.defaults.as_ref();
        if defaults.and_then(|defaults| defaults.init_image.as_ref()).is_none() {
            self.diagnostics.push(NoInitImage::new(need, self.context));
            return None;
        }
        let has_api = self.context.cluster.network.as_ref().is_some_and(|network| !network.api.is_empty());
        if need.provider().is_job() && !has_api {
            self.diagnostics.push(NoApiAddress::new(need, self.context));
            return None;
        }
        Some(())
    }
}

fn located<A, B>(value: Located<A>, f: impl FnOnce(A) -> B) -> Located<B> {
    Located { value: f(value.value), origin: value.origin }
}

fn bytes(value: Located<Bytes>) -> Located<Quantity> {
    located(value, |bytes| bytes.0)
}

fn path(path: &Spanned<ast::types::AbsolutePath>) -> Spanned<String> {
    path.as_ref().map(|path| path.as_str().to_owned())
}

fn seconds(asked: Option<Spanned<Duration>>, default: u32, why: &'static str) -> Located<u32> {
    match asked {
        Some(duration) => Located { value: duration.value.seconds, origin: Origin::Source(duration.span) },
        None => Located { value: default, origin: Origin::Rule(why) },
    }
}

fn group(workload: &ast::Workload, user: &Located<u32>) -> Located<u32> {
    match workload.security.as_ref().and_then(|security| security.group) {
        Some(group) => Located { value: group.value, origin: Origin::Source(group.span) },
        None => user.clone(),
    }
}

/// The position of a named port, or of the only one that takes TCP.
fn tcp_port(item: hir::Item<'_>, port: Option<&Spanned<ast::types::Name>>) -> Option<usize> {
    item.ports().iter().position(|(name, own)| match port {
        Some(port) => name.value == port.value,
        None => own.transport() != Transport::Udp,
    })
}

/// What the model has for a part of a composed text.
fn piece(item: hir::Item<'_>, piece: crate::expr::Piece) -> Option<Vec<Piece>> {
    match piece {
        crate::expr::Piece::Text(text) => Some(vec![Piece::Text(text)]),
        crate::expr::Piece::Secret { secret, key } => Some(vec![Piece::Secret { secret, key }]),
        crate::expr::Piece::Field(name) if name == MEMBER_HOST => member_host(item),
        crate::expr::Piece::Field(name) => PodField::parse(&name).ok().map(|field| vec![Piece::Field(field)]),
    }
}

/// A member's own host name: its pod's, below the Service that its members are found by.
fn member_host(item: hir::Item<'_>) -> Option<Vec<Piece>> {
    let domain = super::values::members_of(item)?;
    Some(vec![Piece::Field(PodField::PodName), Piece::Text(format!(".{domain}"))])
}
