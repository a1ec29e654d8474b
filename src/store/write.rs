//! What may be written, and only by who holds the lock.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use crate::cert::CertificateId;
use crate::inventory::{CERTIFICATE, CHAIN, ORDER, Order, REQUEST, generation_name};
use crate::secret::{PrivateKey, random};
use crate::store::durable::{self, Access, Existing};
use crate::store::{Layout, LockedStore, StoreError, failed};
use crate::x509::{Certificate, Request};

/// The answer to a request: the certificate and those above it, nearest first.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Its issuer and those above; empty where they are not known yet.
    pub chain: &'a [Certificate],
}

impl LockedStore {
    /// Puts a private key into its place. It is never overwritten.
    pub fn create_key(
        &self,
        id: &CertificateId,
        number: u32,
        key: &PrivateKey,
    ) -> Result<(), StoreError> {
        let layout = self.layout();
        let path = layout.key(id, number);
        let root = layout.key_root(id);
        // The root itself is the owner's too, so the rule starts above it.
        let above = root.parent().unwrap_or(&root);
        durable::make_folders(&layout.keys_of(id), above, Access::Owner)?;
        key_file(layout, &path, key)
    }

    /// Makes a generation: whole, or not at all.
    pub fn create_generation(
        &self,
        id: &CertificateId,
        number: u32,
        request: Option<&Request>,
        order: &Order,
        answer: Option<Answered<'_>>,
    ) -> Result<(), StoreError> {
        let layout = self.layout();
        durable::make_folders(&layout.generations(id), &layout.inventory, Access::Public)?;
        let mut files = Vec::new();
        files.extend(request.map(|request| (REQUEST, request.pem())));
        files.push((ORDER, order.to_json()));
        if let Some(Answered { certificate, chain }) = answer {
            if !chain.is_empty() {
                files.push((CHAIN, bundle(chain)));
            }
            files.push((CERTIFICATE, certificate.pem()));
        }
        durable::write_folder(&layout.generation(id, number), &files)
    }

    /// Puts an answer into its generation: the chain first, the certificate last,
    /// since it is the commit.
    pub fn add_answer(
        &self,
        id: &CertificateId,
        number: u32,
        answer: Answered<'_>,
    ) -> Result<(), StoreError> {
        let folder = self.layout().generation(id, number);
        let Answered { certificate, chain } = answer;
        if !chain.is_empty() {
            // Without its certificate a chain is not committed and may be replaced.
            let path = folder.join(CHAIN);
            durable::write(
                &path,
                bundle(chain).as_bytes(),
                Access::Public,
                Existing::Replaced,
            )?;
        }
        let path = folder.join(CERTIFICATE);
        durable::write(
            &path,
            certificate.pem().as_bytes(),
            Access::Public,
            Existing::Refused,
        )
    }

    /// Adds the chain that a generation lacked.
    pub fn add_chain(
        &self,
        id: &CertificateId,
        number: u32,
        chain: &[Certificate],
    ) -> Result<(), StoreError> {
        let path = self.layout().generation(id, number).join(CHAIN);
        durable::write(
            &path,
            bundle(chain).as_bytes(),
            Access::Public,
            Existing::Refused,
        )
    }

    /// Rewrites the record of an order.
    pub fn set_order(
        &self,
        id: &CertificateId,
        number: u32,
        order: &Order,
    ) -> Result<(), StoreError> {
        let path = self.layout().generation(id, number).join(ORDER);
        durable::write(
            &path,
            order.to_json().as_bytes(),
            Access::Public,
            Existing::Replaced,
        )
    }

    /// Keeps a certificate that an issuer answered with and that was refused, with those
    /// that came along, where no inventory looks for certificates; gives its path as a
    /// person would name it.
    pub fn keep_refused(
        &self,
        id: &CertificateId,
        number: u32,
        certificate: &Certificate,
        chain: &[Certificate],
    ) -> Result<String, StoreError> {
        let layout = self.layout();
        let folder = layout.refused();
        durable::make_folders(&folder, &layout.inventory, Access::Public)?;
        let print = certificate.fingerprint().to_string();
        let name = format!(
            "{}-{}-{}.pem",
            id.folder().replace('/', "_"),
            generation_name(number),
            print.get(..8).unwrap_or_default()
        );
        let path = folder.join(name);
        let text = certificate.pem() + &bundle(chain);
        match durable::write(&path, text.as_bytes(), Access::Public, Existing::Refused) {
            // The same answer has come before.
            Ok(()) | Err(StoreError::Exists { .. }) => Ok(layout.shown(&path)),
            Err(error) => Err(error),
        }
    }

    /// Copies the revocation list of a local authority to a place of its own, before a list
    /// under another key takes its place. `number` is the generation whose key signed it.
    pub fn keep_revocation_list(&self, id: &CertificateId, number: u32) -> Result<(), StoreError> {
        let path = self.layout().revocation_list(id);
        if !path.exists() {
            return Ok(());
        }
        let bytes = std::fs::read(&path).map_err(failed("read", &path))?;
        let kept = self.layout().kept_revocation_list(id, number);
        match durable::write(&kept, &bytes, Access::Public, Existing::Refused) {
            // An earlier run that was cut off kept it.
            Err(StoreError::Exists { .. }) => Ok(()),
            written => written,
        }
    }

    /// Rewrites the revocation list of a local authority.
    pub fn set_revocation_list(&self, id: &CertificateId, der: &[u8]) -> Result<(), StoreError> {
        let path = self.layout().revocation_list(id);
        durable::write(&path, der, Access::Public, Existing::Replaced)
    }
}

/// Writes a private key as keys are kept, where there is none.
pub(super) fn key_file(layout: &Layout, path: &Path, key: &PrivateKey) -> Result<(), StoreError> {
    let text = layout.at_rest.write(key, random());
    let text = text.map_err(|source| StoreError::Key {
        path: path.to_owned(),
        source,
    })?;
    durable::write(path, text.as_bytes(), Access::Owner, Existing::Refused)
}

/// Writes a file that a person named, for the owner only; one that is there is
/// replaced.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    durable::write(&absolute(path)?, bytes, Access::Owner, Existing::Replaced)
}

/// Writes a file that must not be there yet, and the folders above it.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let path = absolute(path)?;
    let folder = path.parent().unwrap_or(&path);
    durable::make_folders(folder, folder, Access::Public)?;
    durable::write(&path, bytes, Access::Public, Existing::Refused)
}

/// Writes a derived file that a person named the folder of, and the folders above it; one
/// that is there is replaced.
pub fn publish(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let path = absolute(path)?;
    let folder = path.parent().unwrap_or(&path);
    durable::make_folders(folder, folder, Access::Public)?;
    durable::write(&path, bytes, Access::Public, Existing::Replaced)
}

/// Writes a derived file beside secrets, unless it is there with these bytes already. A
/// folder that is missing above it is made for the owner.
pub fn publish_changed(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let path = absolute(path)?;
    let folder = path.parent().unwrap_or(&path);
    durable::make_folders(folder, folder.parent().unwrap_or(folder), Access::Owner)?;
    durable::write(&path, bytes, Access::Public, Existing::Replaced)
}

/// Writes a file with secrets for the owner only, and the folders above it for him too; one
/// that is there is replaced.
pub fn keep(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let path = absolute(path)?;
    let folder = path.parent().unwrap_or(&path);
    durable::make_folders(folder, folder.parent().unwrap_or(folder), Access::Owner)?;
    durable::write(&path, bytes, Access::Owner, Existing::Replaced)
}

/// Writes behind what is in a file that a person named; where there is none, it is made.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(failed("append to", path))
}

/// A bare name has no folder to write beside in.
fn absolute(path: &Path) -> Result<std::path::PathBuf, StoreError> {
    std::path::absolute(path).map_err(failed("resolve", path))
}

fn bundle(chain: &[Certificate]) -> String {
    chain.iter().map(Certificate::pem).collect()
}
