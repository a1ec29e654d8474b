//! Making a folder: keys read, PFX files encrypted, everything written in one step.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::pfx::{Container, Password, RANDOMNESS, WriteError};
use crate::secret::{KeyError, PrivateKey, random};
use crate::store::{FolderFile, Layout, StoreError, read_key, replace_folder};
use crate::x509::sha256_hex;

use super::blueprint::{Blueprint, Content, KeyPlace, PfxPart};
use super::record::{RECORD, Record};

/// Why a folder could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// The directories.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A private key.
    #[error("the key of `{id}` cannot be used")]
    Key {
        /// Whose.
        id: String,
        /// Why.
        source: KeyError,
    },
    /// A PFX file.
    #[error("`{path}` cannot be made")]
    Pfx {
        /// Which.
        path: String,
        /// Why.
        source: WriteError,
    },
    /// A password is needed, and there is none.
    #[error("there is no password for its PFX files")]
    NoPassword,
}

impl MakeError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Store(error) => error.help(),
            Self::Key { source, .. } => Some(source.help().to_owned()),
            Self::Pfx { source, .. } => Some(source.help().to_owned()),
            Self::NoPassword => Some("say in `bundle.password` where it comes from".to_owned()),
        }
    }
}

/// Makes the folder of a blueprint below a directory, whole or not at all. Files of others
/// that lie in the folder are carried over.
pub fn make(
    blueprint: &Blueprint,
    password: Option<&Password>,
    layout: &Layout,
    directory: &std::path::Path,
    foreign: &[std::path::PathBuf],
) -> Result<(), MakeError> {
    let mut keys = Keys {
        layout,
        read: BTreeMap::new(),
    };
    let mut files = Vec::with_capacity(blueprint.files.len() + 1);
    let mut digests = BTreeMap::new();
    for (path, part) in &blueprint.files {
        let bytes = match &part.content {
            Content::Plain(bytes) => Zeroizing::new(bytes.clone()),
            Content::Pfx(pfx) => {
                let key = keys.get(&pfx.key)?;
                let password = password.ok_or(MakeError::NoPassword)?;
                Zeroizing::new(container(path, pfx, key, password)?)
            }
            Content::Pem(pem) => {
                let certificates = pem.certificates.iter();
                let mut text: String = certificates.map(|one| one.pem()).collect();
                let key = keys.get(&pem.key)?.pem();
                text.reserve_exact(key.len());
                let mut text = Zeroizing::new(text);
                text.push_str(&key);
                Zeroizing::new(text.as_bytes().to_vec())
            }
        };
        digests.insert(path.clone(), sha256_hex(&bytes));
        files.push(FolderFile {
            path: path.clone(),
            mode: part.mode,
            bytes,
        });
    }
    let record = Record::new(blueprint, &digests).to_json();
    files.push(FolderFile {
        path: RECORD.to_owned(),
        mode: 0o644,
        bytes: Zeroizing::new(record.into_bytes()),
    });
    let folder = directory.join(&blueprint.folder);
    Ok(replace_folder(&folder, &files, foreign)?)
}

fn container(
    path: &str,
    part: &PfxPart,
    key: &PrivateKey,
    password: &Password,
) -> Result<Vec<u8>, MakeError> {
    let PfxPart {
        key: _,
        certificate,
        chain,
        root,
        friendly_name,
        provider,
        encryption,
    } = part;
    let container = Container {
        key,
        certificate,
        chain,
        root: *root,
        friendly_name,
        provider,
        local_machine: true,
    };
    container
        .write(*encryption, password, random::<RANDOMNESS>())
        .map_err(|source| MakeError::Pfx {
            path: path.to_owned(),
            source,
        })
}

/// The keys of one folder, each read once.
struct Keys<'a> {
    layout: &'a Layout,
    read: BTreeMap<KeyPlace, PrivateKey>,
}

impl Keys<'_> {
    fn get(&mut self, place: &KeyPlace) -> Result<&PrivateKey, MakeError> {
        if !self.read.contains_key(place) {
            let KeyPlace { id, generation } = place;
            let bytes = read_key(&self.layout.key(id, *generation))?;
            let key = self.layout.at_rest.read(&bytes);
            let key = key.and_then(|key| key.check().map(|()| key));
            let key = key.map_err(|source| MakeError::Key {
                id: id.to_string(),
                source,
            })?;
            self.read.insert(place.clone(), key);
        }
        Ok(&self.read[place])
    }
}
