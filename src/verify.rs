//! Proof of the whole: does the inventory hold what is declared, key and all?
//!
//! Rests on the plan, which has compared names, usages, keys and issuers already, and
//! adds what a plan has no business with: dates that have not begun, chains, modes.

use crate::cert::{CertificateId, day};
use crate::desired::{Desired, DesiredIssuer};
use crate::finding::{self, Finding, Severity};
use crate::inventory::{ChainState, Generation, Inventory, KeyState};
use crate::plan::{Action, Entry, Plan, revoked};
use crate::x509::Certificate;

/// What the inventory lacks, as errors; and what is worth knowing beside.
///
/// `keys` tells whether the private keys are to be proved too, as they are wherever
/// they ought to be.
pub fn verify(desired: &Desired, inventory: &Inventory, plan: &Plan, keys: bool) -> Vec<Finding> {
    let mut findings: Vec<Finding> = inventory.findings.iter().map(weighed).collect();
    findings.extend(desired.findings.iter().cloned());
    findings.extend(unread_trust(desired, inventory));
    findings.extend(undeclared_trust(desired));
    if keys && !inventory.has_key_directory {
        let message = "there is no key directory here, so no private key is proved";
        findings.push(
            Finding::error("keys_not_here", message)
                .help("verify where the keys are, or say --without-keys"),
        );
    }
    findings.extend(revocation_lists(plan));
    let days = plan.findings.iter();
    let days = days.filter(|finding| matches!(finding.code, "late" | "renewal_late"));
    findings.extend(days.cloned());
    for entry in &plan.entries {
        match entry.action {
            Action::Orphan => {}
            Action::Keep => in_order(entry, inventory, plan, &mut findings),
            // What is in use still serves while its successor is on its way.
            Action::Renew | Action::Wait if serves(entry, plan) => {
                in_order(entry, inventory, plan, &mut findings);
                let mut successor = not_held(entry);
                successor.severity = Severity::Warning;
                findings.push(successor);
            }
            _ => findings.push(not_held(entry)),
        }
    }
    finding::sort(&mut findings);
    findings
}

/// Every certificate points to its issuer's revocation list: one that is not there, not the
/// issuer's or out of date makes servers refuse them all.
fn revocation_lists(plan: &Plan) -> impl Iterator<Item = Finding> {
    plan.findings.iter().filter_map(|finding| {
        let severity = match finding.code {
            "crl_missing" | "crl_expired" => Severity::Error,
            "crl_expiring" => Severity::Warning,
            _ => return None,
        };
        Some(Finding {
            severity,
            ..finding.clone()
        })
    })
}

/// Trust that is declared and cannot be read proves nothing.
fn unread_trust(desired: &Desired, inventory: &Inventory) -> Vec<Finding> {
    let unread = desired
        .issuers
        .values()
        .filter(|issuer| !issuer.trust.is_empty() && !inventory.trust.contains_key(&issuer.name));
    unread
        .map(|issuer| {
            let message = format!("nothing that `{}` is to `trust` can be read", issuer.name);
            Finding::error("trust_missing", message)
                .at(issuer.span.clone(), "")
                .help("restore the files that the issuer's `trust` names")
        })
        .collect()
}

/// Without trust, whoever signs for an issuer is as good as that issuer.
fn undeclared_trust(desired: &Desired) -> impl Iterator<Item = Finding> {
    let signs = |issuer: &DesiredIssuer| {
        let mut certificates = desired.certificates.values();
        certificates.any(|certificate| certificate.issuer == issuer.name)
    };
    let issuers = desired.issuers.values();
    let issuers = issuers.filter(move |issuer| issuer.takes_anything() && signs(issuer));
    issuers.map(|issuer| {
        let message = format!(
            "`{}` has no `trust`: whoever signs for it is taken at its word",
            issuer.name
        );
        Finding::warning("trust_not_declared", message)
            .at(issuer.span.clone(), "")
            .help(issuer.cure_for_trust())
    })
}

fn serves(entry: &Entry, plan: &Plan) -> bool {
    let current = entry.current.as_ref();
    current.is_some_and(|current| current.is_met && plan.as_of <= current.not_after)
}

/// A key that others can read is a fault here, where keys are what is verified.
fn weighed(finding: &Finding) -> Finding {
    let mut finding = finding.clone();
    if finding.code == "key_mode" {
        finding.severity = Severity::Error;
    }
    finding
}

fn not_held(entry: &Entry) -> Finding {
    let reasons: Vec<&str> = entry
        .reasons
        .iter()
        .map(|reason| reason.message.as_str())
        .collect();
    let code = entry
        .reasons
        .first()
        .map_or("missing", |reason| reason.code);
    let (what, cure) = match entry.action {
        Action::Wait => ("is awaited", "`forecert accept` the answer when it comes"),
        Action::Blocked => (
            "is blocked",
            "see the cure in `forecert plan`, or explain its id",
        ),
        Action::Renew => ("is to be renewed", "run `forecert apply`"),
        Action::Replace => ("is to be replaced", "run `forecert apply`"),
        _ => ("is not there", "run `forecert apply`"),
    };
    Finding::error(
        code,
        format!("`{}` {what}: {}", entry.id, reasons.join("; ")),
    )
    .about(&entry.id)
    .help(cure)
}

fn in_order(entry: &Entry, inventory: &Inventory, plan: &Plan, findings: &mut Vec<Finding>) {
    let id = &entry.id;
    let current = entry.current.as_ref().map(|current| current.generation);
    let generation = current.and_then(|current| inventory.generation(id, current));
    let Some(Generation {
        number,
        key,
        chain,
        chain_state,
        certificate: Some(certificate),
        ..
    }) = generation
    else {
        findings.push(not_held(entry));
        return;
    };
    match key {
        // That none is here is said once for all.
        KeyState::Here(_) | KeyState::NotHere => {}
        KeyState::Missing { .. } | KeyState::Unreadable(_) => {
            let message = format!("`{id}`: its key cannot be used");
            let cure = format!("restore it from its backup; see `forecert explain {id}`");
            findings.push(Finding::error("key_missing", message).about(id).help(cure));
        }
    }
    let validity = certificate.validity();
    if validity.not_before > plan.as_of {
        let message = format!("`{id}` holds only from {} on", day(validity.not_before));
        let cure = "wait for that moment, or set the clock right";
        findings.push(
            Finding::error("not_yet_valid", message)
                .about(id)
                .help(cure),
        );
    }
    if inventory.revokes(certificate) {
        let mut finding = revoked(id, *number);
        finding.severity = Severity::Error;
        findings.push(finding);
    }
    let is_open = *chain_state == ChainState::Proves && !ends_well(entry, chain, inventory);
    if *chain_state == ChainState::Broken || is_open {
        let message = format!("`{id}`: the certificates in `chain.pem` do not prove it");
        let cure = "restore both from version control or backup; or move a wrong `chain.pem` away \
                    and `forecert accept` the right chain";
        findings.push(Finding::error("chain_broken", message).about(id).help(cure));
    }
    if *chain_state == ChainState::Unknown && !certificate.is_self_issued() {
        let message = format!("`{id}`: its issuer's certificate is not known");
        let cure = "`forecert accept` the issuer's certificate";
        findings.push(
            Finding::error("chain_incomplete", message)
                .about(id)
                .help(cure),
        );
    }
    // Microsoft, "Certificate infrastructure requirements for Lync Server 2013".
    let is_issuer = entry
        .declared
        .as_ref()
        .is_some_and(|declared| declared.role == "issuer");
    if certificate.crl_urls().is_empty() && !is_issuer {
        let message = format!("`{id}` has no CRL distribution point, which Lync Server demands");
        findings.push(
            Finding::warning("no_crl_distribution_point", message)
                .about(id)
                .help("ask the issuer for a certificate with one"),
        );
    }
}

/// Whether the last certificate of a chain is a root, or what its issuer may chain to, or
/// signed by that. Where nothing of that kind is known, nobody can tell.
fn ends_well(entry: &Entry, chain: &[Certificate], inventory: &Inventory) -> bool {
    let (Some(declared), Some(last)) = (&entry.declared, chain.last()) else {
        return true;
    };
    let id = CertificateId::parse(&format!("issuer/{}", declared.issuer));
    let authorities = id.iter().flat_map(|id| inventory.of(id));
    let authorities = authorities.flat_map(|found| found.certificate.iter().chain(&found.chain));
    let trust = inventory.trust.get(&declared.issuer).into_iter().flatten();
    let known: Vec<&Certificate> = authorities.chain(trust).collect();
    known.is_empty()
        || last.is_self_issued()
        || known
            .iter()
            .any(|known| *known == last || last.is_signed_by(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cert::CertificateId;
    use crate::desired;
    use crate::manifest::Manifest;
    use crate::plan::{Reason, Step};

    #[test]
    fn a_key_that_others_can_read_is_a_warning_in_a_plan_and_a_fault_here() {
        let warning = Finding::warning("key_mode", "the key `a.pem` has mode 0644");
        assert!(weighed(&warning).is_error());
        let other = Finding::warning("unreadable_file", "`b.pem`: it is cut off");
        assert_eq!(weighed(&other), other);
    }

    #[test]
    fn an_issuer_that_is_asked_and_has_no_trust_is_told_once() {
        let told = |issuers: &str| -> Vec<String> {
            let text = format!(
                "version: 1\nrules: \"2026.1\"\ndefaults: {{ issuer: ca }}\nissuers:\n{issuers}\
                 pools: [{{ fqdn: a.contoso.net, role: custom, servers: [b.contoso.net, c.contoso.net], \
                 certificates: [{{ usage: tls, dns: [\"{{server}}\"] }}] }}]\n"
            );
            let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
            let desired = desired::resolve(&manifest).unwrap();
            let findings = undeclared_trust(&desired);
            findings.map(|finding| finding.message).collect()
        };
        let asked = "  - { name: ca, type: request, class: public, validity: 1y }\n";
        let message = "`ca` has no `trust`: whoever signs for it is taken at its word";
        assert_eq!(told(asked), [message]);
        let idle = asked.replace("ca,", "idle,");
        assert_eq!(told(&format!("{asked}{idle}")), [message]);
        let trusting = asked.replace("1y", "1y, trust: [root.pem]");
        assert_eq!(told(&trusting), [""; 0]);
        let own = "  - { name: ca, type: local-ca, class: public, directory: ca, crl_url: \"http://pki.contoso.com/ca.crl\" }\n";
        assert_eq!(told(own), [""; 0]);
    }

    #[test]
    fn what_is_not_held_is_told_with_its_first_code_and_all_its_reasons() {
        let entry = Entry {
            id: CertificateId::Oauth,
            declared: None,
            action: Action::Replace,
            step: Step::Rest,
            reasons: vec![
                Reason::new("names_differ", "names: missing a.contoso.com"),
                Reason::new("expiring", "version 1 ends on 2026-12-01"),
            ],
            generation: Some(1),
            current: None,
            change: None,
            since: None,
            needed_by: None,
            send_by: None,
        };
        let finding = not_held(&entry);
        assert_eq!(finding.code, "names_differ");
        assert_eq!(
            finding.message,
            "`oauth` is to be replaced: names: missing a.contoso.com; version 1 ends on 2026-12-01"
        );
    }
}
