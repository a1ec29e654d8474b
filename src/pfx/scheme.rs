//! How a file is protected: the schemes by name, and their parameters in DER.

use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroU32;

use aws_lc_rs::digest;

use super::{OpenError, oid};
use crate::x509::asn1::{self, Element, dotted, tag};

/// A hash, where passwords and contents go in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hash {
    /// SHA-1, which Windows before Server 2019 needs.
    Sha1,
    /// SHA-224
    Sha224,
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl Hash {
    pub(super) fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => &digest::SHA224,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }

    /// Of some octets.
    pub(super) fn of(self, octets: &[u8]) -> Vec<u8> {
        digest::digest(self.digest(), octets).as_ref().to_vec()
    }

    /// By its own OID (RFC 8017 B.1).
    pub(super) fn of_digest(oid: &str) -> Option<Self> {
        Some(match oid {
            "1.3.14.3.2.26" => Self::Sha1,
            "2.16.840.1.101.3.4.2.4" => Self::Sha224,
            "2.16.840.1.101.3.4.2.1" => Self::Sha256,
            "2.16.840.1.101.3.4.2.2" => Self::Sha384,
            "2.16.840.1.101.3.4.2.3" => Self::Sha512,
            _ => return None,
        })
    }

    /// Its own OID.
    pub(super) fn oid(self) -> &'static str {
        match self {
            Self::Sha1 => "1.3.14.3.2.26",
            Self::Sha224 => "2.16.840.1.101.3.4.2.4",
            Self::Sha256 => "2.16.840.1.101.3.4.2.1",
            Self::Sha384 => "2.16.840.1.101.3.4.2.2",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
        }
    }

    /// By the OID of its HMAC (RFC 8018 B.1).
    fn of_hmac(oid: &str) -> Option<Self> {
        Some(match oid {
            oid::HMAC_SHA1 => Self::Sha1,
            oid::HMAC_SHA256 => Self::Sha256,
            "1.2.840.113549.2.10" => Self::Sha384,
            "1.2.840.113549.2.11" => Self::Sha512,
            _ => return None,
        })
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// A cipher, always in the mode CBC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cipher {
    /// RC2 with 40 bits: broken, and what Windows XP to Server 2012 R2 put certificates in.
    Rc2With40Bits,
    /// RC2 with 128 bits.
    Rc2With128Bits,
    /// Triple DES with two keys.
    TripleDesWithTwoKeys,
    /// Triple DES with three keys.
    TripleDes,
    /// AES with 128 bits.
    Aes128,
    /// AES with 192 bits.
    Aes192,
    /// AES with 256 bits.
    Aes256,
}

impl Cipher {
    /// How many octets its key has.
    pub(super) fn key_length(self) -> usize {
        match self {
            Self::Rc2With40Bits => 5,
            Self::Rc2With128Bits | Self::TripleDesWithTwoKeys | Self::Aes128 => 16,
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// How many octets its blocks have, and its initialization vector.
    pub(super) fn block_length(self) -> usize {
        match self {
            Self::Rc2With40Bits
            | Self::Rc2With128Bits
            | Self::TripleDesWithTwoKeys
            | Self::TripleDes => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }

    /// By the OID of an encryption scheme of PBES2 (RFC 8018 B.2, RFC 3565 4.1).
    fn of_pbes2(oid: &str) -> Option<Self> {
        Some(match oid {
            "1.2.840.113549.3.7" => Self::TripleDes,
            "2.16.840.1.101.3.4.1.2" => Self::Aes128,
            "2.16.840.1.101.3.4.1.22" => Self::Aes192,
            "2.16.840.1.101.3.4.1.42" => Self::Aes256,
            _ => return None,
        })
    }
}

impl fmt::Display for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rc2With40Bits => "RC2 with 40 bits",
            Self::Rc2With128Bits => "RC2 with 128 bits",
            Self::TripleDesWithTwoKeys => "3DES with two keys",
            Self::TripleDes => "3DES",
            Self::Aes128 => "AES-128",
            Self::Aes192 => "AES-192",
            Self::Aes256 => "AES-256",
        })
    }
}

/// How a password becomes a key, and what that key encrypts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// The derivation of PKCS#12 with SHA-1 (RFC 7292 C).
    Pkcs12(Cipher),
    /// PBES2 with PBKDF2 (RFC 8018 6.2).
    Pbes2(Cipher, Hash),
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pkcs12(cipher) => write!(f, "{cipher} by SHA-1"),
            Self::Pbes2(cipher, hash) => write!(f, "{cipher} by PBKDF2 with {hash}"),
        }
    }
}

/// How a file is protected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Protection {
    /// What its parts are encrypted with; nothing where all of it is plain.
    pub schemes: BTreeSet<Scheme>,
    /// What it is authenticated with, if it is.
    pub mac: Option<Hash>,
}

impl Protection {
    /// Whether Windows before Server 2019 refuses the file, with the words that its
    /// password is wrong: those versions know neither PBES2 nor another MAC than SHA-1
    /// (PKCS12_PBES2_EXPORT_PARAMS of the Windows SDK: since Windows 10 1709 and Server 2019).
    pub fn needs_windows_server_2019(&self) -> bool {
        let pbes2 = |scheme: &Scheme| matches!(scheme, Scheme::Pbes2(..));
        self.schemes.iter().any(pbes2) || self.mac.is_some_and(|hash| hash != Hash::Sha1)
    }
}

/// A scheme with its numbers, as an AlgorithmIdentifier has them.
pub(super) struct Parameters<'a> {
    pub scheme: Scheme,
    pub salt: &'a [u8],
    pub iterations: NonZeroU32,
    /// The initialization vector, where it is not derived too.
    pub vector: &'a [u8],
}

impl<'a> Parameters<'a> {
    /// Reads the AlgorithmIdentifier of something encrypted.
    pub(super) fn read(algorithm: &Element<'a>) -> Result<Self, OpenError> {
        let (name, parameters) = identified(algorithm)?;
        let cipher = match name.as_str() {
            oid::PBES2 => return Self::pbes2(parameters),
            "1.2.840.113549.1.12.1.3" => Cipher::TripleDes,
            "1.2.840.113549.1.12.1.4" => Cipher::TripleDesWithTwoKeys,
            "1.2.840.113549.1.12.1.5" => Cipher::Rc2With128Bits,
            "1.2.840.113549.1.12.1.6" => Cipher::Rc2With40Bits,
            "1.2.840.113549.1.12.1.1" => return Err(unsupported("RC4 with 128 bits")),
            "1.2.840.113549.1.12.1.2" => return Err(unsupported("RC4 with 40 bits")),
            other => return Err(unsupported(other)),
        };
        // RFC 7292 C: salt and iterations.
        let parts = parameters.and_then(|it| it.tagged(tag::SEQUENCE)?.children());
        let Some([salt, iterations]) = parts.as_deref() else {
            return Err(malformed());
        };
        Ok(Self {
            scheme: Scheme::Pkcs12(cipher),
            salt: octets(salt)?,
            iterations: count(iterations)?,
            vector: &[],
        })
    }

    /// RFC 8018 A.4: the derivation, and what its key encrypts with.
    fn pbes2(parameters: Option<Element<'a>>) -> Result<Self, OpenError> {
        let parts = parameters.and_then(|it| it.tagged(tag::SEQUENCE)?.children());
        let Some([derivation, encryption]) = parts.as_deref() else {
            return Err(malformed());
        };
        let (name, vector) = identified(encryption)?;
        let cipher = Cipher::of_pbes2(&name).ok_or_else(|| unsupported(&name))?;
        let vector = octets(&vector.ok_or_else(malformed)?)?;
        if vector.len() != cipher.block_length() {
            return Err(malformed());
        }
        let (name, parameters) = identified(derivation)?;
        if name != oid::PBKDF2 {
            return Err(unsupported(&name));
        }
        // RFC 8018 A.2: salt, iterationCount, keyLength OPTIONAL, prf DEFAULT HMAC-SHA-1.
        let parts = parameters.and_then(|it| it.tagged(tag::SEQUENCE)?.children());
        let (salt, iterations, rest) = match parts.as_deref() {
            Some([salt, iterations, rest @ ..]) => (*salt, *iterations, rest),
            _ => return Err(malformed()),
        };
        let (length, prf) = match rest {
            [] => (None, None),
            [one] if one.tag == tag::INTEGER => (Some(one), None),
            [prf] => (None, Some(prf)),
            [length, prf] => (Some(length), Some(prf)),
            _ => return Err(malformed()),
        };
        if let Some(length) = length
            && usize::try_from(count(length)?.get()).ok() != Some(cipher.key_length())
        {
            return Err(malformed());
        }
        let hash = match prf {
            None => Hash::Sha1,
            Some(prf) => {
                let (name, parameters) = identified(prf)?;
                null(parameters)?;
                Hash::of_hmac(&name).ok_or_else(|| unsupported(&name))?
            }
        };
        Ok(Self {
            scheme: Scheme::Pbes2(cipher, hash),
            salt: octets(&salt)?,
            iterations: count(&iterations)?,
            vector,
        })
    }

    /// The AlgorithmIdentifier; of the schemes that are written here only.
    pub(super) fn der(&self) -> Vec<u8> {
        let salt = asn1::write(tag::OCTET_STRING, &[self.salt]);
        let iterations = asn1::unsigned(&self.iterations.get().to_be_bytes());
        match self.scheme {
            Scheme::Pkcs12(_) => {
                let parameters = asn1::write(tag::SEQUENCE, &[&salt, &iterations]);
                algorithm("1.2.840.113549.1.12.1.3", &parameters)
            }
            Scheme::Pbes2(..) => {
                let prf = algorithm(oid::HMAC_SHA256, &asn1::write(tag::NULL, &[]));
                let derivation = asn1::write(tag::SEQUENCE, &[&salt, &iterations, &prf]);
                let derivation = algorithm(oid::PBKDF2, &derivation);
                let vector = asn1::write(tag::OCTET_STRING, &[self.vector]);
                let encryption = algorithm("2.16.840.1.101.3.4.1.42", &vector);
                let parameters = asn1::write(tag::SEQUENCE, &[&derivation, &encryption]);
                algorithm(oid::PBES2, &parameters)
            }
        }
    }
}

/// An object identifier in DER.
pub(super) fn identifier(dotted: &str) -> Vec<u8> {
    asn1::object_identifier(dotted).expect("the constant is an OID")
}

/// An AlgorithmIdentifier (RFC 5280 4.1.1.2).
pub(super) fn algorithm(oid: &str, parameters: &[u8]) -> Vec<u8> {
    asn1::write(tag::SEQUENCE, &[&identifier(oid), parameters])
}

/// The OID and the parameters of an AlgorithmIdentifier.
pub(super) fn identified<'a>(
    algorithm: &Element<'a>,
) -> Result<(String, Option<Element<'a>>), OpenError> {
    let parts = algorithm.tagged(tag::SEQUENCE).and_then(|it| it.children());
    match parts.as_deref() {
        Some([name, rest @ ..]) if name.tag == tag::OBJECT_IDENTIFIER && rest.len() < 2 => {
            Ok((dotted(name.content), rest.first().copied()))
        }
        _ => Err(malformed()),
    }
}

/// Parameters that say nothing: absent, or NULL.
pub(super) fn null(parameters: Option<Element<'_>>) -> Result<(), OpenError> {
    match parameters {
        None => Ok(()),
        Some(it) if it.tag == tag::NULL && it.content.is_empty() => Ok(()),
        Some(_) => Err(malformed()),
    }
}

/// A number of at least one. What does not fit into 32 bits is as large as can be, and
/// refused as too much where it is used.
pub(super) fn count(element: &Element<'_>) -> Result<NonZeroU32, OpenError> {
    let content = element.tagged(tag::INTEGER).map(|it| it.content);
    let significant = match content {
        None | Some([] | [0x80..=0xff, ..]) => return Err(malformed()),
        Some(octets) => octets,
    };
    let wide = significant.iter().try_fold(0_u32, |sum, octet| {
        sum.checked_mul(256)?.checked_add(u32::from(*octet))
    });
    NonZeroU32::new(wide.unwrap_or(u32::MAX)).ok_or_else(malformed)
}

/// The contents of an OCTET STRING in one piece.
pub(super) fn octets<'a>(element: &Element<'a>) -> Result<&'a [u8], OpenError> {
    let whole = element.tagged(tag::OCTET_STRING);
    whole.map(|it| it.content).ok_or_else(malformed)
}

fn malformed() -> OpenError {
    OpenError::damaged("the parameters of its encryption are not well-formed")
}

fn unsupported(what: &str) -> OpenError {
    OpenError::Unsupported {
        what: format!("the encryption `{what}`"),
    }
}
