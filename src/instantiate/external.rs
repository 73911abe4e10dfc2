//! Where externals are on a cluster.

use crate::ast::{self, Binding};
use crate::diagnostic::Diagnostic;
use crate::hir;
use crate::source::{Origin, Spanned};

use super::bound::BoundBox;
use super::errors::{ReboundPort, UnboundExternal, UnboundOutput, UnknownBoundPort};
use super::model::{Located, Port, Target};
use super::resolve::Resolver;

impl<'p> Resolver<'_, 'p> {
    pub(super) fn external(&mut self, item: hir::Item<'p>, external: &'p ast::External) -> Option<Target> {
        let Some(binding) = self.context.binding(item.name()) else {
            self.diagnostics.push(UnboundExternal::new(item, self.context));
            return None;
        };
        if let Some(name) = &binding.box_name {
            return self.box_target(item, external, (name, binding.service.as_ref()?));
        }
        for (key, _) in external.outputs.iter().filter(|(key, _)| binding.outputs.get(key.value.as_str()).is_none()) {
            self.diagnostics.push(UnboundOutput::new(item, key, self.context));
        }
        for (name, _) in binding.ports.iter().filter(|(name, _)| item.port(name.value.as_str()).is_none()) {
            self.diagnostics.push(UnknownBoundPort::new(item, name));
        }
        self.taken_at_its_word(item, binding);
        match &binding.host {
            Some(host) => {
                self.moved_ports(item, binding);
                let value = host.value.as_str().to_owned();
                Some(Target::Host(Located { value, origin: Origin::Source(host.span) }))
            }
            None => {
                let located = |address: &Spanned<ast::types::Address>| Located {
                    value: address.value.0,
                    origin: Origin::Source(address.span),
                };
                Some(Target::Addresses(binding.addresses.iter().map(located).collect()))
            }
        }
    }

    /// What a host or an address speaks is not known before it is called.
    fn taken_at_its_word(&mut self, item: hir::Item<'p>, binding: &Binding) {
        let host = binding.host.as_ref().map(|host| Spanned::new(host.value.as_str().to_owned(), host.span));
        let address = || binding.addresses.first().map(|first| Spanned::new(first.value.0.to_string(), first.span));
        let Some(at) = host.or_else(address) else { return };
        for (_, port) in item.ports().iter() {
            let interface = item.interface(port);
            if interface.version.is_some() {
                self.diagnostics.push(TakenAtItsWord { at: at.clone(), interface: interface.to_string() });
            }
        }
    }

    /// A host's port can't be changed by a name alone, so whoever uses a moved one has to ask for its number.
    fn moved_ports(&mut self, item: hir::Item<'p>, binding: &Binding) {
        for (name, moved) in binding.ports.iter() {
            self.moved_port(item, name.value.as_str(), *moved);
        }
    }

    /// So is a service of another box, whose name is an alias of its own.
    pub(super) fn moved_to_box(&mut self, item: hir::Item<'p>, bound: &BoundBox<'p>) {
        for (at, (name, _)) in item.ports().iter().enumerate() {
            if let Some(port) = bound.port(at) {
                self.moved_port(item, name.value.as_str(), Spanned::new(port.port.value, bound.at));
            }
        }
    }

    fn moved_port(&mut self, item: hir::Item<'p>, name: &str, moved: Spanned<ast::types::Port>) {
        let Some(port) = item.port(name).filter(|port| port.port.value != moved.value) else { return };
        let context = self.context;
        let there = context.menu().needs().filter(|need| need.is_there(&context.surveyed.arguments));
        let needs = there.filter(|need| need.provider().id() == item.id());
        for need in needs.filter(|need| need.ports().any(|(own, _)| own.value.as_str() == name) && !asks(*need)) {
            self.diagnostics.push(ReboundPort::new(need, port, moved, self.context));
        }
    }

    /// The ports of an item; those of an external lead to where it is bound.
    pub(super) fn ports(&self, item: hir::Item<'p>) -> Vec<Port> {
        let port = |(at, (name, port)): (usize, &(Spanned<ast::types::Name>, ast::Port))| {
            let moved = if item.is_external() { self.context.bound_port(item, at) } else { None };
            Port {
                name: name.value.to_string(),
                port: port.port.value.0,
                target: moved.unwrap_or(port.target()),
                transport: port.transport(),
                sidecar: item.sidecar_of(name).map(|sidecar| sidecar.value.to_string()),
                span: name.span,
            }
        };
        item.ports().iter().enumerate().map(port).collect()
    }
}

/// A place outside of the project that is said to speak something.
struct TakenAtItsWord {
    at: Spanned<String>,
    interface: String,
}

impl From<TakenAtItsWord> for Diagnostic {
    fn from(found: TakenAtItsWord) -> Self {
        let TakenAtItsWord { at, interface } = found;
        Diagnostic::unchecked(format!("whether `{}` speaks `{interface}` is only known when it is called", at.value))
            .at(at.span, "taken at its word")
    }
}

/// Whether a consumer asks for the number of a needed port in some expression.
fn asks(need: hir::Need<'_>) -> bool {
    let mut asks = false;
    let mut visitor = |template: &crate::expr::Template, _: &crate::expr::Wanted| {
        asks |= template.paths().any(|path| {
            let mut parts = path.iter().map(|part| part.value.as_str());
            (parts.next(), parts.next()) == (Some("needs"), Some(need.name().value.as_str()))
                && matches!(parts.next(), Some("port" | "ports"))
        });
    };
    if let Some(workload) = need.consumer().workload() {
        ast::Visit::visit(workload, &mut visitor);
    }
    asks
}
