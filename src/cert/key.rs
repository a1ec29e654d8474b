//! Which key: algorithm and size, and the public half that joins keys, requests
//! and certificates.

use std::fmt;

use super::KeyId;

/// A named elliptic curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Curve {
    /// NIST P-256, secp256r1.
    P256,
    /// NIST P-384, secp384r1.
    P384,
    /// NIST P-521, secp521r1.
    P521,
}

impl Curve {
    /// The size in bits that people know the curve by.
    pub fn bits(self) -> u32 {
        match self {
            Self::P256 => 256,
            Self::P384 => 384,
            Self::P521 => 521,
        }
    }
}

/// Algorithm and size of a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeySpec {
    /// RSA, with the length of its modulus in bits.
    Rsa(u32),
    /// An elliptic curve that Windows names too.
    Ec(Curve),
    /// Something forecert reads but does not make, by its name or OID.
    Other(String),
}

impl KeySpec {
    /// The algorithm alone, as it stands in the manifest and in JSON.
    pub fn algorithm(&self) -> &str {
        match self {
            Self::Rsa(_) => "rsa",
            Self::Ec(_) => "ec",
            Self::Other(name) => name,
        }
    }

    /// The size in bits; 0 where it is not known.
    pub fn bits(&self) -> u32 {
        match self {
            Self::Rsa(bits) => *bits,
            Self::Ec(curve) => curve.bits(),
            Self::Other(_) => 0,
        }
    }
}

impl fmt::Display for KeySpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA {bits}"),
            Self::Ec(curve) => write!(f, "EC P-{}", curve.bits()),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// The public half of a key: what it is, and a digest that says which it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey {
    /// SHA-256 over the canonical SubjectPublicKeyInfo.
    pub id: KeyId,
    /// Algorithm and size.
    pub spec: KeySpec,
}
