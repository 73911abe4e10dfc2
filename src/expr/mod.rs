use crate::{
    diagnostic::Diagnostics,
    source::{SourceMap, Span},
    syntax::Scalar,
};
#[derive(Debug, Clone)]
pub struct Template {
    span: Span,
}
impl Template {
    pub fn span(&self) -> Span {
        self.span
    }
    pub fn literal(&self) -> Option<&str> {
        None
    }
    pub fn parse(_: &Scalar, span: Span, _: &SourceMap, _: &mut Diagnostics) -> Option<Template> {
        Some(Template { span })
    }
}
#[derive(Debug, Clone)]
pub enum Type {
    Text,
    Int,
    Bool,
    Quantity,
    Duration,
    Port,
    Image,
    OneOrList(Box<Type>),
}
#[derive(Debug, Clone)]
pub struct Wanted {
    pub ty: Type,
    pub identity: bool,
    pub in_pod: bool,
}
#[derive(Debug, Clone)]
pub enum Value {
    Text(String),
    Int(i64),
    Bool(bool),
}
