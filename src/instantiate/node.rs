//! What a program needs of its node, against what the fleet says of the nodes of its cluster.

use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

use super::errors::{at_cluster, cluster};
use super::resolve::Resolver;
use super::values::Context;

impl Resolver<'_, '_> {
    /// How many files the program has to be able to open, once the nodes have what it needs.
    pub(super) fn limits(&mut self, limits: Option<&ast::NodeLimits>) -> Option<Option<Spanned<u32>>> {
        let Some(limits) = limits else { return Some(None) };
        let nodes = self.context.cluster.nodes.as_ref();
        let mut sound = true;
        if let Some(needed) = limits.open_files {
            let has = nodes.and_then(|nodes| nodes.open_files);
            sound &= self.limit("open-files", None, number(needed), has.map(number));
        }
        if let Some(needed) = limits.locked_memory
            && nodes.is_none_or(|nodes| nodes.locked_memory.is_none())
        {
            let unstated = UnstatedNode::new("locked-memory", None, needed.value.word(), needed.span, self.context);
            self.diagnostics.push(unstated);
        }
        for (name, needed) in limits.sysctl.iter() {
            let has = nodes.and_then(|nodes| nodes.sysctl.get(&name.value));
            sound &= self.limit("sysctl", Some(&name.value), *needed, has.copied());
        }
        sound.then_some(limits.open_files)
    }

    /// Whether this limit can be had, as far as the fleet says.
    fn limit(&mut self, key: &str, name: Option<&str>, needed: Spanned<i64>, has: Option<Spanned<i64>>) -> bool {
        let Some(has) = has else {
            let needs = needed.value.to_string();
            self.diagnostics.push(UnstatedNode::new(key, name, &needs, needed.span, self.context));
            return true;
        };
        let fits = needed.value <= has.value;
        if !fits {
            let (cluster, limit) = (self.context.site.cluster.to_owned(), name.unwrap_or(key).to_owned());
            self.diagnostics.push(NodeLimit { limit, needed, has, cluster });
        }
        fits
    }
}

fn number(limit: Spanned<u32>) -> Spanned<i64> {
    limit.map(i64::from)
}

/// A program that needs more than its nodes have.
struct NodeLimit {
    limit: String,
    needed: Spanned<i64>,
    has: Spanned<i64>,
    cluster: String,
}

impl From<NodeLimit> for Diagnostic {
    fn from(error: NodeLimit) -> Self {
        let NodeLimit { limit, needed, has, cluster } = error;
        Diagnostic::error("node-limit", format!("`{limit}` is {} on the nodes of `{cluster}`", has.value))
            .at(needed.span, format!("needs {} or more", needed.value))
            .at(has.span, "what the nodes have")
            .help(format!("raise it on the nodes and say so in the fleet, or ask for {} or less", has.value))
    }
}

/// A need of a node that the fleet says nothing of.
struct UnstatedNode {
    limit: String,
    /// How the fleet would state it.
    fact: String,
    at: Span,
    cluster: String,
    cluster_span: Option<Span>,
}

impl UnstatedNode {
    fn new(key: &str, name: Option<&str>, needs: &str, at: Span, context: &Context<'_>) -> Self {
        let (cluster, cluster_span) = cluster(context);
        let fact = match name {
            Some(name) => format!("{key}: {{{name}: {needs}}}"),
            None => format!("{key}: {needs}"),
        };
        UnstatedNode { limit: name.unwrap_or(key).to_owned(), fact, at, cluster, cluster_span }
    }
}

impl From<UnstatedNode> for Diagnostic {
    fn from(error: UnstatedNode) -> Self {
        let UnstatedNode { limit, fact, at, cluster, cluster_span } = error;
        let message = format!("the fleet does not say what `{limit}` is on the nodes of `{cluster}`");
        at_cluster(Diagnostic::warning("unstated-node", message).at(at, "needed here"), cluster_span)
            .help(format!("add `nodes: {{{fact}}}` to `{cluster}` in the fleet, where its nodes have that"))
    }
}
