//! `boxc order MENU NAME`

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::ast::{Menu, Param, ParamKind};
use crate::compile::{self, Selection};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, listed, nearest};
use crate::emit::yaml;
use crate::shelf::MENUS;
use crate::source::{Disk, ReadError, SourceMap, World};
use crate::write::new_file;

use super::Exit;
use super::editor::{put_schema, with_schema};
use super::print::Printer;
use super::project::root;
use super::report::Found;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A menu of the project, or a ready-made one
    #[arg(value_name = "MENU")]
    menu: String,

    /// The name of the box
    #[arg(value_name = "NAME")]
    name: String,

    /// A parameter's value; of a list `a,b`, of a map `PARAMETER.KEY=VALUE`
    #[arg(long = "set", value_name = "PARAMETER=VALUE")]
    set: Vec<String>,

    /// The member cluster to run on
    #[arg(long, value_name = "NAME")]
    cluster: Option<String>,

    /// Who answers for the box
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,

    /// How long it stays, such as 8h
    #[arg(long, value_name = "DURATION")]
    lifetime: Option<String>,

    /// How many copies there are
    #[arg(long, value_name = "NUMBER")]
    copies: Option<u32>,
}

/// A box's file; empty parts are left out.
#[derive(Serialize)]
struct Order<'a> {
    r#box: &'a str,
    menu: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    with: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<BTreeMap<&'static str, &'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifetime: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copies: Option<u32>,
}

pub(super) fn run(args: &Args, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    let root = match root(directory, printer) {
        Ok(root) => root,
        Err(exit) => return exit,
    };
    let disk = Disk::new(&root);
    let (mut sources, mut before) = (SourceMap::default(), Diagnostics::default());
    // An order of it brings a built-in menu in, where the project has none of that name.
    let text = format!("box: order\nmenu: {}\n", args.menu);
    let asking = With { disk: &disk, path: "boxes/order.yaml", text: text.as_bytes() };
    let Some(project) = compile::open(&asking, &mut sources, &mut before) else {
        Found::new(before, sources, &root).print(printer);
        return Exit::Errors;
    };
    let menus = project.menus().iter().filter(|menu| menu.ast.menu.value.as_str() == args.menu);
    let Some(menu) = menus.max_by_key(|menu| &menu.ast.version.value) else {
        let known = project.menus().iter().map(|menu| menu.ast.menu.value.as_str());
        let known = known.chain(MENUS.iter().map(|menu| menu.name));
        let help = match nearest(&args.menu, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is {}", listed(known)),
        };
        printer.failure(&format!("the project has no sound menu `{}`", args.menu), Some(&help));
        return Exit::Failed;
    };
    let with = match arguments(&args.set, &menu.ast) {
        Ok(with) => with,
        Err(wrong) => {
            printer.failure(&format!("`{wrong}` sets nothing"), Some("write it as `--set PARAMETER=VALUE`"));
            return Exit::Failed;
        }
    };
    let version = &menu.ast.version.value.0;
    let order = Order {
        r#box: &args.name,
        menu: format!("{}@^{}.{}", args.menu, version.major, version.minor),
        with,
        place: args.cluster.as_deref().map(|cluster| BTreeMap::from([("cluster", cluster)])),
        owner: args.owner.as_deref(),
        lifetime: args.lifetime.as_deref(),
        copies: args.copies,
    };
    write(&order, &root, &disk, printer)
}

/// Writes the order if the project has no new errors with it.
fn write(order: &Order<'_>, root: &Path, disk: &Disk, printer: &mut Printer) -> Exit {
    let mut text = Vec::new();
    if let Err(error) = yaml::write(order, &mut text) {
        printer.failure(&error.to_string(), None);
        return Exit::Failed;
    }
    let name = format!("boxes/{}.yaml", order.r#box);
    let (before, _) = findings(disk);
    let (after, sources) = findings(&With { disk, path: &name, text: &text });
    let known: BTreeSet<(&str, &str)> = before.iter().map(|finding| (finding.code, finding.message.as_str())).collect();
    let new = |finding: &&Diagnostic| {
        finding.severity == Severity::Error && !known.contains(&(finding.code, finding.message.as_str()))
    };
    let mut wrong = Diagnostics::default();
    after.iter().filter(new).cloned().for_each(|finding| wrong.push(finding));
    if wrong.has_errors() {
        Found::new(wrong, sources, root).print(printer);
        return Exit::Errors;
    }
    let path = root.join(&name);
    let text = with_schema("box", "../", &String::from_utf8_lossy(&text));
    match new_file(&path, &text).and_then(|()| put_schema(root, "box")) {
        Ok(()) => {
            printer.line(&format!("      new  {}", path.display()));
            Exit::Fine
        }
        Err(error) => {
            printer.failure(&error.to_string(), None);
            Exit::Failed
        }
    }
}

/// Everything that is wrong with a project.
fn findings(world: &dyn World) -> (Diagnostics, SourceMap) {
    let (mut sources, mut found) = (SourceMap::default(), Diagnostics::default());
    if let Some(project) = compile::open(world, &mut sources, &mut found) {
        let surveyed = project.survey(&mut found);
        let Ok(()) = compile::compile(&project, &surveyed, Selection::Homes, &mut found, |_| Ok::<(), Infallible>(()));
    }
    (found, sources)
}

/// The values as they are written in a box; what is no value of its parameter is reported where it then stands.
fn arguments<'a>(set: &'a [String], menu: &Menu) -> Result<BTreeMap<String, Value>, &'a str> {
    let mut with: BTreeMap<String, Value> = BTreeMap::new();
    for one in set {
        let (path, text) = one.split_once('=').ok_or(one.as_str())?;
        let (name, key) = path.split_once('.').map_or((path, None), |(name, key)| (name, Some(key)));
        let param = menu.params.get(name);
        match key {
            None => {
                with.insert(name.to_owned(), value(param, text));
            }
            Some(key) => {
                let of = param.and_then(|param| param.of).map_or(ParamKind::String, |of| of.value);
                let map = with.entry(name.to_owned()).or_insert_with(|| Value::Object(serde_json::Map::new()));
                if let Some(map) = map.as_object_mut() {
                    map.insert(key.to_owned(), scalar(of, text));
                }
            }
        }
    }
    Ok(with)
}

fn value(param: Option<&Param>, text: &str) -> Value {
    let Some(param) = param else { return Value::String(text.to_owned()) };
    match (param.kind.value, param.of) {
        (ParamKind::List, of) => {
            let of = of.map_or(ParamKind::String, |of| of.value);
            let parts = text.split(',').filter(|part| !part.is_empty());
            parts.map(|part| scalar(of, part)).collect()
        }
        (kind, _) => scalar(kind, text),
    }
}

/// A number or a bool is written bare; everything else is text.
fn scalar(kind: ParamKind, text: &str) -> Value {
    let bare = match kind {
        ParamKind::Int | ParamKind::Port => text.parse::<i64>().ok().map(Value::from),
        ParamKind::Number => text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number),
        ParamKind::Bool => text.parse::<bool>().ok().map(Value::Bool),
        ParamKind::String
        | ParamKind::Quantity
        | ParamKind::Duration
        | ParamKind::Image
        | ParamKind::List
        | ParamKind::Map => None,
    };
    bare.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// A project with one more file.
struct With<'a> {
    disk: &'a Disk,
    path: &'a str,
    text: &'a [u8],
}

impl World for With<'_> {
    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        let mut paths = self.disk.list(dir)?;
        if self.path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'))
            && !paths.contains(&self.path.to_owned())
        {
            paths.push(self.path.to_owned());
            paths.sort();
        }
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if path == self.path { Ok(self.text.to_vec()) } else { self.disk.read(path) }
    }
}
