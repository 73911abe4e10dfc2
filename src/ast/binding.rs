//! Where externals are, and what boxes let each other do.

use crate::source::Spanned;

use super::decode::Dict;
use super::record::record;
use super::types::{Address, AnyName, Domain, KeyName, Name, Port};

record! {
    /// Where an external is: a host, some addresses, or a service of another box.
    pub struct Binding {
        /// A host name.
        host: Option<Spanned<Domain>> = "host",
        /// Addresses.
        addresses: Vec<Spanned<Address>> = "addresses",
        /// Another box, which offers the service to this one.
        box_name: Option<Spanned<AnyName>> = "box",
        /// The service of that box.
        service: Option<Spanned<Name>> = "service",
        /// Ports that differ from the menu's, by name.
        ports: Dict<Name, Spanned<Port>> = "ports",
        /// The facts that the menu asks for.
        outputs: Dict<KeyName, Spanned<String>> = "outputs",
    }
    alternatives { "host", "addresses", "box" }
}

record! {
    /// Traffic between all pods of this box and another, where that box says so, too.
    pub struct Allow {
        /// Boxes that may call this one.
        from: Vec<Neighbour> = "from",
        /// Boxes that this one may call.
        to: Vec<Neighbour> = "to",
    }
}

record! {
    /// A box on the other side of the wall.
    pub struct Neighbour {
        /// Its name; that of an order with copies means all of them.
        name: Spanned<AnyName> = "box",
    }
}
