//! Everything that a bundle shall hold, drawn in one go: a pure function of what is desired,
//! what there is, and the folders that stand already.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::{CertificateId, DnsName};
use crate::desired::{Desired, DesiredIssuer, Machine};
use crate::finding::Finding;
use crate::inventory::Inventory;
use crate::plan::Plan;

use super::blueprint::{Blueprint, Drawing};
use super::holding::{Holding, Item, Recipient, holdings};
use super::roll::{Settled, roll};
use super::script::Roll;
use super::trust::Authorities;

/// What a bundle shall hold.
pub struct Design<'a> {
    /// What each recipient gets, and what it lacks.
    pub holdings: Vec<Holding<'a>>,
    /// The folder of each, in the same order.
    pub blueprints: Vec<Blueprint>,
    /// The issuers whose root nobody knows here.
    rootless: Vec<&'a DesiredIssuer>,
}

impl Design<'_> {
    /// Keeps what is for some recipients only.
    pub fn keep(&mut self, wanted: impl Fn(&Recipient<'_>) -> bool) {
        let kept: Vec<bool> = self
            .holdings
            .iter()
            .map(|holding| wanted(&holding.recipient))
            .collect();
        let mut these = kept.iter();
        self.holdings.retain(|_| *these.next().unwrap_or(&false));
        let mut these = kept.iter();
        self.blueprints.retain(|_| *these.next().unwrap_or(&false));
    }

    /// What is worth knowing about it.
    pub fn findings(&self) -> Vec<Finding> {
        let rootless = self.rootless.iter().map(|issuer| {
            Finding::warning(
                "root_unknown",
                format!(
                    "the root of `{}` is not known, so no folder has it",
                    issuer.name
                ),
            )
            .help(issuer.cure_for_trust())
            .at(issuer.span.clone(), "this issuer")
        });
        rootless.collect()
    }
}

/// Whether the receipts say that a certificate is assigned wherever it belongs; of the OAuth
/// certificate, which is assigned once for all, anywhere.
fn is_carried_out(item: &Item<'_>, desired: &Desired, inventory: &Inventory) -> bool {
    let thumbprint = item.certificate.thumbprint();
    let has = |server: &DnsName| {
        let receipt = inventory.receipts.get(server);
        let mut assigned = receipt.into_iter().flat_map(|receipt| &receipt.assigned);
        assigned.any(|assigned| assigned.thumbprint == thumbprint)
    };
    let holders = desired.holders(item.declared);
    let mut servers = holders.iter().map(|holder| holder.server);
    match item.id {
        CertificateId::Oauth => servers.any(has),
        _ => !holders.is_empty() && servers.all(has),
    }
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
    let holdings = holdings(desired, inventory, plan, hosts);
    let mut items = holdings.iter().flat_map(|holding| &holding.items);
    let oauth = items.find(|item| *item.id == CertificateId::Oauth);
    let drawing = Drawing {
        terms: &desired.bundle,
        authorities: &authorities,
        members: &members,
        oauth: oauth.map(|item| item.certificate),
    };
    let mut rootless: BTreeSet<String> = BTreeSet::new();
    let mut blueprints = Vec::with_capacity(holdings.len());
    for holding in &holdings {
        let rolls = holding.items.iter().map(|item| {
            let key = (item.id.clone(), item.generation.number);
            let settled = settled.get(&key).map(|roll| Settled {
                roll,
                is_carried_out: is_carried_out(item, desired, inventory),
            });
            roll(item, settled, now)
        });
        let rolls: Vec<Option<Roll>> = rolls.collect();
        rootless.extend(authorities.trust(holding).rootless);
        blueprints.push(drawing.blueprint(holding, &rolls));
    }
    Design {
        holdings,
        blueprints,
        // A local authority is its own root, and is made with the first certificate.
        rootless: rootless
            .iter()
            .filter_map(|name| desired.issuers.get(name))
            .filter(|issuer| issuer.is_asked())
            .collect(),
    }
}
