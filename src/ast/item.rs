//! The kinds of items.

use crate::source::Spanned;

use super::condition::When;
use super::decode::Dict;
use super::expose::Expose;
use super::literal::words;
use super::pod::Workload;
use super::port::Port;
use super::record::record;
use super::replicas::Replicas;
use super::storage::Volume;
use super::types::{Alias, Cron, Duration, Interface, KeyName, Name, Zone};

words! {
    /// Whether members are told apart.
    pub enum Identity {
        /// Every member has a name of its own, which resolves before it is ready: a quorum.
        Stable = "stable",
    }
}

record! {
    /// A program that runs for as long as the box does.
    pub struct Service {
        /// How many pods it has, or a range within which the load decides; 1 by default.
        replicas: Option<Replicas> = "replicas",
        /// How it is reached from outside of the box, by a name of your choice.
        expose: Dict<Name, Expose> = "expose",
        /// Storage by name; every member has its own.
        storage: Dict<Name, Volume> = "storage",
        /// `stable` for a quorum: members are `NAME-0.NAME`, and resolve before they are ready.
        identity: Option<Spanned<Identity>> = "identity",
        /// A service under whose name these pods answer, too; they have its ports.
        joins: Option<Spanned<Name>> = "joins",
        ..workload: Workload,
    }
}

record! {
    /// A program that runs once and ends.
    pub struct Job {
        /// How often it is tried again after a failure; 6 by default.
        retries: Option<Spanned<u32>> = "retries",
        /// How long all tries together may take; for ever by default.
        deadline: Option<Spanned<Duration>> = "deadline",
        /// When it runs again and again; once by default.
        schedule: Option<Schedule> = "schedule",
        /// Whether it runs again when its box moves to another member cluster; it does by default.
        on_move: Option<Spanned<OnMove>> = "on-move",
        /// How long it is kept once it has ended, where nothing needs it; until the box goes by default.
        keep_for: Option<Spanned<Duration>> = "keep-for",
        ..workload: Workload,
    }
    foreign {
        "replicas" = "a job has one pod at a time; let it start threads, or write several jobs",
        "expose" = "what is called from outside is a service",
        "storage" = "storage is of a service's members; mount a volume of the box: `mounts: {PATH: VOLUME}`",
        "identity" = "only services have members",
        "joins" = "what answers under a service's name is a service",
    }
}

words! {
    /// What a job does when its box moves to another member cluster.
    pub enum OnMove {
        /// It runs there, too; the default.
        Run = "run",
        /// It does not.
        Skip = "skip",
    }
}

words! {
    /// What becomes of a run that is due while the one before goes on.
    pub enum Overlap {
        /// It is left out; the default.
        Forbid = "forbid",
        /// Both run.
        Allow = "allow",
        /// The one before is ended.
        Replace = "replace",
    }
}

record! {
    /// When a job runs.
    pub struct Schedule {
        /// Minute, hour, day of the month, month and day of the week: `30 3 * * *`.
        cron: Spanned<Cron> = "cron",
        /// The zone of time; the cluster's own by default.
        zone: Option<Spanned<Zone>> = "zone",
        /// What becomes of a run that is due while the one before goes on; it is left out by default.
        overlap: Option<Spanned<Overlap>> = "overlap",
    }
}

impl Service {
    /// Whether its members have names of their own: it is a StatefulSet.
    pub fn has_members(&self) -> bool {
        self.identity.is_some() || !self.storage.is_empty()
    }
}

words! {
    /// The type of an external's output.
    pub enum OutputType {
        /// Any text.
        Text = "text",
    }
}

record! {
    /// Something outside of the box that the box uses under a stable name. The fleet says where it is.
    pub struct External {
        /// What its ports speak where they do not say.
        interface: Option<Spanned<Interface>> = "interface",
        /// Ports by name: a number, or a mapping.
        ports: Dict<Name, Port> = "ports",
        /// Facts that its binding has to state.
        outputs: Dict<KeyName, Spanned<OutputType>> = "outputs",
        /// Further in-box names.
        aliases: Vec<Spanned<Alias>> = "aliases",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}
