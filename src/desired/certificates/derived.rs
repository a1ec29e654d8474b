//! The certificates that a role derives for a pool, with the manifest's changes.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::cert::{CertificateId, ExtendedKeyUsage, Usage};
use crate::lync::{self, CommonName, Members, Profile, Role, Scope};
use crate::manifest::Path;
use crate::manifest::model::AvCertificate;

use super::super::DesiredCertificate;
use super::super::keys::User;
use super::super::pools::{self, Pool};
use super::super::problems::Problems;
use super::changes::Changes;
use super::same_as::{self, Merged};
use super::terms::{self, Declared, Unnamed};
use super::{Draft, Sources, check_client, check_public, overrides, text};

/// Adds the certificates of one pool.
pub(super) fn declare(
    pool: &Pool<'_>,
    role: Role,
    sources: &Sources<'_>,
    unnamed: &mut Unnamed,
    certificates: &mut Vec<DesiredCertificate>,
    merged: &mut Vec<Merged>,
    problems: &mut Problems<'_>,
) {
    let layout = pools::layout(pool.model, sources.estate);
    let separate_av = pool
        .model
        .edge
        .as_ref()
        .is_some_and(|edge| edge.av_certificate == AvCertificate::Separate);
    let profiles: Vec<&Profile> = lync::profiles(role, layout, separate_av).collect();
    let overrides = overrides::read(pool, role, &profiles, problems);
    for profile in profiles {
        let over = overrides.get(profile.usage);
        let place = over.map_or(&pool.places.fqdn, |(_, _, span)| span).clone();
        if let Some((path, over, _)) = over
            && let Some(target) = &over.same_as
        {
            merged.extend(same_as::read(
                profile, pool, over, target, path, sources, problems,
            ));
            continue;
        }
        let declared = over
            .map(|(_, over, _)| Declared::from(*over))
            .unwrap_or_default();
        let path = over.map_or_else(Path::root, |(path, _, _)| path.clone());
        let terms = terms::read(
            &declared,
            &path,
            User::Lync,
            sources,
            &place,
            unnamed,
            problems,
        );
        let mut changes = Changes::default();
        let mut scope = profile.scope;
        let mut extended_key_usage: BTreeSet<_> = [ExtendedKeyUsage::ServerAuth].into();
        if let Some((path, over, _)) = over {
            changes = Changes::read(over, role, path, problems);
            scope = overrides::scope(profile, over.per, path, pool, problems);
            overrides::check_fields(over, path, problems);
            extended_key_usage = overrides::extended_key_usage(over, path, problems);
        }
        let start = certificates.len();
        if let Some(lync) = &pool.lync {
            let members: Vec<Members> = match scope {
                Scope::Server => (0..lync.servers.len()).map(Members::One).collect(),
                Scope::Pool => vec![Members::All],
            };
            for members in members {
                let draft = draft(
                    profile,
                    pool,
                    lync,
                    members,
                    sources,
                    &mut changes,
                    problems,
                );
                certificates.extend(draft.map(|mut draft| {
                    draft.extended_key_usage.clone_from(&extended_key_usage);
                    draft.finish(&terms, sources)
                }));
            }
        }
        let names = certificates[start..]
            .iter()
            .flat_map(|certificate| &certificate.origins);
        let names = names.map(|origin| origin.name.as_str());
        let issuer = sources.issuers.get(&terms.issuer);
        check_public(issuer, names, place, profile.usage, problems);
        check_client(issuer, &extended_key_usage, &path, problems);
        changes.report(profile.usage, problems);
    }
}

pub(super) fn draft(
    profile: &Profile,
    pool: &Pool<'_>,
    lync: &lync::Pool,
    members: Members,
    sources: &Sources<'_>,
    changes: &mut Changes,
    problems: &mut Problems<'_>,
) -> Option<Draft> {
    let estate = sources.estate;
    let derived = lync::derive(profile, &estate.deployment, lync, members);
    let origins = changes.apply(&derived, lync.product, |named| {
        pool.places.of(named, estate)
    });
    let (what, place) = match (profile.common_name, members) {
        (CommonName::Access, _) => ("the Access Edge FQDN", pool.places.access.clone()),
        (CommonName::PublishedWeb, _) => (
            "the external web FQDN of the first published pool",
            pool.places
                .published_web
                .first()
                .cloned()
                .unwrap_or_default(),
        ),
        (CommonName::Server, Members::One(index)) => {
            ("the server's FQDN", server_span(pool, index))
        }
        _ => ("the pool's FQDN", pool.places.fqdn.clone()),
    };
    problems.common_name(&derived.common_name, what, place);
    let usage = Usage::parse(profile.usage).ok()?;
    let (id, span) = match members {
        Members::One(index) => (
            CertificateId::Server {
                pool: pool.fqdn.clone(),
                server: lync.servers[index].clone(),
                usage,
            },
            server_span(pool, index),
        ),
        Members::All => (
            CertificateId::Pool {
                pool: pool.fqdn.clone(),
                usage,
            },
            pool.places.fqdn.clone(),
        ),
    };
    let types = lync::types(profile, &estate.deployment, lync);
    Some(Draft {
        id,
        role: pools::word(pool.model.role),
        usages: types.into_iter().map(str::to_owned).collect(),
        common_name: text(&derived.common_name),
        origins,
        extended_key_usage: [ExtendedKeyUsage::ServerAuth].into(),
        span,
    })
}

fn server_span(pool: &Pool<'_>, index: usize) -> Range<usize> {
    pool.places.servers.get(index).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::cert::CertificateId;
    use crate::desired::trial::{codes, desired, estate_with, only};

    fn front_end(certificates: &str) -> String {
        estate_with(
            "    load_balancing: dns\n",
            &format!("    load_balancing: dns\n    certificates: [{certificates}]\n"),
        )
    }

    #[test]
    fn a_pool_may_share_what_is_otherwise_its_servers() {
        let desired = desired(&front_end("{ usage: default, per: pool }"));
        let id = CertificateId::parse("pool01.contoso.net/default").unwrap();
        let certificate = &desired.certificates[&id];
        assert_eq!(certificate.server, None);
        for server in ["fe01.contoso.net", "fe02.contoso.net"] {
            assert!(certificate.contents.names.contains(server), "{server}");
        }
        assert_eq!(desired.certificates.len(), 8);
    }

    #[test]
    fn a_separate_av_certificate_and_a_split_pool_have_more() {
        let text = estate_with(
            "av: av.contoso.com }",
            "av: av.contoso.com, av_certificate: separate }",
        )
        .replace(
            "    load_balancing: dns\n",
            "    load_balancing: dns\n    certificate_layout: split\n",
        );
        let desired = desired(&text);
        let ids: Vec<String> = desired
            .certificates
            .keys()
            .map(ToString::to_string)
            .collect();
        for id in [
            "edge.contoso.net/edge-av",
            "pool01.contoso.net/fe01.contoso.net/default",
            "pool01.contoso.net/fe01.contoso.net/web-external",
            "pool01.contoso.net/fe02.contoso.net/web-internal",
        ] {
            assert!(ids.contains(&id.to_owned()), "{id}");
        }
        assert_eq!(ids.len(), 14);
    }

    #[test]
    fn a_common_name_is_reported_with_where_it_comes_from() {
        let long = format!("{}contoso.net", "abcdefghi.".repeat(6));
        let text = estate_with("fqdn: pool01.contoso.net", &format!("fqdn: {long}"))
            .replace("next_hop: pool01.contoso.net", &format!("next_hop: {long}"));
        let finding = only("common_name_too_long", &text);
        assert_eq!(finding.labels[0].text, "the common name is the pool's FQDN");
        let access = estate_with("access: sip.contoso.com", &format!("access: {long}"));
        let finding = only("common_name_too_long", &access);
        assert_eq!(
            finding.labels[0].text,
            "the common name is the Access Edge FQDN"
        );
    }

    #[test]
    fn an_id_that_windows_cannot_reach_is_reported() {
        let long = |first: &str| format!("{first}.{}contoso.net", "abcdefghi.".repeat(9));
        let text = estate_with("fqdn: sbc.contoso.net", &format!("fqdn: {}", long("sbc")))
            .replace("sbc01.contoso.net", &long("sbc01"))
            .replace(
                "common_name: \"{server}\"",
                "common_name: sbc01.contoso.net",
            );
        assert_eq!(codes(&text), ["id_too_long"]);
    }

    #[test]
    fn a_public_issuer_certifies_public_names_only() {
        let text = estate_with("access: sip.contoso.com", "access: sip.contoso.local");
        let finding = only("internal_name_public_issuer", &text);
        assert_eq!(
            finding.message,
            "public authorities may not certify the internal names `sip.contoso.local`"
        );
        let enterprise = text.replace("issuer: public", "issuer: enterprise");
        assert_eq!(codes(&enterprise), [""; 0]);
    }
}
