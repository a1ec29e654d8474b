//! Everything that a bundle shall hold, drawn in one go: a pure function of what is desired,
//! what there is, and the folders that stand already.

use std::collections::BTreeMap;

use crate::cert::{CertificateId, DnsName};
use crate::desired::{Desired, Machine};
use crate::inventory::Inventory;
use crate::plan::Plan;

use super::blueprint::{Blueprint, Drawing};
use super::holding::{Holding, holdings};
use super::roll::roll;
use super::script::Roll;
use super::trust::Authorities;

/// What a bundle shall hold.
pub struct Design<'a> {
    /// What each recipient gets, and what it lacks.
    pub holdings: Vec<Holding<'a>>,
    /// The folder of each, in the same order.
    pub blueprints: Vec<Blueprint>,
    /// The issuers whose root nobody knows here, with those that would need it.
    pub rootless: BTreeMap<String, Vec<String>>,
}

/// Draws it. The changes from one certificate to the next that earlier folders have
/// settled are kept.
pub fn design<'a>(
    desired: &'a Desired,
    inventory: &'a Inventory,
    plan: &'a Plan,
    hosts: &'a [&'a Machine],
    settled: &BTreeMap<(CertificateId, u32), Roll>,
) -> Design<'a> {
    let now = plan.as_of;
    let authorities = Authorities::new(desired, inventory, now);
    let mut members: BTreeMap<&DnsName, Vec<DnsName>> = BTreeMap::new();
    for machine in desired.machines.values() {
        let of_pool = members.entry(&machine.pool).or_default();
        of_pool.push(machine.server.clone());
    }
    let drawing = Drawing {
        terms: &desired.bundle,
        authorities: &authorities,
        members: &members,
    };
    let holdings = holdings(desired, inventory, plan, hosts);
    let mut rootless: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut blueprints = Vec::with_capacity(holdings.len());
    for holding in &holdings {
        let rolls = holding.items.iter().map(|item| {
            let key = (item.id.clone(), item.generation.number);
            roll(item, settled.get(&key), now)
        });
        let rolls: Vec<Option<Roll>> = rolls.collect();
        for issuer in authorities.trust(holding).rootless {
            let needing = rootless.entry(issuer).or_default();
            needing.push(holding.recipient.name().to_owned());
        }
        blueprints.push(drawing.blueprint(holding, &rolls));
    }
    Design {
        holdings,
        blueprints,
        rootless,
    }
}
