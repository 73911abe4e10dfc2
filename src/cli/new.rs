//! `boxc new NAME`

use std::path::{Path, PathBuf};

use crate::ast::Literal;
use crate::ast::types::AnyName;
use crate::write::new_file;

use super::Exit;
use super::editor::{put_schema, with_schema};
use super::print::Printer;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The name of the project's fleet and of its first menu; also of the folder that is made
    #[arg(value_name = "NAME")]
    name: String,
}

/// The documents of a small project that works, each with its kind and the way from its folder to the project's; `NAME`
/// is its name.
const FILES: [(&str, &str, &str, &str); 3] = [
    ("fleet.yaml", "fleet", "", include_str!("new/fleet.yaml")),
    ("menus/NAME.yaml", "menu", "../", include_str!("new/menu.yaml")),
    ("boxes/dev.yaml", "box", "../", include_str!("new/box.yaml")),
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
    for (path, kind, up, text) in FILES {
        let path = folder.join(path.replace("NAME", &args.name));
        let text = with_schema(kind, up, &text.replace("NAME", &args.name));
        if let Err(error) = new_file(&path, &text).and_then(|()| put_schema(&folder, kind)) {
            printer.failure(&error.to_string(), None);
            return Exit::Failed;
        }
        printer.line(&format!("      new  {}", path.display()));
    }
    if let Err(error) = new_file(&folder.join(".gitignore"), "rendered/.boxc-staging/\n") {
        printer.failure(&error.to_string(), None);
        return Exit::Failed;
    }
    printer.blank();
    printer.line(&format!("read   {}", folder.join("fleet.yaml").display()));
    printer.line(&format!("check  boxc check -C {}", folder.display()));
    printer.line(&format!("build  boxc build -C {}", folder.display()));
    Exit::Fine
}
