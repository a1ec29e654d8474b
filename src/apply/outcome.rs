//! What became of each certificate. Half an apply is an outcome, not an error.

use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::finding::Finding;
use crate::issuers::{IssueError, ServiceError};
use crate::mint::MintError;
use crate::plan::Action;
use crate::secret::KeyError;
use crate::store::StoreError;
use crate::x509::DecodeError;

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Key and request; a person carries the request, and the issuer answers later.
    Requested {
        /// Who is asked.
        issuer: String,
    },
    /// Key and request, which do not leave yet.
    Prepared {
        /// Who will be asked.
        issuer: String,
    },
    /// The issuer has the request, and has not decided yet.
    Awaited {
        /// Who was asked.
        issuer: String,
        /// What it calls the request.
        handle: String,
        /// What it says about the wait.
        words: Option<String>,
    },
    /// The certificate too.
    Issued {
        /// Its last second.
        not_after: OffsetDateTime,
    },
    /// A certificate was copied from elsewhere.
    Adopted {
        /// Its last second.
        not_after: OffsetDateTime,
    },
}

/// A certificate that work was done on.
#[derive(Clone, Debug)]
pub struct Done {
    /// Which.
    pub id: CertificateId,
    /// The action that the plan had for it.
    pub action: Action,
    /// The generation that was made or completed.
    pub generation: u32,
    /// What was made.
    pub deed: Deed,
    /// What the issuer did differently and may.
    pub remarks: Vec<Finding>,
}

/// Why work on a certificate failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The directories.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The private key.
    #[error("the private key cannot be used")]
    Key(#[from] KeyError),
    /// Making the request or the certificate.
    #[error("the request or certificate cannot be made")]
    Mint(#[from] MintError),
    /// The issuer.
    #[error("the issuer did not sign")]
    Issue(#[from] IssueError),
    /// Something that was read before cannot be read now.
    #[error("it cannot be decoded")]
    Decode(#[from] DecodeError),
    /// The issuer refused.
    #[error("the issuer refused: {0}")]
    Denied(String),
    /// The issuer gave no answer.
    #[error("`{issuer}` gave no answer")]
    Service {
        /// Who was asked.
        issuer: String,
        /// Why.
        source: ServiceError,
    },
    /// The issuer would refuse the request, so it was not handed in.
    #[error("`{issuer}` would refuse it: {why}")]
    Foreseen {
        /// Who would be asked.
        issuer: String,
        /// Every reason.
        why: String,
    },
    /// The issuer answered with a certificate that is not what was asked for.
    #[error("`{issuer}` answered with a certificate that is refused: {why}")]
    Unproved {
        /// Who was asked.
        issuer: String,
        /// Every reason.
        why: String,
        /// The cure of the first one, and where the certificate is kept.
        help: String,
    },
    /// What the plan rests on is gone.
    #[error("{0}")]
    Gone(String),
}

/// A certificate that work failed on.
#[derive(Debug)]
pub struct Failed {
    /// Which.
    pub id: CertificateId,
    /// Why.
    pub failure: Failure,
}

/// A certificate that was not begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReached {
    /// Which.
    pub id: CertificateId,
    /// Why.
    pub because: String,
}

/// What became of a whole plan.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Made.
    pub done: Vec<Done>,
    /// Begun and failed; what was made of it stays and is taken up again.
    pub failed: Vec<Failed>,
    /// Not begun.
    pub not_reached: Vec<NotReached>,
    /// Why it was not recorded when issuers want certificates renewed, where that failed.
    pub renewals_unwritten: Option<Failure>,
}

impl Outcome {
    /// Whether everything was made.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.not_reached.is_empty() && self.renewals_unwritten.is_none()
    }

    pub(super) fn sort(&mut self) {
        self.done.sort_by(|a, b| a.id.cmp(&b.id));
        self.failed.sort_by(|a, b| a.id.cmp(&b.id));
        self.not_reached.sort_by(|a, b| a.id.cmp(&b.id));
    }
}
