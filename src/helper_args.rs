//! The arguments of box-init, one type: rendered by `lower`, parsed by the helper.
//!
//! Input: either side of the same words. Output: the other. Gained: what one writes, the other reads alike.
//! Not here: doing what they say. Only `std` is used, so the helper links nothing of the compiler.
//!
//! They are read by people in manifests, one argument a gate:
//!
//! ```text
//! wait
//! order-db: tcp order-db:5432, within 600s
//! migrate: job migrate
//! cache: dns cache-members at-least 1
//! seed: tcp seed:80 | job seed
//! ```

use std::fmt;

/// What box-init is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelperArgs {
    /// Ends when every gate is open, fails when one has not opened in time.
    Wait(Vec<Gate>),
}

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

/// Why arguments can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgError {
    /// The first argument is missing or no command of the helper.
    Command { found: Option<String> },
    /// A wait without a gate.
    NoGates,
    /// An argument that is no gate, and what was expected of it.
    Gate { argument: String, expected: &'static str },
}

impl fmt::Display for ArgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArgError::Command { found: Some(found) } => write!(f, "`{found}` is no command: expected `wait`"),
            ArgError::Command { found: None } => f.write_str("there is no command: expected `wait`"),
            ArgError::NoGates => f.write_str("there is nothing to wait for: expected one gate an argument"),
            ArgError::Gate { argument, expected } => write!(f, "`{argument}` is no gate: expected {expected}"),
        }
    }
}

impl std::error::Error for ArgError {}

impl HelperArgs {
    /// One argument a word of the command line, without the program's own name.
    pub fn to_args(&self) -> Vec<String> {
        match self {
            HelperArgs::Wait(gates) => {
                let gates = gates.iter().map(Gate::to_string);
                std::iter::once("wait".to_owned()).chain(gates).collect()
            }
        }
    }

    /// Reads what [`HelperArgs::to_args`] writes.
    ///
    /// # Errors
    /// [`ArgError`] names the first argument that can't be used and what was expected there.
    pub fn parse(args: &[String]) -> Result<Self, ArgError> {
        match args.split_first() {
            Some((command, gates)) if command == "wait" => {
                if gates.is_empty() {
                    return Err(ArgError::NoGates);
                }
                gates.iter().map(|gate| Gate::parse(gate)).collect::<Result<_, _>>().map(HelperArgs::Wait)
            }
            other => Err(ArgError::Command { found: other.map(|(command, _)| command.clone()) }),
        }
    }
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
    fn parse(argument: &str) -> Result<Self, ArgError> {
        let wrong = |expected| ArgError::Gate { argument: argument.to_owned(), expected };
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

fn seconds(text: &str) -> Option<u32> {
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
fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}

/// The separators are no characters of names, so that an item may be called `or` or `within`.
fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains([' ', ':', ',', '|'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Names, among them the words of the grammar.
    fn names() -> impl Strategy<Value = String> {
        "[a-z][-a-z0-9.]{0,20}|or|within|wait|tcp|dns|job|at-least"
    }

    fn conditions() -> impl Strategy<Value = Condition> {
        prop_oneof![
            (names(), 1..=u16::MAX).prop_map(|(host, port)| Condition::Tcp { host, port }),
            (names(), any::<u32>()).prop_map(|(host, at_least)| Condition::Dns { host, at_least }),
            names().prop_map(|item| Condition::Job { item }),
        ]
    }

    fn gates() -> impl Strategy<Value = Gate> {
        let any_of = prop::collection::vec(conditions(), 1..4);
        (names(), any_of, any::<Option<u32>>()).prop_map(|(need, any, within)| Gate { need, any, within })
    }

    proptest! {
        #[test]
        fn what_is_rendered_is_read_back(gates in prop::collection::vec(gates(), 1..5)) {
            let args = HelperArgs::Wait(gates);
            prop_assert_eq!(HelperArgs::parse(&args.to_args()), Ok(args));
        }

        #[test]
        fn no_arguments_panic(args in prop::collection::vec("(wait)?[a-z0-9: +]{0,30}(, within | \\| |tcp |dns )?.{0,9}", 0..4)) {
            if let Ok(read) = HelperArgs::parse(&args) {
                prop_assert_eq!(read.to_args(), args.clone(), "only what is rendered is read");
            }
        }
    }

    #[test]
    fn errors_say_what_was_expected() {
        let message = |args: &[&str]| {
            let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
            HelperArgs::parse(&args).err().map(|error| error.to_string())
        };
        assert_eq!(message(&[]).as_deref(), Some("there is no command: expected `wait`"));
        assert_eq!(message(&["run"]).as_deref(), Some("`run` is no command: expected `wait`"));
        assert!(message(&["wait"]).is_some());
        let gate = message(&["wait", "db: tcp db:0"]);
        let expected = "`db: tcp db:0` is no gate: expected `tcp HOST:PORT`, `dns HOST at-least N` or `job ITEM`";
        assert_eq!(gate.as_deref(), Some(expected));
        assert_eq!(message(&["wait", "db: tcp db:5432, within 10s"]), None);
    }
}
