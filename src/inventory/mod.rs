//! What is there, and is it sound: bytes in, generations and loose objects out.
//!
//! Everything is recognised by content; keys, requests and certificates are joined
//! by public key. Only the folders that forecert writes itself are known by name.

mod containers;
mod generation;
mod layout;
mod oddities;
mod order;
mod passwords;
mod reading;
mod receipt;
mod receipts;
mod recognise;
mod snapshot;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cert::{CertificateId, DnsName, Fingerprint, KeyId, PublicKey};
use crate::finding::Finding;
use crate::x509::{Certificate, RevocationList};

pub use generation::{ChainState, Damage, Generation, KeyState};
pub use layout::{
    ACCOUNT_KEYS, AUTHORITY_KEYS, CERTIFICATE, CHAIN, MARK, ORDER, REQUEST, STAGING,
    generation_name, is_generation, is_own,
};
pub use order::{Order, OrderError, OrderState};
pub use passwords::{ContainedKey, Container, Opener, Passwords};
pub use receipt::{Assigned, Receipt};
pub use recognise::{Object, Recognised, Unread, find_key, find_keys, recognise};
pub use snapshot::{
    Content, FILE_LIMIT, File, Folder, KeyDirectory, Obstacle, Root, Snapshot, may_matter,
};

/// A certificate that lies outside of forecert's own folders.
#[derive(Clone, Debug)]
pub struct Loose {
    /// The certificate.
    pub certificate: Certificate,
    /// Where it lies, as a person would name it.
    pub shown: String,
    /// Which directory it was found in.
    pub root: Root,
    /// Whether it lies in a PKCS#12 file, which may have its key too.
    pub in_container: bool,
}

/// A PKCS#12 file that was opened.
#[derive(Clone, Debug)]
pub struct ContainerFile {
    /// Where it lies, as a person would name it.
    pub shown: String,
    /// Which directory it was found in.
    pub root: Root,
    /// What is in it.
    pub container: Arc<Container>,
}

/// A private key file that could be read.
#[derive(Clone, Debug)]
pub struct KeyFile {
    /// Its public half.
    pub public: PublicKey,
    /// Where it lies, as a person would name it.
    pub shown: String,
    /// Which directory it was found in.
    pub root: Root,
    /// Its path below that directory.
    pub path: String,
}

/// Everything that was found.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// forecert's own generations, by certificate and number.
    pub generations: BTreeMap<CertificateId, BTreeMap<u32, Generation>>,
    /// Keys at the place of a generation that does not exist: an apply was cut off
    /// between key and folder.
    pub leftover_keys: BTreeMap<CertificateId, BTreeMap<u32, KeyState>>,
    /// Certificates elsewhere, by public key.
    pub loose: BTreeMap<KeyId, Vec<Loose>>,
    /// The PKCS#12 files that were opened; what is in them is among the rest too.
    pub containers: Vec<ContainerFile>,
    /// What they were opened with: a key is taken out only when it is needed.
    pub passwords: Passwords,
    /// Revocation lists, wherever they lie.
    pub revocations: Vec<RevocationList>,
    /// Readable private keys, by public key.
    pub keys: BTreeMap<KeyId, Vec<KeyFile>>,
    /// The own generations that have a public key, in order.
    owners: BTreeMap<KeyId, Vec<(CertificateId, u32)>>,
    /// The own generations by the fingerprint of their certificate.
    standing: BTreeMap<Fingerprint, (CertificateId, u32)>,
    /// Places in the directories that could not be looked into.
    hidden: BTreeSet<(Root, String)>,
    /// The keys of generations whose encryption nothing opens, as they are shown.
    pub closed_keys: Vec<String>,
    /// Whether there is a key directory.
    pub has_key_directory: bool,
    /// The local authorities whose key folder is there.
    pub authority_keys: BTreeSet<String>,
    /// The certificates that each issuer may chain to.
    pub trust: BTreeMap<String, Vec<Certificate>>,
    /// What could not be read, and what is odd.
    pub findings: Vec<Finding>,
    /// What each server said last that it has, by server.
    pub receipts: BTreeMap<DnsName, Receipt>,
    /// The servers whose receipts tell of a thumbprint.
    servers_with: BTreeMap<String, BTreeSet<DnsName>>,
    /// The receipts that cannot be read. They are apart because a plan does not rest on
    /// receipts and must not change with them.
    pub receipt_findings: Vec<Finding>,
}

impl Inventory {
    /// Reads a snapshot.
    pub fn read(snapshot: &Snapshot) -> Self {
        reading::read(snapshot)
    }

    /// The generations of one certificate.
    pub fn of(&self, id: &CertificateId) -> impl DoubleEndedIterator<Item = &Generation> {
        self.generations
            .get(id)
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    /// Whether all keys of a PKCS#12 file are those of generations: then the file is of no
    /// account any more.
    pub fn has_taken_in(&self, file: &ContainerFile) -> bool {
        let mut keys = file.container.keys.iter();
        keys.all(|key| self.owners(key.public.id).next().is_some())
    }

    /// One generation of a certificate.
    pub fn generation(&self, id: &CertificateId, number: u32) -> Option<&Generation> {
        self.generations.get(id)?.get(&number)
    }

    /// Every own generation that has a public key, in order.
    pub fn owners(
        &self,
        key: KeyId,
    ) -> impl DoubleEndedIterator<Item = (&CertificateId, &Generation)> {
        let owners = self.owners.get(&key).map_or(&[][..], Vec::as_slice);
        owners
            .iter()
            .filter_map(|(id, number)| Some((id, self.generation(id, *number)?)))
    }

    /// The number above those of all generations, and of all that ever were.
    pub fn next_generation(&self, id: &CertificateId) -> u32 {
        let highest = self.of(id).next_back().map_or(0, |last| last.number);
        highest + 1
    }

    /// The number that a new generation with a key that is here gets, and whether the
    /// key lies at its place already because a run was cut off.
    ///
    /// A key that was left over has taken its number: it is either taken up again or
    /// passed by, never overwritten.
    pub fn place(&self, id: &CertificateId, key: KeyId) -> (u32, bool) {
        let leftovers = self.leftover_keys.get(id);
        let mut number = self.next_generation(id);
        while let Some(left) = leftovers.and_then(|keys| keys.get(&number)) {
            if left.public().is_some_and(|left| left.id == key) {
                return (number, true);
            }
            number += 1;
        }
        (number, false)
    }

    /// The place that hides what there is of a certificate, if one does: a folder that
    /// could not be entered may hold anything.
    pub fn hidden(&self, id: &CertificateId) -> Option<&str> {
        if self.hidden.is_empty() {
            return None;
        }
        let (roots, folder) = match id {
            CertificateId::Issuer { name } => {
                let root = Root::Authority(name.as_str().to_owned());
                ([root.clone(), root], String::new())
            }
            _ => ([Root::Inventory, Root::Keys], id.folder()),
        };
        roots.into_iter().find_map(|root| {
            let above = std::iter::successors(Some(folder.as_str()), |path| {
                if path.is_empty() {
                    return None;
                }
                Some(path.rsplit_once('/').map_or("", |(above, _)| above))
            });
            let mut above = above.map(|path| (root.clone(), path.to_owned()));
            let at_or_above = above.find_map(|place| self.hidden.get(&place));
            let below = || {
                let from = match folder.as_str() {
                    "" => String::new(),
                    folder => format!("{folder}/"),
                };
                let next = self.hidden.range((root.clone(), from.clone())..).next()?;
                (next.0 == root && next.1.starts_with(&from)).then_some(next)
            };
            at_or_above.or_else(below).map(|(_, path)| path.as_str())
        })
    }

    /// The current certificate of a local authority: its highest sound generation.
    pub fn authority(&self, issuer: &CertificateId) -> Option<&Generation> {
        self.of(issuer)
            .rev()
            .find(|generation| generation.is_sound() && !generation.is_withdrawn())
    }

    /// Every authority certificate that may help to build a chain for an issuer.
    pub fn authorities(&self) -> Vec<Certificate> {
        let own = self.generations.values().flat_map(BTreeMap::values);
        let chains =
            own.flat_map(|generation| generation.certificate.iter().chain(&generation.chain));
        let loose = self
            .loose
            .values()
            .flatten()
            .map(|loose| &loose.certificate);
        let mut seen = BTreeSet::new();
        self.trust
            .values()
            .flatten()
            .chain(
                chains
                    .chain(loose)
                    .filter(|certificate| certificate.is_authority()),
            )
            .filter(|certificate| seen.insert(certificate.fingerprint()))
            .cloned()
            .collect()
    }

    /// Whether a revocation list among the files revokes a certificate. None is fetched.
    pub fn revokes(&self, certificate: &Certificate) -> bool {
        let mut lists = self.revocations.iter();
        lists.any(|list| list.revokes(certificate))
    }

    /// The receipts of the servers that have a certificate and can use it: assigned, or in
    /// the store with its key.
    pub fn receipts_with(&self, thumbprint: &str) -> impl Iterator<Item = &Receipt> {
        let servers = self.servers_with.get(thumbprint).into_iter().flatten();
        servers.filter_map(|server| self.receipts.get(server))
    }

    /// Where a certificate stands among the own generations, by its fingerprint.
    pub fn standing(&self, fingerprint: Fingerprint) -> Option<(&CertificateId, &Generation)> {
        let (id, number) = self.standing.get(&fingerprint)?;
        Some((id, self.generation(id, *number)?))
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::cert::{Curve, KeySpec};
    use crate::secret::PrivateKey;

    const ID: &str = "sbc.contoso.net/sbc01.contoso.net/tls";

    fn id() -> CertificateId {
        CertificateId::parse(ID).unwrap()
    }

    fn key() -> PrivateKey {
        PrivateKey::generate(&KeySpec::Ec(Curve::P256)).unwrap()
    }

    fn file(root: Root, path: &str, text: &str) -> File {
        File {
            root,
            path: path.to_owned(),
            shown: path.to_owned(),
            content: Content::Bytes(Zeroizing::new(text.as_bytes().to_vec())),
            mode: Some(0o600),
        }
    }

    fn directory(root: Root) -> KeyDirectory {
        KeyDirectory {
            root,
            shown: "keys".to_owned(),
            mode: Some(0o700),
        }
    }

    #[test]
    fn a_key_without_its_generation_keeps_its_number_for_itself_alone() {
        let (left, other) = (key(), key());
        let path = format!("{ID}/0001.pem");
        let inventory = Inventory::read(&Snapshot {
            files: vec![file(Root::Keys, &path, &left.pem())],
            key_directories: vec![directory(Root::Keys)],
            ..Snapshot::default()
        });
        assert_eq!(inventory.place(&id(), left.public().id), (1, true));
        assert_eq!(inventory.place(&id(), other.public().id), (2, false));
        assert_eq!(inventory.findings, []);
    }

    #[test]
    fn the_key_folder_of_an_authority_is_not_the_key_directory() {
        let snapshot = |root: Root| Snapshot {
            key_directories: vec![directory(root)],
            ..Snapshot::default()
        };
        let of_authority = snapshot(Root::Authority("lab".into()));
        assert!(!Inventory::read(&of_authority).has_key_directory);
        assert!(Inventory::read(&snapshot(Root::Keys)).has_key_directory);
    }

    #[test]
    fn an_empty_generation_is_damaged_and_has_its_number() {
        let folder = Folder {
            root: Root::Inventory,
            path: format!("{ID}/0003"),
            shown: format!("inventory/{ID}/0003"),
        };
        let inventory = Inventory::read(&Snapshot {
            folders: vec![folder],
            ..Snapshot::default()
        });
        let generation = inventory.generation(&id(), 3).unwrap();
        assert_eq!(generation.damage, [Damage::Empty]);
        assert!(!generation.is_sound() && !generation.is_open());
        assert_eq!(inventory.next_generation(&id()), 4);
    }

    #[test]
    fn a_place_hides_what_lies_at_it_below_it_and_above_it() {
        let hides = |root: Root, path: &str| {
            let obstacle = Obstacle {
                root,
                path: path.to_owned(),
                shown: path.to_owned(),
                reason: "permission denied".to_owned(),
            };
            let inventory = Inventory::read(&Snapshot {
                obstacles: vec![obstacle],
                ..Snapshot::default()
            });
            assert_eq!(inventory.findings.len(), 1);
            inventory.hidden(&id()).is_some()
        };
        for path in [
            "",
            "sbc.contoso.net",
            "sbc.contoso.net/sbc01.contoso.net/tls",
            "sbc.contoso.net/sbc01.contoso.net/tls/0001",
        ] {
            assert!(hides(Root::Inventory, path), "{path}");
            assert!(hides(Root::Keys, path), "{path}");
            assert!(!hides(Root::Authority("lab".into()), path), "{path}");
        }
        for path in [
            "old",
            "sbc.contoso.net/sbc02.contoso.net",
            "sbc.contoso.net/sbc01.contoso.net/tls-sip",
            "sbc",
        ] {
            assert!(!hides(Root::Inventory, path), "{path}");
        }
    }

    #[test]
    fn an_obstacle_in_an_authoritys_directory_hides_the_authority() {
        let obstacle = Obstacle {
            root: Root::Authority("lab".into()),
            path: "0001".to_owned(),
            shown: "ca/0001".to_owned(),
            reason: "permission denied".to_owned(),
        };
        let inventory = Inventory::read(&Snapshot {
            obstacles: vec![obstacle],
            ..Snapshot::default()
        });
        let lab = CertificateId::parse("issuer/lab").unwrap();
        let other = CertificateId::parse("issuer/other").unwrap();
        assert_eq!(inventory.hidden(&lab), Some("0001"));
        assert_eq!(inventory.hidden(&other), None);
    }

    #[test]
    fn two_keys_in_one_file_are_no_key_and_a_loose_key_is_a_stray() {
        let both = format!("{}{}", *key().pem(), *key().pem());
        let inventory = Inventory::read(&Snapshot {
            files: vec![
                file(Root::Keys, &format!("{ID}/0001.pem"), &both),
                file(Root::Inventory, "old/server.key", &key().pem()),
            ],
            key_directories: vec![directory(Root::Keys)],
            ..Snapshot::default()
        });
        let left = &inventory.leftover_keys[&id()][&1];
        assert_eq!(
            *left,
            KeyState::Unreadable("it holds more than one key".into())
        );
        let codes: Vec<&str> = inventory.findings.iter().map(|found| found.code).collect();
        assert_eq!(codes, ["key_in_inventory", "stray_key"]);
    }

    #[test]
    fn a_key_that_others_can_read_is_a_finding_with_its_cure() {
        let mut open = file(Root::Keys, &format!("{ID}/0001.pem"), &key().pem());
        open.mode = Some(0o640);
        let inventory = Inventory::read(&Snapshot {
            files: vec![open],
            ..Snapshot::default()
        });
        let finding = &inventory.findings[0];
        assert_eq!(finding.code, "key_mode");
        assert!(finding.help.as_ref().unwrap().contains("chmod 600"));
    }
}
