//! Servers that are only in the topology, only in the manifest, or in another pool.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::DnsName;
use crate::finding::Finding;
use crate::manifest::model::{self, Role, Server};
use crate::topology::{self, Pool};

use super::Index;
use super::deployment::scalar;
use super::difference::{Difference, Held};

/// The servers of a pool of the manifest, as they are compared; a pool that is its own
/// server has that one.
pub(super) fn fqdns(pool: &model::Pool) -> Vec<String> {
    let fqdn = |server: &Server| match server {
        Server::Fqdn(fqdn) => fqdn.to_ascii_lowercase(),
        Server::Detailed(server) => server.fqdn.to_ascii_lowercase(),
    };
    pool.servers.iter().map(fqdn).collect()
}

/// Whether documents tell which servers a pool has, and the manifest lists them. A farm is
/// only known by where it is discovered; a single server is its pool.
fn listed(own: &model::Pool, pool: &Pool) -> bool {
    let told = pool.role != topology::Role::OfficeWebApps && !pool.role.is_one_server();
    let lists = !matches!(
        own.role,
        Role::Custom | Role::ReverseProxy | Role::StandardEdition | Role::SurvivableBranch
    );
    told && lists
}

/// Compares the servers of pools that are in both. `added` are pools that are only in the
/// topology, `gone` those that are only in the manifest.
pub(super) fn compare(
    held: &Held<'_>,
    both: &[(usize, &Pool)],
    added: &[&Pool],
    gone: &[usize],
) -> Vec<Difference> {
    let listed: Vec<&(usize, &Pool)> = both
        .iter()
        .filter(|(index, pool)| listed(&held.model.pools[*index], pool))
        .collect();
    // Where the topology has each server, and where the manifest.
    let mut now: Index<&DnsName> = BTreeMap::new();
    let pools = both.iter().map(|(_, pool)| *pool);
    for pool in pools.chain(added.iter().copied()) {
        for server in &pool.servers {
            now.insert(server.to_string(), &pool.fqdn);
        }
    }
    let mut before: Index<(usize, usize)> = BTreeMap::new();
    for index in listed
        .iter()
        .map(|(index, _)| *index)
        .chain(gone.iter().copied())
    {
        for (place, fqdn) in fqdns(&held.model.pools[index]).into_iter().enumerate() {
            before.insert(fqdn, (index, place));
        }
    }
    let gone: BTreeSet<usize> = gone.iter().copied().collect();
    let mut found = Vec::new();
    for &&(index, pool) in &listed {
        let (own, path) = held.pool(index);
        let declared = fqdns(own);
        for server in &pool.servers {
            let name = server.as_str();
            if declared.iter().any(|own| own == name) {
                continue;
            }
            let edit = held.source.with_entry(&path, "servers", &scalar(name));
            let difference = match before.get(name) {
                Some(&(from, place)) => {
                    let (pool, from_path) = held.pool(from);
                    let list = from_path.key("servers");
                    // A pool that goes takes its servers with it.
                    let out = match gone.contains(&from) {
                        true => None,
                        false => held.source.without_entry(&list, place),
                    };
                    let finding = Finding::warning(
                        "drift_server_moved",
                        format!(
                            "`{name}` is in `{}` in the topology, and no longer in `{}`",
                            own.fqdn, pool.fqdn
                        ),
                    )
                    .at(held.source.value(&list.index(place)), "moved from here")
                    .at(held.source.key(&path.key("servers")), "to these");
                    Difference::new(finding).edit(edit).edit(out)
                }
                None => {
                    let finding = Finding::warning(
                        "drift_server_added",
                        format!("`{}` has the server `{name}` in the topology", own.fqdn),
                    )
                    .at(held.source.key(&path.key("servers")), "not among these");
                    Difference::new(finding).edit(edit)
                }
            };
            found.push(difference.of_pool(&own.fqdn).name(name));
        }
        for (place, name) in declared.iter().enumerate() {
            if pool.servers.iter().any(|server| server.as_str() == name) {
                continue;
            }
            let list = path.key("servers");
            let finding = match now.get(name) {
                // It is told where it came to.
                Some(to) if held.pools.contains_key(to.as_str()) => continue,
                Some(to) => Finding::warning(
                    "drift_server_moved",
                    format!("`{name}` is in `{to}` in the topology, which is not declared"),
                ),
                None => Finding::warning(
                    "drift_server_removed",
                    format!("`{}` has no server `{name}` in the topology", own.fqdn),
                ),
            };
            let finding = finding.at(held.source.value(&list.index(place)), "only here");
            let edit = held.source.without_entry(&list, place);
            found.push(
                Difference::new(finding)
                    .edit(edit)
                    .of_pool(&own.fqdn)
                    .name(name),
            );
        }
    }
    found
}
