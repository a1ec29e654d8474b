//! What a reverse proxy publishes: the web services of other pools, their simple URLs,
//! and Office Web Apps farms.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::cert::DnsName;
use crate::finding::Finding;
use crate::lync::{self, Kind};
use crate::manifest::model::{Role, Wildcard};

use super::super::deployment::Estate;
use super::super::problems::Problems;
use super::super::reference::cure;
use super::web::wildcard;
use super::{Pool, product};

/// Completes the reverse proxies, once all other pools are read.
pub(super) fn publish(pools: &mut [Pool<'_>], estate: &Estate<'_>, problems: &mut Problems<'_>) {
    for index in 0..pools.len() {
        if pools[index].model.role != Role::ReverseProxy {
            continue;
        }
        let Some(published) = published(pools, index, problems) else {
            continue;
        };
        let names = names(pools, &published, estate);
        let proxy = &mut pools[index];
        if names.web.names.is_empty() {
            // Without a name of web services there is no common name.
            if !names.in_parts {
                problems.report(
                    Finding::error(
                        "nothing_published",
                        format!("`{}` publishes no pool with web services", proxy.fqdn),
                    )
                    .help("declare the Front End pool, Standard Edition server or Director that it publishes")
                    .at(proxy.places.role.clone(), "publishes what?"),
                );
            }
            continue;
        }
        let Names {
            web,
            meet,
            dialin,
            farms,
            wildcard,
            in_parts,
        } = names;
        proxy.places.published_web = web.spans;
        proxy.places.published_farms = farms.spans;
        proxy.places.meet = meet.spans;
        proxy.places.dialin = dialin.spans;
        if in_parts || proxy.servers.len() < proxy.model.servers.len() || proxy.servers.is_empty() {
            continue;
        }
        proxy.lync = Some(lync::Pool {
            product: product(proxy.model, estate),
            fqdn: proxy.fqdn.clone(),
            servers: proxy.servers.clone(),
            kind: Kind::ReverseProxy(lync::Publication {
                web: web.names,
                meet: meet.names,
                dialin: dialin.names,
                farms: farms.names,
                wildcard,
            }),
        });
    }
}

/// The published pools, by their index: those that are listed, or every one that can be.
/// Nothing where the list is wrong, which is reported.
fn published(pools: &[Pool<'_>], proxy: usize, problems: &mut Problems<'_>) -> Option<Vec<usize>> {
    let proxy = &pools[proxy];
    let Some(listed) = &proxy.model.publishes else {
        let (mut front_ends, mut others) = (Vec::new(), Vec::new());
        for (index, pool) in pools.iter().enumerate() {
            match pool.model.role {
                Role::FrontEnd | Role::StandardEdition => front_ends.push(index),
                Role::Director => others.push(index),
                Role::OfficeWebApps if farm(pool).is_some() => others.push(index),
                _ => {}
            }
        }
        // Front Ends first, since the common name is the first one's.
        front_ends.extend(others);
        return Some(front_ends);
    };
    let path = proxy.path.key("publishes");
    let by_name: BTreeMap<&str, usize> = pools
        .iter()
        .enumerate()
        .rev()
        .map(|(index, pool)| (pool.fqdn.as_str(), index))
        .collect();
    let mut seen: BTreeMap<usize, Range<usize>> = BTreeMap::new();
    let mut published = Vec::new();
    let mut sound = true;
    for (number, name) in listed.iter().enumerate() {
        let place = problems.value(&path.index(number));
        let Some(&index) = by_name.get(name.to_ascii_lowercase().as_str()) else {
            let publishable = pools.iter().filter(|pool| can_be_published(pool));
            let names: Vec<&str> = publishable.map(|pool| pool.fqdn.as_str()).collect();
            problems.report(
                Finding::error("unknown_pool", format!("unknown pool `{name}`"))
                    .help(cure(name, &names))
                    .at(place, "no pool has this name"),
            );
            sound = false;
            continue;
        };
        if let Some(first) = seen.insert(index, place.clone()) {
            problems.report(
                Finding::error("published_twice", format!("`{name}` is published twice"))
                    .help("take one of them out")
                    .at(place, "again")
                    .at(first, "first"),
            );
            sound = false;
        } else if can_be_published(&pools[index]) {
            published.push(index);
        } else {
            let word = super::word(pools[index].model.role);
            let (why, help) = match pools[index].model.role {
                Role::OfficeWebApps => (
                    format!("`{name}` has no external FQDN to publish"),
                    "add `office_web_apps: { external: wac.contoso.com }` to the farm, or take it out here",
                ),
                _ => (
                    format!("`{name}` has nothing to publish: it is `{word}`"),
                    "list pools with web services (`front-end`, `standard-edition`, `director`) and Office Web Apps farms",
                ),
            };
            problems.report(
                Finding::error("not_publishable", why)
                    .help(help)
                    .at(place, "not published by a reverse proxy")
                    .at(pools[index].places.role.clone(), "its role"),
            );
            sound = false;
        }
    }
    sound.then_some(published)
}

fn can_be_published(pool: &Pool<'_>) -> bool {
    match super::role(pool.model.role) {
        Some(lync::Role::OfficeWebApps) => farm(pool).is_some(),
        Some(role) => role.has_web_services(),
        None => false,
    }
}

/// The external FQDN of a farm, as it is written.
fn farm<'p>(pool: &'p Pool<'_>) -> Option<&'p String> {
    pool.model.office_web_apps.as_ref()?.external.as_ref()
}

/// All that a proxy answers for, with where it stands.
#[derive(Default)]
struct Names {
    web: Listed,
    meet: Listed,
    dialin: Listed,
    farms: Listed,
    wildcard: bool,
    /// Whether a published pool could not be read.
    in_parts: bool,
}

/// Names in order, each once: the same URLs serve many pools.
#[derive(Default)]
struct Listed {
    names: Vec<DnsName>,
    spans: Vec<Range<usize>>,
    seen: BTreeSet<DnsName>,
}

impl Listed {
    fn add(&mut self, name: &DnsName, span: &Range<usize>) {
        if self.seen.insert(name.clone()) {
            self.names.push(name.clone());
            self.spans.push(span.clone());
        }
    }

    fn add_all(&mut self, names: &[DnsName], spans: &[Range<usize>]) {
        for (name, span) in names.iter().zip(spans) {
            self.add(name, span);
        }
    }
}

fn names(pools: &[Pool<'_>], published: &[usize], estate: &Estate<'_>) -> Names {
    let mut names = Names::default();
    for &index in published {
        let pool = &pools[index];
        let Some(lync) = &pool.lync else {
            names.in_parts = true;
            continue;
        };
        if let Some(web) = lync.kind.web() {
            names.wildcard |= wildcard(pool.model, estate) != Wildcard::None;
            names.web.add(&web.external, &pool.places.web_external);
            names.meet.add_all(&web.meet, &pool.places.meet);
            names.dialin.add_all(&web.dialin, &pool.places.dialin);
        }
        if let Some(external) = lync.kind.farm().and_then(|farm| farm.external.as_ref()) {
            names.farms.add(external, &pool.places.farm_external);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use crate::cert::CertificateId;
    use crate::desired::trial::{ESTATE, codes, desired};

    /// The estate with a reverse proxy and an Office Web Apps farm behind it.
    fn with(proxy: &str, farm: &str) -> String {
        format!(
            "{ESTATE}  - fqdn: rp.contoso.com\n    role: reverse-proxy\n    servers: [rp01.contoso.com]\n{proxy}  - fqdn: wac.contoso.net\n    role: office-web-apps\n    servers: [wac01.contoso.net]\n{farm}"
        )
    }

    const EXTERNAL: &str = "    office_web_apps: { external: wac.contoso.com }\n";

    fn names(text: &str) -> Vec<String> {
        let id = CertificateId::parse("rp.contoso.com/farm").unwrap();
        let desired = desired(text);
        assert_eq!(desired.findings, []);
        let certificate = &desired.certificates[&id];
        assert_eq!(
            certificate.contents.subject.common_name(),
            Some(certificate.origins[0].name.as_str())
        );
        let origins = certificate.origins.iter();
        origins.map(|origin| origin.name.clone()).collect()
    }

    #[test]
    fn every_pool_with_web_services_is_published_unless_said_otherwise() {
        assert_eq!(
            names(&with("", EXTERNAL)),
            [
                "webext.contoso.com",
                "webdirext.contoso.com",
                "meet.contoso.com",
                "meet.fabrikam.com",
                "dialin.contoso.com",
                "wac.contoso.com",
                "lyncdiscover.contoso.com",
                "lyncdiscover.fabrikam.com",
            ]
        );
        assert!(!names(&with("", "")).contains(&"wac.contoso.com".to_owned()));
    }

    #[test]
    fn what_is_listed_is_published_and_the_first_is_the_common_name() {
        let listed = "    publishes: [Dirpool01.contoso.net, pool01.contoso.net]\n";
        let names = names(&with(listed, EXTERNAL));
        assert_eq!(names[..2], ["webdirext.contoso.com", "webext.contoso.com"]);
        assert!(!names.contains(&"wac.contoso.com".to_owned()));
    }

    #[test]
    fn a_wildcard_for_the_reverse_proxy_is_on_no_other_certificate() {
        let text =
            with("", EXTERNAL).replace("  admin: [", "  wildcard: reverse-proxy\n  admin: [");
        assert_eq!(
            names(&text),
            [
                "webext.contoso.com",
                "webdirext.contoso.com",
                "*.contoso.com",
                "*.fabrikam.com",
                "wac.contoso.com",
            ]
        );
        for certificate in desired(&text).certificates.values() {
            let wild = certificate
                .contents
                .names
                .iter()
                .any(|name| name == "*.contoso.com");
            assert_eq!(
                wild,
                certificate.role == "reverse-proxy",
                "{}",
                certificate.id
            );
        }
    }

    #[test]
    fn what_cannot_be_published_is_reported() {
        for (listed, code) in [
            ("[pool02.contoso.net]", "unknown_pool"),
            ("[medpool.contoso.net]", "not_publishable"),
            ("[wac.contoso.net, pool01.contoso.net]", "not_publishable"),
            (
                "[pool01.contoso.net, POOL01.contoso.net]",
                "published_twice",
            ),
            ("[]", "nothing_published"),
        ] {
            let text = with(&format!("    publishes: {listed}\n"), "");
            assert_eq!(codes(&text), [code], "{listed}");
        }
        let alone = r#"
version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com]
issuers: [{ name: ca, type: request, class: public, validity: 199d }]
pools: [{ fqdn: rp.contoso.com, role: reverse-proxy, servers: [rp.contoso.com] }]
"#;
        assert_eq!(codes(alone), ["nothing_published"]);
    }

    #[test]
    fn a_fault_in_a_published_pool_is_told_once() {
        let text = with("", EXTERNAL).replace(
            "external: webext.contoso.com",
            "external: web_ext.contoso.com",
        );
        assert_eq!(codes(&text), ["name_invalid"]);
    }

    #[test]
    fn a_name_of_the_proxy_is_traced_to_the_pool_that_it_publishes() {
        let text = with("", EXTERNAL);
        let id = CertificateId::parse("rp.contoso.com/farm").unwrap();
        for origin in &desired(&text).certificates[&id].origins {
            let span = origin.span.clone().unwrap();
            let domain = origin.name.trim_start_matches("lyncdiscover.");
            assert!(text[span].contains(domain), "{}", origin.name);
        }
    }
}
