//! Decodes certificates, requests, revocation lists and the containers they come
//! in; tells whose key they hold, and proves signatures and chains. It judges no
//! dates and trusts nothing by itself: the clock and the anchors come from outside.

pub mod armor;
pub mod asn1;

mod certificate;
mod chain;
mod crl;
mod error;
mod extensions;
mod names;
mod pkcs7;
mod public_key;
mod request;
mod signature;
mod whole;

pub use certificate::Certificate;
pub use chain::{Chain, ChainEnd, chain};
pub use crl::RevocationList;
pub use error::DecodeError;
pub use names::attribute_oid;
pub use pkcs7::pkcs7_certificates;
pub use public_key::public_key;
pub use request::Request;
pub use signature::SignatureKind;

use crate::cert::Fingerprint;

/// SHA-256 over any bytes, as lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Fingerprint(public_key::sha256(bytes)).to_string()
}
