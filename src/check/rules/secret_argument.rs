//! A secret stands in an argument for a reason only.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::Menu;
use crate::source::Span;

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    let workloads = menu.items().filter_map(|item| item.workload());
    let arguments = workloads.flat_map(|workload| workload.command.iter().chain(&workload.args));
    for argument in arguments.filter(|argument| argument.because.is_none()) {
        let paths = argument.value.0.template().into_iter().flat_map(|template| template.paths());
        for path in paths.filter(|path| path.first().is_some_and(|root| root.value == "secrets")) {
            let name = path.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
            let span = path.iter().map(|part| part.span).reduce(Span::to);
            diagnostics.push(SecretArgument { name, span: span.unwrap_or(argument.value.0.span()) });
        }
    }
}

/// A secret that everybody sees who may list a node's processes.
struct SecretArgument {
    name: String,
    span: Span,
}

impl From<SecretArgument> for Diagnostic {
    fn from(error: SecretArgument) -> Self {
        Diagnostic::error("secret-argument", format!("`{}` stands in an argument without a reason", error.name))
            .at(error.span, "arguments are seen in lists of processes")
            .help("give it by a variable or a file, or say why: `{value: …, because: …}`")
    }
}
