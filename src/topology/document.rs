//! Every kind of topology document as one value: SIP domains, simple URLs, sites,
//! clusters with their machines, and services with where they are installed.
//!
//! What is unknown is passed over; what is used must be there and right.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::DnsName;
use crate::finding::Problems;

use super::estate::Site;
use super::export;
use super::service::{Service, Settings};
use super::url::{self, SimpleUrls};
use super::wording;
use super::xml::{Element, Value};

/// A topology, as its documents hold it.
pub(super) struct Topology<'x> {
    /// Which kind of document it was.
    pub kind: Kind,
    /// The SIP domains, the default one first.
    pub sip_domains: Vec<DnsName>,
    /// The simple URLs, where the documents hold them.
    pub simple_urls: Option<SimpleUrls>,
    /// Those of single sites of which the documents do not say which.
    pub somewhere: SimpleUrls,
    /// The sites, in the order of the document.
    pub sites: Vec<Site>,
    /// Whether the documents would say so if a site had simple URLs of its own.
    pub site_urls_are_known: bool,
    /// The clusters: pools, and what they rest on.
    pub clusters: Vec<Cluster<'x>>,
    /// The services.
    pub services: Vec<Service<'x>>,
    /// Those of each cluster.
    pub on: Vec<Vec<usize>>,
}

impl<'x> Topology<'x> {
    /// The services that are installed on a cluster.
    pub fn on(&self, cluster: usize) -> Vec<&Service<'x>> {
        let services = self.on[cluster].iter();
        services.map(|&index| &self.services[index]).collect()
    }
}

/// Which services are installed on each cluster.
pub(super) fn installed(services: &[Service<'_>], clusters: usize) -> Vec<Vec<usize>> {
    let mut on = vec![Vec::new(); clusters];
    for (index, service) in services.iter().enumerate() {
        on[service.cluster].push(index);
    }
    on
}

/// Which kind of document it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file of Topology Builder.
    Builder,
    /// What `Get-CsTopology -AsXml` writes.
    Published,
    /// What `Export-CsConfiguration` writes.
    Export,
    /// What `Get-CsPool` and `Get-CsService` say, saved.
    Cmdlets,
}

/// Machines under one name.
pub(super) struct Cluster<'x> {
    /// Its FQDN; of an Edge pool the internal one.
    pub fqdn: &'x Value<'x>,
    /// The FQDNs of its machines; a single machine may go by the cluster's.
    pub machines: Vec<&'x Value<'x>>,
    /// Its site.
    pub site: Option<usize>,
    /// Whether software of the product is set up on it.
    pub needs_setup: bool,
}

/// A topology found in a document, and what stands beside it.
pub(super) struct Found<'x> {
    kind: Kind,
    /// The topology's element.
    pub body: &'x Element<'x>,
    /// The simple URLs of the deployment, where the document holds them.
    global: Option<Vec<&'x Element<'x>>>,
    /// Those of single sites, each with what says which.
    of_sites: Vec<(Option<&'x Element<'x>>, &'x Element<'x>)>,
}

/// Finds the topology in a document; a fault where there is none.
pub(super) fn find<'x>(root: &'x Element<'x>, faults: &mut Problems) -> Option<Found<'x>> {
    let (kind, body) = match root.name {
        "Topology" => (Kind::Published, root),
        "TopologyBuilder" => {
            let body = root.listed("NewTopology", "PartialTopology").next();
            let Some(body) = body else {
                faults.add(|| wording::no_topology(root));
                return None;
            };
            (Kind::Builder, body)
        }
        _ => {
            let export = export::read(root, faults)?;
            return Some(Found {
                kind: Kind::Export,
                body: export.topology,
                global: Some(export.global),
                of_sites: export.of_sites,
            });
        }
    };
    let own = body.child("SimpleUrlConfiguration");
    Some(Found {
        kind,
        body,
        global: own.map(|own| vec![own]),
        of_sites: Vec::new(),
    })
}

/// Reads a topology that was found.
pub(super) fn read<'x>(found: &Found<'x>, faults: &mut Problems) -> Topology<'x> {
    let body = found.body;
    let mut places = Places::default();
    if found.kind == Kind::Builder {
        for site in body.listed("CentralSites", "CentralSite") {
            places.builder_site(site, faults);
            for branch in site.listed("RemoteSites", "RemoteSite") {
                places.builder_site(branch, faults);
            }
        }
    } else {
        for site in body.all("Sites").flat_map(|sites| &sites.children) {
            places.site(site);
            for branch in site.listed("RemoteSites", "RemoteSite") {
                places.site(branch);
            }
        }
        for cluster in body.listed("Clusters", "Cluster") {
            let id = cluster.child("ClusterId");
            let site = id.and_then(|id| id.attribute("SiteId"));
            let site = site.and_then(|id| places.by_id.get(&*id.text).copied());
            places.cluster(cluster, id.map(cluster_key), site, faults);
        }
    }
    let services = services(body, &places, faults);
    let mut sites: Vec<Site> = places.sites.iter().map(|name| Site::new(name)).collect();
    let mut somewhere = Vec::new();
    for (key, urls) in &found.of_sites {
        match key.and_then(|key| places.named_in(key)) {
            Some(site) => sites[site].simple_urls = url::read(entries(&[*urls]), faults),
            None => somewhere.push(*urls),
        }
    }
    let global = found.global.as_deref();
    Topology {
        kind: found.kind,
        sip_domains: sip_domains(body, faults),
        simple_urls: global.map(|all| url::read(entries(all), faults)),
        somewhere: url::read(entries(&somewhere), faults),
        sites,
        site_urls_are_known: false,
        on: installed(&services, places.clusters.len()),
        clusters: places.clusters,
        services,
    }
}

/// Sites and clusters, and how the document refers to them.
#[derive(Default)]
struct Places<'x> {
    sites: Vec<&'x str>,
    by_id: BTreeMap<&'x str, usize>,
    clusters: Vec<Cluster<'x>>,
    /// Clusters by their own key and by those of their SQL instances.
    by_key: BTreeMap<String, usize>,
}

impl<'x> Places<'x> {
    fn site(&mut self, site: &'x Element<'x>) -> usize {
        let index = self.sites.len();
        self.sites
            .push(site.child("Name").map_or("", |name| &name.text));
        if let Some(id) = site.attribute("SiteId") {
            self.by_id.entry(&id.text).or_insert(index);
        }
        index
    }

    /// The site whose id or name is a value in this element, at any depth.
    fn named_in(&self, key: &Element<'_>) -> Option<usize> {
        let mut open = vec![key];
        while let Some(element) = open.pop() {
            let values = element.values().map(|value| &*value.text);
            for value in values.chain([element.text.as_str()]) {
                let by_name = || {
                    let mut names = self.sites.iter();
                    names.position(|name| !name.is_empty() && name.eq_ignore_ascii_case(value))
                };
                if let Some(site) = self.by_id.get(value).copied().or_else(by_name) {
                    return Some(site);
                }
            }
            open.extend(&element.children);
        }
        None
    }

    fn builder_site(&mut self, site: &'x Element<'x>, faults: &mut Problems) {
        let index = self.site(site);
        for cluster in site.listed("Clusters", "Cluster") {
            let key = cluster.attribute("UniqueId").map(|id| id.text.to_string());
            self.cluster(cluster, key, Some(index), faults);
        }
    }

    fn cluster(
        &mut self,
        cluster: &'x Element<'x>,
        key: Option<String>,
        site: Option<usize>,
        faults: &mut Problems,
    ) {
        let Some(fqdn) = cluster.attribute("Fqdn") else {
            faults.add(|| wording::missing(cluster, "Fqdn"));
            return;
        };
        let index = self.clusters.len();
        let instances = cluster.listed("SqlInstances", "SqlInstance");
        let instances = instances.filter_map(|instance| instance.attribute("UniqueId"));
        let keys = key
            .into_iter()
            .chain(instances.map(|id| id.text.to_string()));
        for key in keys {
            if self.by_key.insert(key, index).is_some() {
                faults.add(|| wording::same_id(fqdn));
            }
        }
        // A published topology has the machines beside the id, a builder's in a list.
        let machines: Vec<&Element> = cluster
            .all("Machine")
            .chain(cluster.listed("Machines", "Machine"))
            .collect();
        let single = machines.len() == 1;
        let names = machines.iter().filter_map(|machine| {
            let own = machine
                .attribute("Fqdn")
                .filter(|name| !name.text.is_empty());
            if own.is_none() && !single {
                faults.add(|| wording::nameless_machine(machine, fqdn));
            }
            own.or(Some(fqdn).filter(|_| single))
        });
        let machines = names.collect();
        self.clusters.push(Cluster {
            fqdn,
            machines,
            site,
            // Where it is not said, a question is better than silence.
            needs_setup: cluster.attribute("RequiresSetup").is_none()
                || cluster.is("RequiresSetup"),
        });
    }
}

fn cluster_key(id: &Element<'_>) -> String {
    key(id, ["SiteId", "Number"])
}

fn service_key(id: &Element<'_>) -> String {
    key(id, ["SiteId", "RoleName", "Instance"])
}

fn key<const N: usize>(id: &Element<'_>, attributes: [&str; N]) -> String {
    let part = |name| id.attribute(name).map_or("", |value| &value.text);
    attributes.map(part).join("\n")
}

/// Services whose dependencies say where traffic goes on to.
const WITH_NEXT_HOP: [&str; 3] = ["EdgeServer", "MediationServer", "Registrar"];

fn services<'x>(
    body: &'x Element<'x>,
    places: &Places<'x>,
    faults: &mut Problems,
) -> Vec<Service<'x>> {
    let (mut services, mut elements) = (Vec::new(), Vec::new());
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    for element in body.listed("Services", "Service") {
        let id = element.child("ServiceId");
        let role = id.unwrap_or(element).attribute("RoleName");
        let Some(role) = role else {
            faults.add(|| wording::missing(element, "RoleName"));
            continue;
        };
        let (installed, place) = match element.attribute("InstalledOn") {
            Some(value) => (Some(value.text.to_string()), value.span.clone()),
            None => {
                let on = element.child("InstalledOn");
                let inner = on.map(|on| on.child("SqlInstanceId").unwrap_or(on));
                let id = inner.and_then(|inner| inner.child("ClusterId"));
                let place = id.unwrap_or(element).span.clone();
                (id.map(cluster_key), place)
            }
        };
        let cluster = installed.and_then(|key| places.by_key.get(&key).copied());
        let Some(cluster) = cluster else {
            faults.add(|| wording::installed_nowhere(&role.text, place));
            continue;
        };
        let unique = element.attribute("UniqueId").map(|id| id.text.to_string());
        if let Some(key) = unique.or_else(|| id.map(service_key)) {
            by_key.insert(key, services.len());
        }
        services.push(Service {
            role: &role.text,
            cluster,
            depends_on: Vec::new(),
            version: element.attribute("ServiceVersion").cloned(),
            settings: Settings::of(&role.text, element),
        });
        elements.push(element);
    }
    // A service may depend on one that comes after it.
    let complete = faults.is_empty();
    for (service, element) in services.iter_mut().zip(elements) {
        for dependency in element.listed("DependsOn", "Dependency") {
            let unique = dependency.attribute("ServiceUniqueId");
            let id = dependency.child("ServiceId");
            let key = unique
                .map(|id| id.text.to_string())
                .or_else(|| id.map(service_key));
            match key.and_then(|key| by_key.get(&key).copied()) {
                Some(index) => service.depends_on.push(index),
                // One that was refused has been spoken of.
                None if complete && WITH_NEXT_HOP.contains(&service.role) => {
                    faults.add(|| wording::unknown_dependency(service.role, dependency));
                }
                None => {}
            }
        }
    }
    services
}

fn sip_domains(body: &Element<'_>, faults: &mut Problems) -> Vec<DnsName> {
    let list = body.child("InternalDomains");
    let default = list.and_then(|list| list.attribute("DefaultDomain"));
    let all = body.listed("InternalDomains", "InternalDomain");
    let all = all.filter_map(|domain| domain.attribute("Name"));
    let mut domains: Vec<DnsName> = Vec::new();
    let mut seen = BTreeSet::new();
    for value in default.into_iter().chain(all) {
        if !seen.insert(value.text.to_ascii_lowercase()) {
            continue;
        }
        domains.extend(wording::name(value, "a SIP domain", faults));
    }
    if seen.is_empty() {
        faults.add(|| wording::no_sip_domain(body));
    }
    domains
}

/// The simple URLs of configurations, each with its component. Not only the active ones:
/// clients may still have links with the others.
fn entries<'x>(
    configurations: &[&'x Element<'x>],
) -> impl Iterator<Item = (&'x str, &'x Value<'x>)> {
    let all = configurations.iter().flat_map(|one| one.all("SimpleUrl"));
    all.flat_map(|simple_url| {
        let component = simple_url.attribute("Component");
        let component = component.map_or("", |component| &*component.text);
        let others = simple_url.all("SimpleUrlEntry");
        let others = others.filter_map(|entry| entry.attribute("Url"));
        let active = simple_url.attribute("ActiveUrl").into_iter();
        active.chain(others).map(move |url| (component, url))
    })
}
