//! What happens to a local authority: the same generations, but never replaced or
//! renewed by a plan, since everything it signed would follow.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use crate::cert::{self, CertificateId, Lifetime};
use crate::desired::DesiredCertificate;
use crate::finding::Finding;
use crate::inventory::{Generation, Inventory, KeyState, Loose, Root};
use crate::plan::decision::{Decision, damaged_above, hidden, key_blocks, report_damage};
use crate::plan::{Action, Current, Entry, KeySource, Reason, Step};
use crate::x509::{Certificate, RevocationList};

/// Decides, and reports what is worth a remark.
pub(super) fn decide(
    declared: &DesiredCertificate,
    inventory: &Inventory,
    now: OffsetDateTime,
    findings: &mut Vec<Finding>,
) -> Entry {
    let generations: Vec<&Generation> = inventory
        .of(&declared.id)
        .filter(|generation| !generation.is_withdrawn())
        .collect();
    let in_use = generations.iter().rev().find(|found| found.is_sound());
    let rests_on = in_use.map(|in_use| in_use.number);
    let blocked = hidden(inventory, &declared.id).or_else(|| damaged_above(rests_on, &generations));
    let open = generations.iter().rev().find(|found| found.is_open());
    let open = open.filter(|open| rests_on < Some(open.number));
    let decision = match (blocked, open, in_use) {
        (Some(blocked), ..) => blocked,
        (None, Some(open), _) => awaited(declared, open),
        (None, None, Some(in_use)) => existing(declared, in_use, inventory, now, findings),
        (None, None, None) => absent(declared, inventory),
    };
    report_damage(&declared.id, &generations, decision.at, findings);
    let current = in_use.and_then(|in_use| {
        let certificate = in_use.certificate.as_ref()?;
        let validity = certificate.validity();
        Some(Current {
            generation: in_use.number,
            not_after: validity.not_after,
            renewal_due: declared.renew_before.due(validity),
            fingerprint: certificate.fingerprint(),
            // An authority stays as it is.
            is_met: true,
        })
    });
    let Decision {
        action,
        step,
        reasons,
        at,
    } = decision;
    Entry {
        id: declared.id.clone(),
        declared: Some(declared.clone()),
        generation: step
            .generation()
            .or(at)
            .or(open.map(|open| open.number))
            .or(current.as_ref().map(|current| current.generation)),
        action,
        step,
        reasons,
        current,
        change: None,
        since: open
            .and_then(|open| open.order.as_ref())
            .map(|order| order.since),
        needed_by: None,
        send_by: None,
    }
}

/// With whom its request is, where somebody else signs it.
fn awaited(declared: &DesiredCertificate, open: &Generation) -> Decision {
    if let Some(blocked) = key_blocks(open) {
        return blocked;
    }
    let issuer = open
        .order
        .as_ref()
        .map_or("nobody known", |order| &order.issuer);
    let message = format!("version {} was asked of `{issuer}`", open.number);
    let mut reasons = vec![Reason::new("awaiting_issuer", message)];
    if issuer != declared.issuer {
        let message = format!("and `{}` is declared to sign it now", declared.issuer);
        reasons.push(Reason::new("issuer_replaced", message));
    }
    Decision::new(Action::Wait, Step::Rest, reasons)
}

fn existing(
    declared: &DesiredCertificate,
    in_use: &Generation,
    inventory: &Inventory,
    now: OffsetDateTime,
    findings: &mut Vec<Finding>,
) -> Decision {
    let Some(certificate) = &in_use.certificate else {
        return Decision::blocked("damaged", "its certificate is missing").at(in_use.number);
    };
    let validity = certificate.validity();
    let end = cert::day(validity.not_after);
    if !certificate.is_authority() {
        let message = format!(
            "{}: the certificate is not that of an authority",
            in_use.shown
        );
        return Decision::blocked("damaged", message).at(in_use.number);
    }
    if let Some(blocked) = key_blocks(in_use) {
        return blocked;
    }
    if validity.expired(now) {
        let message = format!("its certificate ended on {end}");
        return Decision::blocked("issuer_expired", message);
    }
    if now >= declared.renew_before.due(validity) {
        let message = format!("the authority ends on {end}, and nothing it signs outlives it");
        findings.push(
            Finding::warning("issuer_expiring", message)
                .about(&declared.id)
                .help(format!(
                    "give it a new certificate: forecert ca renew {}",
                    declared.id.issuer().unwrap_or_default()
                )),
        );
    }
    findings.extend(list_due(declared, certificate, inventory, now));
    for difference in cert::shortfalls(&declared.contents, certificate.contents()) {
        // One made elsewhere has its own name and key, and is right as it is.
        if in_use
            .order
            .as_ref()
            .is_some_and(|order| order.origin.is_some())
        {
            break;
        }
        let message = format!("the authority is not as declared: {difference}");
        findings.push(
            Finding::remark("issuer_differs", message)
                .about(&declared.id)
                .help("an authority is never replaced by a plan; it stays as it is"),
        );
    }
    Decision::keep()
}

/// How long before its end a revocation list is due: as long as servers may go without
/// looking after it.
const LIST_RENEWAL: Lifetime = Lifetime::days(30);

/// Why the authority's revocation list must be made anew, if it must. Every certificate
/// points to it.
fn list_due(
    declared: &DesiredCertificate,
    authority: &Certificate,
    inventory: &Inventory,
    now: OffsetDateTime,
) -> Option<Finding> {
    let lists = inventory.revocations.iter();
    let own = lists.filter(|list| list.is_signed_by(authority));
    let end = own.filter_map(RevocationList::next_update).max();
    let (code, message) = match end {
        None => (
            "crl_missing",
            "the authority's revocation list is missing".to_owned(),
        ),
        Some(end) if now > end => {
            let end = cert::day(end);
            (
                "crl_expired",
                format!("the authority's revocation list ended on {end}"),
            )
        }
        Some(end) if now >= end - LIST_RENEWAL.duration() => {
            let end = cert::day(end);
            (
                "crl_expiring",
                format!("the authority's revocation list ends on {end}"),
            )
        }
        Some(_) => return None,
    };
    Some(
        Finding::warning(code, message)
            .about(&declared.id)
            .help("`forecert apply` makes it anew; then publish it where the certificates say"),
    )
}

fn absent(declared: &DesiredCertificate, inventory: &Inventory) -> Decision {
    let name = declared.id.issuer().unwrap_or_default();
    let own = Root::Authority(name.to_owned());
    let loose = inventory.loose.values().flatten();
    let authorities: Vec<&Loose> = loose
        .filter(|loose| loose.root == own && loose.certificate.is_authority())
        .collect();
    // People keep copies, such as in PEM and in DER.
    let mut seen = BTreeSet::new();
    let with_key: Vec<&Loose> = authorities
        .iter()
        .copied()
        .filter(|loose| {
            let keys = inventory.keys.get(&loose.certificate.public_key().id);
            keys.is_some_and(|keys| keys.iter().any(|key| key.root == own))
        })
        .filter(|loose| seen.insert(loose.certificate.fingerprint()))
        .collect();
    match with_key[..] {
        [] => {}
        [only] => {
            let message = format!("`{}` is an authority with its key", only.shown);
            let key = only.certificate.public_key().id;
            let step = Step::Adopt {
                generation: inventory.place(&declared.id, key).0,
                fingerprint: only.certificate.fingerprint(),
                key,
            };
            return Decision::new(Action::Adopt, step, vec![Reason::new("found", message)]);
        }
        [first, second, ..] => {
            let message = format!(
                "`{}` and `{}` are both authorities with their keys; leave one in the directory",
                first.shown, second.shown
            );
            return Decision::blocked("issuer_ambiguous", message);
        }
    }
    if let [first, ..] = authorities[..] {
        let message = format!("`{}` is an authority, and its key is not here", first.shown);
        return Decision::blocked("issuer_missing", message);
    }
    if let Some(id) = named_by(name, inventory) {
        let message = format!(
            "`{id}` was asked of `{name}`, and that authority's directory is missing or empty"
        );
        return Decision::blocked("issuer_missing", message);
    }
    let leftover = inventory.leftover_keys.get(&declared.id);
    let mut number = inventory.next_generation(&declared.id);
    while let Some(state) = leftover.and_then(|keys| keys.get(&number)) {
        match state {
            KeyState::Here(key) if key.spec == declared.contents.key => {
                let message = format!("the key of version {number} is there already");
                let step = Step::Make {
                    generation: number,
                    key: KeySource::InPlace,
                };
                let reason = Reason::new("key_without_request", message);
                return Decision::new(Action::Resume, step, vec![reason]);
            }
            KeyState::Unreadable(reason) => {
                let message = format!("the key of version {number}: {reason}");
                return Decision::blocked("key_unreadable", message).at(number);
            }
            _ => number += 1,
        }
    }
    let step = Step::Make {
        generation: number,
        key: KeySource::New,
    };
    let reason = Reason::new("missing", "there is no authority yet");
    Decision::new(Action::Create, step, vec![reason])
}

/// A generation that was asked of the authority: then its absence is not an order to
/// make another.
fn named_by<'a>(name: &str, inventory: &'a Inventory) -> Option<&'a CertificateId> {
    inventory.generations.iter().find_map(|(id, generations)| {
        let named = generations.values().any(|generation| {
            let order = generation.order.as_ref();
            order.is_some_and(|order| order.issuer == name) && !generation.is_withdrawn()
        });
        (named && !matches!(id, CertificateId::Issuer { .. })).then_some(id)
    })
}
