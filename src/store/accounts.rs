//! What an issuer's accounts and proofs need on disk: the key of an account, and files below
//! the root of a web server.

use std::fs;
use std::path::{Path, PathBuf};

use crate::inventory::generation_name;
use crate::secret::PrivateKey;
use crate::store::durable::{self, Access, Existing};
use crate::store::write::key_file;
use crate::store::{Layout, StoreError, failed, read_key};

/// Where a web server is asked for proofs (RFC 8555 8.3).
const PROOFS: [&str; 2] = [".well-known", "acme-challenge"];

/// The latest key of an account with an issuer, if there is one.
///
/// # Errors
///
/// Where it is there and cannot be used.
pub fn read_account_key(
    layout: &Layout,
    issuer: &str,
) -> Result<Option<PrivateKey>, Box<dyn std::error::Error>> {
    let folder = layout.account_keys(issuer);
    let Some(path) = numbered(&folder).last() else {
        return Ok(None);
    };
    Ok(Some(layout.at_rest.read(&read_key(&path)?)?))
}

/// The keys that are there, the latest at the end.
fn numbered(folder: &Path) -> impl Iterator<Item = PathBuf> {
    (1..)
        .map(|number| folder.join(format!("{}.pem", generation_name(number))))
        .take_while(|path| path.exists())
        .collect::<Vec<_>>()
        .into_iter()
}

/// Puts the key of an account with an issuer beside the earlier ones. None is ever
/// overwritten.
pub fn create_account_key(
    layout: &Layout,
    issuer: &str,
    key: &PrivateKey,
) -> Result<(), StoreError> {
    let folder = layout.account_keys(issuer);
    let above = layout.keys.parent().unwrap_or(&layout.keys);
    durable::make_folders(&folder, above, Access::Owner)?;
    let number = u32::try_from(numbered(&folder).count() + 1).unwrap_or(u32::MAX);
    let path = folder.join(format!("{}.pem", generation_name(number)));
    key_file(layout, &path, key)
}

/// Puts a proof below the root of a web server.
pub fn place_proof(root: &Path, name: &str, text: &str) -> Result<(), StoreError> {
    let path = proof(root, name);
    let folder = path.parent().unwrap_or(&path);
    durable::make_folders(folder, root, Access::Public)?;
    durable::write(&path, text.as_bytes(), Access::Public, Existing::Replaced)
}

/// Takes a proof away again: it was made for a moment, and is nobody's.
pub fn take_proof_away(root: &Path, name: &str) -> Result<(), StoreError> {
    let path = proof(root, name);
    fs::remove_file(&path).map_err(failed("take away", &path))
}

/// A token has letters, digits, `-` and `_` (RFC 8555 8.3); anything else of it is no part of
/// a path.
fn proof(root: &Path, name: &str) -> PathBuf {
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let name: String = name.chars().filter(fits).take(200).collect();
    PROOFS
        .iter()
        .fold(root.to_owned(), |path, part| path.join(part))
        .join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_stays_below_the_root_whatever_its_name() {
        let path = proof(Path::new("www"), "../../../etc/passwd");
        assert_eq!(path, Path::new("www/.well-known/acme-challenge/etcpasswd"));
    }
}
