//! What is encrypted under a password. PKCS#12 in and out (RFC 7292): a key with its certificates as one file that Windows
//! imports into the right key provider, and the files of others taken apart. What such a
//! file is made for and whether it fits a server is for others. And single private keys
//! encrypted at rest, in the way that such files have them inside.
//!
//! The structures are few and are written with the strokes of [`crate::x509::asn1`]: no
//! stable library writes the attributes that Windows needs, and the reader must take the
//! BER that old exports are in.

mod at_rest;
mod bag;
mod ciphers;
mod container;
mod derive;
mod error;
mod mac;
mod oid;
mod open;
mod password;
mod scheme;

pub use at_rest::{AtRest, Passphrase, SEAL_RANDOMNESS};
pub use bag::{CertificateEntry, KeyEntry, KeyPurpose};
pub use container::{Container, Encryption, RANDOMNESS, SCHANNEL};
pub use derive::Work;
pub use error::{OpenError, WriteError};
pub use open::{Opened, fits, open, open_with};
pub use password::Password;
pub use scheme::{Cipher, Hash, Protection, Scheme};

#[cfg(test)]
mod tests;
