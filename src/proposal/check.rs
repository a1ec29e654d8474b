//! What a proposed manifest would make, against what exists.

use std::collections::BTreeMap;

use crate::desired::{self, DesiredCertificate};
use crate::manifest::Manifest;

use super::existing::Existing;

/// Where a certificate that exists stands in a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The proposal would make it as it is.
    Alike,
    /// Names that it has and the proposal does not give, and the other way round.
    Differs {
        /// Only in the certificate.
        more: Vec<String>,
        /// Only in the proposal.
        less: Vec<String>,
    },
    /// Nothing in the proposal is like it.
    Alone,
}

impl Standing {
    /// Whether it would be made as it is.
    pub fn is_alike(&self) -> bool {
        *self == Self::Alike
    }
}

/// Where each stands; nothing where the text is no valid manifest.
pub(super) fn standing(text: &str, existing: &[Existing]) -> Option<BTreeMap<usize, Standing>> {
    let manifest = Manifest::parse("proposal", text.as_bytes()).ok()?;
    let desired = desired::resolve(&manifest).ok()?;
    let mut by_name: BTreeMap<String, Vec<&DesiredCertificate>> = BTreeMap::new();
    for certificate in desired.certificates.values() {
        if let Some(name) = certificate.contents.subject.common_name() {
            by_name
                .entry(name.to_ascii_lowercase())
                .or_default()
                .push(certificate);
        }
    }
    let of = |one: &Existing| -> Standing {
        let host = one.host().map(|host| host.to_string()).unwrap_or_default();
        let names = &one.contents.names;
        let more = |other: &DesiredCertificate| names.difference(&other.contents.names).count();
        let less = |other: &DesiredCertificate| other.contents.names.difference(names).count();
        let candidates = by_name.get(&host).into_iter().flatten();
        let Some(nearest) = candidates.min_by_key(|other| more(other) + less(other)) else {
            return Standing::Alone;
        };
        if more(nearest) + less(nearest) == 0 {
            return Standing::Alike;
        }
        let wanted = &nearest.contents.names;
        Standing::Differs {
            more: names.difference(wanted).cloned().collect(),
            less: wanted.difference(names).cloned().collect(),
        }
    };
    Some(existing.iter().map(of).enumerate().collect())
}
