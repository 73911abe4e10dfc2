//! `boxc explain CODE|FIELD`

use crate::ast::{UnknownField, field_page, fields};
use crate::diagnostic::{Page, nearest};

use super::{Exit, print::Printer};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code of an error, such as `dangling-need`, or a field of the language, such as `service.health`; without one all
    /// codes are listed, and where to begin with fields
    #[arg(value_name = "CODE|FIELD")]
    topic: Option<String>,
}

pub(super) fn run(args: &Args, printer: &mut Printer) -> Exit {
    let pages = crate::compile::pages();
    let Some(topic) = &args.topic else {
        pages.iter().for_each(|page| printer.line(page.code));
        printer.blank();
        fields().iter().for_each(|field| printer.line(field));
        return Exit::Fine;
    };
    let topic = topic.trim();
    if let Some(page) = pages.iter().find(|page| page.code == topic) {
        printer.text(page.text);
        return Exit::Fine;
    }
    match field_page(topic) {
        Ok(page) => {
            printer.text(&page);
            Exit::Fine
        }
        Err(UnknownField { near }) => {
            // Fields have dots, codes have dashes.
            let code = nearest(topic, pages.iter().map(|page: &Page| page.code)).map(str::to_owned);
            let near = if topic.contains('.') { near.or(code) } else { code.or(near) };
            let help =
                near.map_or("`boxc explain` lists what there is".to_owned(), |near| format!("did you mean `{near}`?"));
            printer.failure(&format!("no error has the code `{topic}`, and no field is called so"), Some(&help));
            Exit::Failed
        }
    }
}
