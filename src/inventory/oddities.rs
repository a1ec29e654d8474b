//! What is odd about everything that was read together: keys that belong to nothing or
//! lie where they should not, revocation lists that nobody signed.

use std::collections::BTreeMap;

use crate::cert::KeyId;
use crate::finding::Finding;
use crate::inventory::reading::Reader;
use crate::inventory::{ACCOUNT_KEYS, Inventory, KeyFile, Root};
use crate::pfx::AtRest;

impl Reader {
    /// An inventory may be committed, since nothing in it should be secret.
    pub(super) fn report_keys_inside(&mut self) {
        let Some(first) = self.keys_inside.first() else {
            return;
        };
        let count = self.keys_inside.len();
        let message = match count {
            1 => format!("the private key `{first}` lies in the inventory"),
            _ => format!("{count} private keys lie in the inventory, `{first}` the first"),
        };
        self.inventory.findings.push(
            Finding::warning("key_in_inventory", message)
                .in_file(first.clone())
                .help("an inventory may be committed: keep keys apart from it, or out of git"),
        );
    }

    /// Keys from before the manifest asked for encryption. They stay as they are: a key is
    /// never written over.
    pub(super) fn report_clear_keys(&mut self) {
        let is_asked_for = !matches!(self.inventory.passwords.at_rest(), AtRest::Clear);
        let Some(first) = self.clear_keys.first().filter(|_| is_asked_for) else {
            return;
        };
        let count = self.clear_keys.len();
        let message = match count {
            1 => format!("the private key `{first}` is in clear"),
            _ => format!("{count} private keys are in clear, `{first}` the first"),
        };
        self.inventory.findings.push(
            Finding::warning("key_in_clear", message)
                .in_file(first.clone())
                .help(
                    "the keys of their next versions will be encrypted; to encrypt one now, write \
                     it into another file, prove that, and put it into the place: openssl pkcs8 \
                     -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000 -in KEY -out \
                     ENCRYPTED",
                ),
        );
    }

    /// A revocation list whose issuer is known must be signed by it. Where the issuer is
    /// not known, a list can do no more harm than a warning.
    pub(super) fn drop_forged_lists(&mut self) {
        if self.inventory.revocations.is_empty() {
            return;
        }
        let authorities = self.inventory.authorities();
        let Inventory {
            revocations,
            findings,
            ..
        } = &mut self.inventory;
        revocations.retain(|list| {
            let mut named = authorities
                .iter()
                .filter(|authority| authority.contents().subject == *list.issuer())
                .peekable();
            let genuine = named.peek().is_none() || named.any(|issuer| list.is_signed_by(issuer));
            if !genuine {
                let message = format!(
                    "a revocation list of `{}` is not signed by it",
                    list.issuer()
                );
                findings.push(
                    Finding::warning("revocation_list_unproved", message)
                        .help("fetch the list anew; this one is not taken into account"),
                );
            }
            genuine
        });
    }

    /// Keys that no request and no certificate belongs to.
    pub(super) fn find_stray_keys(&mut self) {
        let inventory = &self.inventory;
        let own = inventory.generations.values().flat_map(BTreeMap::values);
        let mut known: std::collections::BTreeSet<KeyId> = own
            .filter_map(|generation| Some(generation.public_key()?.id))
            .chain(self.foreign_requests.iter().copied())
            .chain(inventory.loose.keys().copied())
            .collect();
        for states in inventory.leftover_keys.values() {
            known.extend(states.values().filter_map(|state| Some(state.public()?.id)));
        }
        let strays: Vec<Finding> = inventory
            .keys
            .iter()
            .filter(|(id, _)| !known.contains(id))
            .flat_map(|(_, files)| files)
            .filter(|key| !is_of_an_account(key))
            .map(|key| {
                let message = format!(
                    "the key `{}` ({}) belongs to no request and no certificate here",
                    key.shown, key.public.spec
                );
                Finding::remark("stray_key", message)
                    .in_file(key.shown.clone())
                    .help("put its certificate beside it, or keep it elsewhere")
            })
            .collect();
        self.inventory.findings.extend(strays);
    }
}

/// Whether it is a key that signs messages to an issuer, and belongs to no certificate.
fn is_of_an_account(key: &KeyFile) -> bool {
    let folder = key.path.split('/').next();
    key.root == Root::Keys && folder == Some(ACCOUNT_KEYS)
}
