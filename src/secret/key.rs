//! A private key: made, read, written, and used to sign.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use zeroize::Zeroizing;

use super::KeyError;
use super::container;
use super::shape::{kept, public_of, signing};
use crate::cert::KeySpec;
use crate::cert::PublicKey;
use crate::x509::armor;

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
        let pair = KeyPair::generate(size).map_err(|_| KeyError::Library)?;
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
        let (pkcs8, public_der) = kept(container::read(der)?)?;
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

    /// Signs a message: RSA keys by PKCS#1 v1.5 with SHA-256, EC keys by ECDSA with
    /// the hash of their curve's strength (SHA-256, SHA-384, SHA-512; RFC 5480 4).
    ///
    /// RSASSA-PSS is never used: Lync does not support it.
    ///
    /// # Errors
    ///
    /// When the key's numbers do not belong together, or for another kind of key.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        match self.public.spec {
            KeySpec::Rsa(_) => {
                let pair = self.rsa()?;
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| KeyError::Library)?;
                Ok(signature)
            }
            KeySpec::Ec(curve) => {
                let pair = EcdsaKeyPair::from_pkcs8(signing(curve), &self.pkcs8)
                    .map_err(|_| KeyError::Library)?;
                let signature = pair.sign(&random, message);
                Ok(signature.map_err(|_| KeyError::Library)?.as_ref().to_vec())
            }
            KeySpec::Other(ref algorithm) => Err(KeyError::Unsupported {
                algorithm: algorithm.clone(),
            }),
        }
    }

    /// Proves that an RSA key's numbers belong together, which takes a millisecond.
    /// Other keys were proved when they were read.
    ///
    /// # Errors
    ///
    /// When they do not, or when the key is shorter than 2048 bits or longer than 8192.
    pub fn check(&self) -> Result<(), KeyError> {
        match self.public.spec {
            KeySpec::Rsa(_) => self.rsa().map(|_| ()),
            KeySpec::Ec(_) | KeySpec::Other(_) => Ok(()),
        }
    }

    fn rsa(&self) -> Result<RsaKeyPair, KeyError> {
        if !matches!(self.public.spec, KeySpec::Rsa(2048..=8192)) {
            return Err(KeyError::Unsupported {
                algorithm: self.public.spec.to_string(),
            });
        }
        RsaKeyPair::from_pkcs8(&self.pkcs8).map_err(|_| KeyError::Damaged {
            reason: "its RSA numbers do not belong together",
        })
    }
}

fn is_key(label: &str) -> bool {
    label.ends_with("PRIVATE KEY")
}
