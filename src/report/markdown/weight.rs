//! What weighs most: the order of certificates in a pool, and of pools on the page.

use crate::plan::{Action, CertificateDocument};

/// How much a certificate weighs, the heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// The one in use ends while the next is with its issuer.
    Urgent,
    /// A person must act.
    Blocked,
    /// A replacement without names that the one in use has.
    Loses,
    /// A replacement.
    Replaces,
    /// Time is up.
    Renews,
    /// Something new.
    Makes,
    /// With its issuer.
    Waits,
    /// No longer in the manifest.
    Orphan,
}

impl Weight {
    /// The weight of a certificate in the plan; none for one that is in order.
    pub(super) fn of(certificate: &CertificateDocument) -> Option<Self> {
        Some(match certificate.deed()? {
            Action::Keep => return None,
            Action::Wait if certificate.is_urgent() => Self::Urgent,
            Action::Blocked => Self::Blocked,
            Action::Replace if !certificate.lost_names.is_empty() => Self::Loses,
            Action::Replace => Self::Replaces,
            Action::Renew => Self::Renews,
            Action::Create | Action::Adopt | Action::Resume => Self::Makes,
            Action::Wait => Self::Waits,
            Action::Orphan => Self::Orphan,
        })
    }

    /// Whether a reviewer must not miss it: it goes in before anything milder.
    pub(super) fn is_serious(self) -> bool {
        self <= Self::Replaces
    }
}
