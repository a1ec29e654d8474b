//! Which certificate is of what, and which belong to one pool.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::DnsName;

use super::existing::Existing;
use super::names;

/// The pools, and what holds for all of them.
pub(super) struct Pools {
    /// The SIP domains, the default one first.
    pub sip_domains: Vec<DnsName>,
    /// Hosts of simple URLs, with their keys.
    pub simple_urls: BTreeMap<&'static str, BTreeSet<DnsName>>,
    /// Labels that clients look up before a SIP domain: `sipinternal`, `sipexternal`.
    pub dns: BTreeSet<&'static str>,
    /// SIP domains that stand by themselves in an Edge certificate, as XMPP federation needs.
    pub xmpp: BTreeSet<DnsName>,
    /// The OAuth certificate.
    pub oauth: Option<usize>,
    /// The pools.
    pub pools: Vec<Proposed>,
}

/// A pool.
pub(super) struct Proposed {
    /// Its name.
    pub fqdn: DnsName,
    /// What it is.
    pub what: What,
    /// Its servers.
    pub servers: Vec<DnsName>,
    /// Its certificates, each with its usage.
    pub certificates: Vec<(String, usize)>,
    /// What might be otherwise.
    pub doubts: Vec<String>,
    /// What its certificates have beside, and instead of, what the role gives; by usage.
    pub changes: Changes,
}

/// Names that a certificate has and its role does not give, and the other way round; by usage.
pub(super) type Changes = BTreeMap<String, (Vec<String>, Vec<String>)>;

/// What is already known of certificates when they are sorted into pools.
#[derive(Default)]
pub(super) struct Known {
    /// Those that are not to be taken for those of a role.
    pub plain: BTreeSet<usize>,
    /// What is changed of what the role of a pool gives.
    pub changes: BTreeMap<DnsName, Changes>,
}

/// What a pool is.
pub(super) enum What {
    /// A Front End pool, or a Standard Edition server.
    FrontEnd {
        /// Whether it is its only server.
        alone: bool,
        /// The internal web services FQDN.
        internal: Option<DnsName>,
        /// The external one.
        external: DnsName,
    },
    /// An Edge pool.
    Edge {
        /// The Access Edge FQDN.
        access: DnsName,
        /// The Web Conferencing Edge FQDN.
        web_conferencing: DnsName,
    },
    /// A reverse proxy.
    Proxy,
    /// Anything: certificates with the names that they have.
    Plain,
}

/// What a certificate is of, by its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Oauth,
    FrontEnd,
    EdgeExternal,
    Proxy,
    Other,
}

fn kind(one: &Existing, sip_domains: &[DnsName]) -> Kind {
    let names = one.names();
    let has = |label: &str| names.iter().any(|name| names::is(name, label));
    let is_domain = |name: &DnsName| sip_domains.contains(name);
    if one.host().is_some_and(|host| is_domain(&host)) && names.iter().all(is_domain) {
        return Kind::Oauth;
    }
    match (has("lyncdiscoverinternal"), has("lyncdiscover"), has("sip")) {
        // Only servers with internal web services have it.
        (true, ..) => Kind::FrontEnd,
        // Only they and what publishes them have it.
        (false, true, false) => Kind::Proxy,
        // A survivable branch server has its own name and those alone.
        (false, false, true) if is_edge(one, &names) => Kind::EdgeExternal,
        _ => Kind::Other,
    }
}

/// Whether a certificate with names of Access Edge has more than a server of its name has: it
/// is called so, or has a name that no other service needs.
fn is_edge(one: &Existing, all: &[DnsName]) -> bool {
    let called = |name: &DnsName| {
        let first = name.as_str().split('.').next().unwrap_or_default();
        ["sip", "access", "edge"]
            .iter()
            .any(|part| first.contains(part))
    };
    let others = all.iter().filter(|name| !names::is(name, "sip"));
    one.host().is_some_and(|host| called(&host)) || others.count() > 1
}

impl Pools {
    /// What certificates say; nothing where there are none.
    pub fn of(existing: &[Existing], known: &Known) -> Option<Self> {
        let plain = &known.plain;
        let sip_domains = names::sip_domains(existing);
        let has_role = !sip_domains.is_empty() && plain.len() < existing.len();
        let mut pools = Self::empty(sip_domains);
        let mut fronts: BTreeMap<DnsName, Vec<usize>> = BTreeMap::new();
        let (mut edges, mut proxies, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for (index, one) in existing.iter().enumerate() {
            let Some(host) = one.host() else { continue };
            let kind = match has_role && !plain.contains(&index) {
                true => kind(one, &pools.sip_domains),
                false => Kind::Other,
            };
            match kind {
                Kind::Oauth if pools.oauth.is_none() => pools.oauth = Some(index),
                Kind::FrontEnd if !names::of_sip_domain(&host) => {
                    fronts.entry(host).or_default().push(index);
                }
                Kind::EdgeExternal => edges.push(index),
                Kind::Proxy => proxies.push(index),
                Kind::Oauth | Kind::FrontEnd | Kind::Other => others.push(index),
            }
        }
        for (fqdn, of) in &fronts {
            pools.urls(existing, of);
            pools.pools.push(front_end(existing, fqdn, of));
        }
        // The common name of what publishes them is the external name of the first.
        let published = proxies.first().and_then(|index| existing[*index].host());
        let is_first = |pool: &Proposed| match &pool.what {
            What::FrontEnd { external, .. } => Some(external) == published.as_ref(),
            _ => false,
        };
        pools.pools.sort_by_key(|pool| !is_first(pool));
        for &index in &edges {
            pools.edge(existing, index, &mut others);
        }
        match (proxies.split_first(), fronts.is_empty()) {
            // One of several proxies would have the others' certificate.
            (Some((&first, rest)), false) => {
                pools.urls(existing, &[first]);
                pools.pools.extend(proxy(existing, first));
                others.extend(rest);
            }
            _ => others.extend(&proxies),
        }
        for pool in &mut pools.pools {
            pool.changes = known.changes.get(&pool.fqdn).cloned().unwrap_or_default();
        }
        others.sort_unstable();
        pools.plainly(existing, &others, plain);
        (!pools.pools.is_empty() || pools.oauth.is_some()).then_some(pools)
    }

    fn empty(sip_domains: Vec<DnsName>) -> Self {
        Self {
            sip_domains,
            simple_urls: BTreeMap::new(),
            dns: BTreeSet::new(),
            xmpp: BTreeSet::new(),
            oauth: None,
            pools: Vec::new(),
        }
    }

    /// Whether a pool has a role, which needs the product and a SIP domain.
    pub fn has_role(&self) -> bool {
        let mut pools = self.pools.iter();
        pools.any(|pool| !matches!(pool.what, What::Plain))
    }

    fn urls(&mut self, existing: &[Existing], of: &[usize]) {
        for name in of.iter().flat_map(|index| existing[*index].names()) {
            for label in ["sipinternal", "sipexternal"] {
                if names::is(&name, label) {
                    self.dns.insert(label);
                }
            }
            if let Some(key) = names::simple_url(&name) {
                self.simple_urls.entry(key).or_default().insert(name);
            }
        }
    }

    /// An Edge pool, whose internal name is that of a certificate of one name that is called
    /// so; where there is none, it is a plain certificate.
    fn edge(&mut self, existing: &[Existing], index: usize, others: &mut Vec<usize>) {
        let called = |name: &DnsName| {
            let first = name.as_str().split('.').next().unwrap_or_default();
            first.contains("edge")
        };
        let Some(access) = existing[index].host() else {
            return;
        };
        let alone = |other: &usize| match &existing[*other].names()[..] {
            [name] => called(name).then(|| name.clone()),
            _ => None,
        };
        let candidates = others.iter().enumerate();
        let candidates = candidates.filter_map(|(place, other)| Some((place, alone(other)?)));
        // The internal name mostly stands in another domain than the external ones.
        let internal = candidates.min_by_key(|(_, name)| name.parent() == access.parent());
        let Some((place, _)) = internal else {
            others.push(index);
            return;
        };
        let internal = others.remove(place);
        let Some(fqdn) = existing[internal].host() else {
            return;
        };
        let rest: Vec<DnsName> = existing[index]
            .names()
            .into_iter()
            .filter(|name| *name != access && !names::of_sip_domain(name))
            .filter(|name| !self.sip_domains.contains(name))
            .collect();
        let own = existing[index].names().into_iter();
        let domains = own.filter(|name| self.sip_domains.contains(name));
        self.xmpp.extend(domains);
        let mut doubts = vec![
            "the internal certificate was found by its name. Of which servers the pool consists, \
             and its `next_hop`, no certificate says."
                .to_owned(),
        ];
        if rest.len() > 1 {
            let names: Vec<String> = rest.iter().map(|name| format!("`{name}`")).collect();
            doubts.push(format!(
                "which of {} is the Web Conferencing Edge service?",
                names.join(", ")
            ));
        }
        self.pools.push(Proposed {
            servers: vec![fqdn.clone()],
            fqdn,
            what: What::Edge {
                web_conferencing: rest.first().unwrap_or(&access).clone(),
                access,
            },
            certificates: vec![
                ("edge-internal".to_owned(), internal),
                ("edge-external".to_owned(), index),
            ],
            doubts,
            changes: Changes::new(),
        });
    }

    /// Certificates as they are, one pool for each host.
    fn plainly(&mut self, existing: &[Existing], of: &[usize], plain: &BTreeSet<usize>) {
        let mut hosts: BTreeMap<DnsName, Vec<usize>> = BTreeMap::new();
        for &index in of {
            if let Some(host) = existing[index].host() {
                hosts.entry(host).or_default().push(index);
            }
        }
        // A machine is in one pool, and a pool's name is nobody else's.
        let mut taken: BTreeSet<DnsName> = BTreeSet::new();
        for pool in &self.pools {
            taken.insert(pool.fqdn.clone());
            taken.extend(pool.servers.iter().cloned());
        }
        for (host, of) in hosts {
            let mut doubts = Vec::new();
            let numbered = (2..).map(|number| format!("also{number}.{host}"));
            let mut others = std::iter::once(format!("also.{host}")).chain(numbered);
            let fqdn = match taken.contains(&host) {
                false => Some(host.clone()),
                true => {
                    doubts.push(
                        "the machine has a role above, and this is another certificate of it. The \
                         pool's name is made up."
                            .to_owned(),
                    );
                    let free = |name: String| {
                        let name = DnsName::parse(&name).ok()?;
                        (!taken.contains(&name)).then_some(name)
                    };
                    // A name that is too long even so is let go after a few.
                    others.by_ref().take(8).find_map(free)
                }
            };
            let Some(fqdn) = fqdn else { continue };
            taken.insert(fqdn.clone());
            let suggests = |index: &&usize| {
                plain.contains(index) && kind(&existing[**index], &self.sip_domains) != Kind::Other
            };
            if of.iter().any(|index| suggests(&index)) {
                doubts.push(
                    "its names look like those of a role, which would not give exactly them."
                        .to_owned(),
                );
            }
            let certificates = of.iter().enumerate();
            self.pools.push(Proposed {
                servers: vec![fqdn.clone()],
                fqdn,
                what: What::Plain,
                certificates: certificates
                    .map(|(number, index)| (usage(number), *index))
                    .collect(),
                doubts,
                changes: Changes::new(),
            });
        }
    }
}

/// The usage of one of several plain certificates: `tls`, `tls-b`, `tls-c`; usages have no
/// digits.
fn usage(number: usize) -> String {
    let mut letters = String::new();
    let mut rest = number;
    while rest > 0 {
        let letter = u8::try_from(rest % 26).unwrap_or_default();
        letters.insert(0, char::from(b'a' + letter));
        rest /= 26;
    }
    match letters.is_empty() {
        true => "tls".to_owned(),
        false => format!("tls-{letters}"),
    }
}

/// A Front End pool of certificates with its name. What only one of them has is its server;
/// where there is one certificate, what is in the pool's domain and not called like web
/// services.
fn front_end(existing: &[Existing], fqdn: &DnsName, of: &[usize]) -> Proposed {
    let mut counts: BTreeMap<DnsName, usize> = BTreeMap::new();
    for name in of.iter().flat_map(|index| existing[*index].names()) {
        *counts.entry(name).or_default() += 1;
    }
    let said = |name: &DnsName| {
        name == fqdn || names::of_sip_domain(name) || names::simple_url(name).is_some()
    };
    let rest: Vec<(&DnsName, usize)> = counts
        .iter()
        .filter(|(name, _)| !said(name))
        .map(|(name, count)| (name, *count))
        .collect();
    let inside = |name: &DnsName| name.parent() == fqdn.parent();
    let several = of.len() > 1;
    let is_server = |(name, count): &(&DnsName, usize)| {
        inside(name)
            && if several {
                *count < of.len()
            } else {
                !names::of_web(name)
            }
    };
    let servers = rest.iter().filter(|one| is_server(one));
    let servers: Vec<DnsName> = servers.map(|(name, _)| (*name).clone()).collect();
    let mut web: Vec<&DnsName> = rest
        .iter()
        .filter(|one| !is_server(one))
        .map(|(name, _)| *name)
        .collect();
    // What is called like web services before what is not.
    web.sort_by_key(|name| !names::of_web(name));
    let outside = web
        .iter()
        .find(|name| !inside(name) || name.as_str().contains("ext"));
    let external = outside
        .or_else(|| web.iter().rev().find(|name| inside(name)))
        .copied();
    let internal = web
        .iter()
        .find(|name| inside(name) && Some(**name) != external);
    let mut doubts = vec!["a Director has the same names. Correct `role` if it is one.".to_owned()];
    if !several && !servers.is_empty() {
        doubts.push("which of its names are servers is told by how they are called.".to_owned());
    }
    if web.len() > 2 {
        let names: Vec<String> = web.iter().map(|name| format!("`{name}`")).collect();
        doubts.push(format!(
            "which of {} are the web services, and what are the others?",
            names.join(", ")
        ));
    }
    if external.is_none() {
        doubts.push("no name is left for the external web services.".to_owned());
    }
    Proposed {
        fqdn: fqdn.clone(),
        what: What::FrontEnd {
            alone: servers.is_empty(),
            internal: internal.map(|name| (*name).clone()),
            external: external.unwrap_or(fqdn).clone(),
        },
        servers,
        certificates: of
            .iter()
            .map(|index| ("default".to_owned(), *index))
            .collect(),
        doubts,
        changes: Changes::new(),
    }
}

/// A reverse proxy. What it is called, its certificate does not say.
fn proxy(existing: &[Existing], index: usize) -> Option<Proposed> {
    let host = existing[index].host()?;
    let fqdn = DnsName::parse(&format!("rp.{}", host.parent())).ok()?;
    Some(Proposed {
        servers: vec![fqdn.clone()],
        fqdn,
        what: What::Proxy,
        certificates: vec![("farm".to_owned(), index)],
        doubts: vec!["what the proxy itself is called, no certificate says.".to_owned()],
        changes: Changes::new(),
    })
}
