//! Where the traffic of a pool goes on to and comes from, by what services depend on.

use std::collections::BTreeSet;

use crate::cert::DnsName;

use super::document::Topology;
use super::role::Role;

/// The pool that a pool's traffic goes on to: one that hosts users, or a Director before
/// it, that a service of the pool depends on. Only these, so that there is no circle.
pub(super) fn next_hop(
    topology: &Topology<'_>,
    roles: &[Option<(Role, Option<&str>)>],
    from: usize,
) -> Option<DnsName> {
    let role = roles[from]?.0;
    if matches!(
        role,
        Role::FrontEnd | Role::StandardEdition | Role::OfficeWebApps
    ) {
        return None;
    }
    let takes = |cluster: usize| match roles[cluster] {
        Some((Role::FrontEnd | Role::StandardEdition, _)) => true,
        Some((Role::Director, _)) => role != Role::Director,
        _ => false,
    };
    let services = topology.on(from);
    let dependencies = services.iter().flat_map(|service| &service.depends_on);
    let mut targets = dependencies
        .map(|&index| &topology.services[index])
        .filter(|service| {
            matches!(service.role, "Registrar" | "UserServices") && takes(service.cluster)
        });
    let target = targets.next()?.cluster;
    DnsName::parse(&topology.clusters[target].fqdn.text).ok()
}

/// The Office Web Apps farms that services of a pool depend on.
pub(super) fn farms(
    topology: &Topology<'_>,
    roles: &[Option<(Role, Option<&str>)>],
    from: usize,
) -> Vec<DnsName> {
    if matches!(roles[from], Some((Role::OfficeWebApps, _)) | None) {
        return Vec::new();
    }
    let services = topology.on(from);
    let dependencies = services.iter().flat_map(|service| &service.depends_on);
    let used = dependencies.map(|&index| &topology.services[index]);
    let farms = used.filter(|service| {
        service.role == "WacService"
            && matches!(roles[service.cluster], Some((Role::OfficeWebApps, _)))
    });
    // A farm goes by the name that it is discovered at.
    let names = farms.map(|service| match &service.settings.discovery_host {
        Some(host) => DnsName::parse(&host.text),
        None => DnsName::parse(&topology.clusters[service.cluster].fqdn.text),
    });
    let names: BTreeSet<DnsName> = names.filter_map(Result::ok).collect();
    names.into_iter().collect()
}

/// For each cluster the pools with a service that depends on its Edge service.
pub(super) fn associated(
    topology: &Topology<'_>,
    roles: &[Option<(Role, Option<&str>)>],
) -> Vec<BTreeSet<DnsName>> {
    let mut associated = vec![BTreeSet::new(); topology.clusters.len()];
    for service in topology
        .services
        .iter()
        .filter(|one| roles[one.cluster].is_some())
    {
        for &index in &service.depends_on {
            let other = &topology.services[index];
            if other.role == "EdgeServer" && other.cluster != service.cluster {
                let pool = &topology.clusters[service.cluster].fqdn.text;
                associated[other.cluster].extend(DnsName::parse(pool).ok());
            }
        }
    }
    associated
}
