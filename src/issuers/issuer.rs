//! Who signs: a person or authority that the request is carried to, or an authority
//! that forecert keeps itself.

use time::{Duration, OffsetDateTime};

use super::Answer;
use crate::cert::Contents;
use crate::cert::Lifetime;
use crate::cert::Validity;
use crate::mint::{Authority, MintError, leaf};
use crate::x509::Request;

/// How far a certificate begins in the past: clocks of servers that were just
/// installed differ, and an hour is what Windows' own zones get wrong.
const SKEW: Duration = Duration::hours(1);

/// Whoever signs.
pub enum Issuer<'a> {
    /// A person carries the request; the answer comes back by `accept`.
    Request,
    /// An authority whose key is at hand.
    LocalCa {
        /// Its certificate and key.
        authority: &'a Authority,
        /// Where its revocation list will be found.
        crl_url: &'a str,
    },
}

/// Why an issuer could not even say no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// The authority's own certificate is over.
    #[error("the authority `{subject}` expired on {until}")]
    Expired {
        /// Its subject.
        subject: String,
        /// Its last second.
        until: OffsetDateTime,
    },
    /// The certificate cannot be made.
    #[error("the certificate cannot be made")]
    Mint(#[from] MintError),
}

impl IssueError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Expired { .. } => "renew the authority first: `forecert ca renew`",
            Self::Mint(error) => error.help(),
        }
    }
}

impl Issuer<'_> {
    /// Submits a request.
    ///
    /// A local authority signs at once: from an hour before `now`, but not before its
    /// own beginning, for the lifetime, but not beyond its own end; in whole seconds.
    ///
    /// # Errors
    ///
    /// When the authority is expired, or when the certificate cannot be made.
    pub fn submit(
        &self,
        request: &Request,
        contents: &Contents,
        lifetime: Lifetime,
        now: OffsetDateTime,
    ) -> Result<Answer, IssueError> {
        let Self::LocalCa { authority, crl_url } = self else {
            return Ok(Answer::Pending { handle: None });
        };
        let limits = authority.certificate.validity();
        if limits.expired(now) {
            return Err(IssueError::Expired {
                subject: authority.certificate.contents().subject.to_string(),
                until: limits.not_after,
            });
        }
        let validity = Validity {
            not_before: now.saturating_sub(SKEW).max(limits.not_before),
            not_after: now
                .saturating_add(lifetime.duration())
                .min(limits.not_after),
        };
        let certificate = leaf(request, contents, authority, validity, crl_url)?;
        Ok(Answer::Issued {
            certificate,
            chain: vec![authority.certificate.clone()],
        })
    }
}
