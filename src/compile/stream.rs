//! Boxes, one after the other: instantiated, checked, lowered, validated and bundled.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use rayon::prelude::*;

use crate::check::check;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::places::Place;
use crate::emit::{self, Bundle, Digests};
use crate::instantiate::{BoxInstance, Namespaces, Site, instantiate};
use crate::lower::{Lowered, NoTrace, Recorder, lower};
use crate::source::Origin;
use crate::survey::{Claim, Claims, Copy, Identity, Peers, Surveyed, candidates};
use crate::validate::validate;

use super::weigh::weigh;
use super::{Project, quota};

/// How many boxes are compiled before the first of them is handed on: enough for every core, few enough for memory.
const AT_ONCE: usize = 64;

/// Which member cluster boxes are compiled for.
#[derive(Debug, Clone, Copy)]
pub enum Selection<'a> {
    /// Each for its own home.
    Homes,
    /// All for this one.
    Cluster(&'a str),
}

/// A project and what its boxes are to each other.
#[derive(Clone, Copy)]
struct Whole<'p> {
    project: &'p Project,
    peers: &'p Peers<'p>,
}

/// A box and the cluster to compile it for.
#[derive(Clone, Copy)]
struct Task<'p> {
    surveyed: &'p Surveyed<'p>,
    copy: &'p Copy,
    cluster: &'p str,
    /// Which of the surveyed orders it is of.
    order: usize,
    namespaces: &'p Namespaces,
}

/// Compiles boxes and hands each to `sink`, in the order of their names on disk; none after the first error.
///
/// # Errors
/// What `sink` returns. Problems of the sources are in `diagnostics`.
pub fn compile<E>(
    project: &Project,
    surveyed: &[Surveyed<'_>],
    selection: Selection<'_>,
    diagnostics: &mut Diagnostics,
    mut sink: impl FnMut(Bundle) -> Result<(), E>,
) -> Result<(), E> {
    let (namespaces, peers) = (namespaces(surveyed), peers(project, surveyed, selection));
    let tasks = tasks(surveyed, selection, &namespaces);
    let project = Whole { project, peers: &peers };
    let masks = masks(project, &tasks);
    abroad(project, &tasks, selection, diagnostics);
    let bundled = |task: Task<'_>| one(project, task, |instance, found| bundle(task, instance, &masks, found));
    each(project, &tasks, bundled, diagnostics, |bundle, diagnostics| match diagnostics.has_errors() {
        true => Ok(()),
        false => sink(bundle),
    })
}

/// Looks for what is wrong with boxes, and writes nothing of them down. Objects are made where some are written by hand:
/// what is made of anything else is known to be right.
pub fn examine(project: &Project, surveyed: &[Surveyed<'_>], selection: Selection<'_>, diagnostics: &mut Diagnostics) {
    let (namespaces, peers) = (namespaces(surveyed), peers(project, surveyed, selection));
    let tasks = tasks(surveyed, selection, &namespaces);
    let project = Whole { project, peers: &peers };
    abroad(project, &tasks, selection, diagnostics);
    let examined = |task: Task<'_>| one(project, task, objects_by_hand);
    let Ok(()) = each(project, &tasks, examined, diagnostics, |(), _| Ok::<(), Infallible>(()));
}

/// Compiles boxes in parallel, and takes what came of each one after the other.
fn each<'t, T: Send, E>(
    project: Whole<'_>,
    tasks: &[Task<'t>],
    compile: impl Fn(Task<'t>) -> Compiled<T> + Sync,
    diagnostics: &mut Diagnostics,
    mut take: impl FnMut(T, &Diagnostics) -> Result<(), E>,
) -> Result<(), E> {
    let mut claims = Claims::default();
    for chunk in tasks.chunks(AT_ONCE) {
        let compiled: Vec<_> = chunk.par_iter().map(|task| compile(*task)).collect();
        for mut compiled in compiled {
            weigh(Some(&project.project.fleet), &mut compiled.diagnostics);
            compiled.claims.into_iter().for_each(|claim| claims.add(claim, diagnostics));
            diagnostics.extend(compiled.diagnostics);
            if let Some(made) = compiled.made {
                take(made, diagnostics)?;
            }
        }
    }
    Ok(())
}

/// What orders lack on the other member clusters where their boxes may run, when none is asked for.
fn abroad(whole: Whole<'_>, tasks: &[Task<'_>], selection: Selection<'_>, diagnostics: &mut Diagnostics) {
    let fleet = &whole.project.fleet;
    if matches!(selection, Selection::Cluster(_)) {
        return;
    }
    let mut seen = BTreeSet::new();
    let first = tasks.iter().filter(|task| fleet.clusters.entries.len() > 1 && seen.insert(task.order));
    let lacks = |task: &Task<'_>| {
        let mut found = Diagnostics::default();
        let site = Site { fleet, cluster: task.cluster, namespaces: task.namespaces, peers: whole.peers };
        let others = candidates(task.surveyed.order, fleet).filter(|cluster| *cluster != task.cluster);
        crate::instantiate::elsewhere(task.surveyed, &task.copy.identity, site, others, &mut found);
        weigh(Some(fleet), &mut found);
        found
    };
    let found: Vec<Diagnostics> = first.collect::<Vec<_>>().into_par_iter().map(lacks).collect();
    found.into_iter().for_each(|found| diagnostics.extend(found));
}

/// What is wrong with a box of each order at its home, by the order's name.
pub(super) fn judge(project: &Project, surveyed: &[Surveyed<'_>]) -> Vec<(String, Diagnostics)> {
    let namespaces = namespaces(surveyed);
    let mut tasks = tasks(surveyed, Selection::Homes, &namespaces);
    tasks.sort_by_key(|task| task.order);
    tasks.dedup_by_key(|task| task.order);
    let peers = peers(project, surveyed, Selection::Homes);
    let whole = Whole { project, peers: &peers };
    let judged = |task: &Task<'_>| {
        let name = task.surveyed.order.name.value.to_string();
        (name, one(whole, *task, objects_by_hand).diagnostics)
    };
    tasks.par_iter().map(judged).collect()
}

fn peers<'p>(project: &'p Project, surveyed: &'p [Surveyed<'p>], selection: Selection<'p>) -> Peers<'p> {
    let on = match selection {
        Selection::Homes => None,
        Selection::Cluster(cluster) => Some(cluster),
    };
    Peers::new(surveyed, &project.fleet, on)
}

fn namespaces(surveyed: &[Surveyed<'_>]) -> Namespaces {
    let copies = surveyed.iter().flat_map(|surveyed| &surveyed.copies);
    copies.map(|copy| copy.identity.namespace.clone()).collect()
}

fn tasks<'p>(surveyed: &'p [Surveyed<'p>], selection: Selection<'p>, namespaces: &'p Namespaces) -> Vec<Task<'p>> {
    let mut tasks = Vec::new();
    for (order, surveyed) in surveyed.iter().enumerate() {
        for copy in &surveyed.copies {
            let cluster = match selection {
                Selection::Homes => copy.home.as_str(),
                Selection::Cluster(cluster) => cluster,
            };
            tasks.push(Task { surveyed, copy, cluster, order, namespaces });
        }
    }
    tasks.sort_by_key(|task| (task.cluster, task.copy.identity.name.as_str()));
    tasks
}

/// Digests of each order on each of its clusters under the sentinel identity, which are the same for all its copies.
type Masks = BTreeMap<(usize, String), Digests>;

fn masks(project: Whole<'_>, tasks: &[Task<'_>]) -> Masks {
    let mut first: BTreeMap<(usize, &str), Task<'_>> = BTreeMap::new();
    for task in tasks {
        first.entry((task.order, task.cluster)).or_insert(*task);
    }
    let first: Vec<_> = first.into_iter().collect();
    let digests = |((order, cluster), task): &((usize, &str), Task<'_>)| {
        let sentinel = Identity::sentinel(task.copy.identity.owner.as_deref());
        // Problems of the box itself are reported where it is compiled under its own name.
        let instance = instance(project, *task, &sentinel, &mut Diagnostics::default())?;
        let digests = emit::digests(&lower(&instance, &mut NoTrace)).ok()?;
        Some(((*order, (*cluster).to_owned()), digests))
    };
    first.par_iter().filter_map(digests).collect()
}

/// What became of one box.
struct Compiled<T> {
    made: Option<T>,
    claims: Vec<Claim>,
    diagnostics: Diagnostics,
}

fn one<T>(
    project: Whole<'_>,
    task: Task<'_>,
    make: impl FnOnce(&BoxInstance, &mut Diagnostics) -> Option<T>,
) -> Compiled<T> {
    let mut diagnostics = Diagnostics::default();
    let Some(instance) = instance(project, task, &task.copy.identity, &mut diagnostics) else {
        return Compiled { made: None, claims: Vec::new(), diagnostics };
    };
    let claims = instance.claims();
    let made = check(instance, &mut diagnostics).and_then(|instance| {
        quota::check(&instance, &mut diagnostics);
        make(&instance, &mut diagnostics)
    });
    Compiled { made, claims, diagnostics }
}

/// Looks at the objects of a box some of which are written by hand.
fn objects_by_hand(instance: &BoxInstance, diagnostics: &mut Diagnostics) -> Option<()> {
    instance.has_objects_by_hand().then(|| lowered(instance, diagnostics)).map(drop)
}

/// The objects of a box, after what is wrong with them was reported.
fn lowered(instance: &BoxInstance, diagnostics: &mut Diagnostics) -> Lowered {
    let lowered = lower(instance, &mut NoTrace);
    lowered.refused.iter().cloned().for_each(|refused| diagnostics.push(refused));
    findings(instance, &lowered, diagnostics);
    lowered
}

/// The files of a box; none where its digests could not be taken, whose reasons were reported.
fn bundle(task: Task<'_>, instance: &BoxInstance, masks: &Masks, diagnostics: &mut Diagnostics) -> Option<Bundle> {
    let lowered = lowered(instance, diagnostics);
    let masked = masks.get(&(task.order, task.cluster.to_owned()))?;
    match emit::bundle(instance, &lowered, masked) {
        Ok(bundle) => Some(bundle),
        Err(error) => {
            diagnostics.push(Diagnostic::error("invalid-object", error.to_string()).at(instance.span, "this box"));
            None
        }
    }
}

fn instance(
    whole: Whole<'_>,
    task: Task<'_>,
    identity: &Identity,
    diagnostics: &mut Diagnostics,
) -> Option<BoxInstance> {
    let Whole { project, peers } = whole;
    let site = Site { fleet: &project.fleet, cluster: task.cluster, namespaces: task.namespaces, peers };
    instantiate(task.surveyed, identity, site, diagnostics)
}

/// What is wrong with the objects, at the author's lines: the box is lowered once more, with its origins.
fn findings(instance: &BoxInstance, lowered: &Lowered, diagnostics: &mut Diagnostics) {
    let found = validate(lowered);
    if found.is_empty() {
        return;
    }
    let mut recorder = Recorder::default();
    lower(instance, &mut recorder);
    let origin = |object, pointer: &str| match recorder.origin(object, pointer) {
        Some(Origin::Source(span)) => span,
        Some(Origin::Rule(_)) | None => instance.span,
    };
    found.into_iter().for_each(|finding| diagnostics.push(finding.at(origin)));
}

/// The files of a box, with the origin of everything in them.
#[derive(Debug)]
pub struct Traced {
    pub files: BTreeMap<String, Vec<u8>>,
    origins: Recorder,
    /// The name of each unit and how many objects it has.
    units: Vec<(String, usize)>,
}

impl Traced {
    /// Why a value of a file is what it is.
    pub fn origin(&self, file: &str, place: &Place) -> Option<Origin> {
        let unit = file.strip_suffix(".yaml")?;
        let before = self.units.iter().take_while(|(name, _)| name != unit).map(|(_, objects)| objects).sum::<usize>();
        self.origins.origin(before + place.object, &place.pointer)
    }
}

/// Compiles one box for one cluster again, with its origins; `None` when the project has no such box.
pub fn trace(
    project: &Project,
    surveyed: &[Surveyed<'_>],
    (cluster, name): (&str, &str),
    diagnostics: &mut Diagnostics,
) -> Option<Traced> {
    let namespaces = namespaces(surveyed);
    let tasks = tasks(surveyed, Selection::Cluster(cluster), &namespaces);
    let task = tasks.iter().find(|task| task.copy.identity.name == name)?;
    // At home it has the neighbours that it has there.
    let on = Some(cluster).filter(|cluster| task.copy.home != *cluster);
    let peers = Peers::new(surveyed, &project.fleet, on);
    let project = Whole { project, peers: &peers };
    let instance = instance(project, *task, &task.copy.identity, diagnostics)?;
    let mut origins = Recorder::default();
    let lowered = lower(&instance, &mut origins);
    let files = emit::bundle(&instance, &lowered, &Digests::default()).ok()?.files;
    let units = lowered.units.iter().map(|unit| (unit.name.clone(), unit.objects.len())).collect();
    Some(Traced { files, origins, units })
}
