//! The directories: where things lie, reading them, the lock, and writing so that a
//! crash at any moment leaves something the next run completes.
//!
//! Keys are create-only, generations appear whole by one rename, and nothing is ever
//! deleted: what was left half made is moved to an `abandoned` folder.

mod accounts;
mod durable;
mod folder;
mod layout;
mod lock;
mod read;
mod version_control;
mod write;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::secret::KeyError;

pub use accounts::{create_account_key, place_proof, read_account_key, take_proof_away};
pub use folder::{
    FolderContent, FolderFile, read_folders, recover_folder, recover_folders, replace_folder,
};
pub use layout::Layout;
pub use lock::{Holder, LockedStore};
pub use read::{read, read_key};
pub use version_control::{Commit, would_commit, would_commit_any};
pub use write::{Answered, append, create, keep, publish, publish_changed, save};

/// A deed that the world did not let happen.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A call of the operating system failed.
    #[error("cannot {deed} `{}`", path.display())]
    Io {
        /// What was tried, as a verb.
        deed: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A key that cannot be kept as it is to be.
    #[error("the key `{}` cannot be kept", path.display())]
    Key {
        /// Where it was to be.
        path: PathBuf,
        /// Why.
        source: KeyError,
    },
    /// There is no such directory.
    #[error("the inventory `{}` does not exist", path.display())]
    NoInventory {
        /// Where it was expected.
        path: PathBuf,
    },
    /// A directory without the mark.
    #[error("`{}` is not marked as an inventory: it holds no `.forecert` folder", path.display())]
    NotAnInventory {
        /// The directory.
        path: PathBuf,
    },
    /// Another process holds the lock.
    #[error("the inventory is in use by {holder}")]
    Locked {
        /// Who holds it, as far as that could be read.
        holder: String,
    },
    /// Something stands where something new should be made.
    #[error("`{}` exists already and is never overwritten", path.display())]
    Exists {
        /// What stands there.
        path: PathBuf,
    },
}

impl StoreError {
    /// The cure, where there is a general one.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoInventory { .. } => Some(
                "restore it, or check `inventory` in the manifest; for a new estate run \
                 `forecert init`, or `forecert apply --create-inventory`"
                    .to_owned(),
            ),
            Self::NotAnInventory { .. } => Some(
                "if it is the right directory, mark it with `forecert init` or \
                 `forecert apply --create-inventory`; nothing in it is changed by that"
                    .to_owned(),
            ),
            Self::Locked { .. } => {
                Some("wait until it is done, or end it; the lock goes with its process".to_owned())
            }
            Self::Exists { .. } => {
                Some("run `forecert plan` to see what it is taken for".to_owned())
            }
            Self::Key { source, .. } => Some(source.help().to_owned()),
            Self::Io { source, .. } => Some(cure(source.kind()).to_owned()),
        }
    }
}

fn cure(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room there, then run the command again: what was made stays, and nothing is \
             half made"
        }
        ErrorKind::ReadOnlyFilesystem => {
            "run it where the file system can be written; `plan`, `status` and `verify` only read"
        }
        ErrorKind::PermissionDenied => {
            "run it as a user who may do that, or correct the permissions there"
        }
        ErrorKind::NotFound => "check the path; folders that a path names must exist",
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            "check the path: a file stands where a folder is needed"
        }
        _ => "see to the cause, then run the command again: what was made stays",
    }
}

fn failed<'a>(
    deed: &'static str,
    path: &'a Path,
) -> impl FnOnce(std::io::Error) -> StoreError + 'a {
    move |source| StoreError::Io {
        deed,
        path: path.to_owned(),
        source,
    }
}
