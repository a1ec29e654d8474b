//! Pools that are only in the topology, only in the manifest, or under another name.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::manifest::model::{self, Model, Role};
use crate::manifest::{Edit, Path};
use crate::topology::{Around, Pool};

use super::deployment::scalar;
use super::difference::{Difference, Held};
use super::pool::Others;
use super::servers::{self, fqdns};
use super::{Index, pool, same_product};

/// A manifest's pools by name.
pub(super) fn by_name(model: &Model) -> Index<usize> {
    let pools = model.pools.iter().enumerate();
    pools
        .map(|(index, pool)| (pool.fqdn.to_ascii_lowercase(), index))
        .collect()
}

/// Compares them, and what is different of those that are in both.
pub(super) fn compare(held: &Held<'_>) -> Vec<Difference> {
    let (mut both, mut added) = (Vec::new(), Vec::new());
    let mut matched: BTreeSet<usize> = BTreeSet::new();
    for pool in &held.estate.pools {
        match held.pools.get(pool.fqdn.as_str()) {
            Some(&index) => {
                matched.insert(index);
                both.push((index, pool));
            }
            None => added.push(pool),
        }
    }
    let gone: Vec<usize> = (0..held.model.pools.len())
        .filter(|index| !matched.contains(index) && is_told(held, &held.model.pools[*index]))
        .collect();
    let renamed = renamed(held, &gone, &added);
    let called: Index<String> = renamed
        .iter()
        .map(|(index, pool)| {
            let old = held.model.pools[*index].fqdn.to_ascii_lowercase();
            (old, pool.fqdn.to_string())
        })
        .collect();
    let references = references(held);
    let mut found = Vec::new();
    for (&index, pool) in &renamed {
        found.push(other_name(held, index, pool, &references));
        both.push((index, pool));
    }
    let renamed_to: BTreeSet<&str> = called.values().map(String::as_str).collect();
    added.retain(|pool| !renamed_to.contains(pool.fqdn.as_str()));
    // A farm may serve others than this topology too; not once its machines do something else.
    let pools = held.estate.pools.iter();
    let names = pools.flat_map(|pool| pool.servers.iter().chain([&pool.fqdn]));
    let names: BTreeSet<&str> = names.map(|name| name.as_str()).collect();
    let is_gone = |one: &usize| {
        let pool = &held.model.pools[*one];
        let farm = pool.role == Role::OfficeWebApps;
        let taken = || fqdns(pool).iter().any(|own| names.contains(own.as_str()));
        !renamed.contains_key(one) && (!farm || taken())
    };
    let gone: Vec<usize> = gone.into_iter().filter(is_gone).collect();
    for pool in &added {
        found.push(new(held, pool));
    }
    for &index in &gone {
        found.push(removed(held, index, &references));
    }
    let gone_names = gone.iter().map(|index| &held.model.pools[*index].fqdn);
    let others = Others {
        renamed: called,
        gone: gone_names.map(|fqdn| fqdn.to_ascii_lowercase()).collect(),
    };
    for (index, pool) in &both {
        found.extend(pool::compare(held, *index, pool, &others));
    }
    found.extend(servers::compare(held, &both, &added, &gone));
    found
}

/// Whether documents would hold a pool of the manifest: not a reverse proxy and nothing of our
/// own; nor one that they hold as something unknown.
fn is_told(held: &Held<'_>, pool: &model::Pool) -> bool {
    let role = !matches!(pool.role, Role::Custom | Role::ReverseProxy);
    let is = |name: &String| name.eq_ignore_ascii_case(&pool.fqdn);
    let mut unknown = held.estate.unknown.iter().map(|unknown| &unknown.fqdn);
    role && !unknown.any(is) && !held.estate.left_out.iter().any(is)
}

/// Pools that have another name now: of the same role, with a server in common, which is as
/// sure as it gets. Each is the one that it has most servers in common with.
fn renamed<'e>(held: &Held<'_>, gone: &[usize], added: &[&'e Pool]) -> BTreeMap<usize, &'e Pool> {
    let mut owner: Index<usize> = BTreeMap::new();
    for &index in gone {
        for fqdn in fqdns(&held.model.pools[index]) {
            owner.insert(fqdn, index);
        }
    }
    let mut renamed = BTreeMap::new();
    for pool in added {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for server in &pool.servers {
            if let Some(&index) = owner.get(server.as_str())
                && pool::same_role(held.model.pools[index].role, pool.role)
            {
                *common.entry(index).or_default() += 1;
            }
        }
        let best = common.into_iter().max_by_key(|(_, count)| *count);
        if let Some((index, _)) = best {
            renamed.entry(index).or_insert(*pool);
        }
    }
    renamed
}

fn other_name(held: &Held<'_>, index: usize, pool: &Pool, references: &References) -> Difference {
    let (own, path) = held.pool(index);
    let finding = Finding::warning(
        "drift_pool_renamed",
        format!(
            "the pool `{}` is called `{}` in the topology",
            own.fqdn, pool.fqdn
        ),
    )
    .at(
        held.source.value(&path.key("fqdn")),
        "the same servers, another name",
    );
    let mut difference = Difference::new(finding).of_pool(&pool.fqdn).name(&own.fqdn);
    let new = scalar(pool.fqdn.as_str());
    let mut edits: Vec<Edit> = vec![held.source.with_value(&path.key("fqdn"), &new)];
    // Whoever refers to it goes on doing so.
    let references = references.get(&own.fqdn.to_ascii_lowercase());
    for reference in references.into_iter().flatten() {
        let place = match reference {
            Reference::NextHop(path) => path.clone(),
            Reference::Entry(list, entry) => list.index(*entry),
        };
        edits.push(held.source.with_value(&place, &new));
    }
    difference.edits = edits;
    difference.name(&pool.fqdn)
}

fn new(held: &Held<'_>, pool: &Pool) -> Difference {
    let finding = Finding::warning(
        "drift_pool_added",
        format!(
            "the topology has `{}`, {}, which is not declared",
            pool.fqdn,
            pool.role.one()
        ),
    )
    .at(
        held.source.key(&Path::root().key("pools")),
        "not among these",
    );
    let of_all = held.estate.product;
    let runs = pool.product.unwrap_or(of_all);
    let declared = held
        .model
        .product
        .is_some_and(|own| same_product(own, runs));
    let sites = &held.estate.sites;
    let is_declared =
        |site: usize| held.sites.contains_key(&site) || !sites[site].simple_urls.is_empty();
    let around = Around {
        // One that is the deployment's, or will be, is not said again.
        product: if declared { runs } else { of_all },
        sites: pool
            .site
            .filter(|site| is_declared(*site))
            .map(|_| &sites[..]),
    };
    let entry = pool.entry(around);
    let edit = held.source.with_entry(&Path::root(), "pools", &entry);
    Difference::new(finding).edit(edit).of_pool(&pool.fqdn)
}

fn removed(held: &Held<'_>, index: usize, references: &References) -> Difference {
    let (own, path) = held.pool(index);
    let finding = Finding::warning(
        "drift_pool_removed",
        format!("the topology has no pool `{}`", own.fqdn),
    )
    .at(held.source.value(&path.key("fqdn")), "only here");
    let edit = held.source.without_entry(&Path::root().key("pools"), index);
    let mut difference = Difference::new(finding).edit(edit).of_pool(&own.fqdn);
    // Nothing can come before it or be published any more; a next hop is told by itself.
    let references = references.get(&own.fqdn.to_ascii_lowercase());
    for reference in references.into_iter().flatten() {
        if let Reference::Entry(list, entry) = reference {
            difference = difference.edit(held.source.without_entry(list, *entry));
        }
    }
    difference
}

/// Where a pool is referred to.
enum Reference {
    /// As a next hop.
    NextHop(Path),
    /// As an entry of a list.
    Entry(Path, usize),
}

type References = Index<Vec<Reference>>;

/// Where each pool is referred to.
fn references(held: &Held<'_>) -> References {
    let mut references = References::new();
    let mut add = |name: &String, reference| {
        let all = references.entry(name.to_ascii_lowercase()).or_default();
        all.push(reference);
    };
    for (index, pool) in held.model.pools.iter().enumerate() {
        let path = Path::root().key("pools").index(index);
        if let Some(next_hop) = &pool.next_hop {
            add(next_hop, Reference::NextHop(path.key("next_hop")));
        }
        let lists = [
            ("depends_on", Some(&pool.depends_on)),
            ("publishes", pool.publishes.as_ref()),
        ];
        for (key, list) in lists {
            for (entry, name) in list.into_iter().flatten().enumerate() {
                add(name, Reference::Entry(path.key(key), entry));
            }
        }
    }
    references
}
