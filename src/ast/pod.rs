//! What services and jobs have in common: a container and what it stands in.

use crate::source::Spanned;

use super::condition::When;
use super::decode::Dict;
use super::dynamic::{Dynamic, Elements};
use super::env::EnvValue;
use super::file::{FilePath, FileSource};
use super::limits::NodeLimits;
use super::metrics::Metrics;
use super::need::Need;
use super::patch::PatchTarget;
use super::port::Port;
use super::probe::Health;
use super::raw::Patch;
use super::record::record;
use super::security::Security;
use super::sidecar::Sidecar;
use super::storage::{Dir, Scratch};
use super::types::{
    AbsolutePath, Alias, Bytes, Cpu, Duration, Image, KeyName, Name, OutputText, VariableName, WordText,
};
use super::volume::Mount;
use super::word::Word;

record! {
    /// A container and what it stands in.
    pub struct Workload {
        /// A template of the menu that this item builds on.
        extends: Option<Spanned<Name>> = "extends",
        /// The image, with a tag or a digest.
        image: Dynamic<Image> = "image",
        /// Replaces the image's entry point.
        command: Vec<Word> = "command",
        /// Replaces the image's arguments.
        args: Vec<Word> = "args",
        /// Ports by name: a number, or a mapping.
        ports: Dict<Name, Port> = "ports",
        /// What this item uses, by in-box name.
        needs: Dict<Name, Need> = "needs",
        /// Environment variables.
        env: Dict<VariableName, EnvValue> = "env",
        /// Files by their path in the container; a folder's path ends with `/`.
        files: Dict<FilePath, FileSource> = "files",
        /// How to tell that it is ready and alive.
        health: Option<Health> = "health",
        /// What it asks of its node; the fleet's default otherwise.
        resources: Option<Resources> = "resources",
        /// What it needs of its node: the cluster's `nodes` have to have as much.
        limits: Option<NodeLimits> = "limits",
        /// Volumes of the box by their path in the container: a name, or a mapping.
        mounts: Dict<AbsolutePath, Mount> = "mounts",
        /// Writable folders that are gone with the pod, each a path (64Mi) or a mapping.
        scratch: Vec<Scratch> = "scratch",
        /// Folders that are made before the program starts, in scratch, storage or a volume.
        dirs: Dict<AbsolutePath, Dir> = "dirs",
        /// Programs that run beside this one, by a name of your choice.
        sidecars: Dict<Name, Sidecar> = "sidecars",
        /// Further in-box names of this item; a service without members may have one of two labels, `HOST.NAME`.
        aliases: Vec<Spanned<Alias>> = "aliases",
        /// Facts that others read as `needs.NAME.outputs.KEY`.
        outputs: Dict<KeyName, Dynamic<OutputText>> = "outputs",
        /// How it is stopped.
        stop: Option<Stop> = "stop",
        /// Where it tells its metrics, where the cluster asks for them.
        metrics: Option<Metrics> = "metrics",
        /// What is done to the lines that it logs.
        logs: Option<Logs> = "logs",
        /// Whom it runs as.
        security: Option<Security> = "security",
        /// Merged over objects that are emitted, by their kind: `Pod`, `Deployment`, `Service/NAME`.
        patch: Dict<PatchTarget, Patch> = "patch",
        /// Switches it off where false; made of bool parameters and parameters with an `enum`.
        when: Option<When> = "when",
    }
}

record! {
    /// What a container asks of its node.
    pub struct Resources {
        /// Processors, such as `250m`.
        cpu: Option<Dynamic<Cpu>> = "cpu",
        /// Memory, such as `256Mi`; also the limit, unless `memory-limit` says more.
        memory: Option<Dynamic<Bytes>> = "memory",
        /// The most processors it may use; no limit by default.
        cpu_limit: Option<Dynamic<Cpu>> = "cpu-limit",
        /// The most memory it may use.
        memory_limit: Option<Dynamic<Bytes>> = "memory-limit",
    }
}

record! {
    /// What is done to the lines that a program logs.
    pub struct Logs {
        /// Numbers every line, so that lines of one instant keep their order; this takes a `command`.
        sequence: Option<Spanned<bool>> = "sequence",
    }
}

record! {
    /// How a container is stopped.
    pub struct Stop {
        /// How long it may take; 30s by default.
        grace: Option<Spanned<Duration>> = "grace",
        /// A command that runs in the container before it is told to stop.
        before: Option<Elements<WordText>> = "before",
    }
}
