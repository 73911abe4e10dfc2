//! `boxc new NAME`

use std::path::{Path, PathBuf};

use crate::ast::Literal;
use crate::ast::types::AnyName;
use crate::write::new_file;

use super::Exit;
use super::print::Printer;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The name of the project's fleet and of its first menu; also of the folder that is made
    #[arg(value_name = "NAME")]
    name: String,
}

/// The files of a small project that works; `NAME` is its name.
const FILES: [(&str, &str); 4] = [
    ("fleet.yaml", include_str!("new/fleet.yaml")),
    ("menus/NAME.yaml", include_str!("new/menu.yaml")),
    ("boxes/dev.yaml", include_str!("new/box.yaml")),
    (".gitignore", "rendered/.boxc-staging/\n"),
];

pub(super) fn run(args: &Args, directory: Option<&Path>, printer: &mut Printer) -> Exit {
    if let Err(problem) = AnyName::parse(&args.name) {
        printer.failure(&format!("`{}` {}", args.name, problem.why), problem.help.as_deref());
        return Exit::Failed;
    }
    let folder = directory.map_or_else(PathBuf::new, Path::to_owned).join(&args.name);
    if folder.exists() {
        printer.failure(&format!("`{}` is there already", folder.display()), Some("choose another name"));
        return Exit::Failed;
    }
    for (path, text) in FILES {
        let path = folder.join(path.replace("NAME", &args.name));
        if let Err(error) = new_file(&path, &text.replace("NAME", &args.name)) {
            printer.failure(&error.to_string(), None);
            return Exit::Failed;
        }
        printer.line(&format!("      new  {}", path.display()));
    }
    printer.blank();
    printer.line(&format!("read   {}", folder.join("fleet.yaml").display()));
    printer.line(&format!("check  boxc check -C {}", folder.display()));
    printer.line(&format!("build  boxc build -C {}", folder.display()));
    Exit::Fine
}
