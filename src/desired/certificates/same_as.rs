//! `same_as`: one certificate that serves a second pool too, with the names of both.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::cert::{CertificateId, DnsName};
use crate::finding::{Finding, nearest};
use crate::lync::sources::ONE_FOR_BOTH;
use crate::lync::{Members, Profile};
use crate::manifest::Path;
use crate::manifest::model::Certificate;

use super::super::pools::Pool;
use super::super::problems::Problems;
use super::super::{DesiredCertificate, NameOrigin, Served};
use super::changes::Changes;
use super::{Sources, check_public, derived, overrides};

/// What may be served by what, by role and usage. Microsoft allows one public certificate
/// on Edge and reverse proxy where its key is exportable ([`ONE_FOR_BOTH`]), and says of
/// listeners that each has its own or all have one.
const ALLOWED: [(Of<'_>, Of<'_>); 2] = [
    (("reverse-proxy", "farm"), ("edge", "edge-external")),
    (("reverse-proxy", "farm"), ("reverse-proxy", "farm")),
];

/// A role's word and a usage.
type Of<'a> = (&'a str, &'a str);

/// A certificate that is not made, on its way to the one that serves it.
pub(super) struct Merged {
    id: CertificateId,
    role: &'static str,
    usages: Vec<String>,
    servers: Vec<DnsName>,
    origins: Vec<NameOrigin>,
    target: String,
    place: Range<usize>,
}

/// Reads a certificate that shall be the same as another.
pub(super) fn read(
    profile: &Profile,
    pool: &Pool<'_>,
    over: &Certificate,
    target: &str,
    path: &Path,
    sources: &Sources<'_>,
    problems: &mut Problems<'_>,
) -> Option<Merged> {
    let given = [
        ("per", over.per.is_some()),
        ("issuer", over.issuer.is_some()),
        ("key", over.key.is_some()),
        ("validity", over.validity.is_some()),
        ("renew_before", over.renew_before.is_some()),
        ("renewal_key", over.renewal_key.is_some()),
        ("eku", over.eku.is_some()),
        ("allow", !over.allow.is_empty()),
    ];
    for (key, _) in given.into_iter().filter(|(_, given)| *given) {
        problems.report(
            Finding::error(
                "field_not_possible",
                format!("`{key}` is settled by the certificate that serves this one"),
            )
            .help(format!("set it on `{target}`, or take `same_as` out"))
            .at(problems.key(&path.key(key)), "has no effect here")
            .at(problems.value(&path.key("same_as")), "the other one"),
        );
    }
    overrides::check_fields(over, path, problems);
    let mut changes = Changes::read(over, path, problems);
    let mut lync = pool.lync.clone()?;
    // An Edge's certificate names each host: no wildcard may stand for one there. Which of
    // the two the target is, its usage tells.
    if !target.ends_with(&format!("/{}", profile.usage)) {
        lync = lync.without_wildcard();
    }
    let draft = derived::draft(
        profile,
        pool,
        &lync,
        Members::All,
        sources,
        &mut changes,
        problems,
    );
    changes.report(profile.usage, problems);
    let draft = draft?;
    Some(Merged {
        id: draft.id,
        role: draft.role,
        usages: draft.usages,
        servers: lync.servers,
        origins: draft.origins,
        target: target.to_owned(),
        place: problems.value(&path.key("same_as")),
    })
}

/// Puts the names of each to the certificate that serves it, and says which that is.
pub(super) fn merge(
    merged: Vec<Merged>,
    certificates: &mut [DesiredCertificate],
    sources: &Sources<'_>,
    problems: &mut Problems<'_>,
) -> BTreeMap<CertificateId, CertificateId> {
    let served: BTreeSet<String> = merged.iter().map(|one| one.id.to_string()).collect();
    let by_id: BTreeMap<String, usize> = certificates
        .iter()
        .enumerate()
        .map(|(index, certificate)| (certificate.id.to_string(), index))
        .collect();
    let mut pairs = BTreeMap::new();
    for one in merged {
        let wanted = one.target.to_ascii_lowercase();
        let Some(&index) = by_id.get(&wanted) else {
            problems.report(not_there(&one, &wanted, &served, &by_id));
            continue;
        };
        let target = &mut certificates[index];
        let pair = ((one.role, one.id.usage()), (target.role, target.id.usage()));
        if !ALLOWED.contains(&pair) {
            problems.report(
                Finding::error(
                    "same_as_not_possible",
                    format!("`{}` cannot serve `{}`", target.id, one.id),
                )
                .help(format!(
                    "a reverse proxy's certificate may be the Edge's external one or another reverse proxy's, and nothing else: see {}",
                    ONE_FOR_BOTH.url
                ))
                .at(one.place, format!("is `{}` of `{}`", pair.1.1, pair.1.0))
                .at(target.span.clone(), "this one"),
            );
            continue;
        }
        let issuer = sources.issuers.get(&target.issuer);
        let names = one.origins.iter().map(|origin| origin.name.as_str());
        check_public(issuer, names, one.place.clone(), one.id.usage(), problems);
        for origin in one.origins {
            if target.contents.names.insert(origin.name.clone()) {
                target.origins.push(origin);
            }
        }
        pairs.insert(one.id.clone(), target.id.clone());
        target.serves.push(Served {
            id: one.id,
            role: one.role,
            usages: one.usages,
            servers: one.servers,
            span: one.place,
        });
    }
    pairs
}

fn not_there(
    one: &Merged,
    wanted: &str,
    served: &BTreeSet<String>,
    by_id: &BTreeMap<String, usize>,
) -> Finding {
    let place = one.place.clone();
    if wanted == one.id.to_string() {
        return Finding::error(
            "same_as_itself",
            format!("`{}` is the same as itself", one.id),
        )
        .help("name the certificate of another pool, or take `same_as` out")
        .at(place, "this one");
    }
    if served.contains(wanted) {
        return Finding::error(
            "same_as_chain",
            format!("`{wanted}` is not made: another certificate serves it too"),
        )
        .help("name the certificate that is made in the end")
        .at(place, "the same as a third");
    }
    let ids = by_id.keys().map(String::as_str);
    let help = nearest(wanted, ids).map_or_else(
        || {
            "write an id such as `edge.contoso.net/edge-external`: `forecert plan` lists them"
                .to_owned()
        },
        |near| format!("did you mean `{near}`?"),
    );
    Finding::error(
        "unknown_certificate",
        format!("there is no certificate `{wanted}`"),
    )
    .help(help)
    .at(place, "no certificate has this id")
}

#[cfg(test)]
mod tests {
    use crate::cert::CertificateId;
    use crate::desired::trial::{ESTATE, codes, desired, only};

    /// The estate with a reverse proxy whose certificate is declared so.
    fn with(certificate: &str) -> String {
        format!(
            "{ESTATE}  - fqdn: rp.contoso.com\n    role: reverse-proxy\n    servers: [rp01.contoso.com]\n    certificates: [{{ usage: farm, {certificate} }}]\n"
        )
    }

    const EDGE: &str = "same_as: edge.contoso.net/edge-external";

    #[test]
    fn one_public_certificate_serves_the_edge_and_the_reverse_proxy() {
        let text = with(EDGE).replace("  admin: [", "  wildcard: reverse-proxy\n  admin: [");
        let desired = desired(&text);
        assert_eq!(desired.findings, []);
        let edge = CertificateId::parse("edge.contoso.net/edge-external").unwrap();
        let proxy = CertificateId::parse("rp.contoso.com/farm").unwrap();
        assert!(!desired.certificates.contains_key(&proxy));
        assert_eq!(desired.served[&proxy], edge);
        let certificate = &desired.certificates[&edge];
        assert_eq!(
            certificate.contents.subject.common_name(),
            Some("sip.contoso.com")
        );
        let names: Vec<&str> = certificate
            .origins
            .iter()
            .map(|origin| origin.name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "sip.contoso.com",
                "webcon.contoso.com",
                "sip.fabrikam.com",
                "webext.contoso.com",
                "webdirext.contoso.com",
                "meet.contoso.com",
                "meet.fabrikam.com",
                "dialin.contoso.com",
                "lyncdiscover.contoso.com",
                "lyncdiscover.fabrikam.com",
            ]
        );
        assert_eq!(names.len(), certificate.contents.names.len());
        let served = &certificate.serves[0];
        assert_eq!(served.id, proxy);
        assert_eq!(served.servers[0].as_str(), "rp01.contoso.com");
    }

    #[test]
    fn two_reverse_proxies_share_a_wildcard_and_not_what_it_covers() {
        let text = format!(
            "{}  - fqdn: rp2.contoso.com\n    role: reverse-proxy\n    servers: [rp02.contoso.com]\n",
            with("same_as: rp2.contoso.com/farm")
        )
        .replace("  admin: [", "  wildcard: reverse-proxy\n  admin: [");
        let id = CertificateId::parse("rp2.contoso.com/farm").unwrap();
        let names = &desired(&text).certificates[&id].contents.names;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "*.contoso.com",
                "*.fabrikam.com",
                "webdirext.contoso.com",
                "webext.contoso.com"
            ]
        );
    }

    #[test]
    fn what_the_other_certificate_settles_cannot_be_said_here() {
        for field in [
            "issuer: public",
            "validity: 90d",
            "per: pool",
            "eku: [server-auth]",
        ] {
            let text = with(&format!("{EDGE}, {field}"));
            assert_eq!(codes(&text), ["field_not_possible"], "{field}");
        }
        assert_eq!(
            codes(&with(&format!("{EDGE}, extra_dns: [mail.contoso.com]"))),
            [""; 0]
        );
    }

    #[test]
    fn only_what_microsoft_allows_is_the_same() {
        for (target, code) in [
            ("edge.contoso.net/edge-internal", "same_as_not_possible"),
            ("oauth", "same_as_not_possible"),
            ("rp.contoso.com/farm", "same_as_itself"),
            ("edge.contoso.net/edge-extrenal", "unknown_certificate"),
        ] {
            assert_eq!(
                codes(&with(&format!("same_as: {target}"))),
                [code],
                "{target}"
            );
        }
        let near = only(
            "unknown_certificate",
            &with("same_as: edge.contoso.net/edge-extrenal"),
        );
        assert_eq!(
            near.help.as_deref(),
            Some("did you mean `edge.contoso.net/edge-external`?")
        );
        let chain = format!(
            "{}  - fqdn: rp2.contoso.com\n    role: reverse-proxy\n    servers: [rp02.contoso.com]\n    certificates: [{{ usage: farm, same_as: rp.contoso.com/farm }}]\n",
            with(EDGE)
        );
        assert_eq!(codes(&chain), ["same_as_chain"]);
        let custom = ESTATE.replace("{ usage: tls,", "{ usage: tls, same_as: oauth,");
        assert_eq!(codes(&custom), ["field_not_possible"]);
    }

    #[test]
    fn an_internal_name_does_not_slip_to_a_public_issuer_that_way() {
        let text = with(EDGE).replace(
            "external: webext.contoso.com",
            "external: webext.contoso.local",
        );
        assert_eq!(codes(&text), ["internal_name_public_issuer"]);
    }
}
