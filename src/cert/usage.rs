//! Key usage and extended key usage.

use std::fmt;

/// One bit of the key usage extension (RFC 5280 4.2.1.3), in the order of its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyUsage {
    /// digitalSignature (0)
    DigitalSignature,
    /// nonRepudiation (1), also called contentCommitment
    NonRepudiation,
    /// keyEncipherment (2)
    KeyEncipherment,
    /// dataEncipherment (3)
    DataEncipherment,
    /// keyAgreement (4)
    KeyAgreement,
    /// keyCertSign (5)
    KeyCertSign,
    /// cRLSign (6)
    CrlSign,
    /// encipherOnly (7)
    EncipherOnly,
    /// decipherOnly (8)
    DecipherOnly,
}

impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DigitalSignature => "digitalSignature",
            Self::NonRepudiation => "nonRepudiation",
            Self::KeyEncipherment => "keyEncipherment",
            Self::DataEncipherment => "dataEncipherment",
            Self::KeyAgreement => "keyAgreement",
            Self::KeyCertSign => "keyCertSign",
            Self::CrlSign => "cRLSign",
            Self::EncipherOnly => "encipherOnly",
            Self::DecipherOnly => "decipherOnly",
        })
    }
}

/// One purpose of the extended key usage extension (RFC 5280 4.2.1.12).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExtendedKeyUsage {
    /// TLS server, 1.3.6.1.5.5.7.3.1
    ServerAuth,
    /// TLS client, 1.3.6.1.5.5.7.3.2
    ClientAuth,
    /// Another one, by its OID in dotted notation.
    Other(String),
}

impl fmt::Display for ExtendedKeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ServerAuth => f.write_str("serverAuth"),
            Self::ClientAuth => f.write_str("clientAuth"),
            Self::Other(oid) => f.write_str(oid),
        }
    }
}
