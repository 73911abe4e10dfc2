//! What tells one copy of a box from another.

use crate::ast::{Dynamic, Fleet, Literal, NamespaceText};
use crate::diagnostic::Diagnostics;
use crate::expr::{Path, Piece, Rendered, Value, Values};

use super::errors::BadNamespace;

/// What tells one copy of a box from another, and from other boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub name: String,
    pub namespace: String,
    pub owner: Option<String>,
}

/// A copy of a box and the member cluster that it is at home on.
#[derive(Debug, Clone)]
pub struct Copy {
    pub identity: Identity,
    pub home: String,
}

impl Identity {
    /// What stands for every box where only what copies share is of interest. It is as short as a name can be, so that
    /// whatever fits a real box fits it too.
    pub fn sentinel(owner: Option<&str>) -> Self {
        let name = "x".to_owned();
        Identity { namespace: name.clone(), name, owner: owner.map(|_| "x".to_owned()) }
    }

    /// The identity of the box `name`: its namespace is the fleet's pattern, or its name.
    pub(super) fn new(
        name: String,
        owner: Option<String>,
        fleet: &Fleet,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let pattern = fleet.defaults.as_ref().and_then(|defaults| defaults.namespace.as_ref());
        let namespace = match pattern {
            Some(pattern) => namespace(pattern, &name, owner.as_deref(), diagnostics)?,
            None => name.clone(),
        };
        Some(Identity { name, namespace, owner })
    }
}

fn namespace(
    pattern: &Dynamic<NamespaceText>,
    name: &str,
    owner: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let template = match pattern {
        Dynamic::Literal(literal) => return Some(literal.value.0.clone()),
        Dynamic::Template(template) => template,
    };
    let text = match template.eval(&BoxValues { name, owner }) {
        Ok(rendered) => text_of(rendered),
        Err(finding) => {
            diagnostics.push(*finding);
            return None;
        }
    };
    match NamespaceText::parse(&text) {
        Ok(namespace) => Some(namespace.0),
        Err(problem) => {
            diagnostics.push(BadNamespace { text, problem, span: template.span() });
            None
        }
    }
}

/// `box.*`, all that a pattern may name.
struct BoxValues<'a> {
    name: &'a str,
    owner: Option<&'a str>,
}

impl Values for BoxValues<'_> {
    fn value(&self, path: &Path) -> Option<Value> {
        let parts: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
        match parts.as_slice() {
            ["box", "name"] => Some(Value::Text(self.name.to_owned())),
            ["box", "owner"] => self.owner.map(|owner| Value::Text(owner.to_owned())),
            _ => None,
        }
    }
}

fn text_of(rendered: Rendered) -> String {
    match rendered {
        Rendered::Value(Value::Text(text)) => text,
        // The checker lets nothing else than text into a namespace.
        Rendered::Value(_) => String::new(),
        Rendered::Text(pieces) => pieces.into_iter().map(literal).collect(),
    }
}

fn literal(piece: Piece) -> String {
    match piece {
        Piece::Text(text) => text,
        Piece::Secret { .. } | Piece::Field(_) => String::new(),
    }
}
