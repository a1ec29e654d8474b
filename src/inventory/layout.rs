//! The names that forecert itself writes: the one place where a path tells what a
//! file is.

use crate::cert::CertificateId;
use crate::inventory::snapshot::Root;

/// The folder that marks an inventory, with the lock and what was abandoned.
pub const MARK: &str = ".forecert";
/// What a folder or file is called while it is being made.
pub const STAGING: &str = ".staging-";
/// The folder of a local authority's keys, inside its directory.
pub const AUTHORITY_KEYS: &str = "keys";
/// The folder of the keys of accounts with issuers, inside the key directory: no pool and no
/// authority is called so.
pub const ACCOUNT_KEYS: &str = "acme";
/// The request of a generation.
pub const REQUEST: &str = "request.csr";
/// The record of who was asked.
pub const ORDER: &str = "order.json";
/// The issuer's certificate and those above it.
pub const CHAIN: &str = "chain.pem";
/// The certificate: the commit of a generation.
pub const CERTIFICATE: &str = "certificate.pem";

/// More than anybody ever makes of one certificate. A folder with a higher number
/// was not made by forecert.
const NUMBER_LIMIT: u32 = 999_999;

/// A generation's number as its folder is called.
pub fn generation_name(number: u32) -> String {
    format!("{number:04}")
}

/// What a path means in forecert's own layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// A file of a generation, by its name.
    Part(CertificateId, u32, &'static str),
    /// The private key of a generation.
    Key(CertificateId, u32),
}

/// Whether a file is one that forecert itself would write there.
pub fn is_own(root: &Root, path: &str) -> bool {
    own(root, path).is_some()
}

/// Whether a folder is that of a generation.
pub fn is_generation(root: &Root, path: &str) -> bool {
    own_generation(root, path).is_some()
}

/// The generation whose folder it is.
pub(super) fn own_generation(root: &Root, path: &str) -> Option<(CertificateId, u32)> {
    match own(root, &format!("{path}/{CERTIFICATE}"))? {
        Own::Part(id, number, _) => Some((id, number)),
        Own::Key(..) => None,
    }
}

/// What a path below a root means, if it is one that forecert writes.
pub(super) fn own(root: &Root, path: &str) -> Option<Own> {
    match root {
        Root::Inventory => {
            let (folder, file) = path.rsplit_once('/')?;
            let (id, number) = folder.rsplit_once('/')?;
            let id = CertificateId::from_folder(id)
                .filter(|id| !matches!(id, CertificateId::Issuer { .. }))?;
            Some(Own::Part(id, generation_number(number)?, part(file)?))
        }
        Root::Keys => {
            let (id, file) = path.rsplit_once('/')?;
            let id = CertificateId::from_folder(id)
                .filter(|id| !matches!(id, CertificateId::Issuer { .. }))?;
            Some(Own::Key(id, key_number(file)?))
        }
        Root::Authority(issuer) => {
            let id = CertificateId::parse(&format!("issuer/{issuer}")).ok()?;
            let (folder, file) = path.rsplit_once('/')?;
            if folder == AUTHORITY_KEYS {
                return Some(Own::Key(id, key_number(file)?));
            }
            Some(Own::Part(id, generation_number(folder)?, part(file)?))
        }
        Root::Trust(_) => None,
    }
}

fn part(file: &str) -> Option<&'static str> {
    [REQUEST, ORDER, CHAIN, CERTIFICATE]
        .into_iter()
        .find(|name| *name == file)
}

fn key_number(file: &str) -> Option<u32> {
    generation_number(file.strip_suffix(".pem")?)
}

fn generation_number(text: &str) -> Option<u32> {
    let number = text.parse().ok()?;
    let number = Some(number).filter(|number| (1..=NUMBER_LIMIT).contains(number))?;
    (generation_name(number) == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_own_only_as_forecert_writes_it() {
        let id = CertificateId::parse("pool01.contoso.net/fe01.contoso.net/default").unwrap();
        let own_path = "pool01.contoso.net/fe01.contoso.net/default/0012/certificate.pem";
        assert_eq!(
            own(&Root::Inventory, own_path),
            Some(Own::Part(id.clone(), 12, CERTIFICATE))
        );
        assert_eq!(
            own(
                &Root::Keys,
                "pool01.contoso.net/fe01.contoso.net/default/12345.pem"
            ),
            Some(Own::Key(id, 12345))
        );
        let lab = CertificateId::parse("issuer/lab").unwrap();
        assert_eq!(
            own(&Root::Authority("lab".into()), "keys/0001.pem"),
            Some(Own::Key(lab, 1))
        );
        for other in [
            "pool01.contoso.net/fe01.contoso.net/default/12/certificate.pem",
            "pool01.contoso.net/fe01.contoso.net/default/0000/certificate.pem",
            "pool01.contoso.net/fe01.contoso.net/default/0001/leaf.pem",
            "old/certificate.pem",
            "issuer/lab/0001/certificate.pem",
            "oauth/1000000/certificate.pem",
            "oauth/4294967295/certificate.pem",
        ] {
            assert_eq!(own(&Root::Inventory, other), None, "{other}");
        }
    }
}
