//! What becomes of an item while something that it needs is down.

use serde_json::{Value, json};

use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Node};

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::dynamic::Elements;
use super::literal::words;
use super::record::record;
use super::schema::Schemas;
use super::types::WordText;

words! {
    /// What becomes of an item, in a word.
    pub enum WhenDownWord {
        /// Nothing; the default.
        Ignore = "ignore",
        /// Its pods are not ready meanwhile.
        Unready = "unready",
        /// Its program is ended, and started anew once its gates are open.
        Restart = "restart",
    }
}

words! {
    /// A signal, without `SIG`.
    pub enum Signal {
        /// Hang up: many programs read their configuration anew.
        Hup = "HUP",
        /// Interrupt.
        Int = "INT",
        /// Quit.
        Quit = "QUIT",
        /// Terminate.
        Term = "TERM",
        /// Whatever the program makes of it.
        Usr1 = "USR1",
        /// Whatever the program makes of it.
        Usr2 = "USR2",
        /// A terminal has another size; some programs end gently.
        Winch = "WINCH",
    }
}

record! {
    /// A signal to the program.
    pub struct Signalled {
        /// The signal.
        signal: Spanned<Signal> = "signal",
    }
}

record! {
    /// A command beside the program.
    pub struct Reacting {
        /// The command, which runs in the program's container.
        run: Elements<WordText> = "run",
    }
}

/// What is done while a need is down.
#[derive(Debug, Clone)]
pub enum Reaction {
    Ignore,
    Unready,
    Restart,
    Signal(Signal),
    Run(Elements<WordText>),
}

/// A reaction and where it is asked for.
#[derive(Debug, Clone)]
pub struct WhenDown {
    pub reaction: Reaction,
    pub span: Span,
}

impl WhenDown {
    /// Whether box-init has to run the program for it.
    pub fn takes_helper(&self) -> bool {
        match self.reaction {
            Reaction::Ignore | Reaction::Unready => false,
            Reaction::Restart | Reaction::Signal(_) | Reaction::Run(_) => true,
        }
    }
}

impl Decode for WhenDown {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let reaction = match &node.kind {
            Kind::Map(_) if node.get("run").is_some() => Reaction::Run(Reacting::decode(node, cx)?.run),
            Kind::Map(_) => Reaction::Signal(Signalled::decode(node, cx)?.signal.value),
            Kind::Null | Kind::Scalar(_) | Kind::List(_) => match Spanned::<WhenDownWord>::decode(node, cx)?.value {
                WhenDownWord::Ignore => Reaction::Ignore,
                WhenDownWord::Unready => Reaction::Unready,
                WhenDownWord::Restart => Reaction::Restart,
            },
        };
        Some(WhenDown { reaction, span: node.span })
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let word = Spanned::<WhenDownWord>::schema(schemas);
        json!({"anyOf": [word, Signalled::schema(schemas), Reacting::schema(schemas)]})
    }
}

impl Visit for WhenDown {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        match &self.reaction {
            Reaction::Run(words) => words.visit(visitor),
            Reaction::Ignore | Reaction::Unready | Reaction::Restart | Reaction::Signal(_) => {}
        }
    }
}
