//! rcgen builds what is to be signed; the names are put in and the signature is made
//! here. So the private key stays where it is wiped, and an issuer's name stands byte
//! for byte as in the issuer's certificate, which no re-encoding could promise
//! (RFC 5280 4.1.2.4, 7.1).

use rcgen::{PublicKeyData, SignatureAlgorithm, SigningKey};

use super::MintError;
use crate::cert::Curve;
use crate::cert::KeySpec;
use crate::secret::KeyError;
use crate::secret::PrivateKey;
use crate::x509::asn1::{self, Element, tag};

/// A public key in the place of a key pair: what it signs stays without signature.
pub(super) struct Unsigned {
    algorithm: &'static SignatureAlgorithm,
    point: Vec<u8>,
}

impl Unsigned {
    /// From a SubjectPublicKeyInfo, of a key that forecert can sign with.
    pub fn new(spec: &KeySpec, spki_der: &[u8]) -> Result<Self, MintError> {
        let algorithm = match spec {
            KeySpec::Rsa(_) => &rcgen::PKCS_RSA_SHA256,
            KeySpec::Ec(Curve::P256) => &rcgen::PKCS_ECDSA_P256_SHA256,
            KeySpec::Ec(Curve::P384) => &rcgen::PKCS_ECDSA_P384_SHA384,
            KeySpec::Ec(Curve::P521) => &rcgen::PKCS_ECDSA_P521_SHA512,
            KeySpec::Other(algorithm) => {
                let algorithm = algorithm.clone();
                return Err(KeyError::Unsupported { algorithm }.into());
            }
        };
        let parts = Element::whole(spki_der).and_then(|spki| spki.children());
        match parts.as_deref() {
            Some([_, Element { content, .. }]) if content.first() == Some(&0) => Ok(Self {
                algorithm,
                point: content[1..].to_vec(),
            }),
            _ => Err(MintError::Faulty("the public key is not well-formed")),
        }
    }
}

impl PublicKeyData for Unsigned {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl SigningKey for Unsigned {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(Vec::new())
    }
}

/// Puts other elements in the places of those that stand in the signed part, and signs it.
pub(super) fn signed(
    unsigned: &[u8],
    replacements: &[(usize, &[u8])],
    key: &PrivateKey,
) -> Result<Vec<u8>, MintError> {
    let malformed = || MintError::Faulty("the unsigned part is not well-formed");
    let parts = Element::whole(unsigned)
        .and_then(|whole| whole.children())
        .ok_or_else(malformed)?;
    let [part, algorithm, _] = parts[..] else {
        return Err(malformed());
    };
    let mut fields: Vec<&[u8]> = part
        .children()
        .ok_or_else(malformed)?
        .iter()
        .map(|field| field.raw)
        .collect();
    for (index, replacement) in replacements {
        *fields.get_mut(*index).ok_or_else(malformed)? = replacement;
    }
    let part = asn1::write(tag::SEQUENCE, &fields);
    let signature = key.sign(&part)?;
    let signature = asn1::write(tag::BIT_STRING, &[&[0], &signature]);
    Ok(asn1::write(
        tag::SEQUENCE,
        &[&part, algorithm.raw, &signature],
    ))
}

/// What rcgen says when it does not want to.
pub(super) fn refused(error: rcgen::Error) -> MintError {
    MintError::Library(error.to_string())
}
