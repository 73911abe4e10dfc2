//! What applies the rendered manifests.

use serde_json::{Value, json};

use crate::source::Spanned;
use crate::syntax::{Kind, Node};

use super::decode::{Decode, Decoder, Visit, Visitor};
use super::errors::{ConflictingKeys, NotYet};
use super::literal::words;
use super::record::record;
use super::schema::Schemas;
use super::types::AnyName;

words! {
    /// What applies the rendered manifests, where nothing more is to say of it.
    pub enum Delivery {
        /// `kubectl apply`, boxctl, or any engine that takes a folder as it is.
        Plain = "plain",
        /// kapp, by its change groups.
        Kapp = "kapp",
        /// Karmada, by its propagation policies.
        Karmada = "karmada",
    }
}

record! {
    /// What applies the rendered manifests, with what it has to know.
    pub struct Engine {
        /// Argo CD.
        argo: Option<Argo> = "argo",
        /// Flux.
        flux: Option<Flux> = "flux",
    }
}

record! {
    /// Argo CD's Applications.
    pub struct Argo {
        /// The repository that holds the rendered tree.
        repo: Spanned<String> = "repo",
        /// Its branch, tag or commit.
        revision: Option<Spanned<String>> = "revision",
        /// The folder of the rendered tree in it.
        path: Option<Spanned<String>> = "path",
        /// The project of the Applications.
        project: Option<Spanned<AnyName>> = "project",
        /// The namespace of the Applications.
        namespace: Option<Spanned<AnyName>> = "namespace",
        /// The member cluster, as Argo CD knows it.
        destination: Option<Spanned<String>> = "destination",
    }
}

record! {
    /// Flux's Kustomizations.
    pub struct Flux {
        /// Where Flux takes the rendered tree from.
        source: FluxSource = "source",
        /// The folder of the rendered tree in it.
        path: Option<Spanned<String>> = "path",
    }
}

record! {
    /// A source of Flux.
    pub struct FluxSource {
        /// Its kind, such as `GitRepository`.
        kind: Spanned<String> = "kind",
        /// Its name.
        name: Spanned<AnyName> = "name",
        /// Its namespace.
        namespace: Option<Spanned<AnyName>> = "namespace",
    }
}

/// Only `plain` is compiled so far; the others are read, and said to be of a later version.
#[derive(Debug, Clone)]
pub struct DeliveryBy(pub Delivery);

impl Decode for DeliveryBy {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let key = match &node.kind {
            Kind::Map(entries) => {
                Engine::decode(node, cx)?;
                let [engine] = entries.as_slice() else {
                    cx.push(ConflictingKeys {
                        message: "one engine applies the manifests of a cluster".to_owned(),
                        span: node.span,
                        help: "keep one of `argo` and `flux`".to_owned(),
                    });
                    return None;
                };
                engine.key.clone()
            }
            Kind::Null | Kind::Scalar(_) | Kind::List(_) => {
                let word = Spanned::<Delivery>::decode(node, cx)?;
                if word.value == Delivery::Plain {
                    return Some(DeliveryBy(word.value));
                }
                Spanned::new(word.value.word().to_owned(), word.span)
            }
        };
        cx.push(NotYet { key });
        None
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let mut engine = Engine::schema(schemas);
        if let Some(engine) = engine.as_object_mut() {
            engine.insert("minProperties".to_owned(), json!(1));
            engine.insert("maxProperties".to_owned(), json!(1));
        }
        json!({"anyOf": [Spanned::<Delivery>::schema(schemas), engine]})
    }
}

impl Visit for DeliveryBy {
    fn visit(&self, _: &mut Visitor<'_>) {}
}
