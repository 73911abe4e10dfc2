//! `boxc graph`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::ast::{Binding, Menu as Ast};
use crate::check::Checked;
use crate::compile::{self, Project};
use crate::diagnostic::{Diagnostics, listed, nearest};
use crate::draw::{Drawing, Part, dot, draw, json, mermaid, svg, text};
use crate::hir::{Arguments, Menu, defaults};
use crate::shelf::{self, MENUS};
use crate::source::{Disk, Memory, SourceMap};
use crate::survey::{Surveyed, binding};
use crate::write::put_file;

use super::Exit;
use super::print::Printer;
use super::project::find;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A box, or one of its copies, as it is ordered
    #[arg(long = "box", value_name = "NAME", conflicts_with = "menu")]
    name: Option<String>,

    /// A menu, with its defaults; a built-in one, too
    #[arg(long, value_name = "NAME")]
    menu: Option<String>,

    /// What a parameter of the menu is, where it is not the default; may be repeated
    #[arg(long, value_name = "PARAMETER=VALUE", requires = "menu", conflicts_with = "all_parameters")]
    with: Vec<String>,

    /// Everything that can be there, with its conditions, whatever the parameters are
    #[arg(long)]
    all_parameters: bool,

    /// How it is drawn
    #[arg(long, default_value = "text")]
    format: Format,

    /// The file to write; standard output by default
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Its waves, for a terminal
    Text,
    /// For Graphviz
    Dot,
    /// A flowchart, for Markdown
    Mermaid,
    /// A picture that needs no other program
    Svg,
    Json,
}

/// Why nothing is drawn: a message and what to do.
type Refused = (String, Option<String>);

/// What is drawn: a menu, and the order and the copy where it is a box.
#[derive(Clone, Copy)]
enum Chosen<'p> {
    Menu(&'p Checked<Menu>),
    Box(&'p Surveyed<'p>, &'p str),
}

pub(super) fn run(args: &Args, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    let ready_made = args.menu.as_deref().filter(|name| MENUS.iter().any(|menu| menu.name == *name));
    let root = match (find(directory, printer), ready_made) {
        (Ok(Some(root)), _) => root,
        (Ok(None), Some(name)) => return run_alone(name, args, printer),
        (Ok(None), None) => return super::project::root(directory, printer).err().unwrap_or(Exit::Failed),
        (Err(exit), _) => return exit,
    };
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let Some(project) = compile::open(&Disk::new(&root), &mut sources, &mut diagnostics) else {
        printer.findings(&diagnostics, &sources);
        return Exit::Errors;
    };
    let surveyed = project.survey(&mut diagnostics);
    let drawing = match (chosen(args, &project, &surveyed), ready_made) {
        (Ok(chosen), _) => drawing(args, chosen, &project, &sources),
        // One that the project does not use.
        (Err(_), Some(name)) => return run_alone(name, args, printer),
        (Err(refused), None) => Err(refused),
    };
    match drawing {
        Ok(drawing) => show(args, &drawing, printer),
        Err((message, help)) => {
            let failed = diagnostics.has_errors();
            printer.findings(&diagnostics, &sources);
            printer.failure(&message, help.as_deref());
            if failed { Exit::Errors } else { Exit::Failed }
        }
    }
}

/// A project that has nothing but a box of a ready-made menu.
fn alone(menu: &str) -> Memory {
    let fleet = "fleet: built-in\nclusters: {one: {kubernetes: \"1.33\"}}\n";
    let order = format!("box: {menu}\nmenu: {menu}\n");
    Memory::default().with("fleet.yaml", fleet).with(&format!("boxes/{menu}.yaml"), order)
}

fn run_alone(name: &str, args: &Args, printer: &mut Printer) -> Exit {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let project = compile::open(&alone(name), &mut sources, &mut diagnostics);
    let menu = project.as_ref().and_then(|project| Some((project, newest(project, name)?)));
    match menu.map(|(project, menu)| drawing(args, Chosen::Menu(menu), project, &sources)) {
        Some(Ok(drawing)) => show(args, &drawing, printer),
        Some(Err((message, help))) => {
            printer.failure(&message, help.as_deref());
            Exit::Failed
        }
        None => Exit::Errors,
    }
}

fn newest<'p>(project: &'p Project, name: &str) -> Option<&'p Checked<Menu>> {
    let menus = project.menus().iter().filter(|menu| menu.ast.menu.value.as_str() == name);
    menus.max_by_key(|menu| &menu.ast.version.value)
}

/// What is asked for, or the only thing that there is.
fn chosen<'p>(args: &Args, project: &'p Project, surveyed: &'p [Surveyed<'p>]) -> Result<Chosen<'p>, Refused> {
    let own = || project.menus().iter().filter(|menu| !menu.path.starts_with(shelf::SCHEME));
    let boxes = || surveyed.iter().map(|surveyed| surveyed.order.name.value.as_str());
    if let Some(name) = &args.menu {
        if let Some(menu) = newest(project, name) {
            return Ok(Chosen::Menu(menu));
        }
        let known = own().map(|menu| menu.ast.menu.value.as_str()).chain(MENUS.iter().map(|menu| menu.name));
        return Err((format!("there is no sound menu `{name}`"), Some(near_or_all(name, known.collect()))));
    }
    if let Some(name) = &args.name {
        let copies = surveyed.iter().flat_map(|surveyed| surveyed.copies.iter().map(move |copy| (surveyed, copy)));
        let is = |(surveyed, copy): &(&Surveyed<'_>, &crate::survey::Copy)| {
            copy.identity.name == *name || surveyed.order.name.value.as_str() == name
        };
        let found = copies.into_iter().find(is);
        let refused = || (format!("there is no sound box `{name}`"), Some(near_or_all(name, boxes().collect())));
        return found.map(|(surveyed, copy)| Chosen::Box(surveyed, copy.identity.name.as_str())).ok_or_else(refused);
    }
    let menus: Vec<_> = own().collect();
    let first =
        surveyed.first().and_then(|first| Some(Chosen::Box(first, first.copies.first()?.identity.name.as_str())));
    match (surveyed.len(), first, menus.as_slice()) {
        (1, Some(only), _) => Ok(only),
        (0, _, [only]) => Ok(Chosen::Menu(only)),
        _ => {
            let boxes = boxes().map(|name| format!("--box {name}"));
            let menus = menus.iter().map(|menu| format!("--menu {}", menu.ast.menu.value.as_str()));
            Err(("which one?".to_owned(), Some(format!("write one of {}", listed(boxes.chain(menus))))))
        }
    }
}

fn near_or_all(name: &str, known: Vec<&str>) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is {}", listed(known)),
    }
}

fn drawing(args: &Args, chosen: Chosen<'_>, project: &Project, sources: &SourceMap) -> Result<Drawing, Refused> {
    let (menu, mut arguments) = match chosen {
        Chosen::Menu(menu) => (menu, defaults(&menu.ast)),
        Chosen::Box(surveyed, _) => (surveyed.menu, surveyed.arguments.clone()),
    };
    said(&args.with, &menu.ast, &mut arguments)?;
    let part = if args.all_parameters { Part::All } else { Part::Of(&arguments) };
    let (name, version) = (menu.ast.menu.value.as_str(), &menu.ast.version.value.0);
    let everything = if args.all_parameters { ", all that can be there" } else { "" };
    let (title, subtitle, bound) = match chosen {
        Chosen::Menu(_) if args.all_parameters => (name, format!("version {version}{everything}"), BTreeMap::new()),
        Chosen::Menu(_) if args.with.is_empty() => {
            (name, format!("version {version}, with its defaults"), BTreeMap::new())
        }
        Chosen::Menu(_) => (name, format!("version {version}, with {}", args.with.join(", ")), BTreeMap::new()),
        Chosen::Box(surveyed, copy) => {
            let home = surveyed.copies.iter().find(|own| own.identity.name == copy).map_or("", |own| own.home.as_str());
            let bound = menu.items().filter(|item| item.is_external()).filter_map(|item| {
                let bound = binding(surveyed.order, &project.fleet, home, item.name())?;
                Some((item.name().to_owned(), place(bound)))
            });
            let of = if surveyed.order.menu.is_some() { format!("{name} {version} ") } else { String::new() };
            (copy, format!("{of}on {home}{everything}"), bound.collect())
        }
    };
    let drawn = draw(menu, part, &bound, sources);
    Ok(Drawing { title: title.to_owned(), subtitle, ..drawn })
}

/// Where an external is, in a few words.
fn place(binding: &Binding) -> String {
    match (&binding.host, &binding.box_name) {
        (Some(host), _) => host.value.as_str().to_owned(),
        (None, Some(name)) => {
            let service = binding.service.as_ref().map_or("", |service| service.value.as_str());
            format!("{service} of box {}", name.value.as_str())
        }
        (None, None) => binding.addresses.iter().map(|a| a.value.0.to_string()).collect::<Vec<_>>().join(", "),
    }
}

/// Puts what is said of parameters among the arguments.
fn said(with: &[String], menu: &Ast, arguments: &mut Arguments) -> Result<(), Refused> {
    for text in with {
        let Some((name, value)) = text.split_once('=') else {
            return Err((format!("`{text}` sets nothing"), Some("write it as `--with PARAMETER=VALUE`".to_owned())));
        };
        let Some(param) = menu.params.get(name) else {
            let known = menu.params.keys().collect();
            return Err((format!("the menu has no parameter `{name}`"), Some(near_or_all(name, known))));
        };
        match param.said(value) {
            Ok(value) => arguments.insert(name.to_owned(), value),
            Err(problem) => return Err((format!("`{value}` {}", problem.why), problem.help)),
        };
    }
    Ok(())
}

fn show(args: &Args, drawing: &Drawing, printer: &mut Printer) -> Exit {
    let rendered = match args.format {
        Format::Text if args.output.is_none() => {
            text(drawing).iter().for_each(|line| printer.styled(&line.text, line.heading || line.critical));
            return Exit::Fine;
        }
        Format::Text => text(drawing).into_iter().map(|line| line.text + "\n").collect(),
        Format::Dot => dot(drawing),
        Format::Mermaid => mermaid(drawing),
        Format::Svg => svg(drawing),
        Format::Json => json(drawing),
    };
    let Some(path) = &args.output else {
        printer.text(&rendered);
        return Exit::Fine;
    };
    match put_file(path, rendered) {
        Ok(()) => {
            printer.line(&format!("wrote {}", path.display()));
            Exit::Fine
        }
        Err(error) => {
            printer.failure(&error.to_string(), None);
            Exit::Failed
        }
    }
}
