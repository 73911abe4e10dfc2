//! A pod and its container.

use crate::ast::types::{Bytes, Cpu, Duration, Image, Quantity};
use crate::ast::{self, Dynamic, Literal};
use crate::check::{LatestImage, NoCommand, asks_helper};
use crate::hir;
use crate::source::{Origin, Spanned};

use super::model::{Because, Composed, Located, Metrics, Pod};
use super::probe::tcp_port;
use super::resolve::Resolver;

impl<'p> Resolver<'_, 'p> {
    /// A pod: the item's own container, what is beside it, and what belongs to them together.
    pub(super) fn pod(&mut self, item: hir::Item<'p>, workload: &'p ast::Workload) -> Option<Pod> {
        let own = self.container(item, workload);
        let sidecars = self.all(workload.sidecars.iter(), |this, (name, sidecar)| {
            Some((name.as_ref().map(ToString::to_string), this.container(item, &sidecar.0)?))
        });
        let needs = self.needs(item);
        let sequence = workload.logs.as_ref().and_then(|logs| logs.sequence).filter(|sequence| sequence.value);
        let output = self.output(item);
        let command = own.as_ref().map(|own| own.command.as_slice());
        let helped = self.runs_under_helper(item, workload, command);
        let (sidecars, needs, output, mut own) = (sidecars?, needs?, output?, own?);
        for (name, sidecar) in &sidecars {
            let of_it = |because: &Because| Because {
                what: format!("sidecars.{}.{}", name.value, because.what),
                reason: because.reason.clone(),
            };
            own.reasons.extend(sidecar.reasons.iter().map(of_it));
        }
        helped?;
        Some(Pod {
            needs,
            output,
            sidecars,
            sequence: sequence.map(|sequence| sequence.span),
            metrics: workload.metrics.as_ref().and_then(|metrics| told(item, metrics)),
            ..own
        })
    }

    /// What a container has by itself.
    fn container(&mut self, item: hir::Item<'p>, workload: &'p ast::Workload) -> Option<Pod> {
        let image = self.image(item, &workload.image);
        let command = self.command_line(item, &workload.command);
        let args = self.command_line(item, &workload.args);
        let context = self.context;
        let env = workload.env.entries.iter().filter(|(_, value)| context.is_on(value.when.as_ref()));
        let env =
            self.all(env, |this, (name, value)| Some((name.as_ref().map(ToString::to_string), this.env(item, value)?)));
        let files = self.files(item, workload);
        let scratch = workload.scratch.iter().filter(|scratch| context.is_on(scratch.when.as_ref()));
        let scratch = self.all(scratch, |this, scratch| this.scratch(item, scratch));
        let dirs = self.dirs(workload);
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
        let memory = located(memory?, |bytes: Bytes| bytes.0);
        let starts_within = health.and_then(|health| health.starts_within);
        let user = self.user(workload);
        let open_files = self.limits(workload.limits.as_ref());
        let relaxed = self.relaxed(workload.security.as_ref());
        let (files, folders) = files?;
        let pod = Pod {
            files,
            folders,
            image: image?,
            command: command?,
            args: args?,
            env: env?,
            scratch: scratch?,
            dirs: dirs?,
            mounts: self.mounts(workload),
            start: start?,
            ready: ready?,
            alive: alive?,
            starts_within: seconds(starts_within, ast::STARTS_WITHIN, "a program may take five minutes to start"),
            cpu: located(cpu?, |cpu: Cpu| cpu.0),
            cpu_limit: cpu_limit?.map(|limit| located(limit, |cpu: Cpu| cpu.0)),
            memory_limit: memory_limit?.map_or_else(|| memory.clone(), |limit| located(limit, |bytes: Bytes| bytes.0)),
            memory,
            grace: stop.and_then(|stop| stop.grace),
            before_stop: before_stop?,
            group: group(workload, &user),
            groups: workload.security.as_ref().map_or_else(Vec::new, |security| security.groups.clone()),
            user,
            needs: Vec::new(),
            sequence: None,
            open_files: open_files?,
            metrics: None,
            output: None,
            sidecars: Vec::new(),
            reasons: self.reasons(workload),
            relaxed: relaxed?,
        };
        self.leaks(item, workload, &pod);
        Some(pod)
    }

    fn image(&mut self, item: hir::Item<'p>, image: &Dynamic<Image>) -> Option<Located<Image>> {
        let located = self.field(item, image)?;
        if let Some(found) = LatestImage::find(&located.value, image.span()) {
            self.diagnostics.push(found);
        }
        Some(located)
    }

    /// Whether what the helper has to do for the program can be done; `command` is its command line.
    fn runs_under_helper(
        &mut self,
        item: hir::Item<'p>,
        workload: &ast::Workload,
        command: Option<&[Composed]>,
    ) -> Option<()> {
        let Some(asked) = asks_helper(self.context.menu(), item, workload) else { return Some(()) };
        if command.is_some_and(<[_]>::is_empty) {
            self.diagnostics.push(NoCommand { asked, item: item.span() });
            return None;
        }
        self.helper(asked)
    }

    pub(super) fn arguments<T: Literal + Clone + Into<String>>(
        &mut self,
        item: hir::Item<'p>,
        list: Option<&ast::Elements<T>>,
    ) -> Option<Vec<Located<String>>> {
        let Some(list) = list else { return Some(Vec::new()) };
        let elements = self.elements(item, list)?;
        Some(elements.into_iter().map(|element| located(element, Into::into)).collect())
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
        let security = workload.security.as_ref();
        let own = security.and_then(|security| security.user);
        let root = security.and_then(|security| security.root.as_ref());
        if let (None, Some(root)) = (own, root) {
            return Located { value: 0, origin: Origin::Source(root.because.span) };
        }
        let fleet = self.context.site.fleet.defaults.as_ref().and_then(|defaults| defaults.user);
        match own.or(fleet) {
            Some(user) => Located { value: user.value, origin: Origin::Source(user.span) },
            None => Located { value: 65532, origin: Origin::Rule("programs run as nobody unless they name a user") },
        }
    }
}

pub(super) fn located<A, B>(value: Located<A>, f: impl FnOnce(A) -> B) -> Located<B> {
    Located { value: f(value.value), origin: value.origin }
}

pub(super) fn bytes(value: Located<Bytes>) -> Located<Quantity> {
    located(value, |bytes| bytes.0)
}

pub(super) fn path(path: &Spanned<ast::types::AbsolutePath>) -> Spanned<String> {
    path.as_ref().map(|path| path.as_str().to_owned())
}

pub(super) fn seconds(asked: Option<Spanned<Duration>>, default: u32, why: &'static str) -> Located<u32> {
    match asked {
        Some(duration) => Located { value: duration.value.seconds, origin: Origin::Source(duration.span) },
        None => Located { value: default, origin: Origin::Rule(why) },
    }
}

/// A checked menu has the port that its metrics name.
fn told(item: hir::Item<'_>, metrics: &ast::Metrics) -> Option<Metrics> {
    let port = tcp_port(item, metrics.port.as_ref())?;
    let path = match &metrics.path {
        Some(path) => Located { value: path.value.0.clone(), origin: Origin::Source(path.span) },
        None => Located { value: "/metrics".to_owned(), origin: Origin::Rule("where metrics are by custom") },
    };
    let span = metrics.port.as_ref().map_or(item.span(), |port| port.span);
    Some(Metrics { port, path, span })
}

fn group(workload: &ast::Workload, user: &Located<u32>) -> Located<u32> {
    match workload.security.as_ref().and_then(|security| security.group) {
        Some(group) => Located { value: group.value, origin: Origin::Source(group.span) },
        None => user.clone(),
    }
}
