//! On which terms a certificate is asked for: issuer, key, lifetime, exceptions.

use std::ops::Range;

use crate::cert::{KeySpec, Lifetime, RenewBefore};
use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{Allow, Certificate, Key, Oauth, RenewalKey};

use super::super::exceptions::{self, Exception};
use super::super::issuers::Issuers;
use super::super::keys::{self, User};
use super::super::problems::Problems;
use super::super::reference::quoted;
use super::Sources;

/// On which terms a certificate is asked for.
pub(super) struct Terms {
    /// The issuer's name; empty where none could be found, which was reported.
    pub issuer: String,
    /// The key.
    pub key: KeySpec,
    /// How long it shall hold.
    pub validity: Lifetime,
    /// How long before its end it is renewed.
    pub renew_before: RenewBefore,
    /// Whether a renewal keeps the key.
    pub keep_key: bool,
    /// Checks that are waived.
    pub exceptions: Vec<Exception>,
}

/// The terms as a certificate declares them; what it leaves out is the defaults'.
#[derive(Default)]
pub(super) struct Declared<'m> {
    issuer: Option<&'m str>,
    key: Option<&'m Key>,
    validity: Option<&'m str>,
    renew_before: Option<&'m str>,
    renewal_key: Option<RenewalKey>,
    allow: &'m [Allow],
}

impl<'m> From<&'m Certificate> for Declared<'m> {
    fn from(certificate: &'m Certificate) -> Self {
        Self {
            issuer: certificate.issuer.as_deref(),
            key: certificate.key.as_ref(),
            validity: certificate.validity.as_deref(),
            renew_before: certificate.renew_before.as_deref(),
            renewal_key: certificate.renewal_key,
            allow: &certificate.allow,
        }
    }
}

impl<'m> From<&'m Oauth> for Declared<'m> {
    fn from(oauth: &'m Oauth) -> Self {
        Self {
            issuer: oauth.issuer.as_deref(),
            key: oauth.key.as_ref(),
            validity: oauth.validity.as_deref(),
            renew_before: oauth.renew_before.as_deref(),
            renewal_key: oauth.renewal_key,
            allow: &oauth.allow,
        }
    }
}

/// The certificates that name no issuer where there is no default.
#[derive(Default)]
pub(super) struct Unnamed(Vec<Range<usize>>);

impl Unnamed {
    /// Reports them in one.
    pub fn report(self, issuers: &Issuers, problems: &mut Problems<'_>) {
        // More places than this say nothing more.
        const SHOWN: usize = 5;
        if self.0.is_empty() {
            return;
        }
        let names = quoted(&issuers.names());
        let finding = Finding::error(
            "issuer_not_given",
            "no issuer is given, and there are several",
        )
        .help(format!(
            "set `defaults.issuer` to one of {names}, or `issuer` where it differs"
        ));
        let places = self.0.into_iter().take(SHOWN);
        problems.report(places.fold(finding, |finding, place| {
            finding.at(place, "signed by whom?")
        }));
    }
}

/// Reads the terms; what cannot be read is reported and replaced.
pub(super) fn read(
    declared: &Declared<'_>,
    path: &Path,
    user: User,
    sources: &Sources<'_>,
    place: &Range<usize>,
    unnamed: &mut Unnamed,
    problems: &mut Problems<'_>,
) -> Terms {
    let defaults = &sources.estate.defaults;
    let issuer = match declared.issuer {
        Some(name) => sources.issuers.find(name, &path.key("issuer"), problems),
        None => sources.issuers.default().unwrap_or_else(|()| {
            unnamed.0.push(place.clone());
            None
        }),
    };
    let validity = declared.validity;
    let validity = validity
        .and_then(|text| problems.lifetime(text, &path.key("validity")))
        .or(issuer.map(|issuer| issuer.validity))
        // Without an issuer there is an error already, and nothing holds so long.
        .unwrap_or(Lifetime::days(1));
    let renew_before = declared.renew_before;
    let renew_before =
        renew_before.and_then(|text| problems.renew_before(text, &path.key("renew_before")));
    Terms {
        issuer: issuer.map_or_else(String::new, |issuer| issuer.desired.name.clone()),
        key: declared.key.map_or_else(
            || defaults.key.clone(),
            |key| keys::read(key, &path.key("key"), user, problems),
        ),
        validity,
        renew_before: renew_before.unwrap_or(defaults.renew_before),
        keep_key: declared
            .renewal_key
            .map_or(defaults.keep_key, |key| key == RenewalKey::Keep),
        exceptions: exceptions::read(declared.allow, &path.key("allow"), problems),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use crate::cert::{CertificateId, Lifetime, RenewBefore};
    use crate::desired::trial::{codes, desired, estate_with};

    fn with(fields: &str) -> String {
        estate_with(
            "usage: edge-external,",
            &format!("usage: edge-external, {fields},"),
        )
    }

    #[test]
    fn a_certificate_says_otherwise() {
        let text = with(
            "validity: 90d, renew_before: 2w, renewal_key: keep, allow: [{ code: chain_unproved, reason: ticket 4711, until: 2027-03-01 }]",
        );
        let id = CertificateId::parse("edge.contoso.net/edge-external").unwrap();
        let certificate = &desired(&text).certificates[&id];
        assert_eq!(certificate.validity, Lifetime::days(90));
        assert_eq!(certificate.renew_before, RenewBefore::days(14));
        assert!(certificate.keep_key);
        assert_eq!(certificate.exceptions[0].until, Some(date!(2027 - 03 - 01)));
    }

    #[test]
    fn what_cannot_be_read_is_reported() {
        for (fields, code) in [
            ("validity: 1 year", "lifetime_invalid"),
            ("renew_before: 0d", "lifetime_invalid"),
            (
                "allow: [{ code: chain_unproved, reason: y, until: 2027-02-30 }]",
                "date_invalid",
            ),
            (
                "allow: [{ code: chain_unproved, reason: y, until: soon }]",
                "date_invalid",
            ),
            (
                "allow: [{ code: chain_unproved, reason: \" \" }]",
                "reason_missing",
            ),
            (
                "allow: [{ code: chain_unprovd, reason: y }]",
                "unknown_check",
            ),
            ("key: { algorithm: rsa, size: 512 }", "key_size_invalid"),
        ] {
            assert_eq!(codes(&with(fields)), [code], "{fields}");
        }
    }
}
