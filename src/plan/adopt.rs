//! Certificates that are there already, outside of their declared place.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use crate::cert::{self, KeyId, Validity};
use crate::desired::{Desired, DesiredCertificate, DesiredIssuer, IssuerKind};
use crate::finding::Finding;
use crate::inventory::{Generation, Inventory, KeyFile, Root};
use crate::plan::assess::{assess, issuer_is_other};
use crate::plan::decide::Case;
use crate::plan::decision::{Decision, key_blocks};
use crate::plan::{Action, Reason, Step};
use crate::x509::{Certificate, SignatureKind};

/// Adopts the longest-lived certificate elsewhere that satisfies the declaration and
/// whose key is here. A key is adopted once: two servers do not come to share one by
/// accident.
pub(super) fn decide(case: &Case<'_>, adopted: &mut BTreeSet<KeyId>) -> Option<Decision> {
    let Found {
        certificate,
        shown,
        key,
    } = find(case, adopted)?;
    adopted.insert(key.public.id);
    let message = match shown == key.shown {
        true => format!("`{shown}` satisfies the declaration, and has its key in it"),
        false => format!(
            "`{shown}` satisfies the declaration, and its key is `{}`",
            key.shown
        ),
    };
    let step = Step::Adopt {
        generation: case.inventory.place(&case.declared.id, key.public.id).0,
        fingerprint: certificate.fingerprint(),
        key: key.public.id,
    };
    let reason = Reason::new("found", message);
    Some(Decision::new(Action::Adopt, step, vec![reason]))
}

/// A certificate that can be adopted, with its key.
struct Found<'a> {
    certificate: &'a Certificate,
    shown: &'a str,
    key: &'a KeyFile,
}

fn find<'a>(case: &'a Case<'_>, adopted: &BTreeSet<KeyId>) -> Option<Found<'a>> {
    let name = case.declared.contents.subject.common_name();
    let (certificate, shown) = case
        .elsewhere
        .named(name)
        .iter()
        .filter(|(certificate, _)| !adopted.contains(&certificate.public_key().id))
        .filter(|(certificate, _)| is_free(case, certificate))
        .filter(|(certificate, _)| fits(case, certificate))
        .max_by_key(|(certificate, shown)| (certificate.validity().not_after, shown))?;
    let key = case.inventory.keys.get(&certificate.public_key().id)?;
    Some(Found {
        certificate,
        shown,
        key: key.first()?,
    })
}

/// Says, while an answer is awaited, that a certificate with another key lies in the tree
/// and would do: only a person can say that the answer is not needed any more.
pub(super) fn report_other_key(case: &Case<'_>, open: &Generation, findings: &mut Vec<Finding>) {
    let Some(found) = find(case, &BTreeSet::new()) else {
        return;
    };
    let Found {
        certificate,
        shown,
        key,
    } = found;
    // With the same key it is the answer itself, of which `report_answers` tells.
    if open.public_key() == Some(&key.public) {
        return;
    }
    // What `accept --adopt` would refuse is not offered.
    let (declared, issuer) = (case.declared, case.issuer);
    if loses_to(certificate, declared, issuer, case.inventory, case.now).is_some() {
        return;
    }
    let message = format!(
        "`{shown}` is what version {} waits for, and has another key",
        open.number
    );
    // Of several objects in one file, each is shown with its place in it.
    let place = shown.strip_prefix(&key.shown);
    let files = match place.is_some_and(|place| place.is_empty() || place.starts_with(" (")) {
        true => format!("'{}'", key.shown),
        false => format!("'{shown}' '{}'", key.shown),
    };
    findings.push(
        Finding::remark("other_key", message)
            .about(&case.declared.id)
            .in_file(shown)
            .help(format!(
                "to use it and close the request: forecert accept --adopt {files}"
            )),
    );
}

/// The version that a certificate with another key would put out of use without gain: it
/// is what is declared, its key is not lost, and it holds as long, or its renewal is not due
/// and it is newer.
pub fn loses_to<'a>(
    certificate: &Certificate,
    declared: &DesiredCertificate,
    issuer: &DesiredIssuer,
    inventory: &'a Inventory,
    now: OffsetDateTime,
) -> Option<(&'a Generation, Validity)> {
    let good = |found: &&Generation| {
        found.is_sound()
            && !found.is_withdrawn()
            && key_blocks(found).is_none()
            && assess(found, declared, issuer, inventory, now).is_met()
    };
    let current = inventory.of(&declared.id).rev().find(good)?;
    let has = current.certificate.as_ref()?.validity();
    let brings = certificate.validity();
    let is_due = now >= declared.renew_before.due(has);
    let loses = brings.not_after <= has.not_after && !has.expired(now)
        || brings.not_before < has.not_before && !is_due;
    loses.then_some((current, has))
}

/// Whether the key is nobody else's, and nobody retired it.
fn is_free(case: &Case<'_>, certificate: &Certificate) -> bool {
    let mut owners = case.inventory.owners(certificate.public_key().id);
    owners.all(|(id, generation)| {
        let others = *id != case.declared.id && case.desired.certificates.contains_key(id);
        !others && !generation.is_withdrawn()
    })
}

/// What could be adopted, found once for all: certificates outside of forecert's
/// folders and those of folders that are no longer declared, with their key here.
pub(super) struct Elsewhere<'a> {
    /// By common name in lower case, with the place.
    by_name: BTreeMap<String, Vec<(&'a Certificate, String)>>,
    /// What helps to prove a chain.
    authorities: Vec<Certificate>,
}

impl<'a> Elsewhere<'a> {
    pub(super) fn new(desired: &Desired, inventory: &'a Inventory) -> Self {
        let loose = inventory
            .keys
            .keys()
            .filter_map(|key| inventory.loose.get(key))
            .flatten()
            .filter(|loose| match loose.root {
                Root::Inventory => true,
                // A PKCS#12 file is best kept with the keys: it has one.
                Root::Keys => loose.in_container,
                Root::Authority(_) | Root::Trust(_) => false,
            })
            .map(|loose| (&loose.certificate, loose.shown.clone()));
        let orphans = inventory
            .generations
            .iter()
            .filter(|(id, _)| !desired.certificates.contains_key(id))
            .flat_map(|(_, generations)| generations.values())
            .filter(|generation| generation.is_sound() && !generation.is_withdrawn())
            .filter_map(|found| Some((found.certificate.as_ref()?, found.shown.clone())));
        let mut by_name: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (certificate, shown) in loose.chain(orphans) {
            let name = certificate.contents().subject.common_name();
            let name = name.unwrap_or_default().to_ascii_lowercase();
            by_name.entry(name).or_default().push((certificate, shown));
        }
        Self {
            authorities: inventory.authorities(),
            by_name,
        }
    }

    fn named(&self, name: Option<&str>) -> &[(&'a Certificate, String)] {
        self.by_name
            .get(name.unwrap_or_default())
            .map_or(&[], Vec::as_slice)
    }
}

fn fits(case: &Case<'_>, certificate: &Certificate) -> bool {
    let Case {
        declared,
        issuer,
        inventory,
        now,
        ..
    } = case;
    let validity = certificate.validity();
    // A self-signed certificate has no issuer at all. One of a local authority that
    // does not exist, or of an issuer whose `trust` cannot be read, cannot be proved.
    let provable = match issuer.kind {
        IssuerKind::LocalCa { .. } => case.authority_blocks().is_none(),
        IssuerKind::Request | IssuerKind::Service(_) => {
            let readable = inventory.trust.contains_key(&issuer.name);
            !certificate.is_self_issued() && (issuer.trust.is_empty() || readable)
        }
    };
    provable
        && !certificate.is_authority()
        && *now >= validity.not_before
        && *now < declared.renew_before.due(validity)
        && !matches!(certificate.signature(), SignatureKind::Forbidden(_))
        && inventory.keys.contains_key(&certificate.public_key().id)
        && !inventory.revokes(certificate)
        && cert::shortfalls(&declared.contents, certificate.contents()).is_empty()
        && issuer_is_other(
            certificate,
            &case.elsewhere.authorities,
            None,
            declared,
            issuer,
            inventory,
            *now,
        )
        .is_none()
}

/// Says where the answer to an open request lies in the tree already.
pub(super) fn report_answers(
    case: &Case<'_>,
    generations: &[&Generation],
    findings: &mut Vec<Finding>,
) {
    for generation in generations.iter().filter(|generation| generation.is_open()) {
        let loose = generation
            .public_key()
            .and_then(|key| case.inventory.loose.get(&key.id));
        let Some(loose) = loose.and_then(|found| found.first()) else {
            continue;
        };
        let message = format!(
            "`{}` answers the request of version {}",
            loose.shown, generation.number
        );
        findings.push(
            Finding::remark("answer_found", message)
                .about(&case.declared.id)
                .in_file(loose.shown.clone())
                .help(format!("take it in: forecert accept '{}'", loose.shown)),
        );
    }
}
