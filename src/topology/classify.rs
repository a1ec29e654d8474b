//! Which clusters are pools, of which role, and what their certificates rest on.
//!
//! No page of Microsoft's documents the format. The roles are told by the services of a
//! cluster, as they stand together in published documents and as `Get-CsService` names
//! them; where that is an inference only, the pool carries it along to be asked about.

use std::collections::BTreeMap;

use crate::cert::DnsName;
use crate::finding::Problems;

use super::document::{Cluster, Kind, Service, SimpleUrls, Topology};
use super::next_hop::next_hop;
use super::role::{Product, Role};
use super::wording;
use super::xml::Value;

/// What the manifest is written from. Every name in it is one.
pub(super) struct Estate {
    /// Which kind of document it was.
    pub kind: Kind,
    /// What most pools run.
    pub product: Product,
    /// The SIP domains, the default one first.
    pub sip_domains: Vec<DnsName>,
    /// The simple URLs, where the document holds them.
    pub simple_urls: Option<SimpleUrls>,
    /// Those of single sites, where the document holds them.
    pub of_sites: SimpleUrls,
    /// The names of the sites.
    pub sites: Vec<String>,
    /// The pools, by role.
    pub pools: Vec<Pool>,
    /// What may need a certificate, and is not known.
    pub unknown: Vec<Unknown>,
    /// What needs none from here.
    pub left_out: Vec<String>,
}

/// A pool.
pub(super) struct Pool {
    /// Its name.
    pub fqdn: DnsName,
    /// What its servers do.
    pub role: Role,
    /// Its product, where it matters.
    pub product: Option<Product>,
    /// Its site.
    pub site: Option<usize>,
    /// The pool it passes traffic on to.
    pub next_hop: Option<DnsName>,
    /// Its web services.
    pub web: Option<Web>,
    /// Its external names.
    pub edge: Option<Edge>,
    /// Its servers.
    pub servers: Vec<DnsName>,
    /// The service that told the role, where that is a guess.
    pub guessed_by: Option<String>,
}

/// The names of web services.
pub(super) struct Web {
    /// From inside, where it is not the pool's.
    pub internal: Option<DnsName>,
    /// From outside.
    pub external: DnsName,
}

/// The external names of an Edge pool.
pub(super) struct Edge {
    /// The Access Edge service.
    pub access: DnsName,
    /// The Web Conferencing Edge service.
    pub web_conferencing: DnsName,
    /// The A/V Edge service.
    pub av: Option<DnsName>,
    /// Whether it has ports for XMPP federation.
    pub xmpp: bool,
}

/// A cluster that may need a certificate, and is not known.
pub(super) struct Unknown {
    /// Its name, as it is written.
    pub fqdn: String,
    /// Its name and those of its machines, where all of them are names.
    pub names: Option<(DnsName, Vec<DnsName>)>,
    /// Why it is not known.
    pub why: Why,
}

/// Why a cluster is not known.
pub(super) enum Why {
    /// It runs a product from before Lync Server 2013.
    Older,
    /// It has these services, as they are written.
    Services(Vec<String>),
}

/// Makes pools of clusters.
pub(super) fn estate(topology: &Topology<'_>, faults: &mut Problems) -> Estate {
    let mut pools = Vec::new();
    let (mut unknown, mut left_out) = (Vec::new(), Vec::new());
    let mut roles: Vec<Option<(Role, Option<&str>)>> = (0..topology.clusters.len())
        .map(|cluster| role(topology, cluster))
        .collect();
    let versions: Vec<Option<Version>> = topology
        .clusters
        .iter()
        .enumerate()
        .map(|(index, cluster)| {
            let (role, _) = roles[index]?;
            role.is_of_the_product()
                .then(|| product(&topology.on(index), cluster.fqdn, faults))
        })
        .collect();
    // What is too old to be declared is nobody's next hop either.
    for (role, version) in roles.iter_mut().zip(&versions) {
        if matches!(version, Some(Version::Older)) {
            *role = None;
        }
    }
    for (index, cluster) in topology.clusters.iter().enumerate() {
        let services = topology.on(index);
        let Some((role, guessed_by)) = roles[index] else {
            if matches!(versions[index], Some(Version::Older)) {
                unknown.push(Unknown::new(cluster, Why::Older));
            } else if cluster.needs_setup || !services.iter().all(|service| stands_beside(service))
            {
                let mut names: Vec<&str> = services.iter().map(|service| service.role).collect();
                names.sort_unstable();
                names.dedup();
                let names = names.into_iter().map(str::to_owned).collect();
                unknown.push(Unknown::new(cluster, Why::Services(names)));
            } else {
                left_out.push(cluster.fqdn.text.to_string());
            }
            continue;
        };
        let product = match versions[index] {
            Some(Version::Known(product)) => Some(product),
            Some(Version::Older) | None => None,
        };
        pools.extend(
            pool(topology, index, role, product, faults).map(|pool| Pool {
                next_hop: next_hop(topology, &roles, index),
                guessed_by: guessed_by.map(str::to_owned),
                ..pool
            }),
        );
    }
    pools.sort_by_key(|pool| pool.role);
    if pools.is_empty() && faults.is_empty() {
        faults.add(|| wording::no_pool(topology.clusters.first().map(|cluster| cluster.fqdn)));
    }
    Estate {
        kind: topology.kind,
        product: most(&pools),
        sip_domains: topology.sip_domains.clone(),
        simple_urls: topology.simple_urls.clone(),
        of_sites: topology.of_sites.clone(),
        sites: topology.sites.iter().map(|&name| name.to_owned()).collect(),
        pools,
        unknown,
        left_out,
    }
}

/// The role of a cluster, and the service that it was guessed by.
fn role<'x>(topology: &Topology<'x>, cluster: usize) -> Option<(Role, Option<&'x str>)> {
    let services = topology.on(cluster);
    let has = |role: &str| services.iter().any(|service| service.role == role);
    let starts = |start: &str| {
        let mut roles = services.iter().map(|service| service.role);
        // Stores are databases on SQL Server.
        roles.find(|role| role.starts_with(start) && !role.ends_with("Store"))
    };
    if has("EdgeServer") {
        return Some((Role::Edge, None));
    }
    if has("UserServices") {
        // Its database is on the server itself: Standard Edition. Neither the number of
        // machines nor their names tell, since an Enterprise pool may have one.
        let role = if has("UserStore") {
            Role::StandardEdition
        } else {
            Role::FrontEnd
        };
        return Some((role, None));
    }
    if let Some(registrar) = services.iter().find(|service| service.role == "Registrar") {
        let role = if is_director(registrar) {
            Role::Director
        } else {
            Role::SurvivableBranch
        };
        return Some((role, Some(registrar.role)));
    }
    let guessed = [
        ("PersistentChat", Role::PersistentChat),
        ("VideoInterop", Role::VideoInterop),
        ("TrustedApplication", Role::TrustedApplication),
        ("ExternalServer", Role::TrustedApplication),
    ];
    for (start, role) in guessed {
        if let Some(by) = starts(start) {
            return Some((role, Some(by)));
        }
    }
    if has("MediationServer") {
        return Some((Role::Mediation, None));
    }
    has("WacService").then_some((Role::OfficeWebApps, None))
}

/// Whether a service is one that the product only uses: a database, a share, a gateway.
/// Of the names of others, such as trusted applications, no document was seen.
fn stands_beside(service: &Service<'_>) -> bool {
    service.role.ends_with("Store") || service.role == "PstnGateway"
}

fn is_director(registrar: &Service<'_>) -> bool {
    let mut settings = registrar.element.all("RegistrarService");
    settings.any(|settings| settings.is("IsDirector"))
}

enum Version {
    Known(Product),
    Older,
}

/// `ServiceVersion` as documents of each product have it.
fn product(services: &[&Service<'_>], fqdn: &Value<'_>, faults: &mut Problems) -> Version {
    let (mut newest, mut odd) = (None, false);
    for service in services {
        let version = service.element.attribute("ServiceVersion");
        match version.map(|value| value.text.parse::<u32>()) {
            Some(Ok(version)) => newest = newest.max(Some(version)),
            Some(Err(_)) => {
                odd = true;
                faults.add(|| wording::odd_version(service.element));
            }
            None => {}
        }
    }
    match newest {
        Some(..=5) => Version::Older,
        Some(6) => Version::Known(Product::Lync2013),
        Some(7) => Version::Known(Product::Sfb2015),
        Some(8) => Version::Known(Product::Sfb2019),
        Some(_) => Version::Known(Product::Newer),
        // It was spoken of.
        None if odd => Version::Known(Product::Newer),
        None => {
            faults.add(|| wording::pool_lacks(fqdn, "`ServiceVersion`, which tells the product"));
            Version::Known(Product::Newer)
        }
    }
}

/// What most pools run; the newest of several.
fn most(pools: &[Pool]) -> Product {
    let mut counts: BTreeMap<Product, usize> = BTreeMap::new();
    for product in pools.iter().filter_map(|pool| pool.product) {
        *counts.entry(product).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(product, count)| (*count, *product));
    most.map_or(Product::Sfb2019, |(product, _)| product)
}

fn pool(
    topology: &Topology<'_>,
    index: usize,
    role: Role,
    product: Option<Product>,
    faults: &mut Problems,
) -> Option<Pool> {
    let cluster = &topology.clusters[index];
    let fqdn = match discovery_host(topology, index).filter(|_| role == Role::OfficeWebApps) {
        Some(host) => wording::name(&host, "an Office Web Apps farm", faults),
        None => wording::name(cluster.fqdn, "a pool", faults),
    };
    let mut servers = Vec::new();
    for machine in &cluster.machines {
        // The same text is spoken of once.
        if machine.span != cluster.fqdn.span {
            servers.extend(wording::name(machine, "a server", faults));
        } else {
            servers.extend(DnsName::parse(&machine.text).ok());
        }
    }
    if cluster.machines.is_empty() {
        faults.add(|| wording::pool_lacks(cluster.fqdn, "machines"));
    }
    let web = match role {
        Role::FrontEnd | Role::StandardEdition | Role::Director => {
            web(topology, index, role, faults)
        }
        _ => None,
    };
    let edge = match role {
        Role::Edge => edge(topology, index, faults),
        _ => None,
    };
    let fqdn = fqdn?;
    let alone = matches!(role, Role::StandardEdition | Role::SurvivableBranch);
    if alone && servers.iter().any(|server| *server != fqdn) {
        faults.add(|| wording::not_alone(cluster.fqdn));
    }
    Some(Pool {
        fqdn,
        role,
        product,
        site: cluster.site,
        next_hop: None,
        web,
        edge,
        servers,
        guessed_by: None,
    })
}

/// The host that an Office Web Apps farm is discovered at.
fn discovery_host<'x>(topology: &Topology<'x>, cluster: usize) -> Option<Value<'x>> {
    let services = topology.on(cluster);
    let wac = services
        .iter()
        .find(|service| service.role == "WacService")?;
    let url = wac.element.child("WacService")?.attribute("DiscoveryUrl")?;
    let (_, rest) = url.text.split_once("://")?;
    let host = rest.split(['/', ':', '?']).next()?.to_owned();
    Some(Value {
        text: host.into(),
        span: url.span.clone(),
    })
}

fn web(topology: &Topology<'_>, cluster: usize, role: Role, faults: &mut Problems) -> Option<Web> {
    let pool = topology.clusters[cluster].fqdn;
    let services = topology.on(cluster);
    let settings = |kind: &str| {
        let web = services
            .iter()
            .filter(|service| service.role == "WebServices");
        let mut settings = web.flat_map(|web| web.element.listed("WebService", kind));
        let host = settings.find_map(|settings| settings.attribute("Host"));
        host.filter(|host| !host.text.is_empty())
    };
    let Some(external) = settings("ExternalSettings") else {
        faults.add(|| wording::pool_lacks(pool, "external web services FQDN"));
        return None;
    };
    // No document was seen that overrides it; a Standard Edition server cannot.
    let internal = settings("InternalSettings")
        .filter(|host| role != Role::StandardEdition && !host.text.eq_ignore_ascii_case(&pool.text))
        .and_then(|host| wording::name(host, "internal web services", faults));
    let external = wording::name(external, "external web services", faults)?;
    Some(Web { internal, external })
}

/// The external names are those of the ports of the Edge service; gateways have ports
/// with names too.
fn edge(topology: &Topology<'_>, cluster: usize, faults: &mut Problems) -> Option<Edge> {
    let pool = topology.clusters[cluster].fqdn;
    let services = topology.on(cluster);
    let configured = |owner: &str| {
        let edge = services
            .iter()
            .filter(|service| service.role == "EdgeServer");
        let ports = edge.flat_map(|edge| edge.element.listed("Ports", "Port"));
        let external = ports.filter(|port| {
            let is =
                |name, text: &str| port.attribute(name).is_some_and(|value| value.text == text);
            is("InterfaceSide", "External") && is("Owner", owner)
        });
        external
            .filter_map(|port| port.attribute("ConfiguredFqdn"))
            .find(|fqdn| !fqdn.text.is_empty())
    };
    let access = configured("urn:component:AccessEdge");
    let conferencing = configured("urn:component:DataEdge");
    let av = configured("urn:component:MediaRelayEdge");
    let mut name = |value: Option<&Value<'_>>, what: &str| match value {
        Some(value) => wording::name(value, what, faults),
        None => {
            faults.add(|| wording::pool_lacks(pool, &format!("external FQDN for {what}")));
            None
        }
    };
    let access = name(access, "the Access Edge service");
    let conferencing = name(conferencing, "the Web Conferencing Edge service");
    let av = av.map(|av| name(Some(av), "the A/V Edge service"));
    Some(Edge {
        access: access?,
        web_conferencing: conferencing?,
        av: av.flatten(),
        xmpp: services.iter().any(|service| listens_for_xmpp(service)),
    })
}

fn listens_for_xmpp(service: &Service<'_>) -> bool {
    let mut ports = service.element.listed("Ports", "Port");
    service.role == "EdgeServer"
        && ports.any(|port| {
            let owner = port.attribute("Owner");
            owner.is_some_and(|owner| owner.text == "urn:component:XmppFederationProxy")
        })
}

impl Pool {
    /// Whether it has ports for XMPP federation, and a product that knows it.
    pub fn may_federate_by_xmpp(&self) -> bool {
        let listens = self.edge.as_ref().is_some_and(|edge| edge.xmpp);
        listens && self.product < Some(Product::Sfb2019)
    }
}

impl Unknown {
    fn new(cluster: &Cluster<'_>, why: Why) -> Self {
        let name = |value: &&Value<'_>| DnsName::parse(&value.text).ok();
        let machines: Option<Vec<DnsName>> = cluster.machines.iter().map(name).collect();
        let machines = machines.filter(|machines| !machines.is_empty());
        Self {
            fqdn: cluster.fqdn.text.to_string(),
            names: name(&cluster.fqdn).zip(machines),
            why,
        }
    }
}
