//! `boxc explain CODE`

use crate::diagnostic::{Page, nearest};

use super::{Exit, print::Printer};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code of an error, such as `dangling-need`; without one all codes are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(args: &Args, printer: &mut Printer) -> Exit {
    let pages = crate::compile::pages();
    let Some(code) = &args.code else {
        pages.iter().for_each(|page| printer.line(page.code));
        return Exit::Fine;
    };
    let code = code.trim();
    match pages.iter().find(|page| page.code == code) {
        Some(page) => {
            printer.text(page.text);
            Exit::Fine
        }
        None => {
            let near = nearest(code, pages.iter().map(|page: &Page| page.code));
            let help =
                near.map_or("`boxc explain` lists all codes".to_owned(), |near| format!("did you mean `{near}`?"));
            printer.failure(&format!("no error has the code `{code}`"), Some(&help));
            Exit::Failed
        }
    }
}
