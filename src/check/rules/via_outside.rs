//! What is called from outside has a way in from there, and other names there.

use crate::ast::Expose;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hir::{Menu, Need, Presence, sentence};
use crate::source::{Span, Spanned};

pub fn check(menu: &Menu, diagnostics: &mut Diagnostics) {
    for need in menu.needs() {
        let Some(at) = need.written().outside() else { continue };
        let provider = need.provider();
        let asked = need.presence().and(&provider.presence());
        let exposed = exposures(need).map(|(_, expose)| Presence::of(menu, [expose.when.as_ref()])).collect::<Vec<_>>();
        if let Some(arguments) = menu.lacking(&asked, &exposed, at, diagnostics) {
            diagnostics.push(NoWayIn {
                provider: provider.name().to_owned(),
                kind: provider.service().is_none().then(|| provider.kind().describe()),
                when: sentence(&arguments),
                at,
                definition: provider.span(),
            });
        }
    }
}

/// The exposures of what a need opens, by name.
fn exposures<'m>(need: Need<'m>) -> impl Iterator<Item = (&'m str, &'m Expose)> {
    let provider = need.provider();
    let all = provider.service().into_iter().flat_map(|service| service.expose.iter());
    let needed = all.filter(move |(_, expose)| {
        provider.exposed_port(expose).is_some_and(|port| need.port_positions().contains(&port))
    });
    needed.map(|(name, expose)| (name.value.as_str(), expose))
}

/// A need from outside of what nobody reaches from there.
struct NoWayIn {
    provider: String,
    /// What it is, if it is no service.
    kind: Option<&'static str>,
    when: String,
    at: Span,
    definition: Span,
}

impl From<NoWayIn> for Diagnostic {
    fn from(error: NoWayIn) -> Self {
        let NoWayIn { provider, kind, when, at, definition } = error;
        let code = |message: String| Diagnostic::error("via-outside", message).at(at, "called from outside");
        match kind {
            Some(kind) => code(format!("`{provider}` is {kind}, and only services are exposed"))
                .at(definition, kind)
                .help("remove `via`"),
            None => {
                let message = format!("`{provider}` has no exposure of what is needed here {when}");
                code(message.trim_end().to_owned())
                    .at(definition, "can't be called from outside")
                    .help(format!("add `expose: {{NAME: {{port: PORT, host: HOST}}}}` to `{provider}`"))
            }
        }
    }
}

/// The use of a name inside of the box by who calls from outside.
pub struct OutsideOnly {
    need: String,
    attribute: String,
    exposure: Option<String>,
    at: Span,
    via: Span,
}

impl OutsideOnly {
    /// `None` where the attribute is there, whichever way the need goes.
    pub fn of(need: Need<'_>, attribute: &Spanned<String>) -> Option<Self> {
        let inside = ["host", "port", "ports", "members", "member-ports", "ready-host"];
        let via = need.written().outside().filter(|_| !need.written().is_inside())?;
        need.provider().service().filter(|_| inside.contains(&attribute.value.as_str()))?;
        Some(OutsideOnly {
            need: need.name().value.to_string(),
            attribute: attribute.value.clone(),
            exposure: exposures(need).next().map(|(name, _)| name.to_owned()),
            at: attribute.span,
            via,
        })
    }
}

impl From<OutsideOnly> for Box<Diagnostic> {
    fn from(error: OutsideOnly) -> Self {
        let OutsideOnly { need, attribute, exposure, at, via } = error;
        let exposure = exposure.as_deref().unwrap_or("NAME");
        let message = format!("`{need}` is called from outside, where its `{attribute}` leads nowhere");
        let finding = Diagnostic::error("via-outside", message).at(at, "a name inside").at(via, "from outside only");
        Box::new(finding.help(format!(
            "write `needs.{need}.expose.{exposure}.host` or `.url`, or `via: [inside, outside]` to the need"
        )))
    }
}
