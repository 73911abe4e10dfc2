//! What patches change.

use serde_json::{Value, json};

use crate::expr::Type;

use super::literal::{Literal, Problem};

/// An emitted object, by its kind and perhaps its name; `Pod` is the template of the item's pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchTarget {
    pub kind: String,
    pub name: Option<String>,
}

/// Kinds by which a box is walled off, and what to write instead.
const WALLS: [(&str, &str); 3] = [
    ("NetworkPolicy", "write `needs`, `expose` or `security.network` for what may pass"),
    ("Role", "write `security.token` with `rules`"),
    ("RoleBinding", "write `security.token` with `rules`"),
];

impl Literal for PatchTarget {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let (kind, name) = text.split_once('/').map_or((text, None), |(kind, name)| (kind, Some(name)));
        if let Some((_, instead)) = WALLS.iter().find(|(wall, _)| *wall == kind) {
            return Err(Problem::new("can't be patched: it walls the box off").help(*instead));
        }
        let is_kind =
            kind.starts_with(|c: char| c.is_ascii_uppercase()) && kind.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_kind || name.is_some_and(str::is_empty) {
            return Err(Problem::new("is no kind of object").help("write `Pod`, `Deployment` or `Service/NAME`"));
        }
        Ok(PatchTarget { kind: kind.to_owned(), name: name.map(str::to_owned) })
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": "^[A-Z][A-Za-z0-9]*(/.+)?$", "not": {"pattern": "^(NetworkPolicy|Role|RoleBinding)(/|$)"}})
    }
}

impl AsRef<str> for PatchTarget {
    fn as_ref(&self) -> &str {
        &self.kind
    }
}
