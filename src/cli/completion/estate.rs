//! What the manifest declares, as far as it can be read. The inventory and the keys are
//! not looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::cli::context::{holds_key, read_file};
use crate::desired;
use crate::manifest::Manifest;
use crate::manifest::model::Server;

/// The manifest of 5,000 servers stays below; a larger one is not worth the wait.
const LIMIT: u64 = 4 << 20;

/// The names that can be completed.
#[derive(Debug, Default)]
pub(super) struct Estate {
    /// Certificate ids.
    pub(super) ids: BTreeSet<String>,
    /// Pools, and what each is.
    pub(super) pools: BTreeMap<String, String>,
    /// Servers, and the pool of each.
    pub(super) servers: BTreeMap<String, String>,
    /// Usages.
    pub(super) usages: BTreeSet<String>,
}

/// The bytes of a manifest, if it is a file of a size that is worth the wait.
pub(super) fn bytes(path: &Path) -> Option<Vec<u8>> {
    // A pipe or a terminal would wait for somebody to write.
    if !path.is_file() {
        return None;
    }
    let bytes = read_file(path, LIMIT + 1).ok()?;
    (bytes.len() as u64 <= LIMIT).then_some(bytes)
}

/// What a manifest declares. A broken one gives what can be made out, and what is none
/// gives nothing.
pub(super) fn read(bytes: &[u8]) -> Estate {
    if holds_key(bytes) {
        return Estate::default();
    }
    match Manifest::parse("", bytes) {
        Ok(manifest) => estate(&manifest),
        Err(rejected) => rejected
            .guess
            .map_or_else(Estate::default, |guess| estate(&guess)),
    }
}

fn estate(manifest: &Manifest) -> Estate {
    let mut estate = Estate::default();
    for pool in &manifest.model.pools {
        let fqdn = pool.fqdn.to_ascii_lowercase();
        for server in &pool.servers {
            let server = match server {
                Server::Fqdn(fqdn) => fqdn,
                Server::Detailed(server) => &server.fqdn,
            };
            let server = server.to_ascii_lowercase();
            estate.servers.insert(server, format!("in {fqdn}"));
        }
        estate.pools.insert(fqdn, String::new());
    }
    // What does not make sense as a whole has pools and servers all the same.
    let Ok(desired) = desired::resolve(manifest) else {
        return estate;
    };
    for (id, certificate) in &desired.certificates {
        estate.ids.insert(id.to_string());
        estate.usages.insert(id.usage().to_owned());
        if let Some(pool) = id.pool() {
            let role = certificate.role.to_owned();
            estate.pools.insert(pool.to_string(), role);
        }
        if let (Some(server), Some(pool)) = (id.server(), id.pool()) {
            estate
                .servers
                .insert(server.to_string(), format!("in {pool}"));
        }
        for served in &certificate.serves {
            estate.ids.insert(served.id.to_string());
            estate.usages.insert(served.id.usage().to_owned());
            if let Some(pool) = served.id.pool() {
                estate
                    .pools
                    .insert(pool.to_string(), served.role.to_owned());
            }
        }
    }
    estate
}
