//! The requests that are open, in the order in which they should leave, and those that
//! lie with an issuer and are not to be signed.

use std::cmp::Reverse;

use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::desired::{Class, Desired, DesiredCertificate, DesiredIssuer, Holder};
use crate::inventory::{Generation, Inventory, Order, OrderState};
use crate::plan::{Action, Entry, Plan};
use crate::x509::Request;

/// A request that is waited for, with all that is known of it.
#[derive(Debug)]
pub(super) struct Awaited<'a> {
    pub(super) entry: &'a Entry,
    pub(super) declared: &'a DesiredCertificate,
    pub(super) issuer: &'a DesiredIssuer,
    pub(super) generation: &'a Generation,
    pub(super) request: &'a Request,
    pub(super) holders: Vec<Holder<'a>>,
}

/// A request that lies with an issuer and is not needed any more.
#[derive(Debug)]
pub(super) struct Unwanted<'a> {
    pub(super) id: &'a CertificateId,
    pub(super) generation: &'a Generation,
    pub(super) order: &'a Order,
    pub(super) why: &'static str,
}

/// The requests that a plan waits for and that may leave, in the order in which they should leave.
///
/// What is needed by a day comes first, by the moment at which it must be asked for. Then
/// who needs longest is asked first. "It can take time to process certificate requests,
/// especially to public CAs" ("Request certificates for edge components in Lync Server
/// 2013", Gg398708). Then comes what is installed first, then what ends first, and what
/// renews nothing after that.
pub(super) fn awaited<'a>(
    desired: &'a Desired,
    inventory: &'a Inventory,
    plan: &'a Plan,
) -> Vec<Awaited<'a>> {
    let all = of(desired, inventory, plan);
    let mut awaited: Vec<Awaited<'_>> = all.filter(|one| !one.is_held()).collect();
    awaited.sort_by_key(|one| {
        let end = one.ends();
        let needed = one.entry.needed_by.and(one.entry.send_by);
        (
            (needed.is_none(), needed),
            Reverse(one.issuer.lead_time),
            Reverse(one.issuer.class),
            one.declared.wave,
            end.is_none(),
            end,
            one.declared.id.clone(),
        )
    });
    awaited
}

/// The requests that do not leave yet, by the day on which they do.
pub(super) fn held<'a>(
    desired: &'a Desired,
    inventory: &'a Inventory,
    plan: &'a Plan,
) -> Vec<Awaited<'a>> {
    let all = of(desired, inventory, plan);
    let mut held: Vec<Awaited<'_>> = all.filter(Awaited::is_held).collect();
    held.sort_by_key(|one| (one.issuer.submit_after, one.declared.id.clone()));
    held
}

fn of<'a>(
    desired: &'a Desired,
    inventory: &'a Inventory,
    plan: &'a Plan,
) -> impl Iterator<Item = Awaited<'a>> {
    let entries = plan.entries.iter();
    let entries = entries.filter(|entry| entry.action == Action::Wait);
    entries.filter_map(|entry| {
        let declared = entry.declared.as_ref()?;
        let generation = inventory.generation(&entry.id, entry.generation?)?;
        let issuer = desired.issuers.get(&declared.issuer)?;
        // What `apply` hands in itself is carried by nobody.
        issuer.is_carried().then_some(())?;
        Some(Awaited {
            entry,
            declared,
            issuer,
            generation,
            request: generation.request.as_ref()?,
            holders: desired.holders(declared),
        })
    })
}

/// The requests that nobody waits for and that an issuer may still sign.
pub(super) fn unwanted<'a>(inventory: &'a Inventory, plan: &'a Plan) -> Vec<Unwanted<'a>> {
    let mut unwanted = Vec::new();
    for entry in &plan.entries {
        for generation in inventory.of(&entry.id) {
            let Some(order) = generation.order.as_ref() else {
                continue;
            };
            let lies_there = generation.is_open()
                && generation.damage.is_empty()
                && matches!(order.state, OrderState::Submitting | OrderState::Pending);
            let why = match entry.action {
                Action::Orphan => "it is not declared any more",
                _ if is_superseded(entry, generation, plan) => "something else is declared since",
                _ => continue,
            };
            if lies_there {
                unwanted.push(Unwanted {
                    id: &entry.id,
                    generation,
                    order,
                    why,
                });
            }
        }
    }
    unwanted.sort_by(|a, b| {
        let order = a.order.issuer.cmp(&b.order.issuer);
        let order = order.then_with(|| a.id.cmp(b.id));
        order.then_with(|| a.generation.number.cmp(&b.generation.number))
    });
    unwanted
}

/// The plan says which requests it waits for no longer, and this asks it.
fn is_superseded(entry: &Entry, generation: &Generation, plan: &Plan) -> bool {
    let id = entry.id.to_string();
    plan.findings.iter().any(|finding| {
        finding.code == "superseded"
            && finding.about.as_ref() == Some(&id)
            && finding.path.as_ref() == Some(&generation.shown)
    })
}

impl Awaited<'_> {
    /// What its files are called, without their ending: its folder in one piece. A name has
    /// no `_`, so that no two are the same, and none is a device of Windows.
    pub(super) fn stem(&self) -> String {
        self.declared.id.folder().replace('/', "_")
    }

    /// The file of the request.
    pub(super) fn file(&self) -> String {
        format!("{}.req", self.stem())
    }

    /// The request as it is handed over. Notepad of Windows Server 2016 and older shows
    /// lines only where they end in CR and LF.
    pub(super) fn pem(&self) -> String {
        self.request.pem().replace('\n', "\r\n")
    }

    /// The last second of the certificate that it follows, if there is one.
    pub(super) fn ends(&self) -> Option<OffsetDateTime> {
        Some(self.entry.current.as_ref()?.not_after)
    }

    /// Whether it does not leave yet.
    fn is_held(&self) -> bool {
        let mut reasons = self.entry.reasons.iter();
        reasons.any(|reason| reason.code == "held_until")
    }

    /// Whether the organization itself signs it.
    pub(super) fn is_internal(&self) -> bool {
        self.issuer.class == Class::Enterprise
    }
}
