//! What was issued that servers or clients do not take: by its signature, its revocation
//! list, or because its neighbours have another root.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::CertificateId;
use crate::desired::{Class, Desired, DesiredCertificate};
use crate::finding::Finding;
use crate::inventory::{Generation, Inventory};
use crate::lync::Windows;
use crate::plan::Plan;
use crate::x509::{Certificate, SignatureKind};

/// The usages that clients from outside see.
const EXTERNAL: [&str; 2] = ["edge-external", "farm"];

/// What is found in the certificates in use.
pub(super) fn checked(plan: &Plan, desired: &Desired, inventory: &Inventory) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut roots: BTreeMap<(String, String), BTreeMap<&[u8], &CertificateId>> = BTreeMap::new();
    for entry in &plan.entries {
        let (Some(declared), Some(current)) = (&entry.declared, &entry.current) else {
            continue;
        };
        let generation = inventory.generation(&entry.id, current.generation);
        let Some(generation) = generation.filter(|_| !is_authority(&entry.id)) else {
            continue;
        };
        let Some(certificate) = &generation.certificate else {
            continue;
        };
        let signed: Vec<&Certificate> =
            [certificate].into_iter().chain(&generation.chain).collect();
        findings.extend(forbidden(declared, &generation.chain));
        findings.extend(not_sha256(declared, desired, &signed));
        findings.extend(sha512(declared, desired, &signed));
        if let (Some(pool), Some(_)) = (&declared.pool, &declared.server) {
            let kind = (pool.to_string(), entry.id.usage().to_owned());
            let of_kind = roots.entry(kind).or_default();
            of_kind
                .entry(root(generation, certificate))
                .or_insert(&entry.id);
        }
    }
    findings.extend(superseded(plan, inventory));
    for ((pool, usage), by_root) in roots {
        findings.extend(roots_differ(&pool, &usage, &by_root));
    }
    findings
}

/// Chains that end above a certificate which has a successor of the same name among what the
/// issuer may chain to: it proves what it proved, and is told once for each issuer.
fn superseded(plan: &Plan, inventory: &Inventory) -> Vec<Finding> {
    let mut by_issuer: BTreeMap<&str, (&Certificate, usize)> = BTreeMap::new();
    for entry in &plan.entries {
        let (Some(declared), Some(current)) = (&entry.declared, &entry.current) else {
            continue;
        };
        let generation = inventory.generation(&entry.id, current.generation);
        let chain = generation.map_or(&[][..], |found| &found.chain);
        let own = CertificateId::parse(&format!("issuer/{}", declared.issuer));
        let own = own.iter().filter(|own| **own != entry.id);
        let own = own.filter_map(|own| inventory.authority(own)?.certificate.as_ref());
        let trust = inventory.trust.get(&declared.issuer);
        let known: Vec<&Certificate> = trust.into_iter().flatten().chain(own).collect();
        let succeeded = chain.iter().find_map(|one| {
            known.iter().copied().find(|other| {
                other.subject_raw() == one.subject_raw()
                    && other.fingerprint() != one.fingerprint()
                    && other.validity().not_before > one.validity().not_before
            })
        });
        if let Some(successor) = succeeded {
            let of_issuer = by_issuer.entry(&declared.issuer);
            of_issuer.or_insert((successor, 0)).1 += 1;
        }
    }
    let told = by_issuer.into_iter().map(|(issuer, (successor, count))| {
        let message = format!(
            "`{issuer}` has a newer certificate for `{}`; chains of {count} certificates have the \
             one before, which proves them still",
            successor.contents().subject
        );
        Finding::remark("chain_superseded", message).help(
            "bring the newer one to servers and clients before the older one ends; renewals \
             come with it",
        )
    });
    told.collect()
}

fn is_authority(id: &CertificateId) -> bool {
    matches!(id, CertificateId::Issuer { .. })
}

/// The name that the chain of a certificate ends with.
fn root<'a>(generation: &'a Generation, certificate: &'a Certificate) -> &'a [u8] {
    let last = generation.chain.last().unwrap_or(certificate);
    last.issuer_raw()
}

/// RSASSA-PSS and other signatures that are not taken, above the certificate itself: its own
/// is looked at when it is planned and taken in. A root's signature proves nothing.
fn forbidden(declared: &DesiredCertificate, chain: &[Certificate]) -> Option<Finding> {
    let mut above = chain.iter().filter(|one| !one.is_self_issued());
    let one = above.find(|one| matches!(one.signature(), SignatureKind::Forbidden(_)))?;
    let message = format!(
        "the authority `{}` in the chain of `{}` is signed with {}",
        one.contents().subject,
        declared.id,
        one.signature()
    );
    let finding = Finding::error("chain_signature_forbidden", message).about(&declared.id);
    Some(finding.at(declared.span.clone(), "").help(
        "have the authority signed anew with RSA by PKCS#1 v1.5 and SHA-256, or take another \
         issuer: Lync Server fails at sign-in with such a chain",
    ))
}

fn not_sha256(
    declared: &DesiredCertificate,
    desired: &Desired,
    signed: &[&Certificate],
) -> Option<Finding> {
    let issuer = desired.issuers.get(&declared.issuer)?;
    let is_seen = EXTERNAL.contains(&declared.id.usage());
    if issuer.class != Class::Public || !is_seen {
        return None;
    }
    let mut below = signed.iter().filter(|one| !one.is_self_issued());
    let odd = below.find(|one| !one.signature().to_string().ends_with("SHA-256"))?;
    let message = format!(
        "`{}` or its chain is signed with {}, and clients from outside see it",
        declared.id,
        odd.signature()
    );
    let finding = Finding::warning("public_not_sha256", message).about(&declared.id);
    Some(
        finding.at(declared.span.clone(), "").help(
            "ask the issuer for a chain in SHA-256: phones and old clients take nothing else",
        ),
    )
}

fn sha512(
    declared: &DesiredCertificate,
    desired: &Desired,
    signed: &[&Certificate],
) -> Option<Finding> {
    let is_sha512 = |one: &&&Certificate| one.signature().to_string().ends_with("SHA-512");
    let mut below = signed.iter().filter(|one| !one.is_self_issued());
    let odd = below.find(is_sha512)?;
    let old = desired.holders(declared).into_iter().find_map(|holder| {
        let windows = desired.machines.get(holder.server)?.windows?;
        (windows <= Windows::Server2012R2).then_some((holder.server, windows))
    });
    let (server, windows) = old?;
    let message = format!(
        "`{}` or its chain is signed with {}, and `{server}` runs {}",
        declared.id,
        odd.signature(),
        windows.name()
    );
    let finding = Finding::warning("sha512_old_windows", message).about(&declared.id);
    Some(finding.at(declared.span.clone(), "").help(
        "ask the issuer for SHA-256; or see to it that the server has Microsoft's update for \
         SHA-512 with TLS 1.2 (KB2973337), without which the Front End service does not start",
    ))
}

/// Servers of one pool trust each other by one root, and phones trust the one they know.
fn roots_differ(
    pool: &str,
    usage: &str,
    by_root: &BTreeMap<&[u8], &CertificateId>,
) -> Option<Finding> {
    let ids: BTreeSet<&CertificateId> = by_root.values().copied().collect();
    let ids: Vec<String> = ids.into_iter().map(|id| format!("`{id}`")).collect();
    if ids.len() < 2 {
        return None;
    }
    let message = format!(
        "the `{usage}` certificates of `{pool}` chain to {} different roots: {}",
        ids.len(),
        ids.join(", ")
    );
    let finding = Finding::warning("pool_issuers_differ", message).about(by_root.values().next()?);
    Some(finding.help(
        "have them all from one issuer, or see to it that every server and phone trusts each \
         of the roots",
    ))
}
