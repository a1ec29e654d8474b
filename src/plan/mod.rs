//! What must change, and why: the declaration held against the inventory at a moment.
//!
//! [`plan`] is pure and total. It leaves the execution no choice: [`Step`] says what
//! is to be made, and adds nothing but randomness and the moment of signing.

mod adopt;
mod assess;
mod authority;
mod changes;
mod containers;
mod days;
mod decide;
mod decision;
mod document;
mod editions;
mod remarks;
mod selection;
mod step;
mod succession;
mod timing;

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use crate::cert::{CertificateId, Contents, Fingerprint, LostNames};
use crate::desired::{Desired, DesiredCertificate};
use crate::finding::{self, Finding};
use crate::inventory::{Generation, Inventory};

pub use adopt::loses_to;
pub use assess::{Assessment, assess, issuer_is_other, other_validity};
pub use document::{
    CertificateDocument, DocumentError, FindingDocument, KeyDocument, PlanDocument, ReasonDocument,
    schema,
};
pub use editions::{EditionChange, edition_changes};
pub use remarks::revoked;
pub use selection::Selection;
pub use step::{Action, KeyFate, KeySource, Reason, Step};
pub use succession::{SuccessionError, signed_by, succession};
pub use timing::Timing;

/// The certificate that is in use now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current {
    /// Its generation.
    pub generation: u32,
    /// Its last second.
    pub not_after: OffsetDateTime,
    /// When its renewal is due.
    pub renewal_due: OffsetDateTime,
    /// SHA-256 over it.
    pub fingerprint: Fingerprint,
    /// Whether it is what is declared, its dates apart.
    pub is_met: bool,
}

/// Before and after of a replaced certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Both renderings as a unified diff.
    pub diff: String,
    /// Names that the old one has and the new one lacks.
    pub lost: LostNames,
}

/// One certificate in the plan.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which.
    pub id: CertificateId,
    /// Its declaration; an orphan has none.
    pub declared: Option<DesiredCertificate>,
    /// What happens to it.
    pub action: Action,
    /// What apply does.
    pub step: Step,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The generation that is made, completed or awaited; else the current one.
    pub generation: Option<u32>,
    /// The certificate in use now.
    pub current: Option<Current>,
    /// Before and after, where something is replaced.
    pub change: Option<Change>,
    /// Since when it is with the issuer.
    pub since: Option<OffsetDateTime>,
    /// By when it must be there, where the manifest says so and it is not.
    pub needed_by: Option<OffsetDateTime>,
    /// The last moment at which its issuer can be asked in time.
    pub send_by: Option<OffsetDateTime>,
}

impl Entry {
    /// A wait during which the current certificate ends: the first line of everything.
    pub fn is_urgent(&self) -> bool {
        self.action == Action::Wait
            && self
                .reasons
                .iter()
                .any(|reason| matches!(reason.code, "expiring" | "expired"))
    }

    /// The step of the order; orphans come after all.
    pub fn wave(&self) -> u32 {
        self.declared
            .as_ref()
            .map_or(u32::MAX, |declared| declared.wave)
    }

    /// By when its issuer must be asked, to sort by; what has no such moment comes last.
    pub fn deadline(&self) -> (bool, Option<OffsetDateTime>) {
        (self.send_by.is_none(), self.send_by)
    }

    /// The contents that are asked for.
    pub fn contents(&self) -> Option<&Contents> {
        self.declared.as_ref().map(|declared| &declared.contents)
    }
}

/// Under which terms the plan is made.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// The moment it holds for.
    pub now: OffsetDateTime,
    /// What it is restricted to.
    pub selection: &'a Selection,
}

/// The whole plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The moment it holds for.
    pub as_of: OffsetDateTime,
    /// Every selected certificate: urgent waits first, then by step, by the moment at which
    /// the issuer must be asked, and by name; orphans last.
    pub entries: Vec<Entry>,
    /// What is worth knowing beside.
    pub findings: Vec<Finding>,
    /// What it is restricted to.
    pub selection: Selection,
}

impl Plan {
    /// How often each action occurs.
    pub fn summary(&self) -> BTreeMap<Action, usize> {
        let mut summary: BTreeMap<Action, usize> =
            Action::ALL.into_iter().map(|action| (action, 0)).collect();
        for entry in &self.entries {
            *summary.entry(entry.action).or_default() += 1;
        }
        summary
    }

    /// Whether an action occurs.
    pub fn has(&self, action: Action) -> bool {
        self.entries.iter().any(|entry| entry.action == action)
    }

    /// Whether apply has something to make.
    pub fn makes(&self) -> bool {
        self.entries.iter().any(|entry| entry.action.makes())
    }

    /// The local authorities whose revocation list must be made anew.
    pub fn lists_due(&self) -> impl Iterator<Item = CertificateId> + '_ {
        let due = self.findings.iter().filter(|finding| {
            matches!(finding.code, "crl_missing" | "crl_expired" | "crl_expiring")
        });
        due.filter_map(|finding| CertificateId::parse(finding.about.as_ref()?).ok())
    }

    /// The entry of a certificate.
    pub fn entry(&self, id: &CertificateId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == *id)
    }
}

/// Holds the declaration against the inventory.
pub fn plan(desired: &Desired, inventory: &Inventory, terms: &Terms<'_>) -> Plan {
    // What is said of single certificates goes with the selection, the rest does not.
    let mut findings = Vec::new();
    let (authorities, leaves): (Vec<_>, Vec<_>) = desired
        .certificates
        .values()
        .partition(|declared| matches!(declared.id, CertificateId::Issuer { .. }));
    // Authorities first: what they sign depends on how they stand.
    let authorities: BTreeMap<CertificateId, Entry> = authorities
        .into_iter()
        .map(|declared| {
            let entry = authority::decide(declared, inventory, terms.now, &mut findings);
            (declared.id.clone(), entry)
        })
        .collect();
    let elsewhere = adopt::Elsewhere::new(desired, inventory);
    let mut adopted = BTreeSet::new();
    let mut entries = authorities.clone();
    for declared in leaves {
        let case = decide::Case {
            declared,
            desired,
            issuer: &desired.issuers[&declared.issuer],
            inventory,
            elsewhere: &elsewhere,
            authorities: &authorities,
            now: terms.now,
        };
        let entry = case.decide(&mut adopted, &mut findings);
        entries.insert(declared.id.clone(), entry);
    }
    for (id, generations) in &inventory.generations {
        if !entries.contains_key(id) {
            let orphan = orphan(id, generations, &mut findings);
            entries.insert(id.clone(), orphan);
        }
    }
    containers::report_stale(desired, inventory, terms.now, &mut findings);
    containers::report_encryption(desired, inventory, &mut findings);
    let mut entries = terms.selection.select(entries, desired, terms.now);
    let selected: BTreeSet<String> = entries.iter().map(|entry| entry.id.to_string()).collect();
    findings.retain(|finding| {
        let about = finding.about.as_ref();
        about.is_none_or(|about| selected.contains(about))
    });
    findings.extend(desired.findings.iter().chain(&inventory.findings).cloned());
    findings.extend(keys_not_here(inventory));
    entries.sort_by(|a, b| {
        b.is_urgent()
            .cmp(&a.is_urgent())
            .then_with(|| a.wave().cmp(&b.wave()))
            .then_with(|| a.deadline().cmp(&b.deadline()))
            .then_with(|| a.id.cmp(&b.id))
    });
    timing::report_frozen(entries.iter(), &mut findings);
    finding::sort(&mut findings);
    Plan {
        as_of: terms.now,
        entries,
        findings,
        selection: terms.selection.clone(),
    }
}

/// Without a key directory no key is checked: right in a pull-request job, and to be
/// told everywhere.
fn keys_not_here(inventory: &Inventory) -> Option<Finding> {
    let own = inventory.generations.keys();
    let count = own
        .filter(|id| !matches!(id, CertificateId::Issuer { .. }))
        .count();
    if inventory.has_key_directory || count == 0 {
        return None;
    }
    let message = "there is no key directory here, so no private key is checked";
    Some(Finding::warning("keys_not_here", message).help(
        "in a pull-request job that is right; where the keys belong, restore their directory",
    ))
}

fn orphan(
    id: &CertificateId,
    generations: &BTreeMap<u32, Generation>,
    findings: &mut Vec<Finding>,
) -> Entry {
    let open: Vec<&Generation> = generations
        .values()
        .filter(|generation| !generation.is_withdrawn())
        .collect();
    decision::report_damage(id, &open, None, findings);
    let message = format!("`{id}` is in the inventory and no longer in the manifest");
    Entry {
        id: id.clone(),
        declared: None,
        action: Action::Orphan,
        step: Step::Rest,
        reasons: vec![Reason::new("not_declared", message)],
        generation: generations.keys().next_back().copied(),
        current: None,
        change: None,
        since: None,
        needed_by: None,
        send_by: None,
    }
}
