//! Names that may be there once only: pools, servers, web services, simple URLs.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cert::DnsName;
use crate::finding::Finding;

use super::super::deployment::Estate;
use super::super::problems::Problems;
use super::Pool;

/// Reports pools and servers that are there twice.
pub(super) fn check(pools: &[Pool<'_>], problems: &mut Problems<'_>) {
    let mut fqdns: BTreeMap<&DnsName, usize> = BTreeMap::new();
    for (index, pool) in pools.iter().enumerate() {
        if let Some(&first) = fqdns.get(&pool.fqdn) {
            problems.report(
                Finding::error(
                    "pool_twice",
                    format!("the pool `{}` is declared twice", pool.fqdn),
                )
                .help("make it one pool, or correct one of the names")
                .at(pool.places.fqdn.clone(), "again")
                .at(pools[first].places.fqdn.clone(), "first"),
            );
            continue;
        }
        fqdns.insert(&pool.fqdn, index);
    }
    let mut servers: BTreeMap<&DnsName, (usize, &Range<usize>)> = BTreeMap::new();
    for (index, pool) in pools.iter().enumerate() {
        for (server, span) in pool.servers.iter().zip(&pool.places.servers) {
            if let Some((first, first_span)) = servers.get(server) {
                let message = if *first == index {
                    format!("the server `{server}` is listed twice")
                } else {
                    format!("the server `{server}` is in two pools")
                };
                problems.report(
                    Finding::error("server_twice", message)
                        .help("a server belongs to one pool: take it out of the other")
                        .at(span.clone(), "again")
                        .at((*first_span).clone(), "first"),
                );
                continue;
            }
            servers.insert(server, (index, span));
            let Some(&namesake) = fqdns.get(server) else {
                continue;
            };
            // A single server may be its own pool.
            if namesake == index && pool.servers.len() == 1 {
                continue;
            }
            problems.report(
                Finding::error("server_is_pool", format!("`{server}` is a server and a pool"))
                    .help("give the pool a name of its own; only a pool of one server may have the server's")
                    .at(span.clone(), "the server")
                    .at(pools[namesake].places.fqdn.clone(), "the pool"),
            );
        }
    }
}

/// Warns of web services of two pools under one name.
pub(super) fn check_web_names(pools: &[Pool<'_>], problems: &mut Problems<'_>) {
    let mut seen: BTreeMap<&DnsName, (&DnsName, &Range<usize>)> = BTreeMap::new();
    for pool in pools {
        let Some(web) = pool.lync.as_ref().and_then(|pool| pool.kind.web()) else {
            continue;
        };
        let mut names = vec![(&web.internal, &pool.places.web_internal)];
        if web.external != web.internal {
            names.push((&web.external, &pool.places.web_external));
        }
        for (name, span) in names {
            match seen.get(name) {
                Some((other, first)) if **other != pool.fqdn => problems.report(
                    Finding::warning(
                        "web_name_reused",
                        format!("the web services of `{other}` and `{}` have the same name `{name}`", pool.fqdn),
                    )
                    .help("give each pool and each Director its own: clients would reach either of them")
                    .at(span.clone(), "again")
                    .at((*first).clone(), "first"),
                ),
                _ => {
                    seen.insert(name, (&pool.fqdn, span));
                }
            }
        }
    }
}

/// Reports simple URLs that lead to a pool's own name.
pub(super) fn check_simple_urls(
    pools: &[Pool<'_>],
    estate: &Estate<'_>,
    problems: &mut Problems<'_>,
) {
    let fqdns: BTreeMap<&DnsName, &Range<usize>> = pools
        .iter()
        .map(|pool| (&pool.fqdn, &pool.places.fqdn))
        .collect();
    let mut check = |host: &DnsName, span: &Range<usize>| {
        if let Some(pool) = fqdns.get(host) {
            // Not one that is a pool too.
            let mut advised = ["meet", "lync", "join"]
                .iter()
                .filter_map(|label| DnsName::parse(&format!("{label}.{}", host.parent())).ok())
                .filter(|advised| !fqdns.contains_key(advised));
            let such_as = advised
                .next()
                .map_or_else(String::new, |advised| format!(", such as `{advised}`"));
            problems.report(
                Finding::error(
                    "simple_url_is_pool",
                    format!("the simple URL leads to the pool `{host}`"),
                )
                .help(format!("give simple URLs hosts of their own{such_as}"))
                .at(span.clone(), "the same host")
                .at((*pool).clone(), "the pool"),
            );
        }
    };
    let sites = estate.sites.all_urls().flat_map(|urls| urls.all());
    for url in estate.simple_urls.all().chain(sites) {
        check(&url.host, &url.span);
    }
    for pool in pools.iter().filter(|pool| pool.model.simple_urls.is_some()) {
        let Some(web) = pool.lync.as_ref().and_then(|pool| pool.kind.web()) else {
            continue;
        };
        let places = &pool.places;
        let own = [
            (&web.meet, &places.meet),
            (&web.dialin, &places.dialin),
            (&web.admin, &places.admin),
        ];
        for (hosts, spans) in own {
            for (host, span) in hosts.iter().zip(spans) {
                check(host, span);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with, only};

    #[test]
    fn pools_and_servers_are_there_once() {
        let text = estate_with("fqdn: sbc.contoso.net", "fqdn: Pool01.contoso.net");
        assert_eq!(codes(&text), ["pool_twice"]);
        let text = estate_with(
            "[med01.contoso.net]",
            "[med01.contoso.net, MED01.contoso.net]",
        );
        assert_eq!(
            only("server_twice", &text).message,
            "the server `med01.contoso.net` is listed twice"
        );
        let text = estate_with("[med01.contoso.net]", "[edge01.contoso.net]");
        assert_eq!(
            only("server_twice", &text).message,
            "the server `edge01.contoso.net` is in two pools"
        );
    }

    #[test]
    fn only_a_single_server_is_called_as_its_pool() {
        let med = |servers: &str| codes(&estate_with("[med01.contoso.net]", servers));
        assert_eq!(med("[medpool.contoso.net]"), [""; 0]);
        assert_eq!(
            med("[medpool.contoso.net, med02.contoso.net]"),
            ["server_is_pool"]
        );
        assert_eq!(med("[pool01.contoso.net]"), ["server_is_pool"]);
    }

    #[test]
    fn web_services_of_two_pools_have_different_names() {
        let text = estate_with(
            "external: webdirext.contoso.com",
            "external: webext.contoso.com",
        );
        assert_eq!(codes(&text), ["web_name_reused"]);
        let text = estate_with(
            "internal: webint.contoso.net, external: webext.contoso.com",
            "internal: webext.contoso.com, external: webext.contoso.com",
        );
        assert_eq!(codes(&text), ["web_names_equal"]);
    }

    #[test]
    fn a_simple_url_does_not_lead_to_a_pool() {
        let text = estate_with(
            "https://admin.contoso.com",
            "https://pool01.contoso.net/admin",
        );
        assert_eq!(codes(&text), ["simple_url_is_pool"]);
        let own = estate_with(
            "    load_balancing: dns\n",
            "    load_balancing: dns\n    simple_urls: { meet: [\"https://a.contoso.com/x\", \"https://medpool.contoso.net/x\"], dialin: [\"https://a.contoso.com/y\"], admin: [\"https://a.contoso.com/z\"] }\n",
        );
        assert_eq!(codes(&own), ["simple_url_is_pool"]);
    }

    #[test]
    fn a_host_that_is_a_pool_is_not_advised_for_a_simple_url() {
        let help = |text: &str| only("simple_url_is_pool", text).help.unwrap();
        let text = estate_with(
            "https://admin.contoso.com",
            "https://pool01.contoso.net/admin",
        );
        let advice = "give simple URLs hosts of their own, such as";
        assert_eq!(help(&text), format!("{advice} `meet.contoso.net`"));
        let text = estate_with("fqdn: sbc.contoso.net", "fqdn: meet.contoso.com");
        assert_eq!(help(&text), format!("{advice} `lync.contoso.com`"));
    }
}
