//! What each role's certificates are called, for a pool of each.

use super::{Deployment, Layout, Members, Pool, derive, oauth, profiles, types};
use super::{Domain, Edge, Farm, Kind, Product, Publication, Web, Xmpp, XmppStyle};
use crate::cert::DnsName;

fn name(text: &str) -> DnsName {
    DnsName::parse(text).unwrap()
}

fn deployment() -> Deployment {
    Deployment {
        sip_domains: ["contoso.com", "fabrikam.com"]
            .map(|domain| Domain::new(name(domain)).unwrap())
            .into(),
        sipinternal: false,
        sipexternal: false,
        autodiscover_https: true,
        xmpp: None,
    }
}

fn web(layout: Layout) -> Web {
    Web {
        internal: name("webint.contoso.net"),
        external: name("webext.contoso.com"),
        auto_logon: true,
        layout,
        meet: vec![name("meet.contoso.com"), name("a.b.contoso.com")],
        dialin: vec![name("dialin.contoso.com")],
        admin: vec![name("admin.contoso.net")],
        wildcard: false,
    }
}

fn pool(kind: Kind) -> Pool {
    Pool {
        product: Product::Lync2013,
        fqdn: name("pool.contoso.net"),
        servers: vec![name("s1.contoso.net"), name("s2.contoso.net")],
        kind,
    }
}

fn edge(separate_av: bool) -> Kind {
    Kind::Edge(Edge {
        access: name("access.contoso.com"),
        web_conferencing: name("webcon.contoso.com"),
        separate_av,
    })
}

/// Every certificate of the pool's first server, a line each.
fn certificates(deployment: &Deployment, pool: &Pool, members: Members) -> String {
    let layout = pool.kind.web().map_or(Layout::Combined, |web| web.layout);
    let separate_av = pool.kind.edge().is_some_and(|edge| edge.separate_av);
    profiles(pool.kind.role(), layout, separate_av)
        .map(|profile| {
            let derived = derive(profile, deployment, pool, members);
            assert_eq!(derived.names[0].name, derived.common_name);
            let names: Vec<&str> = derived.names.iter().map(|n| n.name.as_str()).collect();
            let types = types(profile, deployment, pool);
            format!(
                "{} [{}]: {}\n",
                profile.usage,
                types.join(" "),
                names.join(" ")
            )
        })
        .collect()
}

#[test]
fn a_front_end_has_one_certificate_with_all_names() {
    let pool = pool(Kind::FrontEnd(web(Layout::Combined)));
    assert_eq!(
        certificates(&deployment(), &pool, Members::One(1)),
        "default [Default WebServicesInternal WebServicesExternal]: pool.contoso.net \
         s2.contoso.net sip.contoso.com sip.fabrikam.com webint.contoso.net \
         webext.contoso.com meet.contoso.com a.b.contoso.com dialin.contoso.com \
         admin.contoso.net lyncdiscoverinternal.contoso.com \
         lyncdiscoverinternal.fabrikam.com lyncdiscover.contoso.com \
         lyncdiscover.fabrikam.com\n"
    );
}

#[test]
fn a_split_front_end_has_three_under_the_name_of_the_pool() {
    let deployment = Deployment {
        sipinternal: true,
        sipexternal: true,
        autodiscover_https: false,
        ..deployment()
    };
    let pool = pool(Kind::FrontEnd(web(Layout::Split)));
    assert_eq!(
        certificates(&deployment, &pool, Members::One(0)),
        "default [Default]: pool.contoso.net s1.contoso.net sip.contoso.com \
         sip.fabrikam.com sipinternal.contoso.com sipinternal.fabrikam.com \
         sipexternal.contoso.com sipexternal.fabrikam.com\n\
         web-internal [WebServicesInternal]: pool.contoso.net s1.contoso.net \
         webint.contoso.net meet.contoso.com a.b.contoso.com dialin.contoso.com \
         admin.contoso.net lyncdiscoverinternal.contoso.com \
         lyncdiscoverinternal.fabrikam.com\n\
         web-external [WebServicesExternal]: pool.contoso.net s1.contoso.net \
         webext.contoso.com meet.contoso.com a.b.contoso.com dialin.contoso.com \
         lyncdiscover.contoso.com lyncdiscover.fabrikam.com\n"
    );
}

#[test]
fn a_split_director_names_its_web_certificates_after_the_server() {
    let deployment = Deployment {
        sip_domains: vec![Domain::new(name("contoso.com")).unwrap()],
        ..deployment()
    };
    let mut web = web(Layout::Split);
    web.auto_logon = false;
    let pool = pool(Kind::Director(web));
    assert_eq!(
        certificates(&deployment, &pool, Members::One(0)),
        "default [Default]: pool.contoso.net s1.contoso.net\n\
         web-internal [WebServicesInternal]: s1.contoso.net pool.contoso.net \
         webint.contoso.net meet.contoso.com a.b.contoso.com dialin.contoso.com \
         admin.contoso.net lyncdiscoverinternal.contoso.com\n\
         web-external [WebServicesExternal]: s1.contoso.net webext.contoso.com \
         meet.contoso.com a.b.contoso.com dialin.contoso.com lyncdiscover.contoso.com\n"
    );
    let shared = certificates(&deployment, &pool, Members::All);
    assert!(
        shared.contains(
            "[WebServicesInternal]: pool.contoso.net s1.contoso.net s2.contoso.net webint"
        )
    );
    assert!(
        shared.contains(
            "[WebServicesExternal]: pool.contoso.net s1.contoso.net s2.contoso.net webext"
        )
    );
}

#[test]
fn a_wildcard_stands_for_hosts_directly_in_a_sip_domain_and_for_nothing_else() {
    let mut web = web(Layout::Combined);
    web.wildcard = true;
    let pool = pool(Kind::FrontEnd(web));
    assert_eq!(
        certificates(&deployment(), &pool, Members::One(0)),
        "default [Default WebServicesInternal WebServicesExternal]: pool.contoso.net \
         s1.contoso.net sip.contoso.com sip.fabrikam.com webint.contoso.net \
         webext.contoso.com *.contoso.com a.b.contoso.com admin.contoso.net \
         *.fabrikam.com\n"
    );
}

#[test]
fn an_edge_pool_shares_an_internal_and_an_external_certificate() {
    assert_eq!(
        certificates(&deployment(), &pool(edge(false)), Members::All),
        "edge-internal [Internal]: pool.contoso.net\n\
         edge-external [AccessEdgeExternal DataEdgeExternal AudioVideoAuthentication]: \
         access.contoso.com webcon.contoso.com sip.contoso.com sip.fabrikam.com\n"
    );
}

#[test]
fn a_separate_av_certificate_takes_its_type_from_the_external_one() {
    assert_eq!(
        certificates(&deployment(), &pool(edge(true)), Members::All),
        "edge-internal [Internal]: pool.contoso.net\n\
         edge-external [AccessEdgeExternal DataEdgeExternal]: access.contoso.com \
         webcon.contoso.com sip.contoso.com sip.fabrikam.com\n\
         edge-av [AudioVideoAuthentication]: access.contoso.com\n"
    );
}

#[test]
fn xmpp_adds_its_type_and_its_domains_in_either_style() {
    let with = |style| Deployment {
        xmpp: Some(Xmpp {
            domains: vec![Domain::new(name("contoso.com")).unwrap()],
            style,
        }),
        ..deployment()
    };
    let bare = certificates(
        &with(XmppStyle::BareDomain),
        &pool(edge(true)),
        Members::All,
    );
    assert!(bare.contains("[AccessEdgeExternal DataEdgeExternal XmppServer]"));
    assert!(bare.contains("sip.fabrikam.com contoso.com\n"));
    let host = certificates(
        &with(XmppStyle::HostWildcard),
        &pool(edge(true)),
        Members::All,
    );
    assert!(host.contains("sip.fabrikam.com xmpp.contoso.com *.contoso.com\n"));
}

#[test]
fn a_mediation_server_has_neither_sip_nor_web_names() {
    assert_eq!(
        certificates(&deployment(), &pool(Kind::Mediation), Members::One(0)),
        "default [Default]: pool.contoso.net s1.contoso.net\n"
    );
}

#[test]
fn a_product_without_xmpp_has_none_of_its_names_or_types() {
    let deployment = Deployment {
        xmpp: Some(Xmpp {
            domains: vec![Domain::new(name("contoso.com")).unwrap()],
            style: XmppStyle::BareDomain,
        }),
        ..deployment()
    };
    for (product, has) in [(Product::Sfb2015, true), (Product::Sfb2019, false)] {
        let mut pool = pool(edge(false));
        pool.product = product;
        let text = certificates(&deployment, &pool, Members::All);
        assert_eq!(text.contains("XmppServer"), has, "{text}");
        assert_eq!(text.contains(" contoso.com"), has, "{text}");
    }
}

#[test]
fn persistent_chat_and_video_interop_servers_are_named_as_mediation_servers_are() {
    for kind in [Kind::PersistentChat, Kind::VideoInterop] {
        assert_eq!(
            certificates(&deployment(), &pool(kind), Members::One(1)),
            "default [Default]: pool.contoso.net s2.contoso.net\n"
        );
    }
}

#[test]
fn a_survivable_branch_answers_for_every_sip_domain() {
    assert_eq!(
        certificates(
            &deployment(),
            &pool(Kind::SurvivableBranch),
            Members::One(0)
        ),
        "default [Default]: pool.contoso.net sip.contoso.com sip.fabrikam.com\n"
    );
}

#[test]
fn a_trusted_application_pool_shares_one_certificate_with_all_its_names() {
    assert_eq!(
        certificates(&deployment(), &pool(Kind::TrustedApplication), Members::All),
        "default [Default]: pool.contoso.net s1.contoso.net s2.contoso.net\n"
    );
}

fn publication(wildcard: bool) -> Kind {
    Kind::ReverseProxy(Publication {
        web: vec![name("webext.contoso.com"), name("webdirext.contoso.com")],
        meet: vec![name("meet.contoso.com"), name("meet.fabrikam.com")],
        dialin: vec![name("dialin.contoso.com")],
        farms: vec![name("officewebapps01.contoso.com")],
        wildcard,
    })
}

#[test]
fn a_reverse_proxy_answers_for_all_that_it_publishes() {
    assert_eq!(
        certificates(&deployment(), &pool(publication(false)), Members::All),
        "farm [farm]: webext.contoso.com webdirext.contoso.com meet.contoso.com \
         meet.fabrikam.com dialin.contoso.com officewebapps01.contoso.com \
         lyncdiscover.contoso.com lyncdiscover.fabrikam.com\n"
    );
    let by_http = Deployment {
        autodiscover_https: false,
        ..deployment()
    };
    let names = certificates(&by_http, &pool(publication(false)), Members::All);
    assert!(!names.contains("lyncdiscover"), "{names}");
    assert_eq!(
        certificates(&deployment(), &pool(publication(true)), Members::All),
        "farm [farm]: webext.contoso.com webdirext.contoso.com *.contoso.com \
         *.fabrikam.com officewebapps01.contoso.com\n"
    );
}

#[test]
fn a_farm_has_its_name_and_those_of_its_servers_where_they_are_reached() {
    let farm = |external: Option<&str>, server_names| {
        Kind::OfficeWebApps(Farm {
            external: external.map(name),
            server_names,
        })
    };
    assert_eq!(
        certificates(&deployment(), &pool(farm(None, false)), Members::All),
        "farm [farm]: pool.contoso.net\n"
    );
    assert_eq!(
        certificates(
            &deployment(),
            &pool(farm(Some("wac.contoso.com"), true)),
            Members::All
        ),
        "farm [farm]: pool.contoso.net wac.contoso.com s1.contoso.net s2.contoso.net\n"
    );
}

#[test]
fn the_oauth_certificate_is_named_after_the_sip_domains() {
    let derived = oauth(&deployment()).unwrap();
    assert_eq!(derived.common_name.as_str(), "contoso.com");
    let names: Vec<&str> = derived.names.iter().map(|n| n.name.as_str()).collect();
    assert_eq!(names, ["contoso.com", "fabrikam.com"]);
}
