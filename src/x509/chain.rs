//! The path from a certificate up to an authority that is trusted, as far as it can
//! be proved with the certificates at hand.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::Certificate;
use crate::cert::KeyUsage;

/// How many authorities a path has at most; estates have two or three.
const DEPTH: usize = 8;

/// How many signatures one search verifies at most. Ten thousand authorities of one
/// name then cost no more than a fraction of a second.
const SIGNATURES: usize = 256;

/// Where a path ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainEnd {
    /// At one of the anchors: name and key are an anchor's (RFC 5280 6.1.1 d).
    Anchored,
    /// At a self-signed root that is not among the anchors.
    Root,
    /// The next issuer is not at hand.
    Open,
}

/// What could be proved above a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Who signed it, who signed that, and so on; empty for a root or where nobody
    /// at hand signed it.
    pub issuers: Vec<Certificate>,
    /// Where the path ends.
    pub end: ChainEnd,
}

impl Chain {
    /// Whether the path reaches an anchor.
    pub fn anchored(&self) -> bool {
        self.end == ChainEnd::Anchored
    }

    /// Whether nothing was proved at all: no issuer is known, and it is no root itself.
    pub fn unknown(&self) -> bool {
        self.issuers.is_empty() && self.end == ChainEnd::Open
    }
}

/// Finds who signed a certificate among the pool and the anchors, whatever their
/// order: by name, then by signature.
///
/// The shortest path to an anchor is taken; without one, the shortest to a root;
/// without that, the longest there is. An issuer must be an authority that may sign
/// certificates and allows for those below it (RFC 5280 6.1.4 k to n); an anchor
/// may be an old one without extensions. Dates are not looked at. Of several
/// issuers the one that holds longest is preferred.
pub fn chain(leaf: &Certificate, pool: &[Certificate], anchors: &[Certificate]) -> Chain {
    let mut search = Search {
        pool,
        anchors,
        signatures: SIGNATURES,
        seen: BTreeSet::from([leaf.fingerprint().0]),
        nodes: vec![Node {
            certificate: leaf,
            below: None,
            depth: 0,
            authorities: 0,
        }],
    };
    // Level by level: each certificate is met once, on its shortest path, so that
    // authorities that signed each other end no search in a circle.
    let mut next = 0;
    let mut root = None;
    while next < search.nodes.len() {
        let certificate = search.nodes[next].certificate;
        if search.is_anchor(certificate) {
            return search.path(next, ChainEnd::Anchored);
        }
        if certificate.is_self_issued() && search.verifies(certificate, certificate) {
            root = root.or(Some(next));
        } else {
            search.climb(next);
        }
        next += 1;
    }
    if let Some(root) = root {
        return search.path(root, ChainEnd::Root);
    }
    let nodes = search.nodes.iter().enumerate();
    let longest = nodes.max_by_key(|(index, node)| (node.depth, Reverse(*index)));
    let longest = longest.map_or(0, |(index, _)| index);
    search.path(longest, ChainEnd::Open)
}

/// A certificate on its shortest path up from the leaf.
struct Node<'a> {
    certificate: &'a Certificate,
    /// What it signed.
    below: Option<usize>,
    depth: usize,
    /// Authorities that are not self-issued at and below this one: what a path
    /// length counts (RFC 5280 6.1.4 l).
    authorities: u32,
}

struct Search<'a> {
    pool: &'a [Certificate],
    anchors: &'a [Certificate],
    signatures: usize,
    seen: BTreeSet<[u8; 32]>,
    nodes: Vec<Node<'a>>,
}

impl<'a> Search<'a> {
    /// Adds everybody who signed this one.
    fn climb(&mut self, index: usize) {
        let Node {
            certificate: subject,
            depth,
            authorities,
            ..
        } = self.nodes[index];
        if depth == DEPTH {
            return;
        }
        let anchors = self.anchors.iter().map(|issuer| (issuer, true));
        let others = self.pool.iter().map(|issuer| (issuer, false));
        let mut candidates: Vec<(&Certificate, bool)> = anchors
            .chain(others)
            .filter(|(issuer, _)| issuer.subject_raw() == subject.issuer_raw())
            .filter(|(issuer, anchor)| may_sign(issuer, authorities, *anchor))
            .filter(|(issuer, _)| !self.seen.contains(&issuer.fingerprint().0))
            .collect();
        // Those that are likely right first, since the number of attempts is limited.
        candidates.sort_by_cached_key(|(issuer, anchor)| {
            let named = match (subject.authority_key_id(), issuer.subject_key_id()) {
                (Some(wanted), Some(found)) => u8::from(wanted == found) * 2,
                _ => 1,
            };
            let end = issuer.validity().not_after;
            (
                Reverse(named),
                Reverse(*anchor),
                Reverse(end),
                issuer.fingerprint(),
            )
        });
        for (issuer, _) in candidates {
            if self.seen.contains(&issuer.fingerprint().0) || !self.verifies(subject, issuer) {
                continue;
            }
            self.seen.insert(issuer.fingerprint().0);
            self.nodes.push(Node {
                certificate: issuer,
                below: Some(index),
                depth: depth + 1,
                authorities: authorities + u32::from(!issuer.is_self_issued()),
            });
        }
    }

    fn verifies(&mut self, subject: &Certificate, issuer: &Certificate) -> bool {
        let Some(left) = self.signatures.checked_sub(1) else {
            return false;
        };
        self.signatures = left;
        subject.is_signed_by(issuer)
    }

    fn is_anchor(&self, certificate: &Certificate) -> bool {
        self.anchors.iter().any(|anchor| {
            anchor.public_key().id == certificate.public_key().id
                && anchor.subject_raw() == certificate.subject_raw()
        })
    }

    fn path(&self, end: usize, kind: ChainEnd) -> Chain {
        let steps = std::iter::successors(Some(end), |index| self.nodes[*index].below);
        let mut issuers: Vec<Certificate> = steps
            .filter(|index| *index != 0)
            .map(|index| self.nodes[index].certificate.clone())
            .collect();
        issuers.reverse();
        Chain { issuers, end: kind }
    }
}

/// Whether the certificate allows its key to sign certificates, with so many
/// authorities already below it.
fn may_sign(issuer: &Certificate, authorities: u32, anchor: bool) -> bool {
    let usage = issuer.contents().key_usage.as_ref();
    let signs = usage.is_none_or(|usage| usage.contains(&KeyUsage::KeyCertSign));
    let room = issuer
        .path_length()
        .is_none_or(|limit| authorities <= limit);
    (issuer.is_authority() || anchor) && signs && room
}
