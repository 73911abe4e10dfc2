//! Menus. Those that boxes change share the items that they do not change.

use std::sync::Arc;

use semver::Version as SemVer;
use serde_json::{Value, json};

use crate::expr::Type;
use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node};

use super::constant::Constant;
use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::errors::WrongShape;
use super::inclusion::Inclusion;
use super::item::{External, Job, Service};
use super::literal::{Literal, Problem};
use super::manifest::Manifests;
use super::params::Param;
use super::pod::Workload;
use super::record::record;
use super::schema::Schemas;
use super::secret::Secrets;
use super::server::Server;
use super::types::{AnyName, Name};
use super::volume::Volumes;

record! {
    /// A menu: a typed, versioned template of a box.
    pub struct Menu {
        /// The menu's name.
        menu: Spanned<AnyName> = "menu",
        /// Its version in SemVer; boxes order a range.
        version: Spanned<Version> = "version",
        /// One line for those who choose.
        summary: Option<Spanned<String>> = "summary",
        /// What an order may or must say.
        params: Dict<ParamName, Param> = "params",
        /// Constants, read as `let.NAME`: single values or lists of texts, perhaps made of parameters.
        constants: Dict<ParamName, Constant> = "let",
        /// Menus that this one takes in, each under a label of your choice.
        include: Dict<Name, Inclusion> = "include",
        /// Fragments of items, which `extends` builds on; they are nothing by themselves.
        templates: Dict<Name, Fragment> = "templates",
        /// Programs that run for as long as the box does.
        services: Dict<Name, Arc<Service>> = "services",
        /// Delivered machines: one long-lived pod with a stable name and a home.
        servers: Dict<Name, Arc<Server>> = "servers",
        /// Programs that run once and end.
        jobs: Dict<Name, Arc<Job>> = "jobs",
        /// What the box uses from outside.
        externals: Dict<Name, External> = "externals",
        /// What the box's secrets hold, never values.
        secrets: Secrets = "secrets",
        /// Volumes that several items mount.
        volumes: Volumes = "volumes",
        /// Objects that are added to the box as they are.
        manifests: Vec<Manifests> = "manifests",
    }
}

impl Menu {
    /// Makes something of the workloads that ask for it; other menus that share them keep theirs.
    pub fn change(&mut self, asks: impl Fn(&Workload) -> bool, mut change: impl FnMut(&mut Workload)) {
        for (_, service) in self.services.entries.iter_mut().filter(|(_, service)| asks(&service.workload)) {
            change(&mut Arc::make_mut(service).workload);
        }
        for (_, server) in self.servers.entries.iter_mut().filter(|(_, server)| asks(&server.0.workload)) {
            change(&mut Arc::make_mut(server).0.workload);
        }
        for (_, job) in self.jobs.entries.iter_mut().filter(|(_, job)| asks(&job.workload)) {
            change(&mut Arc::make_mut(job).workload);
        }
    }
}

/// A fragment of an item. What is in it counts where an item extends it.
#[derive(Debug, Clone)]
pub struct Fragment {
    span: Span,
}

impl Fragment {
    /// Whether something is written in it.
    pub fn holds(&self, place: Span) -> bool {
        self.span.file == place.file && self.span.start <= place.start && place.end <= self.span.end
    }
}

impl Decode for Fragment {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        if matches!(node.kind, Kind::Map(_)) {
            return Some(Fragment { span: node.span });
        }
        cx.push(WrongShape { expected: "a mapping", found: node.describe(), span: node.span });
        None
    }

    fn schema(schemas: &mut Schemas) -> Value {
        schemas.fragment::<Service, Job>(
            "Fragment",
            "A fragment of an item; whatever a service or a job has, and nothing is required.",
        )
    }
}

impl Visit for Fragment {
    fn visit(&self, _: &mut Visitor<'_>) {}
}

/// A version in SemVer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub SemVer);

impl Literal for Version {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let full = format!("{text}.0");
        let example = if SemVer::parse(&full).is_ok() { full } else { "1.4.0".to_owned() };
        let not_one = || Problem::new("is no version").help(format!("write three numbers, such as `{example}`"));
        SemVer::parse(text).map(Version).map_err(|_| not_one())
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+"})
    }
}

/// A parameter's name: letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ParamName(String);

impl ParamName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for ParamName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Literal for ParamName {
    const TYPE: Type = Type::Text;
    const CODE: &'static str = "bad-name";

    fn parse(text: &str) -> Result<Self, Problem> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
        if !starts || text.ends_with('-') || text.contains("--") || !text.bytes().all(allowed) || text.len() > 63 {
            return Err(Problem::new(
                "is no name of a parameter: letters, digits, `-` and `_`, beginning with a letter",
            ));
        }
        Ok(ParamName(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[a-zA-Z](-?[a-zA-Z0-9_])*$", "maxLength": 63})
    }
}
