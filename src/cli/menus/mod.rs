//! `boxc menus`

mod diff;
mod side;
mod told;

use std::path::Path;

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::ast::{Menu, Param};
use crate::compile;
use crate::diagnostic::{Diagnostics, listed, nearest};
use crate::shelf;
use crate::source::{Disk, Memory, SourceMap, World};
use crate::write::new_file;

use super::Exit;
use super::editor::{put_schema, with_schema};
use super::print::Printer;
use super::project::find;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// A menu whose parameters are listed; without one all menus are
    #[arg(value_name = "MENU")]
    menu: Option<String>,

    /// How to print
    #[arg(long, default_value = "table")]
    format: Format,

    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Copy a ready-made menu into the project
    Add {
        /// The ready-made menu
        #[arg(value_name = "MENU")]
        menu: String,
    },
    /// Tell what of a menu another version keeps, and the smallest honest version
    ///
    /// A menu is a file, a folder, whose menus are compared by name, or a name such as `shop@1.3.0`, of the project or built in.
    /// What can break an order, an inclusion or a binding is told first, then who in the project does break. Ends with 1 where the
    /// new version's number promises more than the menu keeps.
    Diff(diff::Args),
}

/// A menu that could be ordered, or added.
struct Offer {
    menu: Menu,
    /// Its file in the project; `None` for one that is built in.
    path: Option<String>,
}

pub(super) fn run(args: &Args, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    match &args.action {
        Some(Action::Add { menu }) => return add(menu, directory, printer),
        Some(Action::Diff(args)) => return diff::run(args, directory, printer),
        None => {}
    }
    let offers = match offers(directory, printer) {
        Ok(offers) => offers,
        Err(exit) => return exit,
    };
    let chosen: Vec<&Offer> = match &args.menu {
        None => offers.iter().collect(),
        Some(name) => offers.iter().filter(|offer| offer.menu.menu.value.as_str() == name).collect(),
    };
    if let Some(name) = args.menu.as_ref().filter(|_| chosen.is_empty()) {
        return unknown(name, offers.iter().map(|offer| offer.menu.menu.value.as_str()), printer);
    }
    match (args.format, &args.menu) {
        (Format::Json, _) => {
            let all: Vec<Value> = chosen.into_iter().map(json).collect();
            printer.text(&format!("{:#}\n", Value::Array(all)));
        }
        (Format::Table, None) => table(&chosen, printer),
        (Format::Table, Some(_)) => chosen.into_iter().for_each(|offer| parameters(offer, printer)),
    }
    Exit::Fine
}

/// The project's menus, where there is a project, and the ready-made ones.
fn offers(directory: Option<&Path>, printer: &mut Printer) -> Result<Vec<Offer>, Exit> {
    let mut offers = Vec::new();
    if let Some(root) = find(directory, printer)? {
        let own = read(&Disk::new(root)).into_iter().filter(|(path, _)| !path.starts_with(shelf::SCHEME));
        offers.extend(own.map(|(path, menu)| Offer { menu, path: Some(path) }));
    }
    let fleet = "fleet: built-in\nclusters: {one: {kubernetes: \"1.33\"}}\n";
    let built_in = shelf::MENUS.iter().fold(Memory::default().with("fleet.yaml", fleet), |world, menu| {
        world.with(&format!("boxes/{}.yaml", menu.name), format!("box: {0}\nmenu: {0}\n", menu.name))
    });
    offers.extend(read(&built_in).into_iter().map(|(_, menu)| Offer { menu, path: None }));
    Ok(offers)
}

/// The sound menus of a project.
fn read(world: &dyn World) -> Vec<(String, Menu)> {
    let project = compile::open(world, &mut SourceMap::default(), &mut Diagnostics::default());
    let menus = project.iter().flat_map(|project| project.menus());
    menus.map(|menu| (menu.path.clone(), menu.ast.clone())).collect()
}

fn table(offers: &[&Offer], printer: &mut Printer) {
    let rows: Vec<(bool, [String; 4])> = offers.iter().map(|offer| (offer.path.is_some(), row(offer))).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|(_, row)| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (a, b) = (width(0), width(1));
    for (own, heading) in [(true, "in this project"), (false, "built in: ordered and included by name")] {
        let rows: Vec<_> = rows.iter().filter(|(is_own, _)| *is_own == own).collect();
        if !rows.is_empty() {
            printer.line(heading);
        }
        for (_, [name, version, _, summary]) in rows {
            printer.line(format!("  {name:a$}  {version:b$}  {summary}").trim_end());
        }
    }
}

fn row(offer: &Offer) -> [String; 4] {
    let menu = &offer.menu;
    let place = offer.path.clone().unwrap_or_else(|| "built in".to_owned());
    let summary = menu.summary.as_ref().map_or(String::new(), |summary| summary.value.clone());
    [menu.menu.value.to_string(), menu.version.value.0.to_string(), place, summary]
}

fn parameters(offer: &Offer, printer: &mut Printer) {
    let [name, version, place, summary] = row(offer);
    printer.line(&format!("{name} {version}  {place}"));
    if !summary.is_empty() {
        printer.line(&format!("  {summary}"));
    }
    for (item, port, interface) in interfaces(&offer.menu) {
        printer.line(&format!("  offers {item}:{port} ({interface})"));
    }
    for (name, param) in offer.menu.params.iter() {
        let default = match &param.default {
            Some(default) => format!("= {}", default.text()),
            None => "(required)".to_owned(),
        };
        printer.line(&format!("  {}: {} {default}", name.value.as_str(), kind(param)));
        for note in bounds(param).into_iter().chain(param.help.as_ref().map(|help| help.value.clone())) {
            printer.line(&format!("      {note}"));
        }
    }
}

/// What others may need of a menu: the item, the number of its port, and what that speaks.
fn interfaces(menu: &Menu) -> Vec<(&str, u16, String)> {
    let services = menu.services.iter().map(|(name, service)| (name, &service.workload));
    let items = services.chain(menu.servers.iter().map(|(name, server)| (name, &server.0.workload)));
    let ports = items.flat_map(|(name, workload)| workload.ports.iter().map(move |(_, port)| (name, port)));
    let speaks = ports.filter_map(|(name, port)| Some((name, port, port.interface.as_ref()?)));
    speaks.map(|(name, port, speaks)| (name.value.as_str(), port.port.value.0, speaks.value.to_string())).collect()
}

fn kind(param: &Param) -> String {
    match param.of {
        Some(of) => format!("{} of {}", param.kind.value.word(), of.value.word()),
        None => param.kind.value.word().to_owned(),
    }
}

/// What bounds a parameter, in words.
fn bounds(param: &Param) -> Option<String> {
    let mut bounds = Vec::new();
    if !param.choices.is_empty() {
        bounds.push(format!("one of {}", listed(param.choices.iter().map(|choice| &choice.value))));
    }
    bounds.extend(param.pattern.as_ref().map(|pattern| format!("matches {}", pattern.value.text())));
    bounds.extend(param.min.map(|min| format!("at least {}", min.value.0)));
    bounds.extend(param.max.map(|max| format!("at most {}", max.value.0)));
    bounds.extend(param.min_length.map(|length| format!("at least {} characters", length.value)));
    bounds.extend(param.max_length.map(|length| format!("at most {} characters", length.value)));
    (!bounds.is_empty()).then(|| bounds.join(", "))
}

fn json(offer: &Offer) -> Value {
    let menu = &offer.menu;
    let parameter = |(name, param): (&crate::source::Spanned<crate::ast::ParamName>, &Param)| {
        json!({
            "name": name.value.as_str(),
            "type": param.kind.value.word(),
            "of": param.of.map(|of| of.value.word()),
            "default": param.default.as_ref().map(crate::ast::ParamValue::text),
            "required": param.default.is_none(),
            "enum": param.choices.iter().map(|choice| &choice.value).collect::<Vec<_>>(),
            "min": param.min.map(|min| min.value.0),
            "max": param.max.map(|max| max.value.0),
            "help": param.help.as_ref().map(|help| &help.value),
        })
    };
    json!({
        "menu": menu.menu.value.as_str(),
        "version": menu.version.value.0.to_string(),
        "summary": menu.summary.as_ref().map(|summary| &summary.value),
        "file": offer.path,
        "interfaces": interfaces(menu)
            .iter()
            .map(|(item, port, interface)| json!({"item": item, "port": port, "interface": interface}))
            .collect::<Vec<_>>(),
        "parameters": menu.params.iter().map(parameter).collect::<Vec<_>>(),
    })
}

fn add(name: &str, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    let Some(menu) = shelf::MENUS.iter().find(|menu| menu.name == name) else {
        return unknown(name, shelf::MENUS.iter().map(|menu| menu.name), printer);
    };
    let root = match super::project::root(directory, printer) {
        Ok(root) => root,
        Err(exit) => return exit,
    };
    // A folder of its own where it has files.
    let (folder, file, up) = match menu.files {
        [] => (root.join("menus"), format!("{name}.yaml"), "../"),
        _ => (root.join("menus").join(name), "menu.yaml".to_owned(), "../../"),
    };
    let text = with_schema("menu", up, menu.text);
    let files = menu.files.iter().map(|(path, bytes)| (folder.join(path), *bytes));
    for (path, bytes) in std::iter::once((folder.join(file), text.as_bytes())).chain(files) {
        if let Err(error) = new_file(&path, bytes) {
            printer.failure(&error.to_string(), None);
            return Exit::Failed;
        }
        printer.line(&format!("      new  {}", path.display()));
    }
    if let Err(error) = put_schema(&root, "menu") {
        printer.failure(&error.to_string(), None);
        return Exit::Failed;
    }
    Exit::Fine
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone, printer: &mut Printer) -> Exit {
    let help = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is {}", listed(known)),
    };
    printer.failure(&format!("there is no menu `{name}`"), Some(&help));
    Exit::Failed
}
