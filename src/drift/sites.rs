//! What is different of sites: their simple URLs, and whether they are there at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::Model;
use crate::topology::{Estate, Site, Url};

use super::Index;
use super::deployment::simple_urls;
use super::difference::{Difference, Held};

/// Which site of the manifest each site of the topology is: the one of its name, or the one
/// that the same pools say they stand in, where neither has another.
pub(super) fn matched(
    model: &Model,
    estate: &Estate,
    pools: &Index<usize>,
) -> BTreeMap<usize, usize> {
    let own: Index<usize> = model
        .sites
        .iter()
        .enumerate()
        .map(|(index, site)| (site.name.trim().to_lowercase(), index))
        .collect();
    let by_name =
        |(index, site): (usize, &Site)| Some((index, *own.get(&site.name.to_lowercase())?));
    let mut matched: BTreeMap<usize, usize> = estate
        .sites
        .iter()
        .enumerate()
        .filter_map(by_name)
        .collect();
    let mut taken: BTreeSet<usize> = matched.values().copied().collect();
    let mut said: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for pool in &estate.pools {
        let declared = pools.get(pool.fqdn.as_str());
        let declared = declared.and_then(|index| model.pools[*index].site.as_ref());
        let declared = declared.and_then(|name| own.get(&name.trim().to_lowercase()));
        if let (Some(site), Some(declared)) = (pool.site, declared) {
            *said.entry((site, *declared)).or_default() += 1;
        }
    }
    let mut said: Vec<((usize, usize), usize)> = said.into_iter().collect();
    said.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((site, declared), _) in said {
        if !matched.contains_key(&site) && taken.insert(declared) {
            matched.insert(site, declared);
        }
    }
    matched
}

/// Compares them.
pub(super) fn compare(held: &Held<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    for (index, site) in held.estate.sites.iter().enumerate() {
        if !site.is_used {
            continue;
        }
        match held.sites.get(&index) {
            Some(&declared) => {
                found.extend(other_name(held, declared, site));
                found.extend(urls(held, declared, site));
            }
            None if !site.simple_urls.is_empty() || is_needed(held, index) => {
                found.push(added(held, site));
            }
            None => {}
        }
    }
    found
}

/// Whether a pool that stands in a site says another one in the manifest.
fn is_needed(held: &Held<'_>, site: usize) -> bool {
    let mut pools = held
        .estate
        .pools
        .iter()
        .filter(|pool| pool.site == Some(site));
    pools.any(|pool| {
        let own = held.pools.get(pool.fqdn.as_str());
        own.is_some_and(|index| held.model.pools[*index].site.is_some())
    })
}

fn other_name(held: &Held<'_>, index: usize, site: &Site) -> Option<Difference> {
    let own = &held.model.sites[index].name;
    if own.trim().to_lowercase() == site.name.to_lowercase() {
        return None;
    }
    let path = Path::root().key("sites").index(index).key("name");
    let finding = Finding::warning(
        "drift_site_renamed",
        format!("the site `{own}` is called `{}` in the topology", site.name),
    )
    .at(held.source.value(&path), "the same pools, another name");
    let mut difference =
        Difference::new(finding).edit(Some(held.source.with_value(&path, &site.scalar())));
    // Whoever stands in it goes on doing so.
    for (index, pool) in held.model.pools.iter().enumerate() {
        if pool.site.as_ref() == Some(own) {
            let path = Path::root().key("pools").index(index).key("site");
            difference = difference.edit(Some(held.source.with_value(&path, &site.scalar())));
        }
    }
    Some(difference)
}

fn urls(held: &Held<'_>, index: usize, site: &Site) -> Vec<Difference> {
    let path = Path::root().key("sites").index(index);
    let own = held.model.sites[index].simple_urls.as_ref();
    let whose = format!("the site `{}`", site.name);
    if !site.simple_urls.is_empty() {
        return simple_urls(held, &path, own, &site.simple_urls, &whose);
    }
    if own.is_none() || !held.estate.site_urls_are_known {
        return Vec::new();
    }
    let finding = Finding::warning(
        "drift_url_removed",
        format!("{whose} has no simple URLs of its own"),
    )
    .at(held.source.key(&path.key("simple_urls")), "only here");
    let edit = held.source.without_key(&path, "simple_urls");
    vec![Difference::new(finding).edit(edit)]
}

fn added(held: &Held<'_>, site: &Site) -> Difference {
    let finding = Finding::warning(
        "drift_site_added",
        format!(
            "the topology has the site `{}`, which is not declared",
            site.name
        ),
    )
    .at(
        held.source.key(&Path::root().key("sites")),
        "not among these",
    );
    let edit = held
        .source
        .with_entry(&Path::root(), "sites", site.entry().trim_end());
    let all = site.simple_urls.lists().into_iter();
    let hosts = all.flat_map(|(_, urls)| urls).map(Url::host);
    hosts.fold(Difference::new(finding).edit(edit), Difference::name)
}
