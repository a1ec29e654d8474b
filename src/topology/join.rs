//! Several documents as one topology: what the output of cmdlets says beside a topology, or
//! in the place of one.
//!
//! A topology says which pools there are. Output of cmdlets that names others is of another
//! day or another estate, and nothing is made of both together.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::DnsName;
use crate::finding::Problems;

use super::cmdlets::{Facts, Scope, UrlFacts};
use super::document::{self, Cluster, Kind, Topology, installed};
use super::estate::Site;
use super::service::{Service, Settings};
use super::url::{self, SimpleUrls};
use super::wording;
use super::xml::Element;

/// Joins what all documents hold.
pub(super) fn join<'x>(
    roots: &[&'x Element<'x>],
    facts: Facts<'x>,
    faults: &mut Problems,
) -> Option<Topology<'x>> {
    let mut found = Vec::new();
    for root in roots {
        found.extend(document::find(root, faults));
    }
    let mut topology = match &found[..] {
        [one] => {
            let mut topology = document::read(one, faults);
            if faults.is_empty() {
                beside(&mut topology, &facts, faults);
            }
            topology
        }
        [first, second, ..] => {
            faults.add(|| wording::two_topologies(first.body, second.body));
            return None;
        }
        // Why there is none was told.
        [] if !faults.is_empty() => return None,
        [] => alone(&facts, faults)?,
    };
    simple_urls(&mut topology, &facts, faults);
    Some(topology)
}

/// What is said beside a topology.
fn beside<'x>(topology: &mut Topology<'x>, facts: &Facts<'x>, faults: &mut Problems) {
    let domains = sip_domains(facts, faults);
    if !domains.is_empty() {
        let own: BTreeSet<&DnsName> = topology.sip_domains.iter().collect();
        let told: BTreeSet<&DnsName> = domains.iter().collect();
        if own != told || topology.sip_domains.first() != domains.first() {
            let place = facts.domains[0].0;
            faults.add(|| wording::other_domains(place, &topology.sip_domains, &domains));
        }
    }
    let clusters: BTreeMap<String, usize> = topology
        .clusters
        .iter()
        .enumerate()
        .map(|(index, cluster)| (cluster.fqdn.text.to_ascii_lowercase(), index))
        .collect();
    let services = facts.services.iter().map(|service| service.pool);
    let mut told = BTreeSet::new();
    for fqdn in facts.pools.iter().map(|pool| pool.fqdn).chain(services) {
        let name = fqdn.text.to_ascii_lowercase();
        if !clusters.contains_key(&name) && told.insert(name) {
            faults.add(|| wording::other_pool(fqdn));
        }
    }
    // The one thing of a service that no topology document was seen to hold.
    let mut internal: BTreeMap<usize, &Settings<'x>> = BTreeMap::new();
    for service in &facts.services {
        if let Some(&cluster) = clusters.get(&service.pool.text.to_ascii_lowercase())
            && service.settings.internal_web_told
        {
            internal.insert(cluster, &service.settings);
        }
    }
    for service in &mut topology.services {
        if let Some(told) = internal.get(&service.cluster)
            && service.role == "WebServices"
        {
            service.settings.internal_web_told = true;
            service.settings.internal_web = told.internal_web.clone();
        }
    }
}

/// An estate that only cmdlets speak of: for which pools and services are both needed.
fn alone<'x>(facts: &Facts<'x>, faults: &mut Problems) -> Option<Topology<'x>> {
    if facts.pools.is_empty() || facts.services.is_empty() || facts.domains.is_empty() {
        faults.add(|| wording::no_topology_among(facts));
        return None;
    }
    let mut sites: Vec<Site> = Vec::new();
    let mut by_site: BTreeMap<String, usize> = BTreeMap::new();
    let mut site = |name: &str| -> usize {
        *by_site.entry(name.to_lowercase()).or_insert_with(|| {
            sites.push(Site::new(name));
            sites.len() - 1
        })
    };
    let site_of: BTreeMap<String, &str> = facts
        .services
        .iter()
        .filter_map(|service| Some((service.pool.text.to_ascii_lowercase(), service.site?)))
        .collect();
    let (mut clusters, mut by_name) = (Vec::new(), BTreeMap::new());
    for pool in &facts.pools {
        let name = pool.fqdn.text.to_ascii_lowercase();
        let its_site = pool.site.or_else(|| site_of.get(&name).copied());
        if by_name.insert(name, clusters.len()).is_some() {
            faults.add(|| wording::same_id(pool.fqdn));
        }
        clusters.push(Cluster {
            fqdn: pool.fqdn,
            machines: pool.computers.clone(),
            site: its_site.map(&mut site),
            // Gateways, databases and file stores are told by what they are.
            needs_setup: false,
        });
    }
    let mut services = Vec::new();
    let mut by_identity = BTreeMap::new();
    for service in &facts.services {
        let Some(&cluster) = by_name.get(&service.pool.text.to_ascii_lowercase()) else {
            faults.add(|| wording::pool_not_told(service.pool));
            continue;
        };
        by_identity.insert(service.identity.as_str(), services.len());
        services.push((service, cluster));
    }
    let mut depends_on = vec![Vec::new(); services.len()];
    for (index, (service, _)) in services.iter().enumerate() {
        for other in &service.goes_to {
            depends_on[index].extend(by_identity.get(other.as_str()));
        }
        for other in &service.dependents {
            if let Some(&other) = by_identity.get(other.as_str()) {
                depends_on[other].push(index);
            }
        }
    }
    let services: Vec<Service<'x>> = services
        .into_iter()
        .zip(depends_on)
        .map(|((service, cluster), depends_on)| Service {
            role: service.role,
            cluster,
            depends_on,
            version: service.version.clone(),
            settings: service.settings.clone(),
        })
        .collect();
    Some(Topology {
        kind: Kind::Cmdlets,
        sip_domains: sip_domains(facts, faults),
        simple_urls: None,
        somewhere: SimpleUrls::default(),
        sites,
        site_urls_are_known: false,
        on: installed(&services, clusters.len()),
        clusters,
        services,
    })
}

/// The SIP domains, the default one first.
fn sip_domains(facts: &Facts<'_>, faults: &mut Problems) -> Vec<DnsName> {
    let (default, others): (Vec<_>, Vec<_>) = facts.domains.iter().partition(|(_, is)| *is);
    let mut seen = BTreeSet::new();
    let mut domains = Vec::new();
    for (value, _) in default.into_iter().chain(others) {
        if seen.insert(value.text.to_ascii_lowercase()) {
            domains.extend(wording::name(value, "a SIP domain", faults));
        }
    }
    domains
}

/// Simple URLs that a cmdlet says are all there are, whatever else holds some.
fn simple_urls(topology: &mut Topology<'_>, facts: &Facts<'_>, faults: &mut Problems) {
    if facts.urls.is_empty() {
        return;
    }
    topology.site_urls_are_known = true;
    let mut global = Vec::new();
    for site in &mut topology.sites {
        site.simple_urls = SimpleUrls::default();
    }
    topology.somewhere = SimpleUrls::default();
    // Of one configuration there is no question: the deployment's is always there.
    let alone = facts.urls.len() == 1;
    for UrlFacts { scope, span, urls } in &facts.urls {
        let entries = urls.iter().map(|(component, url)| (&**component, url));
        match scope {
            Scope::Global => global.extend(entries),
            Scope::Unsaid if alone => global.extend(entries),
            Scope::Unsaid => faults.add(|| wording::whose_urls(span)),
            Scope::Site(name) => {
                let mut sites = topology.sites.iter_mut();
                match sites.find(|site| site.name.eq_ignore_ascii_case(name)) {
                    Some(site) => site.simple_urls = url::read(entries, faults),
                    None => faults.add(|| wording::other_site(name, span)),
                }
            }
        }
    }
    topology.simple_urls = Some(url::read(global.into_iter(), faults));
}
