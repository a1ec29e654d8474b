//! What is kept and installed in a way that hurts.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::DnsName;
use crate::desired::{Desired, DesiredCertificate};
use crate::finding::Finding;
use crate::inventory::Inventory;
use crate::plan::Plan;

/// Keys that nothing but their directory protects.
pub(super) fn keys(desired: &Desired) -> Option<Finding> {
    if desired.passphrase.is_some() {
        return None;
    }
    let message = "keys are kept in clear: nothing but their directory protects them";
    Some(Finding::remark("keys_unencrypted", message).help(
        "say where a passphrase is:\n  keys: { encryption: { passphrase: { env: KEY_PASSPHRASE } } }",
    ))
}

/// Pools that share a certificate, and whose servers use different ones by what their
/// receipts say. An Edge pool's A/V authentication fails with that: what one server hands
/// out, another does not take.
pub(super) fn members(plan: &Plan, desired: &Desired, inventory: &Inventory) -> Vec<Finding> {
    let declared = plan
        .entries
        .iter()
        .filter_map(|entry| entry.declared.as_ref());
    let shared = declared.filter(|one| one.pool.is_some() && one.server.is_none());
    let found = shared.filter_map(|one| differing(one, desired, inventory));
    found.collect()
}

fn differing(
    declared: &DesiredCertificate,
    desired: &Desired,
    inventory: &Inventory,
) -> Option<Finding> {
    let mut by_type: BTreeMap<&str, BTreeMap<&str, BTreeSet<&DnsName>>> = BTreeMap::new();
    for holder in desired.holders(declared) {
        let Some(receipt) = inventory.receipts.get(holder.server) else {
            continue;
        };
        for one in receipt
            .assigned
            .iter()
            .filter(|one| one.effective.is_none())
        {
            let Some(kind) = holder
                .types
                .iter()
                .find(|kind| one.to.eq_ignore_ascii_case(kind))
            else {
                continue;
            };
            let of_type = by_type.entry(kind).or_default();
            let servers = of_type.entry(&one.thumbprint).or_default();
            servers.insert(holder.server);
        }
    }
    let (kind, _) = by_type
        .iter()
        .find(|(_, thumbprints)| thumbprints.len() > 1)?;
    let servers: BTreeSet<String> = by_type[kind]
        .values()
        .filter_map(|servers| servers.first())
        .map(|server| format!("`{server}`"))
        .collect();
    let servers: Vec<String> = servers.into_iter().collect();
    let message = format!(
        "`{}` is one for the whole pool, and {} use different ones for {kind}",
        declared.id,
        servers.join(" and ")
    );
    let finding = Finding::warning("edge_members_differ", message).about(&declared.id);
    Some(
        finding
            .at(declared.span.clone(), "")
            .help("assign the same version on each server, and have new receipts written"),
    )
}
