//! What another edition of the rules would change: what one manifest means under one edition,
//! held against what it means under the other.
//!
//! An edition fixes the names that roles derive and the defaults, so that the same manifest
//! and inventory give the same plan for years. This tells beforehand what a change of the
//! edition would have made anew.

use std::collections::BTreeSet;

use super::changes::diff_of;
use crate::cert::{self, CertificateId, LostNames};
use crate::desired::{Desired, DesiredCertificate};

/// What becomes of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditionChange {
    /// There was none.
    Added {
        /// What it would hold.
        rendering: String,
    },
    /// It would be no longer in the manifest.
    Gone,
    /// It would be another one.
    Other {
        /// Both renderings as a unified diff.
        diff: String,
        /// Names that it has and would lack.
        lost: LostNames,
        /// Whether its contents differ, so that it would be replaced. Otherwise it stays,
        /// and only its next renewal is another one.
        is_replaced: bool,
    },
}

/// The certificates that would be others, in the order of their ids.
pub fn edition_changes(now: &Desired, then: &Desired) -> Vec<(CertificateId, EditionChange)> {
    let ids: BTreeSet<&CertificateId> = now
        .certificates
        .keys()
        .chain(then.certificates.keys())
        .collect();
    let changes = ids.into_iter().filter_map(|id| {
        let change = match (now.certificates.get(id), then.certificates.get(id)) {
            (Some(now), Some(then)) => other(now, then)?,
            (Some(_), None) => EditionChange::Gone,
            (None, then) => EditionChange::Added {
                rendering: rendering(then?),
            },
        };
        Some((id.clone(), change))
    });
    changes.collect()
}

fn other(now: &DesiredCertificate, then: &DesiredCertificate) -> Option<EditionChange> {
    let (before, after) = (rendering(now), rendering(then));
    (before != after).then(|| EditionChange::Other {
        diff: diff_of(&before, &after),
        lost: cert::lost_names(&now.contents, &then.contents),
        is_replaced: now.contents != then.contents || now.issuer != then.issuer,
    })
}

/// Everything that an edition has a say in.
fn rendering(declared: &DesiredCertificate) -> String {
    let DesiredCertificate {
        usages,
        contents,
        issuer,
        validity,
        renew_before,
        keep_key,
        exportable,
        ..
    } = declared;
    let contents = contents.rendering();
    let key = if *keep_key { "kept" } else { "new" };
    let leaves = if *exportable { "yes" } else { "no" };
    format!(
        "usages: {}\n{contents}issuer: {issuer}\nvalidity: {validity}\n\
         renewal: {renew_before} before the end, with a {key} key\nexportable key: {leaves}\n",
        usages.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desired;
    use crate::manifest::Manifest;

    const ESTATE: &str = r#"
version: 1
rules: "2026.1"
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net]
    certificates: [{ usage: tls, common_name: "{server}", dns: ["{server}", "{pool}"] }]
"#;

    fn desired(text: &str) -> Desired {
        let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
        desired::resolve(&manifest).unwrap()
    }

    /// As if an edition read the manifest like that.
    fn changes(from: &str, to: &str) -> Vec<(String, EditionChange)> {
        let then = ESTATE.replacen(from, to, 1);
        assert!(from == to || then != ESTATE);
        let changes = edition_changes(&desired(ESTATE), &desired(&then));
        let changes = changes.into_iter();
        changes
            .map(|(id, change)| (id.to_string(), change))
            .collect()
    }

    #[test]
    fn the_same_rules_change_nothing() {
        assert_eq!(changes("", ""), []);
        // Where something stands in the manifest is no part of the rules.
        assert_eq!(changes("pools:", "\n\npools:"), []);
    }

    #[test]
    fn a_name_less_is_a_replacement_that_tells_the_name() {
        let found = changes(", \"{pool}\"]", "]");
        let [
            (
                id,
                EditionChange::Other {
                    diff,
                    lost,
                    is_replaced: true,
                },
            ),
        ] = &found[..]
        else {
            panic!("{found:?}");
        };
        assert_eq!(id, "sbc.contoso.net/sbc01.contoso.net/tls");
        assert!(diff.contains("\n-dns: sbc.contoso.net\n"), "{diff}");
        assert_eq!(lost.iter().collect::<Vec<_>>(), ["sbc.contoso.net"]);
    }

    #[test]
    fn another_validity_or_renewal_shows_and_replaces_nothing() {
        for (to, shown) in [
            ("{ usage: tls, validity: 90d,", "\n+validity: 90d\n"),
            (
                "{ usage: tls, renew_before: 10d,",
                "\n+renewal: 10d before the end, with a new key\n",
            ),
            ("{ usage: tls, renewal_key: keep,", "with a kept key\n"),
        ] {
            let found = changes("{ usage: tls,", to);
            let [
                (
                    _,
                    EditionChange::Other {
                        diff,
                        is_replaced: false,
                        ..
                    },
                ),
            ] = &found[..]
            else {
                panic!("{found:?}");
            };
            assert!(diff.contains(shown), "{diff}");
        }
    }

    #[test]
    fn a_certificate_more_and_one_less_are_told() {
        let found = changes("usage: tls", "usage: sip");
        let [
            (sip, EditionChange::Added { rendering }),
            (tls, EditionChange::Gone),
        ] = &found[..]
        else {
            panic!("{found:?}");
        };
        assert!(sip.ends_with("/sip") && tls.ends_with("/tls"));
        assert!(rendering.starts_with("usages: sip\nsubject: CN=sbc01.contoso.net\n"));
    }
}
