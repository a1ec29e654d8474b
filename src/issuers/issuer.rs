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
            Self::Expired { .. } => "renew the authority before anything more is signed by it",
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use time::macros::datetime;

    use super::*;
    use crate::cert::Curve;
    use crate::cert::KeySpec;
    use crate::cert::Subject;
    use crate::mint;
    use crate::secret::PrivateKey;

    const SPEC: KeySpec = KeySpec::Ec(Curve::P256);

    fn contents(name: &str) -> Contents {
        Contents {
            subject: Subject::default().with("CN", Some(name)),
            names: BTreeSet::from([name.to_owned()]),
            other_names: BTreeSet::new(),
            key: SPEC,
            key_usage: None,
            extended_key_usage: BTreeSet::new(),
            template: None,
        }
    }

    fn authority() -> Authority {
        let key = PrivateKey::generate(&SPEC).unwrap();
        let validity = Validity {
            not_before: datetime!(2026-01-01 0:00 UTC),
            not_after: datetime!(2027-01-01 0:00 UTC),
        };
        let root = mint::root(&contents("Lab"), &key, validity).unwrap();
        Authority::new(root, key).unwrap()
    }

    fn submitted(issuer: &Issuer<'_>, now: OffsetDateTime) -> Result<Answer, IssueError> {
        let key = PrivateKey::generate(&SPEC).unwrap();
        let contents = contents("fe01.contoso.net");
        let request = mint::request(&contents, &key).unwrap();
        issuer.submit(&request, &contents, Lifetime::days(30), now)
    }

    #[test]
    fn a_request_that_is_carried_by_hand_waits() {
        let answer = submitted(&Issuer::Request, datetime!(2026-06-01 12:00 UTC));
        assert_eq!(answer, Ok(Answer::Pending { handle: None }));
    }

    #[test]
    fn a_local_authority_signs_within_its_own_time_and_in_whole_seconds() {
        let authority = authority();
        let issuer = Issuer::LocalCa {
            authority: &authority,
            crl_url: "http://pki.contoso.com/lab.crl",
        };
        let (begin, end) = (
            datetime!(2026-01-01 0:00 UTC),
            datetime!(2027-01-01 0:00 UTC),
        );
        for (now, not_before, not_after) in [
            (
                datetime!(2026-06-01 12:00:00.9 UTC),
                datetime!(2026-06-01 11:00 UTC),
                datetime!(2026-07-01 12:00 UTC),
            ),
            (
                datetime!(2026-01-01 1:30 +01:00),
                begin,
                datetime!(2026-01-31 0:30 UTC),
            ),
            (
                datetime!(2026-12-20 0:00 UTC),
                datetime!(2026-12-19 23:00 UTC),
                end,
            ),
        ] {
            let Ok(Answer::Issued { certificate, chain }) = submitted(&issuer, now) else {
                panic!("nothing was issued at {now}");
            };
            let expected = Validity {
                not_before,
                not_after,
            };
            assert_eq!(certificate.validity(), expected);
            assert_eq!(chain, std::slice::from_ref(&authority.certificate));
            assert_eq!(certificate.crl_urls(), ["http://pki.contoso.com/lab.crl"]);
        }
        let late = submitted(&issuer, datetime!(2027-01-01 0:00:01 UTC)).unwrap_err();
        assert_eq!(
            late.to_string(),
            "the authority `CN=Lab` expired on 2027-01-01 0:00:00.0 +00:00:00"
        );
    }
}
