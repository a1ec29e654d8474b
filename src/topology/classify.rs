//! Which clusters are pools, of which role, and what their certificates rest on.
//!
//! No page of Microsoft's documents the format. The roles are told by the services of a
//! cluster, as they stand together in published documents and as `Get-CsService` names
//! them; where that is an inference only, the pool carries it along to be asked about.

use std::collections::BTreeMap;

use crate::cert::DnsName;
use crate::finding::Problems;

use super::document::{Cluster, Topology};
use super::estate::{Edge, Estate, Pool, Site, Unknown, Web, Why};
use super::next_hop::{associated, farms, next_hop};
use super::role::{Product, Role};
use super::service::{Service, Settings};
use super::wording;
use super::xml::Value;

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
    let (mut sites, renumbered) = sites(topology);
    let associated = associated(topology, &roles);
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
                farms: farms(topology, &roles, index),
                associated: associated[index].iter().cloned().collect(),
                site: pool.site.and_then(|site| renumbered[site]),
                guessed_by: guessed_by.map(str::to_owned),
                ..pool
            }),
        );
    }
    pools.sort_by_key(|pool| pool.role);
    for site in pools.iter().filter_map(|pool| pool.site) {
        sites[site].is_used = true;
    }
    if pools.is_empty() && faults.is_empty() {
        faults.add(|| wording::no_pool(topology.clusters.first().map(|cluster| cluster.fqdn)));
    }
    Estate {
        kind: topology.kind,
        product: most(&pools),
        sip_domains: topology.sip_domains.clone(),
        simple_urls: topology.simple_urls.clone(),
        somewhere: topology.somewhere.clone(),
        sites,
        site_urls_are_known: topology.site_urls_are_known,
        pools,
        unknown,
        left_out,
    }
}

/// The sites that have a name, each name once, and which of them each site of the documents
/// is.
fn sites(topology: &Topology<'_>) -> (Vec<Site>, Vec<Option<usize>>) {
    let mut sites: Vec<Site> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    let mut renumbered = Vec::new();
    for site in &topology.sites {
        let name = site.name.trim();
        if name.is_empty() {
            renumbered.push(None);
            continue;
        }
        let next = sites.len();
        let index = *by_name.entry(name.to_lowercase()).or_insert(next);
        if index == next {
            sites.push(Site {
                name: name.to_owned(),
                ..site.clone()
            });
        }
        renumbered.push(Some(index));
    }
    (sites, renumbered)
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
        let role = if registrar.settings.director {
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

/// The version that a product after Skype for Business Server 2019 would have: each had the
/// next one. What is above was made by nobody, or by hand.
const NEXT: u32 = 9;

enum Version {
    Known(Product),
    Older,
}

/// `ServiceVersion` as documents of each product have it.
fn product(services: &[&Service<'_>], fqdn: &Value<'_>, faults: &mut Problems) -> Version {
    let (mut newest, mut odd) = (None, false);
    for service in services {
        let Some(version) = &service.version else {
            continue;
        };
        match version.text.parse::<u32>() {
            Ok(version) => newest = newest.max(Some(version)),
            Err(_) => {
                odd = true;
                faults.add(|| wording::odd_version(version));
            }
        }
    }
    match newest {
        Some(..=5) => Version::Older,
        Some(6) => Version::Known(Product::Lync2013),
        Some(7) => Version::Known(Product::Sfb2015),
        Some(8) => Version::Known(Product::Sfb2019),
        Some(NEXT) => Version::Known(Product::Newer),
        Some(leap) => {
            faults.add(|| wording::version_leap(fqdn, leap));
            Version::Known(Product::Newer)
        }
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
    let services = topology.on(index);
    let mut farms = services.iter().map(|service| &service.settings);
    let farm = farms.find_map(|set| set.discovery_host.as_ref());
    let fqdn = match farm.filter(|_| role == Role::OfficeWebApps) {
        Some(host) => wording::name(host, "an Office Web Apps farm", faults),
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
    if role.is_one_server() && servers.iter().any(|server| *server != fqdn) {
        faults.add(|| wording::not_alone(cluster.fqdn));
    }
    Some(Pool {
        fqdn,
        role,
        product,
        site: cluster.site,
        next_hop: None,
        farms: Vec::new(),
        associated: Vec::new(),
        web,
        edge,
        servers,
        guessed_by: None,
    })
}

fn web(topology: &Topology<'_>, cluster: usize, role: Role, faults: &mut Problems) -> Option<Web> {
    let pool = topology.clusters[cluster].fqdn;
    let services = topology.on(cluster);
    let mut settings = services.iter().map(|service| &service.settings);
    let Some(external) = settings.clone().find_map(|set| set.external_web.as_ref()) else {
        faults.add(|| wording::pool_lacks(pool, "external web services FQDN"));
        return None;
    };
    let internal_is_known = settings.clone().any(|set| set.internal_web_told);
    // No topology document was seen that overrides it; a Standard Edition server cannot.
    let internal = settings
        .find_map(|set| set.internal_web.as_ref())
        .filter(|host| role != Role::StandardEdition && !host.text.eq_ignore_ascii_case(&pool.text))
        .and_then(|host| wording::name(host, "internal web services", faults));
    let external = wording::name(external, "external web services", faults)?;
    Some(Web {
        internal_is_known: internal_is_known || internal.is_some(),
        internal,
        external,
    })
}

fn edge(topology: &Topology<'_>, cluster: usize, faults: &mut Problems) -> Option<Edge> {
    let pool = topology.clusters[cluster].fqdn;
    let services = topology.on(cluster);
    let edges = services
        .iter()
        .filter(|service| service.role == "EdgeServer");
    let settings: Vec<&Settings<'_>> = edges.map(|service| &service.settings).collect();
    let access = settings.iter().find_map(|set| set.access.as_ref());
    let conferencing = settings
        .iter()
        .find_map(|set| set.web_conferencing.as_ref());
    let av = settings.iter().find_map(|set| set.av.as_ref());
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
        xmpp: settings.iter().any(|set| set.xmpp),
    })
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
