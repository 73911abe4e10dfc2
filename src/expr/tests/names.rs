//! A small world of names, and short ways through the stage.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{SourceMap, Span};
use crate::syntax::{Scalar, Style};

use super::super::*;

/// A small world of names: what `check` and `instantiate` know of a real one.
pub(super) struct Names;

pub(super) const NAMES: &[(&str, Type)] = &[
    ("params.n", Type::Int),
    ("params.ratio", Type::Number),
    ("params.size", Type::Text),
    ("params.debug", Type::Bool),
    ("params.port", Type::Port),
    ("params.memory", Type::Quantity),
    ("needs.order-db.host", Type::Text),
    ("box.name", Type::Text),
    ("secrets.tls.tls.crt", Type::Text),
    ("fields.pod-ip", Type::Text),
];

pub(super) fn joined(path: &Path) -> String {
    path.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".")
}

impl Scope for Names {
    fn facts(&self, path: &Path) -> Result<Option<Facts>, Box<Diagnostic>> {
        let name = joined(path);
        let identity = name.starts_with("box.");
        let in_pod = name.starts_with("secrets.") || name.starts_with("fields.");
        if name == "params.list" {
            return Ok(Some(Facts { ty: Type::List(Box::new(Type::Text)), identity, in_pod }));
        }
        match NAMES.iter().find(|(known, _)| *known == name) {
            Some((_, ty)) => Ok(Some(Facts { ty: ty.clone(), identity, in_pod })),
            None => {
                let span = path.last().unwrap().span;
                Err(Box::new(Diagnostic::error("unknown-name", format!("no {name}")).at(span, "")))
            }
        }
    }
}

impl Values for Names {
    fn value(&self, path: &Path) -> Option<Value> {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        match joined(path).as_str() {
            "params.n" => Some(Value::Int(3)),
            "params.ratio" => Some(Value::Number(0.5)),
            "params.size" => text("large"),
            "params.debug" => Some(Value::Bool(true)),
            "params.port" => Some(Value::Int(8080)),
            "params.memory" => text("1Gi"),
            "params.list" => Some(Value::List(vec![Value::Text("a".into()), Value::Text("b".into())])),
            "needs.order-db.host" => text("order-db"),
            "box.name" => text("alice"),
            "secrets.tls.tls.crt" => Some(Value::Secret { secret: "tls".into(), key: "tls.crt".into() }),
            "fields.pod-ip" => Some(Value::Field("pod-ip".into())),
            _ => None,
        }
    }
}

pub(super) fn wanted(ty: Type) -> Wanted {
    Wanted::of(ty)
}

pub(super) fn anywhere(ty: Type) -> Wanted {
    Wanted { identity: true, in_pod: true, ..Wanted::of(ty) }
}

/// Reads a scalar whose source is its text.
pub(super) fn parse(text: &str) -> (SourceMap, Option<Template>, Diagnostics) {
    let (mut sources, mut d) = (SourceMap::default(), Diagnostics::default());
    let file = sources.add("menu.yaml", text);
    let scalar = Scalar { text: text.to_owned(), style: Style::Plain };
    let template = Template::parse(&scalar, Span::new(file, 0, text.len()), &sources, &mut d);
    (sources, template, d)
}

/// The findings as lines: code, underlined source, message, help.
pub(super) fn shown(sources: &SourceMap, d: &Diagnostics) -> String {
    d.iter().fold(String::new(), |mut out, finding| {
        let label = &finding.labels[0];
        let _ = writeln!(out, "{} `{}`: {}", finding.code, sources.text(label.span), finding.message);
        out
    })
}

pub(super) fn findings(text: &str, wanted: &Wanted) -> String {
    let (sources, template, mut d) = parse(text);
    if let Some(template) = template {
        template.check(&Names, wanted, &mut d);
    }
    shown(&sources, &d)
}

pub(super) fn value(expression: &str) -> Result<Rendered, String> {
    let (sources, template, d) = parse(&format!("${{{{ {expression} }}}}"));
    let template = template.ok_or_else(|| shown(&sources, &d))?;
    template.eval(&Names).map_err(|finding| format!("{}: {}", finding.code, finding.message))
}

pub(super) fn json(value: &Value) -> String {
    match value {
        Value::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::List(list) => format!("[{}]", list.iter().map(json).collect::<Vec<_>>().join(",")),
        other => other.text().unwrap_or_else(|| format!("{other:?}")),
    }
}

pub(super) fn json_of(expression: &str) -> String {
    match value(expression) {
        Ok(Rendered::Value(value)) => json(&value),
        Ok(Rendered::Text(pieces)) => format!("{pieces:?}"),
        Err(error) => error,
    }
}
