//! Where each thing lies on this machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cert::CertificateId;
use crate::inventory::{ACCOUNT_KEYS, AUTHORITY_KEYS, MARK, generation_name};
use crate::pfx::AtRest;
use crate::store::StoreError;

/// The directories of one deployment.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The folder that the manifest lies in; the others are shown relative to it.
    pub base: PathBuf,
    /// The inventory.
    pub inventory: PathBuf,
    /// The key directory.
    pub keys: PathBuf,
    /// The directory of each local authority, by the issuer's name.
    pub authorities: BTreeMap<String, PathBuf>,
    /// The files that each issuer trusts.
    pub trust: BTreeMap<String, Vec<PathBuf>>,
    /// What private keys are kept under.
    pub at_rest: AtRest,
}

impl Layout {
    /// The folder that marks the inventory.
    pub fn mark(&self) -> PathBuf {
        self.inventory.join(MARK)
    }

    /// Where answers of issuers are kept that were refused.
    pub(super) fn refused(&self) -> PathBuf {
        self.mark().join("refused")
    }

    /// Whether there is an inventory, and it is marked as one.
    ///
    /// # Errors
    ///
    /// Where it is missing or not marked: never a reason to make everything anew.
    pub(super) fn check_mark(&self) -> Result<(), StoreError> {
        let path = || self.inventory.clone();
        if !self.inventory.exists() {
            return Err(StoreError::NoInventory { path: path() });
        }
        if !self.mark().is_dir() {
            return Err(StoreError::NotAnInventory { path: path() });
        }
        Ok(())
    }

    /// The folder that holds the generations of a certificate.
    pub(super) fn generations(&self, id: &CertificateId) -> PathBuf {
        match id {
            CertificateId::Issuer { name } => self.authority(name.as_str()),
            _ => joined(&self.inventory, &id.folder()),
        }
    }

    /// The folder that holds the keys of a certificate.
    pub(super) fn keys_of(&self, id: &CertificateId) -> PathBuf {
        match id {
            CertificateId::Issuer { name } => self.authority(name.as_str()).join(AUTHORITY_KEYS),
            _ => joined(&self.keys, &id.folder()),
        }
    }

    /// The topmost folder for the keys of a certificate: it and what is below it is
    /// for the owner only.
    pub(super) fn key_root(&self, id: &CertificateId) -> PathBuf {
        match id {
            CertificateId::Issuer { .. } => self.keys_of(id),
            _ => self.keys.clone(),
        }
    }

    /// The folder of one generation.
    pub fn generation(&self, id: &CertificateId, number: u32) -> PathBuf {
        self.generations(id).join(generation_name(number))
    }

    /// The private key of one generation.
    pub fn key(&self, id: &CertificateId, number: u32) -> PathBuf {
        self.keys_of(id)
            .join(format!("{}.pem", generation_name(number)))
    }

    /// The folder of the keys of our accounts with an issuer that keeps accounts.
    pub(super) fn account_keys(&self, issuer: &str) -> PathBuf {
        self.keys.join(ACCOUNT_KEYS).join(issuer)
    }

    /// The revocation list of a local authority, in DER as it is published.
    pub fn revocation_list(&self, id: &CertificateId) -> PathBuf {
        let folder = self.generations(id);
        let name = id.to_string();
        let name = name.rsplit('/').next().unwrap_or_default();
        folder.join(format!("{name}.crl"))
    }

    /// The last revocation list under the key of an earlier generation of a local authority.
    pub fn kept_revocation_list(&self, id: &CertificateId, number: u32) -> PathBuf {
        let list = self.revocation_list(id);
        let name = list.file_stem().unwrap_or_default().to_string_lossy();
        list.with_file_name(format!("{name}-{}.crl", generation_name(number)))
    }

    fn authority(&self, issuer: &str) -> PathBuf {
        self.authorities
            .get(issuer)
            .cloned()
            .unwrap_or_else(|| self.base.join(issuer))
    }

    /// A path as a person would name it: relative to the manifest where it lies below
    /// it, with `/` between the parts.
    pub fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.base).unwrap_or(path);
        let text = path.to_string_lossy();
        if std::path::MAIN_SEPARATOR == '/' {
            text.into_owned()
        } else {
            text.replace(std::path::MAIN_SEPARATOR, "/")
        }
    }
}

fn joined(root: &Path, folder: &str) -> PathBuf {
    folder
        .split('/')
        .fold(root.to_owned(), |path, part| path.join(part))
}
