//! A program that the helper runs: what is done for it, one argument each, then `--` and its command line.
//!
//! ```text
//! run
//! sequence
//! open-files 262144
//! output to key config of secret relay
//! wait order-db: tcp order-db:5432, within 600s
//! watch order-db: tcp order-db:5432, signal HUP
//! watch cache: tcp cache:6379, run 2 words
//! /app/reload
//! cache
//! --
//! /app/web
//! serve
//! ```

use super::ArgError;
use super::gate::{Gate, is_word, number};

/// A program and what is done for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// Every line of its output gets a number.
    pub sequence: bool,
    /// How many files it may have open at least.
    pub open_files: Option<u32>,
    /// Where its standard output is kept when it has succeeded.
    pub output: Option<Store>,
    /// What has to hold whenever it starts.
    pub wait: Vec<Gate>,
    /// What is watched while it runs.
    pub watch: Vec<Watch>,
    /// Its command line.
    pub command: Vec<String>,
}

/// A key of a secret of the namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    pub secret: String,
    pub key: String,
}

/// A need and what is done while it is down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    pub gate: Gate,
    pub reaction: Reaction,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// The program is ended, and started anew when its gates are open.
    Restart,
    /// The program gets this signal, by its name without `SIG`.
    Signal(String),
    /// This command runs.
    Run(Vec<String>),
}

impl Run {
    pub(super) fn to_args(&self) -> Vec<String> {
        let mut args = Vec::new();
        if self.sequence {
            args.push("sequence".to_owned());
        }
        args.extend(self.open_files.map(|count| format!("open-files {count}")));
        args.extend(self.output.iter().map(|store| format!("output to key {} of secret {}", store.key, store.secret)));
        args.extend(self.wait.iter().map(|gate| format!("wait {gate}")));
        for Watch { gate, reaction } in &self.watch {
            match reaction {
                Reaction::Restart => args.push(format!("watch {gate}, restart")),
                Reaction::Signal(signal) => args.push(format!("watch {gate}, signal {signal}")),
                Reaction::Run(words) => {
                    args.push(format!("watch {gate}, run {} words", words.len()));
                    args.extend(words.iter().cloned());
                }
            }
        }
        args.push("--".to_owned());
        args.extend(self.command.iter().cloned());
        args
    }

    /// Each kind of argument in its place, so that one command line has one spelling.
    pub(super) fn parse(args: &[String]) -> Result<Self, ArgError> {
        let mut reader = Reader { left: args };
        let mut run =
            Run { sequence: reader.take("sequence", |rest| rest.is_empty().then_some(())).is_some(), ..Run::default() };
        run.open_files = reader.take("open-files ", number);
        run.output = reader.take("output to key ", |rest| {
            let (key, secret) =
                rest.split_once(" of secret ").filter(|(key, secret)| is_word(key) && is_word(secret))?;
            Some(Store { secret: secret.to_owned(), key: key.to_owned() })
        });
        while let Some(gate) = reader.take("wait ", |rest| Gate::parse(rest).ok()) {
            run.wait.push(gate);
        }
        while let Some((gate, reaction)) = reader.take("watch ", watched) {
            let reaction = match reaction {
                Asked::Restart => Reaction::Restart,
                Asked::Signal(signal) => Reaction::Signal(signal),
                Asked::Run(count) => Reaction::Run(reader.words(count)?),
            };
            run.watch.push(Watch { gate, reaction });
        }
        match reader.left.split_first() {
            Some((dashes, [program, rest @ ..])) if dashes == "--" => {
                run.command = std::iter::once(program).chain(rest).cloned().collect();
                Ok(run)
            }
            Some((argument, _)) if argument != "--" => Err(ArgError::Argument {
                argument: argument.clone(),
                expected: "`sequence`, `open-files N`, `output to key KEY of secret SECRET`, `wait GATE`, `watch GATE, \
                           REACTION`, in this order, then `--`",
            }),
            Some(_) | None => Err(ArgError::Count { command: "run", expected: "`--` and a program" }),
        }
    }
}

enum Asked {
    Restart,
    Signal(String),
    Run(usize),
}

fn watched(text: &str) -> Option<(Gate, Asked)> {
    let (gate, reaction) = text.rsplit_once(", ")?;
    let gate = Gate::parse(gate).ok()?;
    let words: Vec<&str> = reaction.split(' ').collect();
    let asked = match words.as_slice() {
        ["restart"] => Asked::Restart,
        ["signal", name] if is_word(name) => Asked::Signal((*name).to_owned()),
        ["run", count, "words"] => Asked::Run(usize::try_from(number(count)?).ok().filter(|count| *count > 0)?),
        _ => return None,
    };
    Some((gate, asked))
}

/// What is left of the arguments.
struct Reader<'a> {
    left: &'a [String],
}

impl Reader<'_> {
    /// The next argument, where it begins like this and can be read.
    fn take<T>(&mut self, start: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let (first, left) = self.left.split_first()?;
        let found = first.strip_prefix(start).and_then(read)?;
        self.left = left;
        Some(found)
    }

    fn words(&mut self, count: usize) -> Result<Vec<String>, ArgError> {
        let Some((words, left)) = self.left.split_at_checked(count) else {
            return Err(ArgError::Count { command: "run", expected: "as many words of a reaction as it says" });
        };
        self.left = left;
        Ok(words.to_vec())
    }
}
