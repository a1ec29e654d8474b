//! A small Contoso, with one pool of each role and every option on, so that each rule has
//! a name to show.

use forecert::cert::DnsName;
use forecert::lync::inputs::Farm;
use forecert::lync::{
    Deployment, Domain, Edge, Kind, Layout, Pool, Product, Publication, Role, Web, Xmpp, XmppStyle,
};

/// What holds for the whole of it.
pub fn deployment() -> Deployment {
    Deployment {
        sip_domains: ["contoso.com", "fabrikam.com"].map(domain).into(),
        sipinternal: true,
        sipexternal: true,
        autodiscover_https: true,
        xmpp: Some(Xmpp {
            domains: vec![domain("contoso.com")],
            style: XmppStyle::BareDomain,
        }),
    }
}

/// The pool of a role, in a layout, with or without an A/V certificate apart.
pub fn pool(role: Role, layout: Layout, separate_av: bool) -> Pool {
    let (fqdn, servers): (&str, &[&str]) = match role {
        Role::FrontEnd => (
            "pool01.contoso.net",
            &["fe01.contoso.net", "fe02.contoso.net"],
        ),
        Role::StandardEdition => ("se01.contoso.net", &["se01.contoso.net"]),
        Role::Director => (
            "dirpool01.contoso.net",
            &["dir01.contoso.net", "dir02.contoso.net"],
        ),
        Role::Edge => (
            "edge.contoso.net",
            &["edge01.contoso.net", "edge02.contoso.net"],
        ),
        Role::Mediation => (
            "medpool01.contoso.net",
            &["med01.contoso.net", "med02.contoso.net"],
        ),
        Role::PersistentChat => (
            "chat.contoso.net",
            &["chat01.contoso.net", "chat02.contoso.net"],
        ),
        Role::VideoInterop => (
            "vis.contoso.net",
            &["vis01.contoso.net", "vis02.contoso.net"],
        ),
        Role::SurvivableBranch => ("sba01.contoso.net", &["sba01.contoso.net"]),
        Role::TrustedApplication => (
            "apps.contoso.net",
            &["app01.contoso.net", "app02.contoso.net"],
        ),
        Role::ReverseProxy => ("rp.contoso.com", &["rp01.contoso.com"]),
        Role::OfficeWebApps => (
            "wac.contoso.net",
            &["wac01.contoso.net", "wac02.contoso.net"],
        ),
    };
    let kind = match role {
        Role::FrontEnd => {
            Kind::FrontEnd(web("webint01.contoso.net", "webext01.contoso.com", layout))
        }
        // Its internal web services have the server's own name.
        Role::StandardEdition => {
            Kind::StandardEdition(web(fqdn, "webext-se01.contoso.com", layout))
        }
        Role::Director => Kind::Director(web(
            "dirwebint.contoso.net",
            "dirwebext.contoso.com",
            layout,
        )),
        Role::Edge => Kind::Edge(Edge {
            access: name("access.contoso.com"),
            web_conferencing: name("webcon.contoso.com"),
            separate_av,
        }),
        Role::Mediation => Kind::Mediation,
        Role::PersistentChat => Kind::PersistentChat,
        Role::VideoInterop => Kind::VideoInterop,
        Role::SurvivableBranch => Kind::SurvivableBranch,
        Role::TrustedApplication => Kind::TrustedApplication,
        Role::ReverseProxy => Kind::ReverseProxy(Publication {
            web: names(&["webext01.contoso.com", "dirwebext.contoso.com"]),
            meet: names(&["meet.contoso.com", "meet.fabrikam.com"]),
            dialin: names(&["dialin.contoso.com"]),
            farms: names(&["wac.contoso.com"]),
            wildcard: false,
        }),
        Role::OfficeWebApps => Kind::OfficeWebApps(Farm {
            external: Some(name("wac.contoso.com")),
            server_names: true,
        }),
    };
    Pool {
        // Every role that went with a later product is still there, or already.
        product: if Product::Lync2013.has(role) {
            Product::Lync2013
        } else {
            Product::Sfb2015
        },
        fqdn: name(fqdn),
        servers: names(servers),
        kind,
    }
}

fn web(internal: &str, external: &str, layout: Layout) -> Web {
    Web {
        internal: name(internal),
        external: name(external),
        auto_logon: true,
        layout,
        meet: names(&["meet.contoso.com", "meet.fabrikam.com"]),
        dialin: names(&["dialin.contoso.com"]),
        admin: names(&["admin.contoso.com"]),
        wildcard: false,
    }
}

fn domain(text: &str) -> Domain {
    Domain::new(name(text)).unwrap()
}

fn names(texts: &[&str]) -> Vec<DnsName> {
    texts.iter().map(|text| name(text)).collect()
}

fn name(text: &str) -> DnsName {
    DnsName::parse(text).unwrap()
}
