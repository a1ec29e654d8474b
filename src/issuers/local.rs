//! An authority that forecert keeps itself: it signs at once.

use time::{Duration, OffsetDateTime};

use crate::cert::Contents;
use crate::cert::Lifetime;
use crate::cert::Validity;
use crate::mint::{Authority, MintError, leaf};
use crate::x509::{Certificate, Request};

/// How far a certificate begins in the past: clocks of servers that were just
/// installed differ, and an hour is what Windows' own zones get wrong.
const SKEW: Duration = Duration::hours(1);

/// An authority whose key is at hand.
pub struct LocalCa<'a> {
    /// Its certificate and key.
    pub authority: &'a Authority,
    /// Where its revocation list will be found.
    pub crl_url: &'a str,
}

/// Why an authority did not sign.
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

impl LocalCa<'_> {
    /// Signs a request: from an hour before `now`, but not before the authority's own
    /// beginning, for the lifetime, but not beyond its own end; in whole seconds.
    ///
    /// # Errors
    ///
    /// When the authority is expired, or when the certificate cannot be made.
    pub fn sign(
        &self,
        request: &Request,
        contents: &Contents,
        lifetime: Lifetime,
        now: OffsetDateTime,
    ) -> Result<Certificate, IssueError> {
        let Self { authority, crl_url } = self;
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
        Ok(leaf(request, contents, authority, validity, crl_url)?)
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

    fn signed(issuer: &LocalCa<'_>, now: OffsetDateTime) -> Result<Certificate, IssueError> {
        let key = PrivateKey::generate(&SPEC).unwrap();
        let contents = contents("fe01.contoso.net");
        let request = mint::request(&contents, &key).unwrap();
        issuer.sign(&request, &contents, Lifetime::days(30), now)
    }

    #[test]
    fn a_local_authority_signs_within_its_own_time_and_in_whole_seconds() {
        let authority = authority();
        let issuer = LocalCa {
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
            let certificate = signed(&issuer, now).unwrap();
            let expected = Validity {
                not_before,
                not_after,
            };
            assert_eq!(certificate.validity(), expected);
            assert!(certificate.is_signed_by(&authority.certificate));
            assert_eq!(certificate.crl_urls(), ["http://pki.contoso.com/lab.crl"]);
        }
        let late = signed(&issuer, datetime!(2027-01-01 0:00:01 UTC)).unwrap_err();
        assert_eq!(
            late.to_string(),
            "the authority `CN=Lab` expired on 2027-01-01 0:00:00.0 +00:00:00"
        );
    }
}
