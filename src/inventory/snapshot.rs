//! What was read of the directories, as bytes: the inventory's input.

use zeroize::Zeroizing;

use crate::inventory::passwords::Passwords;
use crate::inventory::recognise::java_keystore;
use crate::inventory::written::is_receipt;

/// Files larger than this hold nothing that forecert knows: the longest chain and
/// the longest key stay far below.
pub const FILE_LIMIT: u64 = 1 << 20;

/// Which directory a file was found in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// The inventory.
    Inventory,
    /// The key directory.
    Keys,
    /// The directory of a local authority, by the issuer's name.
    Authority(String),
    /// A file that an issuer trusts, by the issuer's name.
    Trust(String),
}

/// What a file holds.
#[derive(Clone)]
pub enum Content {
    /// Its bytes. They may be a key, so they are wiped.
    Bytes(Zeroizing<Vec<u8>>),
    /// It could not be read, and why.
    Unreadable(String),
    /// More than [`FILE_LIMIT`], but it begins like something of ours.
    TooLarge(u64),
}

/// One file.
#[derive(Clone)]
pub struct File {
    /// Which directory it was found in.
    pub root: Root,
    /// Its path below that directory, with `/` between the parts.
    pub path: String,
    /// Its path as a person would name it.
    pub shown: String,
    /// What it holds.
    pub content: Content,
    /// Its permission bits, where the system has them.
    pub mode: Option<u32>,
}

/// A directory that holds keys.
#[derive(Clone, Debug)]
pub struct KeyDirectory {
    /// Which directory it is or lies in: the key directory, or an authority's.
    pub root: Root,
    /// Its path as a person would name it.
    pub shown: String,
    /// Its permission bits, where the system has them.
    pub mode: Option<u32>,
}

/// A place that could not be entered or read.
#[derive(Clone, Debug)]
pub struct Obstacle {
    /// Which directory it was met in.
    pub root: Root,
    /// Its path below that directory, with `/` between the parts.
    pub path: String,
    /// Its path as a person would name it.
    pub shown: String,
    /// Why.
    pub reason: String,
}

/// The folder of a generation, which may be empty.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Which directory it was found in.
    pub root: Root,
    /// Its path below that directory, with `/` between the parts.
    pub path: String,
    /// Its path as a person would name it.
    pub shown: String,
}

/// Everything that was read, in the order of its paths.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// The files that may hold something of ours.
    pub files: Vec<File>,
    /// How many others there were.
    pub unrelated: usize,
    /// What could not be entered or read, and why.
    pub obstacles: Vec<Obstacle>,
    /// The folders of generations: an emptied one is a fault, not a free place.
    pub folders: Vec<Folder>,
    /// The key directory and those of local authorities, with the directories below.
    pub key_directories: Vec<KeyDirectory>,
    /// The issuers whose key folder is there.
    pub authority_keys: Vec<String>,
    /// What PKCS#12 files are tried with.
    pub passwords: Passwords,
}

/// Whether a file may hold something of ours: a PEM block, DER, a Java keystore, a receipt.
///
/// DER is a SEQUENCE as long as the file. Where its length is spelt out, which no text
/// looks like, more may follow or some may be missing: it is told apart later.
pub fn may_matter(bytes: &[u8], length: u64) -> bool {
    match bytes {
        [0x30, short @ 0..=0x7f, ..] if length == 2 + u64::from(*short) => true,
        [0x30, 0x81..=0x84, ..] => true,
        // An indefinite length (X.690 8.1.3.6) is what old tools write around PKCS#7
        // and PKCS#12.
        [0x30, 0x80, 0x02 | 0x06, ..] => true,
        [0xff, 0xfe, ..] => holds(bytes, &UTF16_BEGIN) || is_receipt(bytes),
        _ => java_keystore(bytes) || holds(bytes, b"-----BEGIN ") || is_receipt(bytes),
    }
}

/// `-----BEGIN ` as Windows PowerShell redirects it.
const UTF16_BEGIN: [u8; 22] = *b"-\0-\0-\0-\0-\0B\0E\0G\0I\0N\0 \0";

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_matters_by_its_content() {
        let pem = b"Bag Attributes\n-----BEGIN CERTIFICATE-----\n";
        assert!(may_matter(pem, 44));
        assert!(may_matter(&[0x30, 0x82, 0x01, 0x00], 260));
        assert!(may_matter(&[0x30, 0x05, 0x02], 7));
        assert!(may_matter(&[0x30, 0x80, 0x06, 0x09], 4000));
        assert!(may_matter(&[0xfe, 0xed, 0xfe, 0xed], 4000));
        let redirected: Vec<u8> = pem.iter().flat_map(|octet| [*octet, 0]).collect();
        assert!(may_matter(&[&[0xff, 0xfe], &redirected[..]].concat(), 90));
        assert!(may_matter(b"{ \"receipt\": \"forecert\" }", 25));
        assert!(!may_matter(b"{ \"format_version\": \"1.0\" }", 27));
        assert!(!may_matter(&[0x30, 0x05, 0x02], 8));
        assert!(!may_matter(b"0 is a digit and 0x30", 21));
        assert!(!may_matter(b"", 0));
    }

    #[test]
    fn der_that_is_cut_off_or_has_something_behind_it_matters() {
        let der = [0x30, 0x82, 0x01, 0x00];
        assert!(may_matter(&der, 100));
        assert!(may_matter(&der, 262));
    }
}
