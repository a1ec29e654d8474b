//! What an issuer says that is asked by machine, and why it could not say anything.

use std::time::Duration;

use crate::x509::Certificate;

/// The longest that anybody waits because an issuer says so: a week. What is longer is no
/// plan, and near the end of all numbers no moment.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(7 * 86_400);

/// What an issuer says to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It signed.
    Issued {
        /// The certificate.
        certificate: Box<Certificate>,
        /// Those above it, in any order, as far as the issuer says.
        chain: Vec<Certificate>,
    },
    /// It has yet to decide.
    Pending {
        /// By what the issuer knows the request.
        handle: String,
        /// In what time it expects to have decided, or wants to be asked again; nothing
        /// where a person decides.
        again: Option<Duration>,
        /// What it says about the wait.
        words: Option<String>,
    },
    /// It will not sign.
    Denied {
        /// The issuer's own words.
        words: String,
    },
}

/// Why an issuer gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// The request did not reach it, or it turned it away before it looked at it: to hand
    /// it in again does no harm.
    #[error("{reason}")]
    NotTaken {
        /// Why.
        reason: String,
        /// What to do about it.
        help: String,
    },
    /// It has too much to do, and took nothing.
    #[error("it takes no more requests for now: {reason}")]
    Busy {
        /// Its own words.
        reason: String,
        /// When it wants to be asked again.
        after: Duration,
    },
    /// The request may have reached it, and what became of it is not known.
    #[error("{reason}")]
    Unknown {
        /// Why.
        reason: String,
        /// What to do about it.
        help: String,
    },
}

impl ServiceError {
    /// The request did not reach the issuer.
    pub fn not_taken(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self::NotTaken {
            reason: reason.into(),
            help: help.into(),
        }
    }

    /// What became of the request is not known.
    pub fn unknown(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Unknown {
            reason: reason.into(),
            help: help.into(),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::NotTaken { help, .. } | Self::Unknown { help, .. } => help.clone(),
            Self::Busy { after, .. } => {
                format!("run `forecert apply` again in {} seconds", after.as_secs())
            }
        }
    }
}
