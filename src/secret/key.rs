//! A private key, its public half, and the system's randomness.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};
use zeroize::Zeroizing;

use super::KeyError;
use super::container::{self, Material, curve_oid};
use crate::cert::Curve;
use crate::cert::KeySpec;
use crate::cert::PublicKey;
use crate::x509;
use crate::x509::armor;
use crate::x509::asn1::{self, tag};

/// A private key as PKCS#8. It cannot be printed, copied or compared, and its bytes
/// are wiped when it is dropped.
pub struct PrivateKey {
    pkcs8: Zeroizing<Vec<u8>>,
    public: PublicKey,
    public_der: Vec<u8>,
}

impl PrivateKey {
    /// Makes a key from the system's randomness: RSA of 2048, 3072 or 4096 bits, or
    /// EC on one of the three curves.
    ///
    /// # Errors
    ///
    /// For another specification, or when the library gives up.
    pub fn generate(spec: &KeySpec) -> Result<Self, KeyError> {
        let size = match spec {
            KeySpec::Rsa(2048) => KeySize::Rsa2048,
            KeySpec::Rsa(3072) => KeySize::Rsa3072,
            KeySpec::Rsa(4096) => KeySize::Rsa4096,
            KeySpec::Ec(curve) => {
                let pair =
                    EcdsaKeyPair::generate(signing(*curve)).map_err(|_| KeyError::Library)?;
                let document = pair.to_pkcs8v1().map_err(|_| KeyError::Library)?;
                return Self::from_der(document.as_ref());
            }
            KeySpec::Rsa(_) | KeySpec::Other(_) => {
                return Err(KeyError::Size { spec: spec.clone() });
            }
        };
        let pair = aws_lc_rs::rsa::KeyPair::generate(size).map_err(|_| KeyError::Library)?;
        let document: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyError::Library)?;
        Self::from_der(document.as_ref())
    }

    /// Reads a key in DER: PKCS#8, PKCS#1 or SEC1. It is kept as PKCS#8 in any case.
    ///
    /// The numbers of an RSA key are taken as they are, which costs microseconds;
    /// [`PrivateKey::check`] proves that they belong together. An EC key's public
    /// half is computed, and must be the one that the container has, if it has one.
    ///
    /// # Errors
    ///
    /// When it is encrypted, damaged, of an unsupported algorithm, or no key.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let (pkcs8, public_der) = match container::read(der)? {
            Material::Rsa {
                pkcs1,
                modulus,
                exponent,
            } => (
                wrapped(&rsa_algorithm(), pkcs1),
                rsa_public(&modulus, &exponent),
            ),
            Material::Ec {
                curve,
                scalar,
                point,
            } => {
                let (pkcs8, point) = elliptic(curve, scalar, point)?;
                (pkcs8, ec_public(curve, &point))
            }
            Material::Ed25519 { pkcs8 } => (Zeroizing::new(pkcs8.to_vec()), ed25519_public(pkcs8)?),
        };
        Ok(Self {
            public: public_of(&public_der)?,
            pkcs8,
            public_der,
        })
    }

    /// Reads the one key in a PEM text. Text and other blocks around it are passed over.
    ///
    /// # Errors
    ///
    /// As [`PrivateKey::from_der`], and when there are several keys.
    pub fn from_pem(text: &[u8]) -> Result<Self, KeyError> {
        let mut keys = Vec::new();
        for block in armor::blocks(text) {
            match block {
                Ok(block) if is_key(&block.label) => keys.push(Ok(block)),
                Err(error) => {
                    let (armor::ArmorError::Unterminated { label }
                    | armor::ArmorError::Base64 { label }) = error;
                    if is_key(&label) {
                        let reason = "its PEM block is cut off or is not base64 inside";
                        keys.push(Err(KeyError::Damaged { reason }));
                    }
                }
                Ok(_) => {}
            }
        }
        let block = match keys.len() {
            0 => return Err(KeyError::NotAKey),
            1 => keys.remove(0)?,
            count => return Err(KeyError::Several { count }),
        };
        if block.encrypted || block.label == "ENCRYPTED PRIVATE KEY" {
            return Err(KeyError::Encrypted);
        }
        if block.label == "OPENSSH PRIVATE KEY" {
            return Err(KeyError::Unsupported {
                algorithm: "OpenSSH's own container".to_owned(),
            });
        }
        Self::from_der(&block.der)
    }

    /// The public half: what it is, and which.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The public half as SubjectPublicKeyInfo in DER.
    pub fn public_der(&self) -> &[u8] {
        &self.public_der
    }

    /// The key as one PEM block `PRIVATE KEY`, always real PKCS#8.
    pub fn pem(&self) -> Zeroizing<String> {
        Zeroizing::new(armor::encode("PRIVATE KEY", &self.pkcs8))
    }

    /// The key as PKCS#8 in DER.
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// Proves that an RSA key's numbers belong together, which takes a millisecond.
    /// Other keys were proved when they were read.
    ///
    /// # Errors
    ///
    /// When they do not, or when the key is shorter than 2048 bits or longer than 8192.
    pub fn check(&self) -> Result<(), KeyError> {
        match self.public.spec {
            KeySpec::Rsa(2048..=8192) => {
                RsaKeyPair::from_pkcs8(&self.pkcs8)
                    .map(|_| ())
                    .map_err(|_| KeyError::Damaged {
                        reason: "its RSA numbers do not belong together",
                    })
            }
            KeySpec::Rsa(_) => Err(KeyError::Unsupported {
                algorithm: self.public.spec.to_string(),
            }),
            KeySpec::Ec(_) | KeySpec::Other(_) => Ok(()),
        }
    }
}

/// Whose key it is, without loading it: an RSA key's public half is read from its
/// numbers, and whether they belong together is not asked.
///
/// # Errors
///
/// As [`PrivateKey::from_der`].
pub fn public_half(der: &[u8]) -> Result<PublicKey, KeyError> {
    let public_der = match container::read(der)? {
        Material::Rsa {
            modulus, exponent, ..
        } => rsa_public(&modulus, &exponent),
        Material::Ec {
            curve,
            scalar,
            point,
        } => ec_public(curve, &elliptic(curve, scalar, point)?.1),
        Material::Ed25519 { pkcs8 } => ed25519_public(pkcs8)?,
    };
    public_of(&public_der)
}

/// Random octets from the system.
///
/// # Panics
///
/// When the system has no randomness: nothing can be made then.
pub fn random<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    rand::fill(&mut octets).expect("the system has randomness");
    octets
}

fn is_key(label: &str) -> bool {
    label.ends_with("PRIVATE KEY")
}

fn public_of(public_der: &[u8]) -> Result<PublicKey, KeyError> {
    x509::public_key(public_der).map_err(|_| KeyError::Damaged {
        reason: "its public half is not well-formed",
    })
}

fn signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_ASN1_SIGNING,
        Curve::P384 => &ECDSA_P384_SHA384_ASN1_SIGNING,
        Curve::P521 => &ECDSA_P521_SHA512_ASN1_SIGNING,
    }
}

fn oid(dotted: &str) -> Vec<u8> {
    asn1::object_identifier(dotted).expect("the constant is an OID")
}

fn rsa_algorithm() -> Vec<u8> {
    let null = asn1::write(tag::NULL, &[]);
    asn1::write(tag::SEQUENCE, &[&oid("1.2.840.113549.1.1.1"), &null])
}

fn ec_algorithm(curve: Curve) -> Vec<u8> {
    let parts = [oid("1.2.840.10045.2.1"), oid(curve_oid(curve))];
    asn1::write(tag::SEQUENCE, &[&parts[0], &parts[1]])
}

/// PKCS#8 version 1 (RFC 5208 5) around a key.
fn wrapped(algorithm: &[u8], key: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = Zeroizing::new(asn1::write(tag::OCTET_STRING, &[key]));
    let version = asn1::unsigned(&[0]);
    Zeroizing::new(asn1::write(tag::SEQUENCE, &[&version, algorithm, &key]))
}

fn spki(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let key = asn1::write(tag::BIT_STRING, &[&[0], key]);
    asn1::write(tag::SEQUENCE, &[algorithm, &key])
}

fn rsa_public(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = [asn1::unsigned(modulus), asn1::unsigned(exponent)];
    let key = asn1::write(tag::SEQUENCE, &[&numbers[0], &numbers[1]]);
    spki(&rsa_algorithm(), &key)
}

fn ec_public(curve: Curve, point: &[u8]) -> Vec<u8> {
    spki(&ec_algorithm(curve), point)
}

/// A PKCS#8 of one shape, whatever it came in, and the public point.
///
/// RFC 5915 3: the private number has as many octets as the curve, which not every
/// tool observes.
fn elliptic(
    curve: Curve,
    scalar: &[u8],
    claimed: Option<&[u8]>,
) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), KeyError> {
    let damaged = |reason| KeyError::Damaged { reason };
    let size = curve.bits().div_ceil(8) as usize;
    let zeros = scalar.iter().take_while(|octet| **octet == 0).count();
    let scalar = &scalar[zeros..];
    let mut padded = Zeroizing::new(vec![0; size]);
    let start = size
        .checked_sub(scalar.len())
        .ok_or_else(|| damaged("its number is too long for its curve"))?;
    padded[start..].copy_from_slice(scalar);
    let version = asn1::unsigned(&[1]);
    let number = Zeroizing::new(asn1::write(tag::OCTET_STRING, &[&padded]));
    let bare = Zeroizing::new(asn1::write(tag::SEQUENCE, &[&version, &number]));
    let algorithm = ec_algorithm(curve);
    let pair = EcdsaKeyPair::from_pkcs8(signing(curve), &wrapped(&algorithm, &bare))
        .map_err(|_| damaged("its number does not lie on its curve"))?;
    let point = pair.public_key().as_ref().to_vec();
    if let Some(claimed) = claimed {
        let (claimed, own) = (ec_public(curve, claimed), ec_public(curve, &point));
        if public_of(&claimed)? != public_of(&own)? {
            return Err(damaged("its public half belongs to another key"));
        }
    }
    let public = asn1::write(tag::BIT_STRING, &[&[0], &point]);
    let public = asn1::write(0xa1, &[&public]);
    let key = Zeroizing::new(asn1::write(tag::SEQUENCE, &[&version, &number, &public]));
    Ok((wrapped(&algorithm, &key), point))
}

fn ed25519_public(pkcs8: &[u8]) -> Result<Vec<u8>, KeyError> {
    let pair =
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(|_| KeyError::Damaged {
            reason: "its Ed25519 seed is not well-formed",
        })?;
    let point = pair.public_key().as_ref().to_vec();
    if container::ed25519_point(pkcs8).is_some_and(|claimed| claimed != point) {
        return Err(KeyError::Damaged {
            reason: "its public half belongs to another key",
        });
    }
    let algorithm = asn1::write(tag::SEQUENCE, &[&oid("1.3.101.112")]);
    Ok(spki(&algorithm, &point))
}
