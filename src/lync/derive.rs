//! The names of one certificate, in the order in which they are written, each with
//! the rule that it comes from.

use std::collections::BTreeSet;

use crate::cert::DnsName;

use super::given::{given, of_domains, under_wildcard};
use super::roles::OAUTH;
use super::rules::POOL;
use super::{
    CommonName, Condition, Deployment, Edge, Input, Layout, Pool, Profile, Role, Rule, Web,
};

/// The names of one certificate.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The common name; never a wildcard.
    pub common_name: DnsName,
    /// The alternative names without repetition, the common name first.
    pub names: Vec<Named>,
}

/// A name and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: DnsName,
    /// The rule that put it in.
    pub rule: &'static Rule,
    /// Which element of the rule's input it was made of; 0 where that is one value.
    pub index: usize,
}

/// For which servers of a pool a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// The one at this index of [`Pool::servers`].
    One(usize),
    /// All of them.
    All,
}

/// The certificates that a role needs with this layout and A/V certificate.
pub fn profiles(
    role: Role,
    layout: Layout,
    separate_av: bool,
) -> impl Iterator<Item = &'static Profile> {
    role.profiles()
        .iter()
        .filter(move |profile| match profile.when {
            Condition::Combined => layout == Layout::Combined,
            Condition::Split => layout == Layout::Split,
            Condition::SeparateAv => separate_av,
            _ => true,
        })
}

/// Microsoft's type names that a certificate of this pool is assigned to.
pub fn types(profile: &Profile, deployment: &Deployment, pool: &Pool) -> Vec<&'static str> {
    let (web, edge) = (pool.kind.web(), pool.kind.edge());
    profile
        .types
        .iter()
        .filter(|(_, when)| holds(*when, deployment, web, edge))
        .map(|(name, _)| *name)
        .collect()
}

/// The names of one certificate of a pool.
pub fn derive(
    profile: &Profile,
    deployment: &Deployment,
    pool: &Pool,
    members: Members,
) -> Derived {
    let cn_input = match (profile.common_name, members) {
        // A shared certificate has no one server to be named after.
        (CommonName::Server, Members::All) => Input::Pool,
        (common_name, _) => input_of(common_name),
    };
    let (web, edge) = (pool.kind.web(), pool.kind.edge());
    let mut names = Names::default();
    let applying = || {
        profile
            .rules
            .iter()
            .filter(|rule| holds(rule.when, deployment, web, edge))
    };
    // The common name first: some authorities take the first name for it.
    let named_by = applying()
        .find(|rule| rule.input == cn_input)
        .copied()
        .unwrap_or(&POOL);
    let given_first = given(named_by.input, deployment, pool, members);
    names.extend(named_by, given_first.into_iter().take(1));
    for rule in applying() {
        let mut given = given(rule.input, deployment, pool, members);
        if rule.wildcard && web.is_some_and(|web| web.wildcard) {
            for (_, name) in &mut given {
                *name = under_wildcard(name, deployment);
            }
        }
        names.extend(rule, given);
    }
    let common_name = names.list.first().map_or_else(
        // Not reached by the tables, which a test in `roles` holds to it.
        || pool.fqdn.clone(),
        |first| first.name.clone(),
    );
    Derived {
        common_name,
        names: names.list,
    }
}

/// The names of the OAuthTokenIssuer certificate; nothing where there is no SIP domain.
pub fn oauth(deployment: &Deployment) -> Option<Derived> {
    let rule = OAUTH.rules[0];
    let mut names = Names::default();
    names.extend(
        rule,
        of_domains(&deployment.sip_domains, |domain| domain.name().clone()),
    );
    let common_name = names.list.first()?.name.clone();
    Some(Derived {
        common_name,
        names: names.list,
    })
}

/// What a common name is made of.
pub(super) fn input_of(common_name: CommonName) -> Input {
    match common_name {
        CommonName::Pool => Input::Pool,
        CommonName::Server => Input::Servers,
        CommonName::Access => Input::Access,
        CommonName::SipDomain => Input::SipDomains,
    }
}

fn holds(
    condition: Condition,
    deployment: &Deployment,
    web: Option<&Web>,
    edge: Option<&Edge>,
) -> bool {
    match condition {
        Condition::Always => true,
        Condition::Combined => web.is_some_and(|web| web.layout == Layout::Combined),
        Condition::Split => web.is_some_and(|web| web.layout == Layout::Split),
        Condition::AutoLogon => web.is_some_and(|web| web.auto_logon),
        Condition::SipInternal => deployment.sipinternal,
        Condition::SipExternal => deployment.sipexternal,
        Condition::AutodiscoverHttps => deployment.autodiscover_https,
        Condition::SharedAv => edge.is_some_and(|edge| !edge.separate_av),
        Condition::SeparateAv => edge.is_some_and(|edge| edge.separate_av),
        Condition::Xmpp => deployment.xmpp.is_some(),
    }
}

/// Names in order, without repetition; the first rule that asks for one has it.
#[derive(Default)]
struct Names {
    list: Vec<Named>,
    seen: BTreeSet<DnsName>,
}

impl Names {
    fn extend(&mut self, rule: &'static Rule, given: impl IntoIterator<Item = (usize, DnsName)>) {
        for (index, name) in given {
            if self.seen.insert(name.clone()) {
                self.list.push(Named { name, rule, index });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Domain, Kind, Xmpp, XmppStyle};
    use super::*;

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
             webext.contoso.com meet.contoso.com a.b.contoso.com dialin.contoso.com\n"
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
        assert!(shared.contains(
            "[WebServicesInternal]: pool.contoso.net s1.contoso.net s2.contoso.net webint"
        ));
        assert!(shared.contains(
            "[WebServicesExternal]: pool.contoso.net s1.contoso.net s2.contoso.net webext"
        ));
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
    fn the_oauth_certificate_is_named_after_the_sip_domains() {
        let derived = oauth(&deployment()).unwrap();
        assert_eq!(derived.common_name.as_str(), "contoso.com");
        let names: Vec<&str> = derived.names.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(names, ["contoso.com", "fabrikam.com"]);
    }
}
