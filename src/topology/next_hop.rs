//! Where the traffic of a pool goes on to, by what its services depend on.

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
