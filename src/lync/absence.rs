//! Why a name is not in a certificate: what the tables say of names that they do not
//! put there.

use crate::cert::DnsName;

use super::given::given;
use super::roles::OAUTH;
use super::sources::{EXTERNAL, Sources};
use super::{Condition, Deployment, Domain, Input, Members, Pool, Profile, Role, Rule};

/// What a rule says of a name that it does not put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The rule would put it in, and its condition does not hold.
    Condition(&'static Rule),
    /// The rule puts it into the certificate of the server at this index.
    OtherServer(&'static Rule, usize),
    /// The rule would put it in if this were a SIP domain.
    Domain(&'static Rule, DnsName),
}

/// The certificate of a pool with this usage, as its pool has it.
pub fn profile(usage: &str, deployment: &Deployment, pool: &Pool) -> Option<&'static Profile> {
    let mut profiles = pool.kind.role().profiles().iter();
    profiles.find(|profile| profile.usage == usage && profile.when.holds(deployment, pool))
}

/// Why the rules of a certificate do not put in a name that is not in it, if one of them
/// has to do with it.
pub fn absence(
    profile: &Profile,
    deployment: &Deployment,
    pool: &Pool,
    members: Members,
    name: &DnsName,
) -> Option<Absence> {
    let gives = |rule: &Rule, deployment: &Deployment, members| {
        let given = given(rule.input, deployment, pool, members);
        given.into_iter().find(|(_, given)| given == name)
    };
    let unmet = |rule: &Rule| !rule.when.holds(deployment, pool);
    let mut rules = profile.rules.iter().copied();
    if let Some(rule) = rules.find(|rule| unmet(rule) && gives(rule, deployment, members).is_some())
    {
        return Some(Absence::Condition(rule));
    }
    if let Members::One(_) = members {
        for rule in profile.rules {
            if let Some((index, _)) = gives(rule, deployment, Members::All)
                && rule.input == Input::Servers
            {
                return Some(Absence::OtherServer(rule, index));
            }
        }
    }
    // What another certificate of the role has where its condition holds.
    let role = pool.kind.role().profiles().iter();
    let mut others = role.flat_map(|profile| profile.rules.iter().copied());
    if let Some(rule) =
        others.find(|rule| unmet(rule) && gives(rule, deployment, members).is_some())
    {
        return Some(Absence::Condition(rule));
    }
    let domain = DnsName::parse(name.parent()).ok()?;
    let mut domains = deployment.sip_domains.iter();
    if domains.any(|known| *known.name() == domain) {
        return None;
    }
    let supposed = Deployment {
        sip_domains: vec![Domain::new(domain.clone()).ok()?],
        ..deployment.clone()
    };
    let mut rules = profile.rules.iter().copied();
    let rule = rules.find(|rule| gives(rule, &supposed, members).is_some())?;
    Some(Absence::Domain(rule, domain))
}

/// Why a condition does not hold, and what the manifest says to make it hold.
pub fn unmet(condition: Condition) -> (&'static str, &'static str) {
    match condition {
        Condition::Always => ("it always applies", "nothing"),
        Condition::Combined => (
            "the pool has a certificate for each of Default and the web services",
            "`certificate_layout: combined`",
        ),
        Condition::Split => (
            "the pool has one certificate for Default and both web services",
            "`certificate_layout: split`",
        ),
        Condition::AutoLogon => (
            "clients do not sign in automatically at this pool",
            "`auto_logon: true` on the pool",
        ),
        Condition::SipInternal => (
            "the manifest does not say that the name exists in DNS",
            "`dns: { sipinternal: true }`",
        ),
        Condition::SipExternal => (
            "the manifest does not say that the name exists in DNS",
            "`dns: { sipexternal: true }`",
        ),
        Condition::AutodiscoverHttps => (
            "clients outside ask for Autodiscover by HTTP, which needs no certificate",
            "`autodiscover: https`",
        ),
        Condition::SharedAv => (
            "the A/V Authentication service has its own certificate",
            "`edge: { av_certificate: shared }`",
        ),
        Condition::SeparateAv => (
            "the A/V Authentication service shares the external certificate",
            "`edge: { av_certificate: separate }`",
        ),
        Condition::Xmpp => (
            "the pool does not federate by XMPP, or its product has no XMPP any more",
            "`xmpp` with the domain, on a product before Skype for Business Server 2019",
        ),
        Condition::FarmServers => (
            "the servers of the farm are not reached by their own names",
            "`office_web_apps: { server_names: true }`",
        ),
    }
}

/// Where names of an input belong, and why into no other certificate.
pub fn belongs(input: Input) -> &'static str {
    match input {
        Input::Pool => "only the servers of that pool answer to it",
        Input::Servers => "only that server answers to it",
        Input::Sip => "SIP clients look for it, so it belongs where they sign in",
        Input::SipInternal | Input::SipExternal => {
            "SIP clients fall back to it, so it belongs where they sign in"
        }
        Input::LyncdiscoverInternal => {
            "clients ask for it inside only, so it belongs to the internal web services"
        }
        Input::Lyncdiscover => {
            "clients ask for it from outside only, so it belongs to the external web services and \
             the reverse proxy"
        }
        Input::SipDomains => {
            "a SIP domain itself is the name of no server: it belongs to the OAuth certificate"
        }
        Input::WebInternal => "only the internal web services of that pool answer to it",
        Input::WebExternal | Input::PublishedWeb => {
            "only the external web services of that pool, and the reverse proxy before them, \
             answer to it"
        }
        Input::Meet | Input::Dialin => {
            "it is opened in a browser, so it belongs to web services and the reverse proxy"
        }
        Input::Admin => {
            "Admin URLs are never reachable from outside, so it belongs to the internal web \
             services only"
        }
        Input::Access | Input::WebConferencing => {
            "only the external services of that Edge pool answer to it"
        }
        Input::XmppDomains => "XMPP partners look for it at the Edge only",
        Input::PublishedFarms | Input::FarmExternal => {
            "only the Office Web Apps farm, and the reverse proxy before it, answer to it"
        }
    }
}

/// A name that the topology has and no certificate.
#[derive(Clone, Copy, Debug)]
pub struct Never {
    /// What the name is.
    pub what: &'static str,
    /// Why it is in no certificate.
    pub why: &'static str,
    /// The pages that say so.
    pub sources: Sources,
}

/// The A/V Edge FQDN. One sentence of another page asks for it; no table does.
pub static AV_EDGE: Never = Never {
    what: "the A/V Edge service's external FQDN",
    why: "A/V Authentication uses the key of its certificate and looks at no name in it, so no \
          table of Microsoft's lists this name",
    sources: EXTERNAL,
};

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    let profiles = Role::ALL.into_iter().flat_map(|role| role.profiles());
    let mut rules = profiles
        .chain([&OAUTH])
        .flat_map(|profile| profile.rules.iter().copied());
    rules.find(|rule| rule.code == code)
}

#[cfg(test)]
mod tests {
    use super::super::{Edge, Kind, Layout, Product, Web};
    use super::*;

    fn name(text: &str) -> DnsName {
        DnsName::parse(text).unwrap()
    }

    fn deployment() -> Deployment {
        Deployment {
            sip_domains: vec![Domain::new(name("contoso.com")).unwrap()],
            sipinternal: false,
            sipexternal: true,
            autodiscover_https: false,
            xmpp: None,
        }
    }

    fn front_end() -> Pool {
        Pool {
            product: Product::Lync2013,
            fqdn: name("pool.contoso.net"),
            servers: vec![name("s1.contoso.net"), name("s2.contoso.net")],
            kind: Kind::FrontEnd(Web {
                internal: name("webint.contoso.net"),
                external: name("webext.contoso.com"),
                auto_logon: false,
                layout: Layout::Split,
                meet: vec![name("meet.contoso.com")],
                dialin: Vec::new(),
                admin: vec![name("admin.contoso.com")],
                wildcard: false,
            }),
        }
    }

    /// What is said of a name on the first server's certificate with this usage.
    fn said(usage: &str, text: &str) -> String {
        let (deployment, pool) = (deployment(), front_end());
        let profile = profile(usage, &deployment, &pool).unwrap();
        match absence(profile, &deployment, &pool, Members::One(0), &name(text)) {
            None => "nothing".to_owned(),
            Some(Absence::Condition(rule)) => format!("{}: {}", rule.code, unmet(rule.when).1),
            Some(Absence::OtherServer(rule, index)) => format!("{}: server {index}", rule.code),
            Some(Absence::Domain(rule, domain)) => format!("{}: domain {domain}", rule.code),
        }
    }

    #[test]
    fn each_name_is_answered_from_the_rules() {
        for (usage, name, answer) in [
            (
                "default",
                "sip.contoso.com",
                "sip: `auto_logon: true` on the pool",
            ),
            (
                "default",
                "sipinternal.contoso.com",
                "sipinternal: `dns: { sipinternal: true }`",
            ),
            // A rule of another certificate of the pool.
            (
                "web-internal",
                "sip.contoso.com",
                "sip: `auto_logon: true` on the pool",
            ),
            // Another certificate of the pool has it.
            ("web-internal", "lyncdiscover.contoso.com", "nothing"),
            ("default", "s2.contoso.net", "server_fqdn: server 1"),
            (
                "web-internal",
                "lyncdiscoverinternal.fabrikam.com",
                "lyncdiscoverinternal: domain fabrikam.com",
            ),
            // Whatever is put before it, this is a SIP domain already.
            ("web-internal", "www.contoso.com", "nothing"),
            ("web-external", "admin.contoso.com", "nothing"),
        ] {
            assert_eq!(said(usage, name), answer, "{usage} {name}");
        }
    }

    #[test]
    fn the_layout_decides_which_profile_a_usage_has() {
        let (deployment, pool) = (deployment(), front_end());
        assert_eq!(
            profile("default", &deployment, &pool).unwrap().types.len(),
            1
        );
        let edge = Pool {
            kind: Kind::Edge(Edge {
                access: name("sip.contoso.com"),
                web_conferencing: name("webcon.contoso.com"),
                separate_av: false,
            }),
            ..pool
        };
        assert!(profile("edge-av", &deployment, &edge).is_none());
        assert!(profile("edge-external", &deployment, &edge).is_some());
    }

    #[test]
    fn a_rule_is_found_by_its_code() {
        assert_eq!(rule("admin").map(|rule| rule.input), Some(Input::Admin));
        assert_eq!(
            rule("oauth_realm").map(|rule| rule.code),
            Some("oauth_realm")
        );
        assert_eq!(rule("extra_dns"), None);
    }
}
