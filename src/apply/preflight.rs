//! What must be right before anything is written.

use crate::cert::CertificateId;
use crate::finding::Finding;
use crate::inventory::Inventory;
use crate::pfx::AtRest;
use crate::plan::Plan;
use crate::store::{Commit, Layout, would_commit};

/// The reasons not to begin: a key directory that is missing although keys were in
/// it, or that git would commit.
pub fn preflight(plan: &Plan, inventory: &Inventory, layout: &Layout) -> Vec<Finding> {
    if !plan.makes() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let generations = inventory
        .generations
        .keys()
        .filter(|id| !matches!(id, CertificateId::Issuer { .. }))
        .count();
    let shown = layout.shown(&layout.keys);
    if !inventory.has_key_directory && generations > 0 {
        let message = format!(
            "the key directory `{shown}` is missing, and the inventory holds \
             {generations} certificates whose keys belong there"
        );
        findings.push(
            Finding::error("keys_missing", message)
                .in_file(shown.clone())
                .help(
                    "restore it from its backup, or correct `keys.directory`; if the keys are \
                     meant to be elsewhere, make the directory by hand: it is not made anew \
                     where keys were",
                ),
        );
    }
    findings.extend(passphrase(inventory, layout));
    let authorities = layout
        .authorities
        .values()
        .map(|path| path.join(crate::inventory::AUTHORITY_KEYS));
    for directory in std::iter::once(layout.keys.clone()).chain(authorities) {
        let shown = layout.shown(&directory);
        match would_commit(&directory) {
            Commit::No => {}
            Commit::Yes => findings.push(
                Finding::error("keys_not_ignored", format!("git would commit `{shown}`"))
                    .in_file(shown.clone())
                    .help(format!("add the line `{shown}/` to .gitignore")),
            ),
            Commit::Unknown => {
                let message = format!("cannot ask git whether it would commit `{shown}`");
                findings.push(
                    Finding::warning("keys_not_checked", message)
                        .in_file(shown.clone())
                        .help("make sure that the keys are ignored"),
                );
            }
        }
    }
    findings
}

/// New keys under another passphrase than the earlier ones would be found out when the first
/// one has gone.
fn passphrase(inventory: &Inventory, layout: &Layout) -> Option<Finding> {
    match &layout.at_rest {
        AtRest::Clear => None,
        AtRest::Missing(reason) => {
            let message =
                format!("the passphrase that keys are kept under is not at hand: {reason}");
            Some(Finding::error("passphrase_missing", message).help(
                "put it where `keys.encryption.passphrase` says; no key is made in clear instead",
            ))
        }
        AtRest::Under(_) => {
            let first = inventory.closed_keys.first()?;
            let count = inventory.closed_keys.len();
            let message = format!(
                "the passphrase does not open {count} keys, `{first}` the first; new ones would \
                 be under another one"
            );
            Some(
                Finding::error("passphrase_differs", message)
                    .in_file(first.clone())
                    .help("check the passphrase, its case and keyboard layout too"),
            )
        }
    }
}
