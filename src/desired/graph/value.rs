//! The graph of all certificates, as a value.

use std::collections::BTreeMap;
use std::fmt;

use crate::cert::{CertificateId, DnsName};

/// What signs what, and what is installed after what. Equal for equal manifests,
/// whatever order things are declared in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// In order: certificates by wave, then by id.
    pub(super) order: Vec<CertificateId>,
    pub(super) waves: BTreeMap<CertificateId, u32>,
    /// Sorted by text.
    pub(super) nodes: Vec<Node>,
    /// Sorted; ends are indices of `nodes`.
    pub(super) edges: Vec<(usize, usize, EdgeKind)>,
    pub(super) signers: BTreeMap<CertificateId, CertificateId>,
}

/// A certificate, or a point that a pool's installation reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A certificate.
    Certificate(CertificateId),
    /// A milestone.
    Milestone(Milestone),
}

/// A point between certificates, so that the graph stays small: all certificates of one
/// pool meet in it, instead of each with each of the next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Milestone {
    /// Everything is there that this pool waits for.
    Begins(DnsName),
    /// The pool's shared certificates are there.
    Shared(DnsName),
    /// All certificates of the pool are there.
    Done(DnsName),
    /// All Front End pools and Standard Edition servers are done.
    FrontEnds,
    /// All Directors are done.
    Directors,
}

/// One edge: `from` comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge<'g> {
    /// What comes first.
    pub from: &'g Node,
    /// What follows.
    pub to: &'g Node,
    /// Why.
    pub kind: EdgeKind,
}

/// Why one comes before the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// The issuer's certificate signs the other: without it there is none.
    Signs,
    /// It is installed later. Orders the work and nothing else: a request to somebody
    /// else is not held back by it.
    InstallsAfter,
}

impl Graph {
    /// All certificates: by wave, then by id.
    pub fn order(&self) -> &[CertificateId] {
        &self.order
    }

    /// The step in which a certificate is made, from 1; 0 for one that is not here.
    pub fn wave(&self, id: &CertificateId) -> u32 {
        self.waves.get(id).copied().unwrap_or_default()
    }

    /// All edges, sorted by the text of their ends.
    pub fn edges(&self) -> impl Iterator<Item = Edge<'_>> {
        self.edges.iter().map(|&(from, to, kind)| Edge {
            from: &self.nodes[from],
            to: &self.nodes[to],
            kind,
        })
    }

    /// The local authority that signs a certificate, if one does; nothing for an
    /// authority itself.
    pub fn signed_by(&self, id: &CertificateId) -> Option<CertificateId> {
        self.signers.get(id).cloned()
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(id) => id.fmt(f),
            Self::Milestone(milestone) => milestone.fmt(f),
        }
    }
}

impl fmt::Display for Milestone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begins(pool) => write!(f, "{pool} begins"),
            Self::Shared(pool) => write!(f, "{pool} shared"),
            Self::Done(pool) => write!(f, "{pool} done"),
            Self::FrontEnds => f.write_str("front ends done"),
            Self::Directors => f.write_str("directors done"),
        }
    }
}
