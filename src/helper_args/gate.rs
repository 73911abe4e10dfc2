//! What a pod waits for, one argument a gate: `order-db: tcp order-db:5432, within 600s`.

use std::fmt;

use super::ArgError;

/// One need that is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The need's in-box name, for messages.
    pub need: String,
    /// The gate is open as soon as one of these holds; there is at least one.
    pub any: Vec<Condition>,
    /// How many seconds the wait may take; for ever when `None`.
    pub within: Option<u32>,
}

/// Something that can be observed from inside a pod. Hosts and items are names: letters, digits, `-`, `.`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// A TCP connection to this host and port succeeds.
    Tcp { host: String, port: u16 },
    /// The host's name has at least this many addresses.
    Dns { host: String, at_least: u32 },
    /// The newest Job that carries this item's name as `app.kubernetes.io/name` has completed.
    Job { item: String },
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.need)?;
        for (at, condition) in self.any.iter().enumerate() {
            let or = if at == 0 { "" } else { " |" };
            write!(f, "{or} {condition}")?;
        }
        match self.within {
            Some(seconds) => write!(f, ", within {seconds}s"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Tcp { host, port } => write!(f, "tcp {host}:{port}"),
            Condition::Dns { host, at_least } => write!(f, "dns {host} at-least {at_least}"),
            Condition::Job { item } => write!(f, "job {item}"),
        }
    }
}

impl Gate {
    pub(super) fn parse(argument: &str) -> Result<Self, ArgError> {
        let wrong = |expected| ArgError::Argument { argument: argument.to_owned(), expected };
        let (need, rest) = argument.split_once(": ").ok_or_else(|| wrong("`NEED: CONDITION`"))?;
        let (conditions, within) = match rest.split_once(", within ") {
            Some((conditions, text)) => (conditions, Some(seconds(text).ok_or_else(|| wrong("`within SECONDSs`"))?)),
            None => (rest, None),
        };
        let any = conditions.split(" | ").map(condition).collect::<Option<Vec<_>>>();
        let any = any.ok_or_else(|| wrong("`tcp HOST:PORT`, `dns HOST at-least N` or `job ITEM`"))?;
        if !is_word(need) {
            return Err(wrong("a name before the colon"));
        }
        Ok(Gate { need: need.to_owned(), any, within })
    }
}

pub(super) fn seconds(text: &str) -> Option<u32> {
    number(text.strip_suffix('s')?)
}

fn condition(text: &str) -> Option<Condition> {
    let words: Vec<&str> = text.split(' ').collect();
    match words.as_slice() {
        ["tcp", address] => {
            let (host, port) = address.rsplit_once(':').filter(|(host, _)| is_word(host))?;
            let port = u16::try_from(number(port)?).ok().filter(|port| *port > 0)?;
            Some(Condition::Tcp { host: host.to_owned(), port })
        }
        ["dns", host, "at-least", count] if is_word(host) => {
            Some(Condition::Dns { host: (*host).to_owned(), at_least: number(count)? })
        }
        ["job", item] if is_word(item) => Some(Condition::Job { item: (*item).to_owned() }),
        _ => None,
    }
}

/// As it is rendered: Rust would read `+1` and `01`, too.
pub(super) fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}

/// The separators are no characters of names, so that an item may be called `or` or `within`.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains([' ', ':', ',', '|'])
}
