//! What became of each certificate. Half an apply is an outcome, not an error.

use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::issuers::IssueError;
use crate::mint::MintError;
use crate::plan::Action;
use crate::secret::KeyError;
use crate::store::StoreError;
use crate::x509::DecodeError;

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Key and request; the issuer answers later.
    Requested {
        /// Who is asked.
        issuer: String,
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
}

impl Outcome {
    /// Whether everything was made.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.not_reached.is_empty()
    }

    pub(super) fn sort(&mut self) {
        self.done.sort_by(|a, b| a.id.cmp(&b.id));
        self.failed.sort_by(|a, b| a.id.cmp(&b.id));
        self.not_reached.sort_by(|a, b| a.id.cmp(&b.id));
    }
}
