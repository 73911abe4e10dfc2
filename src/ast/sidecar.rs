//! Programs that run beside an item's own, in the same pod.

use serde_json::Value;

use crate::syntax::Node;

use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::dynamic::Dynamic;
use super::env::EnvValue;
use super::pod::{Resources, Workload};
use super::port::Port;
use super::probe::Health;
use super::record::record;
use super::schema::Schemas;
use super::types::{Image, Name, VariableName};
use super::word::Word;

record! {
    /// A program that runs beside an item's own: it starts before it and ends after it, shares its network, and sees its
    /// files and folders.
    pub struct SidecarKeys {
        /// The image, with a tag or a digest.
        image: Dynamic<Image> = "image",
        /// Replaces the image's entry point.
        command: Vec<Word> = "command",
        /// Replaces the image's arguments.
        args: Vec<Word> = "args",
        /// Ports by name, which are the item's, too: a number, or a mapping.
        ports: Dict<Name, Port> = "ports",
        /// Environment variables.
        env: Dict<VariableName, EnvValue> = "env",
        /// How to tell that it is ready and alive; the item is ready when all of its programs are.
        health: Option<Health> = "health",
        /// What it asks of its node; the fleet's default otherwise.
        resources: Option<Resources> = "resources",
    }
}

/// A sidecar is a workload that has no more than a container of its own.
#[derive(Debug, Clone)]
pub struct Sidecar(pub Workload);

impl Decode for Sidecar {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let SidecarKeys { image, command, args, ports, env, health, resources } = SidecarKeys::decode(node, cx)?;
        Some(Sidecar(Workload {
            image,
            command,
            args,
            ports,
            env,
            health,
            resources,
            extends: None,
            needs: Dict::default(),
            files: Dict::default(),
            mounts: Dict::default(),
            scratch: Vec::new(),
            dirs: Dict::default(),
            sidecars: Dict::default(),
            aliases: Vec::new(),
            outputs: Dict::default(),
            stop: None,
            metrics: None,
            logs: None,
            limits: None,
            security: None,
            patch: Dict::default(),
            when: None,
        }))
    }

    fn schema(schemas: &mut Schemas) -> Value {
        SidecarKeys::schema(schemas)
    }

    fn merge(base: &Node, over: &Node) -> Node {
        SidecarKeys::merge(base, over)
    }
}

impl Visit for Sidecar {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        self.0.visit(visitor);
    }
}
