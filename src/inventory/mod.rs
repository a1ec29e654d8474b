//! What is there, and is it sound: bytes in, generations and loose objects out.
//!
//! Everything is recognised by content; keys, requests and certificates are joined
//! by public key. Only the folders that forecert writes itself are known by name.

mod generation;
mod layout;
mod order;
mod reading;
mod recognise;
mod snapshot;

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::{CertificateId, Fingerprint, KeyId, PublicKey};
use crate::finding::Finding;
use crate::x509::Certificate;

pub use generation::{ChainState, Damage, Generation, KeyState};
pub use layout::{
    AUTHORITY_KEYS, CERTIFICATE, CHAIN, MARK, ORDER, REQUEST, STAGING, generation_name,
};
pub use order::{Order, OrderError, OrderState};
pub use recognise::{Object, Recognised, find_key, recognise};
pub use snapshot::{Content, FILE_LIMIT, File, KeyDirectory, Root, Snapshot, may_matter};

/// A certificate that lies outside of forecert's own folders.
#[derive(Clone, Debug)]
pub struct Loose {
    /// The certificate.
    pub certificate: Certificate,
    /// Where it lies, as a person would name it.
    pub shown: String,
    /// Which directory it was found in.
    pub root: Root,
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
    /// Readable private keys, by public key.
    pub keys: BTreeMap<KeyId, Vec<KeyFile>>,
    /// Whether there is a key directory.
    pub has_key_directory: bool,
    /// The local authorities whose key folder is there.
    pub authority_keys: BTreeSet<String>,
    /// The certificates that each issuer may chain to.
    pub trust: BTreeMap<String, Vec<Certificate>>,
    /// What could not be read, and what is odd.
    pub findings: Vec<Finding>,
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

    /// The number that a new generation gets.
    ///
    /// A key that was left over has taken its number already: it is either taken up
    /// again or passed by, never overwritten.
    pub fn next_generation(&self, id: &CertificateId) -> u32 {
        let highest = self.of(id).next_back().map_or(0, |last| last.number);
        highest + 1
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
        let chains = own.flat_map(|generation| &generation.chain);
        let issuers = self
            .generations
            .iter()
            .filter(|(id, _)| matches!(id, CertificateId::Issuer { .. }))
            .flat_map(|(_, generations)| generations.values())
            .filter(|generation| generation.is_sound())
            .filter_map(|generation| generation.certificate.as_ref());
        let loose = self
            .loose
            .values()
            .flatten()
            .map(|loose| &loose.certificate);
        let mut seen = BTreeSet::new();
        self.trust
            .values()
            .flatten()
            .chain(issuers)
            .chain(chains)
            .chain(loose.filter(|certificate| certificate.is_authority()))
            .filter(|certificate| seen.insert(certificate.fingerprint()))
            .cloned()
            .collect()
    }

    /// Where a certificate stands among the own generations, by its fingerprint.
    pub fn standing(&self, fingerprint: Fingerprint) -> Option<(&CertificateId, &Generation)> {
        self.generations.iter().find_map(|(id, generations)| {
            let generation = generations.values().find(|generation| {
                let certificate = generation.certificate.as_ref();
                certificate.is_some_and(|certificate| certificate.fingerprint() == fingerprint)
            })?;
            Some((id, generation))
        })
    }
}
