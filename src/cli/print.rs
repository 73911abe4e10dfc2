//! All printing of boxc.
#![allow(clippy::disallowed_methods, reason = "how to print depends on the environment")]

use std::io::{IsTerminal, Write};

use crate::diagnostic::Diagnostics;
use crate::diagnostic::render::{self, Look};
use crate::source::SourceMap;

use super::{Color, Exit};

/// Where and how a run prints. Results go to standard output, findings and failures to standard error.
#[derive(Debug)]
pub(super) struct Printer {
    /// How findings are drawn; nothing means plain text.
    look: Option<Look>,
    /// The same for findings that are the result.
    answers: Option<Look>,
}

impl Printer {
    pub fn new(color: Color) -> Self {
        let wanted = |terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !set("NO_COLOR") && std::env::var("TERM").as_deref() != Ok("dumb"),
        };
        let look = |terminal: bool| {
            let drawn = terminal || color == Color::Always;
            drawn.then(|| Look { colour: wanted(terminal), unicode: utf8(), width: width() })
        };
        Printer { look: look(std::io::stderr().is_terminal()), answers: look(std::io::stdout().is_terminal()) }
    }

    /// One line of a result.
    pub fn line(&mut self, text: &str) {
        put(&mut std::io::stdout().lock(), &format!("{}\n", render::escape(text)));
    }

    /// One line of a result that stands out where there is colour.
    pub fn styled(&mut self, text: &str, strong: bool) {
        match self.answers {
            Some(Look { colour: true, .. }) if strong => {
                put(&mut std::io::stdout().lock(), &format!("\u{1b}[1m{}\u{1b}[0m\n", render::escape(text)));
            }
            Some(_) | None => self.line(text),
        }
    }

    /// An empty line of a result.
    pub fn blank(&mut self) {
        put(&mut std::io::stdout().lock(), "\n");
    }

    /// A result that is printed as it is.
    pub fn text(&mut self, text: &str) {
        put(&mut std::io::stdout().lock(), text);
    }

    /// Findings that are the result.
    pub fn answer(&mut self, findings: &Diagnostics, sources: &SourceMap) {
        let text = match self.answers {
            Some(look) => render::terminal(findings, sources, look),
            None => render::plain(findings, sources),
        };
        put(&mut std::io::stdout().lock(), &text);
    }

    /// All findings, in their order.
    pub fn findings(&mut self, findings: &Diagnostics, sources: &SourceMap) {
        if findings.is_empty() {
            return;
        }
        let text = match self.look {
            Some(look) => render::terminal(findings, sources, look),
            None => render::plain(findings, sources),
        };
        let mut stderr = std::io::stderr().lock();
        put(&mut stderr, &text);
        put(&mut stderr, &format!("{}\n", render::summary(findings)));
    }

    /// Something about the run that is no finding.
    pub fn note(&mut self, text: &str) {
        put(&mut std::io::stderr().lock(), &format!("note: {}\n", render::escape(text)));
    }

    /// Why a run failed that is not about the sources.
    pub fn failure(&mut self, message: &str, help: Option<&str>) {
        self.failure_of(message, &[], help);
    }

    /// The same, with what it is about, a line each.
    pub fn failure_of(&mut self, message: &str, lines: &[String], help: Option<&str>) {
        let mut stderr = std::io::stderr().lock();
        put(&mut stderr, &format!("error: {}\n", render::escape(message)));
        for line in lines {
            put(&mut stderr, &format!("{}\n", render::escape(line)));
        }
        if let Some(help) = help {
            put(&mut stderr, &format!("  help: {}\n", render::escape(help)));
        }
    }
}

/// What clap has to say: help and version are results, the rest is wrong usage.
pub(super) fn usage(error: &clap::Error) -> Exit {
    // A closed pipe is the reader's choice.
    let _ = error.print();
    if error.use_stderr() { Exit::Failed } else { Exit::Fine }
}

fn put(to: &mut impl Write, text: &str) {
    // A closed pipe is the reader's choice.
    let _ = to.write_all(text.as_bytes());
}

fn set(variable: &str) -> bool {
    std::env::var(variable).is_ok_and(|value| !value.is_empty())
}

fn utf8() -> bool {
    let named =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    named.is_some_and(|locale| locale.to_lowercase().replace('-', "").contains("utf8"))
}

/// The terminal's columns, between 60 and 120.
fn width() -> usize {
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.unwrap_or(80).clamp(60, 120)
}

/// `1 box`, `2 boxes`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
