//! What a fleet says of findings that are no errors by nature.

use crate::diagnostic::Severity;

use super::literal::words;

words! {
    /// A finding whose weight a fleet may choose; the name is its code.
    pub enum RuleName {
        /// An offer to a box or an owner that the project does not have.
        IdleOffer = "idle-offer",
        /// TLS by an in-box name, which no certificate is for.
        InsideTlsName = "inside-tls-name",
        /// An image whose tag moves.
        LatestImage = "latest-image",
        /// What only a cluster will show.
        NotChecked = "not-checked",
        /// A program that uses its own in-box name.
        OwnName = "own-name",
        /// A lifetime that is shorter than its box may take to start.
        ShortLifetime = "short-lifetime",
        /// A wait that ends before what is waited for has to be there.
        ShortWait = "short-wait",
        /// A line of the placement that places nothing.
        StalePlacement = "stale-placement",
        /// A host outside of the box that is no external.
        UndeclaredExternal = "undeclared-external",
        /// A need of a node that the fleet says nothing of.
        UnstatedNode = "unstated-node",
    }
}

words! {
    /// What a finding weighs.
    pub enum Weight {
        /// It stops a run.
        Error = "error",
        /// It is told.
        Warning = "warning",
        /// It is no finding.
        Allow = "allow",
    }
}

impl RuleName {
    /// What it weighs where a fleet says nothing.
    pub fn usual(self) -> Severity {
        match self {
            RuleName::LatestImage => Severity::Error,
            RuleName::NotChecked => Severity::Note,
            RuleName::IdleOffer
            | RuleName::InsideTlsName
            | RuleName::OwnName
            | RuleName::ShortLifetime
            | RuleName::ShortWait
            | RuleName::StalePlacement
            | RuleName::UndeclaredExternal
            | RuleName::UnstatedNode => Severity::Warning,
        }
    }
}
