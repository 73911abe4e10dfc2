//! The ports that items listen on.

use serde_json::Value;

use crate::source::Spanned;
use crate::syntax::Node;

use super::decode::{Decode, Decoder};
use super::literal::words;
use super::record::record;
use super::schema::Schemas;
use super::types::{Interface, Port as PortNumber};

words! {
    /// How packets travel to a port.
    pub enum Transport {
        /// TCP, the default.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
        /// The same number for TCP and UDP.
        Both = "both",
    }
}

record! {
    /// A port that an item listens on.
    pub struct Port {
        /// The number under which others reach it.
        port: Spanned<PortNumber> = "port",
        /// The number that the program listens on; the same by default.
        target: Option<Spanned<PortNumber>> = "target",
        /// What it speaks, perhaps with a version: `postgres@16.2`. The transport's name by default.
        interface: Option<Spanned<Interface>> = "interface",
        /// tcp (default), udp or both.
        transport: Option<Spanned<Transport>> = "transport",
    }
    short { port_of, port_schema, "port" }
}

fn port_of(node: &Node, cx: &mut Decoder<'_>) -> Option<Port> {
    let port = Spanned::decode(node, cx)?;
    Some(Port { port, target: None, interface: None, transport: None })
}

fn port_schema(schemas: &mut Schemas) -> Value {
    Spanned::<PortNumber>::schema(schemas)
}

impl Transport {
    /// The protocols, as Kubernetes calls them.
    pub fn protocols(self) -> &'static [&'static str] {
        match self {
            Transport::Tcp => &["TCP"],
            Transport::Udp => &["UDP"],
            Transport::Both => &["TCP", "UDP"],
        }
    }
}

impl Port {
    pub fn transport(&self) -> Transport {
        self.transport.map_or(Transport::Tcp, |t| t.value)
    }

    pub fn target(&self) -> u16 {
        self.target.map_or(self.port.value.0, |target| target.value.0)
    }

    pub fn takes_tcp(&self) -> bool {
        self.transport() != Transport::Udp
    }
}
