//! PKCS#12 files that are no use as they are: what is in them has ended, something newer is
//! here, or the Windows of its server cannot open them.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::cert::{self, CertificateId};
use crate::desired::{Desired, DesiredCertificate, Machine};
use crate::finding::Finding;
use crate::inventory::{ContainerFile, Generation, Inventory};
use crate::lync::Windows;
use crate::x509::Certificate;

/// Says which files could be imported by mistake only. One with several certificates is
/// told of when all of them are over.
pub(super) fn report_stale(
    desired: &Desired,
    inventory: &Inventory,
    now: OffsetDateTime,
    findings: &mut Vec<Finding>,
) {
    if inventory.containers.is_empty() {
        return;
    }
    let by_name = by_common_name(desired);
    for file in &inventory.containers {
        let reasons: Option<Vec<String>> = file
            .container
            .leaves()
            .map(|leaf| {
                ended(leaf, now)
                    .or_else(|| newer_with_key(leaf, inventory))
                    .or_else(|| newer_for_names(leaf, inventory, &by_name))
            })
            .collect();
        let Some(reason) = reasons.and_then(|mut reasons| reasons.pop()) else {
            continue;
        };
        let shown = &file.shown;
        findings.push(
            Finding::remark("pfx_stale", format!("`{shown}` is out of date: {reason}"))
                .in_file(shown.clone())
                .help("move it away, so that nobody imports it by mistake"),
        );
    }
}

/// Says which files the Windows of their servers does not open. Where that is not declared,
/// it may be one that does not.
pub(super) fn report_encryption(
    desired: &Desired,
    inventory: &Inventory,
    findings: &mut Vec<Finding>,
) {
    let files = inventory.containers.iter();
    let files: Vec<&ContainerFile> = files
        .filter(|file| file.container.protection.needs_windows_server_2019())
        .filter(|file| !inventory.has_taken_in(file))
        .collect();
    if files.is_empty() {
        return;
    }
    let by_name = by_common_name(desired);
    for file in files {
        let machines = machines(file, desired, &by_name);
        let opens = |machine: &&Machine| machine.windows.is_some_and(Windows::opens_aes);
        if !machines.is_empty() && machines.iter().all(opens) {
            continue;
        }
        let old = machines.iter().find_map(|machine| {
            let windows = machine.windows.filter(|windows| !windows.opens_aes())?;
            Some((windows, &machine.server))
        });
        let ContainerFile {
            shown, container, ..
        } = file;
        let protection = &container.protection;
        let mut by: Vec<String> = protection.schemes.iter().map(ToString::to_string).collect();
        by.extend(protection.mac.map(|hash| format!("a MAC by {hash}")));
        let by = by.join(", ");
        let cure = "import it on Server 2019 or later only; once it is taken in, `forecert bundle` \
                    writes it so that each server can open it";
        let finding = match old {
            Some((windows, server)) => Finding::warning(
                "pfx_encryption",
                format!(
                    "`{shown}` is protected by {by}; {} of `{server}` cannot open it",
                    windows.name()
                ),
            ),
            None => Finding::remark(
                "pfx_encryption",
                format!(
                    "`{shown}` is protected by {by}; Windows before Server 2019 calls its password wrong"
                ),
            ),
        };
        findings.push(finding.in_file(shown.clone()).help(cure));
    }
}

/// The machines that the certificates of a file are for, as far as their names tell.
fn machines<'a>(
    file: &ContainerFile,
    desired: &'a Desired,
    by_name: &ByName<'a>,
) -> Vec<&'a Machine> {
    let fit = file.container.leaves().flat_map(|leaf| {
        let name = leaf.contents().subject.common_name().unwrap_or_default();
        let alike = by_name.get(&name.to_ascii_lowercase());
        let alike = alike.into_iter().flatten().copied();
        alike.filter(|declared| cert::shortfalls(&declared.contents, leaf.contents()).is_empty())
    });
    let servers = fit.flat_map(|declared| desired.holders(declared));
    servers
        .filter_map(|holder| desired.machines.get(holder.server))
        .collect()
}

type ByName<'a> = BTreeMap<String, Vec<&'a DesiredCertificate>>;

fn by_common_name(desired: &Desired) -> ByName<'_> {
    let mut by_name = ByName::new();
    for declared in desired.certificates.values() {
        if let CertificateId::Issuer { .. } = declared.id {
            continue;
        }
        let name = declared.contents.subject.common_name();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        by_name.entry(name).or_default().push(declared);
    }
    by_name
}

fn ended(leaf: &Certificate, now: OffsetDateTime) -> Option<String> {
    let validity = leaf.validity();
    let end = cert::day(validity.not_after);
    validity
        .expired(now)
        .then(|| format!("its certificate ended on {end}"))
}

fn newer_with_key(leaf: &Certificate, inventory: &Inventory) -> Option<String> {
    let mut owners = inventory.owners(leaf.public_key().id);
    let (id, newer) = owners.find(|(_, found)| is_newer(found, leaf))?;
    let version = newer.number;
    Some(format!(
        "version {version} of `{id}` has a newer certificate for its key"
    ))
}

/// Everything that it would be fit for has something newer.
fn newer_for_names(
    leaf: &Certificate,
    inventory: &Inventory,
    by_name: &ByName<'_>,
) -> Option<String> {
    let name = leaf.contents().subject.common_name().unwrap_or_default();
    let alike = by_name.get(&name.to_ascii_lowercase())?.iter();
    let fit =
        alike.filter(|declared| cert::shortfalls(&declared.contents, leaf.contents()).is_empty());
    let newer: Option<Vec<String>> = fit
        .map(|declared| {
            let id = &declared.id;
            let newer = inventory.of(id).rev().find(|found| is_newer(found, leaf))?;
            Some(format!(
                "version {} of `{id}` has a newer certificate",
                newer.number
            ))
        })
        .collect();
    newer?.into_iter().next()
}

fn is_newer(generation: &Generation, leaf: &Certificate) -> bool {
    let begins = |certificate: &Certificate| certificate.validity().not_before;
    let certificate = generation.certificate.as_ref();
    generation.is_sound()
        && !generation.is_withdrawn()
        && certificate.is_some_and(|found| begins(found) > begins(leaf))
}
