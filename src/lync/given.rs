//! The names that each input of the rules gives in an estate.

use crate::cert::DnsName;

use super::{Deployment, Domain, Input, Members, Pool, XmppStyle};

/// Names with the index of what they were made of.
pub(super) type Given = Vec<(usize, DnsName)>;

/// The names that an input gives, not yet without repetition.
pub(super) fn given(input: Input, deployment: &Deployment, pool: &Pool, members: Members) -> Given {
    let one = |name: Option<&DnsName>| name.map(|name| (0, name.clone())).into_iter().collect();
    let all = |names: &[DnsName]| names.iter().cloned().enumerate().collect();
    let hosts = |label| of_domains(&deployment.sip_domains, |domain| domain.host(label));
    let (web, edge) = (pool.kind.web(), pool.kind.edge());
    let published = pool.kind.publication();
    match input {
        Input::Pool => one(Some(&pool.fqdn)),
        Input::Servers => match members {
            Members::All => all(&pool.servers),
            Members::One(index) => vec![(index, pool.servers[index].clone())],
        },
        Input::Sip => hosts("sip"),
        Input::SipInternal => hosts("sipinternal"),
        Input::SipExternal => hosts("sipexternal"),
        Input::LyncdiscoverInternal => hosts("lyncdiscoverinternal"),
        Input::Lyncdiscover => hosts("lyncdiscover"),
        Input::SipDomains => of_domains(&deployment.sip_domains, |domain| domain.name().clone()),
        Input::WebInternal => one(web.map(|web| &web.internal)),
        Input::WebExternal => one(web.map(|web| &web.external)),
        Input::Meet => all(match (web, published) {
            (Some(web), _) => &web.meet,
            (None, Some(published)) => &published.meet,
            (None, None) => &[],
        }),
        Input::Dialin => all(match (web, published) {
            (Some(web), _) => &web.dialin,
            (None, Some(published)) => &published.dialin,
            (None, None) => &[],
        }),
        Input::Admin => all(web.map_or(&[], |web| &web.admin)),
        Input::Access => one(edge.map(|edge| &edge.access)),
        Input::WebConferencing => one(edge.map(|edge| &edge.web_conferencing)),
        Input::PublishedWeb => all(published.map_or(&[], |published| &published.web)),
        Input::PublishedFarms => all(published.map_or(&[], |published| &published.farms)),
        Input::FarmExternal => one(pool.kind.farm().and_then(|farm| farm.external.as_ref())),
        Input::XmppDomains => deployment.xmpp.as_ref().map_or_else(Vec::new, |xmpp| {
            let domains = xmpp.domains.iter().enumerate();
            match xmpp.style {
                XmppStyle::BareDomain => domains.map(|(i, d)| (i, d.name().clone())).collect(),
                XmppStyle::HostWildcard => domains
                    .flat_map(|(i, d)| [(i, d.host("xmpp")), (i, d.name().wildcard())])
                    .collect(),
            }
        }),
    }
}

/// A name made of each domain.
pub(super) fn of_domains(domains: &[Domain], name: impl Fn(&Domain) -> DnsName) -> Given {
    domains.iter().map(name).enumerate().collect()
}

/// The wildcard over a SIP domain for a host directly in it, every other name as it
/// is: a wildcard covers one label of one domain (RFC 6125 6.4.3).
pub(super) fn under_wildcard(name: &DnsName, deployment: &Deployment) -> DnsName {
    let over = deployment
        .sip_domains
        .iter()
        .find(|domain| domain.name().as_str() == name.parent());
    over.map_or_else(|| name.clone(), |domain| domain.name().wildcard())
}
